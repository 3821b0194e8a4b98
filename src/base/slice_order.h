/* SPDX-License-Identifier: MIT */
/* slice_order.h - an order of byte strings that depends on nothing but their bytes. */
#ifndef SLICE_ORDER_H
#define SLICE_ORDER_H

#include "httally/slice.h"

/* Below, at or above 0 as 'a' stands before, with or behind 'b'; a beginning stands before what it
 * is the beginning of. */
static inline int slice_compare(struct httally_slice a, struct httally_slice b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

#endif
