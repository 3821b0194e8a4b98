/* SPDX-License-Identifier: MIT */
#include "tally/histogram.h"

#include <math.h>

#include "base/number.h"

static size_t bucket_of(uint64_t value)
{
    if (value < HISTOGRAM_STEPS)
        return (size_t)value;
    unsigned exponent = 63 - (unsigned)__builtin_clzll(value);
    unsigned shift = exponent - HISTOGRAM_STEP_BITS;
    return ((size_t)shift + 1) * HISTOGRAM_STEPS + (size_t)(value >> shift & (HISTOGRAM_STEPS - 1));
}

uint64_t histogram_bucket_value(size_t bucket)
{
    if (bucket < HISTOGRAM_STEPS)
        return bucket;
    unsigned shift = (unsigned)(bucket / HISTOGRAM_STEPS) - 1;
    uint64_t least = (HISTOGRAM_STEPS + (uint64_t)(bucket % HISTOGRAM_STEPS)) << shift;
    return least + ((1ULL << shift) >> 1);
}

void histogram_add(struct histogram *histogram, uint64_t value)
{
    histogram->count++;
    histogram->buckets[bucket_of(value)]++;
    if (value > histogram->largest)
        histogram->largest = value;
}

void histogram_add_many(struct histogram *histogram, uint64_t value, uint64_t count)
{
    uint64_t *bucket = &histogram->buckets[bucket_of(value)];
    *bucket = number_add_saturating(*bucket, count);
    histogram->count = number_add_saturating(histogram->count, count);
    if (value > histogram->largest)
        histogram->largest = value;
}

void histogram_merge(struct histogram *histogram, const struct histogram *from)
{
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
        histogram->buckets[i] = number_add_saturating(histogram->buckets[i], from->buckets[i]);
    histogram->count = number_add_saturating(histogram->count, from->count);
    if (from->largest > histogram->largest)
        histogram->largest = from->largest;
}

uint64_t histogram_quantile(const struct histogram *histogram, double quantile)
{
    uint64_t rank = (uint64_t)ceil(quantile * (double)histogram->count), seen = 0;
    if (rank == 0)
        rank = 1;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen = number_add_saturating(seen, histogram->buckets[i]);
        if (seen >= rank) {
            uint64_t value = histogram_bucket_value(i);
            return value < histogram->largest ? value : histogram->largest;
        }
    }
    return histogram->largest;
}
