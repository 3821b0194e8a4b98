/* SPDX-License-Identifier: MIT */
/* history_minutes.h - the minutes of a history in which incidents are looked for. */
#ifndef HISTORY_MINUTES_H
#define HISTORY_MINUTES_H

#include "history_period.h"
#include "httally/tally.h"
#include "incident_search.h"

/*
 * Load the minutes of a period, and of the weeks before it, into '*minutes_out', and let the search
 * judge the period alone.  Where no minutes are kept any more, there is nothing to search, and
 * '*minutes_out' is NULL.  '*first_day_out' is the first day whose minutes are kept, INT64_MAX
 * without any.
 */
enum httally_result history_minutes_load(struct httally_history *history,
                                         const struct options *options,
                                         const struct history_period *period,
                                         struct incident_search *search,
                                         struct httally_tally **minutes_out, int64_t *first_day_out,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same for what was read from logs: with the weeks before them. */
enum httally_result history_minutes_before(const struct options *options,
                                           const struct httally_tally *judged, int64_t now,
                                           struct incident_search *search,
                                           struct httally_tally **minutes_out,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;

/* An empty tally as the options want it. */
enum httally_result history_tally_create(const struct options *options, bool is_brief, int64_t now,
                                         struct httally_tally **tally_out,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
