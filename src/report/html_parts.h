/* SPDX-License-Identifier: MIT */
/* html_parts.h - the sections of the HTML report, in their order; each is left out where there is
 * nothing to show. */
#ifndef HTML_PARTS_H
#define HTML_PARTS_H

#include "report/html_writer.h"

/* The first screen: what happened, in sentences, and the key numbers. */
void html_put_summary(struct html *html);

/* Requests, errors and their rate over time. */
void html_put_over_time(struct html *html);

/* Errors by hour and weekday. */
void html_put_week(struct html *html);

/* The spikes, with their evidence. */
void html_put_incidents(struct html *html);

/* What rose and fell since an earlier report. */
void html_put_changes(struct html *html);

/* Each error code: since when, and what its requests have in common. */
void html_put_codes(struct html *html);

/* Classes, outcomes, and all statuses. */
void html_put_statuses(struct html *html);

void html_put_latency(struct html *html);

/* Which statuses were made here, and which passed through. */
void html_put_upstream(struct html *html);

void html_put_errors_behind(struct html *html);
void html_put_tops(struct html *html);

/* What was read, and what became of each line. */
void html_put_inputs(struct html *html);

/* Is there anything to show in these? */
bool html_has_over_time(const struct model *model);
bool html_has_incidents(const struct model *model);

#endif
