/* SPDX-License-Identifier: MIT */
/*
 * w3c_columns.h - what the directives of a W3C extended log say about the lines behind them.
 *
 * Columns are told by their names, and what several name (the host: x-host-header, cs-host,
 * s-sitename) is taken from the best of them.
 */
#ifndef W3C_COLUMNS_H
#define W3C_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "httally/slice.h"

enum { W3C_COLUMN_MAX = 256 };

/* What of a request a column holds. */
enum w3c_part {
    W3C_PART_NONE = 0,
    W3C_PART_DATE,
    W3C_PART_CLOCK,
    W3C_PART_CLIENT,
    W3C_PART_USER,
    W3C_PART_HOST,
    W3C_PART_METHOD,
    /* The target in two parts, or as one. */
    W3C_PART_STEM,
    W3C_PART_QUERY,
    W3C_PART_URI,
    W3C_PART_PROTOCOL,
    W3C_PART_STATUS,
    W3C_PART_BYTES,
    W3C_PART_REFERER,
    W3C_PART_AGENT,
    W3C_PART_DURATION,
    W3C_PART_UPSTREAM,
    W3C_PART_UPSTREAM_STATUS,
    W3C_PART_CACHE,
    W3C_PART_TLS,
    W3C_PART_REQUEST_ID,
    W3C_PART_FORWARDED_FOR,
    W3C_PART_COUNT
};

/* Units are never guessed: the draft and CloudFront have seconds, IIS has milliseconds. */
enum w3c_duration_unit {
    W3C_DURATION_UNKNOWN = 0,
    W3C_DURATION_SECONDS,
    W3C_DURATION_MILLISECONDS,
};

/* How a line is read. */
struct w3c_layout {
    /* An enum w3c_part for each of 'count' columns. */
    const uint8_t *parts;
    size_t count;
    enum w3c_duration_unit duration_unit;
    /* Values are percent-encoded, and columns may have been added since. */
    bool is_cloudfront;
};

/* What the directives so far have said; zeroed to begin with. */
struct w3c_columns {
    uint8_t parts[W3C_COLUMN_MAX];
    /* 0 before the first #Fields. */
    size_t count;
    bool is_cloudfront;
    /* Told by the name of the column, and by #Software. */
    enum w3c_duration_unit column_unit;
    enum w3c_duration_unit software_unit;
    /* Midnight of #Date, for lines with a time alone, and the last such time,
     * -1 before the first. */
    bool has_day;
    int64_t day_sec;
    int last_clock_sec;
};

/* Is it a #Fields line? */
bool w3c_names_columns(struct httally_slice line);

void w3c_columns_learn(struct w3c_columns *columns, struct httally_slice directive);

/* The layout that the directives gave; its count is 0 when they gave none. */
struct w3c_layout w3c_columns_layout(const struct w3c_columns *columns);

/*
 * The layout of a line of 'count' values that has no #Fields before it: what IIS and CloudFront
 * write unless told otherwise.  Its count is 0 when neither writes so many.
 */
struct w3c_layout w3c_layout_without_fields(size_t count, bool has_tabs);

/* 2026-03-12 or 12/Mar/2026, as midnight in seconds since 1970; false when it is no date. */
bool w3c_date_read(struct httally_slice text, int64_t *midnight_out);

/* 14:03, 14:03:07 or 14:03:07.25, as seconds since midnight. */
bool w3c_clock_read(struct httally_slice text, int *seconds_out);

/* Midnight of a line that has only a time: that of #Date, moved on each time the clock has gone
 * back by half a day. */
int64_t w3c_columns_day(struct w3c_columns *columns, int clock_sec);

#endif
