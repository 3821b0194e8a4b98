/* SPDX-License-Identifier: MIT */
/*
 * noise.h - how much more than Poisson's the errors of a stream vary: Var = f mu + delta mu^2.
 *
 * 'clusters' (f) is what retries and bursts of one client do from minute to minute: half the mean
 * squared successive difference over the mean (von Neumann's estimator), blind to slow drift.
 * 'drift' (delta) is how far the rate itself wanders: what blocks of minutes vary beyond that.  It
 * depends on their length, for a rate that wanders for minutes is steady over hours.
 */
#ifndef NOISE_H
#define NOISE_H

#include "incident/counts.h"
#include "incident/rules.h"

/* The variance of a count of mean 'mean' in 'window' minutes, when what is known of the rate are
 * 'known_errors'. */
double noise_variance(const struct noise *noise, size_t window, double mean, double known_errors);

/* Of streams that nothing is known of. */
struct noise noise_unknown(void);

/*
 * Estimate from the cleaned errors of minutes [from, until), a day at most, of which a day and ten
 * minutes of steps are known.  'of_total' is the noise of all errors, NULL for them: a part with
 * too few errors to tell is taken to drift as they do.
 */
struct noise noise_estimate(const struct counts *counts, const struct noise *of_total, size_t from,
                            size_t until);

#endif
