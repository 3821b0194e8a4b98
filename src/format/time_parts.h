/* SPDX-License-Identifier: MIT */
/* time_parts.h - times of all formats, put together from one text or several. */
#ifndef TIME_PARTS_H
#define TIME_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil_time.h"
#include "httally/slice.h"

enum time_style {
    /* 10/Oct/2000:13:55:36 -0700, with or without its brackets. */
    TIME_STYLE_CLF = 0,
    /* RFC 3339 and its kin: T or a space between date and clock, any number of decimals, Z, +02:00,
     * +0200 or no zone (UTC then). */
    TIME_STYLE_ISO,
    /* A number of units since 1970 UTC, with decimals or without. */
    TIME_STYLE_EPOCH,
    /* The same as an integer whose unit shows in its number of digits: 10, 13, 16 or 19 (Cloudflare
     * Logpush documents unix and unixnano under one name); or an ISO text. */
    TIME_STYLE_ANY,
    /* strptime() in the C locale, names of months and days in English in any case: %a %A %b %B %h
     * %c %d %D %e %F %H %I %j %k %l %m %M %n %p %r %R %s %S %t %T %y %Y %z %Z %%, and %f for digits
     * of a fraction of the second. */
    TIME_STYLE_PATTERN,
};

enum { TIME_ISO_MINUTE_LENGTH = 17 };

/* The last minute that was read: successive lines mostly share it.  A zeroed one is none. */
struct time_memory {
    /* "2026-03-12T14:03:" as it was written last, and what that says; month 0 is none. */
    char iso_minute[TIME_ISO_MINUTE_LENGTH];
    struct civil_time iso;
    /* The last time that was put together, and the beginning of its minute in seconds since 1970,
     * as if its clock were UTC's. */
    struct civil_time civil;
    int64_t minute_sec;
};

/* Zeroed to begin with, but for the memory. */
struct time_parts {
    /* One per thread; NULL remembers nothing. */
    struct time_memory *memory;
    /* Set by an epoch, or by a style that says all at once. */
    bool is_whole;
    int64_t seconds;
    int32_t utc_offset_sec;
    /* Else civil parts, with bits that say which are there. */
    unsigned present;
    int year, month, day, day_of_year;
    int hour, minute, second;
    bool is_afternoon, has_half_day;
};

/* Read a text and add what it says; false when it has another form or cannot be. 'unit' is an enum
 * time_unit. */
bool time_parts_read(struct time_parts *parts, enum time_style style, int unit, const char *pattern,
                     struct httally_slice text);

/* The time in seconds since 1970 UTC; false when parts are missing or there is no such day.  A
 * second 60 counts as the first of the next minute, as everywhere here. */
bool time_parts_finish(const struct time_parts *parts, int64_t *seconds_out,
                       int32_t *utc_offset_sec_out);

/* Does the pattern hold only what TIME_STYLE_PATTERN knows? */
bool time_pattern_is_known(const char *pattern);

#endif
