/* SPDX-License-Identifier: MIT */
/* log_line.h - lines of the combined family to try readers on. */
#ifndef LOG_LINE_H
#define LOG_LINE_H

#include <stdlib.h>

#include "format/format.h"
#include "format/parser.h"
#include "format/structurals.h"
#include "unit.h"

/* 12 March 2026, 14:03:07 at an hour east of Greenwich. */
#define LINE_TIME "[12/Mar/2026:14:03:07 +0100]"
#define LINE_TIME_SEC 1773320587
#define LINE_OFFSET_SEC 3600

/* Lines of which all but one part are as usual; each part is a string literal. */
#define LINE_OF(head, request, rest) head " " LINE_TIME " \"" request "\" " rest
#define LINE_WITH_HEAD(head) LINE_OF(head, "GET / HTTP/1.1", "200 5 \"-\" \"curl/8.5.0\"")
#define LINE_WITH_REQUEST(request) LINE_OF("192.0.2.7 - -", request, "200 5 \"-\" \"curl/8.5.0\"")
#define LINE_WITH_REST(rest) LINE_OF("192.0.2.7 - -", "GET / HTTP/1.1", rest)

/* The slice of a literal or the one that does not exist, as a member of a table. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define ABSENT                                                                                     \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

struct line_reading {
    enum httally_line_kind kind;
    enum httally_unparsed_reason reason;
    struct httally_record record;
};

/* Read a line with httally_format_parse(); the record points into 'line'. */
static inline struct line_reading read_line(struct httally_slice line)
{
    struct line_reading reading = {.kind = HTTALLY_LINE_KIND_COUNT};
    struct httally_format *format;
    struct httally_format_state *state;
    assert_int_equal(httally_format_create("auto", &format, NULL), HTTALLY_OK);
    assert_int_equal(httally_format_state_create(&state, NULL), HTTALLY_OK);
    reading.kind = httally_format_parse(format, state, line, &reading.record, &reading.reason);
    httally_format_state_destroy(state);
    httally_format_destroy(format);
    return reading;
}

/* Unlike assert_slice_equal(), tells the slice that does not exist from the empty one. */
static inline void assert_field(const char *name, struct httally_slice line,
                                struct httally_slice actual, struct httally_slice expected)
{
    if ((actual.data == NULL) == (expected.data == NULL) && httally_slice_equal(actual, expected))
        return;
    fail_msg("%s of '%.*s': got %s'%.*s', expected %s'%.*s'", name, (int)line.length, line.data,
             actual.data ? "" : "none ", (int)actual.length, actual.data ? actual.data : "",
             expected.data ? "" : "none ", (int)expected.length,
             expected.data ? expected.data : "");
}

/* Whole lines with the padding that a parser may read, at 'text'.  Free 'memory'. */
struct padded_text {
    char *memory;
    struct httally_slice text;
};

/* The padding is full of what a parser looks for. */
static inline struct padded_text padded_text_of(struct httally_slice lines)
{
    size_t padding = STRUCTURALS_PADDING_BYTES;
    struct padded_text padded = {.memory = malloc(lines.length + 2 * padding)};
    assert_non_null(padded.memory);
    memset(padded.memory, '"', lines.length + 2 * padding);
    if (lines.length)
        memcpy(padded.memory + padding, lines.data, lines.length);
    padded.text = httally_slice_of(padded.memory + padding, lines.length);
    return padded;
}

#endif
