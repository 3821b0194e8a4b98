/* SPDX-License-Identifier: MIT */
#include "logged_value.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/compiler.h"

static const char *pick(struct random *random, const char *const *texts, size_t count)
{
    return texts[random_between(random, 0, count - 1)];
}

#define PICK(random, ...)                                                                          \
    pick(random, (const char *const[]){__VA_ARGS__},                                               \
         ARRAY_LENGTH(((const char *const[]){__VA_ARGS__})))

/* What readers stumble over, in any order.  Apache httpd ends a text at a NUL. */
static void make_free_text(struct random *random, struct buffer *value)
{
    for (uint64_t parts = random_between(random, 0, 6); parts > 0; parts--) {
        if (random_between(random, 0, 3) == 0)
            buffer_append_char(value, (char)random_between(random, 1, 255));
        else
            buffer_append_string(value, PICK(random, "\"", "\\", " ", "\" \"", "\" 200 5 \"", "] [",
                                             "[", "\\x22", "\\\"", "\\\\", ", ", " : ", "{", "}",
                                             "\",\"status\":500,\"", "caf\xc3\xa9", "-",
                                             "Mozilla/5.0 (X11)", "\n", "\r", "\t", " | ", " - ",
                                             "; ", "HTTP", "\x7f", "http://shop.example/a?b=c",
                                             "[12/Mar/2026:14:03:07 +0100]", "\\u0022"));
    }
}

/* The same without spaces, and without what definitions have beside spaces. */
static void make_word(struct random *random, struct buffer *value)
{
    static const char ending[] = " \t|;[]()\"#<,:\v\f";
    for (uint64_t parts = random_between(random, 0, 5); parts > 0; parts--) {
        char byte = (char)random_between(random, 1, 255);
        if (random_between(random, 0, 1) == 0 && !memchr(ending, byte, sizeof ending))
            buffer_append_char(value, byte);
        else
            buffer_append_string(value, PICK(random, "\\", "a", "=", "curl/8.5.0", "\xc3\xa9", "-",
                                             "%20", "\\x20", "{", "$x", "200"));
    }
}

static void make_text(struct random *random, bool is_free, struct buffer *value)
{
    if (is_free)
        make_free_text(random, value);
    else
        make_word(random, value);
}

/* Of such users a reader says that a virtual host has moved the head, or that they have no name. */
static void make_user(struct buffer *value)
{
    if (value->length > 1 &&
        (memcmp(value->data, "- ", 2) == 0 || memcmp(value->data, "\"\"", 2) == 0))
        value->data[0] = 'a';
}

static void make_target(struct random *random, bool is_free, struct buffer *value)
{
    buffer_append_char(value, '/');
    make_text(random, is_free, value);
}

static const char *method_of(struct random *random)
{
    return PICK(random, "GET", "GET", "POST", "HEAD", "PROPFIND", "get", "M-SEARCH");
}

static const char *protocol_of(struct random *random)
{
    return PICK(random, "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/3.0");
}

static void make_request(struct random *random, struct buffer *value)
{
    if (random_between(random, 0, 9) == 0) {
        make_free_text(random, value);
        return;
    }
    buffer_append_format(value, "%s ", method_of(random));
    make_target(random, true, value);
    buffer_append_format(value, " %s", protocol_of(random));
}

static void make_address(struct random *random, struct buffer *value)
{
    buffer_append_format(value, PICK(random, "192.0.2.%d", "2001:db8::%d", "::ffff:192.0.2.%d"),
                         (int)random_between(random, 1, 254));
}

static void make_number(struct random *random, uint64_t high, struct buffer *value,
                        struct buffer *expected)
{
    buffer_append_format(value, "%" PRIu64, random_between(random, 0, high));
    buffer_append_slice(expected, buffer_slice(value));
}

/* A number whose unit is so many microseconds. */
static void make_duration(struct random *random, uint64_t unit_us, struct buffer *value,
                          struct buffer *expected)
{
    uint64_t units = random_between(random, 0, 99999);
    buffer_append_format(value, "%" PRIu64, units);
    buffer_append_format(expected, "%" PRIu64, units * unit_us);
}

/* Append an element of a list, or a dash; returns how many microseconds it is. */
static uint64_t make_element(struct random *random, enum value_kind kind, struct buffer *value)
{
    uint64_t number = random_between(random, 0, 99999);
    if (random_between(random, 0, 5) == 0)
        buffer_append_char(value, '-');
    else if (kind == VALUE_ADDRESSES)
        buffer_append_format(
            value, PICK(random, "198.51.100.2:%d", "[2001:db8::2]:%d", "unix:/run/shop-%d.sock"),
            (int)(number % 65536));
    else if (kind == VALUE_STATUSES)
        buffer_append_format(value, "%d", (int)(200 + number % 400));
    else {
        buffer_append_format(value, "%d.%03d", (int)(number / 1000), (int)(number % 1000));
        return number * 1000;
    }
    return UINT64_MAX;
}

static void make_list(struct random *random, enum value_kind kind, struct buffer *value,
                      struct buffer *expected)
{
    uint64_t sum_us = 0, element_us;
    bool has_duration = false;
    for (uint64_t count = random_between(random, 1, 3); count > 0; count--) {
        element_us = make_element(random, kind, value);
        has_duration |= element_us != UINT64_MAX;
        sum_us += element_us == UINT64_MAX ? 0 : element_us;
        buffer_append_string(value, count > 1 ? PICK(random, ", ", " : ") : "");
    }
    if (kind != VALUE_MANY_SECONDS)
        return;
    if (has_duration)
        buffer_append_format(expected, "%" PRIu64, sum_us);
    else
        buffer_append_string(expected, "none");
}

static void make_forwarded(struct random *random, bool is_free, struct buffer *value)
{
    for (uint64_t count = random_between(random, 1, 3); count > 0; count--) {
        if (is_free && random_between(random, 0, 4) == 0)
            make_free_text(random, value);
        else if (random_between(random, 0, 4) == 0)
            buffer_append_string(value, "unknown");
        else
            make_address(random, value);
        buffer_append_string(value, count > 1 ? ", " : "");
    }
}

/* Each form with what strftime() makes of it; zones are where the form has one. */
static void make_time(struct random *random, enum value_kind kind, struct buffer *value,
                      struct buffer *expected)
{
    static const char *const forms[] = {
        [VALUE_TIME_CLF] = "%d/%b/%Y:%H:%M:%S",
        [VALUE_TIME_ISO] = "%Y-%m-%dT%H:%M:%S",
        [VALUE_TIME_BRACKETS] = "[%d/%b/%Y:%H:%M:%S",
        [VALUE_TIME_PIECES] = "%Y-%m-%d %H:%M:%S",
    };
    time_t seconds = (time_t)random_between(random, 946684800, 4102444799);
    int fraction = (int)random_between(random, 0, 999999);
    int minutes = (int)random_between(random, 0, 28 * 4) * 15 - 14 * 60;
    int magnitude = minutes < 0 ? -minutes : minutes;
    char text[64];
    struct tm civil;
    if (kind == VALUE_TIME_SEC || kind == VALUE_TIME_USEC || kind == VALUE_TIME_MSEC) {
        buffer_append_format(value, "%lld", (long long)seconds);
        if (kind != VALUE_TIME_SEC)
            buffer_append_format(value, kind == VALUE_TIME_MSEC ? ".%03d" : "%06d",
                                 kind == VALUE_TIME_MSEC ? fraction / 1000 : fraction);
        buffer_append_format(expected, "%lld+0", (long long)seconds);
        return;
    }
    time_t local = seconds + minutes * 60;
    gmtime_r(&local, &civil);
    strftime(text, sizeof text, forms[kind], &civil);
    buffer_append_string(value, text);
    if (kind == VALUE_TIME_PIECES)
        buffer_append_format(value, ".%03d", fraction / 1000);
    buffer_append_format(value, "%s%c%02d%s%02d%s", kind == VALUE_TIME_ISO ? "" : " ",
                         minutes < 0 ? '-' : '+', magnitude / 60, kind == VALUE_TIME_ISO ? ":" : "",
                         magnitude % 60, kind == VALUE_TIME_BRACKETS ? "]" : "");
    buffer_append_format(expected, "%lld%+d", (long long)seconds, minutes * 60);
}

void logged_value_make(struct random *random, enum value_kind kind, bool is_free,
                       struct buffer *value, struct buffer *expected)
{
    switch (kind) {
    case VALUE_ADDRESS:
        make_address(random, value);
        break;
    case VALUE_TEXT:
    case VALUE_USER:
        make_text(random, is_free, value);
        if (kind == VALUE_USER)
            make_user(value);
        break;
    case VALUE_NAME:
        buffer_append_string(value, PICK(random, "shop.example", "-", "HIT", "TLSv1.3", "c0ffee"));
        break;
    case VALUE_REQUEST:
        make_request(random, value);
        break;
    case VALUE_METHOD:
        buffer_append_string(value, method_of(random));
        break;
    case VALUE_TARGET:
        make_target(random, is_free, value);
        break;
    case VALUE_PROTOCOL:
        buffer_append_string(value, protocol_of(random));
        break;
    case VALUE_STATUS:
        buffer_append_format(value, "%03d", (int)random_between(random, 100, 599));
        buffer_append_slice(expected, buffer_slice(value));
        break;
    case VALUE_SIZE:
        make_number(random, 99999999999, value, expected);
        break;
    case VALUE_SECONDS:
        make_duration(random, 1000000, value, expected);
        buffer_append_string(value, ".000");
        break;
    case VALUE_WHOLE_SECONDS:
        make_duration(random, 1000000, value, expected);
        break;
    case VALUE_MILLISECONDS:
        make_duration(random, 1000, value, expected);
        break;
    case VALUE_MICROSECONDS:
        make_duration(random, 1, value, expected);
        break;
    case VALUE_ADDRESSES:
    case VALUE_STATUSES:
    case VALUE_MANY_SECONDS:
        make_list(random, kind, value, expected);
        break;
    case VALUE_FORWARDED:
        make_forwarded(random, is_free, value);
        break;
    default:
        make_time(random, kind, value, expected);
    }
}

static void write_nginx(unsigned char byte, struct buffer *out)
{
    if (byte < 0x20 || byte >= 0x7f || byte == '"' || byte == '\\')
        buffer_append_format(out, "\\x%02X", byte);
    else
        buffer_append_char(out, (char)byte);
}

/* Every letter stands for the byte above it. */
static bool write_letter(const char *bytes, const char *letters, unsigned char byte,
                         struct buffer *out)
{
    const char *found = strchr(bytes, byte);
    if (!found)
        return false;
    buffer_append_format(out, "\\%c", letters[found - bytes]);
    return true;
}

static void write_json(unsigned char byte, struct buffer *out)
{
    if (write_letter("\"\\\n\r\t\b\f", "\"\\nrtbf", byte, out))
        return;
    if (byte < 0x20)
        buffer_append_format(out, "\\u%04X", byte);
    else
        buffer_append_char(out, (char)byte);
}

static void write_apache(unsigned char byte, struct buffer *out)
{
    if (write_letter("\"\\\n\r\t\b\v", "\"\\nrtbv", byte, out))
        return;
    if (byte < 0x20 || byte >= 0x7f)
        buffer_append_format(out, "\\x%02x", byte);
    else
        buffer_append_char(out, (char)byte);
}

void logged_value_write(enum writer writer, struct httally_slice value, struct buffer *out)
{
    static void (*const writers[])(unsigned char, struct buffer *) = {
        [WRITER_NGINX] = write_nginx,
        [WRITER_NGINX_JSON] = write_json,
        [WRITER_APACHE] = write_apache,
    };
    for (size_t i = 0; i < value.length; i++)
        writers[writer]((unsigned char)value.data[i], out);
}
