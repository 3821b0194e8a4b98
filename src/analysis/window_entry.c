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
    /* What a directive says is needed from the beginning on; an empty stream is closed already. */
    if (!input->source || input->is_sequential || input->kind != INPUT_FILE ||
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
    struct window_lines lines;
    bool has_requests;
    /* Some of them are of a time that can be believed. */
    bool has_times;
};

/* Count a line that is no request, unless another that is too old follows; the formats learn from
 * directives. */
static enum httally_result keep_line(struct worker *worker, struct httally_slice line,
                                     struct httally_error *error)
{
    struct httally_record records[PARSER_BATCH_RECORDS];
    enum httally_result result = parser_begin(worker->parser, line.data, line.length + 1, error);
    while (result == HTTALLY_OK && parser_next_batch(worker->parser, records) > 0)
        continue;
    return result;
}

/* Is the line a request of the window? */
static enum httally_result try_line(struct skipping *skipping, struct httally_slice line,
                                    bool *is_wanted_out, struct httally_error *error)
{
    struct worker *worker = skipping->worker;
    int64_t time;
    enum httally_line_kind kind = window_read_line(&worker->window, &skipping->lines, line, &time);
    *is_wanted_out = false;
    if (kind != HTTALLY_LINE_REQUEST)
        return keep_line(worker, line, error);
    skipping->has_requests = true;
    skipping->has_times |= time != INT64_MIN;
    *is_wanted_out = time >= worker->window.since_sec && time != INT64_MIN;
    if (!*is_wanted_out && parser_counts(worker->parser)->read > 0)
        parser_reset(worker->parser);
    return HTTALLY_OK;
}

/* Cut the lines before the first request of the window off a block. */
static enum httally_result skip_lines(struct skipping *skipping, struct line_block *block,
                                      bool *is_found_out, struct httally_error *error)
{
    const char *at = block->data, *block_end = block->data + block->length;
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && at < block_end) {
        const char *end = memchr(at, '\n', (size_t)(block_end - at));
        result = try_line(skipping, httally_slice_of(at, (size_t)(end - at)), is_found_out, error);
        if (*is_found_out)
            break;
        at = end + 1;
    }
    block->length -= (size_t)(at - block->data);
    block->offset_bytes += (uint64_t)(at - block->data);
    block->data = at;
    return result;
}

static enum httally_result skip_block(struct skipping *skipping, struct line_block *block,
                                      bool *is_found_out, struct httally_error *error)
{
    struct parser *parser = skipping->worker->parser;
    struct httally_slice text = {block->data, block->length};
    *is_found_out = false;
    if (block->kind == LINE_BLOCK_LINES)
        return skip_lines(skipping, block, is_found_out, error);
    if (block->kind == LINE_BLOCK_TOO_LONG)
        parser_count_partial(parser, HTTALLY_LINE_TOO_LONG, HTTALLY_UNPARSED_NONE, text);
    else
        parser_count_partial(parser, HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_CUT, text);
    return HTTALLY_OK;
}

enum httally_result window_enter(struct worker *worker, struct httally_error *error)
{
    struct input *input = worker->input;
    struct skipping skipping = {.worker = worker};
    struct line_block block = {0};
    bool is_found = false;
    httally_format_state_reset(worker->trial_state);
    enum httally_result result = seek(worker, error);
    input->is_window = true;
    worker->is_skipping = true;
    while (result == HTTALLY_OK && !is_found) {
        result = worker_next_block(worker, &block, error);
        skipping.lines =
            (struct window_lines){input->formats, input->format_count, worker->trial_state};
        if (result == HTTALLY_OK)
            result = skip_block(&skipping, &block, &is_found, error);
    }
    worker->is_skipping = false;
    worker->first_block = block;
    worker->has_first_block = is_found;
    worker->part = 0;
    input->next_part = 1;
    if (result != HTTALLY_OK && result != HTTALLY_END)
        return result;
    if (skipping.has_requests && !skipping.has_times)
        return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                 "its lines tell no time that can be believed");
    return HTTALLY_OK;
}
