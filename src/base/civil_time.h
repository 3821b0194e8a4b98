/* SPDX-License-Identifier: MIT */
/* civil_time.h - proleptic Gregorian dates and seconds since 1970, without locale or $TZ. */
#ifndef CIVIL_TIME_H
#define CIVIL_TIME_H

#include <stdbool.h>
#include <stdint.h>

struct civil_time {
    int year;   /* 0..9999 where it came from a log */
    int month;  /* 1..12 */
    int day;    /* 1..31 */
    int hour;   /* 0..23 */
    int minute; /* 0..59 */
    int second; /* 0..60: a leap second is the next minute's first second */
};

/* Days from 1970-01-01 to the date; month 1..12, day counted from its first. */
int64_t civil_days(int year, int month, int day);

/* 28..31; 0 for a month that does not exist. */
int civil_days_in_month(int year, int month);

bool civil_is_valid(const struct civil_time *civil);

/* Seconds since 1970 of the civil time, taken as UTC. */
int64_t civil_to_seconds(const struct civil_time *civil);

struct civil_time civil_of_seconds(int64_t seconds);

/* 0 = Monday .. 6 = Sunday. */
int civil_weekday(int64_t days);

/* 1..12 for the first three letters of an English month name (any case), else 0. */
int civil_month_of_name(const char name[3]);

enum { CIVIL_ISO_SIZE = 40 };

/* "2026-03-12T14:03:00+01:00" and a NUL: 'seconds' UTC as a clock 'utc_offset_sec' ahead shows it.
 */
void civil_format_iso(int64_t seconds, int32_t utc_offset_sec, char text_out[CIVIL_ISO_SIZE]);

#endif
