/* SPDX-License-Identifier: MIT */
/*
 * key_table.h - counts by string, exact until memory is short, then bounded with a known error.
 *
 * An open-addressing index of 8-byte slots leads to dense entries of one cache line each.  Entries
 * keep their order of insertion, and their place is their id.
 *
 * When memory is short the table is purged as Misra and Gries' summary is, in the form of Anderson
 * et al. 2017 ("A High-Performance Algorithm for Identifying Frequent Items in Data Streams"):
 * the median weight is taken off every entry, and those with nothing left go.  Here the counters
 * of an entry are never lowered: they are what was seen since it came in.  'error' says how much
 * it may have had before: the sum of all medians until then.  So for every key
 *
 *     counted <= true <= counted + error        error <= table's removed
 *
 * and a key that is not in the table has at most 'removed' requests.  Merging adds these bounds.
 */
#ifndef KEY_TABLE_H
#define KEY_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/word.h"
#include "httally/status.h"

enum { KEY_INLINE_BYTES = 20 };

/* No entry. */
#define KEY_NONE UINT32_MAX

/* Fills a cache line: memory is what counting waits for. */
struct key_entry {
    uint64_t bytes;
    /* Requests that may have been counted before the entry came in. */
    uint64_t error;
    /* The lower halves of the counts: key_table_counts(). */
    uint32_t class_requests[HTTALLY_CLASS_COUNT];
    uint32_t key_length;
    /* The key; of one that is longer, where it begins in the table's arena, as a size_t. */
    char key[KEY_INLINE_BYTES];
};

_Static_assert(sizeof(struct key_entry) == 64, "an entry fills one cache line");

/* What is counted for a key. */
struct key_counts {
    uint64_t requests;
    uint64_t class_requests[HTTALLY_CLASS_COUNT];
};

/* The upper half of a count that exceeded 32 bits. */
struct key_carry {
    uint32_t id;
    uint32_t class_;
    uint64_t upper;
};

/* So many counts take 2^38 requests in one table; more stop at 2^32 - 1. */
enum { KEY_CARRIES_MAX = 64 };

struct key_table {
    struct hash_secret secret;
    struct memory_region entry_region;
    struct memory_region index_region;
    struct memory_region arena;
    size_t entry_count;
    size_t slot_count;
    size_t arena_used_bytes;
    /* The most that were in use when the table was purged: until key_table_trim() the system has
     * not got their memory back. */
    size_t held_entries;
    size_t held_arena_bytes;
    /* Sum of all medians taken off: the largest error of any key. */
    uint64_t removed;
    /* A key met more occupied slots than chance explains: the secret may be known. */
    bool is_under_attack;
    size_t carry_count;
    struct key_carry carries[KEY_CARRIES_MAX];
};

/* Make an empty table; 'secret' is copied. */
enum httally_result key_table_init(struct key_table *table, const struct hash_secret *secret,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed table is fine. */
void key_table_finish(struct key_table *table);

static ALWAYS_INLINE struct key_entry *key_table_entry(const struct key_table *table, size_t id)
{
    return (struct key_entry *)table->entry_region.data + id;
}

static ALWAYS_INLINE uint32_t key_table_id(const struct key_table *table,
                                           const struct key_entry *entry)
{
    return (uint32_t)(entry - (const struct key_entry *)table->entry_region.data);
}

/* The key of an entry; valid until the next purge. */
static ALWAYS_INLINE struct httally_slice key_of_entry(const struct key_table *table,
                                                       const struct key_entry *entry)
{
    if (entry->key_length <= KEY_INLINE_BYTES)
        return httally_slice_of(entry->key, entry->key_length);
    size_t offset;
    memcpy(&offset, entry->key, sizeof offset);
    return httally_slice_of((const char *)table->arena.data + offset, entry->key_length);
}

static ALWAYS_INLINE struct httally_slice key_table_key(const struct key_table *table, size_t id)
{
    return key_of_entry(table, key_table_entry(table, id));
}

/* Is it the key of the entry? */
static ALWAYS_INLINE bool key_table_is_key(const struct key_table *table,
                                           const struct key_entry *entry, struct httally_slice key)
{
    struct httally_slice own = key_of_entry(table, entry);
    return own.length == key.length && word_equal(own.data, key.data, key.length);
}

/* A count has run over its 32 bits. */
void key_table_carry(struct key_table *table, size_t id, unsigned class_, uint64_t upper);

/* Stop the bytes at UINT64_MAX.  Not inlined, so that counting branches instead of choosing. */
void key_entry_saturate(struct key_entry *entry);

/* Count one request of a key. */
static ALWAYS_INLINE void key_table_count(struct key_table *table, struct key_entry *entry,
                                          unsigned class_, uint64_t bytes)
{
    if (UNLIKELY(__builtin_add_overflow(entry->bytes, bytes, &entry->bytes)))
        key_entry_saturate(entry);
    if (UNLIKELY(++entry->class_requests[class_] == 0))
        key_table_carry(table, key_table_id(table, entry), class_, 1);
}

/* Count many at once. */
void key_table_count_many(struct key_table *table, size_t id, unsigned class_, uint64_t requests);

struct key_counts key_table_counts(const struct key_table *table, size_t id);

/* Bytes of memory in use. */
size_t key_table_used_bytes(const struct key_table *table);

/* Give the system back what is not in use. */
void key_table_trim(struct key_table *table);

/*
 * Bytes of memory that are taken, or will be once there is room for 'count' new keys with
 * 'long_bytes' bytes in keys over KEY_INLINE_BYTES.  While the index grows, both are there.
 */
size_t key_table_claim_bytes(const struct key_table *table, size_t count, size_t long_bytes);

/*
 * Get ready for that many new keys: until they are in, adding moves no entry and no slot.  False
 * when the system's memory does not allow it: purge, and try again.
 */
bool key_table_make_room(struct key_table *table, size_t count, size_t long_bytes);

static ALWAYS_INLINE uint32_t key_table_hash(const struct key_table *table,
                                             struct httally_slice key)
{
    return (uint32_t)(hash_keyed(&table->secret, key) >> 32);
}

/*
 * Answer an attack: draw another secret and hash all keys anew.  Ids stay.  To be called before the
 * hashes of a batch are worked out; does nothing when there is no attack.
 */
void key_table_defend(struct key_table *table);

/* Three steps of adding, so that a batch waits for memory once: fetch the slot, ... */
static ALWAYS_INLINE void key_table_prefetch_slot(const struct key_table *table, uint32_t hash)
{
    PREFETCH_WRITE((uint64_t *)table->index_region.data + (hash & (table->slot_count - 1)));
}

/* ... find the entry that probably is the key's and fetch it, or NULL, ... */
static ALWAYS_INLINE struct key_entry *key_table_guess(const struct key_table *table, uint32_t hash)
{
    const uint64_t *slots = (const uint64_t *)table->index_region.data;
    size_t mask = table->slot_count - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = slots[at];
        if (UNLIKELY(slot == 0))
            return NULL;
        if (LIKELY((uint32_t)(slot >> 32) == hash)) {
            struct key_entry *entry = key_table_entry(table, (uint32_t)slot - 1);
            PREFETCH_WRITE(entry);
            return entry;
        }
    }
}

/* ... and find the key, which must have room, or bring it in ('was_added_out' says so). */
uint32_t key_table_find_or_add(struct key_table *table, struct httally_slice key, uint32_t hash,
                               bool *was_added_out);

/* The id of 'key', or KEY_NONE. */
uint32_t key_table_find(const struct key_table *table, struct httally_slice key);

/*
 * Take the median weight off every entry and drop those with nothing left; at least one entry
 * goes if there is one.  new_ids[old id] is the entry's new id or KEY_NONE; 'new_ids' (may be NULL)
 * has room for entry_count.  The memory is kept for new keys until key_table_trim().
 */
void key_table_purge(struct key_table *table, uint32_t *new_ids);

/* So many requests were not counted, of whatever keys. */
void key_table_miss(struct key_table *table, uint64_t requests);

/*
 * Add the entries of 'from', and its removed weight, in three steps, so that threads can share the
 * work.  new_ids[id in from] becomes the id here.
 *
 * First: */
void key_table_merge_begin(struct key_table *table, const struct key_table *from);

/*
 * Then count the keys [first, last) of 'from' that are known here; KEY_NONE marks the others.
 * Several threads may do so at the same time for ranges of their own, if the requests of both
 * tables sum up to less than 2^32: no two keys of 'from' are the same.
 */
void key_table_merge_known(struct key_table *table, const struct key_table *from, size_t first,
                           size_t last, uint32_t *new_ids);

/* At last bring in the others.  False when the system's memory does not allow it. */
bool key_table_merge_new(struct key_table *table, const struct key_table *from, uint32_t *new_ids);

#endif
