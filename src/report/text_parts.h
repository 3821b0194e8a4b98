/* SPDX-License-Identifier: MIT */
/* text_parts.h - the parts of the text report that have files of their own, in their order. */
#ifndef TEXT_PARTS_H
#define TEXT_PARTS_H

#include "report/layout.h"

/* What came in: inputs, period, lines, requests. */
void text_put_head(const struct layout *layout);

/* How long requests took; nothing where that was not logged. */
void text_put_latency(const struct layout *layout);

/* Whose statuses they are; nothing where answers of upstreams were not logged. */
void text_put_upstream(const struct layout *layout);

/* Requests and errors over time, one mark per stretch of time; nothing when there are no times. */
void text_put_chart(const struct layout *layout);

/* Error codes: since when, and what their requests have in common. */
void text_put_details(const struct layout *layout);

/* The paths, hosts, upstreams, clients and agents with most 5xx, then with most 4xx. */
void text_put_errors_behind(const struct layout *layout);

/* What rose and fell since an earlier report; nothing without one. */
void text_put_changes(const struct layout *layout);

/* The most frequent values of each dimension. */
void text_put_tops(const struct layout *layout);

#endif
