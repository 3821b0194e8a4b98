/* SPDX-License-Identifier: MIT */
#include "incident/noise.h"

#include <math.h>

#include "incident/reference.h"

enum { BLOCK_MINUTES = 15 };

/* Below this no estimate is trusted: rates of sites with many requests do wander. */
static const double drift_min = 0.02;
static const double drift_max = 1;

double noise_variance(const struct noise *noise, double mean, double known_errors)
{
    return noise->clusters * mean + noise->drift * mean * mean +
           mean * mean / (known_errors + prior_errors);
}

static double estimate_drift(const struct counts *counts, double clusters, size_t from,
                             size_t until)
{
    double rate = reference_rate(counts, from, until);
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
