/* SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/utf8.h"
#include "random.h"
#include "unit.h"

#include <stdlib.h>

static struct buffer out;

static int finish_buffer(void **state)
{
    (void)state;
    buffer_finish(&out);
    return 0;
}

static struct httally_slice escaped(enum httally_escape target, struct httally_slice bytes)
{
    buffer_reset(&out);
    escape_append(&out, target, bytes);
    assert_int_equal(buffer_status(&out, NULL), HTTALLY_OK);
    return buffer_slice(&out);
}

static void writes_what_may_not_pass_visibly(void **state)
{
    (void)state;
    static const struct {
        struct httally_slice bytes;
        struct httally_slice text, json;
    } cases[] = {
        {{"", 0}, {"", 0}, {"", 0}},
        {{"caf\xC3\xA9 /a", 8}, {"caf\xC3\xA9 /a", 8}, {"caf\xC3\xA9 /a", 8}},
        {{"\0", 1}, {"\\x00", 4}, {"\\u0000", 6}},
        {{"\x1b[2J", 4}, {"\\x1b[2J", 7}, {"\\u001b[2J", 9}},
        {{"\n\r\t", 3}, {"\\x0a\\x0d\\x09", 12}, {"\\u000a\\u000d\\u0009", 18}},
        {{"\x7f", 1}, {"\\x7f", 4}, {"\\u007f", 6}},
        /* The C1 control CSI: as a character, and as a byte of another encoding. */
        {{"\xC2\x9B", 2}, {"\\u{9b}", 6}, {"\\u009b", 6}},
        {{"\x9B", 1}, {"\\x9b", 4}, {"\\\\x9b", 5}},
        {{"\xE2\x80\xAE", 3}, {"\\u{202e}", 8}, {"\\u202e", 6}},
        {{"\xF3\xA0\x81\x81", 4}, {"\\u{e0041}", 9}, {"\\udb40\\udc41", 12}},
        {{"\xC3", 1}, {"\\xc3", 4}, {"\\\\xc3", 5}},
        {{"\xC3\xC3\xA9", 3}, {"\\xc3\xC3\xA9", 6}, {"\\\\xc3\xC3\xA9", 7}},
        {{"\"\\", 2}, {"\"\\", 2}, {"\\\"\\\\", 4}},
        {{"\xF0\x9F\x98\x80", 4}, {"\xF0\x9F\x98\x80", 4}, {"\xF0\x9F\x98\x80", 4}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_slice_equal(escaped(HTTALLY_ESCAPE_TEXT, cases[i].bytes), cases[i].text);
        assert_slice_equal(escaped(HTTALLY_ESCAPE_JSON, cases[i].bytes), cases[i].json);
    }
}

static void escapes_what_a_table_or_a_metric_would_take_apart(void **state)
{
    (void)state;
    static const struct {
        enum httally_escape target;
        struct httally_slice bytes, expected;
    } cases[] = {
        {HTTALLY_ESCAPE_CSV, {"a\"b,c\\", 6}, {"a\"\"b,c\\", 7}},
        {HTTALLY_ESCAPE_CSV, {"\r\n", 2}, {"\\x0d\\x0a", 8}},
        {HTTALLY_ESCAPE_MARKDOWN, {"`|\\", 3}, {"\\x60\\x7c\\", 9}},
        {HTTALLY_ESCAPE_MARKDOWN, {"<b>@a", 5}, {"<b>@a", 5}},
        {HTTALLY_ESCAPE_PROMETHEUS, {"\"\\", 2}, {"\\\"\\\\", 4}},
        {HTTALLY_ESCAPE_PROMETHEUS, {"\n\xFF\xC2\x9B", 4}, {"\\\\x0a\\\\xff\\\\u{9b}", 17}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_slice_equal(escaped(cases[i].target, cases[i].bytes), cases[i].expected);
}

static void knows_what_a_spreadsheet_takes_for_a_formula(void **state)
{
    (void)state;
    static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"};
    static const char *const others[] = {"", "-", "=", "a=1", "/=1", " =1", "'=1", "1-1"};
    for (size_t i = 0; i < ARRAY_LENGTH(formulas); i++)
        assert_true(httally_needs_formula_guard(httally_slice_of_string(formulas[i])));
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_false(httally_needs_formula_guard(httally_slice_of_string(others[i])));
}

static void writes_no_markup_into_html(void **state)
{
    (void)state;
    static const struct {
        struct httally_slice bytes, html;
    } cases[] = {
        {{"<script>alert('1')&amp;\"</script>", 33},
         {"&lt;script&gt;alert(&#39;1&#39;)&amp;amp;&quot;&lt;/script&gt;", 62}},
        {{"\x1b<\xFF>", 4}, {"\\x1b&lt;\\xff&gt;", 16}},
        {{"\xE2\x80\xAE", 3}, {"\\u{202e}", 8}},
        {{"caf\xC3\xA9`", 6}, {"caf\xC3\xA9`", 6}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_slice_equal(escaped(HTTALLY_ESCAPE_HTML, cases[i].bytes), cases[i].html);
    buffer_reset(&out);
    /* References are one column wide, and are not cut apart. */
    assert_int_equal(escape_append_cut(&out, HTTALLY_ESCAPE_HTML, SLICE("<<<<<<<<"), 5), 5);
    assert_slice_equal(buffer_slice(&out), SLICE("&lt;...&lt;"));
}

static void cuts_between_characters(void **state)
{
    (void)state;
    char text[16];
    struct httally_slice bytes = SLICE("a\xC3\xA9\x01z");
    static const char *const expected[] = {"",
                                           "",
                                           "a",
                                           "a",
                                           "a\xC3\xA9",
                                           "a\xC3\xA9",
                                           "a\xC3\xA9",
                                           "a\xC3\xA9",
                                           "a\xC3\xA9\\x01",
                                           "a\xC3\xA9\\x01z"};
    for (size_t capacity = 1; capacity < ARRAY_LENGTH(expected); capacity++) {
        size_t length = httally_escape_bytes(HTTALLY_ESCAPE_TEXT, bytes, text, capacity);
        assert_string_equal(text, expected[capacity]);
        assert_int_equal(length, strlen(text));
    }
}

static void takes_one_character_at_a_time(void **state)
{
    (void)state;
    struct httally_slice rest = SLICE("e\xCC\x81\xE4\xB8\xAD\xFF\x01\"");
    static const struct {
        const char *text;
        size_t columns;
    } expected[] = {{"e", 1},       {"\xCC\x81", 0}, {"\xE4\xB8\xAD", 2},
                    {"\\\\xff", 5}, {"\\u0001", 6},  {"\\\"", 2}};
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        char text[HTTALLY_ESCAPE_SIZE];
        size_t columns = httally_escape_next(HTTALLY_ESCAPE_JSON, &rest, text);
        assert_string_equal(text, expected[i].text);
        assert_int_equal(columns, expected[i].columns);
    }
    assert_int_equal(rest.length, 0);
}

static void assert_cell(struct httally_slice bytes, size_t columns, struct httally_slice expected)
{
    buffer_reset(&out);
    size_t used = escape_append_cell(&out, bytes, columns);
    assert_slice_equal(buffer_slice(&out), expected);
    assert_int_equal(used, escape_text_columns(expected));
}

static void cuts_cells_in_the_middle(void **state)
{
    (void)state;
    assert_cell(SLICE("/short"), 6, SLICE("/short"));
    assert_cell(SLICE("/longer"), 6, SLICE("/l...r"));
    assert_cell(SLICE("/static/app.css"), 11, SLICE("/sta....css"));
    assert_cell(SLICE("abcdefgh"), 4, SLICE("a..."));
    /* A wide character and an escape are not cut apart. */
    assert_cell(SLICE("\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD\xE4\xB8\xAD"), 6,
                SLICE("\xE4\xB8\xAD..."));
    assert_cell(SLICE("ab\x01xyz"), 7, SLICE("ab...yz"));
    assert_cell(SLICE(""), 4, SLICE(""));
}

/* Bytes that are likely to be part of something odd. */
static size_t make_odd_bytes(struct random *random, char *bytes, size_t most)
{
    static const char *const parts[] = {"a",        "\xC3\xA9", "\xE2\x80\xAE", "\xE4\xB8\xAD",
                                        "\xCC\x81", "\x1b",     "\xFF",         "\xC2\x85",
                                        "\xF0\x9F", "\\",       "\"",           "\xED\xA0\x80"};
    size_t length = 0, wanted = random_between(random, 0, most - 4);
    while (length < wanted) {
        const char *part = parts[random_between(random, 0, ARRAY_LENGTH(parts) - 1)];
        memcpy(bytes + length, part, strlen(part));
        length += strlen(part);
    }
    return length;
}

static void assert_showable(struct httally_slice text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t code_point;
        size_t taken = utf8_decode(text.data + at, text.length - at, &code_point);
        if (taken == 0 || !utf8_is_showable(code_point))
            fail_msg("byte %zu of '%.*s'", at, (int)text.length, text.data);
        at += taken;
    }
}

static void whatever_comes_in_text_comes_out(void **state)
{
    (void)state;
    struct random random = {1};
    for (int i = 0; i < 20000; i++) {
        char bytes[64];
        struct httally_slice odd = {bytes, make_odd_bytes(&random, bytes, sizeof bytes)};
        size_t columns = random_between(&random, 4, 80), total = escape_text_columns(odd);
        assert_showable(escaped(HTTALLY_ESCAPE_JSON, odd));
        assert_showable(escaped(HTTALLY_ESCAPE_TEXT, odd));
        buffer_reset(&out);
        size_t used = escape_append_cell(&out, odd, columns);
        assert_showable(buffer_slice(&out));
        assert_true(used <= columns);
        assert_true(total > columns || used == total);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, finish_buffer)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_what_may_not_pass_visibly),
        TEST(escapes_what_a_table_or_a_metric_would_take_apart),
        TEST(knows_what_a_spreadsheet_takes_for_a_formula),
        TEST(cuts_between_characters),
        TEST(takes_one_character_at_a_time),
        TEST(cuts_cells_in_the_middle),
        TEST(whatever_comes_in_text_comes_out),
        TEST(writes_no_markup_into_html),
    };
    return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
