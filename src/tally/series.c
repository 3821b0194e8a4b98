/* SPDX-License-Identifier: MIT */
#include "tally/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"

/* Each divides the next, so that coarsening moves whole intervals. */
static const int64_t intervals_sec[] = {60, 300, 900, 3600, 4 * 3600, 86400};

enum { SPAN_COUNT_MAX = 1 << 28 };

/* What malloc() adds to a block. */
enum { BLOCK_BYTES = 16 };

/* A span takes up to two places in the array of spans and four slots, because both double. */
enum {
    ROW_BYTES = SERIES_INTERVALS_PER_SPAN * sizeof(uint64_t) + BLOCK_BYTES,
    SPAN_BYTES = sizeof(struct series_span) + 2 * sizeof(struct series_span *) +
                 4 * sizeof(uint32_t) + 2 * BLOCK_BYTES
};

void series_init(struct series *series, size_t limit_bytes)
{
    *series = (struct series){
        .interval_sec = intervals_sec[0], .limit_bytes = limit_bytes, .current_start = INT64_MIN};
    memset(series->row_of, -1, sizeof series->row_of);
}

static void destroy_span(struct series_span *span)
{
    for (size_t i = 0; i < span->row_count; i++)
        free(span->rows[i]);
    free(span->rows);
    free(span);
}

void series_finish(struct series *series)
{
    for (size_t i = 0; i < series->span_count; i++)
        destroy_span(series->spans[i]);
    free(series->spans);
    free(series->slots);
    *series = (struct series){0};
}

static int64_t span_seconds(const struct series *series)
{
    return series->interval_sec * SERIES_INTERVALS_PER_SPAN;
}

static size_t slot_at(const struct series *series, int64_t start)
{
    return hash_number((uint64_t)start) & (series->slot_count - 1);
}

static struct series_span *find_span(const struct series *series, int64_t start)
{
    if (!series->slot_count)
        return NULL;
    size_t mask = series->slot_count - 1;
    for (size_t at = slot_at(series, start); series->slots[at]; at = (at + 1) & mask) {
        struct series_span *span = series->spans[series->slots[at] - 1];
        if (span->start == start)
            return span;
    }
    return NULL;
}

static void insert_slot(struct series *series, size_t index)
{
    size_t mask = series->slot_count - 1;
    size_t at = slot_at(series, series->spans[index]->start);
    while (series->slots[at])
        at = (at + 1) & mask;
    series->slots[at] = (uint32_t)index + 1;
}

/*
 * Would a series of so many spans and rows keep within the limit?  Every span is charged for a
 * pointer to each status' row, though it may have fewer: so the answer depends on what was counted,
 * not on the order in which it came or was merged, and neither does the interval in the end.
 */
static bool is_within_limit(const struct series *series, size_t span_count, size_t row_count)
{
    size_t span_bytes = SPAN_BYTES + series->status_count * sizeof(uint64_t *);
    return span_count * span_bytes + row_count * ROW_BYTES <= series->limit_bytes;
}

/* Half of the slots stay empty. */
static bool grow_slots(struct series *series)
{
    if ((series->span_count + 1) * 2 <= series->slot_count)
        return true;
    size_t slot_count = series->slot_count ? series->slot_count * 2 : 64;
    uint32_t *slots = memory_allocate(slot_count, sizeof *slots);
    if (!slots)
        return false;
    free(series->slots);
    series->slots = slots;
    series->slot_count = slot_count;
    for (size_t i = 0; i < series->span_count; i++)
        insert_slot(series, i);
    return true;
}

/* NULL when the limit or the memory does not allow one more. */
static struct series_span *add_span(struct series *series, int64_t start)
{
    if (!is_within_limit(series, series->span_count + 1, series->counted_row_count) ||
        !grow_slots(series) ||
        !memory_grow((void **)&series->spans, series->span_count, &series->span_capacity, 16,
                     SPAN_COUNT_MAX, sizeof *series->spans))
        return NULL;
    struct series_span *span = memory_allocate(1, sizeof *span);
    if (!span)
        return NULL;
    span->start = start;
    series->spans[series->span_count] = span;
    insert_slot(series, series->span_count++);
    return span;
}

/* The counters of a row, made when they are not there; NULL as in add_span(). */
static uint64_t *span_row(struct series *series, struct series_span *span, size_t row)
{
    if (row < span->row_count && span->rows[row])
        return span->rows[row];
    if (!is_within_limit(series, series->span_count, series->counted_row_count + 1))
        return NULL;
    if (row >= span->row_count) {
        uint64_t **rows = memory_resize(span->rows, row + 1, sizeof(uint64_t *));
        if (!rows)
            return NULL;
        for (size_t i = span->row_count; i <= row; i++)
            rows[i] = NULL;
        span->rows = rows;
        span->row_count = row + 1;
    }
    span->rows[row] = memory_allocate(SERIES_INTERVALS_PER_SPAN, sizeof(uint64_t));
    if (span->rows[row])
        series->counted_row_count++;
    return span->rows[row];
}

static size_t row_of(struct series *series, httally_status status)
{
    if (UNLIKELY(series->row_of[status] < 0)) {
        series->row_of[status] = (int16_t)series->status_count;
        series->statuses[series->status_count++] = status;
    }
    return (size_t)series->row_of[status];
}

/* False when there was no room. */
static bool try_add(struct series *series, int64_t time, httally_status status, uint64_t requests)
{
    struct series_span *span = series->current;
    uint64_t offset = span ? (uint64_t)time - (uint64_t)span->start : UINT64_MAX;
    if (UNLIKELY(offset >= (uint64_t)span_seconds(series))) {
        int64_t start = number_floor_to(time, span_seconds(series));
        span = find_span(series, start);
        if (!span)
            span = add_span(series, start);
        if (!span)
            return false;
        offset = (uint64_t)(time - start);
    }
    size_t row = row_of(series, status);
    uint64_t *counters = LIKELY(row < span->row_count) ? span->rows[row] : NULL;
    if (UNLIKELY(!counters))
        counters = span_row(series, span, row);
    if (!counters)
        return false;
    uint32_t interval = (uint32_t)offset / (uint32_t)series->interval_sec;
    series->current = span;
    series->current_start = span->start + interval * series->interval_sec;
    series->current_interval = interval;
    counters[interval] = number_add_saturating(counters[interval], requests);
    return true;
}

static void add_all(struct series *series, const struct series *from)
{
    for (size_t i = 0; i < from->span_count; i++) {
        const struct series_span *span = from->spans[i];
        for (size_t row = 0; row < span->row_count; row++) {
            for (int at = 0; span->rows[row] && at < SERIES_INTERVALS_PER_SPAN; at++) {
                if (span->rows[row][at])
                    series_add(series, span->start + at * from->interval_sec, from->statuses[row],
                               span->rows[row][at]);
            }
        }
    }
    series->outside = number_add_saturating(series->outside, from->outside);
}

/* Move everything into the next longer interval; false when there is none. */
static bool coarsen(struct series *series)
{
    size_t next = 1;
    while (intervals_sec[next - 1] != series->interval_sec)
        next++;
    if (next == ARRAY_LENGTH(intervals_sec))
        return false;
    struct series fine = *series;
    series_init(series, fine.limit_bytes);
    series->interval_sec = intervals_sec[next];
    add_all(series, &fine);
    series_finish(&fine);
    return true;
}

void series_saturate(uint64_t *counter)
{
    *counter = UINT64_MAX;
}

void series_add_elsewhere(struct series *series, int64_t time, httally_status status,
                          uint64_t requests)
{
    while (UNLIKELY(!try_add(series, time, status, requests))) {
        if (!coarsen(series)) {
            series->outside = number_add_saturating(series->outside, requests);
            return;
        }
    }
}

void series_merge(struct series *series, const struct series *from)
{
    while (series->interval_sec < from->interval_sec && coarsen(series))
        continue;
    add_all(series, from);
}

static int compare_spans(const void *a, const void *b)
{
    const struct series_span *const *left = a, *const *right = b;
    return ((*left)->start > (*right)->start) - ((*left)->start < (*right)->start);
}

void series_sorted_spans(const struct series *series, const struct series_span **spans_out)
{
    for (size_t i = 0; i < series->span_count; i++)
        spans_out[i] = series->spans[i];
    if (series->span_count)
        qsort(spans_out, series->span_count, sizeof(struct series_span *), compare_spans);
}

const uint64_t *series_row(const struct series *series, const struct series_span *span,
                           httally_status status)
{
    int16_t row = series->row_of[status];
    return row >= 0 && (size_t)row < span->row_count ? span->rows[row] : NULL;
}
