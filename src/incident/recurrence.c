/* SPDX-License-Identifier: MIT */
#include "incident/recurrence.h"

#include <math.h>

struct rhythm {
    size_t period_minutes;
    size_t periods;
    /* A prologue is the same day once more: it is no other day. */
    bool skips_prologue;
    /* Minutes that it may come early or late. */
    int64_t tolerance;
};

static const struct rhythm daily = {MINUTES_PER_DAY, 14, true, 3};
static const struct rhythm hourly = {MINUTES_PER_HOUR, 24, false, 1};

enum { HOURLY_WINDOW_MAX = 15 };

static double rate_of_window(const struct counts *counts, size_t end, size_t window)
{
    double requests = counts_between(counts->request_sum, end - window, end);
    return requests > 0 ? counts_between(counts->error_sum, end - window, end) / requests : 0;
}

/* The highest rate of windows that end near minute 'there', before the window judged. */
static double highest_rate(const struct counts *counts, int64_t there, int64_t tolerance,
                           size_t window, size_t limit)
{
    double highest = 0;
    for (int64_t end = there - tolerance + 1; end <= there + tolerance + 1; end++) {
        if (end >= (int64_t)window && end <= (int64_t)limit)
            highest = fmax(highest, rate_of_window(counts, (size_t)end, window));
    }
    return highest;
}

/* Half an hour before: an hour full of errors is no blip that comes every hour. */
static bool is_below_between(const struct counts *counts, int64_t there, size_t window, double rate)
{
    int64_t end = there + 1 - MINUTES_PER_HOUR / 2;
    return end < (int64_t)window || rate_of_window(counts, (size_t)end, window) < rate;
}

static struct rhythm_hits count_occurrences(const struct timeline *timeline,
                                            const struct counts *counts,
                                            const struct rhythm *rhythm, size_t minute,
                                            size_t window)
{
    struct rhythm_hits found = {.period_sec = (int32_t)rhythm->period_minutes * 60};
    int64_t first = rhythm->skips_prologue ? (int64_t)timeline->prologue : 0;
    double half = rate_of_window(counts, minute + 1, window) / 2;
    for (size_t k = 1; k <= rhythm->periods; k++) {
        int64_t there = timeline_before(timeline, minute, k * rhythm->period_minutes);
        if (there < first + (int64_t)window + rhythm->tolerance)
            break;
        found.of++;
        found.seen +=
            highest_rate(counts, there, rhythm->tolerance, window, minute + 1 - window) >= half &&
            (rhythm->skips_prologue || is_below_between(counts, there, window, half));
    }
    return found;
}

bool recurrence_is_often(const struct rhythm_hits *hits)
{
    if (hits->period_sec == MINUTES_PER_HOUR * 60)
        return hits->of >= 6 && hits->seen * 2 >= hits->of;
    return hits->seen >= 3 && hits->seen * 10 >= hits->of * 4;
}

struct rhythm_hits recurrence_of(const struct timeline *timeline, const struct counts *counts,
                                 size_t minute, size_t window)
{
    static const struct rhythm_hits none = {0};
    if (window <= HOURLY_WINDOW_MAX) {
        struct rhythm_hits hours = count_occurrences(timeline, counts, &hourly, minute, window);
        if (recurrence_is_often(&hours))
            return hours;
    }
    struct rhythm_hits days = count_occurrences(timeline, counts, &daily, minute, window);
    return recurrence_is_often(&days) ? days : none;
}
