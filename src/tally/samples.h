/* SPDX-License-Identifier: MIT */
/* samples.h - the first lines of a kind, in the order of the input, whoever read them first. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "httally/slice.h"

enum { SAMPLES_MAX = 5, SAMPLE_TEXT_BYTES = 1024 };

struct sample {
    /* What samples are ordered by: number of the input, a place in it, lines behind that place. */
    uint32_t input;
    uint64_t place;
    uint64_t index;
    /* Why the line is here; what it means is the owner's. */
    int reason;
    char *text;
    /* Bytes kept, and bytes that the line had. */
    size_t text_length;
    size_t line_length;
};

/* Zeroed is empty. */
struct samples {
    struct sample list[SAMPLES_MAX];
    size_t count;
};

/* Would such a line be among the first 'wanted' (at most SAMPLES_MAX)? */
bool samples_want(const struct samples *samples, size_t wanted, const struct sample *sample);

/*
 * Keep the head of 'line', with everything else as in 'sample', when it is among the first
 * 'wanted'. Without memory it is not kept: samples are for show, and counts do not depend on them.
 */
void samples_add(struct samples *samples, size_t wanted, const struct sample *sample,
                 struct httally_slice line);

/* Keep the first 'wanted' of both. */
void samples_merge(struct samples *samples, size_t wanted, const struct samples *from);

/* Mask the clients in all lines. */
void samples_mask_clients(struct samples *samples);

void samples_finish(struct samples *samples);

#endif
