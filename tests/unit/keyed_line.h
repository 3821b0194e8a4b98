/* SPDX-License-Identifier: MIT */
/* keyed_line.h - read lines of JSON and LTSV with formats and a state that end with the test. */
#ifndef KEYED_LINE_H
#define KEYED_LINE_H

#include <stdlib.h>

#include "format/format.h"
#include "unit.h"

/* The slice of a literal, as a member of a table. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

typedef enum httally_result (*format_create_function)(const char *definition,
                                                      struct httally_format **format_out,
                                                      struct httally_error *error);

/* A format, a state, and the copy of the line that was read last: it ends where the line does, so
 * that a sanitizer sees a read behind it. */
struct keyed_reader {
    struct httally_format *format;
    struct httally_format_state *state;
    char *copy;
};

static inline struct keyed_reader keyed_reader_of(format_create_function create,
                                                  const char *definition)
{
    struct keyed_reader reader = {.copy = NULL};
    struct httally_error error;
    if (create(definition, &reader.format, &error) != HTTALLY_OK)
        fail_msg("%s: %s", definition, error.message);
    assert_int_equal(httally_format_state_create(&reader.state, NULL), HTTALLY_OK);
    return reader;
}

static inline void keyed_reader_finish(struct keyed_reader *reader)
{
    reader->format->methods->destroy(reader->format);
    httally_format_state_destroy(reader->state);
    free(reader->copy);
}

/* The record points into the reader. */
static inline bool keyed_reader_try(struct keyed_reader *reader, struct httally_slice line,
                                    struct httally_record *record,
                                    enum httally_unparsed_reason *reason)
{
    free(reader->copy);
    reader->copy = malloc(line.length ? line.length : 1);
    assert_non_null(reader->copy);
    memcpy(reader->copy, line.data, line.length);
    reader->state->unescaped_used = 0;
    *reason = HTTALLY_UNPARSED_NONE;
    return reader->format->methods->parse(
        reader->format, reader->state, httally_slice_of(reader->copy, line.length), record, reason);
}

/* The record of a line that must be a request. */
static inline struct httally_record keyed_reader_read(struct keyed_reader *reader,
                                                      struct httally_slice line)
{
    struct httally_record record;
    enum httally_unparsed_reason reason;
    if (!keyed_reader_try(reader, line, &record, &reason))
        fail_msg("'%.*s' is refused: %s", (int)line.length, line.data,
                 httally_unparsed_reason_text(reason));
    assert_int_equal(reason, HTTALLY_UNPARSED_NONE);
    return record;
}

static inline void assert_refused(struct keyed_reader *reader, struct httally_slice line,
                                  enum httally_unparsed_reason expected)
{
    struct httally_record record;
    enum httally_unparsed_reason reason;
    if (keyed_reader_try(reader, line, &record, &reason))
        fail_msg("'%.*s' is taken", (int)line.length, line.data);
    if (reason != expected)
        fail_msg("'%.*s': got '%s', expected '%s'", (int)line.length, line.data,
                 httally_unparsed_reason_text(reason), httally_unparsed_reason_text(expected));
}

#endif
