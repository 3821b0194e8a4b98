/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "random.h"
#include "tally/tally.h"

static struct httally_tally *create(void)
{
    struct httally_tally *tally;
    assert_int_equal(httally_tally_create(NULL, &tally, NULL), HTTALLY_OK);
    return tally;
}

static struct httally_tally *tally;

static int set_up(void **state)
{
    (void)state;
    tally = create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    httally_tally_destroy(tally);
    return 0;
}

/* A request of which nothing is told but its status. */
static struct httally_record record_of(httally_status status)
{
    return (struct httally_record){
        .line = SLICE("the line"),
        .client = SLICE("192.0.2.1"),
        .path = SLICE("/"),
        .time = 1700000000,
        .status = status,
        .has_details = true,
        .details = {.duration_us = HTTALLY_DURATION_NONE,
                    .upstream_duration_us = HTTALLY_DURATION_NONE},
    };
}

static void add(struct httally_tally *into, const struct httally_record *record)
{
    struct httally_origin origin = {.data = record->line.data};
    httally_tally_add(into, record, 1, &origin);
}

static void add_answer(httally_status status, const char *answers)
{
    struct httally_record record = record_of(status);
    record.details.upstream_status = httally_slice_of_string(answers);
    add(tally, &record);
}

static void add_durations(httally_status status, uint64_t duration_us, uint64_t upstream_us)
{
    struct httally_record record = record_of(status);
    record.details.duration_us = duration_us;
    record.details.upstream_duration_us = upstream_us;
    add(tally, &record);
}

static void statuses_are_passed_through_or_made_here(void **state)
{
    (void)state;
    static const struct {
        httally_status status;
        const char *answers;
        bool is_passed;
    } cases[] = {
        {200, "200", true},
        {200, "502, 200", true},
        {304, "502, 200 : 304", true},
        {200, "502, 200 : 304", false},
        {404, "404", true},
        {404, "200", false},
        {502, "502", true},
        {502, "-", false},
        {502, "502, -", false},
        {504, "502", false},
        {500, "502 : ", false},
        {499, "-", false},
        {200, "", false},
        {200, "200 ", false},
        {200, "20", false},
        {999, "999", true},
        /* What was not answered was not passed through, though it looks the same. */
        {HTTALLY_STATUS_DASH, "-", false},
        {HTTALLY_STATUS_ZERO, "0", true},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_hops before = httally_tally_hops(tally, cases[i].status);
        add_answer(cases[i].status, cases[i].answers);
        struct httally_hops hops = httally_tally_hops(tally, cases[i].status);
        if (hops.passed - before.passed != cases[i].is_passed ||
            hops.minted - before.minted != !cases[i].is_passed)
            fail_msg("%d after '%s'", (int)cases[i].status, cases[i].answers);
    }
}

static void retries_count_once_and_are_told_from_error_pages(void **state)
{
    (void)state;
    static const struct {
        httally_status status;
        const char *answers;
        bool is_retried, is_saved;
    } cases[] = {
        {200, "200", false, false},
        {200, "502, 200", true, true},
        {200, "-, 200", true, true},
        {200, "502,200", true, true},
        {404, "504, 404", true, true},
        {304, "502, 200 : 304", true, true},
        {200, "502, 502, 502, 200", true, true},
        {200, "000, 200", true, true},
        /* The next server failed as well. */
        {502, "502, 502", true, false},
        {502, "502, 200 : 502", true, false},
        {HTTALLY_STATUS_DASH, "502, 200", true, false},
        /* The client left before the next one had answered. */
        {499, "502, -", true, false},
        {499, "502, ", true, false},
        /* The group failed, and an error page came from another. */
        {200, "502 : 200", false, false},
        {200, "502, 502 : 200", true, false},
        {200, "502 : 404, 200", true, false},
        {200, "502, 200 : 200", true, true},
        /* No server had failed: retried by configuration (proxy_next_upstream http_404). */
        {200, "404, 200", true, false},
        {200, ", 200", true, false},
        {200, "nonsense, 200", true, true},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_retries before = httally_tally_retries(tally);
        add_answer(cases[i].status, cases[i].answers);
        struct httally_retries retries = httally_tally_retries(tally);
        if (retries.requests - before.requests != cases[i].is_retried ||
            retries.saved - before.saved != cases[i].is_saved)
            fail_msg("%d after '%s'", (int)cases[i].status, cases[i].answers);
    }
}

static void durations_are_kept_by_class(void **state)
{
    (void)state;
    struct httally_latency latency;
    for (uint64_t i = 1; i <= 100; i++)
        add_durations(200, i, HTTALLY_DURATION_NONE);
    add_durations(502, 60000000, 59000000);
    add_durations(HTTALLY_STATUS_DASH, HTTALLY_DURATION_NONE, HTTALLY_DURATION_NONE);
    assert_true(httally_tally_class_latency(tally, HTTALLY_CLASS_2XX, &latency));
    assert_true(latency.requests == 100 && latency.p50_us == 50 && latency.p90_us == 90);
    assert_true(latency.p95_us == 95 && latency.p99_us == 99 && latency.max_us == 100);
    assert_true(httally_tally_class_latency(tally, HTTALLY_CLASS_5XX, &latency));
    assert_true(latency.requests == 1 && latency.max_us == 60000000);
    assert_true(httally_tally_latency(tally, &latency));
    assert_true(latency.requests == 101 && latency.p50_us == 51 && latency.max_us == 60000000);
    assert_true(httally_tally_upstream_latency(tally, &latency));
    assert_true(latency.requests == 1 && latency.max_us == 59000000);
    assert_false(httally_tally_class_latency(tally, HTTALLY_CLASS_OTHER, &latency));
}

static void the_longest_duration_is_counted(void **state)
{
    (void)state;
    struct httally_latency latency;
    add_durations(200, HTTALLY_DURATION_NONE - 1, 0);
    assert_true(httally_tally_latency(tally, &latency));
    assert_true(latency.max_us == UINT64_MAX - 1 && latency.p50_us <= latency.max_us);
    assert_true(httally_tally_upstream_latency(tally, &latency));
    assert_true(latency.requests == 1 && latency.max_us == 0);
}

static void assert_no_exchanges(void)
{
    struct httally_latency latency;
    static const struct exchanges none;
    assert_memory_equal(&tally->exchanges, &none, sizeof none);
    assert_false(httally_tally_latency(tally, &latency));
    assert_true(latency.requests == 0 && latency.max_us == 0);
    assert_false(httally_tally_upstream_latency(tally, &latency));
    for (int i = HTTALLY_DIMENSION_UPSTREAM; i < HTTALLY_DIMENSION_COUNT; i++)
        assert_int_equal(httally_tally_key_count(tally, (enum httally_dimension)i), 0);
}

/* Details are undefined where there are none. */
static void records_without_details_change_nothing(void **state)
{
    (void)state;
    struct httally_record record = record_of(502);
    record.has_details = false;
    memset(&record.details, 0xA5, sizeof record.details);
    add(tally, &record);
    assert_no_exchanges();
    assert_true(httally_tally_total(tally).requests == 1);
}

static void fields_that_say_nothing_change_nothing(void **state)
{
    (void)state;
    struct httally_record record = record_of(502);
    add(tally, &record);
    record.details.upstream = record.details.cache = record.details.tls = SLICE("-");
    add(tally, &record);
    record.details.upstream = record.details.cache = record.details.tls = SLICE("");
    add(tally, &record);
    assert_no_exchanges();
}

static void assert_keys(enum httally_dimension dimension, const char *const *keys, size_t count)
{
    struct httally_row rows[8];
    assert_int_equal(httally_tally_top(tally, dimension, HTTALLY_ORDER_REQUESTS, rows, 8), count);
    for (size_t i = 0; i < count; i++)
        assert_slice_equal(rows[i].key, httally_slice_of_string(keys[i]));
}

static void keys_are_the_server_asked_last_cache_and_tls(void **state)
{
    (void)state;
    static const char *const upstreams[] = {"[::1]:80", "192.0.2.3:80"};
    static const char *const states[] = {"HIT"}, *const versions[] = {"TLSv1.3"};
    struct httally_record record = record_of(502);
    record.details.upstream = SLICE("192.0.2.1:80, [::1]:80");
    add(tally, &record);
    add(tally, &record);
    record.details.upstream = SLICE("192.0.2.1:80, 192.0.2.2:80 : 192.0.2.3:80");
    record.details.cache = SLICE("HIT");
    record.details.tls = SLICE("TLSv1.3");
    add(tally, &record);
    record.details.upstream = SLICE("192.0.2.1:80 : ");
    add(tally, &record);
    assert_keys(HTTALLY_DIMENSION_UPSTREAM, upstreams, 2);
    assert_keys(HTTALLY_DIMENSION_CACHE, states, 1);
    assert_keys(HTTALLY_DIMENSION_TLS, versions, 1);
    const struct ledger *ledger = &tally->ledgers[TALLY_LEDGER_SERVER_ERRORS];
    assert_int_equal(ledger->entry_count, 4);
    assert_int_equal(ledger->entries[0].keys[LEDGER_UPSTREAM], 0);
    assert_int_equal(ledger->entries[2].keys[LEDGER_UPSTREAM], 1);
    assert_int_equal(ledger->entries[3].keys[LEDGER_UPSTREAM], KEY_NONE);
}

/* Only some durations, so that some histograms are in one part alone. */
static struct httally_record random_record(struct random *random)
{
    static const httally_status statuses[] = {200, 304, 404, 502, 504, HTTALLY_STATUS_DASH};
    static const char *const answers[] = {"200", "502, 200", "504", "-, -"};
    struct httally_record record =
        record_of(statuses[random_between(random, 0, ARRAY_LENGTH(statuses) - 1)]);
    record.has_details = random_between(random, 0, 3);
    if (random_between(random, 0, 1))
        record.details.upstream_status =
            httally_slice_of_string(answers[random_between(random, 0, ARRAY_LENGTH(answers) - 1)]);
    if (random_between(random, 0, 9) == 0)
        record.details.duration_us = random_next(random) >> random_between(random, 1, 60);
    if (random_between(random, 0, 9) == 0)
        record.details.upstream_duration_us = random_next(random) >> random_between(random, 1, 60);
    return record;
}

static void assert_same_exchanges(const struct httally_tally *one, const struct httally_tally *two)
{
    const struct exchanges *left = &one->exchanges, *right = &two->exchanges;
    assert_memory_equal(left->hops, right->hops, sizeof left->hops);
    assert_memory_equal(&left->retries, &right->retries, sizeof left->retries);
    for (int i = 0; i <= HTTALLY_CLASS_COUNT; i++) {
        bool is_last = i == HTTALLY_CLASS_COUNT;
        const struct histogram *a = is_last ? left->upstream_latency : left->latency[i];
        const struct histogram *b = is_last ? right->upstream_latency : right->latency[i];
        assert_int_equal(!a, !b);
        if (a)
            assert_memory_equal(a, b, sizeof *a);
    }
}

static void merging_in_any_order_gives_the_same(void **state)
{
    (void)state;
    struct random random = {9};
    for (size_t round = 0; round < 20; round++) {
        struct httally_tally *whole = create(), *parts[4];
        for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
            parts[i] = create();
        for (uint64_t left = random_between(&random, 0, 200); left > 0; left--) {
            struct httally_record record = random_record(&random);
            add(whole, &record);
            add(parts[random_between(&random, 0, 3)], &record);
        }
        /* 2 + 0, 3 + 1, then both, turned round every other time. */
        size_t turn = round % 2 ? 2 : 0;
        for (size_t i = 0; i < 2; i++)
            assert_int_equal(httally_tally_merge(parts[i + turn], parts[(i + turn + 2) % 4], NULL),
                             HTTALLY_OK);
        assert_int_equal(httally_tally_merge(parts[turn], parts[turn + 1], NULL), HTTALLY_OK);
        assert_same_exchanges(parts[turn], whole);
        httally_tally_destroy(whole);
        for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
            httally_tally_destroy(parts[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(statuses_are_passed_through_or_made_here),
        TEST(retries_count_once_and_are_told_from_error_pages),
        TEST(durations_are_kept_by_class),
        TEST(the_longest_duration_is_counted),
        TEST(records_without_details_change_nothing),
        TEST(fields_that_say_nothing_change_nothing),
        TEST(keys_are_the_server_asked_last_cache_and_tls),
        TEST(merging_in_any_order_gives_the_same),
    };
    return cmocka_run_group_tests_name("exchanges", tests, NULL, NULL);
}
