/* SPDX-License-Identifier: MIT */
/* analysis.c - the only file that knows all stages: inputs, lines, records, tally. */
#include "httally/analysis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "format/parser.h"
#include "input/line_reader.h"

enum input_kind { INPUT_FILE, INPUT_DESCRIPTOR, INPUT_MEMORY };

enum { INPUT_COUNT_MAX = 1 << 20, HEAD_BYTES = 256 << 10 };

/* An input as it was added, and what became of it. */
struct input {
    enum input_kind kind;
    char *name;
    int descriptor;
    struct httally_slice bytes;

    struct httally_detection detection;
    /* Copy of the first line that is a request. */
    char *example;
    size_t example_length;
    /* The line that httally_input.error points to; empty when all is well. */
    char error[512];
    bool is_readable;
};

struct httally_analysis {
    struct httally_analysis_options options;
    struct httally_format *own_format;
    struct input *inputs;
    /* Parallel to 'inputs', as shown to the caller. */
    struct httally_input *summaries;
    size_t input_count;
    size_t input_capacity;
    size_t summary_capacity;

    struct httally_tally *tally;
    struct parser *parser;
    /* Number of the input being read. */
    size_t current;
    uint64_t filtered;
    /* Lines of that input, up to HEAD_BYTES, from which its shape will be told. */
    struct buffer head;
};

static void keep_odd_line(void *context, const struct odd_line *line)
{
    struct httally_analysis *analysis = context;
    if (line->kind == HTTALLY_LINE_UNPARSED)
        httally_tally_add_unparsed(analysis->tally, (uint32_t)analysis->current, line->index,
                                   (int)line->reason, line->text);
}

enum httally_result httally_analysis_create(const struct httally_analysis_options *options,
                                            struct httally_analysis **analysis_out,
                                            struct httally_error *error)
{
    struct httally_analysis *analysis = memory_allocate(1, sizeof *analysis);
    *analysis_out = NULL;
    if (!analysis)
        return memory_error(error);
    if (options)
        analysis->options = *options;
    enum httally_result result = HTTALLY_OK;
    if (!analysis->options.format) {
        result = httally_format_create("auto", &analysis->own_format, error);
        analysis->options.format = analysis->own_format;
    }
    if (result == HTTALLY_OK)
        result = httally_tally_create(&analysis->options.tally, &analysis->tally, error);
    if (result == HTTALLY_OK)
        result = parser_create(analysis->options.format, keep_odd_line, analysis,
                               &analysis->parser, error);
    if (result != HTTALLY_OK) {
        httally_analysis_destroy(analysis);
        return result;
    }
    *analysis_out = analysis;
    return HTTALLY_OK;
}

void httally_analysis_destroy(struct httally_analysis *analysis)
{
    if (!analysis)
        return;
    parser_destroy(analysis->parser);
    buffer_finish(&analysis->head);
    httally_tally_destroy(analysis->tally);
    httally_format_destroy(analysis->own_format);
    for (size_t i = 0; i < analysis->input_count; i++) {
        free(analysis->inputs[i].name);
        free(analysis->inputs[i].example);
    }
    free(analysis->inputs);
    free(analysis->summaries);
    free(analysis);
}

static enum httally_result add_input(struct httally_analysis *analysis, struct input input,
                                     const char *name, struct httally_error *error)
{
    if (!memory_grow((void **)&analysis->inputs, analysis->input_count,
                     &analysis->input_capacity, 8, INPUT_COUNT_MAX, sizeof *analysis->inputs) ||
        !memory_grow((void **)&analysis->summaries, analysis->input_count,
                     &analysis->summary_capacity, 8, INPUT_COUNT_MAX,
                     sizeof *analysis->summaries))
        return memory_error(error);
    size_t length = strlen(name) + 1;
    input.name = memory_allocate(length, 1);
    if (!input.name)
        return memory_error(error);
    memcpy(input.name, name, length);
    analysis->summaries[analysis->input_count] = (struct httally_input){.name = input.name};
    analysis->inputs[analysis->input_count++] = input;
    return HTTALLY_OK;
}

enum httally_result httally_analysis_add_file(struct httally_analysis *analysis, const char *path,
                                              struct httally_error *error)
{
    return add_input(analysis, (struct input){.kind = INPUT_FILE}, path, error);
}

enum httally_result httally_analysis_add_descriptor(struct httally_analysis *analysis,
                                                    int descriptor, const char *name,
                                                    struct httally_error *error)
{
    struct input input = {.kind = INPUT_DESCRIPTOR, .descriptor = descriptor};
    return add_input(analysis, input, name, error);
}

enum httally_result httally_analysis_add_memory(struct httally_analysis *analysis,
                                                struct httally_slice bytes, const char *name,
                                                struct httally_error *error)
{
    struct input input = {.kind = INPUT_MEMORY, .bytes = bytes};
    return add_input(analysis, input, name, error);
}

static enum httally_result open_input(const struct input *input, struct httally_source **source,
                                      struct httally_error *error)
{
    switch (input->kind) {
    case INPUT_FILE:
        return httally_source_open_file(input->name, source, error);
    case INPUT_DESCRIPTOR:
        return httally_source_open_descriptor(input->descriptor, input->name, source, error);
    default:
        return httally_source_open_memory(input->bytes, input->name, source, error);
    }
}

/* Drop the records that the filter does not let through, keeping the order of the others. */
static size_t apply_filter(struct httally_analysis *analysis, struct httally_record *records,
                           size_t count)
{
    struct httally_filter *filter = analysis->options.filter;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!httally_filter_matches(filter, &records[i]))
            continue;
        if (kept != i)
            records[kept] = records[i];
        kept++;
    }
    analysis->filtered += count - kept;
    return kept;
}

/* Without memory there is no example: it is for show only. */
static void keep_example(struct input *input, struct httally_slice line)
{
    input->example = memory_allocate(line.length, 1);
    if (!input->example)
        return;
    memcpy(input->example, line.data, line.length);
    input->example_length = line.length;
}

static enum httally_result count_lines(struct httally_analysis *analysis,
                                       const struct line_block *block,
                                       struct httally_error *error)
{
    enum httally_result result =
        parser_begin(analysis->parser, block->data, block->length, error);
    if (result != HTTALLY_OK)
        return result;
    struct httally_filter *filter = analysis->options.filter;
    bool is_filtered = filter && !httally_filter_is_empty(filter);
    struct httally_origin origin = {(uint32_t)analysis->current, block->offset_bytes, block->data};
    struct httally_record records[PARSER_BATCH_RECORDS];
    size_t count;
    struct input *input = &analysis->inputs[analysis->current];
    while ((count = parser_next_batch(analysis->parser, records)) > 0) {
        if (!input->example)
            keep_example(input, records[0].line);
        if (is_filtered)
            count = apply_filter(analysis, records, count);
        httally_tally_add(analysis->tally, records, count, &origin);
    }
    return HTTALLY_OK;
}

static void detect_shape(struct httally_analysis *analysis)
{
    if (analysis->head.length > 0)
        analysis->inputs[analysis->current].detection =
            httally_format_detect(analysis->options.format, buffer_slice(&analysis->head));
    buffer_reset(&analysis->head);
}

/* How much of 'text' is whole lines of at most 'limit' bytes together. */
static size_t whole_lines_length(struct httally_slice text, size_t limit)
{
    if (text.length <= limit)
        return text.length;
    size_t length = limit;
    while (length > 0 && text.data[length - 1] != '\n')
        length--;
    return length;
}

/*
 * Detect from so many bytes at once, however they are delivered: a pipe may give a single line
 * first.  Lines of which none is a request tell nothing; then the next ones are looked at.
 */
static void look_at_lines(struct httally_analysis *analysis, struct httally_slice text)
{
    const struct httally_detection *detection = &analysis->inputs[analysis->current].detection;
    while (text.length > 0 && detection->parsed == 0) {
        size_t length = whole_lines_length(text, HEAD_BYTES - analysis->head.length);
        if (length == 0 && analysis->head.length == 0)
            length = text.length;
        buffer_append(&analysis->head, text.data, length);
        text = httally_slice_of(text.data + length, text.length - length);
        if (text.length > 0 || analysis->head.length >= HEAD_BYTES)
            detect_shape(analysis);
    }
}

static enum httally_result count_block(struct httally_analysis *analysis,
                                       const struct line_block *block,
                                       struct httally_error *error)
{
    struct httally_slice text = {block->data, block->length};
    switch (block->kind) {
    case LINE_BLOCK_LINES:
        look_at_lines(analysis, text);
        return count_lines(analysis, block, error);
    case LINE_BLOCK_TOO_LONG:
        parser_count_partial(analysis->parser, HTTALLY_LINE_TOO_LONG, HTTALLY_UNPARSED_NONE, text);
        return HTTALLY_OK;
    default:
        parser_count_partial(analysis->parser, HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_CUT, text);
        return HTTALLY_OK;
    }
}

static void note_error(struct input *input, const struct httally_error *error)
{
    snprintf(input->error, sizeof input->error, "%s", error->message);
}

/* Read the whole of an open source.  Only running out of memory is a failure. */
static enum httally_result read_source(struct httally_analysis *analysis, struct input *input,
                                       struct httally_source *source, struct httally_error *error)
{
    struct line_reader *reader;
    struct httally_error damage;
    enum httally_result result = line_reader_create(source, 0, &reader, error);
    if (result != HTTALLY_OK)
        return result;
    struct line_block block;
    while ((result = line_reader_next(reader, &block, &damage)) == HTTALLY_OK) {
        input->is_readable = true;
        result = count_block(analysis, &block, error);
        if (result != HTTALLY_OK)
            goto out;
    }
    if (result == HTTALLY_END)
        input->is_readable = true;
    else
        note_error(input, &damage);
    if (input->detection.parsed == 0)
        detect_shape(analysis);
    result = HTTALLY_OK;
    analysis->summaries[analysis->current].bytes = line_reader_input_bytes(reader);
out:
    line_reader_destroy(reader);
    return result;
}

/* Hand the parser's counts of one input over to the tally. */
static void add_counts(struct httally_analysis *analysis)
{
    const struct line_counts *counts = parser_counts(analysis->parser);
    struct httally_lines lines = {
        .read = counts->read,
        .requests = counts->requests - analysis->filtered,
        .filtered = analysis->filtered,
        .unparsed = counts->unparsed,
        .too_long = counts->too_long,
        .blank = counts->blank,
        .directives = counts->directives,
    };
    httally_tally_add_lines(analysis->tally, &lines);
    analysis->summaries[analysis->current].lines = counts->read;
    analysis->filtered = 0;
    parser_reset(analysis->parser);
}

static enum httally_result read_input(struct httally_analysis *analysis,
                                      struct httally_error *error)
{
    struct input *input = &analysis->inputs[analysis->current];
    struct httally_input *summary = &analysis->summaries[analysis->current];
    struct httally_source *source = NULL;
    struct httally_error refusal;
    summary->compression = "none";
    summary->format = "unknown";
    enum httally_result result = open_input(input, &source, &refusal);
    if (result == HTTALLY_ERROR_MEMORY)
        return memory_error(error);
    if (result != HTTALLY_OK) {
        note_error(input, &refusal);
        summary->error = input->error;
        return HTTALLY_OK;
    }
    result = read_source(analysis, input, source, error);
    add_counts(analysis);
    summary->stored_bytes = httally_source_stored_bytes(source);
    summary->compression = httally_source_compression(source);
    if (input->detection.name)
        summary->format = input->detection.name;
    summary->error = input->error[0] ? input->error : NULL;
    httally_source_close(source);
    return result;
}

enum httally_result httally_analysis_run(struct httally_analysis *analysis,
                                         struct httally_error *error)
{
    for (size_t i = 0; i < analysis->input_count; i++) {
        analysis->current = i;
        enum httally_result result = read_input(analysis, error);
        if (result != HTTALLY_OK)
            return result;
    }
    return HTTALLY_OK;
}

const struct httally_tally *httally_analysis_tally(const struct httally_analysis *analysis)
{
    return analysis->tally;
}

const struct httally_input *httally_analysis_inputs(const struct httally_analysis *analysis,
                                                    size_t *count_out)
{
    *count_out = analysis->input_count;
    return analysis->summaries;
}

size_t httally_analysis_readable_count(const struct httally_analysis *analysis)
{
    size_t count = 0;
    for (size_t i = 0; i < analysis->input_count; i++)
        count += analysis->inputs[i].is_readable;
    return count;
}

const struct httally_detection *
httally_analysis_detection(const struct httally_analysis *analysis, size_t input)
{
    return &analysis->inputs[input].detection;
}

struct httally_slice httally_analysis_example(const struct httally_analysis *analysis,
                                              size_t input)
{
    return httally_slice_of(analysis->inputs[input].example,
                            analysis->inputs[input].example_length);
}

const char *httally_analysis_format_name(const struct httally_analysis *analysis)
{
    const struct httally_detection *best = NULL;
    for (size_t i = 0; i < analysis->input_count; i++) {
        const struct httally_detection *detection = &analysis->inputs[i].detection;
        if (detection->of_name && (!best || detection->of_name > best->of_name))
            best = detection;
    }
    return best ? best->name : "unknown";
}
