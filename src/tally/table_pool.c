/* SPDX-License-Identifier: MIT */
#include "tally/table_pool.h"

#include <stdlib.h>

#include "status/status_class.h"
#include "tally/table_budget.h"
#include "tally/upstream_list.h"

enum httally_result table_pool_init(struct httally_tally *tally, size_t limit_bytes,
                                    struct httally_error *error)
{
    tally->table_limit_bytes = limit_bytes;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        enum httally_result result = key_table_init(&tally->tables[i], &tally->secret, error);
        if (result != HTTALLY_OK)
            return result;
        table_forget_ids(tally, i);
    }
    return HTTALLY_OK;
}

void table_pool_finish(struct httally_tally *tally)
{
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_table_finish(&tally->tables[i]);
}

static struct httally_slice path_key(const struct httally_record *record)
{
    static const struct httally_slice no_request = {"(no request)", 12};
    static const struct httally_slice not_http = {"(not HTTP)", 10};
    if (LIKELY(record->path.data != NULL))
        return record->path;
    return record->request_kind == HTTALLY_REQUEST_NONE ? no_request : not_http;
}

static const struct httally_slice no_key = {NULL, 0};

/* Nothing, where the field says that there was nothing. */
static struct httally_slice known(struct httally_slice text)
{
    return text.length == 0 || httally_slice_equals_string(text, "-") ? no_key : text;
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
    case HTTALLY_DIMENSION_PROTOCOL:
        return record->protocol;
    case HTTALLY_DIMENSION_UPSTREAM:
        return record->has_details ? upstream_list_last(record->details.upstream) : no_key;
    case HTTALLY_DIMENSION_CACHE:
        return record->has_details ? known(record->details.cache) : no_key;
    default:
        return record->has_details ? known(record->details.tls) : no_key;
    }
}

/* Dimensions of many keys come first, so that an array of hashes has a row for each. */
enum { MANY_KEYS_COUNT = HTTALLY_DIMENSION_REFERER + 1 };

/* First step: hash the keys of a batch and fetch their slots. */
static ALWAYS_INLINE void hash_keys(const struct httally_tally *tally,
                                    enum httally_dimension dimension,
                                    const struct httally_record *records, size_t count,
                                    uint32_t *hashes, struct table_demand *demands)
{
    const struct key_table *table = &tally->tables[dimension];
    size_t long_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        struct httally_slice key = key_of(&records[i], dimension);
        long_bytes += key.length > KEY_INLINE_BYTES ? key.length : 0;
        hashes[i] = key_table_hash(table, key);
        key_table_prefetch_slot(table, hashes[i]);
    }
    demands[dimension] = (struct table_demand){count, long_bytes};
}

/* Second step: look at the slots and fetch the entries. */
static ALWAYS_INLINE void guess_keys(const struct httally_tally *tally,
                                     enum httally_dimension dimension, size_t count,
                                     const uint32_t *hashes, struct key_entry **entries)
{
    const struct key_table *table = &tally->tables[dimension];
    for (size_t i = 0; i < count; i++)
        entries[i] = key_table_guess(table, hashes[i]);
}

/* Between the steps: fetch the keys that do not stand in their entry. */
static ALWAYS_INLINE void fetch_long_keys(const struct httally_tally *tally,
                                          enum httally_dimension dimension, size_t count,
                                          struct key_entry *const *entries)
{
    const struct key_table *table = &tally->tables[dimension];
    for (size_t i = 0; i < count; i++) {
        if (UNLIKELY(!entries[i]))
            continue;
        struct httally_slice key = key_of_entry(table, entries[i]);
        PREFETCH_READ(key.data);
        PREFETCH_READ(key.data + 64);
    }
}

static NO_INLINE struct key_entry *find_or_add(struct httally_tally *tally,
                                               enum httally_dimension dimension,
                                               struct httally_slice key, uint32_t hash)
{
    bool was_added;
    struct key_table *table = &tally->tables[dimension];
    uint32_t id = key_table_find_or_add(table, key, hash, &was_added);
    if (was_added && dimension == HTTALLY_DIMENSION_CLIENT)
        hyperloglog_add(&tally->clients, hash_fixed(key));
    return key_table_entry(table, id);
}

/* Third step: see that the guess is right, and count. */
static ALWAYS_INLINE void count_keys(struct httally_tally *tally, enum httally_dimension dimension,
                                     const struct httally_record *records, size_t count,
                                     const uint32_t *hashes, struct table_batch *batch)
{
    struct key_table *table = &tally->tables[dimension];
    struct key_entry **entries = batch->entries[dimension];
    for (size_t i = 0; i < count; i++) {
        struct httally_slice key = key_of(&records[i], dimension);
        struct key_entry *entry = entries[i];
        /* No key looks like an empty one, which may have an entry. */
        if (UNLIKELY(!entry || !key.data || !key_table_is_key(table, entry, key))) {
            entries[i] = NULL;
            if (!key.data)
                continue;
            entries[i] = entry = find_or_add(tally, dimension, key, hashes[i]);
        }
        key_table_count(table, entry, batch->classes[i], records[i].bytes);
    }
}

/* The entry of a key that mostly was met lately. */
static struct key_entry *recall(struct httally_tally *tally, enum httally_dimension dimension,
                                struct httally_slice key)
{
    const struct key_table *table = &tally->tables[dimension];
    /* Names of hosts and upstreams differ at their ends. */
    uint32_t mixed = (uint32_t)key.length * 0x9E3779B1U;
    if (key.length >= 4)
        mixed ^= word_load_4(key.data + key.length - 4) * 0x85EBCA77U;
    uint32_t *recent = &tally->recent_ids[dimension][(mixed >> 16) % TALLY_RECENT_KEYS];
    struct key_entry *entry = *recent == KEY_NONE ? NULL : key_table_entry(table, *recent);
    if (UNLIKELY(!entry || !key_table_is_key(table, entry, key))) {
        entry = find_or_add(tally, dimension, key, key_table_hash(table, key));
        *recent = key_table_id(table, entry);
    }
    return entry;
}

/* Dimensions that not every format has, of few keys. */
static void count_rare(struct httally_tally *tally, enum httally_dimension dimension,
                       const struct httally_record *records, size_t count,
                       struct table_batch *batch)
{
    struct key_entry **entries = batch->entries[dimension];
    for (size_t i = 0; i < count; i++) {
        struct httally_slice key = key_of(&records[i], dimension);
        entries[i] = key.data ? recall(tally, dimension, key) : NULL;
        if (entries[i])
            key_table_count(&tally->tables[dimension], entries[i], batch->classes[i],
                            records[i].bytes);
    }
}

/* Methods and protocols have a number where they are usual, and the number leads to the entry:
 * 'ids' are those of the numbers met so far. */
static ALWAYS_INLINE void count_numbered(struct httally_tally *tally,
                                         enum httally_dimension dimension,
                                         const struct httally_record *records, size_t count,
                                         uint32_t *ids, struct table_batch *batch)
{
    struct key_table *table = &tally->tables[dimension];
    for (size_t i = 0; i < count; i++) {
        size_t number = dimension == HTTALLY_DIMENSION_METHOD ? records[i].method_number
                                                              : records[i].http_version;
        struct key_entry *entry;
        if (LIKELY(ids[number] != KEY_NONE)) {
            entry = key_table_entry(table, ids[number]);
        } else {
            struct httally_slice key = key_of(&records[i], dimension);
            batch->entries[dimension][i] = NULL;
            if (!key.data)
                continue;
            entry = find_or_add(tally, dimension, key, key_table_hash(table, key));
            if (number)
                ids[number] = key_table_id(table, entry);
        }
        batch->entries[dimension][i] = entry;
        key_table_count(table, entry, batch->classes[i], records[i].bytes);
    }
}

/* Methods and protocols that have no number. */
static void demand_unnumbered(const struct httally_record *records, size_t count,
                              struct table_demand *demands)
{
    size_t method_bytes = 0, protocol_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        method_bytes += records[i].method.length;
        protocol_bytes += records[i].protocol.length;
    }
    demands[HTTALLY_DIMENSION_METHOD] = (struct table_demand){count, method_bytes};
    demands[HTTALLY_DIMENSION_PROTOCOL] = (struct table_demand){count, protocol_bytes};
}

static const enum httally_dimension rare_dimensions[] = {
    HTTALLY_DIMENSION_HOST, HTTALLY_DIMENSION_UPSTREAM, HTTALLY_DIMENSION_CACHE,
    HTTALLY_DIMENSION_TLS};

/* What the records of a batch have, as most batches are all alike. */
struct batch_kind {
    bool has_rare_keys;
    bool is_all_numbered;
};

static struct batch_kind look_at(const struct httally_record *records, size_t count)
{
    bool has_rare = false, is_all_numbered = true;
    for (size_t i = 0; i < count; i++) {
        has_rare |= records[i].host.data || records[i].has_details;
        is_all_numbered &= records[i].method_number && records[i].http_version;
    }
    return (struct batch_kind){has_rare, is_all_numbered};
}

static void demand_rare(const struct httally_record *records, size_t count,
                        struct table_demand *demands)
{
    for (size_t k = 0; k < ARRAY_LENGTH(rare_dimensions); k++) {
        struct table_demand *demand = &demands[rare_dimensions[k]];
        for (size_t i = 0; i < count; i++) {
            struct httally_slice key = key_of(&records[i], rare_dimensions[k]);
            demand->keys += key.data != NULL;
            demand->long_bytes += key.length;
        }
    }
}

void table_pool_classify(const struct httally_record *records, size_t count,
                         struct table_batch *batch_out)
{
    for (size_t i = 0; i < count; i++)
        batch_out->classes[i] = (uint8_t)status_class(records[i].status);
}

/* There is no memory for the keys of a batch: of each table, all rows may be short by that. */
static NO_INLINE void miss_batch(struct httally_tally *tally, const struct httally_record *records,
                                 size_t count, struct table_batch *batch)
{
    memset(batch->entries, 0, sizeof batch->entries);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_table_miss(&tally->tables[i], count);
    for (size_t i = 0; i < count; i++) {
        if (records[i].client.data)
            hyperloglog_add(&tally->clients, hash_fixed(records[i].client));
    }
}

/*
 * Each step is taken for all keys of the batch before the next one begins, so that the cache
 * misses of a step run side by side.
 */
void table_pool_add(struct httally_tally *tally, const struct httally_record *records, size_t count,
                    struct table_batch *batch)
{
    uint32_t hashes[MANY_KEYS_COUNT][TABLE_BATCH_RECORDS];
    struct table_demand demands[HTTALLY_DIMENSION_COUNT] = {0};
    struct batch_kind kind = look_at(records, count);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_table_defend(&tally->tables[i]);

        /* The compiler needs the dimension as a constant to make each loop its own. */
#define FOR_MANY_KEYS(DO)                                                                          \
    DO(HTTALLY_DIMENSION_PATH)                                                                     \
    DO(HTTALLY_DIMENSION_CLIENT) DO(HTTALLY_DIMENSION_AGENT) DO(HTTALLY_DIMENSION_REFERER)
#define HASH_KEYS(dimension)                                                                       \
    hash_keys(tally, dimension, records, count, hashes[dimension], demands);
#define GUESS_KEYS(dimension)                                                                      \
    guess_keys(tally, dimension, count, hashes[dimension], batch->entries[dimension]);
#define FETCH_LONG_KEYS(dimension)                                                                 \
    fetch_long_keys(tally, dimension, count, batch->entries[dimension]);
#define COUNT_KEYS(dimension)                                                                      \
    count_keys(tally, dimension, records, count, hashes[dimension], batch);
    FOR_MANY_KEYS(HASH_KEYS)
    demands[HTTALLY_DIMENSION_METHOD].keys = demands[HTTALLY_DIMENSION_PROTOCOL].keys = count;
    if (!kind.is_all_numbered)
        demand_unnumbered(records, count, demands);
    if (kind.has_rare_keys)
        demand_rare(records, count, demands);
    if (UNLIKELY(!table_budget_make_room(tally, demands))) {
        miss_batch(tally, records, count, batch);
        return;
    }
    FOR_MANY_KEYS(GUESS_KEYS)
    FETCH_LONG_KEYS(HTTALLY_DIMENSION_PATH)
    FOR_MANY_KEYS(COUNT_KEYS)
    for (size_t i = 0; i < ARRAY_LENGTH(rare_dimensions); i++) {
        enum httally_dimension dimension = rare_dimensions[i];
        if (kind.has_rare_keys)
            count_rare(tally, dimension, records, count, batch);
        else if (table_ledger_key(dimension) >= 0)
            memset(batch->entries[dimension], 0, sizeof batch->entries[dimension]);
    }
    count_numbered(tally, HTTALLY_DIMENSION_METHOD, records, count, tally->method_ids, batch);
    count_numbered(tally, HTTALLY_DIMENSION_PROTOCOL, records, count, tally->version_ids, batch);
}

bool table_merge_begin(struct table_merge *merge, struct httally_tally *into,
                       const struct httally_tally *from)
{
    *merge = (struct table_merge){.into = into, .from = from};
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        const struct key_table *other = &from->tables[i];
        merge->new_ids[i] = memory_allocate(other->entry_count, sizeof *merge->new_ids[i]);
        if (!merge->new_ids[i])
            return false;
        key_table_merge_begin(&into->tables[i], other);
    }
    return true;
}

void table_merge_known(struct table_merge *merge, enum httally_dimension dimension, size_t first,
                       size_t last)
{
    key_table_merge_known(&merge->into->tables[dimension], &merge->from->tables[dimension], first,
                          last, merge->new_ids[dimension]);
}

bool table_merge_new(struct table_merge *merge, enum httally_dimension dimension)
{
    return key_table_merge_new(&merge->into->tables[dimension], &merge->from->tables[dimension],
                               merge->new_ids[dimension]);
}

void table_merge_ledgers(struct table_merge *merge)
{
    struct httally_tally *into = merge->into;
    uint32_t *ledger_ids[LEDGER_KEY_COUNT] = {NULL};
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        if (table_ledger_key(i) >= 0)
            ledger_ids[table_ledger_key(i)] = merge->new_ids[i];
    }
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_merge(&into->ledgers[i], &merge->from->ledgers[i], ledger_ids);
    table_budget_keep(into);
}

void table_merge_finish(struct table_merge *merge)
{
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        free(merge->new_ids[i]);
    *merge = (struct table_merge){0};
}
