/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "format/structurals.h"
#include "random.h"

enum { LENGTH_MAX = 300, ALIGNMENT_MAX = 64 };

struct fixture {
    const struct structurals_variant *variants;
    size_t variant_count;
    struct structurals expected, found;
    struct random random;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->variant_count = structurals_variants(&fixture->variants);
    fixture->random.state = 5;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    structurals_finish(&fixture->expected);
    structurals_finish(&fixture->found);
    free(fixture);
    return 0;
}

/* One byte in 'spacing' is a quote or a newline, others are close to them. */
static void fill(struct random *random, char *bytes, size_t length, uint64_t spacing)
{
    static const char near[] = {'!', '#', ' ', '\\', '\x0b', '\t', '\xa2', '\x8a', '\0', 'a'};
    for (size_t i = 0; i < length; i++) {
        bool is_wanted = random_between(random, 1, spacing) == 1;
        bytes[i] = is_wanted ? "\"\"\"\n"[random_between(random, 0, 3)]
                             : near[random_between(random, 0, sizeof near - 1)];
    }
}

static void assert_same(const char *name, const struct structurals *found,
                        const struct structurals *expected)
{
    if (found->quote_count != expected->quote_count ||
        found->newline_count != expected->newline_count)
        fail_msg("%s finds %zu quotes and %zu newlines of %zu and %zu", name, found->quote_count,
                 found->newline_count, expected->quote_count, expected->newline_count);
    if (expected->quote_count)
        assert_memory_equal(found->quotes, expected->quotes,
                            expected->quote_count * sizeof *expected->quotes);
    if (expected->newline_count)
        assert_memory_equal(found->newlines, expected->newlines,
                            expected->newline_count * sizeof *expected->newlines);
}

/* 'bytes' lies where a reader of more than the padding would be caught by a sanitizer. */
static void assert_variants_agree(struct fixture *fixture, const char *bytes, size_t length)
{
    assert_int_equal(structurals_reserve(&fixture->expected, length, NULL), HTTALLY_OK);
    assert_int_equal(structurals_reserve(&fixture->found, length, NULL), HTTALLY_OK);
    fixture->variants[0].find(bytes, length, &fixture->expected);
    for (size_t i = 1; i < fixture->variant_count; i++) {
        fixture->variants[i].find(bytes, length, &fixture->found);
        assert_same(fixture->variants[i].name, &fixture->found, &fixture->expected);
    }
}

static void plain_variant_finds_quotes_and_newlines(void **state)
{
    struct fixture *fixture = *state;
    static const char text[] = "a\"b\"\n\"\n\nc";
    static const uint32_t quotes[] = {1, 3, 5}, newlines[] = {4, 6, 7};
    assert_string_equal(fixture->variants[0].name, "plain");
    assert_int_equal(structurals_reserve(&fixture->found, sizeof text - 1, NULL), HTTALLY_OK);
    fixture->variants[0].find(text, sizeof text - 1, &fixture->found);
    assert_int_equal(fixture->found.quote_count, 3);
    assert_int_equal(fixture->found.newline_count, 3);
    assert_memory_equal(fixture->found.quotes, quotes, sizeof quotes);
    assert_memory_equal(fixture->found.newlines, newlines, sizeof newlines);
}

/* The padding behind is full of quotes and newlines, which do not count. */
static void variants_agree_at_every_length_and_alignment(void **state)
{
    struct fixture *fixture = *state;
    size_t size = ALIGNMENT_MAX + LENGTH_MAX + STRUCTURALS_PADDING_BYTES;
    for (size_t length = 0; length <= LENGTH_MAX; length++) {
        for (size_t alignment = 0; alignment < ALIGNMENT_MAX; alignment++) {
            size_t start = ALIGNMENT_MAX - alignment;
            char *memory = malloc(size);
            assert_non_null(memory);
            fill(&fixture->random, memory, size, 1 + (length + alignment) % 9);
            assert_variants_agree(fixture, memory + start, length);
            free(memory);
        }
    }
}

static void variants_read_no_further_than_the_padding(void **state)
{
    struct fixture *fixture = *state;
    for (size_t length = 0; length <= LENGTH_MAX; length++) {
        char *memory = malloc(length + STRUCTURALS_PADDING_BYTES);
        assert_non_null(memory);
        memset(memory, '"', length + STRUCTURALS_PADDING_BYTES);
        assert_variants_agree(fixture, memory, length);
        assert_int_equal(fixture->expected.quote_count, length);
        free(memory);
    }
}

/* Positions are written four at a time: the last ones have room, however many there are. */
static void variants_find_each_single_position(void **state)
{
    struct fixture *fixture = *state;
    static char bytes[LENGTH_MAX + STRUCTURALS_PADDING_BYTES];
    for (size_t place = 0; place < LENGTH_MAX; place++) {
        for (int i = 0; i < 2; i++) {
            memset(bytes, 'a', sizeof bytes);
            bytes[place] = "\"\n"[i];
            assert_variants_agree(fixture, bytes, LENGTH_MAX);
            assert_int_equal(fixture->expected.quote_count, i == 0);
            assert_int_equal(fixture->expected.newline_count, i == 1);
            assert_int_equal((i ? fixture->expected.newlines : fixture->expected.quotes)[0], place);
        }
    }
}

static void variants_agree_on_a_large_block(void **state)
{
    struct fixture *fixture = *state;
    size_t length = (1 << 18) + 37;
    char *memory = malloc(length + STRUCTURALS_PADDING_BYTES);
    assert_non_null(memory);
    for (uint64_t spacing = 1; spacing <= 1000; spacing *= 10) {
        fill(&fixture->random, memory, length + STRUCTURALS_PADDING_BYTES, spacing);
        assert_variants_agree(fixture, memory, length);
    }
    free(memory);
}

static void best_variant_is_the_last_one(void **state)
{
    struct fixture *fixture = *state;
    assert_true(fixture->variant_count >= 1);
    assert_ptr_equal(structurals_best(), &fixture->variants[fixture->variant_count - 1]);
}

static void forced_variant_is_the_best_until_it_is_freed(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < fixture->variant_count; i++) {
        assert_true(structurals_force(fixture->variants[i].name));
        assert_ptr_equal(structurals_best(), &fixture->variants[i]);
    }
    assert_false(structurals_force("of another processor"));
    assert_true(structurals_force(NULL));
    assert_ptr_equal(structurals_best(), &fixture->variants[fixture->variant_count - 1]);
}

static void reserving_less_keeps_the_room(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(structurals_reserve(&fixture->found, 1000, NULL), HTTALLY_OK);
    const uint32_t *quotes = fixture->found.quotes;
    assert_int_equal(structurals_reserve(&fixture->found, 10, NULL), HTTALLY_OK);
    assert_ptr_equal(fixture->found.quotes, quotes);
    assert_int_equal(fixture->found.capacity_bytes, 1000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(plain_variant_finds_quotes_and_newlines),
        TEST(variants_agree_at_every_length_and_alignment),
        TEST(variants_read_no_further_than_the_padding),
        TEST(variants_find_each_single_position),
        TEST(variants_agree_on_a_large_block),
        TEST(best_variant_is_the_last_one),
        TEST(forced_variant_is_the_best_until_it_is_freed),
        TEST(reserving_less_keeps_the_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
