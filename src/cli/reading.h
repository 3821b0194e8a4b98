/* SPDX-License-Identifier: MIT */
/* reading.h - an analysis of the inputs that the options name, and its exit code. */
#ifndef READING_H
#define READING_H

#include "httally/analysis.h"
#include "options.h"

struct reading {
    /* NULL when the lines tell it. */
    struct httally_format *format;
    /* NULL when records stay as they are. */
    struct httally_rewriter *rewriter;
    struct httally_analysis *analysis;
    const struct httally_input *inputs;
    size_t input_count;
};

/* Read all operands (standard input for "-", or when there are none and it is no terminal).
 * 'filter' may be NULL. */
enum httally_result reading_run(struct reading *reading, const struct options *options,
                                struct httally_filter *filter, int64_t now,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same of what is at the end of logs: httally_analysis_options.since_sec. */
enum httally_result reading_run_since(struct reading *reading, const struct options *options,
                                      struct httally_filter *filter, int64_t now, int64_t since_sec,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* Matches of patterns that hit a limit of the engine: of the filter (may be NULL) and of --group.
 */
uint64_t reading_limit_hits(const struct reading *reading, const struct httally_filter *filter);

/* What the options say of reading.  '*format_out' may be NULL and is the caller's, and is to
 * outlive what is made with them. */
enum httally_result reading_options(const struct options *options,
                                    struct httally_analysis_options *analysis_options_out,
                                    struct httally_format **format_out,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

/* As people know it: "-" is standard input. */
const char *reading_shown_name(const struct httally_input *input);

/*
 * EXIT_CODE_DONE, EXIT_CODE_DAMAGED or, when nothing could be read, EXIT_CODE_FAILED.  'hint' ends
 * the message about an unknown format.
 */
int reading_exit_code(const struct reading *reading, bool is_quiet, const char *hint);

void reading_finish(struct reading *reading);

#endif
