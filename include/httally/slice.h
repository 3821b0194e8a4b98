/* SPDX-License-Identifier: MIT */
/*
 * slice.h - a run of bytes that belongs to somebody else.
 *
 * A slice is never NUL-terminated and may hold any byte, NUL included.  'data' is NULL only for a
 * slice that does not exist (a field that the line has not got), which is not the same as an empty
 * one.  Who hands out a slice says until when it is valid.
 */
#ifndef HTTALLY_SLICE_H
#define HTTALLY_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "httally/export.h"

HTTALLY_BEGIN_DECLS

struct httally_slice {
    const char *data;
    size_t length;
};

static inline struct httally_slice httally_slice_of(const char *data, size_t length)
{
    struct httally_slice slice = {data, length};
    return slice;
}

/* The bytes of a NUL-terminated string without its NUL; NULL gives the slice that does not exist.
 */
static inline struct httally_slice httally_slice_of_string(const char *string)
{
    return httally_slice_of(string, string ? strlen(string) : 0);
}

static inline bool httally_slice_equal(struct httally_slice a, struct httally_slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool httally_slice_equals_string(struct httally_slice slice, const char *string)
{
    return httally_slice_equal(slice, httally_slice_of_string(string));
}

HTTALLY_END_DECLS

#endif
