/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "cli/options.h"
#include "unit.h"

/* Parse up to seven words as the arguments of `report`. */
static enum httally_result parse(const char *const words[8], struct options *options,
                                 struct httally_error *error)
{
    size_t count = 0;
    while (words[count])
        count++;
    return options_parse(COMMAND_REPORT, words, count, options, error);
}

#define WORDS(...) ((const char *const[8]){__VA_ARGS__})

static void assert_value(const char *const words[8], enum option_id id, const char *value)
{
    struct options options;
    struct httally_error error;
    if (parse(words, &options, &error) != HTTALLY_OK)
        fail_msg("%s: %s", words[0], error.message);
    assert_true(options_has(&options, id));
    if (value)
        assert_string_equal(options_value(&options, id), value);
    else
        assert_null(options_value(&options, id));
    options_finish(&options);
}

static void assert_refused(const char *const words[8], const char *message)
{
    struct options options;
    struct httally_error error;
    assert_int_equal(parse(words, &options, &error), HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(error.message, message);
    assert_null(options.values);
    assert_null(options.operands);
}

static void reads_every_spelling(void **state)
{
    (void)state;
    assert_value(WORDS("--status", "5xx"), OPTION_STATUS, "5xx");
    assert_value(WORDS("--status=5xx"), OPTION_STATUS, "5xx");
    assert_value(WORDS("--status="), OPTION_STATUS, "");
    assert_value(WORDS("--path=a=b"), OPTION_PATH, "a=b");
    assert_value(WORDS("-s", "5xx"), OPTION_STATUS, "5xx");
    assert_value(WORDS("-s5xx"), OPTION_STATUS, "5xx");
    assert_value(WORDS("-qs5xx"), OPTION_STATUS, "5xx");
    assert_value(WORDS("-qs", "-1"), OPTION_STATUS, "-1");
    assert_value(WORDS("-qqq"), OPTION_QUIET, NULL);
    assert_value(WORDS("--status", "--"), OPTION_STATUS, "--");
}

static void the_last_value_wins(void **state)
{
    (void)state;
    assert_value(WORDS("-n", "3", "x", "--top=5"), OPTION_TOP, "5");
}

static void operands_and_options_mix(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(WORDS("-1", "-q", "-", "", "--", "-n", "--"), &options, NULL),
                     HTTALLY_OK);
    static const char *const expected[] = {"-1", "-", "", "-n", "--"};
    assert_int_equal(options.operand_count, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++)
        assert_string_equal(options.operands[i], expected[i]);
    assert_true(options_has(&options, OPTION_QUIET));
    assert_false(options_has(&options, OPTION_TOP));
    assert_null(options_value(&options, OPTION_TOP));
    options_finish(&options);
    options_finish(&options);
}

static void nothing_is_fine(void **state)
{
    (void)state;
    struct options options;
    assert_int_equal(parse(WORDS(NULL), &options, NULL), HTTALLY_OK);
    assert_int_equal(options.operand_count + options.value_count, 0);
    options_finish(&options);
}

static void names_what_makes_no_sense(void **state)
{
    (void)state;
    assert_refused(WORDS("--bogus"), "unknown option '--bogus'");
    assert_refused(WORDS("--bogus=3"), "unknown option '--bogus=3'");
    assert_refused(WORDS("--=3"), "unknown option '--=3'");
    assert_refused(WORDS("--stat", "5xx"), "unknown option '--stat'");
    assert_refused(WORDS("-Z"), "unknown option '-Z'");
    assert_refused(WORDS("-qZ"), "unknown option '-Z'");
    assert_refused(WORDS("-s"), "--status needs an argument: LIST");
    assert_refused(WORDS("a", "--status"), "--status needs an argument: LIST");
    assert_refused(WORDS("--quiet=yes"), "--quiet takes no argument");
    /* Of another command. */
    assert_refused(WORDS("--class", "5xx"), "unknown option '--class'");
}

static void reads_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bytes;
    } good[] = {{"1", 1},          {"65536", 65536},     {"64k", 65536},
                {"64KiB", 65536},  {"256M", 256u << 20}, {"1G", 1u << 30},
                {"1gB", 1u << 30}, {"10B", 10}};
    static const char *const bad[] = {"",
                                      "0",
                                      "M",
                                      "-1",
                                      "1X",
                                      "1.5G",
                                      " 1",
                                      "1 M",
                                      "1MM",
                                      "1K1",
                                      "+1",
                                      "0x10",
                                      "1T1",
                                      "99999999999999999999",
                                      "18014398509481984T"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        size_t bytes = 0;
        assert_int_equal(options_parse_size("memory", good[i].text, &bytes, NULL), HTTALLY_OK);
        assert_int_equal(bytes, good[i].bytes);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        size_t bytes;
        struct httally_error error;
        if (options_parse_size("memory", bad[i], &bytes, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was read", bad[i]);
        assert_non_null(strstr(error.message, "--memory '"));
    }
}

static void reads_numbers_within_bounds(void **state)
{
    (void)state;
    size_t number;
    struct httally_error error;
    assert_int_equal(options_parse_number("top", "1", 1, 100, &number, NULL), HTTALLY_OK);
    assert_int_equal(number, 1);
    assert_int_equal(options_parse_number("top", "0100", 1, 100, &number, NULL), HTTALLY_OK);
    assert_int_equal(number, 100);
    static const char *const bad[] = {"", "0", "101", "1k", "-1", "1 ", "18446744073709551617"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        if (options_parse_number("top", bad[i], 1, 100, &number, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was read", bad[i]);
    }
    assert_string_equal(error.message, "--top '18446744073709551617' is no number from 1 to 100");
}

static void the_table_has_no_two_meanings(void **state)
{
    (void)state;
    size_t count;
    const struct option_row *table = options_table(&count);
    for (size_t i = 0; i < count; i++) {
        assert_true(table[i].id != OPTION_NONE && table[i].commands != 0);
        for (size_t k = 0; k < i; k++) {
            /* One option may be told in other words for other commands. */
            if ((table[i].commands & table[k].commands) == 0) {
                assert_int_equal(table[i].id == table[k].id,
                                 strcmp(table[i].long_name, table[k].long_name) == 0);
                continue;
            }
            assert_int_not_equal(table[i].id, table[k].id);
            assert_string_not_equal(table[i].long_name, table[k].long_name);
            assert_true(!table[i].short_name || table[i].short_name != table[k].short_name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_spelling),
        cmocka_unit_test(the_last_value_wins),
        cmocka_unit_test(operands_and_options_mix),
        cmocka_unit_test(nothing_is_fine),
        cmocka_unit_test(names_what_makes_no_sense),
        cmocka_unit_test(reads_sizes),
        cmocka_unit_test(reads_numbers_within_bounds),
        cmocka_unit_test(the_table_has_no_two_meanings),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
