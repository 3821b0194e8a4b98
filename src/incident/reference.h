/* SPDX-License-Identifier: MIT */
/* reference.h - how many errors were to be expected: the most permissive of three references. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "incident/counts.h"

/* Cleaned errors over requests of minutes [from, until), with half an error and 500 requests added:
 * a short past without errors is no proof that there are none. */
double reference_rate(const struct counts *counts, size_t from, size_t until);

/* The day that ends so many minutes before 'minute', or the baseline: first minute and end. */
struct reference_day {
    size_t from;
    size_t until;
};
struct reference_day reference_day_before(const struct timeline *timeline, size_t minute,
                                          size_t lag);

/*
 * Expected errors of the 'window' minutes that end with 'minute', given the rate of the day before:
 * at least so many as at that local time on up to 14 days before, and as the median of the last
 * day's five minutes.  A poller that always fails is in the median; a surge of requests is in the
 * rates.
 */
double reference_expected(const struct timeline *timeline, struct counts *counts, size_t minute,
                          size_t window, double day_rate);

#endif
