/* SPDX-License-Identifier: MIT */
#include "tally/table_budget.h"

#include <stdlib.h>

int table_ledger_key(int dimension)
{
    static const int keys[HTTALLY_DIMENSION_COUNT] = {
        [HTTALLY_DIMENSION_PATH] = LEDGER_PATH,   [HTTALLY_DIMENSION_CLIENT] = LEDGER_CLIENT,
        [HTTALLY_DIMENSION_AGENT] = LEDGER_AGENT, [HTTALLY_DIMENSION_REFERER] = -1,
        [HTTALLY_DIMENSION_HOST] = LEDGER_HOST,   [HTTALLY_DIMENSION_METHOD] = LEDGER_METHOD,
        [HTTALLY_DIMENSION_PROTOCOL] = -1,        [HTTALLY_DIMENSION_UPSTREAM] = LEDGER_UPSTREAM,
        [HTTALLY_DIMENSION_CACHE] = -1,           [HTTALLY_DIMENSION_TLS] = -1,
    };
    return keys[dimension];
}

void table_forget_ids(struct httally_tally *tally, int dimension)
{
    memset(tally->recent_ids[dimension], 0xFF, sizeof tally->recent_ids[dimension]);
    if (dimension == HTTALLY_DIMENSION_METHOD)
        memset(tally->method_ids, 0xFF, sizeof tally->method_ids);
    else if (dimension == HTTALLY_DIMENSION_PROTOCOL)
        memset(tally->version_ids, 0xFF, sizeof tally->version_ids);
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
    if (table_ledger_key(dimension) < 0)
        return;
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_rename(&tally->ledgers[i], (enum ledger_key)table_ledger_key(dimension), new_ids);
}

/* False when there is nothing to purge. */
static bool purge(struct httally_tally *tally, int dimension)
{
    struct key_table *table = &tally->tables[dimension];
    if (table->entry_count == 0)
        return false;
    uint32_t *new_ids = memory_allocate(table->entry_count, sizeof *new_ids);
    key_table_purge(table, new_ids);
    /* Without memory for the new names the ledger forgets the old ones. */
    rename_in_ledgers(tally, dimension, new_ids);
    table_forget_ids(tally, dimension);
    free(new_ids);
    return true;
}

/*
 * Purge the table that uses most, and those that use nearly as much: when all of them are flooded,
 * they grow back side by side into the memory that each had.  False when there is nothing left to
 * purge.
 */
static bool purge_largest(struct httally_tally *tally)
{
    size_t largest = 0;
    bool has_purged = false;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        size_t bytes = key_table_used_bytes(&tally->tables[i]);
        if (tally->tables[i].entry_count > 0 && bytes > largest)
            largest = bytes;
    }
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        if (largest > 0 && key_table_used_bytes(&tally->tables[i]) >= largest / 2)
            has_purged |= purge(tally, i);
    }
    return has_purged;
}

static size_t pool_claim(const struct httally_tally *tally, const struct table_demand *demands)
{
    size_t bytes = 0;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        bytes += key_table_claim_bytes(&tally->tables[i], demands[i].keys, demands[i].long_bytes);
    return bytes;
}

static void trim_all(struct httally_tally *tally)
{
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        key_table_trim(&tally->tables[i]);
}

/*
 * What a purged table does not use is given back before keys of others go, unless there is little
 * of it: tables that are flooded together grow back together, and giving and taking memory costs
 * more than counting does.
 */
static NO_INLINE void keep_limit(struct httally_tally *tally, const struct table_demand *demands)
{
    size_t limit = tally->table_limit_bytes;
    if (pool_used_bytes(tally) < limit - limit / 8)
        trim_all(tally);
    while (pool_claim(tally, demands) > limit && purge_largest(tally)) {
        if (pool_claim(tally, demands) > limit)
            trim_all(tally);
    }
}

bool table_budget_make_room(struct httally_tally *tally,
                            const struct table_demand demands[HTTALLY_DIMENSION_COUNT])
{
    bool has_room = true;
    if (UNLIKELY(pool_claim(tally, demands) > tally->table_limit_bytes))
        keep_limit(tally, demands);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        const struct table_demand *demand = &demands[i];
        bool has_own = demand->keys == 0;
        do
            has_own =
                has_own || key_table_make_room(&tally->tables[i], demand->keys, demand->long_bytes);
        while (UNLIKELY(!has_own) && purge(tally, i));
        has_room &= has_own;
    }
    return has_room;
}

void table_budget_keep(struct httally_tally *tally)
{
    const struct table_demand none[HTTALLY_DIMENSION_COUNT] = {0};
    if (pool_claim(tally, none) > tally->table_limit_bytes)
        keep_limit(tally, none);
}
