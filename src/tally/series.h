/* SPDX-License-Identifier: MIT */
/*
 * series.h - requests by status and minute.
 *
 * Time is cut into spans of 60 intervals; a span holds one row of counters for each status that
 * occurred in it.  An interval is a minute until the memory allowed is used up; then the series is
 * coarsened (5 min, 15 min, 1 h, 4 h, 1 d), which loses no request.  What would not fit even so is
 * counted in 'outside'.
 */
#ifndef SERIES_H
#define SERIES_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/number.h"
#include "httally/error.h"
#include "httally/status.h"

enum { SERIES_INTERVALS_PER_SPAN = 60 };

struct series_span {
    /* The span's first second. */
    int64_t start;
    /* rows[row of status], NULL where the status did not occur; 60 counters each. */
    uint64_t **rows;
    size_t row_count;
};

struct series {
    int64_t interval_sec;
    size_t limit_bytes;
    uint64_t outside;

    /* In the order of their coming; found through a hash table of span number + 1. */
    struct series_span **spans;
    size_t span_count;
    size_t span_capacity;
    /* Rows of all spans that have counters. */
    size_t counted_row_count;
    uint32_t *slots;
    size_t slot_count;

    /* Rows are numbered in the order in which statuses came; statuses[row], row_of[status]. */
    httally_status statuses[HTTALLY_STATUS_COUNT];
    int16_t row_of[HTTALLY_STATUS_COUNT];
    size_t status_count;

    /* The span of the last request, and the interval in it: where it starts (INT64_MIN before any
     * request came), and its number. */
    struct series_span *current;
    int64_t current_start;
    size_t current_interval;
};

void series_init(struct series *series, size_t limit_bytes);
void series_finish(struct series *series);

/* series_add() for requests that are not of the last one's interval, or of a status new to it. */
void series_add_elsewhere(struct series *series, int64_t time, httally_status status,
                          uint64_t requests);

/* Stop a counter at UINT64_MAX.  Not inlined, so that counting branches instead of choosing. */
void series_saturate(uint64_t *counter);

/* Count 'requests' of 'status' at 'time' (seconds since 1970 UTC, within 2^62 of it). */
static ALWAYS_INLINE void series_add(struct series *series, int64_t time, httally_status status,
                                     uint64_t requests)
{
    const struct series_span *span = series->current;
    size_t row = (size_t)series->row_of[status];
    if (LIKELY((uint64_t)time - (uint64_t)series->current_start < (uint64_t)series->interval_sec &&
               row < span->row_count && span->rows[row])) {
        uint64_t *counter = &span->rows[row][series->current_interval];
        if (UNLIKELY(__builtin_add_overflow(*counter, requests, counter)))
            series_saturate(counter);
    } else {
        series_add_elsewhere(series, time, status, requests);
    }
}

/* Add what 'from' holds; the coarser interval of the two stays. */
void series_merge(struct series *series, const struct series *from);

/* Spans sorted by time: 'spans_out' has room for span_count. */
void series_sorted_spans(const struct series *series, const struct series_span **spans_out);

/* Counters of 'status' in the span, or NULL when it did not occur. */
const uint64_t *series_row(const struct series *series, const struct series_span *span,
                           httally_status status);

#endif
