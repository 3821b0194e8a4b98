/* SPDX-License-Identifier: MIT */
#include "format/time_parts.h"

#include "base/civil_time.h"
#include "base/number.h"
#include "base/word.h"
#include "format/clf_time.h"
#include "format/decimal.h"
#include "format/time_pattern.h"

enum { SECONDS_PER_DAY = 86400, DAYS_IN_LEAP_YEAR = 366 };

/* What every time must say; a second or a zone may be missing. */
static const unsigned needed_parts = TIME_HAS_YEAR | TIME_HAS_HOUR | TIME_HAS_MINUTE;

/* The fraction of a second may have a comma, as ISO 8601 prefers it. */
size_t time_skip_fraction(struct httally_slice text, size_t at)
{
    size_t end = at + 1;
    if (at >= text.length || (text.data[at] != '.' && text.data[at] != ','))
        return at;
    while (end < text.length && word_is_digit(text.data[end]))
        end++;
    return end > at + 1 ? end : at;
}

/* "Z", "+02", "+0200", "+02:00" at 'at'; returns what follows, or 'at' when no zone stands there.
 */
size_t time_read_zone(struct time_parts *parts, struct httally_slice text, size_t at)
{
    size_t rest = text.length - at;
    const char *zone = text.data + at;
    if (rest == 0)
        return at;
    if ((zone[0] | 0x20) == 'z') {
        parts->utc_offset_sec = 0;
        return at + 1;
    }
    if (rest < 3 || (zone[0] != '+' && zone[0] != '-'))
        return at;
    unsigned hours = word_two_digits(zone + 1), minutes = 0;
    size_t length = 3, colon = rest > 3 && zone[3] == ':';
    if (rest >= 5 + colon && word_is_digit(zone[3 + colon])) {
        minutes = word_two_digits(zone + 3 + colon);
        length = 5 + colon;
    }
    if (hours > 15 || minutes > 59)
        return at;
    int32_t offset = (int32_t)(hours * 3600 + minutes * 60);
    parts->utc_offset_sec = zone[0] == '-' ? -offset : offset;
    return at + length;
}

static bool read_clf(struct time_parts *parts, struct httally_slice text)
{
    struct clf_time time;
    if (text.length == CLF_TIME_LENGTH + 2 && text.data[0] == '[' &&
        text.data[text.length - 1] == ']')
        text = httally_slice_of(text.data + 1, text.length - 2);
    if (text.length != CLF_TIME_LENGTH || !clf_time_parse(text.data, &time))
        return false;
    parts->is_whole = true;
    parts->seconds = time.seconds;
    parts->utc_offset_sec = time.utc_offset_sec;
    return true;
}

enum { ISO_LENGTH = 19 };

/* Read "2026-03-12T14:03:". */
static bool read_iso_minute(struct time_parts *parts, const char *at)
{
    static const char shape[TIME_ISO_MINUTE_LENGTH + 1] = "dddd-dd-ddTdd:dd:";
    for (size_t i = 0; i < TIME_ISO_MINUTE_LENGTH; i++) {
        bool is_right = shape[i] == 'd'   ? word_is_digit(at[i])
                        : shape[i] == 'T' ? at[i] == ' ' || (at[i] | 0x20) == 't'
                                          : at[i] == shape[i];
        if (!is_right)
            return false;
    }
    parts->year = (int)(word_two_digits(at) * 100 + word_two_digits(at + 2));
    parts->month = (int)word_two_digits(at + 5);
    parts->day = (int)word_two_digits(at + 8);
    parts->hour = (int)word_two_digits(at + 11);
    parts->minute = (int)word_two_digits(at + 14);
    return true;
}

/* The same, if it is the minute that was read last. */
static bool recall_iso_minute(struct time_parts *parts, const char *at)
{
    const struct time_memory *memory = parts->memory;
    if (!memory || memory->iso.month == 0 ||
        !word_equal(memory->iso_minute, at, TIME_ISO_MINUTE_LENGTH))
        return false;
    parts->year = memory->iso.year;
    parts->month = memory->iso.month;
    parts->day = memory->iso.day;
    parts->hour = memory->iso.hour;
    parts->minute = memory->iso.minute;
    return true;
}

static void remember_iso_minute(const struct time_parts *parts, const char *at)
{
    struct time_memory *memory = parts->memory;
    if (!memory)
        return;
    memcpy(memory->iso_minute, at, TIME_ISO_MINUTE_LENGTH);
    memory->iso = (struct civil_time){
        .year = parts->year,
        .month = parts->month,
        .day = parts->day,
        .hour = parts->hour,
        .minute = parts->minute,
    };
}

static bool read_iso(struct time_parts *parts, struct httally_slice text)
{
    const char *at = text.data;
    if (text.length < ISO_LENGTH || !word_is_digit(at[17]) || !word_is_digit(at[18]))
        return false;
    if (UNLIKELY(!recall_iso_minute(parts, at))) {
        if (!read_iso_minute(parts, at))
            return false;
        remember_iso_minute(parts, at);
    }
    parts->second = (int)word_two_digits(at + 17);
    parts->present |= needed_parts | TIME_HAS_DAY;
    size_t end = time_skip_fraction(text, ISO_LENGTH);
    if (end + 1 < text.length && text.data[end] == ' ')
        end++;
    return time_read_zone(parts, text, end) == text.length;
}

/* Ten to the power of this makes the unit of a second. */
static int power_of_unit(int unit)
{
    return -3 * unit;
}

static bool read_epoch(struct time_parts *parts, int unit, struct httally_slice text)
{
    uint64_t seconds;
    if (text.length == 0 || decimal_read(text, power_of_unit(unit), &seconds) != text.length ||
        seconds > TIME_LATEST_SEC)
        return false;
    parts->is_whole = true;
    parts->seconds = (int64_t)seconds;
    return true;
}

/* Of an epoch, the number of digits before its point tells the unit: seconds have ten until 2286.
 */
static bool read_any(struct time_parts *parts, struct httally_slice text)
{
    size_t digits = 0;
    while (digits < text.length && word_is_digit(text.data[digits]))
        digits++;
    bool is_number = digits > 0 && (digits == text.length || text.data[digits] == '.');
    if (is_number)
        return read_epoch(parts, digits <= 11 ? 0 : digits <= 14 ? 1 : digits <= 17 ? 2 : 3, text);
    return read_iso(parts, text) || read_clf(parts, text);
}

bool time_parts_read(struct time_parts *parts, enum time_style style, int unit, const char *pattern,
                     struct httally_slice text)
{
    switch (style) {
    case TIME_STYLE_CLF:
        return read_clf(parts, text);
    case TIME_STYLE_ISO:
        return read_iso(parts, text);
    case TIME_STYLE_EPOCH:
        return read_epoch(parts, unit, text);
    case TIME_STYLE_ANY:
        return read_any(parts, text);
    default:
        return time_pattern_read(parts, pattern, text);
    }
}

/* 12 at night is 0, 1 in the afternoon 13. */
static int hour_of_day(const struct time_parts *parts)
{
    if (!parts->has_half_day || parts->hour > 12)
        return parts->hour;
    return parts->hour % 12 + (parts->is_afternoon ? 12 : 0);
}

enum { CIVIL_PARTS = TIME_HAS_YEAR | TIME_HAS_HOUR | TIME_HAS_MINUTE | TIME_HAS_DAY };

/* Is it in the minute that was put together last? */
static bool recall_minute(const struct time_parts *parts, int64_t *seconds_out)
{
    const struct time_memory *memory = parts->memory;
    if (!memory || memory->civil.month == 0 || parts->present != CIVIL_PARTS ||
        parts->has_half_day || parts->second > 60 || memory->civil.minute != parts->minute ||
        memory->civil.hour != parts->hour || memory->civil.day != parts->day ||
        memory->civil.month != parts->month || memory->civil.year != parts->year)
        return false;
    *seconds_out = memory->minute_sec + parts->second - parts->utc_offset_sec;
    return true;
}

static void remember_minute(const struct time_parts *parts, const struct civil_time *civil)
{
    struct time_memory *memory = parts->memory;
    if (!memory)
        return;
    memory->civil = *civil;
    memory->minute_sec = civil_to_seconds(civil) - civil->second;
}

bool time_parts_finish(const struct time_parts *parts, int64_t *seconds_out,
                       int32_t *utc_offset_sec_out)
{
    *utc_offset_sec_out = parts->utc_offset_sec;
    *seconds_out = parts->seconds;
    if (parts->is_whole)
        return true;
    if (LIKELY(recall_minute(parts, seconds_out)))
        return true;
    bool has_date = (parts->present & TIME_HAS_DAY) != 0;
    if ((parts->present & needed_parts) != needed_parts ||
        (!has_date && !(parts->present & TIME_HAS_DAY_OF_YEAR)))
        return false;
    struct civil_time civil = {
        .year = parts->year,
        .month = has_date ? parts->month : 1,
        .day = has_date ? parts->day : 1,
        .hour = hour_of_day(parts),
        .minute = parts->minute,
        .second = parts->second,
    };
    if (!civil_is_valid(&civil))
        return false;
    *seconds_out = civil_to_seconds(&civil) - parts->utc_offset_sec;
    if (has_date) {
        remember_minute(parts, &civil);
        return true;
    }
    *seconds_out += (int64_t)(parts->day_of_year - 1) * SECONDS_PER_DAY;
    return parts->day_of_year >= 1 &&
           parts->day_of_year <=
               DAYS_IN_LEAP_YEAR - (civil_days_in_month(parts->year, 2) == 28 ? 1 : 0);
}
