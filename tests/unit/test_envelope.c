/* SPDX-License-Identifier: MIT */
#include "format/envelope.h"

#include <stdlib.h>

#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What the envelopes hold in these tests. */
#define INNER "192.0.2.1 - - [12/Mar/2026:14:03:07 +0100] \"GET / HTTP/1.1\" 200 5"
#define INNER_ESCAPED "192.0.2.1 - - [12/Mar/2026:14:03:07 +0100] \\\"GET / HTTP/1.1\\\" 200 5"

/* Strip a copy that ends where the line does. */
static void assert_stripped(struct httally_slice line, enum envelope_kind kind,
                            struct httally_slice expected)
{
    struct httally_format_state *state;
    assert_int_equal(httally_format_state_create(&state, NULL), HTTALLY_OK);
    char *copy = malloc(line.length ? line.length : 1);
    assert_non_null(copy);
    memcpy(copy, line.data, line.length);
    struct httally_slice text = {copy, line.length};
    if (envelope_of(text) != kind)
        fail_msg("'%.*s' is of kind %d", (int)line.length, line.data, (int)envelope_of(text));
    assert_slice_equal(envelope_strip(text, true, state), expected);
    free(copy);
    httally_format_state_destroy(state);
}

static void steps_over_heads(void **state)
{
    static const struct {
        const char *head;
        enum envelope_kind kind;
    } cases[] = {
        {"2026-03-12T14:03:07.493035218+01:00 stdout F ", ENVELOPE_CRI},
        {"2026-03-12T13:03:07.493035218Z stderr F ", ENVELOPE_CRI},
        {"2026-03-12T13:03:07Z stdout F:tag ", ENVELOPE_CRI},
        {"<134>Mar 12 14:03:07 host haproxy[123]: ", ENVELOPE_SYSLOG},
        {"<190>Mar  2 14:03:07 host nginx: ", ENVELOPE_SYSLOG},
        {"Mar 02 14:03:07 host nginx: ", ENVELOPE_SYSLOG},
        {"Mar  2 14:03:07 nginx: ", ENVELOPE_SYSLOG},
        {"Mar  2 14:03:07 2001:db8::1 nginx[1]: ", ENVELOPE_SYSLOG},
        {"Mar  2 14:03:07 192.0.2.9 nginx[1]: ", ENVELOPE_SYSLOG},
        {"2026-03-12T14:03:07+01:00 host nginx[4711]: ", ENVELOPE_SYSLOG},
        {"2026-03-12T14:03:07.123456+01:00 host docker/web/1a2b[7]: ", ENVELOPE_SYSLOG},
        {"<134>2026-03-12T14:03:07Z host traefik: ", ENVELOPE_SYSLOG},
        {"<134>1 2026-03-12T14:03:07.123Z host app 4711 ID47 - ", ENVELOPE_SYSLOG_5424},
        {"<134>1 - - - - - - ", ENVELOPE_SYSLOG_5424},
        {"<134>1 2026-03-12T14:03:07Z h a - - [x@1 a=\"]\" b=\"\\\"]\"][y] ", ENVELOPE_SYSLOG_5424},
        {"<134>1 2026-03-12T14:03:07Z h a - - - \xEF\xBB\xBF", ENVELOPE_SYSLOG_5424},
        {"2026-03-12T14:03:07Z stdout F <134>Mar 12 14:03:07 host nginx: ", ENVELOPE_CRI},
        {"2026-03-12T14:03:07Z stdout F <134>1 - - - - - - ", ENVELOPE_CRI},
        {"web-1  | ", ENVELOPE_NAME},
        {"shop_web_1    | ", ENVELOPE_NAME},
        {"14:03:07 web.1  | ", ENVELOPE_NAME},
        {"web-1  | 2026-03-12T13:03:07.493035218Z ", ENVELOPE_NAME},
        {"web-1  | Mar 12 14:03:07 host nginx: ", ENVELOPE_NAME},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[512];
        size_t head_length = strlen(cases[i].head), length = head_length + sizeof INNER - 1;
        assert_true(length <= sizeof line);
        memcpy(line, cases[i].head, head_length);
        memcpy(line + head_length, INNER, sizeof INNER - 1);
        assert_stripped(httally_slice_of(line, length), cases[i].kind, SLICE(INNER));
        assert_stripped(httally_slice_of(line, head_length), cases[i].kind, SLICE(""));
    }
}

/* Fields with bars between look alike: only a program's name is stepped over, and only where no
 * definition says what stands there. */
static void leaves_fields_before_bars(void **state)
{
    static const char *const lines[] = {
        "192.0.2.7 | a", "2001:db8::1 | a", "GET / | a", "web |a", "web|a", "| a", " web | a"};
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_int_equal(envelope_of(httally_slice_of_string(lines[i])), ENVELOPE_NONE);
    assert_int_equal(envelope_of(SLICE("web-1  |")), ENVELOPE_NAME);
    assert_slice_equal(envelope_strip(SLICE("web-1  | a"), false, NULL), SLICE("web-1  | a"));
}

static void takes_the_text_out_of_docker(void **state)
{
    (void)state;
    assert_stripped(SLICE("{\"log\":\"" INNER_ESCAPED "\\n\",\"stream\":\"stdout\",\"time\":"
                          "\"2026-03-12T13:03:07.1Z\"}"),
                    ENVELOPE_DOCKER, SLICE(INNER));
    assert_stripped(SLICE("{\"log\":\"" INNER_ESCAPED "\\r\\n\",\"stream\":\"stderr\",\"attrs\":"
                          "{\"a\":\"b\"},\"time\":\"2026-03-12T13:03:07.1Z\"}"),
                    ENVELOPE_DOCKER, SLICE(INNER));
    assert_stripped(SLICE("{\"log\":\"{\\\"a\\\":\\\"\\\\\\\"\\\\u0041\\\"}\\n\",\"stream\":"
                          "\"stdout\",\"time\":\"x\"}"),
                    ENVELOPE_DOCKER, SLICE("{\"a\":\"\\\"\\u0041\"}"));
    assert_stripped(SLICE("{\"log\":\"<134>Mar 12 14:03:07 host nginx: " INNER_ESCAPED
                          "\\n\",\"stream\":\"stdout\",\"time\":\"x\"}"),
                    ENVELOPE_DOCKER, SLICE(INNER));
}

static void leaves_what_goes_on_in_the_next_line(void **state)
{
    static const char *const lines[] = {
        "2026-03-12T14:03:07Z stdout P 192.0.2.1 -",
        "{\"log\":\"192.0.2.1 - -\",\"stream\":\"stdout\",\"time\":\"x\"}",
        "{\"log\":\"192.0.2.1 \\\\n\",\"stream\":\"stdout\",\"time\":\"x\"}",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct httally_slice line = httally_slice_of_string(lines[i]);
        assert_stripped(line, ENVELOPE_NONE, line);
    }
}

/* Lines of many formats, among them those that begin with a time, and hosts that look like one. */
static void leaves_lines_of_every_format(void **state)
{
    static const char *const lines[] = {
        "",
        "<",
        "<134>",
        "{",
        "{\"log\":\"",
        INNER,
        "Feb - - [12/Mar/2026:14:03:07 +0100] \"GET / HTTP/1.1\" 200 5",
        "Mar.example - - [12/Mar/2026:14:03:07 +0100] \"GET /: HTTP/1.1\" 200 5",
        "2001:db8::1 - - [12/Mar/2026:14:03:07 +0100] \"GET / HTTP/1.1\" 200 5",
        "2026-03-12T14:03:07.186641Z shop-lb 192.0.2.1:2817 198.51.100.1:80 0.000073 0.001048 "
        "0.000057 200 200 0 29 \"GET https://shop.example:443/ HTTP/1.1\" \"curl: 8\" - -",
        "2026-03-12T14:03:07.186641Z shop-lb 2001:db8::1:2817 - -1 -1 -1 503 0 0 0 \"- - - \"",
        "https 2026-03-12T14:03:07.186641Z app/shop/50dc 192.0.2.1:2817 - -1 -1 -1 503 - 0 0",
        "[2026-03-12T14:03:07.310Z] \"POST /api HTTP/2\" 204 - 154 0 226 100 \"-\" \"x\" \"y\"",
        "2026/03/12 14:03:07.123\tINFO\thttp.log.access\thandled request\t{\"status\":200}",
        "2026-03-12T14:03:07.123Z\tINFO\thttp.log.access\thandled request\t{\"status\":200}",
        "2026-03-12 14:03:07 192.0.2.1 GET /a: - 80 - 198.51.100.7 curl - 200 0 0 12",
        "2026-03-12\t14:03:07\tFRA50\t512\t192.0.2.1\tGET\tshop.example\t/\t200",
        "1773320587.123    226 192.0.2.1 TCP_MISS/200 512 GET http://shop.example/ - DIRECT/- -",
        "shop.example - [2026-03-12T14:03:07.000000000Z] \"GET / HTTP/1.1\" 200 0 5 \"-\" \"-\"",
        "time:[12/Mar/2026:14:03:07 +0100]\thost:192.0.2.1\tstatus:200",
        "{\"log\":\"text\\n\",\"status\":200}",
        "{\"log\":\"text\\n\",\"stream\":\"stdout\"",
        "{\"logger\":\"x\",\"status\":200}",
        "Mar 12 14:03:07 host no tag",
        "Mar 12 14:03:07 host 4711: text",
        "Mar 12 14:03 host nginx: text",
        "<1234>Mar 12 14:03:07 host nginx: text",
        "<134>1 2026-03-12T14:03:07Z host app 4711 ID47 [x",
        "2026-03-12T14:03:07 stdout F text",
        "2026-03-12T14:03:07+1 stdout F text",
        "2026-03-12T14:03:07Z stdin F text",
        "2026-03-12T14:03:07Z stdout F",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct httally_slice line = httally_slice_of_string(lines[i]);
        assert_stripped(line, ENVELOPE_NONE, line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_over_heads),
        cmocka_unit_test(takes_the_text_out_of_docker),
        cmocka_unit_test(leaves_fields_before_bars),
        cmocka_unit_test(leaves_what_goes_on_in_the_next_line),
        cmocka_unit_test(leaves_lines_of_every_format),
    };
    return cmocka_run_group_tests_name("envelope", tests, NULL, NULL);
}
