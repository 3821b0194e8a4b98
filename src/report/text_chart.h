/* SPDX-License-Identifier: MIT */
/* text_chart.h - requests and errors over time, one mark per stretch of time. */
#ifndef TEXT_CHART_H
#define TEXT_CHART_H

#include "report/layout.h"

/* Append the chart with its heading; nothing when there are no times. */
void text_chart_put(const struct layout *layout);

#endif
