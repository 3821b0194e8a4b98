/* SPDX-License-Identifier: MIT */
/*
 * combined_fuzz.c - any bytes as a log: the fast reader says what the exact one says.
 *
 * The input goes through the parser as one block, so that most lines are read the fast way.  Each
 * line is then read once more by httally_format_parse(), from memory that ends where the line does,
 * and both must agree on every slice and number.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/parser.h"
#include "format/structurals.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* One line of the input, read from a copy of its own. */
struct reading {
    char *copy;
    struct httally_slice line;
    enum httally_line_kind kind;
    enum httally_unparsed_reason reason;
    struct httally_record record;
};

struct comparison {
    const struct httally_format *format;
    struct httally_format_state *state;
    /* The lines that no record was held against yet. */
    struct httally_slice rest;
    struct line_counts expected;
};

static struct reading read_alone(const struct comparison *comparison, struct httally_slice line)
{
    struct reading reading = {.copy = malloc(line.length ? line.length : 1)};
    REQUIRE(reading.copy);
    memcpy(reading.copy, line.data, line.length);
    reading.line = httally_slice_of(reading.copy, line.length);
    reading.kind = httally_format_parse(comparison->format, comparison->state, reading.line,
                                        &reading.record, &reading.reason);
    REQUIRE((reading.kind == HTTALLY_LINE_UNPARSED) == (reading.reason != HTTALLY_UNPARSED_NONE));
    return reading;
}

static void require_within(struct httally_slice outer, struct httally_slice inner)
{
    if (inner.data)
        REQUIRE(inner.data >= outer.data && inner.data + inner.length <= outer.data + outer.length);
    else
        REQUIRE(inner.length == 0);
}

/* The same place and length in two copies of a line. */
static void require_same(const struct httally_record *a, struct httally_slice of_a,
                         const struct httally_record *b, struct httally_slice of_b)
{
    REQUIRE((of_a.data == NULL) == (of_b.data == NULL) && of_a.length == of_b.length);
    if (of_a.data)
        REQUIRE(of_a.data - a->line.data == of_b.data - b->line.data);
}

static void check_equal(const struct httally_record *a, const struct httally_record *b)
{
    require_same(a, a->line, b, b->line);
    require_same(a, a->client, b, b->client);
    require_same(a, a->user, b, b->user);
    require_same(a, a->host, b, b->host);
    require_same(a, a->request, b, b->request);
    require_same(a, a->method, b, b->method);
    require_same(a, a->target, b, b->target);
    require_same(a, a->path, b, b->path);
    require_same(a, a->protocol, b, b->protocol);
    require_same(a, a->referer, b, b->referer);
    require_same(a, a->agent, b, b->agent);
    require_same(a, a->tail, b, b->tail);
    REQUIRE(a->time == b->time && a->utc_offset_sec == b->utc_offset_sec);
    REQUIRE(a->request_kind == b->request_kind && a->status == b->status);
    REQUIRE(a->bytes == b->bytes);
    REQUIRE(a->method_number == b->method_number && a->http_version == b->http_version);
}

static void check_sound(const struct httally_record *record)
{
    struct httally_slice line = record->line;
    require_within(line, record->client);
    require_within(line, record->user);
    require_within(line, record->host);
    require_within(line, record->request);
    require_within(record->request, record->method);
    require_within(record->request, record->target);
    require_within(record->target, record->path);
    require_within(record->request, record->protocol);
    require_within(line, record->tail);
    require_within(record->tail, record->referer);
    require_within(record->tail, record->agent);
    REQUIRE(record->client.data && record->user.data && record->request.data);
    bool has_parts = record->request_kind == HTTALLY_REQUEST_HTTP ||
                     record->request_kind == HTTALLY_REQUEST_HTTP09;
    REQUIRE(has_parts == (record->method.data != NULL) && has_parts == (record->path.data != NULL));
    REQUIRE((record->request_kind == HTTALLY_REQUEST_HTTP) == (record->protocol.data != NULL));
    REQUIRE(record->request_kind < HTTALLY_REQUEST_KIND_COUNT);
    REQUIRE(record->status < HTTALLY_STATUS_COUNT && record->bytes < 1000000000000000000);
    REQUIRE(abs(record->utc_offset_sec) < 16 * 3600);
}

/* The walk over the extra fields ends, and each field lies behind the one before it. */
static void check_extras(const struct httally_record *record)
{
    size_t position = 0, before = 0;
    struct httally_slice field;
    const char *end_of_last = record->tail.data;
    while (httally_record_extra(record, &position, &field)) {
        REQUIRE(position > before && position <= record->tail.length);
        require_within(record->tail, field);
        REQUIRE(field.data >= end_of_last);
        REQUIRE(field.data != record->referer.data && field.data != record->agent.data);
        end_of_last = field.data + field.length;
        before = position;
    }
    REQUIRE(!httally_record_extra(record, &position, &field));
}

static struct httally_slice take_line(struct httally_slice *rest)
{
    const char *newline = memchr(rest->data, '\n', rest->length);
    struct httally_slice line = {rest->data, (size_t)(newline - rest->data)};
    *rest = httally_slice_of(newline + 1, rest->length - line.length - 1);
    return line;
}

static void count_line(struct line_counts *counts, const struct reading *reading)
{
    enum httally_line_kind kind = reading->kind;
    counts->read++;
    counts->requests += kind == HTTALLY_LINE_REQUEST;
    counts->unparsed += kind == HTTALLY_LINE_UNPARSED;
    counts->too_long += kind == HTTALLY_LINE_TOO_LONG;
    counts->blank += kind == HTTALLY_LINE_BLANK;
    counts->directives += kind == HTTALLY_LINE_DIRECTIVE;
    counts->by_format[0] += kind == HTTALLY_LINE_REQUEST;
    if (kind == HTTALLY_LINE_REQUEST)
        counts->shapes[httally_record_shape(&reading->record)]++;
}

/* Hold the next request of the text against the parser's, or, if that is NULL, see none is left. */
static void check_next(struct comparison *comparison, const struct httally_record *record)
{
    bool is_found = false;
    while (!is_found && comparison->rest.length > 0) {
        struct reading reading = read_alone(comparison, take_line(&comparison->rest));
        count_line(&comparison->expected, &reading);
        is_found = reading.kind == HTTALLY_LINE_REQUEST;
        if (is_found) {
            REQUIRE(record);
            check_equal(record, &reading.record);
            check_sound(&reading.record);
            check_extras(&reading.record);
        }
        free(reading.copy);
    }
    REQUIRE(is_found == (record != NULL));
}

static void check_odd_line(void *context, const struct odd_line *line)
{
    const struct comparison *comparison = context;
    struct reading reading = read_alone(comparison, line->text);
    REQUIRE(reading.kind == line->kind && reading.reason == line->reason);
    free(reading.copy);
}

static void check_block(struct httally_format *format, struct httally_slice text)
{
    struct comparison comparison = {.format = format, .rest = text};
    struct httally_record records[PARSER_BATCH_RECORDS];
    struct parser *parser;
    size_t count;
    REQUIRE(httally_format_state_create(&comparison.state, NULL) == HTTALLY_OK);
    REQUIRE(parser_create(format, false, check_odd_line, &comparison, &parser, NULL) == HTTALLY_OK);
    REQUIRE(parser_begin(parser, text.data, text.length, NULL) == HTTALLY_OK);
    while ((count = parser_next_batch(parser, records)) > 0) {
        for (size_t i = 0; i < count; i++)
            check_next(&comparison, &records[i]);
    }
    check_next(&comparison, NULL);
    REQUIRE(memcmp(parser_counts(parser), &comparison.expected, sizeof comparison.expected) == 0);
    parser_destroy(parser);
    httally_format_state_destroy(comparison.state);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    /* What stands around a block must not matter, least of all quotes and newlines. */
    static const char paddings[] = {'"', '\n', '\\'};
    struct httally_format *format;
    size_t padding = STRUCTURALS_PADDING_BYTES, text_length = length + 1;
    char *buffer = malloc(text_length + 2 * padding);
    REQUIRE(buffer && httally_format_create("auto", &format, NULL) == HTTALLY_OK);
    memset(buffer, paddings[length % sizeof paddings], text_length + 2 * padding);
    if (length)
        memcpy(buffer + padding, bytes, length);
    buffer[padding + length] = '\n';
    struct httally_slice text = {buffer + padding, text_length};
    check_block(format, text);
    httally_format_destroy(format);
    free(buffer);
    return 0;
}
