/* SPDX-License-Identifier: MIT */
#include "format/value_look.h"

#include "base/number.h"
#include "base/word.h"
#include "format/decimal.h"

/* Digits that a number of seconds since 1970 has between 1973 and 5138. */
enum { EPOCH_DIGITS_MIN = 9, EPOCH_DIGITS_MAX = 19 };

/* Where a time has digits ('9') and letters ('a'); others stand for themselves. */
struct time_look {
    const char *shape;
    enum time_style style;
    const char *pattern;
};

static const struct time_look time_looks[] = {
    {"9999-99-99", TIME_STYLE_ISO, NULL},
    {"[99/aaa/9999:", TIME_STYLE_CLF, NULL},
    {"99/aaa/9999:", TIME_STYLE_CLF, NULL},
    /* Caddy's "wall" and "wall_milli". */
    {"9999/99/99 99:99:99.9", TIME_STYLE_PATTERN, "%Y/%m/%d %H:%M:%S.%f"},
    {"9999/99/99 99:99:99", TIME_STYLE_PATTERN, "%Y/%m/%d %H:%M:%S"},
    /* HTTP's own dates. */
    {"aaa, 99 aaa 9999 ", TIME_STYLE_PATTERN, "%a, %d %b %Y %H:%M:%S %Z"},
};

static bool begins_with_shape(struct httally_slice text, const char *shape)
{
    for (size_t i = 0; shape[i]; i++) {
        if (i >= text.length)
            return false;
        char byte = text.data[i], lower = (char)(byte | 0x20);
        bool is_right = shape[i] == '9'   ? word_is_digit(byte)
                        : shape[i] == 'a' ? lower >= 'a' && lower <= 'z'
                                          : byte == shape[i];
        if (!is_right)
            return false;
    }
    return true;
}

static size_t count_digits(struct httally_slice text)
{
    size_t count = 0;
    while (count < text.length && word_is_digit(text.data[count]))
        count++;
    return count;
}

/* A number whose digits before its point tell the unit. */
static bool is_epoch(struct httally_slice text, struct field_spec *spec)
{
    size_t digits = count_digits(text);
    if (digits < EPOCH_DIGITS_MIN || digits > EPOCH_DIGITS_MAX)
        return false;
    if (digits < text.length) {
        struct httally_slice rest = {text.data + digits, text.length - digits};
        if (rest.data[0] != '.' ||
            count_digits(httally_slice_of(rest.data + 1, rest.length - 1)) != rest.length - 1)
            return false;
    }
    spec->style = TIME_STYLE_EPOCH;
    spec->unit = digits <= 11   ? UNIT_SECONDS
                 : digits <= 14 ? UNIT_MILLISECONDS
                 : digits <= 17 ? UNIT_MICROSECONDS
                                : UNIT_NANOSECONDS;
    return true;
}

bool value_look_of_time(struct httally_slice text, struct field_spec *spec_out)
{
    *spec_out = (struct field_spec){.field = FIELD_TIME};
    if (is_epoch(text, spec_out))
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(time_looks); i++) {
        if (begins_with_shape(text, time_looks[i].shape)) {
            spec_out->style = time_looks[i].style;
            spec_out->pattern = time_looks[i].pattern;
            return true;
        }
    }
    return false;
}

/* Units as Go writes them, both its micro signs among them; in microseconds, as a power of ten or
 * as a factor of seconds. */
static const struct {
    const char *name;
    int exponent;
    unsigned factor;
} duration_units[] = {
    {"ms", 3, 1},  {"us", 0, 1}, {"\xC2\xB5s", 0, 1}, {"\xCE\xBCs", 0, 1},
    {"ns", -3, 1}, {"s", 6, 1},  {"m", 6, 60},        {"h", 6, 3600},
};

/* Number of the unit at the beginning of 'text', or their count. */
static size_t find_unit(struct httally_slice text)
{
    size_t i = 0;
    for (; i < ARRAY_LENGTH(duration_units); i++) {
        size_t length = strlen(duration_units[i].name);
        if (text.length >= length && memcmp(text.data, duration_units[i].name, length) == 0)
            break;
    }
    return i;
}

bool value_look_of_duration(struct httally_slice text, uint64_t *duration_us_out)
{
    uint64_t sum = 0;
    /* It ends in a unit, which is to say in no digit. */
    if (text.length == 0 || word_is_digit(text.data[text.length - 1]))
        return false;
    while (text.length > 0) {
        uint64_t value;
        size_t length = decimal_read(text, 0, &value);
        if (length == 0)
            return false;
        if (length == text.length)
            return false;
        struct httally_slice number = {text.data, length};
        text = httally_slice_of(text.data + length, text.length - length);
        size_t unit = find_unit(text);
        if (unit == ARRAY_LENGTH(duration_units))
            return false;
        (void)decimal_read(number, duration_units[unit].exponent, &value);
        uint64_t factor = duration_units[unit].factor;
        sum = number_add_saturating(sum, value > UINT64_MAX / factor ? UINT64_MAX : value * factor);
        size_t unit_length = strlen(duration_units[unit].name);
        text = httally_slice_of(text.data + unit_length, text.length - unit_length);
    }
    *duration_us_out = sum;
    return true;
}
