/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/hash.h"
#include "random.h"
#include "tally/key_table.h"
#include "tally/ledger.h"

enum { LIMIT = 100, ENTRIES_MAX = 5000 };

/* Entry number 'number'; what it says of itself follows from the number. */
static struct ledger_entry entry_of(uint64_t number)
{
    struct ledger_entry entry = {
        .priority = hash_number(number),
        .time = (int64_t)number * 60,
        .status = (httally_status)(400 + number % 200),
    };
    for (int key = 0; key < LEDGER_KEY_COUNT; key++)
        entry.keys[key] = number % 7 ? (uint32_t)(number * 10 + (unsigned)key) : KEY_NONE;
    return entry;
}

static void init_small(struct ledger *ledger)
{
    ledger_init(ledger, LIMIT * sizeof(struct ledger_entry));
}

static void add_number(struct ledger *ledger, uint64_t number)
{
    struct ledger_entry entry = entry_of(number);
    ledger->seen++;
    if (ledger_keeps(ledger, entry.priority))
        ledger_add(ledger, &entry);
}

static int compare_entries(const void *a, const void *b)
{
    const struct ledger_entry *left = a, *right = b;
    return (left->priority > right->priority) - (left->priority < right->priority);
}

/* The lowest level at which entries 0..count-1 fit. */
static unsigned level_of(uint64_t count, size_t *kept_out)
{
    for (unsigned level = 0;; level++) {
        size_t kept = 0;
        for (uint64_t i = 0; i < count; i++)
            kept += level == 0 || hash_number(i) >> (64 - level) == 0;
        if (kept <= LIMIT) {
            *kept_out = kept;
            return level;
        }
    }
}

/* 'ledger' holds what it should of entries 0..count-1, every one unchanged. */
static void assert_holds(struct ledger *ledger, uint64_t count)
{
    size_t kept;
    assert_int_equal(ledger->level, level_of(count, &kept));
    assert_int_equal(ledger->entry_count, kept);
    assert_true(ledger->seen == count);
    struct ledger_entry expected[LIMIT];
    size_t found = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (ledger->level == 0 || hash_number(i) >> (64 - ledger->level) == 0)
            expected[found++] = entry_of(i);
    }
    qsort(expected, kept, sizeof *expected, compare_entries);
    if (kept)
        qsort(ledger->entries, kept, sizeof *expected, compare_entries);
    for (size_t i = 0; i < kept; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        assert_true(entry->priority == expected[i].priority);
        assert_true(entry->time == expected[i].time);
        assert_int_equal(entry->status, expected[i].status);
        assert_memory_equal(entry->keys, expected[i].keys, sizeof entry->keys);
    }
}

static void shuffle(struct random *random, uint64_t *numbers, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        uint64_t other = random_between(random, 0, i);
        numbers[i] = numbers[other];
        numbers[other] = i;
    }
}

static void who_stays_does_not_depend_on_the_order(void **state)
{
    (void)state;
    static const uint64_t counts[] = {0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 3 * LIMIT, ENTRIES_MAX};
    struct random random = {3};
    uint64_t numbers[ENTRIES_MAX];
    for (size_t round = 0; round < 70; round++) {
        uint64_t count = counts[round % ARRAY_LENGTH(counts)];
        struct ledger ledger;
        init_small(&ledger);
        shuffle(&random, numbers, count);
        for (uint64_t i = 0; i < count; i++)
            add_number(&ledger, numbers[i]);
        assert_holds(&ledger, count);
        ledger_finish(&ledger);
    }
}

static uint32_t *identity_ids(void)
{
    uint32_t *ids = calloc(ENTRIES_MAX * 10 + LEDGER_KEY_COUNT, sizeof *ids);
    assert_non_null(ids);
    for (uint32_t i = 0; i < ENTRIES_MAX * 10 + LEDGER_KEY_COUNT; i++)
        ids[i] = i;
    return ids;
}

static void who_stays_does_not_depend_on_the_split(void **state)
{
    (void)state;
    struct random random = {4};
    uint32_t *ids = identity_ids();
    uint32_t *const new_ids[LEDGER_KEY_COUNT] = {ids, ids, ids, ids, ids, ids};
    for (size_t round = 0; round < 100; round++) {
        struct ledger parts[5];
        uint64_t count = random_between(&random, 0, round % 2 ? 300 : ENTRIES_MAX);
        for (size_t i = 0; i < 5; i++)
            init_small(&parts[i]);
        /* Most of it in one part, so that levels differ. */
        for (uint64_t i = 0; i < count; i++) {
            uint64_t part = random_between(&random, 0, 40);
            add_number(&parts[part < 5 ? part : 0], i);
        }
        size_t into = (size_t)random_between(&random, 0, 4);
        for (size_t i = 1; i < 5; i++)
            ledger_merge(&parts[into], &parts[(into + i) % 5], new_ids);
        assert_holds(&parts[into], count);
        for (size_t i = 0; i < 5; i++)
            ledger_finish(&parts[i]);
    }
    free(ids);
}

static void renames_one_key_of_all_entries(void **state)
{
    (void)state;
    struct ledger ledger;
    init_small(&ledger);
    for (uint64_t i = 1; i <= 3; i++)
        add_number(&ledger, i);
    uint32_t new_ids[40] = {0};
    new_ids[10] = 5;
    new_ids[20] = KEY_NONE;
    new_ids[30] = 0;
    ledger_rename(&ledger, LEDGER_PATH, new_ids);
    assert_int_equal(ledger.entries[0].keys[LEDGER_PATH], 5);
    assert_int_equal(ledger.entries[1].keys[LEDGER_PATH], KEY_NONE);
    assert_int_equal(ledger.entries[2].keys[LEDGER_PATH], 0);
    assert_int_equal(ledger.entries[0].keys[LEDGER_CLIENT], 11);
    ledger_rename(&ledger, LEDGER_CLIENT, NULL);
    assert_int_equal(ledger.entries[0].keys[LEDGER_CLIENT], KEY_NONE);
    assert_int_equal(ledger.entries[0].keys[LEDGER_AGENT], 12);
    /* What was dropped before stays so. */
    ledger_rename(&ledger, LEDGER_CLIENT, new_ids);
    assert_int_equal(ledger.entries[0].keys[LEDGER_CLIENT], KEY_NONE);
    ledger_finish(&ledger);
}

static void merging_translates_ids(void **state)
{
    (void)state;
    struct ledger into, from;
    init_small(&into);
    init_small(&from);
    add_number(&from, 1);
    add_number(&from, 7);
    uint32_t paths[80] = {[10] = 99};
    uint32_t *const new_ids[LEDGER_KEY_COUNT] = {[LEDGER_PATH] = paths};
    ledger_merge(&into, &from, new_ids);
    assert_int_equal(into.entry_count, 2);
    assert_int_equal(into.entries[0].keys[LEDGER_PATH], 99);
    assert_int_equal(into.entries[0].keys[LEDGER_CLIENT], KEY_NONE);
    assert_int_equal(into.entries[1].keys[LEDGER_PATH], KEY_NONE);
    assert_int_equal(from.entries[0].keys[LEDGER_PATH], 10);
    ledger_finish(&into);
    ledger_finish(&from);
}

/* Equal priorities cannot be told apart: all of them go, and nothing loops or overflows. */
static void survives_priorities_that_all_fall_into_one_half(void **state)
{
    (void)state;
    struct ledger ledger;
    init_small(&ledger);
    for (uint64_t i = 0; i < 3 * LIMIT; i++) {
        struct ledger_entry entry = entry_of(i);
        entry.priority = i % 2;
        ledger.seen++;
        if (ledger_keeps(&ledger, entry.priority))
            ledger_add(&ledger, &entry);
    }
    assert_true(ledger.seen == 3 * LIMIT);
    assert_true(ledger.entry_count <= LIMIT);
    assert_true(ledger.level < 64);
    ledger_finish(&ledger);
}

/* Lines of one length, or of lengths that vary, in one input or many: of any stretch of them the
 * share that is kept is what the level says. */
static void keeps_its_share_of_any_stretch(void **state)
{
    (void)state;
    static const uint64_t lengths[] = {1, 64, 100, 256, 4096};
    enum { LINES = 1 << 16, STRETCH = 1 << 13 };
    for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
        for (unsigned level = 1; level <= 6; level++) {
            struct ledger ledger;
            ledger_init(&ledger, 0);
            ledger.threshold >>= level;
            uint64_t kept = 0;
            for (uint64_t line = 0; line < LINES; line++) {
                uint64_t place = (line / 5000 << 48) + line * lengths[i];
                kept += ledger_keeps(&ledger, ledger_priority(place));
                if ((line + 1) % STRETCH)
                    continue;
                /* Five standard deviations of chance. */
                double expected = (double)STRETCH / (double)(1 << level);
                assert_true(((double)kept - expected) * ((double)kept - expected) < 25 * expected);
                kept = 0;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_stays_does_not_depend_on_the_order),
        cmocka_unit_test(who_stays_does_not_depend_on_the_split),
        cmocka_unit_test(renames_one_key_of_all_entries),
        cmocka_unit_test(merging_translates_ids),
        cmocka_unit_test(keeps_its_share_of_any_stretch),
        cmocka_unit_test(survives_priorities_that_all_fall_into_one_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
