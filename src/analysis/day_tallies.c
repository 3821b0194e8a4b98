/* SPDX-License-Identifier: MIT */
#include "analysis/day_tallies.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tally/tally.h"

enum { DAYS_AT_ONCE = 16 };

/* What a history does not keep, such as the ledgers, needs no more than this. */
static const size_t day_memory_bytes = (size_t)16 << 20;

void day_tallies_init(struct day_tallies *days, const struct httally_tally_options *options,
                      struct day_sink *sink)
{
    *days = (struct day_tallies){.options = *options, .sink = sink};
    /* One day may use half of what all may. */
    days->options.table_bytes /= 2;
    if (days->options.memory_bytes > day_memory_bytes)
        days->options.memory_bytes = day_memory_bytes;
}

void day_tallies_finish(struct day_tallies *days)
{
    for (size_t i = 0; i < days->count; i++)
        httally_tally_destroy(days->list[i].tally);
    free(days->list);
    *days = (struct day_tallies){0};
}

static size_t used_bytes(const struct day_tallies *days)
{
    size_t bytes = 0;
    for (size_t i = 0; i < days->count; i++) {
        for (int k = 0; k < HTTALLY_DIMENSION_COUNT; k++)
            bytes += key_table_used_bytes(&days->list[i].tally->tables[k]);
    }
    return bytes;
}

static enum httally_result give(struct day_sink *sink, const struct day_tally *given,
                                struct httally_error *error)
{
    if (sink->masks_clients)
        httally_tally_mask_samples(given->tally);
    pthread_mutex_lock(&sink->lock);
    enum httally_result result = sink->take(sink->context, given->day, given->tally, error);
    pthread_mutex_unlock(&sink->lock);
    return result;
}

static enum httally_result give_away(struct day_tallies *days, size_t at,
                                     struct httally_error *error)
{
    struct day_tally given = days->list[at];
    days->list[at] = days->list[--days->count];
    enum httally_result result = give(days->sink, &given, error);
    httally_tally_destroy(given.tally);
    return result;
}

/* A sample's number counts from its part of the input; which number the part begins with is not
 * known yet. */
static void forget_numbers(struct httally_tally *tally)
{
    for (size_t i = 0; i < tally->unparsed_samples.count; i++)
        tally->unparsed_samples.list[i].index = UINT64_MAX;
}

static enum httally_result make_room(struct day_tallies *days, struct httally_error *error)
{
    while (days->count > 0 &&
           (days->count >= DAYS_AT_ONCE || used_bytes(days) > days->options.table_bytes)) {
        size_t oldest = 0;
        for (size_t i = 1; i < days->count; i++) {
            if (days->list[i].last_use < days->list[oldest].last_use)
                oldest = i;
        }
        forget_numbers(days->list[oldest].tally);
        enum httally_result result = give_away(days, oldest, error);
        if (result != HTTALLY_OK)
            return result;
    }
    return HTTALLY_OK;
}

enum httally_result day_tallies_find(struct day_tallies *days, int64_t day,
                                     struct httally_tally **tally_out, struct httally_error *error)
{
    for (size_t i = days->count; i > 0; i--) {
        if (days->list[i - 1].day == day) {
            days->list[i - 1].last_use = days->uses++;
            *tally_out = days->list[i - 1].tally;
            return HTTALLY_OK;
        }
    }
    enum httally_result result = make_room(days, error);
    if (result != HTTALLY_OK)
        return result;
    if (!memory_grow((void **)&days->list, days->count, &days->capacity, 4, DAYS_AT_ONCE,
                     sizeof *days->list))
        return memory_error(error);
    result = httally_tally_create(&days->options, tally_out, error);
    if (result == HTTALLY_OK)
        days->list[days->count++] = (struct day_tally){day, days->uses++, *tally_out};
    return result;
}

enum httally_result day_tallies_merge(struct day_tallies *days, struct day_tallies *from,
                                      struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < from->count; i++) {
        struct httally_tally *into;
        result = day_tallies_find(days, from->list[i].day, &into, error);
        if (result == HTTALLY_OK)
            result = httally_tally_merge(into, from->list[i].tally, error);
    }
    day_tallies_finish(from);
    return result;
}

static int compare_days(const void *a, const void *b)
{
    const struct day_tally *left = a, *right = b;
    return (left->day > right->day) - (left->day < right->day);
}

enum httally_result day_tallies_flush(struct day_tallies *days, struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    if (days->count > 0)
        qsort(days->list, days->count, sizeof *days->list, compare_days);
    for (size_t i = 0; result == HTTALLY_OK && i < days->count; i++)
        result = give(days->sink, &days->list[i], error);
    day_tallies_finish(days);
    return result;
}
