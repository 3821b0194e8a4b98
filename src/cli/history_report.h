/* SPDX-License-Identifier: MIT */
/* history_report.h - what a history says about a period, for a report. */
#ifndef HISTORY_REPORT_H
#define HISTORY_REPORT_H

#include "httally/history.h"
#include "httally/report.h"
#include "options.h"

/* A zeroed one is empty. */
struct history_report {
    struct httally_history *history;
    struct httally_tally *tally;
    /* The history itself. */
    struct httally_input input;
    const char *format;
    /* Of all formats. */
    const char *vendors;
};

/* Load the period that the options tell of the history that they name.  Options that ask for single
 * lines are HTTALLY_ERROR_ARGUMENT. */
enum httally_result history_report_load(struct history_report *report,
                                        const struct options *options, int64_t now,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

void history_report_finish(struct history_report *report);

#endif
