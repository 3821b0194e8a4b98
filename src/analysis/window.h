/* SPDX-License-Identifier: MIT */
/*
 * window.h - the lines of a log from a time on, without reading what lies before.
 *
 * A window begins behind the last of the requests that are too old, before the first one that is
 * not, and goes to the end of the log: lines that tell no time are of it from there on.  Servers
 * write lines in the order in which requests end, and some date them when they begin: a line may be
 * WINDOW_SLACK_SECONDS older than those before it, and what is in the window is for a filter to
 * choose from.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "analysis/inputs.h"

enum { WINDOW_SLACK_SECONDS = 60 };

struct window {
    /* Seconds since 1970 UTC; nothing is left out when that is INT64_MIN. */
    int64_t since_sec;
    /* Times far behind it are not believed; 0 believes them all. */
    int64_t now;
};

/* How lines are read; all borrowed. */
struct window_lines {
    const struct httally_format *const *formats;
    size_t format_count;
    struct httally_format_state *state;
};

/* What a line is, and the time of a request; INT64_MIN when it tells none that is believed. */
enum httally_line_kind window_read_line(const struct window *window,
                                        const struct window_lines *lines, struct httally_slice line,
                                        int64_t *time_out);

/* The latest time of requests in the text that is believed; INT64_MIN when there is none.  What
 * follows the last '\n' is looked at too. */
int64_t window_latest_time(const struct window *window, const struct window_lines *lines,
                           struct httally_slice text);

/*
 * Find where reading a plain file has to begin: no line before '*offset_out' is of the window,
 * unless it is in disorder by more than the slack.  Reads some 64 KiB in as many places as the
 * file's size has binary digits.
 */
enum httally_result window_find_start(const struct window *window, const struct window_lines *lines,
                                      const struct httally_source *file, uint64_t size_bytes,
                                      uint64_t *offset_out,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
