/* SPDX-License-Identifier: MIT */
/* recurrence.h - has this happened at the same time of other days, or the same minute of hours? */
#ifndef RECURRENCE_H
#define RECURRENCE_H

#include "incident/counts.h"

/*
 * Has the window of 'window' minutes that ends with 'minute' reached half of its error rate within
 * three minutes of the same local time on three or more, and 40 % or more, of the last 14 days; or,
 * for windows of up to 15 minutes, within a minute of the same minute, and not half an hour before
 * it, in half or more of the last 24 hours, of which six are known?  Zeroed: no.
 */
struct rhythm_hits recurrence_of(const struct timeline *timeline, const struct counts *counts,
                                 size_t minute, size_t window);

/* Are so many of the known periods a habit? */
bool recurrence_is_often(const struct rhythm_hits *hits);

#endif
