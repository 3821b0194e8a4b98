/* SPDX-License-Identifier: MIT */
#include "filter/time_text.h"

#include <string.h>

#include "base/compiler.h"
#include "filter/terms.h"

int64_t add_seconds(int64_t a, int64_t b)
{
    if (b > 0 && a > INT64_MAX - b)
        return INT64_MAX;
    if (b < 0 && a < INT64_MIN - b)
        return INT64_MIN;
    return a + b;
}

void skip_bytes(struct httally_slice *text, size_t count)
{
    text->data += count;
    text->length -= count;
}

void skip_blanks(struct httally_slice *text)
{
    while (text->length && *text->data == ' ')
        skip_bytes(text, 1);
}

bool take_char(struct httally_slice *text, char wanted)
{
    if (text->length == 0 || *text->data != wanted)
        return false;
    skip_bytes(text, 1);
    return true;
}

static bool stands_for(char byte, char wanted)
{
    if (wanted == '-')
        return byte == '-' || byte == ' ' || byte == '_';
    return lower_case(byte) == wanted;
}

bool take_word(struct httally_slice *text, const char *word)
{
    size_t length = strlen(word);
    if (text->length < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!stands_for(text->data[i], word[i]))
            return false;
    }
    skip_bytes(text, length);
    return true;
}

bool take_digits(struct httally_slice *text, size_t count, int *number_out)
{
    int number = 0;
    if (text->length < count || (text->length > count && is_digit(text->data[count])))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(text->data[i]))
            return false;
        number = number * 10 + (text->data[i] - '0');
    }
    skip_bytes(text, count);
    *number_out = number;
    return true;
}

bool take_number(struct httally_slice *text, int64_t *number_out)
{
    int64_t number = 0;
    if (text->length == 0 || !is_digit(*text->data))
        return false;
    while (text->length && is_digit(*text->data)) {
        number = number * 10 + (*text->data - '0');
        if (number > TIME_SPAN_MAX_SEC)
            return false;
        skip_bytes(text, 1);
    }
    *number_out = number;
    return true;
}

/* The longest word of letters at the front. */
static struct httally_slice take_letters(struct httally_slice *text)
{
    struct httally_slice letters = *text;
    size_t length = 0;
    while (length < text->length && (text->data[length] | 0x20) >= 'a' &&
           (text->data[length] | 0x20) <= 'z')
        length++;
    letters.length = length;
    skip_bytes(text, length);
    return letters;
}

/* Seconds in a unit of time, 0 for a word that is none. */
static int64_t seconds_of_unit(struct httally_slice unit)
{
    enum { NAMES_MAX = 5 };
    static const struct {
        int64_t seconds;
        const char *names[NAMES_MAX];
    } units[] = {
        {1, {"s", "sec", "secs", "second", "seconds"}},
        {60, {"m", "min", "mins", "minute", "minutes"}},
        {3600, {"h", "hr", "hrs", "hour", "hours"}},
        {86400, {"d", "day", "days"}},
        {7 * 86400, {"w", "week", "weeks"}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        for (size_t name = 0; name < NAMES_MAX && units[i].names[name]; name++) {
            struct httally_slice rest = unit;
            if (take_word(&rest, units[i].names[name]) && rest.length == 0)
                return units[i].seconds;
        }
    }
    return 0;
}

bool take_span(struct httally_slice *text, int64_t *seconds_out)
{
    int64_t seconds = 0;
    do {
        int64_t number;
        if (!take_number(text, &number))
            return false;
        skip_blanks(text);
        int64_t unit = seconds_of_unit(take_letters(text));
        if (unit == 0 || number > TIME_SPAN_MAX_SEC / unit)
            return false;
        seconds += number * unit;
        if (seconds > TIME_SPAN_MAX_SEC)
            return false;
        skip_blanks(text);
    } while (text->length && is_digit(*text->data));
    *seconds_out = seconds;
    return true;
}

bool time_span_parse(struct httally_slice text, int64_t *seconds_out)
{
    text = trim_blanks(text);
    return take_span(&text, seconds_out) && text.length == 0;
}
