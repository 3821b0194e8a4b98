/* SPDX-License-Identifier: MIT */
/* volume.h - many more requests than usual, and none where many were to be expected. */
#ifndef VOLUME_H
#define VOLUME_H

#include "incident/counts.h"

/* One time of either. */
struct volume_change {
    bool is_silence;
    bool is_open;
    size_t start;
    size_t end;
    size_t fired;
    double expected;
    /* -log10 of the probability, if requests came by chance. */
    double evidence;
    /* Something like it is seen on this many of the periods known before; zero: it is news. */
    struct rhythm_hits habit;
};

struct volume_scan {
    const struct timeline *timeline;
    /* Lines as errors of minutes with lines: what looks back at rates looks back at these. */
    struct counts lines;
    struct volume_change *changes;
    size_t count;
    size_t capacity;
};

/* Find all changes of 'scan->lines', in the order of time.  False when memory is out; the caller
 * frees 'changes' in any case. */
bool volume_run(struct volume_scan *scan);

#endif
