/* SPDX-License-Identifier: MIT */
/*
 * formats_fuzz.c - any bytes as a log in any of the named formats, and in others beside it.
 *
 * The first byte chooses the format, the second one its siblings; behind them stand lines.  The
 * input goes through the parser as one block.  Each line is then read once more by
 * httally_format_parse(), from memory that ends where the line does, and both must agree on every
 * text and number, and on what became of every line.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/compiler.h"
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

enum { SIBLINGS_MAX = 3, NAMED_MAX = 64 };

/* Made once: it takes longer than to read a line. */
static struct {
    struct httally_format *formats[NAMED_MAX];
    size_t count;
} named;

struct comparison {
    const struct httally_format *formats[SIBLINGS_MAX];
    size_t format_count;
    struct httally_format_state *state;
    /* The lines that no record was held against yet. */
    struct httally_slice rest;
    struct line_counts expected;
    uint64_t odd_lines;
};

/* One line of the input, read from a copy of its own. */
struct reading {
    char *copy;
    struct httally_slice line;
    enum httally_line_kind kind;
    enum httally_unparsed_reason reason;
    size_t format;
    struct httally_record record;
};

static void make_formats(void)
{
    const struct httally_named_format *description;
    while ((description = httally_format_description(named.count)) != NULL) {
        REQUIRE(named.count < NAMED_MAX);
        REQUIRE(httally_format_create(description->name, &named.formats[named.count++], NULL) ==
                HTTALLY_OK);
    }
}

static void choose_formats(struct comparison *comparison, uint8_t first, uint8_t others)
{
    size_t sibling = others / SIBLINGS_MAX;
    comparison->formats[0] = named.formats[first % named.count];
    comparison->formats[1] = named.formats[sibling % named.count];
    comparison->formats[2] = named.formats[(sibling + others) % named.count];
    comparison->format_count = 1 + others % SIBLINGS_MAX;
}

/* A text has as many names as there are fields; what each is does not matter here. */
static size_t texts_of(const struct httally_record *record, struct httally_slice texts[24])
{
    const struct httally_slice always[] = {
        record->client,  record->user,   record->host, record->request,
        record->method,  record->target, record->path, record->protocol,
        record->referer, record->agent,  record->tail,
    };
    const struct httally_details *details = &record->details;
    size_t count = ARRAY_LENGTH(always);
    memcpy(texts, always, sizeof always);
    if (record->has_details) {
        const struct httally_slice more[] = {
            details->upstream, details->upstream_status, details->cache,
            details->tls,      details->request_id,      details->forwarded_for,
        };
        memcpy(texts + count, more, sizeof more);
        count += ARRAY_LENGTH(more);
    }
    return count;
}

static bool is_within(const char *start, size_t length, struct httally_slice inner)
{
    return inner.data >= start && inner.length <= length &&
           inner.data - start <= (ptrdiff_t)(length - inner.length);
}

/* What a record says stands in its line or in the memory of the state. */
static void check_sound(const struct reading *reading, const struct httally_format_state *state)
{
    const struct httally_record *record = &reading->record;
    struct httally_slice texts[24];
    size_t count = texts_of(record, texts);
    for (size_t i = 0; i < count; i++) {
        if (!texts[i].data)
            REQUIRE(texts[i].length == 0);
        /* "https://shop.example" has no path in it: "/" is of nobody's memory then. */
        else if (!httally_slice_equals_string(texts[i], "/") && texts[i].length > 0)
            REQUIRE(is_within(reading->line.data, reading->line.length, texts[i]) ||
                    is_within(state->unescaped, state->unescaped_used, texts[i]));
    }
    REQUIRE(is_within(reading->line.data, reading->line.length, record->line));
    REQUIRE(record->status < HTTALLY_STATUS_COUNT && record->bytes < 1000000000000000000);
    REQUIRE(record->request_kind < HTTALLY_REQUEST_KIND_COUNT);
    bool has_parts = record->request_kind == HTTALLY_REQUEST_HTTP ||
                     record->request_kind == HTTALLY_REQUEST_HTTP09;
    REQUIRE(has_parts || (!record->method.data && !record->path.data && !record->protocol.data));
    REQUIRE(record->time == HTTALLY_TIME_NONE || abs(record->utc_offset_sec) < 24 * 3600);
}

static void check_equal(const struct httally_record *a, const struct httally_record *b)
{
    struct httally_slice of_a[24], of_b[24];
    size_t count = texts_of(a, of_a);
    REQUIRE(a->has_details == b->has_details && count == texts_of(b, of_b));
    REQUIRE(httally_slice_equal(a->line, b->line));
    for (size_t i = 0; i < count; i++)
        REQUIRE((of_a[i].data == NULL) == (of_b[i].data == NULL) &&
                httally_slice_equal(of_a[i], of_b[i]));
    REQUIRE(a->time == b->time && a->utc_offset_sec == b->utc_offset_sec);
    REQUIRE(a->request_kind == b->request_kind && a->status == b->status);
    REQUIRE(a->bytes == b->bytes);
    REQUIRE(a->method_number == b->method_number && a->http_version == b->http_version);
    REQUIRE(!a->has_details ||
            (a->details.duration_us == b->details.duration_us &&
             a->details.upstream_duration_us == b->details.upstream_duration_us));
}

/* In the first format that reads it; the reason is that of the very first.  A directive is news to
 * all of them. */
static struct reading read_alone(const struct comparison *comparison, struct httally_slice line)
{
    struct reading reading = {.copy = malloc(line.length ? line.length : 1)};
    enum httally_unparsed_reason reason;
    REQUIRE(reading.copy);
    memcpy(reading.copy, line.data, line.length);
    reading.line = httally_slice_of(reading.copy, line.length);
    for (size_t i = 0; i < comparison->format_count; i++) {
        reading.format = i;
        reading.kind = httally_format_parse(comparison->formats[i], comparison->state, reading.line,
                                            &reading.record, &reason);
        REQUIRE((reading.kind == HTTALLY_LINE_UNPARSED) == (reason != HTTALLY_UNPARSED_NONE));
        reading.reason = i == 0 ? reason : reading.reason;
        if (reading.kind != HTTALLY_LINE_UNPARSED && reading.kind != HTTALLY_LINE_DIRECTIVE)
            break;
    }
    if (reading.kind == HTTALLY_LINE_REQUEST)
        check_sound(&reading, comparison->state);
    return reading;
}

static struct httally_slice take_line(struct httally_slice *rest)
{
    const char *newline = memchr(rest->data, '\n', rest->length);
    struct httally_slice line = {rest->data, (size_t)(newline - rest->data)};
    *rest = httally_slice_of(newline + 1, rest->length - line.length - 1);
    return line;
}

static void count_line(struct comparison *comparison, const struct reading *reading)
{
    struct line_counts *counts = &comparison->expected;
    enum httally_line_kind kind = reading->kind;
    counts->read++;
    counts->requests += kind == HTTALLY_LINE_REQUEST;
    counts->unparsed += kind == HTTALLY_LINE_UNPARSED;
    counts->too_long += kind == HTTALLY_LINE_TOO_LONG;
    counts->blank += kind == HTTALLY_LINE_BLANK;
    counts->directives += kind == HTTALLY_LINE_DIRECTIVE;
    if (kind == HTTALLY_LINE_REQUEST) {
        counts->by_format[reading->format]++;
        if (format_is_family(comparison->formats[reading->format]))
            counts->shapes[httally_record_shape(&reading->record)]++;
    }
}

/* Hold the next request of the text against the parser's, or, if that is NULL, see none is left. */
static void check_next(struct comparison *comparison, const struct httally_record *record)
{
    bool is_found = false;
    while (!is_found && comparison->rest.length > 0) {
        struct reading reading = read_alone(comparison, take_line(&comparison->rest));
        count_line(comparison, &reading);
        is_found = reading.kind == HTTALLY_LINE_REQUEST;
        if (is_found) {
            REQUIRE(record);
            check_equal(record, &reading.record);
        }
        free(reading.copy);
    }
    REQUIRE(is_found == (record != NULL));
}

static void count_odd_line(void *context, const struct odd_line *line)
{
    struct comparison *comparison = context;
    REQUIRE(line->kind == HTTALLY_LINE_UNPARSED || line->kind == HTTALLY_LINE_TOO_LONG);
    REQUIRE((line->kind == HTTALLY_LINE_UNPARSED) == (line->reason != HTTALLY_UNPARSED_NONE));
    comparison->odd_lines++;
}

static void check_counts(const struct comparison *comparison, const struct line_counts *counts)
{
    REQUIRE(memcmp(counts, &comparison->expected, sizeof *counts) == 0);
    REQUIRE(counts->read == counts->requests + counts->unparsed + counts->too_long + counts->blank +
                                counts->directives);
    REQUIRE(comparison->odd_lines == counts->unparsed + counts->too_long);
}

static void check_block(struct comparison *comparison, struct httally_slice text)
{
    struct httally_record records[PARSER_BATCH_RECORDS];
    struct parser *parser;
    size_t count;
    comparison->rest = text;
    REQUIRE(httally_format_state_create(&comparison->state, NULL) == HTTALLY_OK);
    REQUIRE(parser_create(comparison->formats[0], false, count_odd_line, comparison, &parser,
                          NULL) == HTTALLY_OK);
    parser_begin_input(parser, comparison->formats, comparison->format_count);
    REQUIRE(parser_begin(parser, text.data, text.length, NULL) == HTTALLY_OK);
    while ((count = parser_next_batch(parser, records)) > 0) {
        for (size_t i = 0; i < count; i++)
            check_next(comparison, &records[i]);
    }
    check_next(comparison, NULL);
    check_counts(comparison, parser_counts(parser));
    parser_destroy(parser);
    httally_format_state_destroy(comparison->state);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    /* What stands around a block must not matter, least of all quotes and newlines. */
    static const char paddings[] = {'"', '\n', '\\'};
    struct comparison comparison = {.rest = {NULL, 0}};
    size_t padding = STRUCTURALS_PADDING_BYTES;
    if (length < 2)
        return 0;
    if (named.count == 0)
        make_formats();
    choose_formats(&comparison, bytes[0], bytes[1]);
    length -= 2;
    char *buffer = malloc(length + 1 + 2 * padding);
    REQUIRE(buffer);
    memset(buffer, paddings[length % sizeof paddings], length + 1 + 2 * padding);
    memcpy(buffer + padding, bytes + 2, length);
    buffer[padding + length] = '\n';
    check_block(&comparison, httally_slice_of(buffer + padding, length + 1));
    free(buffer);
    return 0;
}
