/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/number.h"
#include "random.h"

static void sums_stop_at_the_largest_number(void **state)
{
    (void)state;
    assert_true(number_add_saturating(0, 0) == 0);
    assert_true(number_add_saturating(1, 2) == 3);
    assert_true(number_add_saturating(UINT64_MAX, 0) == UINT64_MAX);
    assert_true(number_add_saturating(UINT64_MAX - 1, 1) == UINT64_MAX);
    assert_true(number_add_saturating(UINT64_MAX, 1) == UINT64_MAX);
    assert_true(number_add_saturating(UINT64_MAX, UINT64_MAX) == UINT64_MAX);
}

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

enum { VALUES_MAX = 1024 };

/* Every rank, or some of them where there are many. */
static void assert_selects_as_sorting_does(const uint64_t *values, size_t count)
{
    uint64_t sorted[VALUES_MAX], shuffled[VALUES_MAX];
    memcpy(sorted, values, count * sizeof *values);
    qsort(sorted, count, sizeof *sorted, compare_numbers);
    for (size_t rank = 0; rank < count; rank += count / 64 + 1) {
        memcpy(shuffled, values, count * sizeof *values);
        assert_true(number_select(shuffled, count, rank) == sorted[rank]);
        qsort(shuffled, count, sizeof *shuffled, compare_numbers);
        assert_memory_equal(shuffled, sorted, count * sizeof *values);
    }
}

static void selects_what_sorting_would_put_there(void **state)
{
    (void)state;
    static const uint64_t ranges[] = {1, 2, 3, 10, 1000, UINT64_MAX >> 12};
    struct random random = {1};
    uint64_t values[VALUES_MAX];
    for (size_t round = 0; round < 400; round++) {
        size_t count = (size_t)random_between(&random, 1, round < 300 ? 20 : VALUES_MAX);
        uint64_t range = ranges[round % ARRAY_LENGTH(ranges)];
        for (size_t i = 0; i < count; i++)
            values[i] = random_between(&random, 0, range);
        assert_selects_as_sorting_does(values, count);
    }
}

static void selects_from_runs_and_extremes(void **state)
{
    (void)state;
    uint64_t rising[VALUES_MAX], falling[VALUES_MAX], pipes[VALUES_MAX], equal[VALUES_MAX];
    for (size_t i = 0; i < VALUES_MAX; i++) {
        rising[i] = i;
        falling[i] = UINT64_MAX - i;
        pipes[i] = i < VALUES_MAX / 2 ? i : VALUES_MAX - i;
        equal[i] = UINT64_MAX;
    }
    assert_selects_as_sorting_does(rising, VALUES_MAX);
    assert_selects_as_sorting_does(falling, VALUES_MAX);
    assert_selects_as_sorting_does(pipes, VALUES_MAX);
    assert_selects_as_sorting_does(equal, VALUES_MAX);
}

static void floors_below_zero_too(void **state)
{
    (void)state;
    assert_true(number_floor_to(119, 60) == 60);
    assert_true(number_floor_to(120, 60) == 120);
    assert_true(number_floor_to(0, 60) == 0);
    assert_true(number_floor_to(-1, 60) == -60);
    assert_true(number_floor_to(-60, 60) == -60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floors_below_zero_too),
        cmocka_unit_test(sums_stop_at_the_largest_number),
        cmocka_unit_test(selects_what_sorting_would_put_there),
        cmocka_unit_test(selects_from_runs_and_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
