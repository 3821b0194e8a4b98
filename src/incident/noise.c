/* SPDX-License-Identifier: MIT */
#include "incident/noise.h"

#include <math.h>
#include <stdlib.h>

#include "incident/reference.h"

enum { PARTS = 6 };

static const size_t block_minutes[NOISE_SCALES] = {5, 15, 60};

/* Below this no estimate is trusted: rates of sites with many requests do wander. */
static const double drift_min = 0.02;
static const double drift_max = 1;

/* So many errors in a block and the drift shows through their chance. */
static const double telling_errors = 20;

/* What is taken for drift until a whole day has shown it. */
static const double drift_of_strangers = 0.1;

struct noise noise_unknown(void)
{
    return (struct noise){1, {drift_min, drift_min, drift_min}};
}

/* Between the lengths that were measured the drift changes evenly on a scale of logarithms. */
static double drift_of_window(const struct noise *noise, size_t window)
{
    if (window <= block_minutes[0])
        return noise->drift[0];
    size_t scale = window < block_minutes[1] ? 1 : 2;
    if (window >= block_minutes[2])
        return noise->drift[2];
    double low = (double)block_minutes[scale - 1], high = (double)block_minutes[scale];
    double share = log((double)window / low) / log(high / low);
    return noise->drift[scale - 1] * (1 - share) + noise->drift[scale] * share;
}

double noise_variance(const struct noise *noise, size_t window, double mean, double known_errors)
{
    return noise->clusters * mean + drift_of_window(noise, window) * mean * mean +
           mean * mean / (known_errors + prior_errors);
}

/* What blocks of [from, until) vary beyond clusters, as a share of the mean squared. */
static double drift_between(const struct counts *counts, double rate, double clusters, size_t block,
                            size_t from, size_t until)
{
    double beyond = 0, squares = 0;
    for (size_t at = from; at + block <= until; at += block) {
        double mean = rate * counts_between(counts->request_sum, at, at + block);
        double off = counts_between(counts->cleaned_sum, at, at + block) - mean;
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
static double estimate_drift(const struct counts *counts, double clusters, size_t block,
                             size_t from, size_t until)
{
    double rate = reference_rate(counts, from, until);
    double whole = drift_between(counts, rate, clusters, block, from, until);
    if (until - from < MINUTES_PER_DAY)
        return fmax(whole,
                    drift_of_strangers * (1 - (double)(until - from) / (double)MINUTES_PER_DAY));
    double parts[PARTS];
    size_t length = (until - from) / PARTS;
    for (size_t i = 0; i < PARTS; i++)
        parts[i] = drift_between(counts, rate, clusters, block, from + i * length,
                                 from + (i + 1) * length);
    qsort(parts, PARTS, sizeof *parts, compare_numbers);
    return parts[PARTS - 2];
}

struct noise noise_estimate(const struct counts *counts, const struct noise *of_total, size_t from,
                            size_t until)
{
    struct noise noise = {.clusters = 1};
    double errors = counts_between(counts->cleaned_sum, from, until);
    if (errors > 0)
        noise.clusters =
            fmax(1, (counts->step_sum[until % STEPS_KEPT] - counts->step_sum[from % STEPS_KEPT]) /
                        (2 * errors));
    for (size_t i = 0; i < NOISE_SCALES; i++) {
        double blocks = (double)(until - from) / (double)block_minutes[i];
        noise.drift[i] = of_total ? of_total->drift[i] : drift_min;
        if (!of_total || errors > telling_errors * blocks)
            noise.drift[i] = estimate_drift(counts, noise.clusters, block_minutes[i], from, until);
    }
    /* Few hours tell little: a rate that wanders for quarters does for at least a part of hours,
     * and for shorter times no less. */
    noise.drift[0] = fmax(noise.drift[0], noise.drift[1]);
    noise.drift[2] = fmin(noise.drift[1], fmax(noise.drift[2], noise.drift[1] / 4));
    return noise;
}
