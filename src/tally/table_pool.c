/* SPDX-License-Identifier: MIT */
#include "tally/table_pool.h"

#include <stdlib.h>

#include "base/number.h"

/* Which ledger column holds the ids of a dimension; -1 for none. */
static const int ledger_keys[HTTALLY_DIMENSION_COUNT] = {
    [HTTALLY_DIMENSION_PATH] = LEDGER_PATH,     [HTTALLY_DIMENSION_CLIENT] = LEDGER_CLIENT,
    [HTTALLY_DIMENSION_AGENT] = LEDGER_AGENT,   [HTTALLY_DIMENSION_REFERER] = -1,
    [HTTALLY_DIMENSION_HOST] = LEDGER_HOST,     [HTTALLY_DIMENSION_METHOD] = LEDGER_METHOD,
    [HTTALLY_DIMENSION_PROTOCOL] = -1,
};

enum httally_result table_pool_init(struct httally_tally *tally, size_t limit_bytes,
                                    struct httally_error *error)
{
    tally->table_limit_bytes = limit_bytes;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        /* Twice the limit is reserved, for the moment in which another table is merged. */
        enum httally_result result =
            key_table_init(&tally->tables[i], limit_bytes * 2, &tally->secret, error);
        if (result != HTTALLY_OK)
            return result;
        tally->last_ids[i] = KEY_NONE;
    }
    return HTTALLY_OK;
}

void table_pool_finish(struct httally_tally *tally)
{
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_table_finish(&tally->tables[i]);
}

static size_t pool_used_bytes(const struct httally_tally *tally)
{
    size_t bytes = 0;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        bytes += key_table_used_bytes(&tally->tables[i]);
    return bytes;
}

static void rename_in_ledgers(struct httally_tally *tally, int dimension, const uint32_t *new_ids)
{
    if (ledger_keys[dimension] < 0)
        return;
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_rename(&tally->ledgers[i], (enum ledger_key)ledger_keys[dimension], new_ids);
}

/* Purge the table that uses most; false when there is nothing left to purge. */
static bool purge_largest(struct httally_tally *tally)
{
    int largest = 0;
    for (int i = 1; i < HTTALLY_DIMENSION_COUNT; i++) {
        if (key_table_used_bytes(&tally->tables[i]) >
            key_table_used_bytes(&tally->tables[largest]))
            largest = i;
    }
    struct key_table *table = &tally->tables[largest];
    if (table->entry_count == 0)
        return false;
    uint32_t *new_ids = memory_allocate(table->entry_count, sizeof *new_ids);
    key_table_purge(table, new_ids);
    /* Without memory for the new names the ledger forgets the old ones. */
    rename_in_ledgers(tally, largest, new_ids);
    tally->last_ids[largest] = KEY_NONE;
    free(new_ids);
    return true;
}

/* What a batch adds to a table at most. */
struct table_demand {
    size_t keys;
    /* In keys too long to stand in their entry. */
    size_t long_bytes;
};

static size_t growth_bytes(const struct httally_tally *tally, const struct table_demand *demands)
{
    size_t bytes = 0;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        bytes += key_table_growth_bytes(&tally->tables[i], demands[i].keys, demands[i].long_bytes);
    return bytes;
}

/*
 * Make room in all tables before any key goes in: a purge renames keys, and the ids of a batch
 * must hold until it is counted.  What does not fit an empty pool goes in all the same: a batch is
 * bounded by the cap on lines, and the next one purges it.
 */
static void make_room(struct httally_tally *tally, const struct table_demand *demands)
{
    while (pool_used_bytes(tally) + growth_bytes(tally, demands) > tally->table_limit_bytes &&
           purge_largest(tally))
        continue;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        struct key_table *table = &tally->tables[i];
        while (!key_table_make_room(table, demands[i].keys, demands[i].long_bytes) &&
               table->entry_count > 0) {
            key_table_purge(table, NULL);
            rename_in_ledgers(tally, i, NULL);
            tally->last_ids[i] = KEY_NONE;
        }
    }
}

static struct httally_slice path_key(const struct httally_record *record)
{
    static const struct httally_slice no_request = {"(no request)", 12};
    static const struct httally_slice not_http = {"(not HTTP)", 10};
    if (LIKELY(record->path.data != NULL))
        return record->path;
    return record->request_kind == HTTALLY_REQUEST_NONE ? no_request : not_http;
}

static ALWAYS_INLINE struct httally_slice key_of(const struct httally_record *record,
                                                 enum httally_dimension dimension)
{
    switch (dimension) {
    case HTTALLY_DIMENSION_PATH:
        return path_key(record);
    case HTTALLY_DIMENSION_CLIENT:
        return record->client;
    case HTTALLY_DIMENSION_AGENT:
        return record->agent;
    case HTTALLY_DIMENSION_REFERER:
        return record->referer;
    case HTTALLY_DIMENSION_HOST:
        return record->host;
    case HTTALLY_DIMENSION_METHOD:
        return record->method;
    default:
        return record->protocol;
    }
}

static ALWAYS_INLINE void count_entry(struct key_entry *entry, unsigned class_, uint64_t bytes)
{
    entry->class_requests[class_]++;
    entry->bytes = number_add_saturating(entry->bytes, bytes);
}

static const enum httally_dimension many_keys[] = {
    HTTALLY_DIMENSION_PATH,
    HTTALLY_DIMENSION_CLIENT,
    HTTALLY_DIMENSION_AGENT,
    HTTALLY_DIMENSION_REFERER,
};

static const enum httally_dimension few_keys[] = {
    HTTALLY_DIMENSION_HOST,
    HTTALLY_DIMENSION_METHOD,
    HTTALLY_DIMENSION_PROTOCOL,
};

/* Sum up the keys of a batch that are too long for their entries, hashing them on the way. */
static ALWAYS_INLINE void hash_keys(const struct httally_tally *tally,
                                    enum httally_dimension dimension,
                                    const struct httally_record *records, size_t count,
                                    uint32_t *hashes, struct table_demand *demand)
{
    const struct key_table *table = &tally->tables[dimension];
    size_t long_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        struct httally_slice key = key_of(&records[i], dimension);
        if (key.length > KEY_INLINE_BYTES)
            long_bytes += key.length;
        if (!hashes)
            continue;
        hashes[i] = key_table_hash(table, key);
        key_table_prefetch_slot(table, hashes[i]);
    }
    *demand = (struct table_demand){count, long_bytes};
}

/* Second and third step for dimensions of many keys, after their slots were fetched. */
static ALWAYS_INLINE void add_many_keys(struct httally_tally *tally,
                                        enum httally_dimension dimension,
                                        const struct httally_record *records, size_t count,
                                        const uint32_t *hashes, struct table_batch *batch)
{
    struct key_table *table = &tally->tables[dimension];
    uint32_t *ids = batch->ids[dimension];
    for (size_t i = 0; i < count; i++) {
        struct httally_slice key = key_of(&records[i], dimension);
        if (UNLIKELY(!key.data)) {
            ids[i] = KEY_NONE;
            continue;
        }
        bool was_added;
        ids[i] = key_table_find_or_add(table, key, hashes[i], ids[i], &was_added);
        count_entry(key_table_entry(table, ids[i]), batch->classes[i], records[i].bytes);
        if (dimension == HTTALLY_DIMENSION_CLIENT && UNLIKELY(was_added))
            hyperloglog_add(&tally->clients, hash_fixed(key));
    }
}

/* Dimensions of few keys: the last record's key is mostly this one's too. */
static ALWAYS_INLINE void add_few_keys(struct httally_tally *tally,
                                       enum httally_dimension dimension,
                                       const struct httally_record *records, size_t count,
                                       struct table_batch *batch)
{
    struct key_table *table = &tally->tables[dimension];
    uint32_t last = tally->last_ids[dimension];
    for (size_t i = 0; i < count; i++) {
        struct httally_slice key = key_of(&records[i], dimension);
        batch->ids[dimension][i] = KEY_NONE;
        if (!key.data)
            continue;
        if (UNLIKELY(last == KEY_NONE ||
                     !httally_slice_equal(key_table_key(table, last), key))) {
            bool was_added;
            last = key_table_find_or_add(table, key, key_table_hash(table, key), KEY_NONE,
                                         &was_added);
        }
        count_entry(key_table_entry(table, last), batch->classes[i], records[i].bytes);
        batch->ids[dimension][i] = last;
    }
    tally->last_ids[dimension] = last;
}

/*
 * Hash all keys, then look at all slots, then at all entries: the cache misses of each step run
 * side by side.
 */
void table_pool_add(struct httally_tally *tally, const struct httally_record *records,
                    size_t count, struct table_batch *batch_out)
{
    uint32_t hashes[ARRAY_LENGTH(many_keys)][TABLE_BATCH_RECORDS];
    struct table_demand demands[HTTALLY_DIMENSION_COUNT];
    for (size_t i = 0; i < count; i++)
        batch_out->classes[i] = (uint8_t)httally_status_class(records[i].status);
    for (size_t i = 0; i < ARRAY_LENGTH(many_keys); i++)
        hash_keys(tally, many_keys[i], records, count, hashes[i], &demands[many_keys[i]]);
    for (size_t i = 0; i < ARRAY_LENGTH(few_keys); i++)
        hash_keys(tally, few_keys[i], records, count, NULL, &demands[few_keys[i]]);
    make_room(tally, demands);

    for (size_t i = 0; i < ARRAY_LENGTH(many_keys); i++) {
        for (size_t k = 0; k < count; k++)
            batch_out->ids[many_keys[i]][k] =
                key_table_guess(&tally->tables[many_keys[i]], hashes[i][k]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(many_keys); i++)
        add_many_keys(tally, many_keys[i], records, count, hashes[i], batch_out);
    for (size_t i = 0; i < ARRAY_LENGTH(few_keys); i++)
        add_few_keys(tally, few_keys[i], records, count, batch_out);
}

/* Merge one table; new_ids_out[id in from] is the id in 'into' (the caller frees it). */
static enum httally_result merge_table(struct httally_tally *into,
                                       const struct httally_tally *from, int dimension,
                                       uint32_t **new_ids_out, struct httally_error *error)
{
    struct key_table *table = &into->tables[dimension];
    const struct key_table *other = &from->tables[dimension];
    *new_ids_out = memory_allocate(other->entry_count, sizeof **new_ids_out);
    if (!*new_ids_out ||
        !key_table_extend(table, other->entry_count, other->arena_used_bytes) ||
        !key_table_make_room(table, other->entry_count, other->arena_used_bytes))
        return memory_error(error);
    key_table_merge(table, other, *new_ids_out);
    into->last_ids[dimension] = KEY_NONE;
    return HTTALLY_OK;
}

enum httally_result table_pool_merge(struct httally_tally *into, const struct httally_tally *from,
                                     struct httally_error *error)
{
    uint32_t *new_ids[HTTALLY_DIMENSION_COUNT] = {NULL};
    enum httally_result result = HTTALLY_OK;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT && result == HTTALLY_OK; i++)
        result = merge_table(into, from, i, &new_ids[i], error);
    if (result == HTTALLY_OK) {
        uint32_t *ledger_ids[LEDGER_KEY_COUNT] = {NULL};
        for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
            if (ledger_keys[i] >= 0)
                ledger_ids[ledger_keys[i]] = new_ids[i];
        }
        for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
            ledger_merge(&into->ledgers[i], &from->ledgers[i], ledger_ids);
        while (pool_used_bytes(into) > into->table_limit_bytes && purge_largest(into))
            continue;
    }
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        free(new_ids[i]);
    return result;
}
