/* SPDX-License-Identifier: MIT */
/* incident_search.h - how incidents are looked for: --sensitivity, --baseline and the like. */
#ifndef INCIDENT_SEARCH_H
#define INCIDENT_SEARCH_H

#include "httally/incident.h"
#include "httally/period.h"
#include "options.h"

/* May not be moved: 'settings' points into it. */
struct incident_search {
    struct httally_incident_options settings;
    bool is_error[HTTALLY_STATUS_COUNT];
    /* NULL without --baseline. */
    const char *baseline_text;
    struct httally_period baseline;
    /* Why these options leave nothing to search, or NULL. */
    const char *not_searched;
};

/* 'now' in seconds since 1970. */
enum httally_result incident_search_init(struct incident_search *search,
                                         const struct options *options, int64_t now,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

/* Settle times that are told by the log's clock, which is so far ahead of UTC. */
void incident_search_settle(struct incident_search *search, int32_t utc_offset_sec);

/* Search a finished tally; the caller ends '*incidents_out'. */
enum httally_result incident_search_run(struct incident_search *search,
                                        const struct httally_tally *tally,
                                        struct httally_incidents *incidents_out,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
