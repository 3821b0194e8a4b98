/* SPDX-License-Identifier: MIT */
/*
 * histogram.h - durations, for quantiles with a known error.
 *
 * Log-linear buckets: each power of two is cut into 64 equal ones, found by shifts (the scheme of
 * HdrHistogram, and the guarantee of DDSketch, Masson, Rim and Lee 2019).  A quantile is at most
 * 1/128 of itself off; the largest value is exact.  Merging adds buckets.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum {
    HISTOGRAM_STEP_BITS = 6,
    HISTOGRAM_STEPS = 1 << HISTOGRAM_STEP_BITS,
    HISTOGRAM_BUCKETS = (64 - HISTOGRAM_STEP_BITS + 1) * HISTOGRAM_STEPS
};

/* A zeroed one is empty. */
struct histogram {
    uint64_t count;
    uint64_t largest;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t value);

/* Add many of about the same value: of a bucket, where 'value' is histogram_bucket_value(). */
void histogram_add_many(struct histogram *histogram, uint64_t value, uint64_t count);

/* The middle of a bucket. */
uint64_t histogram_bucket_value(size_t bucket);

void histogram_merge(struct histogram *histogram, const struct histogram *from);

/* The value that a share 'quantile' (0 to 1) of all do not exceed; 0 when it is empty. */
uint64_t histogram_quantile(const struct histogram *histogram, double quantile);

#endif
