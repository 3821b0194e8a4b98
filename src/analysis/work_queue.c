/* SPDX-License-Identifier: MIT */
#include "analysis/work_queue.h"

#include "input/piece_source.h"

/* Small enough that workers end at about the same time, large enough that the start of a piece
 * costs nothing. */
static const uint64_t default_piece_bytes = (uint64_t)8 << 20;

void work_queue_init(struct work_queue *queue, struct inputs *inputs, size_t worker_count,
                     uint64_t piece_bytes)
{
    *queue = (struct work_queue){
        .inputs = inputs,
        .worker_count = worker_count,
        .piece_bytes = piece_bytes ? piece_bytes : default_piece_bytes,
    };
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->changed, NULL);
    for (size_t i = 0; i < inputs->count; i++) {
        pthread_mutex_init(&inputs->list[i].lock, NULL);
        pthread_mutex_init(&inputs->list[i].counts_lock, NULL);
    }
}

void work_queue_finish(struct work_queue *queue)
{
    for (size_t i = 0; i < queue->inputs->count; i++) {
        pthread_mutex_destroy(&queue->inputs->list[i].lock);
        pthread_mutex_destroy(&queue->inputs->list[i].counts_lock);
    }
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->lock);
}

static bool take_piece(struct work_queue *queue, struct input *input, struct work *work_out)
{
    uint64_t start = input->next_piece_offset;
    if (input->state != INPUT_PIECES || start >= input->size_bytes)
        return false;
    uint64_t end = start + queue->piece_bytes;
    /* The last piece takes what was appended since. */
    bool is_last = end >= input->size_bytes;
    input->next_piece_offset = end;
    input->open_pieces++;
    *work_out = (struct work){
        .kind = WORK_PIECE,
        .input = input,
        .start = start,
        .end = is_last ? UINT64_MAX : end,
        .part = start / queue->piece_bytes,
    };
    return true;
}

/* Two inputs of one descriptor (`httally - -`) are read one after the other. */
static bool must_wait(const struct work_queue *queue, size_t number)
{
    const struct input *input = &queue->inputs->list[number];
    for (size_t i = queue->first_unfinished; i < number; i++) {
        const struct input *earlier = &queue->inputs->list[i];
        if (input->kind == INPUT_DESCRIPTOR && earlier->kind == INPUT_DESCRIPTOR &&
            earlier->descriptor == input->descriptor && earlier->state != INPUT_FINISHED)
            return true;
    }
    return false;
}

static bool find_work(struct work_queue *queue, struct work *work_out, bool *is_opening_out)
{
    struct inputs *inputs = queue->inputs;
    struct input *stream = NULL;
    *is_opening_out = false;
    while (queue->first_unfinished < inputs->count &&
           inputs->list[queue->first_unfinished].state == INPUT_FINISHED)
        queue->first_unfinished++;
    for (size_t i = queue->first_unfinished; i < queue->next_unopened; i++) {
        struct input *input = &inputs->list[i];
        if (take_piece(queue, input, work_out))
            return true;
        *is_opening_out |= input->state == INPUT_OPENING;
        bool is_lonelier = !stream || input->reader_count < stream->reader_count;
        if (input->state == INPUT_STREAM && is_lonelier && !input->is_sequential)
            stream = input;
    }
    bool is_waiting =
        queue->next_unopened < inputs->count && must_wait(queue, queue->next_unopened);
    *is_opening_out |= is_waiting;
    if (queue->next_unopened < inputs->count && !is_waiting) {
        struct input *input = &inputs->list[queue->next_unopened++];
        input->state = INPUT_OPENING;
        *work_out = (struct work){.kind = WORK_OPEN, .input = input};
        return true;
    }
    if (!stream)
        return false;
    stream->reader_count++;
    *work_out = (struct work){.kind = WORK_STREAM, .input = stream};
    return true;
}

struct work work_queue_take(struct work_queue *queue)
{
    struct work work = {.kind = WORK_NONE};
    bool is_opening;
    pthread_mutex_lock(&queue->lock);
    while (!queue->is_aborted && !find_work(queue, &work, &is_opening) && is_opening)
        pthread_cond_wait(&queue->changed, &queue->lock);
    pthread_mutex_unlock(&queue->lock);
    return work;
}

static void set_state(struct work_queue *queue, struct input *input, enum input_state state)
{
    input->state = state;
    pthread_cond_broadcast(&queue->changed);
}

bool work_queue_opened(struct work_queue *queue, struct input *input)
{
    uint64_t size_bytes = 0;
    /* Of a descriptor others have, pieces would not move the position. */
    bool has_pieces = input->source && input->kind == INPUT_FILE && queue->worker_count > 1 &&
                      !input->is_sequential && !input->is_window &&
                      piece_source_is_possible(input->source, &size_bytes) &&
                      size_bytes > queue->piece_bytes;
    pthread_mutex_lock(&queue->lock);
    input->size_bytes = size_bytes;
    input->is_in_pieces = has_pieces;
    set_state(queue, input,
              has_pieces      ? INPUT_PIECES
              : input->source ? INPUT_STREAM
                              : INPUT_FINISHED);
    bool is_stream = input->state == INPUT_STREAM;
    input->reader_count += is_stream;
    pthread_mutex_unlock(&queue->lock);
    return is_stream;
}

void work_queue_left_stream(struct work_queue *queue, struct input *input, bool has_ended)
{
    pthread_mutex_lock(&queue->lock);
    input->reader_count--;
    if (input->state == INPUT_STREAM && has_ended)
        set_state(queue, input, INPUT_FINISHED);
    pthread_mutex_unlock(&queue->lock);
}

void work_queue_finished_piece(struct work_queue *queue, struct input *input)
{
    pthread_mutex_lock(&queue->lock);
    input->open_pieces--;
    if (input->open_pieces == 0 && input->next_piece_offset >= input->size_bytes)
        set_state(queue, input, INPUT_FINISHED);
    pthread_mutex_unlock(&queue->lock);
}

void work_queue_abort(struct work_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->is_aborted = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}
