/* SPDX-License-Identifier: MIT */
#include "incident/reference.h"

#include <math.h>

#include "base/number.h"
#include "incident/rules.h"

enum { SLOT_DAYS = 14, SLOT_MINUTES = 30, SHORT_MINUTES = 5 };

double reference_rate(const struct counts *counts, size_t from, size_t until)
{
    return (counts_between(counts->cleaned_sum, from, until) + prior_errors) /
           (counts_between(counts->request_sum, from, until) + prior_requests);
}

struct reference_day reference_day_before(const struct timeline *timeline, size_t minute,
                                          size_t lag)
{
    if (timeline->has_baseline)
        return (struct reference_day){0, timeline->prologue};
    size_t until = minute > lag ? minute - lag : 0;
    return (struct reference_day){until > MINUTES_PER_DAY ? until - MINUTES_PER_DAY : 0, until};
}

/* The rate around this local time on earlier days; 0 when there are none. */
static double slot_rate(const struct timeline *timeline, const struct counts *counts, size_t minute,
                        size_t window)
{
    double requests = 0, errors = 0;
    for (size_t day = 1; day <= SLOT_DAYS; day++) {
        int64_t there = timeline_before(timeline, minute, day * MINUTES_PER_DAY);
        int64_t from = there - SLOT_MINUTES - (int64_t)window + 1;
        int64_t until = there + SLOT_MINUTES + 1;
        if (from < (int64_t)timeline->prologue || until > (int64_t)(minute + 1 - window))
            break;
        requests += counts_between(counts->request_sum, (size_t)from, (size_t)until);
        errors += counts_between(counts->cleaned_sum, (size_t)from, (size_t)until);
    }
    return requests > 0 ? (errors + prior_errors) / (requests + prior_requests) : 0;
}

/* With hindsight a new level in the second half of the day is no poller. */
static bool is_seen_twice(const struct timeline *timeline, size_t minute)
{
    return minute < 2 * timeline->prologue && !timeline->has_baseline;
}

static double find_median(const struct timeline *timeline, const struct counts *counts,
                          size_t minute)
{
    uint64_t values[MINUTES_PER_DAY / SHORT_MINUTES];
    size_t count = 0;
    struct reference_day day = reference_day_before(timeline, minute, SHORT_MINUTES);
    const double *sum = is_seen_twice(timeline, minute) ? counts->cleaned_sum : counts->error_sum;
    if (day.until - day.from > MINUTES_PER_DAY)
        day.from = day.until - MINUTES_PER_DAY;
    for (size_t end = day.from + SHORT_MINUTES; end <= day.until; end += SHORT_MINUTES) {
        if (timeline_is_seen(timeline, end - 1))
            values[count++] = (uint64_t)counts_between(sum, end - SHORT_MINUTES, end);
    }
    return count ? (double)number_select(values, count, count / 2) : 0;
}

/* Sorting a day is dear: once in five minutes is enough. */
static double median_of_short_counts(const struct timeline *timeline, struct counts *counts,
                                     size_t minute)
{
    size_t now = timeline->has_baseline ? 1 : minute / SHORT_MINUTES + 1;
    if (counts->median_taken != now)
        counts->median = find_median(timeline, counts, minute);
    counts->median_taken = now;
    return counts->median;
}

double reference_expected(const struct timeline *timeline, struct counts *counts, size_t minute,
                          size_t window, double day_rate)
{
    double requests = counts_between(counts->request_sum, minute + 1 - window, minute + 1);
    double rate = day_rate;
    if (!timeline->has_baseline)
        rate = fmax(rate, slot_rate(timeline, counts, minute, window));
    double median = median_of_short_counts(timeline, counts, minute);
    return fmax(fmax(requests * rate, median * (double)window / SHORT_MINUTES), 1e-9);
}
