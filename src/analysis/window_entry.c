/* SPDX-License-Identifier: MIT */
#include "analysis/window_entry.h"

#include <string.h>

#include "input/piece_source.h"
#include "tally/tally.h"

/* Of a plain file, let the reader begin where the window may. */
static enum httally_result seek(struct worker *worker, struct httally_error *error)
{
    struct input *input = worker->input;
    const struct window_lines lines = {input->formats, input->format_count, worker->trial_state};
    uint64_t size_bytes, start = 0;
    struct line_reader *reader;
    /* What a directive says is needed from the beginning on. */
    if (input->is_sequential || input->kind != INPUT_FILE ||
        !piece_source_is_possible(input->source, &size_bytes))
        return HTTALLY_OK;
    enum httally_result result =
        window_find_start(&worker->window, &lines, input->source, size_bytes, &start, error);
    if (result != HTTALLY_OK || start == 0)
        return result;
    result = piece_source_open(input->source, start - 1, &input->tail, error);
    if (result == HTTALLY_OK)
        result = line_reader_create_piece(input->tail, start, UINT64_MAX, &reader, error);
    if (result != HTTALLY_OK)
        return result;
    line_reader_destroy(input->reader);
    input->reader = reader;
    return HTTALLY_OK;
}

/* The lines before the window. */
struct skipping {
    struct worker *worker;
    bool has_requests;
    /* Some of them are of a time that can be believed. */
    bool has_times;
};

/* Read the line [at, end); is it a request of the window? */
static enum httally_result try_line(struct skipping *skipping, const char *at, const char *end,
                                    bool *is_wanted_out, struct httally_error *error)
{
    struct worker *worker = skipping->worker;
    struct httally_record records[PARSER_BATCH_RECORDS];
    const struct httally_tally_options believed = {.now = worker->window.now};
    enum httally_result result = parser_begin(worker->parser, at, (size_t)(end - at), error);
    size_t count = result == HTTALLY_OK ? parser_next_batch(worker->parser, records) : 0;
    bool is_believed = count > 0 && tally_believes(&believed, records[0].time);
    skipping->has_requests |= count > 0;
    skipping->has_times |= is_believed;
    *is_wanted_out = is_believed && records[0].time >= worker->window.since_sec;
    return result;
}

/* Cut the lines before the first one of the window off a block. */
static enum httally_result skip_lines(struct skipping *skipping, struct line_block *block,
                                      bool *is_found_out, struct httally_error *error)
{
    const char *at = block->data, *block_end = block->data + block->length;
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && at < block_end) {
        const char *end = (const char *)memchr(at, '\n', (size_t)(block_end - at)) + 1;
        result = try_line(skipping, at, end, is_found_out, error);
        if (*is_found_out)
            break;
        at = end;
    }
    block->length -= (size_t)(at - block->data);
    block->offset_bytes += (uint64_t)(at - block->data);
    block->data = at;
    return result;
}

enum httally_result window_enter(struct worker *worker, struct httally_error *error)
{
    struct skipping skipping = {.worker = worker};
    struct line_block block = {0};
    bool is_found = false;
    enum httally_result result = seek(worker, error);
    worker->input->is_window = true;
    worker->is_skipping = true;
    while (result == HTTALLY_OK && !is_found) {
        result = worker_next_block(worker, &block, error);
        if (result == HTTALLY_OK && block.kind == LINE_BLOCK_LINES)
            result = skip_lines(&skipping, &block, &is_found, error);
    }
    worker->is_skipping = false;
    worker->first_block = block;
    worker->has_first_block = is_found;
    worker->part = 0;
    worker->input->next_part = is_found;
    parser_reset(worker->parser);
    if (result != HTTALLY_OK && result != HTTALLY_END)
        return result;
    if (skipping.has_requests && !skipping.has_times && !is_found)
        return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                 "its lines tell no time that can be believed");
    return HTTALLY_OK;
}
