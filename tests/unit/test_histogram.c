/* SPDX-License-Identifier: MIT */
#include "tally/histogram.h"

#include <math.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "random.h"
#include "unit.h"

enum { VALUES_MAX = 5000 };

static struct histogram histogram;

static int empty(void **state)
{
    (void)state;
    histogram = (struct histogram){0};
    return 0;
}

static int compare_values(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* At most a 128th of 'exact' off. */
static void assert_near(uint64_t value, uint64_t exact)
{
    uint64_t distance = value > exact ? value - exact : exact - value;
    if (distance > exact / 128)
        fail_msg("%llu is too far from %llu", (unsigned long long)value, (unsigned long long)exact);
}

/* Values of all sizes: most have few digits, and some have all. */
static uint64_t random_value(struct random *random)
{
    return random_next(random) >> random_between(random, 0, 63);
}

static void nothing_has_no_duration(void **state)
{
    (void)state;
    assert_true(histogram.count == 0 && histogram.largest == 0);
    assert_true(histogram_quantile(&histogram, 0) == 0);
    assert_true(histogram_quantile(&histogram, 0.5) == 0);
    assert_true(histogram_quantile(&histogram, 1) == 0);
}

static void one_value_is_every_quantile(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits <= 64; bits++) {
        for (int delta = -1; delta <= 1; delta++) {
            uint64_t value = (bits < 64 ? UINT64_C(1) << bits : 0) + (uint64_t)(int64_t)delta;
            histogram = (struct histogram){0};
            histogram_add(&histogram, value);
            assert_true(histogram.largest == value);
            assert_near(histogram_quantile(&histogram, 0), value);
            assert_near(histogram_quantile(&histogram, 0.5), value);
            assert_near(histogram_quantile(&histogram, 1), value);
            assert_true(histogram_quantile(&histogram, 1) <= value);
        }
    }
}

static void small_values_are_exact(void **state)
{
    (void)state;
    for (uint64_t value = 0; value < 128; value++)
        histogram_add(&histogram, value);
    for (unsigned rank = 1; rank <= 128; rank++)
        assert_true(histogram_quantile(&histogram, rank / 128.0) == rank - 1);
}

static void quantiles_are_those_of_the_sorted_values(void **state)
{
    (void)state;
    static const double quantiles[] = {0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1};
    static uint64_t values[VALUES_MAX];
    struct random random = {7};
    for (size_t round = 0; round < 60; round++) {
        size_t count = (size_t)random_between(&random, 1, round < 30 ? 10 : VALUES_MAX);
        histogram = (struct histogram){0};
        for (size_t i = 0; i < count; i++) {
            values[i] = random_value(&random);
            histogram_add(&histogram, values[i]);
        }
        qsort(values, count, sizeof *values, compare_values);
        for (size_t i = 0; i < ARRAY_LENGTH(quantiles); i++) {
            size_t rank = (size_t)ceil(quantiles[i] * (double)count);
            assert_near(histogram_quantile(&histogram, quantiles[i]), values[rank ? rank - 1 : 0]);
        }
        assert_true(histogram.largest == values[count - 1] && histogram.count == count);
    }
}

static void merged_ones_equal_one_of_all(void **state)
{
    (void)state;
    struct histogram parts[3] = {{0}}, forward = {0}, backward = {0};
    struct random random = {8};
    for (size_t i = 0; i < VALUES_MAX; i++) {
        uint64_t value = random_value(&random);
        histogram_add(&histogram, value);
        histogram_add(&parts[random_between(&random, 0, 2)], value);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        histogram_merge(&forward, &parts[i]);
        histogram_merge(&backward, &parts[2 - i]);
    }
    assert_memory_equal(&forward, &histogram, sizeof histogram);
    assert_memory_equal(&backward, &histogram, sizeof histogram);
    histogram_merge(&forward, &(struct histogram){0});
    assert_memory_equal(&forward, &histogram, sizeof histogram);
}

static void counts_stop_at_the_largest_number(void **state)
{
    (void)state;
    histogram_add(&histogram, 5);
    histogram.count = histogram.buckets[5] = UINT64_MAX - 1;
    struct histogram other = histogram;
    histogram_merge(&histogram, &other);
    histogram_add(&other, 9);
    histogram_merge(&histogram, &other);
    assert_true(histogram.count == UINT64_MAX && histogram.buckets[5] == UINT64_MAX);
    assert_true(histogram_quantile(&histogram, 0.5) == 5);
    assert_true(histogram_quantile(&histogram, 1) <= 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_has_no_duration, empty),
        cmocka_unit_test_setup(one_value_is_every_quantile, empty),
        cmocka_unit_test_setup(small_values_are_exact, empty),
        cmocka_unit_test_setup(quantiles_are_those_of_the_sorted_values, empty),
        cmocka_unit_test_setup(merged_ones_equal_one_of_all, empty),
        cmocka_unit_test_setup(counts_stop_at_the_largest_number, empty),
    };
    return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
