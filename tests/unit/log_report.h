/* SPDX-License-Identifier: MIT */
/* log_report.h - a log in memory, analysed, with all that a report borrows. */
#ifndef LOG_REPORT_H
#define LOG_REPORT_H

#include <stdio.h>

#include "base/buffer.h"
#include "httally/analysis.h"
#include "unit.h"

struct log_report {
    struct buffer log;
    struct httally_catalogue *catalogue;
    struct httally_profile *profile;
    struct httally_analysis *analysis;
    struct httally_report report;
};

/* Append 'count' requests in the minute 14:'minute' of 12 March 2026, an hour east of Greenwich. */
static inline void log_report_add(struct log_report *log_report, unsigned count, unsigned minute,
                                  int status, const char *client, const char *path)
{
    for (unsigned i = 0; i < count; i++)
        buffer_append_format(&log_report->log,
                             "%s - - [12/Mar/2026:14:%02u:%02u +0100] \"GET %s HTTP/1.1\" %d 100 "
                             "\"-\" \"curl/8.5.0\"\n",
                             client, minute, i % 60, path, status);
}

/* Analyse what was added, and point 'report' to the result. */
static inline void log_report_finish_log(struct log_report *log_report)
{
    const struct httally_analysis_options options = {0};
    struct httally_error error;
    assert_int_equal(httally_catalogue_create(&log_report->catalogue, &error), HTTALLY_OK);
    assert_int_equal(
        httally_profile_create(log_report->catalogue, NULL, &log_report->profile, &error),
        HTTALLY_OK);
    assert_int_equal(httally_analysis_create(&options, &log_report->analysis, &error), HTTALLY_OK);
    assert_int_equal(httally_analysis_add_memory(log_report->analysis,
                                                 buffer_slice(&log_report->log), "log", &error),
                     HTTALLY_OK);
    assert_int_equal(httally_analysis_run(log_report->analysis, &error), HTTALLY_OK);
    log_report->report = (struct httally_report){
        .tally = httally_analysis_tally(log_report->analysis),
        .profile = log_report->profile,
        .catalogue = log_report->catalogue,
        .format = httally_analysis_format_name(log_report->analysis),
    };
    log_report->report.inputs =
        httally_analysis_inputs(log_report->analysis, &log_report->report.input_count);
}

static inline void log_report_destroy(struct log_report *log_report)
{
    httally_analysis_destroy(log_report->analysis);
    httally_profile_destroy(log_report->profile);
    httally_catalogue_destroy(log_report->catalogue);
    buffer_finish(&log_report->log);
    *log_report = (struct log_report){.analysis = NULL};
}

#endif
