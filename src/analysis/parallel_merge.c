/* SPDX-License-Identifier: MIT */
#include "analysis/parallel_merge.h"

#include <pthread.h>

#include "base/memory.h"
#include "tally/table_pool.h"

/* Fewer keys than that are merged before a thread has started. */
enum { KEYS_WORTH_A_THREAD = 20000 };

struct shared_merge {
    struct table_merge tables;
    pthread_mutex_t lock;
    /* Dimensions by size, largest first, and the next one to take. */
    enum httally_dimension order[HTTALLY_DIMENSION_COUNT];
    size_t next;
    bool has_memory;
};

static void sort_dimensions(struct shared_merge *merge)
{
    const struct key_table *tables = merge->tables.from->tables;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        int at = i;
        for (; at > 0 && tables[merge->order[at - 1]].entry_count < tables[i].entry_count; at--)
            merge->order[at] = merge->order[at - 1];
        merge->order[at] = (enum httally_dimension)i;
    }
}

static bool take_dimension(struct shared_merge *merge, enum httally_dimension *dimension_out)
{
    pthread_mutex_lock(&merge->lock);
    bool is_left = merge->has_memory && merge->next < HTTALLY_DIMENSION_COUNT;
    if (is_left)
        *dimension_out = merge->order[merge->next++];
    pthread_mutex_unlock(&merge->lock);
    return is_left;
}

static void *merge_dimensions(void *context)
{
    struct shared_merge *merge = context;
    enum httally_dimension dimension;
    while (take_dimension(merge, &dimension)) {
        if (table_merge_dimension(&merge->tables, dimension))
            continue;
        pthread_mutex_lock(&merge->lock);
        merge->has_memory = false;
        pthread_mutex_unlock(&merge->lock);
    }
    return NULL;
}

enum httally_result parallel_merge(struct httally_tally *into, const struct httally_tally *from,
                                   struct httally_error *error)
{
    struct shared_merge merge = {.has_memory = true};
    pthread_t thread;
    size_t key_count = 0;
    table_merge_init(&merge.tables, into, from);
    sort_dimensions(&merge);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_count += from->tables[i].entry_count;
    pthread_mutex_init(&merge.lock, NULL);
    bool has_thread = key_count >= KEYS_WORTH_A_THREAD &&
                      pthread_create(&thread, NULL, merge_dimensions, &merge) == 0;
    merge_dimensions(&merge);
    if (has_thread)
        pthread_join(thread, NULL);
    pthread_mutex_destroy(&merge.lock);
    if (merge.has_memory)
        tally_merge_rest(&merge.tables);
    table_merge_finish(&merge.tables);
    return merge.has_memory ? HTTALLY_OK : memory_error(error);
}
