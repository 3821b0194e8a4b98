/* SPDX-License-Identifier: MIT */
#include "incident/negative_binomial.h"

#include <math.h>

/* From this size on the distribution is Poisson's to all digits that matter, and lgamma() of
 * neighbours would cancel. */
static const double size_max = 1e7;

/* lgamma(3) writes the sign to a global; both arguments here are above 0. */
static double log_gamma(double value)
{
    int sign;
    return lgamma_r(value, &sign);
}

static double log_poisson(double count, double mean)
{
    return count * log(mean) - mean - log_gamma(count + 1);
}

static double log_negative_binomial(double count, double mean, double size)
{
    return log_gamma(count + size) - log_gamma(size) - log_gamma(count + 1) -
           size * log1p(mean / size) + count * log(mean / (size + mean));
}

double negative_binomial_evidence(double count, double mean, double variance)
{
    if (count <= mean || count <= 0)
        return 0;
    double beyond = variance - mean;
    double size = beyond > 0 ? mean * mean / beyond : INFINITY;
    double log_mass, ratio;
    if (size > size_max) {
        log_mass = log_poisson(count, mean);
        ratio = mean / (count + 1);
    } else {
        log_mass = log_negative_binomial(count, mean, size);
        ratio = (count + size) / (count + 1) * mean / (size + mean);
    }
    double log_tail = log_mass - log1p(-fmin(ratio, 1 - 1e-6));
    return fmax(0, -log_tail / log(10));
}
