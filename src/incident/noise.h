/* SPDX-License-Identifier: MIT */
/*
 * noise.h - how much more than Poisson's the errors of a site vary: Var = f mu + delta mu^2.
 *
 * 'clusters' (f) is what retries and bursts of one client do from minute to minute: half the mean
 * squared successive difference over the mean (von Neumann's estimator), blind to slow drift.
 * 'drift' (delta) is how far the rate itself wanders: what quarters of an hour vary beyond that.
 */
#ifndef NOISE_H
#define NOISE_H

#include "incident/counts.h"
#include "incident/rules.h"

struct noise {
    double clusters;
    double drift;
};

/* The variance of a count of mean 'mean', when what is known of the rate are 'known_errors'. */
double noise_variance(const struct noise *noise, double mean, double known_errors);

/*
 * Estimate from the cleaned errors of minutes [from, until).  'step_sum' sums the squares of their
 * successive differences, as the other sums do.
 */
struct noise noise_estimate(const struct counts *counts, const double *step_sum, size_t from,
                            size_t until);

#endif
