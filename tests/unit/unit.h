/* SPDX-License-Identifier: MIT */
/* unit.h - what every unit test includes: cmocka with the headers it wants, and slice literals. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "httally/slice.h"

#define SLICE(literal) httally_slice_of("" literal, sizeof(literal) - 1)

/* Says both texts when they differ. */
static inline void assert_slice_equal(struct httally_slice actual, struct httally_slice expected)
{
    if (!httally_slice_equal(actual, expected))
        fail_msg("got '%.*s', expected '%.*s'", (int)actual.length, actual.data ? actual.data : "",
                 (int)expected.length, expected.data ? expected.data : "");
}

#endif
