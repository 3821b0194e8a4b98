/* SPDX-License-Identifier: MIT */
/*
 * minute_samples.h - the first line of each minute and status, to show what an incident looked
 * like.
 *
 * When there are too many, minutes are put together (5 min, 15 min, 1 h, ... all of time) and each
 * group keeps its first line in the order of the input: what is kept depends on the lines, not on
 * who read them first.
 */
#ifndef MINUTE_SAMPLES_H
#define MINUTE_SAMPLES_H

#include "httally/status.h"
#include "tally/samples.h"

enum { MINUTE_SAMPLE_BYTES = 240 };

struct minute_sample {
    /* Start of the group of minutes it is of, and its own time. */
    int64_t start;
    int64_t time;
    /* As in struct sample. */
    uint64_t place;
    uint32_t input;
    httally_status status;
    uint16_t length;
    char text[MINUTE_SAMPLE_BYTES];
};

struct minute_samples {
    /* In the order of their coming; found through a hash table of place + 1. */
    struct minute_sample *list;
    size_t count;
    size_t capacity;
    size_t limit;
    uint32_t *slots;
    size_t slot_count;
    /* How far minutes are put together: minute_samples_interval(). */
    unsigned level;
};

/* The limit is never below one line for each of the statuses that incidents are about. */
void minute_samples_init(struct minute_samples *samples, size_t limit_bytes);
void minute_samples_finish(struct minute_samples *samples);

/* Seconds of a group; 0 is all of time. */
int64_t minute_samples_interval(const struct minute_samples *samples);

/* Keep the head of 'line', whose place is that of 'sample', if no earlier line of its minute and
 * status is there.  Without memory it is not kept. */
void minute_samples_add(struct minute_samples *samples, int64_t time, httally_status status,
                        const struct sample *sample, struct httally_slice line);

void minute_samples_merge(struct minute_samples *samples, const struct minute_samples *from);

/* Mask the clients in all lines. */
void minute_samples_mask_clients(struct minute_samples *samples);

/* The first 'capacity' lines of a status with from <= time < until, in the order of the input;
 * returns how many.  They are valid until the samples change. */
size_t minute_samples_find(const struct minute_samples *samples, httally_status status,
                           int64_t from, int64_t until, const struct minute_sample **found_out,
                           size_t capacity);

#endif
