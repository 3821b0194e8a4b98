/* SPDX-License-Identifier: MIT */
#include "log_line.h"

#include <stdio.h>

#include "format/combined.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The record of a line that must be a request. */
static struct httally_record read_request(struct httally_slice line)
{
    struct line_reading reading = read_line(line);
    if (reading.kind != HTTALLY_LINE_REQUEST)
        fail_msg("'%.*s' is refused: %s", (int)line.length, line.data,
                 httally_unparsed_reason_text(reading.reason));
    assert_int_equal(reading.reason, HTTALLY_UNPARSED_NONE);
    return reading.record;
}

static void reads_every_field(void **state)
{
    (void)state;
    struct httally_slice line =
        SLICE("shop.example:443 192.0.2.7 - frank " LINE_TIME " \"GET /a?b HTTP/1.1\" 404 512 "
              "\"https://shop.example/\" \"Mozilla/5.0 (X11)\" 0.004");
    struct httally_record record = read_request(line);
    assert_field("line", line, record.line, line);
    assert_field("host", line, record.host, SLICE("shop.example:443"));
    assert_field("client", line, record.client, SLICE("192.0.2.7"));
    assert_field("user", line, record.user, SLICE("frank"));
    assert_field("request", line, record.request, SLICE("GET /a?b HTTP/1.1"));
    assert_field("path", line, record.path, SLICE("/a"));
    assert_field("referer", line, record.referer, SLICE("https://shop.example/"));
    assert_field("agent", line, record.agent, SLICE("Mozilla/5.0 (X11)"));
    assert_field("tail", line, record.tail,
                 SLICE(" \"https://shop.example/\" \"Mozilla/5.0 (X11)\" 0.004"));
    assert_int_equal(record.time, LINE_TIME_SEC);
    assert_int_equal(record.utc_offset_sec, LINE_OFFSET_SEC);
    assert_int_equal(record.request_kind, HTTALLY_REQUEST_HTTP);
    assert_int_equal(record.status, 404);
    assert_int_equal(record.bytes, 512);
}

struct head_case {
    struct httally_slice line, host, client, user;
};

#define HEAD(head, client, user)                                                                   \
    {                                                                                              \
        TEXT(LINE_WITH_HEAD(head)), ABSENT, TEXT(client), TEXT(user)                               \
    }
#define HEAD_WITH_HOST(head, host, client, user)                                                   \
    {                                                                                              \
        TEXT(LINE_WITH_HEAD(head)), TEXT(host), TEXT(client), TEXT(user)                           \
    }

static void assert_heads(const struct head_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct httally_slice line = cases[i].line;
        struct httally_record record = read_request(line);
        assert_field("host", line, record.host, cases[i].host);
        assert_field("client", line, record.client, cases[i].client);
        assert_field("user", line, record.user, cases[i].user);
    }
}

static void takes_clients_of_all_shapes(void **state)
{
    (void)state;
    static const struct head_case cases[] = {
        HEAD("192.0.2.7 - -", "192.0.2.7", "-"),
        HEAD("2001:db8::1 - -", "2001:db8::1", "-"),
        HEAD("::ffff:192.0.2.9 - -", "::ffff:192.0.2.9", "-"),
        HEAD("fe80::1%eth0 - -", "fe80::1%eth0", "-"),
        HEAD("[2001:db8::5]:443 - -", "[2001:db8::5]:443", "-"),
        HEAD("192.0.2.7:51234 - -", "192.0.2.7:51234", "-"),
        HEAD("unix: - -", "unix:", "-"),
        HEAD("pc-17.customer.example - -", "pc-17.customer.example", "-"),
        HEAD("- - -", "-", "-"),
        HEAD("_ - -", "_", "-"),
        HEAD(" - -", "", "-"),
        HEAD("192.0.2.7 ident frank", "192.0.2.7", "frank"),
    };
    assert_heads(cases, COUNT(cases));
}

/* Real ones of site-2005-2018 and site-2011-2012, and of issues of grok's patterns. */
static void takes_users_of_all_shapes(void **state)
{
    (void)state;
    static const struct head_case cases[] = {
        HEAD("192.0.2.7 - \"\"", "192.0.2.7", ""),
        HEAD("192.0.2.7 - ", "192.0.2.7", ""),
        HEAD("192.0.2.7 - mail@shop.example", "192.0.2.7", "mail@shop.example"),
        HEAD("192.0.2.7 - John Q Public", "192.0.2.7", "John Q Public"),
        HEAD("192.0.2.7 - a [b] c", "192.0.2.7", "a [b] c"),
        HEAD("192.0.2.7 - [", "192.0.2.7", "["),
        HEAD("192.0.2.7 - ] \\\"", "192.0.2.7", "] \\\""),
        HEAD("192.0.2.7 - " LINE_TIME, "192.0.2.7", LINE_TIME),
        HEAD("192.0.2.7 - \"John Q\"", "192.0.2.7", "\"John Q\""),
        HEAD("192.0.2.7 - - ", "192.0.2.7", "- "),
        HEAD("192.0.2.7  - -", "192.0.2.7", "- -"),
        HEAD("192.0.2.7 - DOMAIN\\\\frank", "192.0.2.7", "DOMAIN\\\\frank"),
    };
    assert_heads(cases, COUNT(cases));
}

static void tells_a_virtual_host_from_a_client(void **state)
{
    (void)state;
    static const struct head_case cases[] = {
        HEAD_WITH_HOST("shop.example:443 192.0.2.7 - -", "shop.example:443", "192.0.2.7", "-"),
        HEAD_WITH_HOST("shop.example 192.0.2.7 - -", "shop.example", "192.0.2.7", "-"),
        HEAD_WITH_HOST("shop.example 192.0.2.7 - J Q", "shop.example", "192.0.2.7", "J Q"),
        HEAD_WITH_HOST("shop.example 2001:db8::1 - -", "shop.example", "2001:db8::1", "-"),
        HEAD_WITH_HOST("shop.example fe80::1%eth0 - -", "shop.example", "fe80::1%eth0", "-"),
        HEAD_WITH_HOST("shop.example [2001:db8::1]:5 - a", "shop.example", "[2001:db8::1]:5", "a"),
        HEAD_WITH_HOST("shop.example unix: - -", "shop.example", "unix:", "-"),
        HEAD_WITH_HOST("shop.example: 192.0.2.7 - \"\"", "shop.example:", "192.0.2.7", ""),
        HEAD_WITH_HOST("*:80 192.0.2.7 - -", "*:80", "192.0.2.7", "-"),
        HEAD_WITH_HOST("- 192.0.2.7 - -", "-", "192.0.2.7", "-"),
        HEAD_WITH_HOST(" 192.0.2.7 - -", "", "192.0.2.7", "-"),
        HEAD_WITH_HOST("192.0.2.80:8080 192.0.2.7 - -", "192.0.2.80:8080", "192.0.2.7", "-"),
        HEAD_WITH_HOST("[2001:db8::80]:443 pc.example - -", "[2001:db8::80]:443", "pc.example",
                       "-"),
        HEAD_WITH_HOST("shop.example:443 pc.example - frank", "shop.example:443", "pc.example",
                       "frank"),
        HEAD_WITH_HOST("shop.example pc.example - -", "shop.example", "pc.example", "-"),
        HEAD_WITH_HOST("shop.example:80 - - -", "shop.example:80", "-", "-"),
        /* Neither an address nor a port: a client, its ident and a name with a space. */
        HEAD("pc.example ident John Q", "pc.example", "John Q"),
        HEAD("192.0.2.7:51234 ident John Q", "192.0.2.7:51234", "John Q"),
        HEAD("192.0.2.7 - - -", "192.0.2.7", "- -"),
    };
    assert_heads(cases, COUNT(cases));
}

/* $http_x_forwarded_for in the client's place: the first one is who asked. */
static void takes_the_first_of_a_forwarded_list(void **state)
{
    (void)state;
    static const struct head_case cases[] = {
        HEAD("192.0.2.7, 198.51.100.2 - -", "192.0.2.7", "-"),
        HEAD("192.0.2.7, 10.0.0.1, 10.0.0.2 - frank", "192.0.2.7", "frank"),
        HEAD("unknown, 192.0.2.1 - -", "unknown", "-"),
        HEAD("2001:db8::1, 192.0.2.7 - J Q", "2001:db8::1", "J Q"),
        HEAD("192.0.2.7:80, [2001:db8::1]:443 - -", "192.0.2.7:80", "-"),
        HEAD_WITH_HOST("shop.example 192.0.2.7, 198.51.100.2 - -", "shop.example", "192.0.2.7",
                       "-"),
        HEAD_WITH_HOST("shop.example:80 192.0.2.7, 10.0.0.1, 10.0.0.2 - a", "shop.example:80",
                       "192.0.2.7", "a"),
        /* Nothing is left for ident and user behind a list. */
        HEAD("192.0.2.7, - -", "192.0.2.7,", "-"),
        HEAD(", - -", ",", "-"),
    };
    assert_heads(cases, COUNT(cases));
}

static void takes_every_status_token(void **state)
{
    (void)state;
    static const struct {
        struct httally_slice line;
        httally_status status;
    } cases[] = {
        {TEXT(LINE_WITH_REST("200 5")), 200},
        {TEXT(LINE_WITH_REST("- 5")), HTTALLY_STATUS_DASH},
        {TEXT(LINE_WITH_REST("0 5")), HTTALLY_STATUS_ZERO},
        {TEXT(LINE_WITH_REST("-1 5")), HTTALLY_STATUS_MINUS_ONE},
        {TEXT(LINE_WITH_REST("000 5")), 0},
        {TEXT(LINE_WITH_REST("009 5")), 9},
        {TEXT(LINE_WITH_REST("099 5")), 99},
        {TEXT(LINE_WITH_REST("599 5 \"-\" \"-\"")), 599},
        {TEXT(LINE_WITH_REST("600 5 \"-\" \"-\"")), 600},
        {TEXT(LINE_WITH_REST("999 - \"-\" \"-\"")), 999},
        {TEXT(LINE_WITH_REST("- - \"-\" \"-\"")), HTTALLY_STATUS_DASH},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(read_request(cases[i].line).status, cases[i].status);
}

static void takes_sizes_of_up_to_18_digits(void **state)
{
    (void)state;
    static const struct {
        struct httally_slice line;
        uint64_t bytes;
    } cases[] = {
        {TEXT(LINE_WITH_REST("200 -")), 0},
        {TEXT(LINE_WITH_REST("200 - \"-\" \"-\"")), 0},
        {TEXT(LINE_WITH_REST("200 0")), 0},
        {TEXT(LINE_WITH_REST("200 00012")), 12},
        {TEXT(LINE_WITH_REST("200 4294967296 \"-\" \"-\"")), 4294967296},
        {TEXT(LINE_WITH_REST("200 999999999999999999")), 999999999999999999},
        {TEXT(LINE_WITH_REST("200 999999999999999999 \"-\" \"-\"")), 999999999999999999},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(read_request(cases[i].line).bytes, cases[i].bytes);
}

static void keeps_escaped_quotes_within_their_field(void **state)
{
    (void)state;
    /* Apache httpd, then nginx. */
    struct httally_slice line =
        SLICE(LINE_OF("192.0.2.7 - -", "GET /\\\"a\\\" 200 5 \\\\ HTTP/1.1",
                      "200 5 \"https://shop.example/?q=\\\"a b\\\"\" \"a \\\"b\\\" c\\\\\""));
    struct httally_record record = read_request(line);
    assert_field("target", line, record.target, SLICE("/\\\"a\\\" 200 5 \\\\"));
    assert_field("referer", line, record.referer, SLICE("https://shop.example/?q=\\\"a b\\\""));
    assert_field("agent", line, record.agent, SLICE("a \\\"b\\\" c\\\\"));

    line = SLICE(
        LINE_OF("192.0.2.7 - -", "GET /\\x22 HTTP/1.1", "200 5 \"-\" \"a \\x22b\\x22\\x5C\""));
    record = read_request(line);
    assert_field("target", line, record.target, SLICE("/\\x22"));
    assert_field("agent", line, record.agent, SLICE("a \\x22b\\x22\\x5C"));
}

static void reads_servers_that_escape_nothing(void **state)
{
    (void)state;
    struct httally_slice line =
        SLICE(LINE_OF("192.0.2.7 - -", "GET /?q=\"a\" HTTP/1.1",
                      "200 5 \"https://shop.example/?q=\"a\"&b\" \"Mozilla/4.0 (a; \"b\"; c)\""));
    struct httally_record record = read_request(line);
    assert_field("target", line, record.target, SLICE("/?q=\"a\""));
    assert_field("referer", line, record.referer, SLICE("https://shop.example/?q=\"a\"&b"));
    assert_field("agent", line, record.agent, SLICE("Mozilla/4.0 (a; \"b\"; c)"));

    line = SLICE(LINE_OF("192.0.2.7 - -", "GET /\\", "404 5 \"-\" \"ends with \\\""));
    record = read_request(line);
    assert_field("request", line, record.request, SLICE("GET /\\"));
    assert_field("agent", line, record.agent, SLICE("ends with \\"));

    /* The first quote with status, size and a good rest behind it closes the request. */
    line = SLICE(LINE_OF("192.0.2.7 - -", "GET /x\" 200 5 y\" HTTP/1.1", "404 7 \"-\" \"-\""));
    record = read_request(line);
    assert_field("request", line, record.request, SLICE("GET /x\" 200 5 y\" HTTP/1.1"));
    assert_int_equal(record.status, 404);
}

struct tail_case {
    struct httally_slice line, referer, agent;
    struct httally_slice extras[10];
};

static void assert_tail(const struct tail_case *expected)
{
    struct httally_slice line = expected->line, field;
    struct httally_record record = read_request(line);
    assert_field("referer", line, record.referer, expected->referer);
    assert_field("agent", line, record.agent, expected->agent);
    size_t position = 0, count = 0;
    for (; httally_record_extra(&record, &position, &field); count++)
        assert_field("extra", line, field, expected->extras[count]);
    if (expected->extras[count].data)
        fail_msg("'%.*s' lacks extra %zu", (int)line.length, line.data, count);
}

#define TAIL(rest, referer, agent, ...)                                                            \
    {                                                                                              \
        TEXT(LINE_WITH_REST("200 5" rest)), referer, agent,                                        \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static void walks_the_extra_fields(void **state)
{
    (void)state;
    static const struct tail_case cases[] = {
        TAIL("", ABSENT, ABSENT, ABSENT),
        TAIL(" \"-\" \"a\"", TEXT("-"), TEXT("a"), ABSENT),
        TAIL(" \"\" \"\"", TEXT(""), TEXT(""), ABSENT),
        TAIL(" \"-\" \"a\" \"192.0.2.1, 10.0.0.1\"", TEXT("-"), TEXT("a"),
             TEXT("192.0.2.1, 10.0.0.1")),
        TAIL(" \"-\" \"a\" \"-\" \"a\"", TEXT("-"), TEXT("a"), TEXT("-"), TEXT("a")),
        TAIL(" \"-\" \"a\" rt=0.005 urt=\"0.004\" for:\"192.0.2.1\"", TEXT("-"), TEXT("a"),
             TEXT("rt=0.005"), TEXT("urt=\"0.004\""), TEXT("for:\"192.0.2.1\"")),
        TAIL(" \"-\" \"a\" u=\"a b\\\" c\" z", TEXT("-"), TEXT("a"), TEXT("u=\"a b\\\" c\""),
             TEXT("z")),
        TAIL(" \"-\" \"a\" \"\"  - ", TEXT("-"), TEXT("a"), TEXT(""), TEXT("-")),
        TAIL(" TCP_MISS:HIER_DIRECT", ABSENT, ABSENT, TEXT("TCP_MISS:HIER_DIRECT")),
        /* Kubernetes ingress. */
        TAIL(" \"-\" \"a\" 463 0.010 [default-shop-80] [] 10.0.0.1:80 12 0.010 200", TEXT("-"),
             TEXT("a"), TEXT("463"), TEXT("0.010"), TEXT("[default-shop-80]"), TEXT("[]"),
             TEXT("10.0.0.1:80"), TEXT("12"), TEXT("0.010"), TEXT("200")),
        /* Lists of upstreams have spaces: which belong together is for a definition to say. */
        TAIL(" \"-\" \"a\" 502, 200 : 200", TEXT("-"), TEXT("a"), TEXT("502,"), TEXT("200"),
             TEXT(":"), TEXT("200")),
        /* Traefik. */
        TAIL(" \"-\" \"-\" 7 \"shop@docker\" \"http://10.0.0.3:80\" 0ms", TEXT("-"), TEXT("-"),
             TEXT("7"), TEXT("shop@docker"), TEXT("http://10.0.0.3:80"), TEXT("0ms")),
        TAIL(" \"ref\\\" \"agent\" x", TEXT("ref\\"), TEXT("agent"), TEXT("x")),
        TAIL(" \"ref\\\" \" agent\" x", TEXT("ref\\"), TEXT(" agent"), TEXT("x")),
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_tail(&cases[i]);
}

static void finds_referer_and_agent_wherever_they_stand(void **state)
{
    (void)state;
    static const struct tail_case cases[] = {
        TAIL(" 0.001, 0.250 502 : 200 \"-\" \"a\"", TEXT("-"), TEXT("a"), TEXT("0.001,"),
             TEXT("0.250"), TEXT("502"), TEXT(":"), TEXT("200")),
        TAIL(" 12 \"https://shop.example/\" \"a\" \"b\"", TEXT("https://shop.example/"), TEXT("a"),
             TEXT("12"), TEXT("b")),
        /* No two side by side: told by their looks. */
        TAIL(" \"-\"", TEXT("-"), ABSENT, ABSENT),
        TAIL(" \"curl/8.5.0\"", ABSENT, TEXT("curl/8.5.0"), ABSENT),
        TAIL(" \"https://shop.example/\"", TEXT("https://shop.example/"), ABSENT, ABSENT),
        TAIL(" \"curl/8.5.0\" 0.004 \"10.0.0.1:8080\"", ABSENT, TEXT("curl/8.5.0"), TEXT("0.004"),
             TEXT("10.0.0.1:8080")),
        TAIL(" \"https://shop.example/\" 0.004 \"curl/8.5.0\"", TEXT("https://shop.example/"),
             TEXT("curl/8.5.0"), TEXT("0.004")),
        TAIL(" \"curl/8.5.0\" 0.004 \"/\"", TEXT("/"), TEXT("curl/8.5.0"), TEXT("0.004")),
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_tail(&cases[i]);
}

static void says_why_a_line_is_no_request(void **state)
{
    (void)state;
    static const struct {
        struct httally_slice line;
        enum httally_unparsed_reason reason;
    } cases[] = {
        {TEXT("logrotate: done"), HTTALLY_UNPARSED_NO_QUOTE},
        {TEXT("192.0.2.7 - - " LINE_TIME), HTTALLY_UNPARSED_NO_QUOTE},
        {TEXT("# a comment: here"), HTTALLY_UNPARSED_NO_QUOTE},
        {TEXT("{\"status\":200}"), HTTALLY_UNPARSED_NO_TIME},
        {TEXT("192.0.2.7 - - [-] \"GET / HTTP/1.1\" 200 5"), HTTALLY_UNPARSED_NO_TIME},
        {TEXT("192.0.2.7 - - [12/Mar/2026:14:03 +0100] \"GET / HTTP/1.1\" 200 5"),
         HTTALLY_UNPARSED_NO_TIME},
        {TEXT("192.0.2.7 - -" LINE_TIME " \"GET / HTTP/1.1\" 200 5"), HTTALLY_UNPARSED_NO_TIME},
        {TEXT(LINE_TIME " \"GET / HTTP/1.1\" 200 5"), HTTALLY_UNPARSED_NO_TIME},
        {TEXT("192.0.2.7 - - [31/Apr/2026:14:03:07 +0100] \"GET / HTTP/1.1\" 200 5"),
         HTTALLY_UNPARSED_BAD_TIME},
        {TEXT(" " LINE_TIME " \"GET / HTTP/1.1\" 200 5"), HTTALLY_UNPARSED_SHORT_HEAD},
        {TEXT("192.0.2.7 - " LINE_TIME " \"GET / HTTP/1.1\" 200 5"), HTTALLY_UNPARSED_SHORT_HEAD},
        {TEXT("192.0.2.7 - - " LINE_TIME " \""), HTTALLY_UNPARSED_OPEN_REQUEST},
        {TEXT("192.0.2.7 - - " LINE_TIME " \"GET / HTTP/1."), HTTALLY_UNPARSED_OPEN_REQUEST},
        {TEXT("192.0.2.7 - - " LINE_TIME " \"GET /\\\""), HTTALLY_UNPARSED_OPEN_REQUEST},
        {TEXT("192.0.2.7 - - " LINE_TIME " \"GET /\""), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 ")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("20 5")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("1000 5")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("2OO 5")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 5,")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 -1")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 9999999999999999999")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 9999999999999999999 \"-\" \"-\"")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 5\"-\" \"-\"")), HTTALLY_UNPARSED_NO_STATUS},
        {TEXT(LINE_WITH_REST("200 5 \"")), HTTALLY_UNPARSED_OPEN_FIELD},
        {TEXT(LINE_WITH_REST("200 5 \"-\" \"curl")), HTTALLY_UNPARSED_OPEN_FIELD},
        {TEXT(LINE_WITH_REST("200 5 \"-\" \"a\" rt=\"0")), HTTALLY_UNPARSED_OPEN_FIELD},
        {TEXT(LINE_WITH_REST("200 5 \"-\" \"a\"b")), HTTALLY_UNPARSED_STRAY_QUOTE},
        {TEXT(LINE_WITH_REST("200 5 \"-\" \"a\" b\"c\"")), HTTALLY_UNPARSED_STRAY_QUOTE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct line_reading reading = read_line(cases[i].line);
        if (reading.kind != HTTALLY_LINE_UNPARSED || reading.reason != cases[i].reason)
            fail_msg("'%.*s': kind %d, reason '%s'", (int)cases[i].line.length, cases[i].line.data,
                     reading.kind, httally_unparsed_reason_text(reading.reason));
    }
}

/* A whole line cut anywhere: what is left is a shorter request, or it is clear what is missing. */
static void says_what_a_cut_line_lacks(void **state)
{
    (void)state;
    static const char line[] = LINE_WITH_REST("200 5120 \"-\" \"curl/8.5.0\"");
    const char *size = strstr(line, "5120");
    for (size_t length = 1; length < sizeof line - 1; length++) {
        const char *cut = line + length;
        struct line_reading reading = read_line(httally_slice_of(line, length));
        bool ends_in_size = cut > size && cut <= size + 5;
        bool ends_behind_referer =
            cut == strstr(line, "\"-\"") + 3 || cut == strstr(line, "\"-\"") + 4;
        bool is_request = ends_in_size || ends_behind_referer;
        if ((reading.kind == HTTALLY_LINE_REQUEST) != is_request)
            fail_msg("'%.*s' should %sbe a request", (int)length, line, is_request ? "" : "not ");
        enum httally_unparsed_reason expected =
            is_request                      ? HTTALLY_UNPARSED_NONE
            : cut <= strstr(line, "\"GET")  ? HTTALLY_UNPARSED_NO_QUOTE
            : cut <= strstr(line, "\" 200") ? HTTALLY_UNPARSED_OPEN_REQUEST
            : cut <= size                   ? HTTALLY_UNPARSED_NO_STATUS
                                            : HTTALLY_UNPARSED_OPEN_FIELD;
        assert_int_equal(reading.reason, expected);
    }
}

static void has_a_text_for_every_reason(void **state)
{
    (void)state;
    for (int reason = 1; reason < HTTALLY_UNPARSED_REASON_COUNT; reason++)
        assert_true(strlen(httally_unparsed_reason_text(reason)) > 10);
    assert_string_equal(httally_unparsed_reason_text(HTTALLY_UNPARSED_NONE), "");
    assert_string_equal(httally_unparsed_reason_text(HTTALLY_UNPARSED_REASON_COUNT), "");
}

static void has_no_extra_field_without_a_tail(void **state)
{
    (void)state;
    struct httally_record record = {.status = 200};
    struct httally_slice field;
    size_t position = 0;
    assert_false(httally_record_extra(&record, &position, &field));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(takes_clients_of_all_shapes),
        cmocka_unit_test(takes_users_of_all_shapes),
        cmocka_unit_test(tells_a_virtual_host_from_a_client),
        cmocka_unit_test(takes_the_first_of_a_forwarded_list),
        cmocka_unit_test(takes_every_status_token),
        cmocka_unit_test(takes_sizes_of_up_to_18_digits),
        cmocka_unit_test(keeps_escaped_quotes_within_their_field),
        cmocka_unit_test(reads_servers_that_escape_nothing),
        cmocka_unit_test(walks_the_extra_fields),
        cmocka_unit_test(finds_referer_and_agent_wherever_they_stand),
        cmocka_unit_test(says_why_a_line_is_no_request),
        cmocka_unit_test(says_what_a_cut_line_lacks),
        cmocka_unit_test(has_a_text_for_every_reason),
        cmocka_unit_test(has_no_extra_field_without_a_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
