/* SPDX-License-Identifier: MIT */
/*
 * time_pattern.c - strptime() of the C locale on slices.  Numbers have at most their usual digits
 * and may be padded with a space; a space in the pattern is any number of spaces in the text.
 */
#include "format/time_pattern.h"

#include "base/civil_time.h"
#include "base/word.h"
#include "format/decimal.h"

/* A place in the text while a pattern is read. */
struct cursor {
    struct time_parts *parts;
    struct httally_slice text;
    size_t at;
};

static bool read_number(struct cursor *cursor, size_t digits_max, int smallest, int largest,
                        int *number_out)
{
    size_t at = cursor->at, start;
    while (at < cursor->text.length && cursor->text.data[at] == ' ' && at - cursor->at < digits_max)
        at++;
    int number = 0;
    for (start = at; at < cursor->text.length && at - start < digits_max &&
                     word_is_digit(cursor->text.data[at]);
         at++)
        number = number * 10 + (cursor->text.data[at] - '0');
    cursor->at = at;
    *number_out = number;
    return at > start && number >= smallest && number <= largest;
}

static bool is_letter(char byte)
{
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'z';
}

/* Does 'word' begin with 'name', of which three letters will do? */
static bool names(struct httally_slice word, const char *name)
{
    size_t length = strlen(name);
    if (word.length != 3 && word.length != length)
        return false;
    for (size_t i = 0; i < word.length; i++) {
        if ((word.data[i] | 0x20) != name[i])
            return false;
    }
    return true;
}

static struct httally_slice take_word(struct cursor *cursor)
{
    size_t start = cursor->at;
    while (cursor->at < cursor->text.length && is_letter(cursor->text.data[cursor->at]))
        cursor->at++;
    return httally_slice_of(cursor->text.data + start, cursor->at - start);
}

static bool read_month_name(struct cursor *cursor)
{
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    struct httally_slice word = take_word(cursor);
    for (int i = 0; i < 12; i++) {
        if (names(word, months[i])) {
            cursor->parts->month = i + 1;
            return true;
        }
    }
    return false;
}

static bool read_weekday_name(struct cursor *cursor)
{
    static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
    struct httally_slice word = take_word(cursor);
    for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
        if (names(word, days[i]))
            return true;
    }
    return false;
}

static bool read_half_day(struct cursor *cursor)
{
    struct httally_slice word = take_word(cursor);
    if (word.length != 2 || (word.data[1] | 0x20) != 'm')
        return false;
    char first = (char)(word.data[0] | 0x20);
    cursor->parts->has_half_day = true;
    cursor->parts->is_afternoon = first == 'p';
    return first == 'a' || first == 'p';
}

static bool read_year(struct cursor *cursor, bool has_century)
{
    struct time_parts *parts = cursor->parts;
    if (!read_number(cursor, has_century ? 4 : 2, 0, 9999, &parts->year))
        return false;
    /* As POSIX has it: 69 to 99 are of the twentieth century. */
    if (!has_century)
        parts->year += parts->year < 69 ? 2000 : 1900;
    parts->present |= TIME_HAS_YEAR;
    return true;
}

/* The day alone makes the date: a pattern that has a day but no month leaves month 0, which is no
 * month. */
static bool read_day(struct cursor *cursor)
{
    cursor->parts->present |= TIME_HAS_DAY;
    return read_number(cursor, 2, 1, 31, &cursor->parts->day);
}

static bool read_hour(struct cursor *cursor, int smallest, int largest)
{
    cursor->parts->present |= TIME_HAS_HOUR;
    return read_number(cursor, 2, smallest, largest, &cursor->parts->hour);
}

static bool read_epoch(struct cursor *cursor)
{
    struct httally_slice rest = {cursor->text.data + cursor->at, cursor->text.length - cursor->at};
    uint64_t seconds = 0;
    size_t length = 0;
    while (length < rest.length && word_is_digit(rest.data[length]))
        length++;
    if (!decimal_read(httally_slice_of(rest.data, length), 0, &seconds) ||
        seconds > TIME_LATEST_SEC)
        return false;
    cursor->at += length;
    cursor->parts->is_whole = true;
    cursor->parts->seconds = (int64_t)seconds;
    return true;
}

static bool read_zone(struct cursor *cursor)
{
    size_t start = cursor->at;
    cursor->at = time_read_zone(cursor->parts, cursor->text, start);
    return cursor->at > start;
}

static bool read_fraction(struct cursor *cursor)
{
    size_t start = cursor->at;
    while (cursor->at < cursor->text.length && word_is_digit(cursor->text.data[cursor->at]))
        cursor->at++;
    return cursor->at > start;
}

static void skip_spaces(struct cursor *cursor)
{
    while (cursor->at < cursor->text.length &&
           (cursor->text.data[cursor->at] == ' ' || cursor->text.data[cursor->at] == '\t'))
        cursor->at++;
}

/* What the letters that stand for several others are short for. */
static const char *expansion_of(char letter)
{
    switch (letter) {
    case 'c':
        return "%a %b %e %H:%M:%S %Y";
    case 'D':
        return "%m/%d/%y";
    case 'F':
        return "%Y-%m-%d";
    case 'r':
        return "%I:%M:%S %p";
    case 'R':
        return "%H:%M";
    case 'T':
        return "%H:%M:%S";
    default:
        return NULL;
    }
}

/* Read what a letter that is short for nothing asks for. */
static bool read_letter(struct cursor *cursor, char letter)
{
    struct time_parts *parts = cursor->parts;
    switch (letter) {
    case 'a':
    case 'A':
        return read_weekday_name(cursor);
    case 'b':
    case 'B':
    case 'h':
        return read_month_name(cursor);
    case 'd':
    case 'e':
        return read_day(cursor);
    case 'f':
        return read_fraction(cursor);
    case 'H':
    case 'k':
        return read_hour(cursor, 0, 23);
    case 'I':
    case 'l':
        return read_hour(cursor, 1, 12);
    case 'j':
        parts->present |= TIME_HAS_DAY_OF_YEAR;
        return read_number(cursor, 3, 1, 366, &parts->day_of_year);
    case 'm':
        return read_number(cursor, 2, 1, 12, &parts->month);
    case 'M':
        parts->present |= TIME_HAS_MINUTE;
        return read_number(cursor, 2, 0, 59, &parts->minute);
    case 'n':
    case 't':
        skip_spaces(cursor);
        return true;
    case 'p':
        return read_half_day(cursor);
    case 's':
        return read_epoch(cursor);
    case 'S':
        return read_number(cursor, 2, 0, 60, &parts->second);
    case 'y':
        return read_year(cursor, false);
    case 'Y':
        return read_year(cursor, true);
    case 'z':
        return read_zone(cursor);
    case 'Z':
        return take_word(cursor).length > 0;
    default:
        return false;
    }
}

static bool read_pattern(struct cursor *cursor, const char *pattern);

/* A conversion; 'next' is what the pattern has behind it.  A second may have a fraction that the
 * pattern says nothing of. */
static bool read_conversion(struct cursor *cursor, char letter, char next)
{
    const char *expansion = expansion_of(letter);
    if (expansion ? !read_pattern(cursor, expansion) : !read_letter(cursor, letter))
        return false;
    if ((letter == 'S' || letter == 'T') && next != '.' && next != ',')
        cursor->at = time_skip_fraction(cursor->text, cursor->at);
    return true;
}

static bool read_pattern(struct cursor *cursor, const char *pattern)
{
    for (; *pattern; pattern++) {
        if (*pattern == ' ') {
            skip_spaces(cursor);
            continue;
        }
        if (*pattern == '%' && pattern[1] != '%') {
            pattern++;
            if (*pattern == '\0' || !read_conversion(cursor, *pattern, pattern[1]))
                return false;
            continue;
        }
        pattern += *pattern == '%';
        if (cursor->at >= cursor->text.length || cursor->text.data[cursor->at] != *pattern)
            return false;
        cursor->at++;
    }
    return true;
}

bool time_pattern_read(struct time_parts *parts, const char *pattern, struct httally_slice text)
{
    struct cursor cursor = {.parts = parts, .text = text};
    return read_pattern(&cursor, pattern) && cursor.at == text.length;
}

bool time_pattern_is_known(const char *pattern)
{
    static const char letters[] = "aAbBhcdDeFfHIjklmMnprRsStTyYzZ%";
    for (; *pattern; pattern++) {
        if (*pattern != '%')
            continue;
        pattern++;
        if (*pattern == '\0' || !strchr(letters, *pattern))
            return false;
    }
    return true;
}

unsigned time_pattern_occurrences(const char *pattern, const char *literal, size_t length)
{
    unsigned count = 0;
    for (; *pattern; pattern++) {
        if (*pattern == '%' && pattern[1]) {
            const char *expansion = expansion_of(*++pattern);
            if (expansion)
                count += time_pattern_occurrences(expansion, literal, length);
        } else if (strncmp(pattern, literal, length) == 0)
            count++;
    }
    return count;
}
