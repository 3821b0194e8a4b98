/* SPDX-License-Identifier: MIT */
/*
 * counts.h - the minutes of one scan, and sums over any run of them.
 *
 * A timeline is what all streams share; counts are one stream's.  Sums are kept from the first
 * minute on (element k: of the k minutes before minute k), so that a window costs one subtraction;
 * doubles hold them exactly up to 2^53.
 */
#ifndef COUNTS_H
#define COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "httally/incident.h"

enum { MINUTES_PER_HOUR = 60, MINUTES_PER_DAY = 1440 };

/* Lengths of time that noise is measured at; minutes back whose steps are kept. */
enum { NOISE_SCALES = 3, STEPS_KEPT = 2048 };

/* How a stream's errors vary; noise.h. */
struct noise {
    double clusters;
    double drift[NOISE_SCALES];
};

/* In how many of the periods looked back at something was seen. */
struct rhythm_hits {
    int32_t period_sec;
    unsigned seen;
    unsigned of;
};

struct timeline {
    size_t minute_count;
    /* Minutes in front that only serve as reference: no incident is looked for in them. */
    size_t prologue;
    /* The prologue is a baseline: what is usual comes from it alone. */
    bool has_baseline;
    /* Minutes with lines; new error clients.  'client_sum' is NULL when they are not known. */
    double *seen_sum;
    double *client_sum;
    /* Offset from UTC, carried over minutes without lines. */
    int32_t *offset_sec;
};

struct counts {
    enum httally_incident_kind kind;
    /* Place in the input. */
    size_t place;
    /* Each count stands for so many. */
    double weight;
    double *request_sum;
    double *error_sum;
    /* Errors as references see them: without what incidents added. */
    double *cleaned_sum;
    /* Squares of successive differences of cleaned errors; of the last minutes alone, in turn. */
    double step_sum[STEPS_KEPT];
    struct noise noise;
    /* The median of the last day's five minutes, and when it was taken. */
    double median;
    size_t median_taken;
};

/* The sum over minutes [from, until). */
static inline double counts_between(const double *sum, size_t from, size_t until)
{
    return sum[until] - sum[from];
}

static inline double counts_at(const double *sum, size_t minute)
{
    return sum[minute + 1] - sum[minute];
}

static inline bool timeline_is_seen(const struct timeline *timeline, size_t minute)
{
    return counts_at(timeline->seen_sum, minute) > 0;
}

/* The minute of a time, the nearest one for times before; minute_count for times behind. */
static inline size_t input_minute_at(const struct httally_incident_input *input, int64_t time_sec)
{
    if (time_sec <= input->start_sec)
        return 0;
    uint64_t minute = ((uint64_t)time_sec - (uint64_t)input->start_sec) / 60;
    return minute < input->minute_count ? (size_t)minute : input->minute_count;
}

/* Minutes of the input that are put in front of it once more. */
struct prologue {
    size_t from;
    size_t length;
    bool is_baseline;
};

/* False when memory is out; the struct can be finished all the same. */
bool timeline_init(struct timeline *timeline, const struct httally_incident_input *input,
                   const struct prologue *prologue);
void timeline_finish(struct timeline *timeline);

bool counts_init(struct counts *counts, const struct httally_incident_input *input, size_t place,
                 const struct prologue *prologue);
void counts_finish(struct counts *counts);

/* The minute 'back' minutes (of whole days or hours) before 'minute' at the same local time: the
 * clock may have been changed between.  Below 0 when the series does not reach back that far. */
int64_t timeline_before(const struct timeline *timeline, size_t minute, size_t back);

#endif
