/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include "base/compiler.h"
#include "random.h"
#include "tally/minute_samples.h"

enum { SMALL_BYTES = 1, SMALL_LIMIT = 128 };

/* Line number 'place' of an input, whose text says so. */
static void add_line(struct minute_samples *samples, int64_t time, httally_status status,
                     uint32_t input, uint64_t place)
{
    char text[300];
    int length =
        snprintf(text, sizeof text, "%u:%llu ", (unsigned)input, (unsigned long long)place);
    memset(text + length, 'x', sizeof text - (size_t)length);
    struct sample sample = {.input = input, .place = place};
    minute_samples_add(samples, time, status, &sample, httally_slice_of(text, sizeof text));
}

static void assert_text(const struct minute_sample *sample, const char *beginning)
{
    assert_int_equal(sample->length, MINUTE_SAMPLE_BYTES);
    assert_slice_equal(httally_slice_of(sample->text, strlen(beginning)),
                       httally_slice_of_string(beginning));
}

static void keeps_the_first_line_of_each_minute_and_status(void **state)
{
    (void)state;
    struct minute_samples samples;
    minute_samples_init(&samples, SMALL_BYTES);
    add_line(&samples, 65, 500, 0, 20);
    add_line(&samples, 119, 500, 0, 10);
    add_line(&samples, 60, 500, 0, 30);
    add_line(&samples, 60, 502, 1, 5);
    add_line(&samples, 120, 500, 0, 5);
    add_line(&samples, -1, 500, 0, 40);
    const struct minute_sample *found[5];
    assert_int_equal(samples.count, 4);
    assert_int_equal(minute_samples_find(&samples, 500, -60, 1000, found, 5), 3);
    assert_text(found[0], "0:5 ");
    assert_text(found[1], "0:10 ");
    assert_text(found[2], "0:40 ");
    assert_int_equal(minute_samples_find(&samples, 500, -60, 1000, found, 2), 2);
    assert_text(found[0], "0:5 ");
    assert_text(found[1], "0:10 ");
    assert_int_equal(minute_samples_find(&samples, 500, 60, 120, found, 5), 1);
    assert_text(found[0], "0:10 ");
    assert_int_equal(minute_samples_find(&samples, 502, 60, 61, found, 5), 1);
    assert_int_equal(minute_samples_find(&samples, 502, 61, 90, found, 5), 0);
    assert_int_equal(minute_samples_find(&samples, 503, -60, 1000, found, 5), 0);
    assert_int_equal(minute_samples_find(&samples, 500, -60, 1000, found, 0), 0);
    minute_samples_finish(&samples);
}

static void short_lines_and_the_same_place_in_two_hosts(void **state)
{
    (void)state;
    struct minute_samples samples;
    struct sample place = {.input = 0, .place = 3};
    minute_samples_init(&samples, SMALL_BYTES);
    minute_samples_add(&samples, 0, 500, &place, SLICE("b"));
    minute_samples_add(&samples, 0, 500, &place, SLICE("a"));
    minute_samples_add(&samples, 0, 500, &place, SLICE("c"));
    minute_samples_add(&samples, 0, 501, &place, SLICE(""));
    const struct minute_sample *found[2];
    assert_int_equal(minute_samples_find(&samples, 500, 0, 60, found, 2), 1);
    assert_int_equal(found[0]->length, 1);
    assert_int_equal(found[0]->text[0], 'a');
    assert_int_equal(minute_samples_find(&samples, 501, 0, 60, found, 2), 1);
    assert_int_equal(found[0]->length, 0);
    minute_samples_finish(&samples);
}

static void puts_minutes_together_when_it_is_full(void **state)
{
    (void)state;
    struct minute_samples samples;
    minute_samples_init(&samples, SMALL_BYTES);
    for (int minute = 0; minute < SMALL_LIMIT; minute++)
        add_line(&samples, minute * 60, 500, 0, (uint64_t)minute);
    assert_int_equal(samples.count, SMALL_LIMIT);
    assert_int_equal(minute_samples_interval(&samples), 60);
    add_line(&samples, SMALL_LIMIT * 60, 500, 0, SMALL_LIMIT);
    assert_int_equal(minute_samples_interval(&samples), 300);
    assert_int_equal(samples.count, SMALL_LIMIT / 5 + 1);
    const struct minute_sample *found[3];
    assert_int_equal(minute_samples_find(&samples, 500, 290, 700, found, 3), 2);
    assert_text(found[0], "0:5 ");
    assert_text(found[1], "0:10 ");
    minute_samples_finish(&samples);
}

/* Every status has a line in the end. */
static void takes_any_times_and_statuses(void **state)
{
    (void)state;
    struct minute_samples samples;
    minute_samples_init(&samples, SMALL_BYTES);
    for (int i = 0; i < 20000; i++)
        add_line(&samples, (int64_t)i * 86400 * 20, (httally_status)(500 + i % 100), 0,
                 (uint64_t)(i / 100));
    assert_int_equal(minute_samples_interval(&samples), 0);
    assert_int_equal(samples.count, 100);
    for (size_t i = 0; i < samples.count; i++)
        assert_text(&samples.list[i], "0:0 ");
    minute_samples_finish(&samples);
}

static size_t list_all(const struct minute_samples *samples, const struct minute_sample **all)
{
    size_t count = 0;
    for (httally_status status = 500; status < 505; status++)
        count += minute_samples_find(samples, status, 0, INT64_MAX, all + count, SMALL_LIMIT);
    assert_int_equal(count, samples->count);
    return count;
}

static void assert_same(const struct minute_samples *actual, const struct minute_samples *expected)
{
    const struct minute_sample *left[5 * SMALL_LIMIT], *right[5 * SMALL_LIMIT];
    assert_int_equal(actual->level, expected->level);
    assert_int_equal(actual->count, expected->count);
    size_t count = list_all(actual, left);
    list_all(expected, right);
    for (size_t i = 0; i < count; i++)
        assert_memory_equal(left[i], right[i], sizeof *left[i]);
}

/* The lines of two inputs, few minutes or years, split over parts in any order. */
static void the_order_and_the_split_do_not_matter(void **state)
{
    (void)state;
    static const uint64_t seconds[] = {600, 7200, 86400, 86400 * 40, 86400UL * 4000};
    struct random random = {5};
    for (size_t round = 0; round < 100; round++) {
        struct minute_samples whole, parts[4];
        uint64_t last = seconds[round % ARRAY_LENGTH(seconds)];
        minute_samples_init(&whole, SMALL_BYTES);
        for (size_t i = 0; i < 4; i++)
            minute_samples_init(&parts[i], SMALL_BYTES);
        for (uint64_t line = random_between(&random, 0, 2000); line > 0; line--) {
            int64_t time = (int64_t)random_between(&random, 0, last);
            httally_status status = (httally_status)random_between(&random, 500, 504);
            uint32_t input = (uint32_t)random_between(&random, 0, 1);
            uint64_t place = line * 7919 % 2003;
            add_line(&whole, time, status, input, place);
            add_line(&parts[random_between(&random, 0, 3)], time, status, input, place);
        }
        size_t into = (size_t)random_between(&random, 0, 3);
        for (size_t i = 1; i < 4; i++)
            minute_samples_merge(&parts[into], &parts[(into + i) % 4]);
        assert_same(&parts[into], &whole);
        minute_samples_finish(&whole);
        for (size_t i = 0; i < 4; i++)
            minute_samples_finish(&parts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_first_line_of_each_minute_and_status),
        cmocka_unit_test(short_lines_and_the_same_place_in_two_hosts),
        cmocka_unit_test(puts_minutes_together_when_it_is_full),
        cmocka_unit_test(takes_any_times_and_statuses),
        cmocka_unit_test(the_order_and_the_split_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
