/* SPDX-License-Identifier: MIT */
/* progress.h - how far reading has come, on a terminal's standard error. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    /* Sum of the inputs' sizes; 0 when one of them has none, as a pipe. */
    uint64_t total_bytes;
    /* Seconds of a clock that only goes forward. */
    double start_sec;
    double drawn_sec;
    bool is_drawn;
};

/* Begin for these inputs; "-" is standard input. */
void progress_init(struct progress *progress, const char *const *names, size_t name_count);

/* A httally_progress_function; 'context' is the progress.  Draws nothing in the first second. */
void progress_tell(void *context, uint64_t stored_bytes);

/* Remove what is drawn. */
void progress_finish(struct progress *progress);

#endif
