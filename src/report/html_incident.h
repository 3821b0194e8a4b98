/* SPDX-License-Identifier: MIT */
/* html_incident.h - spikes in sentences, for the first screen. */
#ifndef HTML_INCIDENT_H
#define HTML_INCIDENT_H

#include "report/html_writer.h"

/* The worst spikes, or that there are none, or why none were looked for. */
void html_put_headlines(const struct html *html);

#endif
