/* SPDX-License-Identifier: MIT */
/* decimal.h - numbers with decimals as logged, in whole units and without floating point. */
#ifndef DECIMAL_H
#define DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/slice.h"

/*
 * Read the number at the beginning of 'text' ("12", "+3", "0.004", "2.7e-06"), times ten to the
 * power of 'exponent', cut to a whole number; one that is too large gives UINT64_MAX.  Returns how
 * many bytes it has, 0 when none stands there.
 */
size_t decimal_read(struct httally_slice text, int exponent, uint64_t *value_out);

#endif
