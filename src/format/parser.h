/* SPDX-License-Identifier: MIT */
/*
 * parser.h - blocks of lines in, batches of records out.  One parser per thread.
 */
#ifndef PARSER_H
#define PARSER_H

#include "format/format.h"

/* Records that travel together: enough to hide the memory's latency behind each other (16, 32 and
 * 64 measured alike), few enough to stay in the first-level cache. */
enum { PARSER_BATCH_RECORDS = 32 };

/* The format of an input, and others that some of its lines are in. */
enum { PARSER_FORMATS_MAX = 5 };

/* Every line read is in exactly one of the five parts; 'requests' includes records that a filter
 * drops later. */
struct line_counts {
    uint64_t read;
    uint64_t requests;
    uint64_t unparsed;
    uint64_t too_long;
    uint64_t blank;
    uint64_t directives;
    /* Requests that were read as the combined family, by shape. */
    uint64_t shapes[HTTALLY_SHAPE_COUNT];
    /* Requests by the format that has read them, in the order of parser_begin_input(). */
    uint64_t by_format[PARSER_FORMATS_MAX];
};

/* A line that is no request and deserves to be shown. */
struct odd_line {
    enum httally_line_kind kind;
    enum httally_unparsed_reason reason;
    struct httally_slice text;
    /* Lines read before it since parser_reset(). */
    uint64_t index;
};

/* Called for unparsed lines and lines that are too long; 'line' is valid during the call. */
typedef void (*parser_odd_line_function)(void *context, const struct odd_line *line);

struct parser;

/*
 * The first input is in 'format', if parser_begin_input() does not say otherwise.  'is_brief'
 * leaves out what is not needed to count codes, bytes and times: of records only line, time,
 * utc_offset_sec, status and bytes are filled.
 */
enum httally_result parser_create(const struct httally_format *format, bool is_brief,
                                  parser_odd_line_function on_odd_line, void *context,
                                  struct parser **parser_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Another input begins, in other formats, which must outlive it: 1 to PARSER_FORMATS_MAX, the best
 * first.  A line that one of them does not read is tried on the next; the reason for one that none
 * reads is the first's.  What was learnt from lines of the last input is forgotten.
 */
void parser_begin_input(struct parser *parser, const struct httally_format *const *formats,
                        size_t count);

/* The input may be in more formats than were given: 'formats' are those, and behind them others
 * that lines from here on are tried on. */
void parser_add_formats(struct parser *parser, const struct httally_format *const *formats,
                        size_t count);

/*
 * Take a block of whole lines, the last one ended by '\n'.  It must stay as it is until the last
 * batch of it was taken, with STRUCTURALS_PADDING_BYTES readable before and behind it.
 */
enum httally_result parser_begin(struct parser *parser, const char *data, size_t length,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Fill up to PARSER_BATCH_RECORDS records from the block and return how many; 0 when the block is
 * used up.  They point into the block, and into memory of the parser that the next batch uses.
 */
size_t parser_next_batch(struct parser *parser, struct httally_record *records);

/* Count one line that the reader could not deliver whole: its head, and why. */
void parser_count_partial(struct parser *parser, enum httally_line_kind kind,
                          enum httally_unparsed_reason reason, struct httally_slice head);

/* Lines so far. */
const struct line_counts *parser_counts(const struct parser *parser);

/* Begin a new part of an input: its first line has index 0, all counts are 0. */
void parser_reset(struct parser *parser);

void parser_destroy(struct parser *parser);

#endif
