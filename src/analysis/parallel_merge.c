/* SPDX-License-Identifier: MIT */
#include "analysis/parallel_merge.h"

#include <pthread.h>

#include "base/memory.h"
#include "tally/table_pool.h"

/* Fewer keys than that are merged before a thread has started. */
enum { KEYS_WORTH_A_THREAD = 20000 };

/* Keys that a thread takes at a time. */
enum { RANGE_KEYS = 4096 };

struct shared_merge {
    struct table_merge tables;
    pthread_mutex_t lock;
    /* Both threads have counted all known keys. */
    pthread_barrier_t known;
    bool has_barrier;
    /* The range to take next, and the dimension whose new keys are next. */
    int range_dimension;
    size_t range_first;
    int next_new;
    bool has_memory;
};

/* Take the next range of known keys. */
static bool take_range(struct shared_merge *merge, enum httally_dimension *dimension_out,
                       size_t *first_out, size_t *last_out)
{
    const struct key_table *tables = merge->tables.from->tables;
    pthread_mutex_lock(&merge->lock);
    while (merge->range_dimension < HTTALLY_DIMENSION_COUNT &&
           merge->range_first >= tables[merge->range_dimension].entry_count) {
        merge->range_dimension++;
        merge->range_first = 0;
    }
    bool is_left = merge->range_dimension < HTTALLY_DIMENSION_COUNT;
    if (is_left) {
        size_t left = tables[merge->range_dimension].entry_count - merge->range_first;
        *dimension_out = (enum httally_dimension)merge->range_dimension;
        *first_out = merge->range_first;
        *last_out = *first_out + (left < RANGE_KEYS ? left : RANGE_KEYS);
        merge->range_first = *last_out;
    }
    pthread_mutex_unlock(&merge->lock);
    return is_left;
}

/* Clients and paths, the largest tables, are the first two: one for each thread. */
static bool take_new(struct shared_merge *merge, enum httally_dimension *dimension_out)
{
    pthread_mutex_lock(&merge->lock);
    bool is_left = merge->has_memory && merge->next_new < HTTALLY_DIMENSION_COUNT;
    if (is_left)
        *dimension_out = (enum httally_dimension)merge->next_new++;
    pthread_mutex_unlock(&merge->lock);
    return is_left;
}

static void *merge_tables(void *context)
{
    struct shared_merge *merge = context;
    enum httally_dimension dimension;
    size_t first, last;
    while (take_range(merge, &dimension, &first, &last))
        table_merge_known(&merge->tables, dimension, first, last);
    if (merge->has_barrier)
        pthread_barrier_wait(&merge->known);
    while (take_new(merge, &dimension)) {
        if (table_merge_new(&merge->tables, dimension))
            continue;
        pthread_mutex_lock(&merge->lock);
        merge->has_memory = false;
        pthread_mutex_unlock(&merge->lock);
    }
    return NULL;
}

/* Is the work worth a thread, and can no count run over its 32 bits, which only one thread at a
 * time may carry? */
static bool is_worth_sharing(const struct httally_tally *into, const struct httally_tally *from)
{
    size_t key_count = 0;
    uint64_t requests = httally_tally_total(into).requests + httally_tally_total(from).requests;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_count += from->tables[i].entry_count;
    return key_count >= KEYS_WORTH_A_THREAD && requests <= UINT32_MAX;
}

static void merge_shared(struct shared_merge *merge)
{
    pthread_t thread;
    merge->has_barrier = pthread_barrier_init(&merge->known, NULL, 2) == 0;
    bool has_thread = merge->has_barrier && pthread_create(&thread, NULL, merge_tables, merge) == 0;
    if (merge->has_barrier && !has_thread) {
        pthread_barrier_destroy(&merge->known);
        merge->has_barrier = false;
    }
    merge_tables(merge);
    if (!has_thread)
        return;
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&merge->known);
}

enum httally_result parallel_merge(struct httally_tally *into, const struct httally_tally *from,
                                   struct httally_error *error)
{
    if (!is_worth_sharing(into, from))
        return httally_tally_merge(into, from, error);
    struct shared_merge merge = {0};
    merge.has_memory = table_merge_begin(&merge.tables, into, from);
    pthread_mutex_init(&merge.lock, NULL);
    if (merge.has_memory)
        merge_shared(&merge);
    pthread_mutex_destroy(&merge.lock);
    if (merge.has_memory)
        tally_merge_rest(&merge.tables);
    table_merge_finish(&merge.tables);
    return merge.has_memory ? HTTALLY_OK : memory_error(error);
}
