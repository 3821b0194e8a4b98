/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include "base/compiler.h"
#include "random.h"
#include "tally/samples.h"

/* A line whose text says where it stood. */
static void add_line(struct samples *samples, size_t wanted, uint32_t input, uint64_t place)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%u:%u", (unsigned)input, (unsigned)place);
    struct sample sample = {.input = input, .place = place, .reason = (int)place};
    bool is_wanted = samples_want(samples, wanted, &sample);
    size_t count = samples->count;
    samples_add(samples, wanted, &sample, httally_slice_of(text, (size_t)length));
    assert_int_equal(samples->count, is_wanted && count < wanted ? count + 1 : count);
}

static void assert_sample(const struct samples *samples, size_t number, const char *text)
{
    assert_true(number < samples->count);
    const struct sample *sample = &samples->list[number];
    assert_slice_equal(httally_slice_of(sample->text, sample->text_length),
                       httally_slice_of_string(text));
}

static void keeps_the_first_in_the_order_of_the_input(void **state)
{
    (void)state;
    struct samples samples = {.count = 0};
    add_line(&samples, 3, 1, 5);
    add_line(&samples, 3, 0, 900);
    add_line(&samples, 3, 1, 4);
    add_line(&samples, 3, 1, 6);
    add_line(&samples, 3, 0, 2);
    assert_int_equal(samples.count, 3);
    assert_sample(&samples, 0, "0:2");
    assert_sample(&samples, 1, "0:900");
    assert_sample(&samples, 2, "1:4");
    assert_int_equal(samples.list[2].reason, 4);
    assert_false(samples_want(&samples, 3, &(struct sample){.input = 1, .place = 4}));
    assert_true(samples_want(&samples, 3, &(struct sample){.input = 1, .place = 3}));
    samples_finish(&samples);
}

/* Lines 0..29 of two inputs in any order, split over parts, merged in any order. */
static void the_split_does_not_matter(void **state)
{
    (void)state;
    struct random random = {2};
    for (int round = 0; round < 200; round++) {
        struct samples parts[4] = {{.count = 0}};
        unsigned order[60];
        for (unsigned i = 0; i < 60; i++) {
            size_t other = (size_t)random_between(&random, 0, i);
            order[i] = order[other];
            order[other] = i;
        }
        for (unsigned i = 0; i < 60; i++)
            add_line(&parts[random_between(&random, 0, 3)], 5, order[i] % 2, order[i] / 2);
        size_t into = (size_t)random_between(&random, 0, 3);
        for (size_t i = 1; i < 4; i++)
            samples_merge(&parts[into], 5, &parts[(into + i) % 4]);
        static const char *const firsts[] = {"0:0", "0:1", "0:2", "0:3", "0:4"};
        assert_int_equal(parts[into].count, ARRAY_LENGTH(firsts));
        for (size_t i = 0; i < ARRAY_LENGTH(firsts); i++)
            assert_sample(&parts[into], i, firsts[i]);
        for (size_t i = 0; i < 4; i++)
            samples_finish(&parts[i]);
    }
}

static void keeps_the_head_of_a_long_line(void **state)
{
    (void)state;
    static char line[SAMPLE_TEXT_BYTES + 1];
    memset(line, 'x', sizeof line);
    struct samples samples = {.count = 0};
    samples_add(&samples, 5, &(struct sample){.place = 0},
                httally_slice_of(line, SAMPLE_TEXT_BYTES));
    samples_add(&samples, 5, &(struct sample){.place = 1},
                httally_slice_of(line, SAMPLE_TEXT_BYTES + 1));
    samples_add(&samples, 5, &(struct sample){.place = 2}, httally_slice_of(line, 0));
    samples_add(&samples, 5, &(struct sample){.place = 3}, httally_slice_of(NULL, 0));
    assert_int_equal(samples.list[0].text_length, SAMPLE_TEXT_BYTES);
    assert_int_equal(samples.list[0].line_length, SAMPLE_TEXT_BYTES);
    assert_int_equal(samples.list[1].text_length, SAMPLE_TEXT_BYTES);
    assert_int_equal(samples.list[1].line_length, SAMPLE_TEXT_BYTES + 1);
    assert_int_equal(samples.list[2].text_length, 0);
    assert_int_equal(samples.list[3].text_length, 0);
    samples_finish(&samples);
    assert_int_equal(samples.count, 0);
}

static void merging_copies_the_text(void **state)
{
    (void)state;
    struct samples into = {.count = 0}, from = {.count = 0};
    add_line(&from, 3, 0, 1);
    samples_merge(&into, 3, &from);
    assert_ptr_not_equal(into.list[0].text, from.list[0].text);
    samples_finish(&from);
    assert_sample(&into, 0, "0:1");
    samples_finish(&into);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_first_in_the_order_of_the_input),
        cmocka_unit_test(the_split_does_not_matter),
        cmocka_unit_test(keeps_the_head_of_a_long_line),
        cmocka_unit_test(merging_copies_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
