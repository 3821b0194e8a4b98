/* SPDX-License-Identifier: MIT */
#include "tally/key_table.h"

#include <assert.h>

#include "base/number.h"

enum { SLOTS_FIRST = 1024, REGION_BYTES_FIRST = 256 << 10, MERGED_TOGETHER = 32 };

/*
 * With half of the slots empty, a run of k occupied ones has a chance of about exp(-0.19 k): of
 * 256, less than one in 10^21 for each key.
 */
enum { PROBES_EXPLAINED = 256 };

/*
 * A slot is the key's hash in its upper half, and its entry's id plus one in its lower half; 0 is
 * an empty slot.
 */
static uint64_t slot_of(uint32_t hash, uint32_t id)
{
    return (uint64_t)hash << 32 | ((uint64_t)id + 1);
}

static uint64_t *slots_of(const struct key_table *table)
{
    return table->index_region.data;
}

/* Half of the slots stay empty, so that probes are short. */
static size_t slots_needed(const struct key_table *table, size_t entry_count)
{
    size_t slots = table->slot_count ? table->slot_count : SLOTS_FIRST;
    while (slots < entry_count * 2)
        slots *= 2;
    return slots;
}

enum httally_result key_table_init(struct key_table *table, const struct hash_secret *secret,
                                   struct httally_error *error)
{
    *table = (struct key_table){.secret = *secret};
    if (!memory_region_init(&table->entry_region, REGION_BYTES_FIRST) ||
        !memory_region_init(&table->arena, REGION_BYTES_FIRST) ||
        !memory_region_init(&table->index_region, SLOTS_FIRST * sizeof(uint64_t))) {
        key_table_finish(table);
        return memory_error(error);
    }
    table->slot_count = SLOTS_FIRST;
    return HTTALLY_OK;
}

void key_table_finish(struct key_table *table)
{
    memory_region_finish(&table->entry_region);
    memory_region_finish(&table->arena);
    memory_region_finish(&table->index_region);
    *table = (struct key_table){0};
}

static struct key_carry *find_carry(struct key_table *table, size_t id, unsigned class_)
{
    for (size_t i = 0; i < table->carry_count; i++) {
        if (table->carries[i].id == id && table->carries[i].class_ == class_)
            return &table->carries[i];
    }
    return NULL;
}

void key_table_carry(struct key_table *table, size_t id, unsigned class_, uint64_t upper)
{
    struct key_carry *carry = find_carry(table, id, class_);
    if (!carry && table->carry_count < KEY_CARRIES_MAX) {
        carry = &table->carries[table->carry_count++];
        *carry = (struct key_carry){.id = (uint32_t)id, .class_ = class_};
    }
    if (carry)
        carry->upper = number_add_saturating(carry->upper, upper);
    else
        key_table_entry(table, id)->class_requests[class_] = UINT32_MAX;
}

void key_entry_saturate(struct key_entry *entry)
{
    entry->bytes = UINT64_MAX;
}

void key_table_count_many(struct key_table *table, size_t id, unsigned class_, uint64_t requests)
{
    uint32_t *lower = &key_table_entry(table, id)->class_requests[class_];
    uint64_t sum = (uint64_t)*lower + (uint32_t)requests;
    uint64_t upper = (requests >> 32) + (sum >> 32);
    *lower = (uint32_t)sum;
    if (UNLIKELY(upper))
        key_table_carry(table, id, class_, upper);
}

/* Shifted up 32 bits, stopping at UINT64_MAX. */
static uint64_t upper_half(uint64_t upper)
{
    return upper > UINT32_MAX ? UINT64_MAX : upper << 32;
}

struct key_counts key_table_counts(const struct key_table *table, size_t id)
{
    const struct key_entry *entry = key_table_entry(table, id);
    struct key_counts counts = {0};
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        counts.class_requests[i] = entry->class_requests[i];
    for (size_t i = 0; UNLIKELY(i < table->carry_count); i++) {
        const struct key_carry *carry = &table->carries[i];
        uint64_t *count = &counts.class_requests[carry->class_];
        if (carry->id == id)
            *count = number_add_saturating(*count, upper_half(carry->upper));
    }
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        counts.requests = number_add_saturating(counts.requests, counts.class_requests[i]);
    return counts;
}

size_t key_table_used_bytes(const struct key_table *table)
{
    return table->entry_count * sizeof(struct key_entry) + table->arena_used_bytes +
           table->slot_count * sizeof(uint64_t);
}

size_t key_table_claim_bytes(const struct key_table *table, size_t count, size_t long_bytes)
{
    size_t entry_count = table->entry_count + count;
    size_t arena_bytes = table->arena_used_bytes + long_bytes;
    size_t slots = slots_needed(table, entry_count);
    if (entry_count < table->held_entries)
        entry_count = table->held_entries;
    if (arena_bytes < table->held_arena_bytes)
        arena_bytes = table->held_arena_bytes;
    if (slots > table->slot_count)
        slots += table->slot_count;
    return entry_count * sizeof(struct key_entry) + arena_bytes + slots * sizeof(uint64_t);
}

static void insert_slot(struct key_table *table, uint32_t hash, uint32_t id)
{
    uint64_t *slots = slots_of(table);
    size_t mask = table->slot_count - 1, first = hash & mask, at = first;
    while (slots[at])
        at = (at + 1) & mask;
    slots[at] = slot_of(hash, id);
    if (UNLIKELY(((at - first) & mask) > PROBES_EXPLAINED))
        table->is_under_attack = true;
}

/* The index of all entries, whose hashes are worked out anew. */
static void rebuild_index(struct key_table *table)
{
    memset(slots_of(table), 0, table->slot_count * sizeof(uint64_t));
    for (size_t id = 0; id < table->entry_count; id++)
        insert_slot(table, key_table_hash(table, key_table_key(table, id)), (uint32_t)id);
}

void key_table_defend(struct key_table *table)
{
    if (LIKELY(!table->is_under_attack))
        return;
    hash_secret_draw(&table->secret);
    table->is_under_attack = false;
    rebuild_index(table);
}

/* An index of 'slots' slots, filled from the present one. */
static bool grow_index(struct key_table *table, size_t slots)
{
    struct memory_region grown;
    if (!memory_region_init(&grown, slots * sizeof(uint64_t)))
        return false;
    struct memory_region old = table->index_region;
    const uint64_t *old_slots = old.data;
    size_t old_count = table->slot_count;
    table->index_region = grown;
    table->slot_count = slots;
    for (size_t i = 0; i < old_count; i++) {
        if (old_slots[i])
            insert_slot(table, (uint32_t)(old_slots[i] >> 32), (uint32_t)old_slots[i] - 1);
    }
    memory_region_finish(&old);
    return true;
}

/* Twice what is needed, so that growing is rare; pages that are not used cost nothing. */
static bool grow_region(struct memory_region *region, size_t needed_bytes)
{
    return needed_bytes <= region->length_bytes || memory_region_grow(region, needed_bytes * 2);
}

bool key_table_make_room(struct key_table *table, size_t count, size_t long_bytes)
{
    size_t entry_count = table->entry_count + count;
    if (entry_count > KEY_NONE - 1 ||
        !grow_region(&table->entry_region, entry_count * sizeof(struct key_entry)) ||
        !grow_region(&table->arena, table->arena_used_bytes + long_bytes))
        return false;
    size_t slots = slots_needed(table, entry_count);
    return slots == table->slot_count || grow_index(table, slots);
}

static uint32_t find_hashed(const struct key_table *table, struct httally_slice key, uint32_t hash)
{
    const uint64_t *slots = slots_of(table);
    size_t mask = table->slot_count - 1;
    for (size_t at = hash & mask; slots[at]; at = (at + 1) & mask) {
        uint32_t id = (uint32_t)slots[at] - 1;
        if ((uint32_t)(slots[at] >> 32) == hash &&
            key_table_is_key(table, key_table_entry(table, id), key))
            return id;
    }
    return KEY_NONE;
}

uint32_t key_table_find(const struct key_table *table, struct httally_slice key)
{
    return find_hashed(table, key, key_table_hash(table, key));
}

static ALWAYS_INLINE uint32_t add_entry(struct key_table *table, struct httally_slice key,
                                        uint32_t hash)
{
    uint32_t id = (uint32_t)table->entry_count++;
    struct key_entry *entry = key_table_entry(table, id);
    *entry = (struct key_entry){.key_length = (uint32_t)key.length, .error = table->removed};
    char *place = entry->key;
    if (key.length > KEY_INLINE_BYTES) {
        memcpy(entry->key, &table->arena_used_bytes, sizeof table->arena_used_bytes);
        place = (char *)table->arena.data + table->arena_used_bytes;
        table->arena_used_bytes += key.length;
        assert(table->arena_used_bytes <= table->arena.length_bytes);
    }
    if (key.length)
        memcpy(place, key.data, key.length);
    insert_slot(table, hash, id);
    return id;
}

uint32_t key_table_find_or_add(struct key_table *table, struct httally_slice key, uint32_t hash,
                               bool *was_added_out)
{
    uint32_t found = find_hashed(table, key, hash);
    *was_added_out = found == KEY_NONE;
    return found == KEY_NONE ? add_entry(table, key, hash) : found;
}

/* What is left of an entry after the medians taken off since it came in. */
static uint64_t weight_of(const struct key_table *table, size_t id)
{
    uint64_t requests = key_table_counts(table, id).requests;
    return requests - (table->removed - key_table_entry(table, id)->error);
}

/* The median weight of a sample of the entries, at least 1. */
static uint64_t median_weight(const struct key_table *table)
{
    enum { SAMPLES = 1024 };
    uint64_t weights[SAMPLES];
    size_t stride = table->entry_count / SAMPLES + 1, count = 0;
    for (size_t id = 0; id < table->entry_count && count < SAMPLES; id += stride)
        weights[count++] = weight_of(table, id);
    uint64_t median = count ? number_select(weights, count, count / 2) : 1;
    return median ? median : 1;
}

/* Move an entry down to 'id', and its long key down to the end of those kept so far. */
static void keep_entry(struct key_table *table, size_t old_id, size_t id)
{
    struct httally_slice key = key_table_key(table, old_id);
    struct key_entry *kept = key_table_entry(table, id);
    if (old_id != id)
        *kept = *key_table_entry(table, old_id);
    if (key.length <= KEY_INLINE_BYTES)
        return;
    memmove((char *)table->arena.data + table->arena_used_bytes, key.data, key.length);
    memcpy(kept->key, &table->arena_used_bytes, sizeof table->arena_used_bytes);
    table->arena_used_bytes += key.length;
}

/* Carries of an entry go where it goes. */
static void rename_carries(struct key_table *table, size_t old_id, uint32_t new_id)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->carry_count; i++) {
        struct key_carry carry = table->carries[i];
        if (carry.id == old_id)
            carry.id = new_id;
        if (carry.id != KEY_NONE)
            table->carries[kept++] = carry;
    }
    table->carry_count = kept;
}

void key_table_trim(struct key_table *table)
{
    size_t slots = SLOTS_FIRST;
    while (slots < table->entry_count * 2)
        slots *= 2;
    /* An index that could be half as large will be needed again before long. */
    if (slots * 4 <= table->slot_count) {
        table->slot_count = slots;
        rebuild_index(table);
    }
    memory_region_trim(&table->index_region, table->slot_count * sizeof(uint64_t));
    memory_region_trim(&table->entry_region, table->entry_count * sizeof(struct key_entry));
    memory_region_trim(&table->arena, table->arena_used_bytes);
    table->held_entries = table->held_arena_bytes = 0;
}

void key_table_purge(struct key_table *table, uint32_t *new_ids)
{
    uint64_t median = median_weight(table);
    size_t kept = 0, entry_count = table->entry_count;
    if (entry_count > table->held_entries)
        table->held_entries = entry_count;
    if (table->arena_used_bytes > table->held_arena_bytes)
        table->held_arena_bytes = table->arena_used_bytes;
    table->arena_used_bytes = 0;
    for (size_t id = 0; id < entry_count; id++) {
        uint32_t new_id = weight_of(table, id) > median ? (uint32_t)kept : KEY_NONE;
        if (new_ids)
            new_ids[id] = new_id;
        if (new_id != KEY_NONE)
            keep_entry(table, id, kept++);
        if (UNLIKELY(table->carry_count))
            rename_carries(table, id, new_id);
    }
    table->entry_count = kept;
    table->removed += median;
    rebuild_index(table);
}

/* Entries keep their weight: what was taken off them since they came in stays the same. */
void key_table_miss(struct key_table *table, uint64_t requests)
{
    for (size_t id = 0; id < table->entry_count; id++)
        key_table_entry(table, id)->error += requests;
    table->removed += requests;
}

static void add_counts(struct key_table *table, size_t id, const struct key_table *from,
                       size_t from_id)
{
    struct key_entry *into = key_table_entry(table, id);
    into->bytes = number_add_saturating(into->bytes, key_table_entry(from, from_id)->bytes);
    struct key_counts counts = key_table_counts(from, from_id);
    for (unsigned i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        if (counts.class_requests[i])
            key_table_count_many(table, id, i, counts.class_requests[i]);
    }
}

void key_table_merge_begin(struct key_table *table, const struct key_table *from)
{
    /* A key that only one side knows may have been dropped by the other as often as its medians
     * sum up to. */
    for (size_t id = 0; from->removed && id < table->entry_count; id++)
        key_table_entry(table, id)->error += from->removed;
}

/* Fetch the slots of the entries [first, last) of 'from', then what they lead to. */
static void guess_entries(const struct key_table *table, const struct key_table *from, size_t first,
                          size_t last, struct key_entry **guesses_out)
{
    uint32_t hashes[MERGED_TOGETHER];
    for (size_t id = first; id < last; id++) {
        hashes[id - first] = key_table_hash(table, key_table_key(from, id));
        key_table_prefetch_slot(table, hashes[id - first]);
    }
    for (size_t id = first; id < last; id++)
        guesses_out[id - first] = key_table_guess(table, hashes[id - first]);
}

static void merge_some_known(struct key_table *table, const struct key_table *from, size_t first,
                             size_t last, uint32_t *new_ids)
{
    struct key_entry *guesses[MERGED_TOGETHER];
    guess_entries(table, from, first, last, guesses);
    for (size_t id = first; id < last; id++) {
        struct httally_slice key = key_table_key(from, id);
        struct key_entry *into = guesses[id - first];
        new_ids[id] = KEY_NONE;
        if (into && key_table_is_key(table, into, key))
            new_ids[id] = key_table_id(table, into);
        else if (into)
            new_ids[id] = key_table_find(table, key);
        if (new_ids[id] == KEY_NONE)
            continue;
        into = key_table_entry(table, new_ids[id]);
        into->error += key_table_entry(from, id)->error - from->removed;
        add_counts(table, new_ids[id], from, id);
    }
}

void key_table_merge_known(struct key_table *table, const struct key_table *from, size_t first,
                           size_t last, uint32_t *new_ids)
{
    for (; first < last; first += MERGED_TOGETHER) {
        size_t end = last - first < MERGED_TOGETHER ? last : first + MERGED_TOGETHER;
        merge_some_known(table, from, first, end, new_ids);
    }
}

/* Bring in the entries [first, last) of 'from' that are not there. */
static void merge_some_new(struct key_table *table, const struct key_table *from, size_t first,
                           size_t last, uint32_t *new_ids)
{
    uint32_t hashes[MERGED_TOGETHER];
    for (size_t id = first; id < last; id++) {
        if (new_ids[id] != KEY_NONE)
            continue;
        hashes[id - first] = key_table_hash(table, key_table_key(from, id));
        key_table_prefetch_slot(table, hashes[id - first]);
    }
    for (size_t id = first; id < last; id++) {
        if (new_ids[id] != KEY_NONE)
            continue;
        new_ids[id] = add_entry(table, key_table_key(from, id), hashes[id - first]);
        key_table_entry(table, new_ids[id])->error += key_table_entry(from, id)->error;
        add_counts(table, new_ids[id], from, id);
    }
}

bool key_table_merge_new(struct key_table *table, const struct key_table *from, uint32_t *new_ids)
{
    size_t count = 0, long_bytes = 0;
    for (size_t id = 0; id < from->entry_count; id++) {
        size_t length = key_table_entry(from, id)->key_length;
        if (new_ids[id] != KEY_NONE)
            continue;
        count++;
        long_bytes += length > KEY_INLINE_BYTES ? length : 0;
    }
    if (!key_table_make_room(table, count, long_bytes))
        return false;
    for (size_t first = 0; first < from->entry_count; first += MERGED_TOGETHER) {
        size_t last = first + MERGED_TOGETHER;
        merge_some_new(table, from, first, last < from->entry_count ? last : from->entry_count,
                       new_ids);
    }
    table->removed += from->removed;
    return true;
}
