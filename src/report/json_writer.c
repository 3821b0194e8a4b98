/* SPDX-License-Identifier: MIT */
#include "report/json_writer.h"

#include <math.h>

#include "base/civil_time.h"
#include "base/escape.h"

static void put_separator(struct json *json)
{
    if (json->needs_comma)
        buffer_append_char(json->out, ',');
    json->needs_comma = true;
}

void json_put_slice(struct json *json, struct httally_slice value)
{
    put_separator(json);
    buffer_append_char(json->out, '"');
    escape_append(json->out, HTTALLY_ESCAPE_JSON, value);
    buffer_append_char(json->out, '"');
}

void json_put_text(struct json *json, const char *value)
{
    json_put_slice(json, httally_slice_of_string(value));
}

void json_put_literal(struct json *json, const char *value)
{
    put_separator(json);
    buffer_append_string(json->out, value);
}

void json_put_count(struct json *json, uint64_t value)
{
    put_separator(json);
    buffer_append_format(json->out, "%llu", (unsigned long long)value);
}

void json_put_integer(struct json *json, int64_t value)
{
    put_separator(json);
    buffer_append_format(json->out, "%lld", (long long)value);
}

/* Six digits are enough for one request in a million, and keep reports comparable. */
void json_put_share(struct json *json, double value)
{
    put_separator(json);
    unsigned long millionths = (unsigned long)lround(value * 1e6);
    buffer_append_format(json->out, "%lu.%06lu", millionths / 1000000, millionths % 1000000);
}

void json_put_seconds(struct json *json, uint64_t duration_us)
{
    put_separator(json);
    buffer_append_format(json->out, "%llu.%06llu", (unsigned long long)duration_us / 1000000,
                         (unsigned long long)duration_us % 1000000);
}

void json_put_time(struct json *json, int64_t time, int32_t utc_offset_sec)
{
    char text[CIVIL_ISO_SIZE];
    civil_format_iso(time, utc_offset_sec, text);
    json_put_text(json, text);
}

void json_put_key(struct json *json, const char *name)
{
    put_separator(json);
    buffer_append_format(json->out, "\"%s\":", name);
    json->needs_comma = false;
}

void json_open(struct json *json, char bracket)
{
    put_separator(json);
    buffer_append_char(json->out, bracket);
    json->needs_comma = false;
}

void json_close(struct json *json, char bracket)
{
    buffer_append_char(json->out, bracket);
    json->needs_comma = true;
}

void json_put_top_key(struct json *json, const char *name)
{
    put_separator(json);
    buffer_append_format(json->out, "\n\"%s\":", name);
    json->needs_comma = false;
}
