/* SPDX-License-Identifier: MIT */
#include "incident/counts.h"

#include <stdlib.h>

#include "base/memory.h"

/* No server counts more in a minute, and sums over a year stay far from losing whole errors. */
static const uint64_t count_max = (uint64_t)1 << 33;

/* Clocks are changed by an hour or less; more is another machine's log. */
static const int64_t shift_max_sec = 7200;

static double bounded(uint64_t count)
{
    return (double)(count < count_max ? count : count_max);
}

static size_t place_in_input(size_t minute, const struct prologue *prologue)
{
    return minute < prologue->length ? prologue->from + minute : minute - prologue->length;
}

static double *sum_up(const uint64_t *values, size_t minute_count, const struct prologue *prologue)
{
    double *sum = memory_allocate(minute_count + prologue->length + 1, sizeof *sum);
    for (size_t k = 0; sum && k < minute_count + prologue->length; k++)
        sum[k + 1] = sum[k] + bounded(values[place_in_input(k, prologue)]);
    return sum;
}

static double *sum_seen(const uint64_t *lines, size_t minute_count, const struct prologue *prologue)
{
    double *sum = memory_allocate(minute_count + prologue->length + 1, sizeof *sum);
    for (size_t k = 0; sum && k < minute_count + prologue->length; k++)
        sum[k + 1] = sum[k] + (lines[place_in_input(k, prologue)] ? 1 : 0);
    return sum;
}

bool timeline_init(struct timeline *timeline, const struct httally_incident_input *input,
                   const struct prologue *prologue)
{
    size_t count = input->minute_count;
    *timeline = (struct timeline){.minute_count = count + prologue->length,
                                  .prologue = prologue->length,
                                  .has_baseline = prologue->is_baseline};
    timeline->seen_sum = sum_seen(input->lines, count, prologue);
    timeline->offset_sec = memory_allocate(count + prologue->length, sizeof *timeline->offset_sec);
    if (input->new_error_clients)
        timeline->client_sum = sum_up(input->new_error_clients, count, prologue);
    if (!timeline->seen_sum || !timeline->offset_sec ||
        (input->new_error_clients && !timeline->client_sum))
        return false;
    int32_t offset = 0;
    for (size_t k = 0; input->utc_offset_sec && k < count + prologue->length; k++) {
        if (timeline_is_seen(timeline, k))
            offset = input->utc_offset_sec[place_in_input(k, prologue)];
        timeline->offset_sec[k] = offset;
    }
    return true;
}

void timeline_finish(struct timeline *timeline)
{
    free(timeline->seen_sum);
    free(timeline->client_sum);
    free(timeline->offset_sec);
    *timeline = (struct timeline){0};
}

int64_t timeline_before(const struct timeline *timeline, size_t minute, size_t back)
{
    int64_t place = (int64_t)minute - (int64_t)back;
    if (place < 0)
        return place;
    int64_t shift_sec = (int64_t)timeline->offset_sec[minute] - timeline->offset_sec[place];
    bool is_summer_time = shift_sec >= -shift_max_sec && shift_sec <= shift_max_sec;
    return place + (is_summer_time ? shift_sec / 60 : 0);
}

bool counts_init(struct counts *counts, const struct httally_incident_input *input, size_t place,
                 const struct prologue *prologue)
{
    const struct httally_incident_stream *stream = &input->streams[place];
    size_t count = input->minute_count;
    *counts = (struct counts){
        .kind = stream->kind, .place = place, .weight = stream->weight > 0 ? stream->weight : 1};
    counts->request_sum = sum_up(stream->requests, count, prologue);
    counts->error_sum = sum_up(stream->errors, count, prologue);
    counts->cleaned_sum =
        memory_allocate(count + prologue->length + 1, sizeof *counts->cleaned_sum);
    return counts->request_sum && counts->error_sum && counts->cleaned_sum;
}

void counts_finish(struct counts *counts)
{
    free(counts->request_sum);
    free(counts->error_sum);
    free(counts->cleaned_sum);
    *counts = (struct counts){0};
}
