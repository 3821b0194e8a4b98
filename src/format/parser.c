/* SPDX-License-Identifier: MIT */
#include "format/parser.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/combined_fast.h"
#include "format/structurals.h"

struct parser {
    const struct httally_format *format;
    parser_odd_line_function on_odd_line;
    void *context;

    bool is_brief;
    structurals_find_function find;
    struct structurals structurals;
    struct clf_time_memory time_memory;
    struct line_counts counts;

    /* The block and the place in it: the next line begins at 'line_offset', is ended by newline
     * number 'newline', and its first quote is not before number 'quote'. */
    const char *data;
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
    parser->format = format;
    parser->is_brief = is_brief;
    parser->on_odd_line = on_odd_line;
    parser->context = context;
    parser->find = structurals_best()->find;
    clf_time_memory_init(&parser->time_memory);
    return HTTALLY_OK;
}

enum httally_result parser_begin(struct parser *parser, const char *data, size_t length,
                                 struct httally_error *error)
{
    enum httally_result result = structurals_reserve(&parser->structurals, length, error);
    if (result != HTTALLY_OK)
        return result;
    parser->find(data, length, &parser->structurals);
    /* No line has quotes behind the last one. */
    memset(parser->structurals.quotes + parser->structurals.quote_count, 0xFF,
           STRUCTURALS_SPARE_POSITIONS * sizeof(uint32_t));
    parser->data = data;
    parser->line_offset = 0;
    parser->newline = 0;
    parser->quote = 0;
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

/* A line that the fast reader did not take; true when it is a request. */
static NO_INLINE bool parse_odd(struct parser *parser, struct httally_slice line,
                                struct httally_record *record)
{
    enum httally_unparsed_reason reason;
    enum httally_line_kind kind = httally_format_parse(parser->format, line, record, &reason);
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

static NO_INLINE size_t length_without_returns(struct httally_slice line)
{
    while (line.length && line.data[line.length - 1] == '\r')
        line.length--;
    return line.length;
}

/* The first quote behind 'end', from quote number 'quote' on.  Combined lines have six; more than
 * that many end marks stand behind the last quote. */
static ALWAYS_INLINE size_t skip_quotes(const struct structurals *structurals, size_t quote,
                                        size_t end)
{
    const uint32_t *quotes = structurals->quotes;
    if (LIKELY(quotes[quote + 5] < end && quotes[quote + 6] > end))
        return quote + 6;
    while (quote < structurals->quote_count && quotes[quote] < end)
        quote++;
    return quote;
}

static ALWAYS_INLINE size_t fill_batch(struct parser *parser, bool is_brief,
                                       struct httally_record *records)
{
    const struct structurals *structurals = &parser->structurals;
    const char *data = parser->data;
    size_t newline = parser->newline, quote = parser->quote;
    size_t line_offset = parser->line_offset, count = 0;
    while (newline < structurals->newline_count && count < PARSER_BATCH_RECORDS) {
        size_t end = structurals->newlines[newline++];
        struct httally_slice line = {data + line_offset, end - line_offset};
        line_offset = end + 1;
        size_t first_quote = quote;
        quote = skip_quotes(structurals, quote, end);
        /* The byte before an empty line is there, and is not taken off. */
        if (UNLIKELY(data[end - 1] == '\r'))
            line.length = length_without_returns(line);
        parser->counts.read++;
        /* Lines that begin with NULs, or with '#' as directives do, are for the exact reader. */
        if (LIKELY(line.length - 1 < FORMAT_LINE_CAP_BYTES && (unsigned char)line.data[0] > '#' &&
                   combined_parse_fast(data, line, structurals->quotes + first_quote,
                                       quote - first_quote, &parser->time_memory, is_brief,
                                       &records[count])) ||
            parse_odd(parser, line, &records[count])) {
            parser->counts.shapes[format_shape(&records[count])]++;
            count++;
        }
    }
    parser->newline = newline;
    parser->quote = quote;
    parser->line_offset = line_offset;
    parser->counts.requests += count;
    return count;
}

size_t parser_next_batch(struct parser *parser, struct httally_record *records)
{
    return parser->is_brief ? fill_batch(parser, true, records)
                            : fill_batch(parser, false, records);
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
    free(parser);
}
