/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "analysis/parallel_merge.h"
#include "tally_records.h"

/* More than a thread is worth; paths of the halves overlap, clients do not. */
enum { KEYS = 30000, OVERLAP = KEYS / 2 };

static struct httally_tally *make_half(unsigned first, bool has_clients)
{
    struct httally_tally *tally = create(0, 0);
    for (unsigned i = first; i < first + KEYS; i++) {
        char path[32], client[32];
        struct httally_record record = record_of(200, some_time, i);
        record.path = httally_slice_of(path, (size_t)snprintf(path, sizeof path, "/item/%u", i));
        int length = snprintf(client, sizeof client, "2001:db8::%x:%x", i, first);
        if (has_clients)
            record.client = httally_slice_of(client, (size_t)length);
        add(tally, &record);
    }
    return tally;
}

/* Every single key has what both halves say, and its place is where its name leads to. */
static void every_key_is_merged_once(void **state)
{
    (void)state;
    struct httally_tally *into = make_half(0, true), *from = make_half(OVERLAP, true);
    assert_int_equal(parallel_merge(into, from, NULL), HTTALLY_OK);
    const struct key_table *paths = &into->tables[HTTALLY_DIMENSION_PATH];
    const struct key_table *clients = &into->tables[HTTALLY_DIMENSION_CLIENT];
    assert_int_equal(paths->entry_count, KEYS + OVERLAP);
    assert_int_equal(clients->entry_count, 2 * KEYS);
    for (unsigned i = 0; i < KEYS + OVERLAP; i++) {
        char path[32];
        int length = snprintf(path, sizeof path, "/item/%u", i);
        uint32_t id = key_table_find(paths, httally_slice_of(path, (size_t)length));
        uint64_t times = i >= OVERLAP && i < KEYS ? 2 : 1;
        assert_true(id != KEY_NONE);
        assert_true(key_table_counts(paths, id).requests == times);
        assert_true(key_table_entry(paths, id)->bytes == i * times);
    }
    for (size_t id = 0; id < clients->entry_count; id++) {
        assert_true(key_table_counts(clients, id).requests == 1);
        assert_int_equal(key_table_find(clients, key_table_key(clients, id)), id);
    }
    assert_true(httally_tally_total(into).requests == 2 * KEYS);
    httally_tally_destroy(into);
    httally_tally_destroy(from);
}

/* Where counts may run over 32 bits, nothing is lost. */
static void large_counts_are_merged(void **state)
{
    (void)state;
    struct httally_tally *tallies[2] = {make_half(0, true), make_half(0, true)};
    for (int i = 0; i < 2; i++) {
        key_table_count_many(&tallies[i]->tables[HTTALLY_DIMENSION_PATH], 5, HTTALLY_CLASS_2XX,
                             UINT32_MAX);
        tallies[i]->statuses[200].requests += UINT32_MAX;
    }
    assert_int_equal(parallel_merge(tallies[0], tallies[1], NULL), HTTALLY_OK);
    assert_true(key_table_counts(&tallies[0]->tables[HTTALLY_DIMENSION_PATH], 5).requests ==
                2 + 2 * (uint64_t)UINT32_MAX);
    for (int i = 0; i < 2; i++)
        httally_tally_destroy(tallies[i]);
}

/* Of the one large table, no thread brings in new keys while the other still looks for known
 * ones: for ThreadSanitizer to see. */
static void one_large_table_is_merged(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        struct httally_tally *into = make_half(0, false), *from = make_half(OVERLAP, false);
        assert_int_equal(parallel_merge(into, from, NULL), HTTALLY_OK);
        assert_int_equal(httally_tally_key_count(into, HTTALLY_DIMENSION_PATH), KEYS + OVERLAP);
        httally_tally_destroy(into);
        httally_tally_destroy(from);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_merged_once),
        cmocka_unit_test(one_large_table_is_merged),
        cmocka_unit_test(large_counts_are_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
