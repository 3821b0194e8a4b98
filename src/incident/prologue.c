/* SPDX-License-Identifier: MIT */
#include "incident/prologue.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK_MINUTES = 15, HOURS_MAX = 24 };

struct hour {
    double rate;
    double requests;
};

static int compare_hours(const void *a, const void *b)
{
    const struct hour *left = a, *right = b;
    return (left->rate > right->rate) - (left->rate < right->rate);
}

static double median_hourly_rate(const struct counts *counts, size_t length)
{
    struct hour hours[HOURS_MAX];
    size_t count = 0;
    double total = 0, so_far = 0;
    for (size_t from = 0; from < length && count < HOURS_MAX; from += MINUTES_PER_HOUR) {
        size_t until = from + MINUTES_PER_HOUR < length ? from + MINUTES_PER_HOUR : length;
        double requests = counts_between(counts->request_sum, from, until);
        double errors = counts_between(counts->error_sum, from, until);
        hours[count++] = (struct hour){requests > 0 ? errors / requests : 0, requests};
        total += requests;
    }
    qsort(hours, count, sizeof *hours, compare_hours);
    double rate = 0;
    for (size_t i = 0; i < count && so_far < 0.4 * total; i++) {
        so_far += hours[i].requests;
        rate = hours[i].rate;
    }
    return fmax(rate, 0.5 / fmax(1, total));
}

static bool is_far_above(const struct counts *counts, size_t from, size_t until, double rate)
{
    double mean = rate * counts_between(counts->request_sum, from, until);
    double errors = counts_between(counts->error_sum, from, until);
    return errors > mean + 4 * sqrt(2 * mean + 0.1 * mean * mean) + 3;
}

void prologue_clean(struct counts *counts, size_t length, const bool *is_incident)
{
    double rate = median_hourly_rate(counts, length);
    for (size_t from = 0; from < length; from += BLOCK_MINUTES) {
        size_t until = from + BLOCK_MINUTES < length ? from + BLOCK_MINUTES : length;
        bool is_cut = is_far_above(counts, from, until, rate);
        for (size_t minute = from; minute < until; minute++) {
            double errors = counts_at(counts->error_sum, minute);
            if (is_cut || (is_incident && is_incident[minute]))
                errors = fmin(errors, rate * counts_at(counts->request_sum, minute));
            counts->cleaned_sum[minute + 1] = counts->cleaned_sum[minute] + errors;
        }
    }
}
