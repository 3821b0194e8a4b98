/* SPDX-License-Identifier: MIT */
/*
 * json_fuzz.c - any bytes as lines of JSON and LTSV, with and without an envelope.
 *
 * Each line is read by every flavour from memory that ends where the line does.  What a record says
 * must stand in the line or in the memory of the state.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/envelope.h"
#include "format/json_format.h"
#include "format/ltsv_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

enum { FORMAT_COUNT_MAX = 16 };

/* Made once: it takes longer than to read a line. */
static struct {
    struct httally_format *formats[FORMAT_COUNT_MAX];
    size_t count;
    struct httally_format_state *state;
} readers;

static void make_readers(void)
{
    const char *name;
    REQUIRE(httally_format_state_create(&readers.state, NULL) == HTTALLY_OK);
    for (size_t i = 0; (name = json_format_name(i)) != NULL; i++)
        REQUIRE(json_format_create(name, &readers.formats[readers.count++], NULL) == HTTALLY_OK);
    REQUIRE(json_format_create("json:status=a.b,client=a,user=a,time=t:ms,duration=d:us",
                               &readers.formats[readers.count++], NULL) == HTTALLY_OK);
    REQUIRE(ltsv_format_create("ltsv", &readers.formats[readers.count++], NULL) == HTTALLY_OK);
    REQUIRE(readers.count <= FORMAT_COUNT_MAX);
}

static bool is_within(const char *start, size_t length, struct httally_slice inner)
{
    return inner.data >= start && inner.length <= length &&
           inner.data - start <= (ptrdiff_t)(length - inner.length);
}

static void require_sound(struct httally_slice line, struct httally_slice text)
{
    const struct httally_format_state *state = readers.state;
    if (!text.data)
        REQUIRE(text.length == 0);
    else
        REQUIRE(is_within(line.data, line.length, text) ||
                is_within(state->unescaped, state->unescaped_used, text));
}

static void check_details(struct httally_slice line, const struct httally_details *details)
{
    require_sound(line, details->upstream);
    require_sound(line, details->upstream_status);
    require_sound(line, details->cache);
    require_sound(line, details->tls);
    require_sound(line, details->request_id);
    require_sound(line, details->forwarded_for);
}

static void check_record(struct httally_slice line, const struct httally_record *record)
{
    REQUIRE(record->line.data == line.data && record->line.length == line.length);
    require_sound(line, record->client);
    require_sound(line, record->user);
    require_sound(line, record->host);
    require_sound(line, record->request);
    require_sound(line, record->method);
    require_sound(line, record->target);
    /* "https://shop.example" has no path in it: "/" is of nobody's memory then. */
    if (!httally_slice_equals_string(record->path, "/"))
        require_sound(line, record->path);
    require_sound(line, record->protocol);
    require_sound(line, record->referer);
    require_sound(line, record->agent);
    require_sound(line, record->tail);
    REQUIRE(record->status < HTTALLY_STATUS_COUNT && record->bytes < 1000000000000000000);
    REQUIRE(record->request_kind < HTTALLY_REQUEST_KIND_COUNT);
    if (record->has_details)
        check_details(line, &record->details);
}

/* Read what is in 'line' with every format; 'outer' is the line with its envelope. */
static void read_with_all(struct httally_slice outer, struct httally_slice line)
{
    const size_t used_before = readers.state->unescaped_used;
    for (size_t i = 0; i < readers.count; i++) {
        const struct httally_format *format = readers.formats[i];
        enum httally_unparsed_reason reason = HTTALLY_UNPARSED_NONE;
        struct httally_record record;
        if (format->methods->parse(format, readers.state, line, &record, &reason)) {
            REQUIRE(reason == HTTALLY_UNPARSED_NONE);
            check_record(line, &record);
        } else
            REQUIRE(reason != HTTALLY_UNPARSED_NONE);
        readers.state->unescaped_used = used_before;
    }
    require_sound(outer, line);
}

static void read_line(const uint8_t *bytes, size_t length)
{
    char *copy = malloc(length ? length : 1);
    REQUIRE(copy);
    if (length)
        memcpy(copy, bytes, length);
    struct httally_slice line = {copy, length};
    readers.state->unescaped_used = 0;
    read_with_all(line, line);
    struct httally_slice inner = envelope_strip(line, true, readers.state);
    REQUIRE(envelope_of(line) != ENVELOPE_NONE ||
            (inner.data == line.data && inner.length == line.length));
    REQUIRE(envelope_of(line) == ENVELOPE_NONE || inner.length < line.length);
    read_with_all(line, inner);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (!readers.state)
        make_readers();
    while (length > 0) {
        const uint8_t *newline = memchr(bytes, '\n', length);
        size_t line_length = newline ? (size_t)(newline - bytes) : length;
        if (line_length <= FORMAT_LINE_CAP_BYTES)
            read_line(bytes, line_length);
        size_t taken = line_length + (newline != NULL);
        bytes += taken;
        length -= taken;
    }
    return 0;
}
