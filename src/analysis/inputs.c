/* SPDX-License-Identifier: MIT */
#include "analysis/inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { INPUT_COUNT_MAX = 1 << 20, PENDING_COUNT_MAX = 1 << 28 };

enum httally_result inputs_add(struct inputs *inputs, struct input input, const char *name,
                               struct httally_error *error)
{
    if (!memory_grow((void **)&inputs->list, inputs->count, &inputs->capacity, 8, INPUT_COUNT_MAX,
                     sizeof *inputs->list) ||
        !memory_grow((void **)&inputs->summaries, inputs->count, &inputs->summary_capacity, 8,
                     INPUT_COUNT_MAX, sizeof *inputs->summaries))
        return memory_error(error);
    input.name = strdup(name);
    if (!input.name)
        return memory_error(error);
    input.compression = "none";
    inputs->summaries[inputs->count] = (struct httally_input){.name = input.name};
    inputs->list[inputs->count++] = input;
    return HTTALLY_OK;
}

enum httally_result input_open(struct input *input, struct httally_error *error)
{
    switch (input->kind) {
    case INPUT_FILE:
        return httally_source_open_file(input->name, &input->source, error);
    case INPUT_DESCRIPTOR:
        return httally_source_open_descriptor(input->descriptor, input->name, &input->source,
                                              error);
    case INPUT_SPAN:
        input->source = input->span.lines;
        return HTTALLY_OK;
    default:
        return httally_source_open_memory(input->bytes, input->name, &input->source, error);
    }
}

void input_close(struct input *input)
{
    if (input->source)
        input->compression = httally_source_compression(input->source);
    /* Of pieces, those who read them say how far they came. */
    if (input->source && input->reader && !input->is_in_pieces) {
        input->stored_bytes =
            httally_source_stored_bytes(input->tail ? input->tail : input->source);
        input->decoded_bytes = line_reader_input_bytes(input->reader);
    }
    line_reader_destroy(input->reader);
    httally_source_close(input->tail);
    if (input->kind != INPUT_SPAN)
        httally_source_close(input->source);
    input->reader = NULL;
    input->tail = NULL;
    input->source = NULL;
}

void input_note_error(struct input *input, const struct httally_error *error, uint64_t offset_bytes)
{
    if (input->error[0] && input->error_offset_bytes <= offset_bytes)
        return;
    input->error_offset_bytes = offset_bytes;
    snprintf(input->error, sizeof input->error, "%s", error->message);
}

/* The part follows on those counted before. */
static void fold_part(struct input *input, const struct pending_part *part)
{
    if (part->has_unparsed && input->base_count < PART_BASES_MAX)
        input->bases[input->base_count++] = (struct part_base){part->part, input->lines};
    input->lines += part->lines;
    input->counted_parts++;
}

/* Fold the part that is next, if it is there. */
static bool fold_pending(struct input *input)
{
    for (size_t i = 0; i < input->pending_count; i++) {
        struct pending_part part = input->pending[i];
        if (part.part != input->counted_parts)
            continue;
        input->pending[i] = input->pending[--input->pending_count];
        fold_part(input, &part);
        return true;
    }
    return false;
}

enum httally_result input_finish_part(struct input *input, const struct pending_part *part,
                                      struct httally_error *error)
{
    if (part->part == input->counted_parts) {
        fold_part(input, part);
        while (fold_pending(input))
            continue;
        return HTTALLY_OK;
    }
    if (!memory_grow((void **)&input->pending, input->pending_count, &input->pending_capacity, 16,
                     PENDING_COUNT_MAX, sizeof *input->pending))
        return memory_error(error);
    input->pending[input->pending_count++] = *part;
    return HTTALLY_OK;
}

uint64_t input_lines_before(const struct input *input, uint64_t part)
{
    for (size_t i = 0; i < input->base_count; i++) {
        if (input->bases[i].part == part)
            return input->bases[i].lines_before;
    }
    return 0;
}

void input_settle_formats(struct input *input)
{
    for (size_t i = 0; i < input->format_count; i++) {
        if (input->formats[i]->is_sequential)
            input->is_sequential = true;
    }
}

/* The line, and the directives and blank lines right before it in its block. */
static struct httally_slice with_directives(struct httally_slice line, const char *block)
{
    enum { DIRECTIVE_BYTES_MAX = 8 << 10 };
    const char *start = line.data;
    while (start > block && start[-1] == '\n' && line.data - start < DIRECTIVE_BYTES_MAX) {
        const char *before = start - 1;
        while (before > block && before[-1] != '\n')
            before--;
        if (*before != '#' && *before != '\r' && *before != '\n')
            break;
        start = before;
    }
    return httally_slice_of(start, line.length + (size_t)(line.data - start));
}

void input_keep_example(struct input *input, struct httally_slice line,
                        const struct line_block *block)
{
    uint64_t offset_bytes = block->offset_bytes + (uint64_t)(line.data - block->data);
    line = with_directives(line, block->data);
    pthread_mutex_lock(&input->counts_lock);
    if (!input->example || offset_bytes < input->example_offset_bytes) {
        char *example = memory_allocate(line.length, 1);
        if (example) {
            memcpy(example, line.data, line.length);
            free(input->example);
            input->example = example;
            input->example_length = line.length;
            input->example_offset_bytes = offset_bytes;
        }
    }
    pthread_mutex_unlock(&input->counts_lock);
}

enum httally_shape inputs_commonest_shape(const uint64_t shapes[HTTALLY_SHAPE_COUNT])
{
    int best = 0;
    for (int i = 1; i < HTTALLY_SHAPE_COUNT; i++) {
        if (shapes[i] > shapes[best])
            best = i;
    }
    return shapes[best] ? (enum httally_shape)best : HTTALLY_SHAPE_COUNT;
}

const char *input_shape_name(const struct input *input)
{
    return httally_shape_name(inputs_commonest_shape(input->shapes));
}

const char *input_format_name(const struct input *input)
{
    size_t best = 0;
    for (size_t i = 1; i < input->format_count; i++) {
        if (input->by_format[i] > input->by_format[best])
            best = i;
    }
    if (input->by_format[best] == 0)
        return "unknown";
    const struct httally_format *format = input->formats[best];
    return format_is_family(format) ? input_shape_name(input) : httally_format_name(format);
}

enum httally_result inputs_add_vendors(struct buffer *vendors, const char *list)
{
    if (!list || (vendors->length && strstr(vendors->data, list)))
        return HTTALLY_OK;
    if (vendors->length)
        vendors->data[vendors->length - 1] = ',';
    buffer_append(vendors, list, strlen(list) + 1);
    return buffer_status(vendors, NULL);
}

void inputs_summarize(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const struct input *input = &inputs->list[i];
        inputs->summaries[i] = (struct httally_input){
            .name = input->name,
            .bytes = input->decoded_bytes,
            .stored_bytes = input->stored_bytes,
            .lines = input->lines,
            .compression = input->compression,
            .format = input_format_name(input),
            .error = input->error[0] ? input->error : NULL,
        };
    }
}

void inputs_finish(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        input_close(&inputs->list[i]);
        free(inputs->list[i].pending);
        free(inputs->list[i].example);
        buffer_finish(&inputs->list[i].refused_lines);
        free(inputs->list[i].name);
    }
    free(inputs->list);
    free(inputs->summaries);
    *inputs = (struct inputs){0};
}
