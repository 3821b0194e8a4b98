/* SPDX-License-Identifier: MIT */
/*
 * ledger.h - one small entry per request, so that an incident can say what it concentrates on
 * without a second look at the log.
 *
 * All requests of the ledger's kind are kept until it is full.  Then it keeps one in two, one in
 * four, ... by a hash of each line's place in the input: the same lines, whatever the order in
 * which they were read or merged.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "httally/error.h"
#include "httally/status.h"

/* What of a request is remembered, as ids into the tally's key tables. */
enum ledger_key {
    LEDGER_PATH = 0,
    LEDGER_CLIENT,
    LEDGER_AGENT,
    LEDGER_HOST,
    LEDGER_METHOD,
    LEDGER_UPSTREAM,
    LEDGER_KEY_COUNT
};

struct ledger_entry {
    /* ledger_priority() of the line: who stays when the ledger is thinned. */
    uint64_t priority;
    int64_t time;
    /* KEY_NONE where the line has no such field, or its key was dropped since. */
    uint32_t keys[LEDGER_KEY_COUNT];
    httally_status status;
};

struct ledger {
    struct ledger_entry *entries;
    size_t entry_count;
    size_t entry_capacity;
    size_t entry_limit;
    /* Requests seen, kept or not. */
    uint64_t seen;
    /* One request in 2^level is kept: those of priorities up to the threshold. */
    unsigned level;
    uint64_t threshold;
};

/* A hash of a line's place.  It is worked out for every line, so it has two steps of the three that
 * hash_number() has: enough for the highest bits, which alone decide, to depend on all of it. */
static ALWAYS_INLINE uint64_t ledger_priority(uint64_t place)
{
    place *= 0xBF58476D1CE4E5B9ULL;
    return (place ^ place >> 32) * 0x94D049BB133111EBULL;
}

/* Would an entry of this priority be kept now? */
static ALWAYS_INLINE bool ledger_keeps(const struct ledger *ledger, uint64_t priority)
{
    return priority <= ledger->threshold;
}

void ledger_init(struct ledger *ledger, size_t limit_bytes);
void ledger_finish(struct ledger *ledger);

/* Keep an entry that ledger_keeps(), which the caller counts as seen. */
void ledger_add(struct ledger *ledger, const struct ledger_entry *entry);

/* After a table was purged or merged: replace every id of 'key' by new_ids[id]. */
void ledger_rename(struct ledger *ledger, enum ledger_key key, const uint32_t *new_ids);

/* Add the entries of 'from', whose ids are those of new_ids[key][id] here (NULL: none). */
void ledger_merge(struct ledger *ledger, const struct ledger *from,
                  uint32_t *const new_ids[LEDGER_KEY_COUNT]);

#endif
