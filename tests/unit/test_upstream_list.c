/* SPDX-License-Identifier: MIT */
#include "tally/upstream_list.h"

#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "base/compiler.h"
#include "unit.h"

/* "a|,b" is how an element 'a', and a 'b' that was asked instead, stand in the cases below. */
static void write_elements(struct httally_slice list, struct buffer *out)
{
    struct httally_slice element;
    bool is_retry, is_first = true;
    while (upstream_list_next(&list, &element, &is_retry)) {
        buffer_append_string(out, is_first ? "" : "|");
        buffer_append_string(out, is_retry ? "," : "");
        buffer_append(out, element.data, element.length);
        is_first = false;
    }
}

static void lists_are_cut_at_their_separators(void **state)
{
    (void)state;
    static const struct {
        const char *list, *elements;
        /* NULL where nobody was asked last. */
        const char *last;
    } cases[] = {
        {"", "", NULL},
        {"-", "-", NULL},
        {"200", "200", "200"},
        {"192.0.2.1:80", "192.0.2.1:80", "192.0.2.1:80"},
        {"192.0.2.1:80, 192.0.2.2:80 : 192.0.2.3:80", "192.0.2.1:80|,192.0.2.2:80|192.0.2.3:80",
         "192.0.2.3:80"},
        {"502, 200 : 304", "502|,200|304", "304"},
        {"502,200", "502|,200", "200"},
        {"502 : 200", "502|200", "200"},
        {"-, 200", "-|,200", "200"},
        {"502, -", "502|,-", NULL},
        {"-, -, -", "-|,-|,-", NULL},
        /* IPv6, and colons that separate nothing. */
        {"[::1]:80", "[::1]:80", "[::1]:80"},
        {"[::1]:80, [2001:db8::2]:8080", "[::1]:80|,[2001:db8::2]:8080", "[2001:db8::2]:8080"},
        {"unix:/run/app.sock", "unix:/run/app.sock", "unix:/run/app.sock"},
        {"unix:/run/app.sock:, unix:/run/b.sock: : [::1]:80",
         "unix:/run/app.sock:|,unix:/run/b.sock:|[::1]:80", "[::1]:80"},
        {"unix:/run/my app.sock", "unix:/run/my app.sock", "unix:/run/my app.sock"},
        /* nginx ends a list so when the second group had no server to ask. */
        {"192.0.2.1:80 : ", "192.0.2.1:80|", NULL},
        {"502, ", "502|,", NULL},
        {"502,", "502|,", NULL},
        {"502 :", "502 :", "502 :"},
        /* What no server writes. */
        {", 200", ",200", "200"},
        {" : 200", "200", "200"},
        {",", ",", NULL},
        {", ", ",", NULL},
        {" : ", "", NULL},
        {" : : ", ": ", ": "},
        {",,", ",|,", NULL},
        {",  200", ", 200", " 200"},
        {" ", " ", " "},
        {":", ":", ":"},
        {" :", " :", " :"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct buffer elements = {0};
        struct httally_slice list = httally_slice_of_string(cases[i].list);
        write_elements(list, &elements);
        if (!httally_slice_equals_string(buffer_slice(&elements), cases[i].elements))
            fail_msg("'%s' gives '%.*s'", cases[i].list, (int)elements.length, elements.data);
        buffer_finish(&elements);
        struct httally_slice last = upstream_list_last(list);
        if (!cases[i].last)
            assert_null(last.data);
        else
            assert_slice_equal(last, httally_slice_of_string(cases[i].last));
    }
}

static void nul_bytes_are_part_of_elements(void **state)
{
    (void)state;
    assert_slice_equal(upstream_list_last(SLICE("a, b\0c")), SLICE("b\0c"));
    assert_null(upstream_list_last(httally_slice_of(NULL, 0)).data);
}

/* A line of 64 KiB can be one list.  Were the work quadratic, this would take minutes. */
static void hostile_lists_are_read_in_one_pass(void **state)
{
    (void)state;
    static const char *const patterns[] = {",", ", ", " : ", " ", ":", " :", "5", "-, ", ", : "};
    enum { LIST_BYTES = 64 << 10, REPEATS = 20, SECONDS_MOST = 20 };
    clock_t start = clock();
    for (size_t i = 0; i < ARRAY_LENGTH(patterns); i++) {
        struct buffer list = {0};
        buffer_append_repeated(&list, patterns[i], LIST_BYTES / strlen(patterns[i]));
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            struct httally_slice rest = buffer_slice(&list), element;
            size_t total = 0, count = 0;
            bool is_retry;
            upstream_list_last(rest);
            for (; upstream_list_next(&rest, &element, &is_retry); count++)
                total += element.length;
            assert_true(count <= LIST_BYTES && total <= list.length);
        }
        buffer_finish(&list);
    }
    assert_true(clock() - start < SECONDS_MOST * CLOCKS_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_cut_at_their_separators),
        cmocka_unit_test(nul_bytes_are_part_of_elements),
        cmocka_unit_test(hostile_lists_are_read_in_one_pass),
    };
    return cmocka_run_group_tests_name("upstream_list", tests, NULL, NULL);
}
