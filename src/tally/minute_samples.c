/* SPDX-License-Identifier: MIT */
#include "tally/minute_samples.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/privacy_mask.h"

/* Each divides the next, so that coarsening moves whole groups. */
static const int64_t intervals_sec[] = {60,    300,        900,         3600, 4 * 3600,
                                        86400, 10 * 86400, 100 * 86400, 0};

enum { LIMIT_MAX = 1 << 13, LIMIT_MIN = 128, FIRST_CAPACITY = 64 };

/* A line takes four slots at most, because they double. */
enum { LINE_BYTES = sizeof(struct minute_sample) + 4 * sizeof(uint32_t) };

void minute_samples_init(struct minute_samples *samples, size_t limit_bytes)
{
    size_t limit = limit_bytes / LINE_BYTES;
    if (limit > LIMIT_MAX)
        limit = LIMIT_MAX;
    *samples = (struct minute_samples){.limit = limit < LIMIT_MIN ? LIMIT_MIN : limit};
}

void minute_samples_finish(struct minute_samples *samples)
{
    free(samples->list);
    free(samples->slots);
    *samples = (struct minute_samples){0};
}

int64_t minute_samples_interval(const struct minute_samples *samples)
{
    return intervals_sec[samples->level];
}

static int64_t group_start(const struct minute_samples *samples, int64_t time)
{
    int64_t interval = minute_samples_interval(samples);
    return interval ? number_floor_to(time, interval) : 0;
}

/* Inputs of two hosts may have the same number: then their bytes decide. */
static int compare_places(const struct minute_sample *a, const struct minute_sample *b)
{
    if (a->input != b->input)
        return a->input < b->input ? -1 : 1;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return memcmp(a->text, b->text, a->length);
}

/* The slot of a group and status, or the empty one where it would be.  There are slots. */
static uint32_t *slot_of(const struct minute_samples *samples, int64_t start, httally_status status)
{
    size_t mask = samples->slot_count - 1;
    size_t at = hash_number((uint64_t)start * HTTALLY_STATUS_COUNT + status) & mask;
    for (; samples->slots[at]; at = (at + 1) & mask) {
        const struct minute_sample *sample = &samples->list[samples->slots[at] - 1];
        if (sample->start == start && sample->status == status)
            break;
    }
    return &samples->slots[at];
}

static bool set_slot_count(struct minute_samples *samples, size_t slot_count)
{
    uint32_t *slots = memory_allocate(slot_count, sizeof *slots);
    if (!slots)
        return false;
    free(samples->slots);
    samples->slots = slots;
    samples->slot_count = slot_count;
    for (size_t i = 0; i < samples->count; i++)
        *slot_of(samples, samples->list[i].start, samples->list[i].status) = (uint32_t)i + 1;
    return true;
}

/* Half of the slots stay empty. */
static bool make_room(struct minute_samples *samples)
{
    if ((samples->count + 1) * 2 > samples->slot_count &&
        !set_slot_count(samples,
                        samples->slot_count ? samples->slot_count * 2 : 2 * FIRST_CAPACITY))
        return false;
    return memory_grow((void **)&samples->list, samples->count, &samples->capacity, FIRST_CAPACITY,
                       samples->limit, sizeof *samples->list);
}

/* Put groups together until there are fewer of them, or only one for each status. */
static void coarsen(struct minute_samples *samples)
{
    size_t count = samples->count;
    samples->level++;
    samples->count = 0;
    memset(samples->slots, 0, samples->slot_count * sizeof *samples->slots);
    for (size_t i = 0; i < count; i++) {
        struct minute_sample moved = samples->list[i];
        moved.start = group_start(samples, moved.time);
        uint32_t *slot = slot_of(samples, moved.start, moved.status);
        if (!*slot) {
            samples->list[samples->count++] = moved;
            *slot = (uint32_t)samples->count;
        } else if (compare_places(&moved, &samples->list[*slot - 1]) < 0) {
            samples->list[*slot - 1] = moved;
        }
    }
}

/* Where the line belongs, when none before it is there; NULL otherwise, and without memory. */
static struct minute_sample *place_for(struct minute_samples *samples,
                                       const struct minute_sample *line)
{
    for (;;) {
        int64_t start = group_start(samples, line->time);
        uint32_t *slot = samples->slot_count ? slot_of(samples, start, line->status) : NULL;
        if (slot && *slot) {
            struct minute_sample *known = &samples->list[*slot - 1];
            return compare_places(line, known) < 0 ? known : NULL;
        }
        if (samples->count < samples->limit)
            break;
        if (samples->level + 1 == ARRAY_LENGTH(intervals_sec))
            return NULL;
        coarsen(samples);
    }
    if (!make_room(samples))
        return NULL;
    int64_t start = group_start(samples, line->time);
    *slot_of(samples, start, line->status) = (uint32_t)samples->count + 1;
    return &samples->list[samples->count++];
}

/* Most lines come behind the one that is there: they are not copied. */
static bool is_late(const struct minute_samples *samples, int64_t time, httally_status status,
                    const struct sample *sample)
{
    if (!samples->slot_count)
        return false;
    uint32_t at = *slot_of(samples, group_start(samples, time), status);
    if (!at)
        return false;
    const struct minute_sample *known = &samples->list[at - 1];
    return known->input < sample->input ||
           (known->input == sample->input && known->place < sample->place);
}

void minute_samples_add(struct minute_samples *samples, int64_t time, httally_status status,
                        const struct sample *sample, struct httally_slice line)
{
    if (is_late(samples, time, status, sample))
        return;
    struct minute_sample first = {
        .time = time,
        .place = sample->place,
        .input = sample->input,
        .status = status,
        .length = (uint16_t)(line.length < MINUTE_SAMPLE_BYTES ? line.length : MINUTE_SAMPLE_BYTES),
    };
    if (first.length)
        memcpy(first.text, line.data, first.length);
    struct minute_sample *place = place_for(samples, &first);
    if (!place)
        return;
    first.start = group_start(samples, time);
    *place = first;
}

void minute_samples_merge(struct minute_samples *samples, const struct minute_samples *from)
{
    while (samples->level < from->level) {
        if (samples->count)
            coarsen(samples);
        else
            samples->level++;
    }
    for (size_t i = 0; i < from->count; i++) {
        struct minute_sample line = from->list[i];
        struct minute_sample *place = place_for(samples, &line);
        if (!place)
            continue;
        line.start = group_start(samples, line.time);
        *place = line;
    }
}

void minute_samples_mask_clients(struct minute_samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        struct minute_sample *sample = &samples->list[i];
        sample->length = (uint16_t)privacy_mask_line(sample->text, sample->length);
    }
}

size_t minute_samples_find(const struct minute_samples *samples, httally_status status,
                           int64_t from, int64_t until, const struct minute_sample **found_out,
                           size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++) {
        const struct minute_sample *sample = &samples->list[i];
        if (sample->status != status || sample->time < from || sample->time >= until)
            continue;
        size_t at = count;
        while (at > 0 && compare_places(sample, found_out[at - 1]) < 0)
            at--;
        if (at == capacity)
            continue;
        if (count < capacity)
            count++;
        for (size_t j = count - 1; j > at; j--)
            found_out[j] = found_out[j - 1];
        found_out[at] = sample;
    }
    return count;
}
