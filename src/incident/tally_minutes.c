/* SPDX-License-Identifier: MIT */
#include "incident/tally_minutes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "incident/counts.h"

enum { SPAN_SEC = 60 * SERIES_INTERVALS_PER_SPAN, HOURS_LOGGED_MIN = 3 };

static const int64_t gap_sec = 15 * 86400;
static const size_t minutes_max = (size_t)400 * MINUTES_PER_DAY;

void tally_minutes_finish(struct tally_minutes *minutes)
{
    free(minutes->spans);
    *minutes = (struct tally_minutes){0};
}

static uint64_t count_minute(const struct series_span *span, size_t minute)
{
    uint64_t sum = 0;
    for (size_t row = 0; row < span->row_count; row++) {
        if (span->rows[row])
            sum = number_add_saturating(sum, span->rows[row][minute]);
    }
    return sum;
}

static uint64_t count_span(const struct series_span *span)
{
    uint64_t sum = 0;
    for (size_t minute = 0; minute < SERIES_INTERVALS_PER_SPAN; minute++)
        sum = number_add_saturating(sum, count_minute(span, minute));
    return sum;
}

/* Where the stretch that ends before span number 'end' begins. */
static size_t first_of_stretch(const struct tally_minutes *minutes, size_t end)
{
    size_t first = end - 1;
    while (first > 0 &&
           minutes->spans[first]->start - minutes->spans[first - 1]->start <= gap_sec + SPAN_SEC)
        first--;
    return first;
}

/* Leave the spans of the stretch only. */
static void choose_stretch(struct tally_minutes *minutes)
{
    uint64_t all = 0;
    size_t chosen_first = 0, chosen_end = 0;
    for (size_t i = 0; i < minutes->span_count; i++)
        all = number_add_saturating(all, count_span(minutes->spans[i]));
    for (size_t end = minutes->span_count, first; end > 0; end = first) {
        uint64_t sum = 0;
        first = first_of_stretch(minutes, end);
        for (size_t i = first; i < end; i++)
            sum = number_add_saturating(sum, count_span(minutes->spans[i]));
        if (chosen_end && sum < all / 100)
            continue;
        chosen_first = first;
        chosen_end = end;
        if (sum >= all / 100)
            break;
    }
    for (size_t i = chosen_first; i < chosen_end; i++)
        minutes->spans[i - chosen_first] = minutes->spans[i];
    minutes->span_count = chosen_end - chosen_first;
}

/* The first or last minute with a request; spans without any are not made. */
static int64_t edge(const struct series_span *span, bool is_last)
{
    for (size_t i = 0; i < SERIES_INTERVALS_PER_SPAN; i++) {
        size_t minute = is_last ? SERIES_INTERVALS_PER_SPAN - 1 - i : i;
        if (count_minute(span, minute))
            return span->start + (int64_t)minute * 60;
    }
    return span->start;
}

/* Do all requests stand at the full hour, in several hours? */
static bool is_by_the_hour(const struct tally_minutes *minutes)
{
    for (size_t i = 0; i < minutes->span_count; i++) {
        if (count_minute(minutes->spans[i], 0) != count_span(minutes->spans[i]))
            return false;
    }
    return minutes->span_count >= HOURS_LOGGED_MIN;
}

bool tally_minutes_find(struct tally_minutes *minutes, const struct series *series)
{
    *minutes = (struct tally_minutes){.span_count = series->span_count};
    if (!series->span_count) {
        minutes->not_searched = "no times were logged";
        return true;
    }
    if (series->interval_sec != 60) {
        minutes->not_searched = "the log is too long to count each minute in the memory allowed";
        return true;
    }
    minutes->spans = memory_allocate(series->span_count, sizeof *minutes->spans);
    if (!minutes->spans)
        return false;
    series_sorted_spans(series, minutes->spans);
    choose_stretch(minutes);
    if (is_by_the_hour(minutes)) {
        minutes->not_searched = "times were logged by the hour";
        return true;
    }
    int64_t last = edge(minutes->spans[minutes->span_count - 1], true);
    minutes->start_sec = edge(minutes->spans[0], false);
    minutes->count = (size_t)((last - minutes->start_sec) / 60) + 1;
    tally_minutes_cut(minutes, minutes_max);
    return true;
}

void tally_minutes_cut(struct tally_minutes *minutes, size_t count)
{
    if (count >= minutes->count)
        return;
    minutes->start_sec += (int64_t)(minutes->count - count) * 60;
    minutes->count = count;
}

uint64_t tally_minutes_add(const struct tally_minutes *minutes, const struct series *series,
                           const bool flags[HTTALLY_STATUS_COUNT], uint64_t *counts)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < minutes->span_count; i++) {
        const struct series_span *span = minutes->spans[i];
        for (size_t row = 0; row < span->row_count; row++) {
            if (!span->rows[row] || !flags[series->statuses[row]])
                continue;
            for (int at = 0; at < SERIES_INTERVALS_PER_SPAN; at++) {
                size_t minute = tally_minutes_of(minutes, span->start + at * 60);
                if (minute == minutes->count)
                    continue;
                counts[minute] = number_add_saturating(counts[minute], span->rows[row][at]);
                sum = number_add_saturating(sum, span->rows[row][at]);
            }
        }
    }
    return sum;
}
