/* SPDX-License-Identifier: MIT */
/* incident_words.h - incidents in words where the search gave none, the same in all renderers. */
#ifndef INCIDENT_WORDS_H
#define INCIDENT_WORDS_H

#include "base/buffer.h"
#include "httally/report.h"

/* What the first input is of: "/srv/www.csv.gz" and "/srv/www.log.1" are of www. */
struct httally_slice incident_site(const struct httally_report *report);

/* Append the incident's sentence; one made of its figures when it has none. */
void incident_append_text(struct buffer *out, const struct httally_incident *incident);

/* Append "status 503: happens every day about 03:03 (12 of 14 days)". */
void incident_append_habit(struct buffer *out, const struct httally_habit *habit);

#endif
