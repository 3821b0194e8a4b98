/* SPDX-License-Identifier: MIT */
#include "format/json_scan.h"

#include <stdlib.h>

#include "format/json_text.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Keys of three fields, one within objects. */
static int make_tree(void **state)
{
    static struct key_tree tree;
    if (key_tree_init(&tree, NULL) != HTTALLY_OK)
        return 1;
    key_tree_add(&tree, SLICE("a"), FIELD_AGENT, UNIT_IN_TEXT);
    key_tree_add(&tree, SLICE("second_name_of_a"), FIELD_AGENT, UNIT_IN_TEXT);
    key_tree_add(&tree, SLICE("b"), FIELD_HOST, UNIT_IN_TEXT);
    key_tree_add(&tree, SLICE("in.side.c"), FIELD_USER, UNIT_IN_TEXT);
    *state = &tree;
    return key_tree_status(&tree, NULL) != HTTALLY_OK;
}

static int end_tree(void **state)
{
    key_tree_finish(*state);
    return 0;
}

/* Scan a copy that ends where the text does. */
static bool scan_copy(const struct key_tree *tree, struct httally_slice text, char **copy,
                      struct keyed_values *values)
{
    enum httally_unparsed_reason reason;
    *copy = malloc(text.length ? text.length : 1);
    assert_non_null(*copy);
    memcpy(*copy, text.data, text.length);
    keyed_values_init(values, tree);
    bool is_whole = json_scan(httally_slice_of(*copy, text.length), values, &reason);
    assert_true(is_whole || reason != HTTALLY_UNPARSED_NONE);
    return is_whole;
}

/* What 'field' is in the object 'text': "(none)" when it was not found, "(refused)". */
static void assert_value(const struct key_tree *tree, struct httally_slice text, enum field field,
                         struct httally_slice expected)
{
    struct keyed_values values;
    struct httally_slice actual = SLICE("(refused)");
    char *copy;
    if (scan_copy(tree, text, &copy, &values))
        actual = values.present >> field & 1 ? values.values[field].text : SLICE("(none)");
    if (!httally_slice_equal(actual, expected))
        fail_msg("'%.*s': got '%.*s', expected '%.*s'", (int)text.length, text.data,
                 (int)actual.length, actual.data, (int)expected.length, expected.data);
    free(copy);
}

struct scan_case {
    const char *text;
    const char *expected;
};

static void assert_cases(void **state, enum field field, const struct scan_case *cases,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_value(*state, httally_slice_of_string(cases[i].text), field,
                     httally_slice_of_string(cases[i].expected));
}

static void takes_values_of_all_kinds(void **state)
{
    static const struct scan_case cases[] = {
        {"{\"a\":\"x\"}", "x"},
        {"{\"a\":\"\"}", ""},
        {"{\"a\":12.5e3}", "12.5e3"},
        {"{\"a\":true}", "true"},
        {"{\"a\":null}", ""},
        {"{\"a\":[\"x\",\"y\"]}", "x"},
        {"{\"a\":[]}", "(none)"},
        {"{\"a\":[[\"x\"]]}", "x"},
        {"{\"a\":{\"a\":\"x\"}}", "(none)"},
        {"{\"a\":\"x \\\" y\"}", "x \\\" y"},
        {"{\"a\":\"x\\\\\"}", "x\\\\"},
        {"{\"a\":\"0123456789abcdef0123456789\"}", "0123456789abcdef0123456789"},
        {"{\"a\":\"0123456789abcde\\\"0123456789\"}", "0123456789abcde\\\"0123456789"},
        {"{\"a\":\"{[,]}:\"}", "{[,]}:"},
        {"{\"a\":\"\x01\x7f\xff\xc3\"}", "\x01\x7f\xff\xc3"},
        {"{}", "(none)"},
    };
    assert_cases(state, FIELD_AGENT, cases, COUNT(cases));
}

static void takes_any_order_and_spacing(void **state)
{
    static const struct scan_case cases[] = {
        {" { \"z\" : 1 , \"a\" : \"x\" } ", "x"},
        {"{\t\"z\":[1, 2 ,{\"a\":3}] ,\t\"a\":\t7\t}", "7"},
        {"{\"a\":\"first\",\"a\":\"second\"}", "first"},
        {"{\"second_name_of_a\":\"less\",\"a\":\"more\"}", "more"},
        {"{\"a\":\"-\",\"second_name_of_a\":\"says something\"}", "says something"},
        {"{\"a\":null,\"second_name_of_a\":\"says something\"}", "says something"},
        {"{\"A\":1,\"aa\":2,\"\":3}", "(none)"},
        {"{\"a\":1},", "1"},
        {"{\"a\":1,}", "1"},
    };
    assert_cases(state, FIELD_AGENT, cases, COUNT(cases));
}

static void finds_keys_within_objects(void **state)
{
    static const struct scan_case cases[] = {
        {"{\"in\":{\"side\":{\"c\":\"x\"}}}", "x"},
        {"{\"in\":{\"z\":{},\"side\":{\"z\":[{}],\"c\":[\"x\"]}}}", "x"},
        {"{\"in.side.c\":\"x\"}", "x"},
        {"{\"c\":\"x\"}", "(none)"},
        {"{\"in\":{\"c\":\"x\"}}", "(none)"},
        {"{\"side\":{\"c\":\"x\"}}", "(none)"},
        {"{\"in\":{\"in\":{\"side\":{\"c\":\"x\"}}}}", "(none)"},
        {"{\"in\":[{\"side\":{\"c\":\"x\"}}, {}]}", "x"},
        {"{\"in\":[{},{\"side\":{\"c\":\"x\"}}]}", "(none)"},
        {"{\"in\":\"text\",\"side\":{\"c\":1}}", "(none)"},
    };
    assert_cases(state, FIELD_USER, cases, COUNT(cases));
}

/* nginx with escape=json and variables that have no quotes around them. */
static void takes_values_without_quotes(void **state)
{
    static const struct scan_case cases[] = {
        {"{\"a\":,\"b\":1}", ""},
        {"{\"a\":}", ""},
        {"{\"a\":-,\"b\":1}", "-"},
        {"{\"a\":0.004, 0.012,\"b\":1}", "0.004, 0.012"},
        {"{\"a\":0.004, 0.012, \"b\":1}", "0.004, 0.012"},
        {"{\"a\":502, 200 : 304}", "502, 200 : 304"},
        {"{\"a\":-, 200 }", "-, 200"},
        {"{\"a\":192.0.2.1:80, unix:/run/app,\"b\":1}", "192.0.2.1:80, unix:/run/app"},
        {"{\"a\":shop.example,\"b\":1}", "shop.example"},
        {"{\"a\":[2001:db8::1]:80,\"b\":1}", "(refused)"},
        {"{\"a\":shop.example\",\"b\":1}", "(refused)"},
        {"{\"a\":shop.example\"}", "(refused)"},
    };
    assert_cases(state, FIELD_AGENT, cases, COUNT(cases));
}

static void refuses_what_is_no_whole_object(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "x",
        "[]",
        "\"a\"",
        "{",
        "{\"",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":\"",
        "{\"a\":\"x",
        "{\"a\":[",
        "{\"a\":[1",
        "{\"a\":[1,",
        "{\"a\":{",
        "{\"a\":{}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1}x",
        "{\"a\":1}}",
        "{\"a\":1},,",
        "{\"a\":[1}",
        "{\"a\":1]",
        "{,}",
        "{\"a\":\"x\",,}",
        "{\"a\":{]}",
        "{\"a\":\"x\\",
        "{\"a\":\"x\"\"b\":1}",
        "{\"a\":{}\"b\":1}",
        "{\"a\":x{}}",
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_value(*state, httally_slice_of_string(texts[i]), FIELD_AGENT, SLICE("(refused)"));
}

/* Every cut of a whole object is refused: a line that was cut is no request. */
static void refuses_every_cut(void **state)
{
    struct httally_slice text = SLICE("{\"z\":[1,{\"y\":\"\\\"\"}],\"in\":{\"side\":{\"c\":null}},"
                                      "\"a\":0.1, 0.2,\"b\":\"0123456789abcdef\"}");
    assert_value(*state, text, FIELD_AGENT, SLICE("0.1, 0.2"));
    for (size_t length = 0; length < text.length; length++)
        assert_value(*state, httally_slice_of(text.data, length), FIELD_AGENT, SLICE("(refused)"));
}

/* 'depth' objects or arrays within each other, the outermost one an object. */
static size_t write_nested(char *out, size_t depth, bool has_arrays)
{
    const char *open = has_arrays ? "[" : "{\"z\":";
    static const char head[] = "{\"a\":1,\"z\":";
    size_t length = sizeof head - 1;
    memcpy(out, head, length);
    for (size_t i = 1; i < depth; i++) {
        memcpy(out + length, open, strlen(open));
        length += strlen(open);
    }
    out[length++] = '0';
    for (size_t i = 1; i < depth; i++)
        out[length++] = has_arrays ? ']' : '}';
    out[length++] = '}';
    return length;
}

static void refuses_deeper_nesting(void **state)
{
    for (int has_arrays = 0; has_arrays < 2; has_arrays++) {
        for (size_t depth = JSON_DEPTH_MAX - 2; depth < JSON_DEPTH_MAX + 3; depth++) {
            char text[1024];
            size_t length = write_nested(text, depth, has_arrays);
            assert_value(*state, httally_slice_of(text, length), FIELD_AGENT,
                         depth <= JSON_DEPTH_MAX ? SLICE("1") : SLICE("(refused)"));
        }
    }
}

/* Lines that make a careless scanner look ahead again and again: must be over at once. */
static void stays_linear(void **state)
{
    static const char *const pieces[] = {",",       ", ",   ",\t \t ", "[",
                                         "{\"z\":", "\\\"", "\"",      ",\"z\":"};
    enum { LENGTH = 1 << 20 };
    char *text = malloc(LENGTH);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t piece_length = strlen(pieces[i]), length = 5;
        memcpy(text, "{\"a\":", 5);
        for (; length + piece_length <= LENGTH; length += piece_length)
            memcpy(text + length, pieces[i], piece_length);
        assert_value(*state, httally_slice_of(text, length), FIELD_AGENT, SLICE("(refused)"));
    }
    free(text);
}

static void undoes_escapes(void **state)
{
    static const struct scan_case cases[] = {
        {"plain", "plain"},
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"\\u0041\\u00e9\\u20AC", "A\xc3\xa9\xe2\x82\xac"},
        {"\\u001b[0m", "\x1b[0m"},
        {"\\uD83D\\uDE00!", "\xf0\x9f\x98\x80!"},
        {"\\uD83D", "\xef\xbf\xbd"},
        {"\\uDE00\\uD83D", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\\uD83D\\u0041", "\xef\xbf\xbd"
                           "A"},
        {"\\uD83D\\n", "\xef\xbf\xbd\n"},
        {"\\uFFFF\\uD7FF\\uE000", "\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80"},
        /* No escapes of JSON, but of nginx. */
        {"\\x22\\X", "\\x22\\X"},
        {"\\u12", "\\u12"},
        {"\\u12G4", "\\u12G4"},
        {"\\", "\\"},
        {"a\\\\", "a\\"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[64];
        struct httally_slice text = httally_slice_of_string(cases[i].text);
        size_t length = json_text_unescape(text, out);
        assert_true(length <= text.length);
        assert_slice_equal(httally_slice_of(out, length),
                           httally_slice_of_string(cases[i].expected));
    }
    char nul[6];
    assert_int_equal(json_text_unescape(SLICE("\\u0000"), nul), 1);
    assert_int_equal(nul[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_values_of_all_kinds),
        cmocka_unit_test(takes_any_order_and_spacing),
        cmocka_unit_test(finds_keys_within_objects),
        cmocka_unit_test(takes_values_without_quotes),
        cmocka_unit_test(refuses_what_is_no_whole_object),
        cmocka_unit_test(refuses_every_cut),
        cmocka_unit_test(refuses_deeper_nesting),
        cmocka_unit_test(stays_linear),
        cmocka_unit_test(undoes_escapes),
    };
    return cmocka_run_group_tests_name("json_scan", tests, make_tree, end_tree);
}
