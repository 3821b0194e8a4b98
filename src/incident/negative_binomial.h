/* SPDX-License-Identifier: MIT */
/* negative_binomial.h - how unlikely a count is that varies more than Poisson's. */
#ifndef NEGATIVE_BINOMIAL_H
#define NEGATIVE_BINOMIAL_H

/*
 * -log10 of an upper bound of P(X >= count) for X negative binomial with that mean and variance
 * (Poisson where the variance is not above the mean).  The tail is bounded by the geometric series
 * that begins with pmf(count) and falls by pmf(count + 1) / pmf(count): ratios only fall behind it.
 * 0 for a count that is not above the mean; mean > 0.
 */
double negative_binomial_evidence(double count, double mean, double variance);

#endif
