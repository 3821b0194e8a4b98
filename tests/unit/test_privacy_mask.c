/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "base/privacy_mask.h"
#include "unit.h"

#include <stdlib.h>

struct masking_case {
    const char *text, *masked;
};

static void assert_masks(size_t (*mask)(char *text, size_t length),
                         const struct masking_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(cases[i].text);
        /* Without a byte behind: a look beyond the end is seen. */
        char *text = malloc(length + !length);
        assert_non_null(text);
        memcpy(text, cases[i].text, length);
        length = mask(text, length);
        assert_slice_equal(httally_slice_of(text, length),
                           httally_slice_of_string(cases[i].masked));
        free(text);
    }
}

static void hides_names_queries_and_addresses(void **state)
{
    (void)state;
    static const struct masking_case cases[] = {
        {"/u/alice@example.org/x", "/u/*@example.org/x"},
        {"/u/a.b+c%2Ed%40example.org", "/u/*%40example.org"},
        {"/npm/lodash@4.17.21/lodash.js", "/npm/lodash@4.17.21/lodash.js"},
        {"/@alice", "/@alice"},
        {"/alice@", "/alice@"},
        {"https://a.example/?q=secret", "https://a.example/?*"},
        {"https://a.example/?", "https://a.example/?"},
        {"bot (bob@example.org; 198.51.100.7)", "bot (*@example.org; 198.51.100.0)"},
        {"Mozilla/5.0 Chrome/145.0.0.1", "Mozilla/5.0 Chrome/145.0.0.1"},
        {"?\\", "?*"},
        {"%4", "%4"},
        {"", ""},
    };
    assert_masks(privacy_mask_text, cases, ARRAY_LENGTH(cases));
}

static void hides_the_user_of_a_line(void **state)
{
    (void)state;
    static const struct masking_case cases[] = {
        {"192.0.2.7 - alice [12/Mar/2026] \"GET /?a=b c HTTP/1.1\" 200 \"-\" \"x\"",
         "192.0.2.0 - * [12/Mar/2026] \"GET /?* HTTP/1.1\" 200 \"-\" \"x\""},
        {"192.0.2.7 - John Smith [12/Mar", "192.0.2.0 - * [12/Mar"},
        {"192.0.2.7 id alice [12/Mar", "192.0.2.0 * * [12/Mar"},
        {"192.0.2.7 - - [12/Mar", "192.0.2.0 - - [12/Mar"},
        {"a.example 192.0.2.7 - alice [", "a.example 192.0.2.0 - * ["},
        {"x haproxy[1]: 192.0.2.7:80 [12/Mar", "x haproxy[1]: 192.0.2.0:80 [12/Mar"},
        {"{\"user\": \"al\\\"ice\",\"user_agent\":\"curl\",\"args\":\"t=1\",\"uri\":\"/?t=\\\"1\"}",
         "{\"user\": \"*\",\"user_agent\":\"curl\",\"args\":\"*\",\"uri\":\"/?*\"}"},
        {"{\"remote_user\":\"alice", "{\"remote_user\":\"*"},
        {"{\"user\":\"\",\"user\":\"-\"}", "{\"user\":\"\",\"user\":\"-\"}"},
        {"host:192.0.2.7\tuser:alice\tquery:a=b\tua:curl",
         "host:192.0.2.0\tuser:*\tquery:*\tua:curl"},
        {"GET /?a=b 200 5", "GET /?* 200 5"},
        {"{\"", "{\""},
        {"", ""},
    };
    assert_masks(privacy_mask_line, cases, ARRAY_LENGTH(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hides_names_queries_and_addresses),
        cmocka_unit_test(hides_the_user_of_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
