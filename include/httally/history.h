/* SPDX-License-Identifier: MIT */
/*
 * history.h - what logs said, kept by day, with how far each log was read.
 *
 * A history is one SQLite database; docs/history.md tells what is in it.  What is counted and how
 * far it was read change in one transaction: a run that is killed is as if it had not been.
 *
 * @example
 *     httally_history_open("www.history", &options, &history, &error);
 *     httally_history_update(history, &analysis_options, "access.log", &update, &error);
 *     httally_history_close(history);
 */
#ifndef HTTALLY_HISTORY_H
#define HTTALLY_HISTORY_H

#include "httally/source.h"
#include "httally/tally.h"

HTTALLY_BEGIN_DECLS

struct httally_history;

/* Zero is the default of every field. */
struct httally_history_options {
    /* For writing too: the file is made, for its owner alone, when it is not there, and others that
     * write are kept out. */
    bool is_writing;
    /* How long to wait while another holds it; then it is HTTALLY_ERROR_BUSY. */
    unsigned lock_timeout_sec;
    /* What "now" is, in seconds since 1970 UTC: what is older than it is kept for goes. */
    int64_t now;
};

/*
 * Open the history at 'path'; who does not write sees it as it was then until it is closed.
 * HTTALLY_ERROR_DATA when it is damaged, no history at all, or of a newer version: it is left as it
 * is then.  On success the caller owns '*history_out'.
 */
HTTALLY_API enum httally_result httally_history_open(
    const char *path, const struct httally_history_options *options,
    struct httally_history **history_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/* NULL is fine.  What was not finished is undone. */
HTTALLY_API void httally_history_close(struct httally_history *history);

/* For how many days what is kept; 0 is for ever. */
struct httally_history_keep {
    int64_t minutes;
    int64_t hours;
    int64_t days;
};

HTTALLY_API enum httally_result httally_history_get_keep(
    struct httally_history *history, struct httally_history_keep *keep_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* From now on. */
HTTALLY_API enum httally_result httally_history_set_keep(
    struct httally_history *history, const struct httally_history_keep *keep,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Drop what is too old, and bound the tables of days that are over. */
HTTALLY_API enum httally_result httally_history_tidy(
    struct httally_history *history, struct httally_error *error) HTTALLY_MUST_CHECK;

/* Days are counted from 1970-01-01, on the clock of the lines. */
struct httally_history_summary {
    /* Of those that have a time; 0 of them leaves 'first_day' and 'last_day' undefined. */
    uint64_t day_count;
    int64_t first_day;
    int64_t last_day;
    /* What the clock of the latest line adds to UTC, in seconds. */
    int32_t utc_offset_sec;
    struct httally_lines lines;
    uint64_t file_count;
    uint64_t size_bytes;
};

HTTALLY_API enum httally_result httally_history_summarize(
    struct httally_history *history, struct httally_history_summary *summary_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Any day, and lines that have none. */
#define HTTALLY_HISTORY_FIRST_DAY INT64_MIN
#define HTTALLY_HISTORY_LAST_DAY INT64_MAX

/*
 * Merge the days from 'first_day' to 'last_day' into 'tally', which is as if the lines had been
 * counted into it, as far as they were kept.  Lines without a believable time come with
 * HTTALLY_HISTORY_FIRST_DAY only.
 */
HTTALLY_API enum httally_result httally_history_load(
    struct httally_history *history, int64_t first_day, int64_t last_day,
    struct httally_tally *tally, struct httally_error *error) HTTALLY_MUST_CHECK;

/* What times are told by in a history. */
enum httally_history_detail {
    HTTALLY_HISTORY_MINUTES = 0,
    HTTALLY_HISTORY_HOURS,
};

/* The first days of which minutes and hours are kept; INT64_MAX where there are none. */
HTTALLY_API enum httally_result httally_history_first_days(
    struct httally_history *history, int64_t *minutes_out, int64_t *hours_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* From seconds since 1970-01-01 00:00 on the clock of the lines to seconds since 1970 UTC. */
HTTALLY_API enum httally_result httally_history_resolve(
    struct httally_history *history, int64_t wall_sec, int64_t *time_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Add requests by status and time from 'first_wall_sec' up to 'until_wall_sec', which are on the
 * clock of the lines, as far as minutes or hours of them are kept.  Nothing else is known of parts
 * of days: no bytes, no keys, no lines that are no requests.  'tally' is empty, or of later times.
 */
HTTALLY_API enum httally_result httally_history_load_span(
    struct httally_history *history, int64_t first_wall_sec, int64_t until_wall_sec,
    enum httally_history_detail detail, struct httally_tally *tally,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add the minutes of so many days before the first minute of 'judged' to 'tally', and say when that
 * minute begins, in seconds since 1970 UTC. */
HTTALLY_API enum httally_result httally_history_load_before(
    struct httally_history *history, const struct httally_tally *judged, int64_t days,
    struct httally_tally *tally, int64_t *from_sec_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* The format of most requests, and the vendors of all formats as for httally_profile_create();
 * valid until it is called again. */
HTTALLY_API enum httally_result httally_history_formats(
    struct httally_history *history, const char **format_out, const char **vendors_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* A log that was read. */
struct httally_history_file {
    /* As it was called last. */
    struct httally_slice name;
    struct httally_slice compression;
    /* Of its decoded bytes, those that were read, and the lines in them. */
    uint64_t offset_bytes;
    uint64_t lines;
    /* Its last request was of that day, "undated" without one. */
    struct httally_slice last_day;
    /* When it was read last, in seconds since 1970 UTC. */
    int64_t read_at;
    /* It was cut or replaced since. */
    bool is_gone;
};

/* 'file' is valid during the call. */
typedef void (*httally_history_file_function)(void *context,
                                              const struct httally_history_file *file);

HTTALLY_API enum httally_result httally_history_list_files(
    struct httally_history *history, httally_history_file_function on_file, void *context,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Forget that files of that name were read: they will be counted again.  What they counted stays.
 */
HTTALLY_API enum httally_result httally_history_forget(
    struct httally_history *history, const char *name, uint64_t *count_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* HTTALLY_ERROR_DATA says what is wrong with the file, or with sums that do not agree. */
HTTALLY_API enum httally_result httally_history_verify(
    struct httally_history *history, struct httally_error *error) HTTALLY_MUST_CHECK;

HTTALLY_END_DECLS

#endif
