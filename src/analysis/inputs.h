/* SPDX-License-Identifier: MIT */
/* inputs.h - what an analysis was given to read, and what became of each. */
#ifndef ANALYSIS_INPUTS_H
#define ANALYSIS_INPUTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "format/detect.h"
#include "httally/analysis.h"
#include "input/line_reader.h"
#include "tally/samples.h"

enum input_kind { INPUT_FILE, INPUT_DESCRIPTOR, INPUT_MEMORY, INPUT_SPAN };

/* Lines behind others that were counted before; all borrowed. */
struct input_span {
    struct httally_source *lines;
    /* All before them, for formats that must know; NULL when there is nothing. */
    struct httally_source *before;
    /* The first lines of 'before', by which the format is told. */
    struct httally_slice head;
    /* The day of the last request before, or DAY_NONE. */
    int64_t last_day;
};

enum input_state {
    INPUT_UNOPENED,
    /* A worker is opening it. */
    INPUT_OPENING,
    /* Blocks are handed out one after the other: to any worker that asks. */
    INPUT_STREAM,
    /* Pieces are handed out, each to one worker. */
    INPUT_PIECES,
    INPUT_FINISHED,
};

/*
 * Inputs are counted in numbered parts: blocks of a stream, or pieces.  This is one that is counted
 * while an earlier one is not.
 */
struct pending_part {
    uint64_t part;
    uint64_t lines;
    bool has_unparsed;
};

/* Lines before a part that holds unparsed lines. */
struct part_base {
    uint64_t part;
    uint64_t lines_before;
};

enum { PART_BASES_MAX = SAMPLES_MAX };

struct input {
    enum input_kind kind;
    char *name;
    int descriptor;
    struct httally_slice bytes;
    struct input_span span;

    /* Under the work queue's lock. */
    enum input_state state;
    uint64_t size_bytes;
    uint64_t next_piece_offset;
    size_t open_pieces;
    bool is_in_pieces;
    /* Only from a time on: in one go. */
    bool is_window;
    /* Workers that read the stream. */
    size_t reader_count;

    /* Only one worker at a time reads a stream.  The lock also guards what follows. */
    pthread_mutex_t lock;
    struct httally_source *source;
    /* Of a plain file that is read from somewhere behind its beginning on; NULL else. */
    struct httally_source *tail;
    struct line_reader *reader;
    bool has_ended;

    /* Of a stream: the number of the next block. */
    uint64_t next_part;
    uint64_t decoded_bytes;
    uint64_t stored_bytes;
    /* Of a stream: how much of it progress was told. */
    uint64_t told_bytes;
    const char *compression;
    /* How its lines are read, best format first: set before any line is counted, and perhaps added
     * to. */
    const struct httally_format *formats[PARSER_FORMATS_MAX];
    size_t format_count;
    /* One of them follows directives: a single worker reads on from where it was met.  Workers that
     * look for work ask, too. */
    _Atomic bool is_sequential;
    /* The worker that reads a stream alone since then; NULL when that is no matter. */
    const void *reader_alone;
    /* Formats are added where lines want it: in all that nobody ever reads in pieces.  Blocks not
     * to look at before, and after the next one in vain. */
    bool is_followed;
    uint64_t follow_skip, follow_wait;
    /* What the formats were told by; no lines when the user has named one. */
    struct detection detection;
    /* Of an input whose format is not known: its first lines, each ended by '\n'. */
    struct buffer refused_lines;
    /* The line that httally_input.error points to; empty when all is well. */
    char error[512];
    uint64_t error_offset_bytes;
    bool is_readable;

    /* What was counted has a lock of its own: whoever has counted a block need not wait until
     * another worker has decoded the next one. */
    pthread_mutex_t counts_lock;
    /* Parts before that one are counted, and had so many lines. */
    uint64_t counted_parts;
    uint64_t lines;
    struct pending_part *pending;
    size_t pending_count;
    size_t pending_capacity;
    /* Of the first parts with unparsed lines: samples come from no others. */
    struct part_base bases[PART_BASES_MAX];
    size_t base_count;
    /* Requests by format, and by shape those that were read as the combined family. */
    uint64_t by_format[PARSER_FORMATS_MAX];
    /* Where lines are counted by day: the day of the last request, and the part it is in. */
    int64_t last_day;
    uint64_t last_day_part;
    uint64_t shapes[HTTALLY_SHAPE_COUNT];
    /* Copy of the first line that is a request, and of the directives right before it. */
    char *example;
    size_t example_length;
    uint64_t example_offset_bytes;
};

struct inputs {
    struct input *list;
    /* Parallel to 'list', as shown to the caller. */
    struct httally_input *summaries;
    size_t count;
    size_t capacity;
    size_t summary_capacity;
};

/* Add an input; 'name' is copied. */
enum httally_result inputs_add(struct inputs *inputs, struct input input, const char *name,
                               struct httally_error *error) HTTALLY_MUST_CHECK;

/* Open the source of an input. */
enum httally_result input_open(struct input *input, struct httally_error *error) HTTALLY_MUST_CHECK;

/* Close source and reader of an input that is read. */
void input_close(struct input *input);

/* Remember what is wrong; of several faults the one that comes first in the input stands. */
void input_note_error(struct input *input, const struct httally_error *error,
                      uint64_t offset_bytes);

/* A part is counted; parts come in any order. */
enum httally_result input_finish_part(struct input *input, const struct pending_part *part,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* Lines before a part that one of the first unparsed lines is in, once all parts are counted. */
uint64_t input_lines_before(const struct input *input, uint64_t part);

/* Note whether one of its formats follows directives: what one line says is for all behind it. */
void input_settle_formats(struct input *input);

/* The name of the format of most requests, or of their shape where that is the combined family;
 * "unknown" when there are none. */
const char *input_format_name(const struct input *input);

/* The name of the shape of most of its requests. */
const char *input_shape_name(const struct input *input);

/* Keep the input's first request, with the directives right before it.  Without memory there is
 * none: it is for show only. */
void input_keep_example(struct input *input, struct httally_slice line,
                        const struct line_block *block);

/* The shape of most requests; HTTALLY_SHAPE_COUNT when there are none. */
enum httally_shape inputs_commonest_shape(const uint64_t shapes[HTTALLY_SHAPE_COUNT]);

/* Add the vendors of one format more to a list with commas, which a NUL ends, unless they are
 * there; NULL adds none. */
enum httally_result inputs_add_vendors(struct buffer *vendors, const char *list) HTTALLY_MUST_CHECK;

/* Fill the summaries from the inputs. */
void inputs_summarize(struct inputs *inputs);

void inputs_finish(struct inputs *inputs);

#endif
