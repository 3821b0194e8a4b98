/* SPDX-License-Identifier: MIT */
#include "log_line.h"

#include "format/request_line.h"

struct request_case {
    struct httally_slice request, method, target, path, protocol;
};

static struct httally_record split(struct httally_slice request)
{
    struct httally_record record = {.request_kind = HTTALLY_REQUEST_KIND_COUNT};
    request_line_split(request, &record);
    assert_field("request", request, record.request, request);
    return record;
}

static void assert_parts(const struct request_case *cases, size_t count,
                         enum httally_request_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        struct httally_slice request = cases[i].request;
        struct httally_record record = split(request);
        if (record.request_kind != kind)
            fail_msg("'%.*s' is of kind %d", (int)request.length, request.data,
                     record.request_kind);
        assert_field("method", request, record.method, cases[i].method);
        assert_field("target", request, record.target, cases[i].target);
        assert_field("path", request, record.path, cases[i].path);
        assert_field("protocol", request, record.protocol, cases[i].protocol);
    }
}

static void assert_no_parts(const struct httally_slice *requests, size_t count,
                            enum httally_request_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        struct request_case none = {requests[i], ABSENT, ABSENT, ABSENT, ABSENT};
        assert_parts(&none, 1, kind);
    }
}

#define CASE(request, method, target, path, protocol)                                              \
    {                                                                                              \
        TEXT(request), TEXT(method), TEXT(target), TEXT(path), TEXT(protocol)                      \
    }
#define CASE_09(request, method, target, path)                                                     \
    {                                                                                              \
        TEXT(request), TEXT(method), TEXT(target), TEXT(path), ABSENT                              \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void splits_method_target_and_protocol(void **state)
{
    (void)state;
    static const struct request_case cases[] = {
        CASE("GET / HTTP/1.1", "GET", "/", "/", "HTTP/1.1"),
        CASE("GET /a/b?c=d&e HTTP/1.0", "GET", "/a/b?c=d&e", "/a/b", "HTTP/1.0"),
        CASE("POST /? HTTP/2.0", "POST", "/?", "/", "HTTP/2.0"),
        CASE("GET /?a?b HTTP/1.1", "GET", "/?a?b", "/", "HTTP/1.1"),
        CASE("HEAD /x HTTP/3.0", "HEAD", "/x", "/x", "HTTP/3.0"),
        /* Envoy, and Traefik at times, write no minor version. */
        CASE("GET / HTTP/2", "GET", "/", "/", "HTTP/2"),
        CASE("GET /~user/\\x22 HTTP/1.1", "GET", "/~user/\\x22", "/~user/\\x22", "HTTP/1.1"),
        CASE("PROPFIND / HTTP/1.1", "PROPFIND", "/", "/", "HTTP/1.1"),
        CASE("SSTP_DUPLEX_POST /sra_{BA195980}/ HTTP/1.1", "SSTP_DUPLEX_POST", "/sra_{BA195980}/",
             "/sra_{BA195980}/", "HTTP/1.1"),
        CASE("BASELINE-CONTROL / HTTP/1.1", "BASELINE-CONTROL", "/", "/", "HTTP/1.1"),
        CASE("T / HTTP/1.1", "T", "/", "/", "HTTP/1.1"),
        CASE("get / http/1.1", "get", "/", "/", "http/1.1"),
        /* A browser of 1995, in the NASA-HTTP trace. */
        CASE("GET /ksc.html HTTP/V1.0", "GET", "/ksc.html", "/ksc.html", "HTTP/V1.0"),
    };
    assert_parts(cases, COUNT(cases), HTTALLY_REQUEST_HTTP);
}

static void takes_targets_that_are_no_path(void **state)
{
    (void)state;
    static const struct request_case cases[] = {
        CASE("GET http://shop.example/x?y HTTP/1.1", "GET", "http://shop.example/x?y",
             "http://shop.example/x", "HTTP/1.1"),
        CASE("CONNECT shop.example:443 HTTP/1.1", "CONNECT", "shop.example:443", "shop.example:443",
             "HTTP/1.1"),
        CASE("OPTIONS * HTTP/1.1", "OPTIONS", "*", "*", "HTTP/1.1"),
        CASE("PRI * HTTP/2.0", "PRI", "*", "*", "HTTP/2.0"),
        CASE("GET index.html HTTP/1.1", "GET", "index.html", "index.html", "HTTP/1.1"),
        CASE("GET ?a HTTP/1.1", "GET", "?a", "", "HTTP/1.1"),
    };
    assert_parts(cases, COUNT(cases), HTTALLY_REQUEST_HTTP);
}

static void keeps_spaces_within_the_target_only(void **state)
{
    (void)state;
    static const struct request_case cases[] = {
        CASE("GET /a b c.html HTTP/1.0", "GET", "/a b c.html", "/a b c.html", "HTTP/1.0"),
        CASE("GET /?s=10 HTTP/1.1 more HTTP/1.1", "GET", "/?s=10 HTTP/1.1 more", "/", "HTTP/1.1"),
        CASE("GET / HTTP/1.1 HTTP/1.1", "GET", "/ HTTP/1.1", "/ HTTP/1.1", "HTTP/1.1"),
        CASE("GET /ksc.html   HTTP/1.0", "GET", "/ksc.html", "/ksc.html", "HTTP/1.0"),
        CASE("GET   /x HTTP/1.0", "GET", "/x", "/x", "HTTP/1.0"),
        CASE("GET / HTTP/1.1  ", "GET", "/", "/", "HTTP/1.1"),
    };
    assert_parts(cases, COUNT(cases), HTTALLY_REQUEST_HTTP);
}

static void takes_an_empty_target(void **state)
{
    (void)state;
    static const struct request_case cases[] = {
        CASE("GET HTTP/1.1", "GET", "", "", "HTTP/1.1"),
        CASE("GET  HTTP/1.1", "GET", "", "", "HTTP/1.1"),
        CASE("POST  HTTP/1.1", "POST", "", "", "HTTP/1.1"),
    };
    assert_parts(cases, COUNT(cases), HTTALLY_REQUEST_HTTP);
}

static void knows_requests_without_a_protocol(void **state)
{
    (void)state;
    static const struct request_case cases[] = {
        CASE_09("GET /index.html", "GET", "/index.html", "/index.html"),
        CASE_09("GET /a?b c", "GET", "/a?b c", "/a"),
        CASE_09("GET index.html", "GET", "index.html", "index.html"),
        CASE_09("get /", "get", "/", "/"),
        CASE_09("CONNECT shop.example:443", "CONNECT", "shop.example:443", "shop.example:443"),
        CASE_09("FLURP http://shop.example/", "FLURP", "http://shop.example/",
                "http://shop.example/"),
        CASE_09("GET / HTTP/", "GET", "/ HTTP/", "/ HTTP/"),
        CASE_09("GET / HTTP/x", "GET", "/ HTTP/x", "/ HTTP/x"),
        CASE_09("GET /a b/1.0", "GET", "/a b/1.0", "/a b/1.0"),
        CASE_09("GET /a/1.0", "GET", "/a/1.0", "/a/1.0"),
        CASE_09("GET /a /1.0", "GET", "/a /1.0", "/a /1.0"),
    };
    assert_parts(cases, COUNT(cases), HTTALLY_REQUEST_HTTP09);
}

static void knows_that_no_request_came(void **state)
{
    (void)state;
    static const struct httally_slice requests[] = {
        TEXT("-"), TEXT(""), TEXT(" "), TEXT("- "), TEXT("- - - "),
    };
    assert_no_parts(requests, COUNT(requests), HTTALLY_REQUEST_NONE);
}

static void knows_what_is_not_http(void **state)
{
    (void)state;
    static const struct httally_slice requests[] = {
        /* TLS hellos, as nginx and as Apache httpd write them. */
        TEXT("\\x16\\x03\\x01\\x00\\xEA\\x01\\x00\\x00\\xE6\\x03\\x03 \\x22[\\x5C"),
        TEXT("\\x16\\x03\\x01\\x01\\\"\\x01"),
        TEXT("\x16\x03\x01"),
        /* RDP, SSH, SOCKS, a trojan, IRC, mail. */
        TEXT("\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr"),
        TEXT("SSH-2.0-Go"),
        TEXT("SSH-2.0-OpenSSH_9.2p1 Debian-2"),
        TEXT("\\x04\\x01\\x00P"),
        TEXT("Gh0st\\xAD\\x00 x"),
        TEXT("USER test +iw test :Test"),
        TEXT("EHLO mail.example"),
        TEXT("OPTIONS sip:nm SIP/2.0"),
        TEXT("OPTIONS / RTSP/1.0"),
        TEXT("GET"),
        TEXT("GET "),
        TEXT("quit"),
        TEXT("hello world"),
        TEXT("HTTP/1.1"),
        TEXT(" HTTP/1.1"),
        TEXT("- http://shop.example:80- -"),
        TEXT("\\xef\\xbb\\xbfGET / HTTP/1.1"),
        TEXT("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1"),
    };
    assert_no_parts(requests, COUNT(requests), HTTALLY_REQUEST_NOT_HTTP);
}

static void cuts_the_path_at_the_first_question_mark(void **state)
{
    (void)state;
    assert_slice_equal(request_line_path(SLICE("/a?b?c")), SLICE("/a"));
    assert_slice_equal(request_line_path(SLICE("/a")), SLICE("/a"));
    assert_slice_equal(request_line_path(SLICE("?")), SLICE(""));
    assert_slice_equal(request_line_path(SLICE("")), SLICE(""));
}

/* A number leads to a key: it stands for one text only. */
static void numbers_stand_for_one_text_each(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        int method, version;
    } cases[] = {
        {"GET / HTTP/1.1", HTTALLY_METHOD_GET, 11},
        {"HEAD / HTTP/1.0", HTTALLY_METHOD_HEAD, 10},
        {"POST / HTTP/2.0", HTTALLY_METHOD_POST, 20},
        {"PUT / HTTP/0.9", 0, 9},
        {"get / http/1.1", 0, 0},
        {"GETS / HTTP/2", 0, 0},
        {"GE / HTTP/1.10", 0, 0},
        {"GET / HTTP/0.0", HTTALLY_METHOD_GET, 0},
        {"GET / HTTP/1.:", HTTALLY_METHOD_GET, 0},
        {"GET / HTTP/:.0", HTTALLY_METHOD_GET, 0},
        {"GET / HTTP/1/1", HTTALLY_METHOD_GET, 0},
        {"GET /", HTTALLY_METHOD_GET, 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_record record;
        request_line_split(httally_slice_of_string(cases[i].request), &record);
        assert_int_equal(record.method_number, cases[i].method);
        assert_int_equal(record.http_version, cases[i].version);
    }
    /* No eight bytes but those of its digits have a number. */
    char text[] = "HTTP/1.1";
    for (size_t at = 0; at < 8; at++) {
        for (int byte = 0; byte < 256; byte++) {
            text[at] = (char)byte;
            unsigned expected = 0;
            if ((at == 5 || at == 7) && byte >= '0' && byte <= '9')
                expected = at == 5 ? (unsigned)(byte - '0') * 10 + 1 : 10 + (unsigned)(byte - '0');
            else if (text[at] == "HTTP/1.1"[at])
                expected = 11;
            assert_int_equal(request_line_http_version(text), expected);
        }
        text[at] = "HTTP/1.1"[at];
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_method_target_and_protocol),
        cmocka_unit_test(takes_targets_that_are_no_path),
        cmocka_unit_test(keeps_spaces_within_the_target_only),
        cmocka_unit_test(takes_an_empty_target),
        cmocka_unit_test(knows_requests_without_a_protocol),
        cmocka_unit_test(knows_that_no_request_came),
        cmocka_unit_test(knows_what_is_not_http),
        cmocka_unit_test(cuts_the_path_at_the_first_question_mark),
        cmocka_unit_test(numbers_stand_for_one_text_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
