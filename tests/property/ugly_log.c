/* SPDX-License-Identifier: MIT */
#include "ugly_log.h"

#include "base/civil_time.h"

struct writer {
    const struct ugly_log_options *options;
    struct random random;
    struct buffer *out;
};

#define CHOOSE(writer, list) ((list)[random_between(&(writer)->random, 0, ARRAY_LENGTH(list) - 1)])

/* Low numbers come much more often than high ones. */
static unsigned draw_key(struct writer *writer)
{
    uint64_t limit = random_between(&writer->random, 0, writer->options->key_count - 1);
    return (unsigned)random_between(&writer->random, 0, limit);
}

static void put_client(struct writer *writer)
{
    unsigned key = draw_key(writer);
    if (key % 16 == 15)
        buffer_append_format(writer->out, "2001:db8::%x", key);
    else
        buffer_append_format(writer->out, "198.51.%u.%u", key >> 8 & 255, key & 255);
}

static void put_time(struct writer *writer)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const zones[] = {"+0000", "+0000", "+0000", "+0200", "-0330"};
    static const int64_t absurd[] = {0, 788918399, 4102444800, 253402300799, -2208988800};
    int64_t time = 1700000000 + (int64_t)random_between(&writer->random, 0,
                                                        writer->options->day_count * 86400 - 1);
    if (random_between(&writer->random, 1, 400) == 1)
        time = CHOOSE(writer, absurd);
    struct civil_time civil = civil_of_seconds(time);
    buffer_append_format(writer->out, "[%02d/%s/%04d:%02d:%02d:%02d %s]", civil.day,
                         months[civil.month - 1], civil.year, civil.hour, civil.minute,
                         civil.second, CHOOSE(writer, zones));
}

static void put_request(struct writer *writer)
{
    static const char *const methods[] = {"GET", "GET", "GET", "POST", "HEAD", "PROPFIND", "get"};
    static const char *const protocols[] = {"HTTP/1.1", "HTTP/1.1", "HTTP/2.0", "HTTP/1.0"};
    static const char *const foreign[] = {
        "-",    "",         "\\x16\\x03\\x01\\x02", "SSH-2.0-Go", "GET /old",
        "quit", "a \\\" b", "\x01\x80\xff",
    };
    if (random_between(&writer->random, 1, 25) == 1) {
        buffer_append_string(writer->out, CHOOSE(writer, foreign));
        return;
    }
    unsigned key = draw_key(writer);
    buffer_append_format(writer->out, "%s /%x", CHOOSE(writer, methods), key);
    if (key % 5 == 0)
        buffer_append_format(writer->out, "/a/path/that/does/not/fit/its/entry/by/far/%u", key);
    if (random_between(&writer->random, 1, 3) == 1)
        buffer_append_format(writer->out, "?q=%u", (unsigned)random_next(&writer->random));
    buffer_append_format(writer->out, " %s", CHOOSE(writer, protocols));
}

static void put_status_and_size(struct writer *writer)
{
    static const char *const statuses[] = {
        "200", "200", "200", "200", "200", "206", "301", "304", "403", "404", "404", "404",
        "429", "499", "500", "502", "503", "504", "-",   "000", "009", "0",   "-1",  "999",
    };
    static const char *const sizes[] = {"-", "0", "18446744073709551615", "9223372036854775808"};
    buffer_append_format(writer->out, " %s ", CHOOSE(writer, statuses));
    if (random_between(&writer->random, 1, 30) == 1)
        buffer_append_string(writer->out, CHOOSE(writer, sizes));
    else
        buffer_append_format(writer->out, "%u",
                             (unsigned)random_between(&writer->random, 0, 200000));
}

static void put_fine_line(struct writer *writer)
{
    static const char *const hosts[] = {"shop.example:443 ", "shop.example:80 ", "_:80 "};
    if (random_between(&writer->random, 1, 10) == 1)
        buffer_append_string(writer->out, CHOOSE(writer, hosts));
    put_client(writer);
    buffer_append_string(writer->out, " - - ");
    put_time(writer);
    buffer_append_string(writer->out, " \"");
    put_request(writer);
    buffer_append_char(writer->out, '"');
    put_status_and_size(writer);
    if (random_between(&writer->random, 1, 10) > 1)
        buffer_append_format(writer->out, " \"https://shop.example/r/%u\" \"Agent/%u.0 (%x)\"",
                             draw_key(writer), draw_key(writer), draw_key(writer) % 7);
}

/* A line cut short, and one with a byte changed: most of them are no requests any more. */
static void damage_line(struct writer *writer, size_t line_start)
{
    struct buffer *out = writer->out;
    if (out->has_failed || out->length == line_start)
        return;
    size_t place = (size_t)random_between(&writer->random, line_start, out->length - 1);
    if (random_between(&writer->random, 0, 1)) {
        out->length = place;
    } else {
        static const char bytes[] = {'"', ' ', '[', '\\', '\0', '\r', '-', (char)0xff};
        out->data[place] = CHOOSE(writer, bytes);
    }
}

static void put_odd_line(struct writer *writer)
{
    static const char *const odd[] = {
        "", " ", "\r", "#Fields: date time", "# a remark", "no log line at all", "\"\"\"", "-",
    };
    size_t line_start = writer->out->length;
    switch (random_between(&writer->random, 0, 9)) {
    case 0:
        put_fine_line(writer);
        buffer_append_char(writer->out, '\r');
        break;
    case 1:
        put_fine_line(writer);
        /* Around the cap on lines. */
        if (random_between(&writer->random, 1, 10) == 1)
            buffer_append_repeated(writer->out, "x",
                                   (size_t)random_between(&writer->random, 65000, 66000));
        break;
    case 2:
        buffer_append(writer->out, "\0\0\0\0\0\0\0", 7);
        put_fine_line(writer);
        break;
    case 3:
    case 4:
        buffer_append_string(writer->out, CHOOSE(writer, odd));
        break;
    default:
        put_fine_line(writer);
        damage_line(writer, line_start);
    }
}

void ugly_log_write(const struct ugly_log_options *options, struct buffer *out)
{
    struct writer writer = {options, {options->seed * 2 + 1}, out};
    for (size_t i = 0; i < options->line_count; i++) {
        if (random_between(&writer.random, 1, options->odd_every) == 1)
            put_odd_line(&writer);
        else
            put_fine_line(&writer);
        buffer_append_char(out, '\n');
    }
}
