/* SPDX-License-Identifier: MIT */
#include "format/w3c_columns.h"

#include <string.h>

#include "base/civil_time.h"
#include "base/compiler.h"
#include "base/word.h"

enum { DAY_SEC = 86400 };

/* The columns that we take, in lower case.  Of several for one part the highest rank counts. */
static const struct column_name {
    const char *name;
    uint8_t part;
    uint8_t rank;
    uint8_t unit;
} column_names[] = {
    {"date", W3C_PART_DATE, 3, 0},
    {"date-utc", W3C_PART_DATE, 2, 0},
    {"date-local", W3C_PART_DATE, 1, 0},
    {"time", W3C_PART_CLOCK, 3, 0},
    {"time-utc", W3C_PART_CLOCK, 2, 0},
    {"time-local", W3C_PART_CLOCK, 1, 0},
    {"c-ip", W3C_PART_CLIENT, 2, 0},
    {"c-dns", W3C_PART_CLIENT, 1, 0},
    {"cs-username", W3C_PART_USER, 1, 0},
    {"x-host-header", W3C_PART_HOST, 4, 0},
    {"cs-host", W3C_PART_HOST, 3, 0},
    {"cs(host)", W3C_PART_HOST, 3, 0},
    {"s-computername", W3C_PART_HOST, 1, 0},
    {"s-sitename", W3C_PART_HOST, 2, 0},
    {"cs-method", W3C_PART_METHOD, 1, 0},
    {"cs-uri-stem", W3C_PART_STEM, 1, 0},
    {"cs-uri-path", W3C_PART_STEM, 1, 0},
    {"cs-uri-query", W3C_PART_QUERY, 1, 0},
    {"cs-uri", W3C_PART_URI, 1, 0},
    {"cs-version", W3C_PART_PROTOCOL, 2, 0},
    {"cs-protocol-version", W3C_PART_PROTOCOL, 1, 0},
    {"sc-status", W3C_PART_STATUS, 1, 0},
    {"sc-bytes", W3C_PART_BYTES, 2, 0},
    {"bytes", W3C_PART_BYTES, 1, 0},
    {"cs(referer)", W3C_PART_REFERER, 1, 0},
    {"cs(referrer)", W3C_PART_REFERER, 1, 0},
    {"cs(user-agent)", W3C_PART_AGENT, 1, 0},
    {"time-taken", W3C_PART_DURATION, 1, W3C_DURATION_UNKNOWN},
    {"timetakenms", W3C_PART_DURATION, 2, W3C_DURATION_MILLISECONDS},
    {"r-ip", W3C_PART_UPSTREAM, 2, 0},
    {"r-host", W3C_PART_UPSTREAM, 1, 0},
    {"rs-status", W3C_PART_UPSTREAM_STATUS, 1, 0},
    {"x-edge-result-type", W3C_PART_CACHE, 2, 0},
    {"s-action", W3C_PART_CACHE, 1, 0},
    {"ssl-protocol", W3C_PART_TLS, 1, 0},
    {"x-edge-request-id", W3C_PART_REQUEST_ID, 2, 0},
    {"x-request-id", W3C_PART_REQUEST_ID, 1, 0},
    {"x-forwarded-for", W3C_PART_FORWARDED_FOR, 2, 0},
    {"cs(x-forwarded-for)", W3C_PART_FORWARDED_FOR, 2, 0},
    {"s-xff", W3C_PART_FORWARDED_FOR, 1, 0},
};

/* Software that counts time-taken in milliseconds, by the beginning of its #Software. */
static const char *const millisecond_software[] = {
    "microsoft internet information ",
    "microsoft http server api ",
    "sgos ",
};

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool begins_with(struct httally_slice text, const char *lower_beginning)
{
    size_t i = 0;
    for (; lower_beginning[i] && i < text.length; i++) {
        if (lower(text.data[i]) != lower_beginning[i])
            return false;
    }
    return !lower_beginning[i];
}

static bool is_name(struct httally_slice text, const char *lower_name)
{
    return text.length == strlen(lower_name) && begins_with(text, lower_name);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Cut the next word off; false when none is left. */
static bool next_word(struct httally_slice *text, struct httally_slice *word_out)
{
    const char *at = text->data, *end = text->data + text->length;
    while (at < end && is_blank(*at))
        at++;
    const char *stop = at;
    while (stop < end && !is_blank(*stop))
        stop++;
    *word_out = httally_slice_of(at, (size_t)(stop - at));
    *text = httally_slice_of(stop, (size_t)(end - stop));
    return word_out->length > 0;
}

static const struct column_name *find_column(struct httally_slice name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(column_names); i++) {
        if (is_name(name, column_names[i].name))
            return &column_names[i];
    }
    return NULL;
}

static void learn_fields(struct w3c_columns *columns, struct httally_slice names)
{
    const struct column_name *taken[W3C_PART_COUNT] = {NULL};
    size_t places[W3C_PART_COUNT] = {0}, count = 0;
    struct httally_slice name;
    columns->count = 0;
    columns->is_cloudfront = false;
    memset(columns->parts, W3C_PART_NONE, sizeof columns->parts);
    for (; next_word(&names, &name); count++) {
        if (count == W3C_COLUMN_MAX)
            return;
        columns->is_cloudfront |= is_name(name, "x-edge-location");
        const struct column_name *column = find_column(name);
        if (!column || (taken[column->part] && taken[column->part]->rank >= column->rank))
            continue;
        if (taken[column->part])
            columns->parts[places[column->part]] = W3C_PART_NONE;
        taken[column->part] = column;
        places[column->part] = count;
        columns->parts[count] = column->part;
    }
    const struct column_name *duration = taken[W3C_PART_DURATION];
    columns->column_unit = duration ? (enum w3c_duration_unit)duration->unit : W3C_DURATION_UNKNOWN;
    columns->count = count;
}

static void learn_software(struct w3c_columns *columns, struct httally_slice name)
{
    columns->software_unit = W3C_DURATION_UNKNOWN;
    for (size_t i = 0; i < ARRAY_LENGTH(millisecond_software); i++) {
        if (begins_with(name, millisecond_software[i]))
            columns->software_unit = W3C_DURATION_MILLISECONDS;
    }
}

/* A date that cannot be read is none: better no time than a wrong one. */
static void learn_date(struct w3c_columns *columns, struct httally_slice text)
{
    struct httally_slice date;
    columns->last_clock_sec = -1;
    columns->has_day = next_word(&text, &date) && w3c_date_read(date, &columns->day_sec);
}

bool w3c_names_columns(struct httally_slice line)
{
    static const char name[] = "#fields";
    return line.length > sizeof name - 1 && line.data[sizeof name - 1] == ':' &&
           is_name(httally_slice_of(line.data, sizeof name - 1), name);
}

void w3c_columns_learn(struct w3c_columns *columns, struct httally_slice directive)
{
    const char *colon = directive.length ? memchr(directive.data, ':', directive.length) : NULL;
    if (!colon)
        return;
    struct httally_slice name = {directive.data, (size_t)(colon - directive.data)};
    struct httally_slice text = {colon + 1, directive.length - name.length - 1};
    while (text.length && is_blank(text.data[0]))
        text = httally_slice_of(text.data + 1, text.length - 1);
    if (is_name(name, "#fields"))
        learn_fields(columns, text);
    else if (is_name(name, "#software"))
        learn_software(columns, text);
    else if (is_name(name, "#date") || is_name(name, "#start-date"))
        learn_date(columns, text);
}

struct w3c_layout w3c_columns_layout(const struct w3c_columns *columns)
{
    struct w3c_layout layout = {
        .parts = columns->parts,
        .count = columns->count,
        .duration_unit = columns->column_unit,
        .is_cloudfront = columns->is_cloudfront,
    };
    if (layout.duration_unit == W3C_DURATION_UNKNOWN)
        layout.duration_unit =
            columns->is_cloudfront ? W3C_DURATION_SECONDS : columns->software_unit;
    return layout;
}

struct w3c_layout w3c_layout_without_fields(size_t count, bool has_tabs)
{
    /* IIS 8.5 and later; version 7 has no referer. */
    static const uint8_t iis[] = {
        W3C_PART_DATE,    W3C_PART_CLOCK,  W3C_PART_NONE, W3C_PART_METHOD, W3C_PART_STEM,
        W3C_PART_QUERY,   W3C_PART_NONE,   W3C_PART_USER, W3C_PART_CLIENT, W3C_PART_AGENT,
        W3C_PART_REFERER, W3C_PART_STATUS, W3C_PART_NONE, W3C_PART_NONE,   W3C_PART_DURATION,
    };
    static const uint8_t iis_7[] = {
        W3C_PART_DATE,   W3C_PART_CLOCK, W3C_PART_NONE, W3C_PART_METHOD,   W3C_PART_STEM,
        W3C_PART_QUERY,  W3C_PART_NONE,  W3C_PART_USER, W3C_PART_CLIENT,   W3C_PART_AGENT,
        W3C_PART_STATUS, W3C_PART_NONE,  W3C_PART_NONE, W3C_PART_DURATION,
    };
    /* Grown over the years, at its end: the shortest had 12 columns. */
    enum { CLOUDFRONT_COLUMN_MIN = 12 };
    static const uint8_t cloudfront[] = {
        W3C_PART_DATE,   W3C_PART_CLOCK, W3C_PART_NONE, W3C_PART_BYTES,    W3C_PART_CLIENT,
        W3C_PART_METHOD, W3C_PART_NONE,  W3C_PART_STEM, W3C_PART_STATUS,   W3C_PART_REFERER,
        W3C_PART_AGENT,  W3C_PART_QUERY, W3C_PART_NONE, W3C_PART_CACHE,    W3C_PART_REQUEST_ID,
        W3C_PART_HOST,   W3C_PART_NONE,  W3C_PART_NONE, W3C_PART_DURATION, W3C_PART_FORWARDED_FOR,
        W3C_PART_TLS,    W3C_PART_NONE,  W3C_PART_NONE, W3C_PART_PROTOCOL,
    };
    if (has_tabs && count >= CLOUDFRONT_COLUMN_MIN)
        return (struct w3c_layout){
            .parts = cloudfront,
            .count = count < sizeof cloudfront ? count : sizeof cloudfront,
            .duration_unit = W3C_DURATION_SECONDS,
            .is_cloudfront = true,
        };
    struct w3c_layout layout = {.parts = iis, .duration_unit = W3C_DURATION_MILLISECONDS};
    if (!has_tabs && (count == sizeof iis || count == sizeof iis_7))
        layout.count = count;
    if (count == sizeof iis_7)
        layout.parts = iis_7;
    return layout;
}

bool w3c_date_read(struct httally_slice text, int64_t *midnight_out)
{
    const char *at = text.data;
    struct civil_time civil = {0};
    unsigned century, years, month = 0, day;
    if (text.length == 10 && at[4] == '-' && at[7] == '-') {
        century = word_two_digits(at);
        years = word_two_digits(at + 2);
        month = word_two_digits(at + 5);
        day = word_two_digits(at + 8);
    } else if (text.length == 11 && at[2] == '/' && at[6] == '/') {
        day = word_two_digits(at);
        month = (unsigned)civil_month_of_name(at + 3);
        century = word_two_digits(at + 7);
        years = word_two_digits(at + 9);
    } else {
        return false;
    }
    if (century > 99 || years > 99)
        return false;
    civil.year = (int)(century * 100 + years);
    civil.month = (int)month;
    civil.day = (int)day;
    if (!civil_is_valid(&civil))
        return false;
    *midnight_out = civil_to_seconds(&civil);
    return true;
}

static bool is_fraction(struct httally_slice text)
{
    for (size_t i = 1; i < text.length; i++) {
        if (!word_is_digit(text.data[i]))
            return false;
    }
    return text.length == 0 || (text.data[0] == '.' && text.length > 1);
}

bool w3c_clock_read(struct httally_slice text, int *seconds_out)
{
    enum { SHORT_LENGTH = 5, FULL_LENGTH = 8 };
    const char *at = text.data;
    if (text.length < SHORT_LENGTH || at[2] != ':')
        return false;
    unsigned hour = word_two_digits(at), minute = word_two_digits(at + 3), second = 0;
    if (text.length > SHORT_LENGTH) {
        if (text.length < FULL_LENGTH || at[5] != ':' ||
            !is_fraction(httally_slice_of(at + FULL_LENGTH, text.length - FULL_LENGTH)))
            return false;
        second = word_two_digits(at + 6);
    }
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *seconds_out = (int)(hour * 3600 + minute * 60 + second);
    return true;
}

int64_t w3c_columns_day(struct w3c_columns *columns, int clock_sec)
{
    int step = clock_sec - columns->last_clock_sec;
    /* Just after midnight a line of just before it may still come: it does not move the clock. */
    if (step > DAY_SEC - 3600 && columns->last_clock_sec >= 0)
        return columns->day_sec - DAY_SEC;
    if (step < -DAY_SEC / 2)
        columns->day_sec += DAY_SEC;
    columns->last_clock_sec = clock_sec;
    return columns->day_sec;
}
