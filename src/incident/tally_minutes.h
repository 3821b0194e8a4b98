/* SPDX-License-Identifier: MIT */
/* tally_minutes.h - the stretch of minutes of a tally that is searched, and what was counted in it.
 */
#ifndef TALLY_MINUTES_H
#define TALLY_MINUTES_H

#include "tally/series.h"

struct tally_minutes {
    /* By start; all of the series. */
    const struct series_span **spans;
    size_t span_count;
    /* The first minute, and how many. */
    int64_t start_sec;
    size_t count;
    /* Why there are none; static. */
    const char *not_searched;
};

/*
 * Find the newest stretch without a gap of more than 15 days that holds a hundredth of all requests
 * (the newest of all if none does): a few lines with a wrong year are nothing to compare with.  At
 * most its last 400 days.  False when memory is out; to be finished all the same.
 */
bool tally_minutes_find(struct tally_minutes *minutes, const struct series *series);

void tally_minutes_finish(struct tally_minutes *minutes);

/* Keep the last 'count' minutes. */
void tally_minutes_cut(struct tally_minutes *minutes, size_t count);

/* The number of the minute of a time, or minutes->count. */
static inline size_t tally_minutes_of(const struct tally_minutes *minutes, int64_t time)
{
    if (time < minutes->start_sec)
        return minutes->count;
    uint64_t minute = ((uint64_t)time - (uint64_t)minutes->start_sec) / 60;
    return minute < minutes->count ? (size_t)minute : minutes->count;
}

/* Add the requests of all statuses that are flagged to counts[minute]; returns their sum. */
uint64_t tally_minutes_add(const struct tally_minutes *minutes, const struct series *series,
                           const bool flags[HTTALLY_STATUS_COUNT], uint64_t *counts);

#endif
