/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "random.h"
#include "tally_records.h"

static void add_path(struct httally_tally *tally, const char *path, httally_status status,
                     uint64_t bytes, unsigned times)
{
    struct httally_record record = record_of(status, some_time, bytes);
    record.path = httally_slice_of_string(path);
    while (times--)
        add(tally, &record);
}

static void totals_are_sums_over_statuses(void **state)
{
    (void)state;
    static const httally_status statuses[] = {
        100,
        200,
        200,
        302,
        404,
        500,
        599,
        600,
        99,
        0,
        999,
        HTTALLY_STATUS_DASH,
        HTTALLY_STATUS_ZERO,
        HTTALLY_STATUS_MINUS_ONE,
    };
    struct httally_tally *tally = create(0, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++) {
        struct httally_record record = record_of(statuses[i], some_time, 10);
        add(tally, &record);
    }
    assert_true(httally_tally_total(tally).requests == ARRAY_LENGTH(statuses));
    assert_true(httally_tally_total(tally).bytes == 10 * ARRAY_LENGTH(statuses));
    assert_true(httally_tally_status(tally, 200).requests == 2);
    assert_true(httally_tally_status(tally, 200).bytes == 20);
    assert_true(httally_tally_status(tally, 0).requests == 1);
    assert_true(httally_tally_status(tally, HTTALLY_STATUS_DASH).requests == 1);
    struct httally_row row;
    static const uint64_t classes[HTTALLY_CLASS_COUNT] = {1, 2, 1, 1, 2, 7};
    assert_int_equal(
        httally_tally_top(tally, HTTALLY_DIMENSION_METHOD, HTTALLY_ORDER_REQUESTS, &row, 1), 1);
    assert_slice_equal(row.key, SLICE("GET"));
    assert_true(row.requests == ARRAY_LENGTH(statuses));
    assert_memory_equal(row.class_requests, classes, sizeof classes);
    httally_tally_destroy(tally);
}

static void bytes_stop_at_the_largest_number(void **state)
{
    (void)state;
    struct httally_tally *tally = create(0, 0), *other = create(0, 0);
    struct httally_record record = record_of(200, some_time, UINT64_MAX - 1);
    for (int i = 0; i < 3; i++) {
        add(tally, &record);
        add(other, &record);
    }
    assert_int_equal(httally_tally_merge(tally, other, NULL), HTTALLY_OK);
    struct httally_row row;
    assert_int_equal(httally_tally_top(tally, HTTALLY_DIMENSION_PATH, HTTALLY_ORDER_BYTES, &row, 1),
                     1);
    assert_true(row.bytes == UINT64_MAX && row.requests == 6);
    assert_true(httally_tally_total(tally).bytes == UINT64_MAX);
    assert_true(httally_tally_status(tally, 200).bytes == UINT64_MAX);
    httally_tally_destroy(tally);
    httally_tally_destroy(other);
}

static void lines_add_up_member_by_member(void **state)
{
    (void)state;
    struct httally_tally *tally = create(0, 0), *other = create(0, 0);
    struct httally_lines lines = {28, 7, 6, 5, 4, 3, 3};
    httally_tally_add_lines(tally, &lines);
    httally_tally_add_lines(other, &lines);
    httally_tally_add_lines(other, &lines);
    assert_int_equal(httally_tally_merge(tally, other, NULL), HTTALLY_OK);
    struct httally_lines sum = httally_tally_lines(tally);
    struct httally_lines expected = {84, 21, 18, 15, 12, 9, 9};
    assert_memory_equal(&sum, &expected, sizeof sum);
    httally_tally_destroy(tally);
    httally_tally_destroy(other);
}

static void add_instant(struct httally_tally *tally, int64_t time, int32_t utc_offset_sec)
{
    struct httally_record record = record_of(200, time, 0);
    record.utc_offset_sec = utc_offset_sec;
    add(tally, &record);
}

/* Of one instant seen on several clocks, the one furthest ahead stands: in any order. */
static void first_and_last_do_not_depend_on_the_order(void **state)
{
    (void)state;
    static const int32_t offsets[] = {0, 7200, -3600};
    static const size_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
        struct httally_tally *tally = create(0, 0), *other = create(0, 0);
        for (size_t k = 0; k < 3; k++) {
            struct httally_tally *into = (i + k) % 2 ? tally : other;
            add_instant(into, some_time, offsets[orders[i][k]]);
            add_instant(into, some_time + 5, offsets[orders[i][k]]);
            add_instant(into, some_time + 1, 43200);
        }
        assert_int_equal(httally_tally_merge(tally, other, NULL), HTTALLY_OK);
        assert_true(tally->has_times);
        assert_true(tally->first.time == some_time && tally->first.utc_offset_sec == 7200);
        assert_true(tally->last.time == some_time + 5 && tally->last.utc_offset_sec == 7200);
        httally_tally_destroy(tally);
        httally_tally_destroy(other);
    }
}

static void times_that_cannot_be_are_counted_apart(void **state)
{
    (void)state;
    static const struct {
        int64_t now, time;
        bool is_believed;
    } cases[] = {
        {0, 788918400, true},
        {0, 788918399, false},
        {0, 0, false},
        {0, -1, false},
        {0, INT64_MIN + 1, false},
        {0, INT64_MAX, true},
        {some_time, some_time + 86400, true},
        {some_time, some_time + 86401, false},
        {some_time, INT64_MAX, false},
        {INT64_MAX, some_time, true},
        {INT64_MAX, INT64_MAX, true},
        {INT64_MIN, some_time, false},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_tally *tally = create(0, cases[i].now);
        add_instant(tally, cases[i].time, 0);
        assert_int_equal(tally->has_times, cases[i].is_believed);
        assert_int_equal(tally->implausible_times, !cases[i].is_believed);
        assert_true(httally_tally_total(tally).requests == 1);
        struct httally_tally *empty = create(0, 0);
        assert_int_equal(httally_tally_merge(empty, tally, NULL), HTTALLY_OK);
        assert_int_equal(empty->has_times, cases[i].is_believed);
        assert_int_equal(empty->implausible_times, !cases[i].is_believed);
        httally_tally_destroy(empty);
        httally_tally_destroy(tally);
    }
}

static void assert_order(const struct httally_tally *tally, enum httally_order order,
                         const char *const *paths, size_t count)
{
    for (size_t capacity = 0; capacity <= 6; capacity++) {
        struct httally_row rows[6];
        size_t expected = capacity < count ? capacity : count;
        assert_int_equal(httally_tally_top(tally, HTTALLY_DIMENSION_PATH, order, rows, capacity),
                         expected);
        for (size_t i = 0; i < expected; i++)
            assert_slice_equal(rows[i].key, httally_slice_of_string(paths[i]));
    }
}

static void tops_are_sorted_with_ties_by_key(void **state)
{
    (void)state;
    static const char *const by_requests[] = {"/b", "/", "/a", "/aa", "/c"};
    static const char *const by_bytes[] = {"/c", "/aa", "/b"};
    static const char *const by_client_errors[] = {"/a", "/b"};
    static const char *const by_server_errors[] = {"/aa"};
    struct httally_tally *tally = create(0, 0);
    add_path(tally, "/c", 200, 100, 2);
    add_path(tally, "/b", 200, 1, 2);
    add_path(tally, "/b", 404, 0, 1);
    add_path(tally, "/aa", 200, 25, 1);
    add_path(tally, "/aa", 503, 0, 1);
    add_path(tally, "/a", 404, 0, 1);
    add_path(tally, "/a", 200, 0, 1);
    add_path(tally, "/", 304, 0, 2);
    assert_order(tally, HTTALLY_ORDER_REQUESTS, by_requests, ARRAY_LENGTH(by_requests));
    assert_order(tally, HTTALLY_ORDER_BYTES, by_bytes, ARRAY_LENGTH(by_bytes));
    assert_order(tally, HTTALLY_ORDER_CLIENT_ERRORS, by_client_errors,
                 ARRAY_LENGTH(by_client_errors));
    assert_order(tally, HTTALLY_ORDER_SERVER_ERRORS, by_server_errors,
                 ARRAY_LENGTH(by_server_errors));
    httally_tally_destroy(tally);
}

/* An entry's own counts are the lower halves: they say nothing of who stands above whom. */
static void tops_know_counts_beyond_32_bits(void **state)
{
    (void)state;
    struct httally_tally *tally = create(0, 0);
    struct key_table *table = &tally->tables[HTTALLY_DIMENSION_PATH];
    add_path(tally, "/many", 404, 1, 9);
    add_path(tally, "/more", 200, 1, 20);
    add_path(tally, "/most", 404, 1, 1);
    key_table_count_many(table, key_table_find(table, SLICE("/most")), HTTALLY_CLASS_4XX,
                         1ULL << 32);
    assert_order(tally, HTTALLY_ORDER_REQUESTS, (const char *[]){"/most", "/more", "/many"}, 3);
    assert_order(tally, HTTALLY_ORDER_CLIENT_ERRORS, (const char *[]){"/most", "/many"}, 2);
    assert_order(tally, HTTALLY_ORDER_SERVER_ERRORS, NULL, 0);
    httally_tally_destroy(tally);
}

static void absent_fields_have_no_key(void **state)
{
    (void)state;
    struct httally_tally *tally = create(0, 0);
    struct httally_record record = {.line = SLICE("x"), .time = some_time, .status = 500};
    record.request_kind = HTTALLY_REQUEST_NONE;
    add(tally, &record);
    record.request_kind = HTTALLY_REQUEST_NOT_HTTP;
    add(tally, &record);
    record.path = SLICE("");
    record.client = SLICE("");
    add(tally, &record);
    struct httally_row rows[4];
    assert_int_equal(
        httally_tally_top(tally, HTTALLY_DIMENSION_PATH, HTTALLY_ORDER_REQUESTS, rows, 4), 3);
    assert_slice_equal(rows[0].key, SLICE(""));
    assert_slice_equal(rows[1].key, SLICE("(no request)"));
    assert_slice_equal(rows[2].key, SLICE("(not HTTP)"));
    assert_int_equal(httally_tally_key_count(tally, HTTALLY_DIMENSION_CLIENT), 1);
    /* A client that is not logged is not the empty one, though that one has an entry. */
    record.client = httally_slice_of(NULL, 0);
    add(tally, &record);
    assert_int_equal(
        httally_tally_top(tally, HTTALLY_DIMENSION_CLIENT, HTTALLY_ORDER_REQUESTS, rows, 4), 1);
    assert_true(rows[0].requests == 1);
    for (int i = HTTALLY_DIMENSION_AGENT; i < HTTALLY_DIMENSION_COUNT; i++)
        assert_int_equal(httally_tally_key_count(tally, (enum httally_dimension)i), 0);
    httally_tally_destroy(tally);
}

static void unparsed_lines_are_counted_by_reason_and_sampled(void **state)
{
    (void)state;
    struct httally_tally *tally = create(0, 0), *other = create(0, 0);
    httally_tally_add_unparsed(tally, 1, 70, 7, 3, SLICE("late"));
    httally_tally_add_unparsed(other, 0, 90, 9, 3, SLICE("early"));
    httally_tally_add_unparsed(other, 1, 80, 8, 15, SLICE("later"));
    assert_int_equal(httally_tally_merge(tally, other, NULL), HTTALLY_OK);
    assert_true(httally_tally_unparsed_count(tally, 3) == 2);
    assert_true(httally_tally_unparsed_count(tally, 15) == 1);
    assert_true(httally_tally_unparsed_count(tally, 0) == 0);
    struct httally_unparsed unparsed;
    assert_true(httally_tally_unparsed(tally, 0, &unparsed));
    assert_slice_equal(unparsed.text, SLICE("early"));
    assert_int_equal(unparsed.index, 9);
    assert_true(httally_tally_unparsed(tally, 2, &unparsed));
    assert_slice_equal(unparsed.text, SLICE("later"));
    assert_int_equal(unparsed.input, 1);
    assert_int_equal(unparsed.reason, 15);
    assert_false(httally_tally_unparsed(tally, 3, &unparsed));
    httally_tally_destroy(tally);
    httally_tally_destroy(other);
}

static void options_may_be_absent(void **state)
{
    (void)state;
    struct httally_tally *tally;
    assert_int_equal(httally_tally_create(NULL, &tally, NULL), HTTALLY_OK);
    assert_int_equal(tally->options.memory_bytes, 256 << 20);
    httally_tally_add(tally, NULL, 0, NULL);
    assert_false(tally->has_times);
    struct httally_row row;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        assert_int_equal(
            httally_tally_top(tally, (enum httally_dimension)i, HTTALLY_ORDER_REQUESTS, &row, 1),
            0);
    httally_tally_destroy(tally);
    httally_tally_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_are_sums_over_statuses),
        cmocka_unit_test(bytes_stop_at_the_largest_number),
        cmocka_unit_test(lines_add_up_member_by_member),
        cmocka_unit_test(first_and_last_do_not_depend_on_the_order),
        cmocka_unit_test(times_that_cannot_be_are_counted_apart),
        cmocka_unit_test(tops_are_sorted_with_ties_by_key),
        cmocka_unit_test(tops_know_counts_beyond_32_bits),
        cmocka_unit_test(absent_fields_have_no_key),
        cmocka_unit_test(unparsed_lines_are_counted_by_reason_and_sampled),
        cmocka_unit_test(options_may_be_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
