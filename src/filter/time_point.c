/* SPDX-License-Identifier: MIT */
#include "filter/time_point.h"

#include "base/civil_time.h"
#include "base/compiler.h"
#include "filter/terms.h"
#include "filter/time_text.h"

enum { MINUTE_SEC = 60, HOUR_SEC = 3600, DAY_SEC = 86400 };

/* What has been read of a date and time of day. */
struct reading {
    struct civil_time civil;
    /* Seconds in the smallest unit written; 0 for a month or year. */
    int64_t unit_sec;
    bool has_month;
    bool has_offset;
    int32_t utc_offset_sec;
};

/* `HH[:MM[:SS[.fraction]]]`; the fraction is dropped. */
static bool take_clock(struct httally_slice *text, struct reading *reading)
{
    if (!take_digits(text, 2, &reading->civil.hour))
        return false;
    reading->unit_sec = HOUR_SEC;
    if (!take_char(text, ':'))
        return true;
    if (!take_digits(text, 2, &reading->civil.minute))
        return false;
    reading->unit_sec = MINUTE_SEC;
    if (!take_char(text, ':'))
        return true;
    if (!take_digits(text, 2, &reading->civil.second))
        return false;
    reading->unit_sec = 1;
    if (text->length > 1 && (*text->data == '.' || *text->data == ',') && is_digit(text->data[1])) {
        skip_bytes(text, 1);
        while (text->length && is_digit(*text->data))
            skip_bytes(text, 1);
    }
    return true;
}

/* What may end a text with a time of day: nothing, or [blank] `Z`, `+01:00`, `+0100`, `+01`. */
static enum time_point_result take_offset(struct httally_slice *text, struct reading *reading)
{
    skip_blanks(text);
    if (text->length == 0)
        return TIME_POINT_OK;
    reading->has_offset = true;
    if (take_char(text, 'Z') || take_char(text, 'z'))
        return text->length ? TIME_POINT_UNKNOWN : TIME_POINT_OK;
    bool is_west = *text->data == '-';
    int hours = 0, minutes = 0;
    if (!take_char(text, '+') && !take_char(text, '-'))
        return TIME_POINT_UNKNOWN;
    if (take_digits(text, 4, &hours)) {
        minutes = hours % 100;
        hours /= 100;
    } else if (!take_digits(text, 2, &hours) ||
               (take_char(text, ':') && !take_digits(text, 2, &minutes))) {
        return TIME_POINT_UNKNOWN;
    }
    if (text->length)
        return TIME_POINT_UNKNOWN;
    reading->utc_offset_sec = (hours * HOUR_SEC + minutes * MINUTE_SEC) * (is_west ? -1 : 1);
    return hours < 24 && minutes < 60 ? TIME_POINT_OK : TIME_POINT_IMPOSSIBLE;
}

static struct httally_instant instant_at(enum httally_instant_kind kind, int64_t value_sec)
{
    return (struct httally_instant){.kind = kind, .value_sec = value_sec};
}

static struct httally_instant later(struct httally_instant instant, int64_t seconds)
{
    instant.value_sec += seconds;
    return instant;
}

/* The point that a date with or without a time of day stands for. */
static enum time_point_result point_of_reading(const struct reading *reading,
                                               struct time_point *point)
{
    const struct civil_time *civil = &reading->civil;
    if (!civil_is_valid(civil))
        return TIME_POINT_IMPOSSIBLE;
    enum httally_instant_kind kind =
        reading->has_offset ? HTTALLY_INSTANT_ABSOLUTE : HTTALLY_INSTANT_WALL;
    int64_t day = civil_days(civil->year, civil->month, civil->day) * DAY_SEC;
    int64_t end;
    if (reading->unit_sec)
        end = civil_to_seconds(civil) + reading->unit_sec;
    else if (reading->has_month && civil->month < 12)
        end = civil_days(civil->year, civil->month + 1, 1) * DAY_SEC;
    else
        end = civil_days(civil->year + 1, 1, 1) * DAY_SEC;

    int64_t shift = -(int64_t)reading->utc_offset_sec;
    point->begin = instant_at(kind, civil_to_seconds(civil) + shift);
    point->end = instant_at(kind, end + shift);
    point->day = instant_at(kind, day + shift);
    point->has_day = reading->unit_sec > 0;
    point->is_date = reading->unit_sec == 0 || reading->unit_sec == DAY_SEC;
    return TIME_POINT_OK;
}

/* `2026`, `2026-11`, `2026-11-22`, the last also with `T` or a blank, a time and an offset. */
static enum time_point_result parse_iso(struct httally_slice text, int64_t now,
                                        struct time_point *point)
{
    (void)now;
    struct reading reading = {.civil = {.month = 1, .day = 1}};
    enum time_point_result result = TIME_POINT_OK;
    if (!take_digits(&text, 4, &reading.civil.year))
        return TIME_POINT_UNKNOWN;
    if (take_char(&text, '-')) {
        if (!take_digits(&text, 2, &reading.civil.month))
            return TIME_POINT_UNKNOWN;
        reading.has_month = true;
    }
    if (reading.has_month && take_char(&text, '-')) {
        if (!take_digits(&text, 2, &reading.civil.day))
            return TIME_POINT_UNKNOWN;
        reading.unit_sec = DAY_SEC;
    }
    if (reading.unit_sec && text.length) {
        if (!take_char(&text, 'T') && !take_char(&text, 't') && !take_char(&text, ' '))
            return TIME_POINT_UNKNOWN;
        if (!take_clock(&text, &reading))
            return TIME_POINT_UNKNOWN;
        result = take_offset(&text, &reading);
    }
    if (result == TIME_POINT_OK && text.length)
        return TIME_POINT_UNKNOWN;
    return result == TIME_POINT_OK ? point_of_reading(&reading, point) : result;
}

/* The Common Log Format's `10/Oct/2000:13:55:36 -0700`, also without its offset or time. */
static enum time_point_result parse_clf(struct httally_slice text, int64_t now,
                                        struct time_point *point)
{
    (void)now;
    struct reading reading = {.unit_sec = DAY_SEC};
    enum time_point_result result = TIME_POINT_OK;
    if (!take_digits(&text, 2, &reading.civil.day) || !take_char(&text, '/') || text.length < 3)
        return TIME_POINT_UNKNOWN;
    reading.civil.month = civil_month_of_name(text.data);
    skip_bytes(&text, 3);
    if (reading.civil.month == 0 || !take_char(&text, '/') ||
        !take_digits(&text, 4, &reading.civil.year))
        return TIME_POINT_UNKNOWN;
    if (text.length) {
        if (!take_char(&text, ':') || !take_clock(&text, &reading))
            return TIME_POINT_UNKNOWN;
        result = take_offset(&text, &reading);
    }
    return result == TIME_POINT_OK ? point_of_reading(&reading, point) : result;
}

/* Add a time of day to a 'begin' that is the beginning of a day. */
static enum time_point_result add_clock(struct httally_slice text, struct time_point *point)
{
    /* Any date: only the time of day is looked at. */
    struct reading reading = {.civil = {.year = 2000, .month = 1, .day = 1}};
    if (!take_clock(&text, &reading) || text.length)
        return TIME_POINT_UNKNOWN;
    if (!civil_is_valid(&reading.civil))
        return TIME_POINT_IMPOSSIBLE;
    const struct civil_time *civil = &reading.civil;
    point->begin =
        later(point->begin, civil->hour * HOUR_SEC + civil->minute * MINUTE_SEC + civil->second);
    point->end = later(point->begin, reading.unit_sec);
    point->is_date = false;
    return TIME_POINT_OK;
}

/* `today`, `yesterday`, alone or with a time of day. */
static enum time_point_result parse_day_word(struct httally_slice text, int64_t now,
                                             struct time_point *point)
{
    (void)now;
    int64_t day = 0;
    if (take_word(&text, "yesterday"))
        day = -DAY_SEC;
    else if (!take_word(&text, "today"))
        return TIME_POINT_UNKNOWN;
    point->begin = point->day = instant_at(HTTALLY_INSTANT_DAY, day);
    point->end = later(point->begin, DAY_SEC);
    point->has_day = true;
    point->is_date = true;
    if (text.length == 0)
        return TIME_POINT_OK;
    if (!take_char(&text, ' '))
        return TIME_POINT_UNKNOWN;
    skip_blanks(&text);
    return add_clock(text, point);
}

/* `14:03` and `14:03:05`; an hour alone would be a bare number. */
static enum time_point_result parse_time_alone(struct httally_slice text, int64_t now,
                                               struct time_point *point)
{
    (void)now;
    if (text.length < 5)
        return TIME_POINT_UNKNOWN;
    point->begin = instant_at(HTTALLY_INSTANT_DAY, 0);
    point->is_time_alone = true;
    return add_clock(text, point);
}

/* `now`, `@1700000000`, `2h ago`, `2h`: points without a unit around them. */
static enum time_point_result parse_exact(struct httally_slice text, int64_t now,
                                          struct time_point *point)
{
    int64_t seconds;
    if (take_word(&text, "now"))
        seconds = now;
    else if (take_char(&text, '@')) {
        if (!take_number(&text, &seconds))
            return TIME_POINT_UNKNOWN;
    } else if (take_span(&text, &seconds)) {
        seconds = add_seconds(now, -seconds);
        if (text.length && !take_word(&text, "ago"))
            return TIME_POINT_UNKNOWN;
    } else {
        return TIME_POINT_UNKNOWN;
    }
    point->begin = point->end = instant_at(HTTALLY_INSTANT_ABSOLUTE, seconds);
    return text.length ? TIME_POINT_UNKNOWN : TIME_POINT_OK;
}

enum time_point_result time_point_parse(struct httally_slice text, int64_t now,
                                        struct time_point *point_out)
{
    static enum time_point_result (*const forms[])(struct httally_slice, int64_t,
                                                   struct time_point *) = {
        parse_iso, parse_clf, parse_day_word, parse_time_alone, parse_exact,
    };
    text = trim_blanks(text);
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        *point_out = (struct time_point){0};
        enum time_point_result result = forms[i](text, now, point_out);
        if (result != TIME_POINT_UNKNOWN)
            return result;
    }
    return TIME_POINT_UNKNOWN;
}
