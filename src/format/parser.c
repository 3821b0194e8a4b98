/* SPDX-License-Identifier: MIT */
#include "format/parser.h"

#include <assert.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/combined_fast.h"
#include "format/envelope.h"
#include "format/structurals.h"

struct parser {
    const struct httally_format *formats[PARSER_FORMATS_MAX];
    size_t format_count;
    parser_odd_line_function on_odd_line;
    void *context;

    bool is_brief;
    structurals_find_function find;
    struct structurals structurals;
    struct httally_format_state *state;
    struct line_counts counts;

    /* The block and the place in it: the next line begins at 'line_offset'.  Where the fast reader
     * has a part, it is ended by newline number 'newline', and its first quote is not before number
     * 'quote'. */
    const char *data;
    size_t length;
    size_t line_offset;
    size_t newline;
    size_t quote;
};

enum httally_result parser_create(const struct httally_format *format, bool is_brief,
                                  parser_odd_line_function on_odd_line, void *context,
                                  struct parser **parser_out, struct httally_error *error)
{
    struct parser *parser = memory_allocate(1, sizeof *parser);
    *parser_out = parser;
    if (!parser)
        return memory_error(error);
    parser->formats[0] = format;
    parser->format_count = 1;
    parser->is_brief = is_brief;
    parser->on_odd_line = on_odd_line;
    parser->context = context;
    parser->find = structurals_best()->find;
    enum httally_result result = httally_format_state_create(&parser->state, error);
    if (result != HTTALLY_OK) {
        free(parser);
        *parser_out = NULL;
    }
    return result;
}

void parser_begin_input(struct parser *parser, const struct httally_format *const *formats,
                        size_t count)
{
    assert(count >= 1 && count <= PARSER_FORMATS_MAX);
    for (size_t i = 0; i < count; i++)
        parser->formats[i] = formats[i];
    parser->format_count = count;
    httally_format_state_reset(parser->state);
}

void parser_add_formats(struct parser *parser, const struct httally_format *const *formats,
                        size_t count)
{
    assert(count >= parser->format_count && count <= PARSER_FORMATS_MAX);
    while (parser->format_count < count) {
        parser->formats[parser->format_count] = formats[parser->format_count];
        parser->format_count++;
    }
}

enum httally_result parser_begin(struct parser *parser, const char *data, size_t length,
                                 struct httally_error *error)
{
    parser->data = data;
    parser->length = length;
    parser->line_offset = 0;
    parser->newline = 0;
    parser->quote = 0;
    if (!parser->formats[0]->is_combined)
        return HTTALLY_OK;
    enum httally_result result = structurals_reserve(&parser->structurals, length, error);
    if (result != HTTALLY_OK)
        return result;
    parser->find(data, length, &parser->structurals);
    /* No line has quotes behind the last one. */
    memset(parser->structurals.quotes + parser->structurals.quote_count, 0xFF,
           STRUCTURALS_SPARE_POSITIONS * sizeof(uint32_t));
    return HTTALLY_OK;
}

static void report_odd_line(struct parser *parser, enum httally_line_kind kind,
                            enum httally_unparsed_reason reason, struct httally_slice text)
{
    struct odd_line line = {kind, reason, text, parser->counts.read - 1};
    if (kind == HTTALLY_LINE_UNPARSED)
        parser->counts.unparsed++;
    else
        parser->counts.too_long++;
    if (parser->on_odd_line)
        parser->on_odd_line(parser->context, &line);
}

/* Read the line in the first format that can; the reason is that of the very first. */
static enum httally_line_kind read_in_any(struct parser *parser, struct httally_slice line,
                                          struct httally_record *record,
                                          enum httally_unparsed_reason *reason_out)
{
    struct httally_format_state *state = parser->state;
    const size_t used = state->unescaped_used;
    const struct httally_format *reader = parser->formats[0];
    enum httally_unparsed_reason ignored;
    enum httally_line_kind kind = format_read_line(reader, state, line, record, reason_out);
    for (size_t i = 1; i < parser->format_count; i++) {
        const struct httally_format *format = parser->formats[i];
        /* What a directive says may be news to a later format. */
        if (kind == HTTALLY_LINE_DIRECTIVE)
            (void)format_read_line(format, state, line, record, &ignored);
        if (kind != HTTALLY_LINE_UNPARSED)
            continue;
        state->unescaped_used = used;
        kind = format_read_line(format, state, line, record, &ignored);
        parser->counts.by_format[i] += kind == HTTALLY_LINE_REQUEST;
        reader = format;
    }
    if (kind != HTTALLY_LINE_REQUEST)
        state->unescaped_used = used;
    else if (format_is_family(reader))
        parser->counts.shapes[format_shape(record)]++;
    return kind;
}

/* A line that the fast reader did not take; true when it is a request. */
static NO_INLINE bool parse_odd(struct parser *parser, struct httally_slice line,
                                struct httally_record *record)
{
    enum httally_unparsed_reason reason;
    enum httally_line_kind kind = read_in_any(parser, line, record, &reason);
    switch (kind) {
    case HTTALLY_LINE_REQUEST:
        return true;
    case HTTALLY_LINE_BLANK:
        parser->counts.blank++;
        return false;
    case HTTALLY_LINE_DIRECTIVE:
        parser->counts.directives++;
        return false;
    default:
        report_odd_line(parser, kind, reason, format_trim_line(line));
        return false;
    }
}

/* Is there no room for the texts of one line more? */
static bool is_full(const struct parser *parser)
{
    const struct httally_format_state *state = parser->state;
    return state->unescaped_capacity - state->unescaped_used < FORMAT_LINE_ROOM_BYTES;
}

/* What most lines were read by is not counted line by line. */
static size_t finish_batch(struct parser *parser, size_t count)
{
    struct line_counts *counts = &parser->counts;
    uint64_t others = 0;
    for (size_t i = 1; i < parser->format_count; i++)
        others += counts->by_format[i];
    counts->requests += count;
    counts->by_format[0] = counts->requests - others;
    return count;
}

/* A batch of any format: lines are read one by one. */
static size_t fill_batch(struct parser *parser, struct httally_record *records)
{
    const char *data = parser->data, *newline;
    size_t count = 0;
    while (parser->line_offset < parser->length && count < PARSER_BATCH_RECORDS &&
           !is_full(parser) &&
           (newline = memchr(data + parser->line_offset, '\n',
                             parser->length - parser->line_offset)) != NULL) {
        const char *start = data + parser->line_offset;
        parser->line_offset = (size_t)(newline - data) + 1;
        parser->counts.read++;
        count +=
            parse_odd(parser, httally_slice_of(start, (size_t)(newline - start)), &records[count]);
    }
    return finish_batch(parser, count);
}

static NO_INLINE size_t length_without_returns(struct httally_slice line)
{
    while (line.length && line.data[line.length - 1] == '\r')
        line.length--;
    return line.length;
}

/* The first quote behind 'end', from quote number 'quote' on.  Combined lines have six, other
 * lines mostly as many as the line before; more than six end marks stand behind the last quote. */
static ALWAYS_INLINE size_t skip_quotes(const struct structurals *structurals, size_t quote,
                                        size_t end, size_t count_before)
{
    const uint32_t *quotes = structurals->quotes;
    if (LIKELY(quotes[quote + 5] < end && quotes[quote + 6] > end))
        return quote + 6;
    size_t next = quote + count_before;
    if (count_before > 6 && next < structurals->quote_count && quotes[next - 1] < end &&
        quotes[next] > end)
        return next;
    while (quote < structurals->quote_count && quotes[quote] < end)
        quote++;
    return quote;
}

/*
 * The fast reader takes the head that a container's runtime or syslog writes for client, ident and
 * a user's name.  That of nearly all lines is a dash.
 */
static ALWAYS_INLINE bool is_in_envelope(const struct httally_record *record)
{
    return UNLIKELY(record->user.length != 1) && envelope_of(record->line) != ENVELOPE_NONE;
}

/* A batch of the combined family; of formats that have more, which complete() reads. */
static ALWAYS_INLINE size_t fill_combined(struct parser *parser, bool is_brief, bool has_more,
                                          struct httally_record *records)
{
    const struct structurals *structurals = &parser->structurals;
    const struct httally_format *format = parser->formats[0];
    struct httally_format_state *state = parser->state;
    const char *data = parser->data;
    size_t newline = parser->newline, quote = parser->quote;
    size_t line_offset = parser->line_offset, count = 0, limit = PARSER_BATCH_RECORDS;
    size_t line_quotes = 0;
    while (newline < structurals->newline_count && count < limit) {
        size_t end = structurals->newlines[newline++];
        struct httally_slice line = {data + line_offset, end - line_offset};
        struct httally_record *record = &records[count];
        line_offset = end + 1;
        size_t first_quote = quote;
        quote = skip_quotes(structurals, quote, end, has_more ? line_quotes : 0);
        line_quotes = quote - first_quote;
        /* The byte before an empty line is there, and is not taken off. */
        if (UNLIKELY((data + end)[-1] == '\r'))
            line.length = length_without_returns(line);
        parser->counts.read++;
        /* Lines that begin with NULs, or with '#' as directives do, are for the exact reader. */
        if (LIKELY(line.length - 1 < FORMAT_LINE_CAP_BYTES && (unsigned char)line.data[0] > '#' &&
                   combined_parse_fast(data, line, structurals->quotes + first_quote, line_quotes,
                                       &state->time_memory, is_brief, has_more, record) &&
                   !is_in_envelope(record))) {
            if (!has_more || LIKELY(format->methods->complete(format, state, record))) {
                if (!has_more)
                    parser->counts.shapes[format_shape(record)]++;
                count++;
                continue;
            }
        }
        if (parse_odd(parser, line, record)) {
            count++;
            limit = is_full(parser) ? count : limit;
        }
    }
    parser->newline = newline;
    parser->quote = quote;
    parser->line_offset = line_offset;
    return finish_batch(parser, count);
}

size_t parser_next_batch(struct parser *parser, struct httally_record *records)
{
    const struct httally_format *format = parser->formats[0];
    parser->state->unescaped_used = 0;
    if (!format->is_combined)
        return fill_batch(parser, records);
    if (format->methods->complete)
        return fill_combined(parser, false, true, records);
    return parser->is_brief ? fill_combined(parser, true, false, records)
                            : fill_combined(parser, false, false, records);
}

void parser_count_partial(struct parser *parser, enum httally_line_kind kind,
                          enum httally_unparsed_reason reason, struct httally_slice head)
{
    parser->counts.read++;
    report_odd_line(parser, kind, reason, format_trim_line(head));
}

const struct line_counts *parser_counts(const struct parser *parser)
{
    return &parser->counts;
}

void parser_reset(struct parser *parser)
{
    parser->counts = (struct line_counts){0};
}

void parser_destroy(struct parser *parser)
{
    if (!parser)
        return;
    structurals_finish(&parser->structurals);
    httally_format_state_destroy(parser->state);
    free(parser);
}
