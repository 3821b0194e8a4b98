/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include <math.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "random.h"
#include "tally/key_table.h"

enum { KEYS = 3000, LONGEST = 65536, ROOMY_BYTES = 64 << 20, CLASS = HTTALLY_CLASS_2XX };

static const struct hash_secret secret = {{1, 22, 333, 4444}};

/*
 * Keys 0..KEYS-1, all different: key 0 is empty, key 1 is one byte, the others end in their number.
 * What stands before it is mostly NUL, so that keys differ late.
 */
struct keys {
    struct httally_slice list[KEYS];
    char *bytes;
};

static struct keys keys;

static size_t draw_length(struct random *random, size_t number)
{
    static const size_t special[] = {4, 8, 16, 17, 47, 48, 49, 50, 64, 255, 256, 1000};
    if (number < 2)
        return number;
    if (number % 1000 == 999)
        return LONGEST;
    if (number % 2)
        return special[number / 2 % ARRAY_LENGTH(special)];
    return (size_t)random_between(random, 4, 80);
}

static int make_keys(void **state)
{
    (void)state;
    struct random random = {8};
    size_t length_sum = 0;
    for (size_t i = 0; i < KEYS; i++) {
        keys.list[i].length = draw_length(&random, i);
        length_sum += keys.list[i].length;
    }
    keys.bytes = calloc(length_sum, 1);
    assert_non_null(keys.bytes);
    char *at = keys.bytes;
    for (size_t i = 0; i < KEYS; i++) {
        size_t length = keys.list[i].length;
        if (length >= 4) {
            memset(at, i % 3 ? 0 : 'k', length - 4);
            memcpy(at + length - 4, &(uint32_t){(uint32_t)i}, 4);
        }
        keys.list[i].data = at;
        at += length;
    }
    return 0;
}

static int free_keys(void **state)
{
    (void)state;
    free(keys.bytes);
    return 0;
}

static size_t number_of_key(struct httally_slice key)
{
    uint32_t number;
    if (key.length < 4)
        return key.length;
    memcpy(&number, key.data + key.length - 4, 4);
    return number;
}

static size_t long_bytes_of(size_t number)
{
    size_t length = keys.list[number].length;
    return length > KEY_INLINE_BYTES ? length : 0;
}

/* What count_bounded() keeps tables within. */
static size_t limit;

static void init_table(struct key_table *table, size_t limit_bytes)
{
    limit = limit_bytes;
    assert_int_equal(key_table_init(table, &secret, NULL), HTTALLY_OK);
}

/* Count requests of a key that has room. */
static uint32_t count_key(struct key_table *table, size_t number, uint64_t requests)
{
    struct httally_slice key = keys.list[number];
    uint32_t hash = key_table_hash(table, key);
    bool was_added;
    uint32_t found = key_table_find(table, key);
    const struct key_entry *guess = key_table_guess(table, hash);
    uint32_t id = key_table_find_or_add(table, key, hash, &was_added);
    if (guess && key_table_is_key(table, guess, key))
        assert_int_equal(id, key_table_id(table, guess));
    assert_int_equal(was_added, found == KEY_NONE);
    if (!was_added)
        assert_int_equal(id, found);
    key_table_count_many(table, id, CLASS, requests - 1);
    key_table_count(table, key_table_entry(table, id), CLASS, requests * number);
    return id;
}

/* 'truth' is what the table should know: requests by number of key. */
static void assert_exact(const struct key_table *table, const uint64_t *truth)
{
    size_t present = 0;
    for (size_t i = 0; i < KEYS; i++) {
        uint32_t id = key_table_find(table, keys.list[i]);
        assert_int_equal(id == KEY_NONE, truth[i] == 0);
        if (id == KEY_NONE)
            continue;
        present++;
        const struct key_entry *entry = key_table_entry(table, id);
        assert_true(httally_slice_equal(key_table_key(table, id), keys.list[i]));
        assert_true(key_table_counts(table, id).requests == truth[i]);
        assert_true(entry->bytes == truth[i] * i);
        assert_true(entry->error == 0);
    }
    assert_int_equal(table->entry_count, present);
    assert_true(table->removed == 0);
}

static void counts_as_a_naive_map_does(void **state)
{
    (void)state;
    static uint64_t truth[KEYS];
    struct random random = {9};
    struct key_table table;
    memset(truth, 0, sizeof truth);
    init_table(&table, ROOMY_BYTES);
    for (int i = 0; i < 20000; i++) {
        size_t number = (size_t)random_between(&random, 0, KEYS - 1);
        assert_true(key_table_make_room(&table, 1, long_bytes_of(number)));
        count_key(&table, number, 1);
        truth[number]++;
        if (i % 5000 == 0)
            assert_exact(&table, truth);
    }
    assert_exact(&table, truth);
    key_table_finish(&table);
}

static void adding_moves_nothing_that_has_room(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, ROOMY_BYTES);
    size_t long_bytes = 0;
    for (size_t i = 0; i < KEYS; i++)
        long_bytes += long_bytes_of(i);
    size_t claim = key_table_claim_bytes(&table, KEYS, long_bytes);
    size_t first_slot_bytes = table.slot_count * sizeof(uint64_t);
    assert_true(key_table_make_room(&table, KEYS, long_bytes));
    const void *slots = table.index_region.data;
    for (size_t i = 0; i < KEYS; i++)
        assert_int_equal(count_key(&table, i, 1), i);
    assert_ptr_equal(table.index_region.data, slots);
    /* The old index was there until the new one was filled. */
    assert_int_equal(claim, key_table_used_bytes(&table) + first_slot_bytes);
    assert_int_equal(key_table_claim_bytes(&table, 0, 0), key_table_used_bytes(&table));
    key_table_finish(&table);
}

static void more_keys_than_ids_have_no_room(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, 100000);
    assert_true(key_table_make_room(&table, 1, long_bytes_of(1)));
    count_key(&table, 1, 1);
    assert_false(key_table_make_room(&table, KEY_NONE, 0));
    assert_int_equal(table.entry_count, 1);
    key_table_finish(&table);
}

static void a_finished_table_may_be_finished_again(void **state)
{
    (void)state;
    struct key_table table = {0};
    key_table_finish(&table);
    init_table(&table, 100000);
    key_table_finish(&table);
    key_table_finish(&table);
}

/* Purge, and see that ids are renamed rightly and that kept entries are what they were. */
static void purge_checked(struct key_table *table)
{
    static uint32_t new_ids[KEYS];
    static size_t numbers[KEYS];
    static struct key_entry entries[KEYS];
    size_t old_count = table->entry_count, kept = 0;
    for (size_t id = 0; id < old_count; id++) {
        numbers[id] = number_of_key(key_table_key(table, id));
        entries[id] = *key_table_entry(table, id);
    }
    key_table_purge(table, new_ids);
    assert_true(old_count == 0 || table->entry_count < old_count);
    for (size_t id = 0; id < old_count; id++) {
        if (new_ids[id] == KEY_NONE) {
            assert_int_equal(key_table_find(table, keys.list[numbers[id]]), KEY_NONE);
            continue;
        }
        assert_int_equal(new_ids[id], kept++);
        const struct key_entry *entry = key_table_entry(table, new_ids[id]);
        assert_true(httally_slice_equal(key_table_key(table, new_ids[id]), keys.list[numbers[id]]));
        assert_true(entry->error == entries[id].error && entry->bytes == entries[id].bytes);
        assert_true(entry->class_requests[CLASS] == entries[id].class_requests[CLASS]);
        assert_int_equal(key_table_find(table, keys.list[numbers[id]]), new_ids[id]);
    }
    assert_int_equal(table->entry_count, kept);
}

static void count_bounded(struct key_table *table, size_t number, uint64_t requests)
{
    while (table->entry_count > 0 &&
           key_table_claim_bytes(table, 1, long_bytes_of(number)) > limit) {
        purge_checked(table);
        key_table_trim(table);
    }
    assert_true(key_table_make_room(table, 1, long_bytes_of(number)));
    count_key(table, number, requests);
}

static void assert_bounds(const struct key_table *table, const uint64_t *truth)
{
    size_t present = 0;
    for (size_t i = 0; i < KEYS; i++) {
        uint32_t id = key_table_find(table, keys.list[i]);
        if (id == KEY_NONE) {
            assert_true(truth[i] <= table->removed);
            continue;
        }
        present++;
        const struct key_entry *entry = key_table_entry(table, id);
        uint64_t counted = key_table_counts(table, id).requests;
        assert_true(counted > 0);
        assert_true(counted <= truth[i]);
        assert_true(truth[i] <= counted + entry->error);
        assert_true(entry->error <= table->removed);
        assert_true(entry->bytes <= truth[i] * i);
    }
    assert_int_equal(table->entry_count, present);
}

/* Which key comes at step 'step' of a stream. */
typedef size_t (*stream_function)(struct random *random, size_t step);

enum { STEPS = 40000, SMALL_ENTRIES = 300 };

static size_t zipf_stream(struct random *random, size_t step)
{
    (void)step;
    double uniform = (double)random_between(random, 1, 1 << 20) / (1 << 20);
    return (size_t)(exp(uniform * log(KEYS)) - 1.0);
}

static size_t equal_stream(struct random *random, size_t step)
{
    (void)random;
    return step % KEYS;
}

static size_t heavy_then_flood_stream(struct random *random, size_t step)
{
    return step < STEPS / 2 ? step % 10 : (size_t)random_between(random, 0, KEYS - 1);
}

static size_t flood_then_heavy_stream(struct random *random, size_t step)
{
    return heavy_then_flood_stream(random, STEPS - 1 - step);
}

/* Ever new keys until the table is full, then one that is dropped at once, again and again. */
static size_t teasing_stream(struct random *random, size_t step)
{
    (void)random;
    return step % (SMALL_ENTRIES + 1) ? (step / 3) % KEYS : 7;
}

static size_t runs_stream(struct random *random, size_t step)
{
    (void)random;
    return step / (1 + step % 13) % KEYS;
}

static const stream_function streams[] = {
    zipf_stream,    equal_stream, heavy_then_flood_stream, flood_then_heavy_stream,
    teasing_stream, runs_stream,
};

static void bounds_hold_in_any_order(void **state)
{
    (void)state;
    static uint64_t truth[KEYS];
    for (size_t i = 0; i < ARRAY_LENGTH(streams); i++) {
        struct random random = {10 + i};
        struct key_table table;
        init_table(&table, SMALL_ENTRIES * sizeof(struct key_entry));
        memset(truth, 0, sizeof truth);
        for (size_t step = 0; step < STEPS; step++) {
            size_t number = streams[i](&random, step);
            uint64_t requests = i == 5 ? random_between(&random, 1, 1000) : 1;
            if (long_bytes_of(number) == LONGEST)
                continue;
            count_bounded(&table, number, requests);
            truth[number] += requests;
            if (step % 4999 == 0)
                assert_bounds(&table, truth);
        }
        assert_true(table.removed > 0);
        assert_bounds(&table, truth);
        key_table_finish(&table);
    }
}

/* The promise of Misra and Gries, with the median instead of the least weight. */
static void heavy_keys_stay(void **state)
{
    (void)state;
    struct random random = {20};
    struct key_table table;
    init_table(&table, SMALL_ENTRIES * sizeof(struct key_entry));
    for (size_t step = 0; step < STEPS; step++) {
        size_t number = step % 5 ? (size_t)random_between(&random, 10, 990) : step / 5 % 4 + 2;
        count_bounded(&table, number, 1);
    }
    for (size_t number = 2; number < 6; number++) {
        uint32_t id = key_table_find(&table, keys.list[number]);
        assert_true(id != KEY_NONE);
        assert_true(key_table_counts(&table, id).requests >= STEPS / 20 - table.removed);
    }
    assert_true(table.removed < STEPS / 20);
    key_table_finish(&table);
}

static void long_keys_survive_compaction(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, 4 * LONGEST);
    for (size_t round = 0; round < 50; round++) {
        for (size_t number = 999; number < KEYS; number += 1000)
            count_bounded(&table, number, 10);
        for (size_t number = 2; number < 300; number++)
            count_bounded(&table, (number + round * 300) % (KEYS - 2) / 2 * 2, 1);
        purge_checked(&table);
    }
    for (size_t number = 999; number < KEYS; number += 1000)
        assert_true(key_table_find(&table, keys.list[number]) != KEY_NONE);
    key_table_finish(&table);
}

static void purging_can_empty_a_table(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, ROOMY_BYTES);
    assert_true(key_table_make_room(&table, 2000, ROOMY_BYTES / 2));
    for (size_t i = 0; i < 2000; i++)
        count_key(&table, i, 3);
    key_table_purge(&table, NULL);
    assert_int_equal(table.entry_count, 0);
    assert_true(table.removed == 3);
    purge_checked(&table);
    assert_true(key_table_make_room(&table, 1, 0));
    uint32_t id = count_key(&table, 0, 1);
    assert_true(key_table_entry(&table, id)->error >= 3);
    key_table_finish(&table);
}

/* Memory that was in use once is claimed until it is given back, of entries and of long keys
 * alike: neither can be used for the other. */
static void a_purged_table_claims_what_it_held(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, ROOMY_BYTES);
    assert_true(key_table_make_room(&table, 2000, 0));
    for (size_t number = 2; number < 2000; number++) {
        if (long_bytes_of(number) == 0)
            count_key(&table, number, 1);
    }
    size_t before = key_table_used_bytes(&table);
    purge_checked(&table);
    assert_int_equal(table.entry_count, 0);
    assert_int_equal(key_table_claim_bytes(&table, 1, 0), before);
    size_t keys_bytes = long_bytes_of(999) + long_bytes_of(1999);
    assert_true(key_table_make_room(&table, 2, keys_bytes));
    count_key(&table, 999, 1);
    count_key(&table, 1999, 1);
    assert_int_equal(key_table_claim_bytes(&table, 0, 0), before + keys_bytes);
    purge_checked(&table);
    assert_int_equal(key_table_claim_bytes(&table, 0, 0), before + keys_bytes);
    key_table_trim(&table);
    assert_int_equal(key_table_claim_bytes(&table, 0, 0), key_table_used_bytes(&table));
    key_table_finish(&table);
}

/* Requests that could not be counted loosen every bound, and change no weight. */
static void missed_requests_are_within_the_bounds(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, ROOMY_BYTES);
    assert_true(key_table_make_room(&table, 10, 0));
    count_key(&table, 1, 5);
    count_key(&table, 3, 9);
    key_table_miss(&table, 7);
    assert_true(table.removed == 7);
    assert_true(key_table_entry(&table, key_table_find(&table, keys.list[3]))->error == 7);
    /* The median is 9. */
    purge_checked(&table);
    assert_int_equal(table.entry_count, 0);
    assert_true(table.removed == 16);
    key_table_finish(&table);
}

static void merge_checked(struct key_table *table, const struct key_table *from)
{
    static uint32_t new_ids[KEYS];
    key_table_merge_begin(table, from);
    /* In ranges that do not begin and end where batches do. */
    for (size_t first = 0, last; first < from->entry_count; first = last) {
        last = first + 47 < from->entry_count ? first + 47 : from->entry_count;
        key_table_merge_known(table, from, first, last, new_ids);
    }
    assert_true(key_table_merge_new(table, from, new_ids));
    for (size_t id = 0; id < from->entry_count; id++)
        assert_true(
            httally_slice_equal(key_table_key(table, new_ids[id]), key_table_key(from, id)));
}

static void merges_of_exact_tables_are_exact(void **state)
{
    (void)state;
    static uint64_t truth[KEYS];
    struct random random = {21};
    struct key_table parts[4];
    memset(truth, 0, sizeof truth);
    for (size_t i = 0; i < 4; i++)
        init_table(&parts[i], ROOMY_BYTES);
    for (size_t step = 0; step < 10000; step++) {
        size_t number = zipf_stream(&random, step);
        count_bounded(&parts[random_between(&random, 0, 3)], number, 1);
        truth[number]++;
    }
    merge_checked(&parts[2], &parts[3]);
    merge_checked(&parts[0], &parts[1]);
    merge_checked(&parts[0], &parts[2]);
    assert_exact(&parts[0], truth);
    for (size_t i = 0; i < 4; i++)
        key_table_finish(&parts[i]);
}

/* Fill the parts with different streams, each purged on its own. */
static void fill_parts(struct random *random, struct key_table *parts, size_t part_count,
                       uint64_t *truth)
{
    for (size_t i = 0; i < part_count; i++) {
        init_table(&parts[i], 4 * SMALL_ENTRIES * sizeof(struct key_entry));
        stream_function stream = streams[random_between(random, 0, ARRAY_LENGTH(streams) - 1)];
        size_t steps = (size_t)random_between(random, 0, STEPS / 4);
        for (size_t step = 0; step < steps; step++) {
            size_t number = stream(random, step);
            if (long_bytes_of(number) == LONGEST)
                continue;
            if (parts[i].entry_count >= SMALL_ENTRIES)
                purge_checked(&parts[i]);
            count_bounded(&parts[i], number, 1);
            truth[number]++;
        }
    }
}

static void merges_of_purged_tables_keep_the_bounds(void **state)
{
    (void)state;
    enum { PARTS = 6 };
    static uint64_t truth[KEYS];
    struct random random = {22};
    for (size_t round = 0; round < 20; round++) {
        struct key_table parts[PARTS];
        memset(truth, 0, sizeof truth);
        fill_parts(&random, parts, PARTS, truth);
        /* Take the last part into any other: every order and association comes up. */
        for (size_t left = PARTS; left > 1; left--) {
            size_t into = (size_t)random_between(&random, 0, left - 2);
            merge_checked(&parts[into], &parts[left - 1]);
            key_table_finish(&parts[left - 1]);
            while (parts[into].entry_count > SMALL_ENTRIES)
                purge_checked(&parts[into]);
        }
        assert_bounds(&parts[0], truth);
        key_table_finish(&parts[0]);
    }
}

static uint64_t requests_of(const struct key_table *table, size_t number)
{
    uint32_t id = key_table_find(table, keys.list[number]);
    return id == KEY_NONE ? 0 : key_table_counts(table, id).requests;
}

/* Entries hold 32 bits of a count; what is beyond goes along through purges and merges. */
static void counts_exceed_32_bits(void **state)
{
    (void)state;
    const uint64_t most = UINT32_MAX;
    struct key_table tables[2];
    for (int i = 0; i < 2; i++) {
        init_table(&tables[i], ROOMY_BYTES);
        assert_true(key_table_make_room(&tables[i], 10, 0));
        /* Purging key 2 renames key 4. */
        count_key(&tables[i], 2, 1);
        count_key(&tables[i], 6, 1);
        count_key(&tables[i], 4, most);
    }
    assert_int_equal(tables[0].carry_count, 0);
    assert_true(requests_of(&tables[0], 4) == most);
    count_key(&tables[0], 4, 1);
    assert_int_equal(tables[0].carry_count, 1);
    assert_true(requests_of(&tables[0], 4) == most + 1);
    assert_true(requests_of(&tables[0], 2) == 1);
    count_key(&tables[0], 8, 1);
    purge_checked(&tables[0]);
    assert_true(requests_of(&tables[0], 2) == 0);
    assert_true(requests_of(&tables[0], 4) == most + 1);
    merge_checked(&tables[1], &tables[0]);
    assert_true(requests_of(&tables[1], 4) == 2 * most + 1);
    merge_checked(&tables[0], &tables[1]);
    assert_true(requests_of(&tables[0], 4) == 3 * most + 2);
    count_key(&tables[0], 4, most << 20);
    assert_true(requests_of(&tables[0], 4) == 3 * most + 2 + (most << 20));
    /* Each class of a key has an upper half of its own. */
    uint32_t id = key_table_find(&tables[0], keys.list[4]);
    key_table_count_many(&tables[0], id, HTTALLY_CLASS_5XX, 2 * most);
    struct key_counts counts = key_table_counts(&tables[0], id);
    assert_true(counts.class_requests[HTTALLY_CLASS_5XX] == 2 * most);
    assert_true(counts.class_requests[CLASS] == 3 * most + 2 + (most << 20));
    for (int i = 0; i < 2; i++)
        key_table_finish(&tables[i]);
}

static void counts_and_bytes_stop_at_their_largest(void **state)
{
    (void)state;
    struct key_table table;
    init_table(&table, ROOMY_BYTES);
    assert_true(key_table_make_room(&table, 2 * KEY_CARRIES_MAX, ROOMY_BYTES / 2));
    for (size_t number = 0; number < KEY_CARRIES_MAX + 1; number++)
        count_key(&table, number, UINT64_MAX - 1);
    assert_true(requests_of(&table, 0) == UINT64_MAX - 1);
    count_key(&table, 0, 9);
    assert_true(requests_of(&table, 0) == UINT64_MAX);
    assert_true(key_table_entry(&table, key_table_find(&table, keys.list[1]))->bytes ==
                UINT64_MAX - 1);
    count_key(&table, 1, 3);
    assert_true(key_table_entry(&table, key_table_find(&table, keys.list[1]))->bytes == UINT64_MAX);
    /* No place for its carry is left. */
    assert_int_equal(table.carry_count, KEY_CARRIES_MAX);
    assert_true(requests_of(&table, KEY_CARRIES_MAX) == UINT32_MAX);
    key_table_finish(&table);
}

/* Whoever knows the secret can choose keys that all want the same slot. */
static void keys_chosen_to_collide_are_hashed_anew(void **state)
{
    (void)state;
    struct key_table table;
    size_t added = 0;
    bool was_added;
    assert_int_equal(key_table_init(&table, &secret, NULL), HTTALLY_OK);
    for (unsigned number = 0; added < 400; number++) {
        char text[32];
        int length = snprintf(text, sizeof text, "%u", number);
        struct httally_slice key = {text, (size_t)length};
        uint32_t hash = key_table_hash(&table, key);
        if (hash % 1024 >= 4)
            continue;
        assert_true(key_table_make_room(&table, 1, 0));
        key_table_find_or_add(&table, key, hash, &was_added);
        added++;
    }
    assert_true(table.is_under_attack);
    struct hash_secret before = table.secret;
    key_table_defend(&table);
    assert_false(table.is_under_attack);
    assert_memory_not_equal(&before, &table.secret, sizeof before);
    assert_int_equal(table.entry_count, 400);
    for (size_t id = 0; id < table.entry_count; id++)
        assert_int_equal(key_table_find(&table, key_table_key(&table, id)), id);
    key_table_finish(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_chosen_to_collide_are_hashed_anew),
        cmocka_unit_test(counts_as_a_naive_map_does),
        cmocka_unit_test(adding_moves_nothing_that_has_room),
        cmocka_unit_test(more_keys_than_ids_have_no_room),
        cmocka_unit_test(a_finished_table_may_be_finished_again),
        cmocka_unit_test(bounds_hold_in_any_order),
        cmocka_unit_test(heavy_keys_stay),
        cmocka_unit_test(long_keys_survive_compaction),
        cmocka_unit_test(purging_can_empty_a_table),
        cmocka_unit_test(a_purged_table_claims_what_it_held),
        cmocka_unit_test(missed_requests_are_within_the_bounds),
        cmocka_unit_test(counts_exceed_32_bits),
        cmocka_unit_test(counts_and_bytes_stop_at_their_largest),
        cmocka_unit_test(merges_of_exact_tables_are_exact),
        cmocka_unit_test(merges_of_purged_tables_keep_the_bounds),
    };
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
