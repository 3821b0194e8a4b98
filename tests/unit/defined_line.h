/* SPDX-License-Identifier: MIT */
/* defined_line.h - lines read by a definition, and what is expected of their records as a text. */
#ifndef DEFINED_LINE_H
#define DEFINED_LINE_H

#include <inttypes.h>
#include <stdio.h>

#include "base/compiler.h"
#include "log_line.h"

/* A text that does not exist is "none". */
static inline const char *shown_slice(struct httally_slice slice, char *room, size_t size)
{
    if (!slice.data)
        return "none";
    snprintf(room, size, "%.*s", (int)slice.length, slice.data);
    return room;
}

static inline const char *shown_number(uint64_t number, char *room, size_t size)
{
    if (number == HTTALLY_DURATION_NONE)
        return "none";
    snprintf(room, size, "%" PRIu64, number);
    return room;
}

/* The text of a record that is called so; false when what is called so is no text. */
static inline bool find_text_field(const struct httally_record *record, const char *name,
                                   struct httally_slice *text_out)
{
    static const struct httally_details no_details = {.duration_us = HTTALLY_DURATION_NONE};
    const struct httally_details *details = record->has_details ? &record->details : &no_details;
    const struct {
        const char *name;
        struct httally_slice text;
    } texts[] = {
        {"client", record->client},
        {"user", record->user},
        {"host", record->host},
        {"request", record->request},
        {"method", record->method},
        {"target", record->target},
        {"path", record->path},
        {"protocol", record->protocol},
        {"referer", record->referer},
        {"agent", record->agent},
        {"tail", record->tail},
        {"upstream", details->upstream},
        {"upstream_status", details->upstream_status},
        {"cache", details->cache},
        {"tls", details->tls},
        {"request_id", details->request_id},
        {"forwarded_for", details->forwarded_for},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (strcmp(name, texts[i].name) != 0)
            continue;
        *text_out = texts[i].text;
        return true;
    }
    return false;
}

/* What a record says of 'name', in 'room' or static. */
static inline const char *shown_field(const struct httally_record *record, const char *name,
                                      char *room, size_t size)
{
    static const char *const kinds[] = {"http", "http09", "none", "not_http"};
    static const struct httally_details no_details = {
        .duration_us = HTTALLY_DURATION_NONE, .upstream_duration_us = HTTALLY_DURATION_NONE};
    const struct httally_details *details = record->has_details ? &record->details : &no_details;
    struct httally_slice text;
    if (find_text_field(record, name, &text))
        return shown_slice(text, room, size);
    if (strcmp(name, "duration") == 0)
        return shown_number(details->duration_us, room, size);
    if (strcmp(name, "upstream_duration") == 0)
        return shown_number(details->upstream_duration_us, room, size);
    if (strcmp(name, "bytes") == 0)
        return shown_number(record->bytes, room, size);
    if (strcmp(name, "kind") == 0)
        return kinds[record->request_kind];
    if (strcmp(name, "status") == 0) {
        httally_status_token(record->status, room);
        return room;
    }
    assert_string_equal(name, "time");
    if (record->time == HTTALLY_TIME_NONE)
        return "none";
    snprintf(room, size, "%" PRId64 "%+d", record->time, record->utc_offset_sec);
    return room;
}

/* 'expected' is "name=value" with '|' between them. */
static inline void assert_says(const char *format, const struct httally_record *record,
                               const char *expected)
{
    while (*expected) {
        char name[32], value[1024], room[1024];
        size_t name_length = strcspn(expected, "="), length = strcspn(expected, "|");
        assert_true(name_length < sizeof name && length - name_length - 1 < sizeof value);
        snprintf(name, sizeof name, "%.*s", (int)name_length, expected);
        snprintf(value, sizeof value, "%.*s", (int)(length - name_length - 1),
                 expected + name_length + 1);
        const char *shown = shown_field(record, name, room, sizeof room);
        if (strcmp(shown, value) != 0)
            fail_msg("%s\nreads '%.*s'\n%s is '%s', not '%s'", format, (int)record->line.length,
                     record->line.data, name, shown, value);
        expected += length + (expected[length] == '|');
    }
}

/* Of a line that httally_format_parse() reads from memory that ends where the line does. */
struct defined_line {
    struct httally_format *format;
    struct httally_format_state *state;
    char *copy;
    enum httally_line_kind kind;
    enum httally_unparsed_reason reason;
    struct httally_record record;
};

static inline struct defined_line read_defined(const char *definition, struct httally_slice line)
{
    struct defined_line read = {.copy = malloc(line.length + 1)};
    struct httally_error error;
    assert_non_null(read.copy);
    if (httally_format_create(definition, &read.format, &error) != HTTALLY_OK)
        fail_msg("%s: %s", definition, error.message);
    assert_int_equal(httally_format_state_create(&read.state, NULL), HTTALLY_OK);
    char *start = read.copy + 1;
    if (line.length)
        memcpy(start, line.data, line.length);
    read.kind = httally_format_parse(read.format, read.state, httally_slice_of(start, line.length),
                                     &read.record, &read.reason);
    return read;
}

static inline void finish_defined(struct defined_line *read)
{
    httally_format_state_destroy(read->state);
    httally_format_destroy(read->format);
    free(read->copy);
}

static inline void assert_reads(const char *definition, const char *line, const char *expected)
{
    struct defined_line read = read_defined(definition, httally_slice_of_string(line));
    if (read.kind != HTTALLY_LINE_REQUEST)
        fail_msg("%s\ndoes not read '%s': %s", definition, line,
                 httally_unparsed_reason_text(read.reason));
    assert_int_equal(read.reason, HTTALLY_UNPARSED_NONE);
    assert_says(definition, &read.record, expected);
    finish_defined(&read);
}

static inline void assert_unparsed(const char *definition, const char *line,
                                   enum httally_unparsed_reason reason)
{
    struct defined_line read = read_defined(definition, httally_slice_of_string(line));
    if (read.kind != HTTALLY_LINE_UNPARSED || read.reason != reason)
        fail_msg("%s\nreads '%s' as kind %d: %s", definition, line, (int)read.kind,
                 httally_unparsed_reason_text(read.reason));
    finish_defined(&read);
}

#endif
