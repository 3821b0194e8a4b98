/* SPDX-License-Identifier: MIT */
/* time_pattern.h - what time_parts.c and its reader of strptime()-like patterns share. */
#ifndef TIME_PATTERN_H
#define TIME_PATTERN_H

#include "format/time_parts.h"

/* Bits of time_parts.present.  A day comes with its month, or the date is not there. */
enum {
    TIME_HAS_YEAR = 1 << 0,
    TIME_HAS_DAY = 1 << 1,
    TIME_HAS_DAY_OF_YEAR = 1 << 2,
    TIME_HAS_HOUR = 1 << 3,
    TIME_HAS_MINUTE = 1 << 4,
};

/* 9999-12-31 23:59:59 UTC: what a date can say an epoch may. */
#define TIME_LATEST_SEC INT64_C(253402300799)

/* Step over ".123" at 'at'; returns 'at' when no fraction stands there. */
size_t time_skip_fraction(struct httally_slice text, size_t at);

/* Read "Z", "+02", "+0200" or "+02:00" at 'at'; returns what follows, or 'at' without any. */
size_t time_read_zone(struct time_parts *parts, struct httally_slice text, size_t at);

/* TIME_STYLE_PATTERN: the whole of 'text'. */
bool time_pattern_read(struct time_parts *parts, const char *pattern, struct httally_slice text);

/* How often texts of the pattern have the literal within them. */
unsigned time_pattern_occurrences(const char *pattern, const char *literal, size_t length);

#endif
