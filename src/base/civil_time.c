/* SPDX-License-Identifier: MIT */
#include "base/civil_time.h"

#include <stdio.h>
#include <string.h>

enum { SECONDS_PER_DAY = 86400 };

/*
 * Count in years that begin in March, so that the leap day is the last of its year, and in eras of
 * 400 years, which all have 146097 days.
 */
int64_t civil_days(int year, int month, int day)
{
    int64_t march_year = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (march_year >= 0 ? march_year : march_year - 399) / 400;
    int64_t year_of_era = march_year - era * 400;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void date_of_days(int64_t days, struct civil_time *civil)
{
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    civil->day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    civil->month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    civil->year = (int)(year_of_era + era * 400 + (civil->month <= 2));
}

int civil_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

bool civil_is_valid(const struct civil_time *civil)
{
    return civil->year >= 0 && civil->year <= 9999 && civil->day >= 1 &&
           civil->day <= civil_days_in_month(civil->year, civil->month) && civil->hour >= 0 &&
           civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 && civil->second >= 0 &&
           civil->second <= 60;
}

int64_t civil_to_seconds(const struct civil_time *civil)
{
    return civil_days(civil->year, civil->month, civil->day) * SECONDS_PER_DAY +
           civil->hour * 3600 + civil->minute * 60 + civil->second;
}

struct civil_time civil_of_seconds(int64_t seconds)
{
    int64_t days = seconds / SECONDS_PER_DAY;
    int64_t rest = seconds % SECONDS_PER_DAY;
    if (rest < 0) {
        days--;
        rest += SECONDS_PER_DAY;
    }
    struct civil_time civil = {
        .hour = (int)(rest / 3600), .minute = (int)(rest / 60 % 60), .second = (int)(rest % 60)};
    date_of_days(days, &civil);
    return civil;
}

int civil_weekday(int64_t days)
{
    /* 1970-01-01 was a Thursday. */
    int64_t weekday = (days + 3) % 7;
    return (int)(weekday < 0 ? weekday + 7 : weekday);
}

int civil_month_of_name(const char name[3])
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char lower[3];
    for (int i = 0; i < 3; i++)
        lower[i] = (char)(name[i] | 0x20);
    for (int month = 0; month < 12; month++) {
        if (memcmp(names + 3 * month, lower, 3) == 0)
            return month + 1;
    }
    return 0;
}

void civil_format_iso(int64_t seconds, int32_t utc_offset_sec, char text_out[CIVIL_ISO_SIZE])
{
    struct civil_time civil = civil_of_seconds(seconds + utc_offset_sec);
    int offset_minutes = (utc_offset_sec < 0 ? -utc_offset_sec : utc_offset_sec) / 60;
    snprintf(text_out, CIVIL_ISO_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", civil.year,
             civil.month, civil.day, civil.hour, civil.minute, civil.second,
             utc_offset_sec < 0 ? '-' : '+', offset_minutes / 60, offset_minutes % 60);
}
