/* SPDX-License-Identifier: MIT */
#include "incident/noise.h"

#include <math.h>
#include <stdlib.h>

#include "incident/reference.h"

enum { BLOCK_MINUTES = 15, PARTS = 6 };

/* Below this no estimate is trusted: rates of sites with many requests do wander. */
static const double drift_min = 0.02;
static const double drift_max = 1;

double noise_variance(const struct noise *noise, double mean, double known_errors)
{
    return noise->clusters * mean + noise->drift * mean * mean +
           mean * mean / (known_errors + prior_errors);
}

/* What the blocks of [from, until) vary beyond clusters, as a share of the mean squared. */
static double drift_between(const struct counts *counts, double rate, double clusters, size_t from,
                            size_t until)
{
    double beyond = 0, squares = 0;
    for (size_t block = from; block + BLOCK_MINUTES <= until; block += BLOCK_MINUTES) {
        size_t end = block + BLOCK_MINUTES;
        double mean = rate * counts_between(counts->request_sum, block, end);
        double off = counts_between(counts->cleaned_sum, block, end) - mean;
        beyond += off * off - clusters * mean;
        squares += mean * mean;
    }
    return squares > 0 ? fmin(drift_max, fmax(drift_min, beyond / squares)) : drift_min;
}

static int compare_numbers(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* The upper median of six parts of the time: a slow burn that is on by now makes noise in the last
 * ones only, and must not hide behind it.  Parts of less than a day are too short to tell. */
static double estimate_drift(const struct counts *counts, double clusters, size_t from,
                             size_t until)
{
    double rate = reference_rate(counts, from, until);
    double whole = drift_between(counts, rate, clusters, from, until);
    if (until - from < MINUTES_PER_DAY)
        return whole;
    double parts[PARTS];
    size_t length = (until - from) / PARTS;
    for (size_t i = 0; i < PARTS; i++)
        parts[i] =
            drift_between(counts, rate, clusters, from + i * length, from + (i + 1) * length);
    qsort(parts, PARTS, sizeof *parts, compare_numbers);
    return fmin(whole, parts[PARTS - 3]);
}

struct noise noise_estimate(const struct counts *counts, const double *step_sum, size_t from,
                            size_t until)
{
    struct noise noise = {.clusters = 1};
    double errors = counts_between(counts->cleaned_sum, from, until);
    if (errors > 0)
        noise.clusters = fmax(1, counts_between(step_sum, from, until) / (2 * errors));
    noise.drift = estimate_drift(counts, noise.clusters, from, until);
    return noise;
}
