/* SPDX-License-Identifier: MIT */
/* history_report.h - what a history says about a period, for a report. */
#ifndef HISTORY_REPORT_H
#define HISTORY_REPORT_H

#include "history_period.h"
#include "httally/report.h"
#include "incident_search.h"

enum { HISTORY_NOTE_SIZE = 240 };

/* A zeroed one is empty. */
struct history_report {
    struct httally_history *history;
    struct history_period period;
    /* What the log's clock adds to UTC now. */
    int32_t utc_offset_sec;
    struct httally_tally *tally;
    /* What incidents are looked for in: with the weeks before.  NULL without any minutes. */
    struct httally_tally *minutes;
    /* A part of a day: only counts by status and time are known. */
    bool has_counts_only;
    /* What is missing, in words; empty when that is nothing. */
    char note[HISTORY_NOTE_SIZE];
    /* The history itself. */
    struct httally_input input;
    const char *format;
    /* Of all formats. */
    const char *vendors;
};

/* Are the options such that a history can do without lines?  HTTALLY_ERROR_ARGUMENT says what asks
 * for them.  'with_files': it only tells what is usual before the files that are named. */
enum httally_result history_report_check(const struct options *options, bool with_files,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

/* Load the period that the options tell of the history that they name, and set the search up for
 * it.  'is_of_incidents': nothing else is reported. */
enum httally_result history_report_load(struct history_report *report,
                                        const struct options *options,
                                        struct incident_search *search, bool is_of_incidents,
                                        int64_t now,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * What the period is compared with: '--compare-period', and without it, for up to a week of whole
 * days that are over, the same weekdays a week before, if the history has them all.
 * '*previous_out' is NULL when it is compared with nothing.
 */
enum httally_result history_report_compare(const struct history_report *report,
                                           const struct options *options, int64_t now,
                                           struct httally_previous **previous_out,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;

void history_report_finish(struct history_report *report);

#endif
