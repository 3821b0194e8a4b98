/* SPDX-License-Identifier: MIT */
/*
 * work_queue.h - who reads what.
 *
 * Whole inputs go to single workers while there are enough of them: who opens a stream goes on
 * reading it, so that no more inputs are open than there are workers.  A large plain file is cut
 * into pieces, each read by one worker.  When nothing is left to open, workers join others'
 * streams. Of a stream (compressed, a pipe) only one worker at a time can have the next block read
 * and decoded; it parses that block while another worker has the one after it decoded.  So the work
 * between decoding and parsing balances itself, and a block is parsed in the cache of the processor
 * that decoded it.
 */
#ifndef WORK_QUEUE_H
#define WORK_QUEUE_H

#include <stdatomic.h>

#include "analysis/inputs.h"

enum work_kind {
    WORK_NONE,
    /* Open 'input' and say so: work_queue_opened().  If it is a stream then, go on as with
     * WORK_STREAM. */
    WORK_OPEN,
    /* Take blocks of 'input' until it ends: work_queue_left_stream(). */
    WORK_STREAM,
    /* Read the lines that begin in [start, end): work_queue_finished_piece(). */
    WORK_PIECE,
};

struct work {
    enum work_kind kind;
    struct input *input;
    uint64_t start;
    uint64_t end;
    /* Number of the piece in its file. */
    uint64_t part;
};

struct work_queue {
    struct inputs *inputs;
    size_t worker_count;
    uint64_t piece_bytes;
    pthread_mutex_t lock;
    /* Something changed that a waiting worker may want to know. */
    pthread_cond_t changed;
    size_t next_unopened;
    /* Inputs before that one are finished. */
    size_t first_unfinished;
    /* Memory is out: nobody takes work any more. */
    bool is_aborted;
    /* Bytes of the inputs, as stored, that were taken so far. */
    _Atomic uint64_t taken_bytes;
};

/* 'piece_bytes' of 0 chooses. */
void work_queue_init(struct work_queue *queue, struct inputs *inputs, size_t worker_count,
                     uint64_t piece_bytes);
void work_queue_finish(struct work_queue *queue);

/* The next work for a worker; waits while others open inputs that may bring some.  WORK_NONE when
 * there will be none. */
struct work work_queue_take(struct work_queue *queue);

/* The input is open (or could not be opened: then its source is NULL).  True when it is a stream
 * that the caller reads now. */
bool work_queue_opened(struct work_queue *queue, struct input *input);

/* The worker reads the stream no more.  When it 'has_ended' nobody needs to join it; otherwise one
 * worker goes on alone. */
void work_queue_left_stream(struct work_queue *queue, struct input *input, bool has_ended);

void work_queue_finished_piece(struct work_queue *queue, struct input *input);

void work_queue_abort(struct work_queue *queue);

#endif
