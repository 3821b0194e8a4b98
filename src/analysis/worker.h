/* SPDX-License-Identifier: MIT */
/* worker.h - one thread's share: blocks of lines in, a tally of its own out. */
#ifndef WORKER_H
#define WORKER_H

#include "analysis/day_counter.h"
#include "analysis/window.h"
#include "analysis/work_queue.h"
#include "format/parser.h"

struct worker {
    struct work_queue *queue;
    const struct httally_format *format;
    /* Private to the worker; NULL when every record counts. */
    struct httally_filter *filter;
    /* Likewise; NULL when records stay as they are. */
    struct httally_rewriter *rewriter;
    struct httally_tally *tally;
    /* NULL unless lines are counted by day: then the tally has the counts of lines only. */
    struct day_counter *counter;
    const struct detector *detector;
    struct parser *parser;
    /* To try lines with before they are read. */
    struct httally_format_state *trial_state;
    struct window window;
    /* Lines are read to find the first one that counts. */
    bool is_skipping;
    httally_progress_function on_progress;
    void *progress_context;
    struct line_buffer buffer;
    /* The input being read, its number, and the part of it that is counted alone: a block of a
     * stream, or a piece. */
    struct input *input;
    uint32_t input_number;
    uint64_t part;
    uint64_t filtered;
    /* Of a stream that was opened: its first block, by which the format was told, is in the
     * buffer. */
    struct line_block first_block;
    bool has_first_block;
    /* Of httally_analysis_run(), when it has failed. */
    enum httally_result result;
    struct httally_error error;
};

/* What a worker is given; all stays the caller's. */
struct worker_equipment {
    /* NULL tells the format of each input by its lines. */
    const struct httally_format *format;
    const struct detector *detector;
    /* May be NULL. */
    struct httally_filter *filter;
    struct httally_rewriter *rewriter;
    struct httally_tally *tally;
    /* May be NULL. */
    struct day_counter *counter;
    bool is_brief;
    struct window window;
    /* NULL for all workers but one. */
    httally_progress_function on_progress;
    void *progress_context;
};

enum httally_result worker_init(struct worker *worker, struct work_queue *queue,
                                const struct worker_equipment *equipment,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

/* Work until there is none left.  A failure (memory) is kept in 'result' and stops all workers. */
void worker_run(struct worker *worker);

/* The next block of the stream that the worker reads, HTTALLY_END when it has none left for it.
 * What is wrong with the stream is its input's. */
enum httally_result worker_next_block(struct worker *worker, struct line_block *block,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed worker is fine. */
void worker_finish(struct worker *worker);

#endif
