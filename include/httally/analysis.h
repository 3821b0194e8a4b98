/* SPDX-License-Identifier: MIT */
/*
 * analysis.h - logs in, tally out.
 *
 * @example
 *     httally_analysis_create(&options, &analysis, &error);
 *     httally_analysis_add_file(analysis, "access.log", &error);
 *     httally_analysis_run(analysis, &error);
 *     report.tally = httally_analysis_tally(analysis);
 */
#ifndef HTTALLY_ANALYSIS_H
#define HTTALLY_ANALYSIS_H

#include "httally/filter.h"
#include "httally/format.h"
#include "httally/history.h"
#include "httally/report.h"
#include "httally/rewrite.h"
#include "httally/source.h"

HTTALLY_BEGIN_DECLS

struct httally_analysis;

/* Told now and then, by the thread that runs the analysis, how many bytes of the inputs (as stored)
 * have been taken so far. */
typedef void (*httally_progress_function)(void *context, uint64_t stored_bytes);

/* Zero is the default of every field; what is pointed to must outlive the analysis. */
struct httally_analysis_options {
    /* NULL tells the format of each input by its lines. */
    const struct httally_format *format;
    /* NULL or an empty one lets every record count. */
    struct httally_filter *filter;
    /* NULL counts records as they are logged; what passed the filter is rewritten. */
    struct httally_rewriter *rewriter;
    /* Bytes that all tables of all jobs may use together; 0 is 64 MiB for each job. */
    size_t memory_bytes;
    /* As in httally_tally_options. */
    int64_t now;
    /* Read no more than is needed for requests of this time or later, in seconds since 1970 UTC,
     * and what files were rotated to since then as well; 0 reads everything.  It is for the filter
     * to leave out what is older: lines are in order of time but for a minute or so.  What counts
     * begins with the first line of that time, and so do the numbers of lines. */
    int64_t since_sec;
    /* Count codes, bytes and times only, in half the time. */
    bool is_brief;
    /* Threads that read; 0 is 1.  The report does not depend on it while tables are exact. */
    size_t job_count;
    /* Plain files larger than this are read in pieces of this size by several threads; 0 chooses.
     */
    uint64_t piece_bytes;
    /* May be NULL. */
    httally_progress_function on_progress;
    void *progress_context;
};

HTTALLY_API enum httally_result httally_analysis_create(
    const struct httally_analysis_options *options, struct httally_analysis **analysis_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add an input; it is opened when the analysis runs.  'name' and 'path' are copied. */
HTTALLY_API enum httally_result httally_analysis_add_file(
    struct httally_analysis *analysis, const char *path,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add an open descriptor, which stays the caller's. */
HTTALLY_API enum httally_result httally_analysis_add_descriptor(
    struct httally_analysis *analysis, int descriptor, const char *name,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add bytes in memory, which must outlive the run. */
HTTALLY_API enum httally_result httally_analysis_add_memory(
    struct httally_analysis *analysis, struct httally_slice bytes, const char *name,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Read all inputs, several at a time where there are several jobs.  An input that cannot be opened
 * or is damaged does not stop the others: its httally_input.error says so, and what was readable
 * counts. Fails only for want of memory.  Call it once.
 */
HTTALLY_API enum httally_result httally_analysis_run(
    struct httally_analysis *analysis, struct httally_error *error) HTTALLY_MUST_CHECK;

/* The results; valid until the analysis is destroyed. */
HTTALLY_API const struct httally_tally *httally_analysis_tally(
    const struct httally_analysis *analysis);
HTTALLY_API const struct httally_input *httally_analysis_inputs(
    const struct httally_analysis *analysis, size_t *count_out);

/* Of those inputs, how many could be opened and gave any bytes or an orderly end. */
HTTALLY_API size_t httally_analysis_readable_count(const struct httally_analysis *analysis);

/* Requests of an input that were read as the combined family, of one shape. */
HTTALLY_API uint64_t httally_analysis_shape_count(const struct httally_analysis *analysis,
                                                  size_t input, enum httally_shape shape);

/* The first line of an input that is a request, and the directives right before it, without which
 * it may not be read; NULL data when there is none. */
HTTALLY_API struct httally_slice httally_analysis_example(const struct httally_analysis *analysis,
                                                          size_t input);

/* By what the format of an input was told: lines of a sample that are neither blank nor directives,
 * those that its formats read, and what the best format and the one next to it read.  Names are
 * those of httally_format_description(). */
struct httally_detection {
    size_t lines;
    size_t read_lines;
    const char *format;
    size_t format_lines;
    /* NULL when no other reads any. */
    const char *runner_up;
    size_t runner_up_lines;
};

/* False when the format was given, or the input could not be opened. */
HTTALLY_API bool httally_analysis_detection(const struct httally_analysis *analysis, size_t input,
                                            struct httally_detection *detection_out);

/* Lines of an input whose format is not known, cut where they are long, each ended by '\n'; empty
 * when its format is known. */
HTTALLY_API struct httally_slice httally_analysis_refused_lines(
    const struct httally_analysis *analysis, size_t input);

/* The formats of an input, which lines were tried on in this order, and the requests that each has
 * read; NULL behind the last. */
HTTALLY_API const struct httally_format *httally_analysis_format(
    const struct httally_analysis *analysis, size_t input, size_t index, uint64_t *requests_out);

/* Vendors whose software writes the formats that were found, as for httally_profile_create(); ""
 * when the formats tell of none.  Valid until it is called again. */
HTTALLY_API const char *httally_analysis_vendors(struct httally_analysis *analysis);

/* What the log's clock is ahead of UTC at its first request, in seconds; 0 without any time. */
HTTALLY_API int32_t httally_analysis_utc_offset(const struct httally_analysis *analysis);

/* Name of the format of most requests, or of their shape where that is the combined family;
 * "unknown" when there are none. */
HTTALLY_API const char *httally_analysis_format_name(const struct httally_analysis *analysis);

HTTALLY_API void httally_analysis_destroy(struct httally_analysis *analysis);

/* What became of one file of an update. */
struct httally_update {
    /* As given, or what it was rotated to; valid during the call. */
    const char *name;
    /* Lines that are new in it. */
    uint64_t lines;
    uint64_t requests;
    /* It was damaged: what was readable counts, unless 'is_left' is set as well. */
    bool is_damaged;
    /* Nothing of it counts, and the next update tries again. */
    bool is_left;
    /* What is wrong; NULL when all is well, or will be by itself: a file that is being compressed,
     * or was cut while it was read. */
    const char *message;
};

typedef void (*httally_update_function)(void *context, const struct httally_update *update);

/*
 * Count what is new in the file at 'path', and in those that it was rotated to since it was read
 * last, into a history that is open for writing.  'on_file' is told of every file that was looked
 * at.  Of 'options', filter and is_brief have no effect.  Fails when the history does: every file
 * is counted as a whole or not at all.
 */
HTTALLY_API enum httally_result httally_history_update(
    struct httally_history *history, const struct httally_analysis_options *options,
    const char *path, httally_update_function on_file, void *context,
    struct httally_error *error) HTTALLY_MUST_CHECK;

HTTALLY_END_DECLS

#endif
