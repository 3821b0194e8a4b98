/* SPDX-License-Identifier: MIT */
/* number.h - sums that stop at their largest value, and order statistics. */
#ifndef NUMBER_H
#define NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Sizes come from the log: eighteen of the largest would wrap a plain sum. */
static ALWAYS_INLINE uint64_t number_add_saturating(uint64_t a, uint64_t b)
{
#if defined(__GNUC__)
    uint64_t sum;
    return UNLIKELY(__builtin_add_overflow(a, b, &sum)) ? UINT64_MAX : sum;
#else
    uint64_t sum = a + b;
    return sum < a ? UINT64_MAX : sum;
#endif
}

/* The largest multiple of 'step' (above 0) that is not above 'value', which may be negative. */
static inline int64_t number_floor_to(int64_t value, int64_t step)
{
    int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

/* The element that would stand at 'rank' if 'values' were sorted; reorders them.  count > rank. */
uint64_t number_select(uint64_t *values, size_t count, size_t rank);

#endif
