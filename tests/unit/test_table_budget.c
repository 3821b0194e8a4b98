/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "tally_records.h"

/* Requests that each have keys of their own, numbered from 'first'. */
static void add_distinct(struct httally_tally *tally, unsigned first, unsigned count,
                         httally_status status)
{
    for (unsigned i = first; i < first + count; i++) {
        char text[100];
        struct httally_record record = record_of(status, some_time + i % 86400, 1);
        int length = snprintf(text, sizeof text, "/a/path/that/is/too/long/to/stand/inline/%u/%s",
                              i, i % 2 ? "index.html" : "");
        record.path = httally_slice_of(text, (size_t)length);
        record.client = httally_slice_of(text + 40, (size_t)length - 40);
        struct httally_origin origin = {.data = record.line.data, .offset_bytes = i};
        httally_tally_add(tally, &record, 1, &origin);
    }
}

static void assert_exactness(const struct httally_tally *tally, bool is_exact)
{
    assert_int_equal(httally_tally_is_exact(tally, HTTALLY_DIMENSION_PATH), is_exact);
    assert_int_equal(httally_tally_is_exact(tally, HTTALLY_DIMENSION_CLIENT), is_exact);
    assert_true(httally_tally_is_exact(tally, HTTALLY_DIMENSION_METHOD));
    assert_true(httally_tally_is_exact(tally, HTTALLY_DIMENSION_HOST));
}

/* Every name of a key that an entry of a ledger holds is one of the table. */
static void assert_ledgers_name_keys(const struct httally_tally *tally)
{
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++) {
        const struct ledger *ledger = &tally->ledgers[i];
        for (size_t k = 0; k < ledger->entry_count; k++) {
            uint32_t path = ledger->entries[k].keys[LEDGER_PATH];
            uint32_t client = ledger->entries[k].keys[LEDGER_CLIENT];
            assert_true(path == KEY_NONE ||
                        path < httally_tally_key_count(tally, HTTALLY_DIMENSION_PATH));
            assert_true(client == KEY_NONE ||
                        client < httally_tally_key_count(tally, HTTALLY_DIMENSION_CLIENT));
            if (path == KEY_NONE || client == KEY_NONE)
                continue;
            struct httally_slice key = key_table_key(&tally->tables[HTTALLY_DIMENSION_PATH], path);
            assert_slice_equal(key_table_key(&tally->tables[HTTALLY_DIMENSION_CLIENT], client),
                               httally_slice_of(key.data + 40, key.length - 40));
        }
    }
}

static void a_small_budget_is_kept_and_said(void **state)
{
    (void)state;
    enum { KEYS = 100000 };
    struct httally_tally *roomy = create(0, 0), *small = create(1, 0);
    /* Less than 4 MiB is 4 MiB. */
    assert_int_equal(small->options.memory_bytes, 4 << 20);
    add_distinct(roomy, 0, KEYS, 404);
    add_distinct(small, 0, KEYS, 404);
    assert_exactness(roomy, true);
    assert_exactness(small, false);
    assert_int_equal(httally_tally_key_count(roomy, HTTALLY_DIMENSION_PATH), KEYS);
    size_t used = 0;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        used += key_table_used_bytes(&small->tables[i]);
    assert_true(used <= small->table_limit_bytes);
    assert_true(httally_tally_total(small).requests == KEYS);
    assert_true(httally_tally_status(small, 404).requests == KEYS);
    assert_true(small->ledgers[TALLY_LEDGER_CLIENT_ERRORS].seen == KEYS);
    assert_ledgers_name_keys(roomy);
    assert_ledgers_name_keys(small);
    struct httally_row row;
    assert_int_equal(
        httally_tally_top(small, HTTALLY_DIMENSION_PATH, HTTALLY_ORDER_REQUESTS, &row, 1), 1);
    assert_true(row.requests == 1 && row.max_error > 0);
    double estimate = hyperloglog_estimate(&small->clients);
    assert_true(estimate > 0.97 * KEYS && estimate < 1.03 * KEYS);
    httally_tally_destroy(roomy);
    httally_tally_destroy(small);
}

/* Regression: a tally of a small budget could not take a larger one's tables. */
static void tallies_of_different_budgets_merge(void **state)
{
    (void)state;
    enum { KEYS = 100000 };
    for (int round = 0; round < 2; round++) {
        struct httally_tally *roomy = create(0, 0), *small = create(1, 0);
        add_distinct(roomy, 0, KEYS, 503);
        add_distinct(small, KEYS / 2, KEYS, 503);
        struct httally_tally *into = round ? roomy : small;
        assert_int_equal(httally_tally_merge(into, round ? small : roomy, NULL), HTTALLY_OK);
        assert_true(httally_tally_total(into).requests == 2 * KEYS);
        assert_exactness(into, false);
        assert_ledgers_name_keys(into);
        size_t used = 0;
        for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
            used += key_table_used_bytes(&into->tables[i]);
        assert_true(used <= into->table_limit_bytes);
        add_distinct(into, 0, KEYS, 503);
        assert_ledgers_name_keys(into);
        httally_tally_destroy(roomy);
        httally_tally_destroy(small);
    }
}

static void distinct_clients_are_merged(void **state)
{
    (void)state;
    struct httally_tally *tally = create(1, 0), *other = create(1, 0), *whole = create(1, 0);
    add_distinct(tally, 0, 40000, 200);
    add_distinct(other, 30000, 40000, 200);
    add_distinct(whole, 0, 70000, 200);
    assert_int_equal(httally_tally_merge(tally, other, NULL), HTTALLY_OK);
    assert_memory_equal(&tally->clients, &whole->clients, sizeof whole->clients);
    httally_tally_destroy(tally);
    httally_tally_destroy(other);
    httally_tally_destroy(whole);
}

/* A line is 64 KiB at most, but a batch may be full of such lines. */
static void takes_batches_of_long_keys(void **state)
{
    (void)state;
    enum { BATCH = 32, LENGTH = 65536 };
    struct httally_tally *tally = create(1, 0);
    char *text = malloc(BATCH + LENGTH);
    assert_non_null(text);
    for (size_t i = 0; i < BATCH + LENGTH; i++)
        text[i] = (char)(i * i >> 7);
    for (unsigned round = 0; round < 20; round++) {
        struct httally_record records[BATCH];
        text[LENGTH / 2] = (char)round;
        for (size_t i = 0; i < BATCH; i++) {
            records[i] = record_of(400, some_time, 0);
            records[i].line = httally_slice_of(text + i, LENGTH);
            records[i].path = records[i].agent = records[i].referer = records[i].line;
            records[i].client = records[i].host = records[i].method = records[i].line;
        }
        struct httally_origin origin = {.data = text, .offset_bytes = round * 100};
        httally_tally_add(tally, records, BATCH, &origin);
    }
    assert_true(httally_tally_total(tally).requests == 20 * BATCH);
    assert_false(httally_tally_is_exact(tally, HTTALLY_DIMENSION_PATH));
    struct httally_row row;
    assert_int_equal(
        httally_tally_top(tally, HTTALLY_DIMENSION_AGENT, HTTALLY_ORDER_REQUESTS, &row, 1), 1);
    assert_int_equal(row.key.length, LENGTH);
    free(text);
    httally_tally_destroy(tally);
}

static void a_budget_is_not_taken_before_it_is_needed(void **state)
{
    (void)state;
    struct httally_tally_options options = {.memory_bytes = SIZE_MAX};
    struct httally_tally *tally;
    assert_int_equal(httally_tally_create(&options, &tally, NULL), HTTALLY_OK);
    add_distinct(tally, 0, 1000, 200);
    assert_exactness(tally, true);
    httally_tally_destroy(tally);
}

/* What all tables have taken from the system. */
static size_t claim_of(const struct httally_tally *tally)
{
    size_t bytes = 0;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        bytes += key_table_claim_bytes(&tally->tables[i], 0, 0);
    return bytes;
}

/* Regression: entries that a purge had left empty were taken for room for long keys. */
static void floods_that_take_turns_stay_within_the_limit(void **state)
{
    (void)state;
    enum { ROUNDS = 6, KEYS = 60000, LENGTH = 500 };
    static char text[LENGTH + 1];
    struct httally_tally *tally = create(1, 0);
    memset(text, 'k', LENGTH);
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t length = round % 2 ? LENGTH : 12;
        for (unsigned i = 0; i < KEYS; i++) {
            struct httally_record record = record_of(200, some_time, 1);
            snprintf(text + length - 11, 12, "%03u%08u", round, i);
            struct httally_slice key = httally_slice_of(text, length);
            *(round / 2 % 3 == 0   ? &record.path
              : round / 2 % 3 == 1 ? &record.client
                                   : &record.agent) = key;
            text[length] = 'k';
            add(tally, &record);
            assert_true(claim_of(tally) <= tally->table_limit_bytes);
        }
        memset(text, 'k', LENGTH);
    }
    assert_true(httally_tally_total(tally).requests == ROUNDS * KEYS);
    httally_tally_destroy(tally);
}

/* What was given up by a table that is flooded no more serves the others. */
static void memory_of_one_flood_serves_the_next(void **state)
{
    (void)state;
    enum { KEYS = 100000 };
    struct httally_tally *tally = create(1, 0);
    size_t most = 0;
    for (unsigned i = 0; i < 2 * KEYS; i++) {
        char text[32];
        struct httally_record record = record_of(200, some_time, 1);
        struct httally_slice key =
            httally_slice_of(text, (size_t)snprintf(text, sizeof text, "%u", i));
        *(i < KEYS ? &record.path : &record.agent) = key;
        add(tally, &record);
        size_t bytes = key_table_used_bytes(&tally->tables[HTTALLY_DIMENSION_AGENT]);
        most = bytes > most ? bytes : most;
    }
    assert_true(most >= tally->table_limit_bytes / 2);
    httally_tally_destroy(tally);
}

static void set_key(struct httally_record *record, enum httally_dimension dimension,
                    struct httally_slice key)
{
    bool is_usual =
        httally_slice_equal(key, SLICE("GET")) || httally_slice_equal(key, SLICE("HTTP/1.1"));
    if (dimension == HTTALLY_DIMENSION_HOST)
        record->host = key;
    if (dimension == HTTALLY_DIMENSION_METHOD) {
        record->method = key;
        record->method_number = is_usual ? HTTALLY_METHOD_GET : HTTALLY_METHOD_OTHER;
    }
    if (dimension == HTTALLY_DIMENSION_PROTOCOL) {
        record->protocol = key;
        record->http_version = is_usual ? 11 : 0;
    }
}

/* Ids that are remembered from record to record name other entries, or none, after a purge.  What
 * is usual comes late, so that it moves. */
static void a_purge_does_not_confuse_what_is_remembered(void **state)
{
    (void)state;
    enum { ROUNDS = 60000, FIRST = 1000, EVERY = 4 };
    static const struct {
        enum httally_dimension dimension;
        struct httally_slice usual;
    } cases[] = {
        {HTTALLY_DIMENSION_HOST, {"usual.example", 13}},
        {HTTALLY_DIMENSION_METHOD, {"GET", 3}},
        {HTTALLY_DIMENSION_PROTOCOL, {"HTTP/1.1", 8}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_tally *tally = create(1, 0);
        uint64_t usual_count = 0;
        for (unsigned round = 0; round < ROUNDS; round++) {
            char text[40];
            struct httally_record record = record_of(200, some_time, 0);
            int length = snprintf(text, sizeof text, "%u.and-so-on.example", round);
            bool is_usual = round > FIRST && round % EVERY == 0;
            usual_count += is_usual;
            set_key(&record, cases[i].dimension,
                    is_usual ? cases[i].usual : httally_slice_of(text, (size_t)length));
            add(tally, &record);
        }
        assert_false(httally_tally_is_exact(tally, cases[i].dimension));
        struct httally_row row;
        assert_int_equal(
            httally_tally_top(tally, cases[i].dimension, HTTALLY_ORDER_REQUESTS, &row, 1), 1);
        assert_slice_equal(row.key, cases[i].usual);
        assert_in_range(usual_count, row.requests, row.requests + row.max_error);
        httally_tally_destroy(tally);
    }
}

/* Methods that are numbered need room, too, when the first of them comes. */
static void a_numbered_key_has_room(void **state)
{
    (void)state;
    struct httally_tally *tally = create(0, 0);
    const struct key_table *table = &tally->tables[HTTALLY_DIMENSION_METHOD];
    struct httally_record record = record_of(200, some_time, 0);
    record.http_version = 11;
    for (unsigned i = 0; table->entry_count * 2 < table->slot_count; i++) {
        char text[16];
        record.method = httally_slice_of(text, (size_t)snprintf(text, sizeof text, "M%u", i));
        add(tally, &record);
    }
    record.method = SLICE("GET");
    record.method_number = HTTALLY_METHOD_GET;
    add(tally, &record);
    assert_true(table->entry_count * 2 <= table->slot_count);
    httally_tally_destroy(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_budget_is_kept_and_said),
        cmocka_unit_test(tallies_of_different_budgets_merge),
        cmocka_unit_test(distinct_clients_are_merged),
        cmocka_unit_test(takes_batches_of_long_keys),
        cmocka_unit_test(a_budget_is_not_taken_before_it_is_needed),
        cmocka_unit_test(floods_that_take_turns_stay_within_the_limit),
        cmocka_unit_test(memory_of_one_flood_serves_the_next),
        cmocka_unit_test(a_purge_does_not_confuse_what_is_remembered),
        cmocka_unit_test(a_numbered_key_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
