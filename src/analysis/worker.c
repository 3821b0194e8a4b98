/* SPDX-License-Identifier: MIT */
#include "analysis/worker.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/following.h"
#include "analysis/sampling.h"
#include "analysis/window_entry.h"
#include "base/memory.h"
#include "input/piece_source.h"

/* An unparsed line is given its place within its part of the input; its number is known once all
 * parts are counted. */
static void keep_odd_line(void *context, const struct odd_line *line)
{
    struct worker *worker = context;
    if (worker->is_skipping)
        return;
    if (line->kind == HTTALLY_LINE_UNPARSED && worker->counter)
        day_counter_add_unparsed(worker->counter, line);
    else if (line->kind == HTTALLY_LINE_UNPARSED)
        httally_tally_add_unparsed(worker->tally, worker->input_number, worker->part, line->index,
                                   (int)line->reason, line->text);
}

enum httally_result worker_init(struct worker *worker, struct work_queue *queue,
                                const struct worker_equipment *equipment,
                                struct httally_error *error)
{
    struct httally_filter *filter = equipment->filter;
    *worker = (struct worker){
        .queue = queue,
        .format = equipment->format,
        .detector = equipment->detector,
        .filter = filter && !httally_filter_is_empty(filter) ? filter : NULL,
        .rewriter = equipment->rewriter,
        .tally = equipment->tally,
        .counter = equipment->counter,
        .window = equipment->window,
        .on_progress = equipment->on_progress,
        .progress_context = equipment->progress_context,
    };
    /* A filter may ask for any field. */
    bool is_brief = equipment->is_brief && !worker->filter;
    enum httally_result result =
        parser_create(equipment->format, is_brief, keep_odd_line, worker, &worker->parser, error);
    if (result == HTTALLY_OK)
        result = httally_format_state_create(&worker->trial_state, error);
    if (result == HTTALLY_OK)
        result = line_buffer_init(&worker->buffer, 0, error);
    return result;
}

void worker_finish(struct worker *worker)
{
    parser_destroy(worker->parser);
    httally_format_state_destroy(worker->trial_state);
    line_buffer_finish(&worker->buffer);
    *worker = (struct worker){0};
}

/* Drop the records that the filter does not let through, keeping the order of the others. */
static size_t apply_filter(struct worker *worker, struct httally_record *records, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!httally_filter_matches(worker->filter, &records[i]))
            continue;
        if (kept != i)
            records[kept] = records[i];
        kept++;
    }
    worker->filtered += count - kept;
    return kept;
}

static enum httally_result count_lines(struct worker *worker, const struct line_block *block,
                                       struct httally_error *error)
{
    enum httally_result result = parser_begin(worker->parser, block->data, block->length, error);
    if (result != HTTALLY_OK)
        return result;
    struct httally_origin origin = {worker->input_number, block->offset_bytes, block->data};
    struct httally_record records[PARSER_BATCH_RECORDS];
    size_t count;
    bool is_first = true;
    while ((count = parser_next_batch(worker->parser, records)) > 0) {
        if (is_first)
            input_keep_example(worker->input, records[0].line, block);
        is_first = false;
        if (worker->filter)
            count = apply_filter(worker, records, count);
        if (worker->rewriter)
            result = httally_rewriter_apply(worker->rewriter, records, count, error);
        if (result == HTTALLY_OK && worker->counter)
            result = day_counter_add(worker->counter, records, count, &origin,
                                     parser_counts(worker->parser), error);
        else if (result == HTTALLY_OK)
            httally_tally_add(worker->tally, records, count, &origin);
        if (result != HTTALLY_OK)
            return result;
    }
    if (worker->counter)
        result = day_counter_add_rest(worker->counter, parser_counts(worker->parser), error);
    return result;
}

/* Count a line of which there is only a part. */
static enum httally_result count_partial(struct worker *worker, enum httally_line_kind kind,
                                         enum httally_unparsed_reason reason,
                                         struct httally_slice text, struct httally_error *error)
{
    parser_count_partial(worker->parser, kind, reason, text);
    if (!worker->counter)
        return HTTALLY_OK;
    return day_counter_add_rest(worker->counter, parser_counts(worker->parser), error);
}

static enum httally_result count_block(struct worker *worker, const struct line_block *block,
                                       struct httally_error *error)
{
    struct httally_slice text = {block->data, block->length};
    switch (block->kind) {
    case LINE_BLOCK_LINES:
        return count_lines(worker, block, error);
    case LINE_BLOCK_TOO_LONG:
        return count_partial(worker, HTTALLY_LINE_TOO_LONG, HTTALLY_UNPARSED_NONE, text, error);
    default:
        return count_partial(worker, HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_CUT, text, error);
    }
}

/* Hand the parser's counts of one part of an input over. */
static enum httally_result finish_part(struct worker *worker, struct httally_error *error)
{
    const struct line_counts *counts = parser_counts(worker->parser);
    struct httally_lines lines = {
        .read = counts->read,
        .requests = counts->requests - worker->filtered,
        .filtered = worker->filtered,
        .unparsed = counts->unparsed,
        .too_long = counts->too_long,
        .blank = counts->blank,
        .directives = counts->directives,
    };
    httally_tally_add_lines(worker->tally, &lines);
    pthread_mutex_lock(&worker->input->counts_lock);
    const struct pending_part part = {worker->part, counts->read, counts->unparsed > 0};
    enum httally_result result = input_finish_part(worker->input, &part, error);
    for (int i = 0; i < HTTALLY_SHAPE_COUNT; i++)
        worker->input->shapes[i] += counts->shapes[i];
    for (size_t i = 0; i < PARSER_FORMATS_MAX; i++)
        worker->input->by_format[i] += counts->by_format[i];
    if (worker->counter && worker->counter->has_day &&
        worker->part >= worker->input->last_day_part) {
        worker->input->last_day = worker->counter->last_day;
        worker->input->last_day_part = worker->part;
    }
    pthread_mutex_unlock(&worker->input->counts_lock);
    worker->filtered = 0;
    parser_reset(worker->parser);
    return result;
}

static void tell_progress(struct worker *worker, uint64_t bytes)
{
    uint64_t taken = atomic_fetch_add(&worker->queue->taken_bytes, bytes) + bytes;
    if (worker->on_progress)
        worker->on_progress(worker->progress_context, taken);
}

/* Have formats added that the block wants, and take over those that others have had added. */
static enum httally_result follow(struct worker *worker, const struct line_block *block,
                                  struct httally_error *error)
{
    struct input *input = worker->input;
    enum httally_result result = HTTALLY_OK;
    if (!input->is_followed)
        return HTTALLY_OK;
    bool was_sequential = input->is_sequential;
    result = follow_block(input, worker->detector, worker->trial_state, block, error);
    if (input->is_sequential && !was_sequential)
        input->reader_alone = worker;
    parser_add_formats(worker->parser, input->formats, input->format_count);
    return result;
}

/*
 * Have the next block of the worker's stream read, unless another worker has met its end.  Memory
 * that runs out is the run's failure, anything else the input's.
 */
static enum httally_result take_block(struct worker *worker, struct line_block *block,
                                      struct httally_error *error)
{
    struct input *input = worker->input;
    struct httally_error damage;
    if (input->has_ended || (input->reader_alone && input->reader_alone != worker))
        return HTTALLY_END;
    enum httally_result ending =
        input->next_part == 0 || input->is_followed
            ? line_reader_next_full(input->reader, &worker->buffer, block, &damage)
            : line_reader_next(input->reader, &worker->buffer, block, &damage);
    input->is_readable |= ending == HTTALLY_OK || ending == HTTALLY_END;
    worker->part = input->next_part++;
    if (ending == HTTALLY_OK)
        return follow(worker, block, error);
    input->has_ended = true;
    input_close(input);
    if (ending == HTTALLY_ERROR_MEMORY)
        return memory_error(error);
    if (ending != HTTALLY_END)
        input_note_error(input, &damage, 0);
    return HTTALLY_END;
}

/* Bytes of the stream taken since it was asked last. */
static uint64_t untold_bytes(struct input *input)
{
    uint64_t stored = input->source ? httally_source_stored_bytes(input->source) : 0;
    uint64_t untold = stored > input->told_bytes ? stored - input->told_bytes : 0;
    input->told_bytes += untold;
    return untold;
}

enum httally_result worker_next_block(struct worker *worker, struct line_block *block,
                                      struct httally_error *error)
{
    struct input *input = worker->input;
    if (worker->has_first_block) {
        worker->has_first_block = false;
        *block = worker->first_block;
        return HTTALLY_OK;
    }
    pthread_mutex_lock(&input->lock);
    enum httally_result result = take_block(worker, block, error);
    uint64_t untold = untold_bytes(input);
    pthread_mutex_unlock(&input->lock);
    if (result == HTTALLY_OK)
        tell_progress(worker, untold);
    return result;
}

/*
 * Count the blocks of a stream that no other worker has taken.  What is left of the last line of a
 * block goes to whoever reads the next one, within the reader.
 */
static enum httally_result read_stream(struct worker *worker, struct httally_error *error)
{
    struct input *input = worker->input;
    enum httally_result result;
    do {
        struct line_block block;
        result = worker_next_block(worker, &block, error);
        if (result != HTTALLY_OK)
            break;
        if (worker->counter)
            day_counter_begin(worker->counter, worker->input_number, worker->part,
                              input->span.last_day);
        result = count_block(worker, &block, error);
        if (result == HTTALLY_OK)
            result = finish_part(worker, error);
    } while (result == HTTALLY_OK);
    pthread_mutex_lock(&input->lock);
    bool has_ended = input->has_ended || result != HTTALLY_END;
    pthread_mutex_unlock(&input->lock);
    work_queue_left_stream(worker->queue, input, has_ended);
    return result == HTTALLY_END ? HTTALLY_OK : result;
}

/* Remember how far a piece has come, and what is wrong with it. */
static void note_piece(struct worker *worker, enum httally_result ending,
                       const struct httally_error *damage, uint64_t start, uint64_t reached)
{
    struct input *input = worker->input;
    pthread_mutex_lock(&input->lock);
    input->is_readable |= ending == HTTALLY_OK || ending == HTTALLY_END;
    if (ending > HTTALLY_END)
        input_note_error(input, damage, start);
    if (reached > input->decoded_bytes)
        input->decoded_bytes = input->stored_bytes = reached;
    pthread_mutex_unlock(&input->lock);
}

/* Count the lines that begin in a piece of a plain file. */
static enum httally_result read_piece(struct worker *worker, const struct work *work,
                                      struct httally_error *error)
{
    struct httally_source *source = NULL;
    struct line_reader *reader = NULL;
    struct line_block block;
    struct httally_error damage;
    uint64_t from = work->start > 0 ? work->start - 1 : 0;
    worker->part = work->part;
    enum httally_result result = piece_source_open(work->input->source, from, &source, error);
    if (result == HTTALLY_OK)
        result = line_reader_create_piece(source, work->start, work->end, &reader, error);
    while (result == HTTALLY_OK) {
        enum httally_result ending = line_reader_next(reader, &worker->buffer, &block, &damage);
        if (ending == HTTALLY_ERROR_MEMORY) {
            result = memory_error(error);
            break;
        }
        note_piece(worker, ending, &damage, work->start, from + line_reader_input_bytes(reader));
        if (ending != HTTALLY_OK)
            break;
        tell_progress(worker, block.length);
        result = count_block(worker, &block, error);
    }
    if (result == HTTALLY_OK)
        result = finish_part(worker, error);
    line_reader_destroy(reader);
    httally_source_close(source);
    return result;
}

/* Read the first block of a stream: its lines are the sample. */
static enum httally_result sample_stream(struct worker *worker, struct line_sample *sample,
                                         struct httally_error *error)
{
    enum httally_result result = worker_next_block(worker, &worker->first_block, error);
    if (result != HTTALLY_OK)
        return result == HTTALLY_END ? HTTALLY_OK : result;
    worker->has_first_block = true;
    const struct line_block *block = &worker->first_block;
    if (block->kind == LINE_BLOCK_LINES)
        line_sample_add(sample, httally_slice_of(block->data, block->length), DETECTION_LINES_MAX);
    return HTTALLY_OK;
}

/* Settle in which formats the lines of the worker's input are read, before any of them is. */
static enum httally_result choose_formats(struct worker *worker, struct httally_error *error)
{
    struct input *input = worker->input;
    struct line_sample sample = {0};
    uint64_t size_bytes;
    enum httally_result result = HTTALLY_OK;
    if (worker->format) {
        input->formats[0] = worker->format;
        input->format_count = 1;
        input_settle_formats(input);
        return HTTALLY_OK;
    }
    if (input->kind == INPUT_SPAN)
        line_sample_add(&sample, input->span.head, DETECTION_LINES_MAX / 2);
    bool is_file = piece_source_is_possible(input->source, &size_bytes);
    if (is_file)
        result = line_sample_add_file(&sample, input->source, size_bytes, &worker->buffer, error);
    else
        result = sample_stream(worker, &sample, error);
    if (result == HTTALLY_OK)
        result = line_sample_detect(&sample, worker->detector, input, error);
    input_settle_formats(input);
    /* Whether it is read in pieces may depend on the number of workers; this does not. */
    input->is_followed = !is_file || size_bytes <= worker->queue->piece_bytes;
    /* Before others may join and take the block behind it. */
    if (result == HTTALLY_OK && worker->has_first_block)
        result =
            follow_block(input, worker->detector, worker->trial_state, &worker->first_block, error);
    if (result == HTTALLY_OK && !input->is_followed && line_sample_may_have_columns(&sample))
        result = follow_file(input, worker->detector, &worker->buffer, error);
    line_sample_finish(&sample);
    return result;
}

/* Let the formats learn from lines that were counted before. */
static enum httally_result read_before(struct worker *worker, struct httally_error *error)
{
    struct line_buffer buffer = {0};
    struct line_reader *reader = NULL;
    struct line_block block;
    struct httally_record records[PARSER_BATCH_RECORDS];
    struct day_counter *counter = worker->counter;
    enum httally_result result = line_buffer_init(&buffer, 0, error);
    if (result == HTTALLY_OK)
        result = line_reader_create(worker->input->span.before, &reader, error);
    worker->counter = NULL;
    while (result == HTTALLY_OK &&
           (result = line_reader_next(reader, &buffer, &block, error)) == HTTALLY_OK) {
        if (block.kind == LINE_BLOCK_LINES)
            result = parser_begin(worker->parser, block.data, block.length, error);
        while (result == HTTALLY_OK && parser_next_batch(worker->parser, records) > 0)
            continue;
    }
    worker->counter = counter;
    parser_reset(worker->parser);
    line_reader_destroy(reader);
    line_buffer_finish(&buffer);
    return result == HTTALLY_END ? HTTALLY_OK : result;
}

static void refuse_input(struct worker *worker, const struct httally_error *refusal)
{
    input_note_error(worker->input, refusal, 0);
    input_close(worker->input);
    worker->input->has_ended = true;
    worker->has_first_block = false;
}

/* Let parser and filter be of the worker's input: of its formats, and of those who write them. */
static enum httally_result begin_input(struct worker *worker, struct httally_error *error)
{
    struct input *input = worker->input;
    struct buffer vendors = {.data = NULL};
    enum httally_result result = HTTALLY_OK;
    pthread_mutex_lock(&input->lock);
    parser_begin_input(worker->parser, input->formats, input->format_count);
    for (size_t i = 0; worker->filter && result == HTTALLY_OK && i < input->format_count; i++)
        result = inputs_add_vendors(&vendors, input->formats[i]->vendors);
    pthread_mutex_unlock(&input->lock);
    if (result != HTTALLY_OK)
        result = memory_error(error);
    else if (worker->filter)
        result = httally_filter_settle(worker->filter, vendors.data, error);
    buffer_finish(&vendors);
    return result;
}

/* Where the window holds no request, it may hold lines that are none. */
static enum httally_result enter_window(struct worker *worker, struct httally_error *error)
{
    enum httally_result result = window_enter(worker, error);
    if (result == HTTALLY_OK && !worker->has_first_block)
        result = finish_part(worker, error);
    return result;
}

static enum httally_result open_input(struct worker *worker, struct httally_error *error)
{
    struct input *input = worker->input;
    struct httally_error refusal;
    enum httally_result result = input_open(input, &refusal);
    if (result == HTTALLY_OK)
        result = line_reader_create(input->source, &input->reader, &refusal);
    if (result == HTTALLY_OK)
        result = choose_formats(worker, &refusal);
    if (result == HTTALLY_OK)
        result = begin_input(worker, &refusal);
    if (result == HTTALLY_OK && worker->window.since_sec != INT64_MIN)
        result = enter_window(worker, &refusal);
    if (result != HTTALLY_OK)
        refuse_input(worker, &refusal);
    bool is_stream = work_queue_opened(worker->queue, input);
    if (result == HTTALLY_ERROR_MEMORY)
        return memory_error(error);
    if (!is_stream)
        return HTTALLY_OK;
    if (input->span.before && input->is_sequential)
        result = read_before(worker, error);
    return result == HTTALLY_OK ? read_stream(worker, error) : result;
}

static enum httally_result do_work(struct worker *worker, const struct work *work,
                                   struct httally_error *error)
{
    worker->input = work->input;
    worker->input_number = (uint32_t)(work->input - worker->queue->inputs->list);
    enum httally_result result;
    if (work->kind != WORK_OPEN) {
        result = begin_input(worker, error);
        if (result != HTTALLY_OK)
            return result;
    }
    switch (work->kind) {
    case WORK_OPEN:
        return open_input(worker, error);
    case WORK_STREAM:
        return read_stream(worker, error);
    default:
        result = read_piece(worker, work, error);
        work_queue_finished_piece(worker->queue, work->input);
        return result;
    }
}

void worker_run(struct worker *worker)
{
    struct work work;
    while (worker->result == HTTALLY_OK &&
           (work = work_queue_take(worker->queue)).kind != WORK_NONE)
        worker->result = do_work(worker, &work, &worker->error);
    if (worker->result != HTTALLY_OK)
        work_queue_abort(worker->queue);
}
