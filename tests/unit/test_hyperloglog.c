/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <math.h>

#include "base/hash.h"
#include "tally/hyperloglog.h"

/* 1.04 / sqrt(registers), Flajolet et al. 2007. */
static const double standard_error = 0.008125;

static void add_number(struct hyperloglog *sketch, uint64_t number)
{
    hyperloglog_add(sketch, hash_fixed(httally_slice_of((const char *)&number, sizeof number)));
}

static void assert_estimate(const struct hyperloglog *sketch, double expected)
{
    double error = fabs(hyperloglog_estimate(sketch) - expected);
    if (error > 3 * standard_error * expected)
        fail_msg("estimate is %.1f away from %.0f", error, expected);
}

static void an_empty_sketch_has_seen_nothing(void **state)
{
    (void)state;
    struct hyperloglog sketch = {{0}};
    assert_true(hyperloglog_estimate(&sketch) == 0.0);
}

/* The hash is fixed, so this holds for ever or never. */
static void estimates_stay_within_three_standard_errors(void **state)
{
    (void)state;
    for (uint64_t series = 1; series <= 5; series++) {
        struct hyperloglog sketch = {{0}};
        uint64_t next_check = 10;
        for (uint64_t i = 1; i <= 1000000; i++) {
            add_number(&sketch, series << 32 | i);
            if (i == next_check) {
                assert_estimate(&sketch, (double)i);
                next_check = i * 3 / 2;
            }
        }
        assert_estimate(&sketch, 1e6);
    }
}

static void a_key_counts_once(void **state)
{
    (void)state;
    struct hyperloglog sketch = {{0}};
    for (int round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < 1000; i++)
            add_number(&sketch, i);
    }
    assert_estimate(&sketch, 1000);
}

static void merging_is_the_union(void **state)
{
    (void)state;
    struct hyperloglog left = {{0}}, right = {{0}}, both = {{0}}, reversed;
    for (uint64_t i = 0; i < 30000; i++) {
        add_number(i % 3 ? &left : &right, i);
        if (i % 5 == 0)
            add_number(&right, i);
        add_number(&both, i);
    }
    reversed = right;
    hyperloglog_merge(&reversed, &left);
    hyperloglog_merge(&left, &right);
    assert_memory_equal(&left, &both, sizeof both);
    assert_memory_equal(&reversed, &both, sizeof both);
}

/* All 50 bits behind the index zero: the largest rank. */
static void takes_the_extreme_hashes(void **state)
{
    (void)state;
    struct hyperloglog sketch = {{0}};
    hyperloglog_add(&sketch, 0);
    hyperloglog_add(&sketch, UINT64_MAX);
    assert_int_equal(sketch.registers[0], 64 - HYPERLOGLOG_INDEX_BITS + 1);
    assert_int_equal(sketch.registers[HYPERLOGLOG_REGISTERS - 1], 1);
    assert_true(isfinite(hyperloglog_estimate(&sketch)));
    for (uint64_t i = 0; i < HYPERLOGLOG_REGISTERS; i++)
        hyperloglog_add(&sketch, i << (64 - HYPERLOGLOG_INDEX_BITS));
    assert_true(hyperloglog_estimate(&sketch) > 1e12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_sketch_has_seen_nothing),
        cmocka_unit_test(estimates_stay_within_three_standard_errors),
        cmocka_unit_test(a_key_counts_once),
        cmocka_unit_test(merging_is_the_union),
        cmocka_unit_test(takes_the_extreme_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
