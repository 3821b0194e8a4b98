/* SPDX-License-Identifier: MIT */
#include "report/layout_number.h"

#include <stdio.h>

#include "base/civil_time.h"
#include "base/compiler.h"

void layout_format_bytes(uint64_t bytes, char text_out[LAYOUT_NUMBER_SIZE])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < ARRAY_LENGTH(units)) {
        value /= 1000;
        unit++;
    }
    int decimals = unit == 0 || value >= 99.95 ? 0 : 1;
    snprintf(text_out, LAYOUT_NUMBER_SIZE, "%.*f %s", decimals, value, units[unit]);
}

static void format_units(uint64_t units, const char *unit, uint64_t rest, const char *rest_unit,
                         char text_out[LAYOUT_NUMBER_SIZE])
{
    int length = snprintf(text_out, LAYOUT_NUMBER_SIZE, "%llu %s", (unsigned long long)units, unit);
    if (rest)
        snprintf(text_out + length, LAYOUT_NUMBER_SIZE - (size_t)length, " %llu %s",
                 (unsigned long long)rest, rest_unit);
}

/* A minute and longer. */
static void format_long_duration(uint64_t seconds, char text_out[LAYOUT_NUMBER_SIZE])
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY_MINUTES = 24 * 60, DAYS_MOST = 999 };
    uint64_t minutes = (seconds + MINUTE / 2) / MINUTE;
    uint64_t days = (minutes + DAY_MINUTES / 2) / DAY_MINUTES;
    if (seconds < HOUR)
        format_units(seconds / MINUTE, "min", seconds % MINUTE, "s", text_out);
    else if (minutes < DAY_MINUTES)
        format_units(minutes / 60, "h", minutes % 60, "min", text_out);
    else if (days <= DAYS_MOST)
        format_units(days, days == 1 ? "day" : "days", 0, "", text_out);
    else
        snprintf(text_out, LAYOUT_NUMBER_SIZE, ">%d days", DAYS_MOST);
}

void layout_format_duration(uint64_t duration_us, char text_out[LAYOUT_NUMBER_SIZE])
{
    /* Where each begins to round up to what the next one writes. */
    static const struct {
        uint64_t end_us;
        double unit_us;
        int decimals;
        const char *unit;
    } scales[] = {
        {995, 1e3, 2, "ms"},    {9950, 1e3, 1, "ms"},    {999500, 1e3, 0, "ms"},
        {9995000, 1e6, 2, "s"}, {59950000, 1e6, 1, "s"},
    };
    enum { LEAST_US = 10, SECOND_US = 1000000 };
    size_t i = 0;
    while (i < ARRAY_LENGTH(scales) && duration_us >= scales[i].end_us)
        i++;
    if (duration_us < LEAST_US)
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "%s ms", duration_us ? "<0.01" : "0");
    else if (i < ARRAY_LENGTH(scales))
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "%.*f %s", scales[i].decimals,
                 (double)duration_us / scales[i].unit_us, scales[i].unit);
    else
        format_long_duration(duration_us / SECOND_US + (duration_us % SECOND_US >= SECOND_US / 2),
                             text_out);
}

void layout_format_share(double share, char text_out[LAYOUT_NUMBER_SIZE])
{
    double percent = share * 100;
    if (share > 0 && percent < 0.01)
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "<0.01%%");
    else if (share < 1 && percent > 99.99)
        snprintf(text_out, LAYOUT_NUMBER_SIZE, ">99.99%%");
    else
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "%.2f%%", percent);
}

void layout_format_time(int64_t time, int32_t utc_offset_sec, bool has_seconds,
                        char text_out[LAYOUT_NUMBER_SIZE])
{
    char iso[CIVIL_ISO_SIZE];
    civil_format_iso(time, utc_offset_sec, iso);
    iso[10] = ' ';
    snprintf(text_out, LAYOUT_NUMBER_SIZE, "%.*s", has_seconds ? 19 : 16, iso);
}

void layout_format_span(int64_t span_sec, char text_out[LAYOUT_NUMBER_SIZE])
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "days"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    size_t i = 0;
    while (i + 1 < ARRAY_LENGTH(units) && span_sec < 2 * units[i].seconds)
        i++;
    snprintf(text_out, LAYOUT_NUMBER_SIZE, "%lld %s",
             (long long)((span_sec + units[i].seconds / 2) / units[i].seconds), units[i].name);
}
