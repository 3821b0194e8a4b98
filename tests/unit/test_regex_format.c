/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "format/regex_format.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* 12 March 2026, 14:03:07 UTC. */
#define UTC_SEC 1773324187

static struct httally_format_state *memory;
static struct httally_record record;
static enum httally_unparsed_reason reason;
/* The last line: it ends where its memory does, so that a sanitizer sees a read behind it. */
static char *copy;

static int begin(void **state)
{
    (void)state;
    return httally_format_state_create(&memory, NULL) == HTTALLY_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    httally_format_state_destroy(memory);
    free(copy);
    copy = NULL;
    return 0;
}

static struct httally_format *compile(const char *pattern)
{
    struct httally_format *format;
    struct httally_error error;
    if (regex_format_create(pattern, &format, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    return format;
}

static bool parse(const struct httally_format *format, struct httally_slice line)
{
    free(copy);
    copy = malloc(line.length ? line.length : 1);
    assert_non_null(copy);
    memcpy(copy, line.data, line.length);
    reason = HTTALLY_UNPARSED_NONE;
    return format->methods->parse(format, memory, httally_slice_of(copy, line.length), &record,
                                  &reason);
}

/* Leaves the record. */
static void read_with(const char *pattern, struct httally_slice line)
{
    struct httally_format *format = compile(pattern);
    if (!parse(format, line))
        fail_msg("%s: '%.*s' is refused: %s", pattern, (int)line.length, line.data,
                 httally_unparsed_reason_text(reason));
    assert_int_equal(reason, HTTALLY_UNPARSED_NONE);
    format->methods->destroy(format);
}

static void refuse_with(const char *pattern, struct httally_slice line,
                        enum httally_unparsed_reason expected)
{
    struct httally_format *format = compile(pattern);
    if (parse(format, line))
        fail_msg("%s: '%.*s' is taken", pattern, (int)line.length, line.data);
    assert_string_equal(httally_unparsed_reason_text(reason),
                        httally_unparsed_reason_text(expected));
    format->methods->destroy(format);
}

static void reads_every_field(void **state)
{
    (void)state;
    read_with(
        "^(?<host>\\S+) (?<client>\\S+) (?<user>\\S+) \\[(?<time>[^]]+)\\] "
        "\"(?<request>[^\"]*)\" (?<status>\\S+) (?<bytes>\\d+) \"(?<referer>[^\"]*)\" "
        "\"(?<agent>[^\"]*)\" (?<duration_ms>\\S+) (?<upstream_duration_us>\\S+) "
        "(?<upstream>\\S+) (?<upstream_status>\\S+) (?<cache>\\S+) (?<tls>\\S+) "
        "(?<request_id>\\S+) (?<forwarded_for>.+)$",
        SLICE("shop.example 192.0.2.7 frank [12/Mar/2026:14:03:07 +0000] \"GET /a?b HTTP/1.1\" "
              "502 512 \"https://shop.example/\" \"Mozilla/5.0 (X11)\" 12.5 1500 "
              "198.51.100.3:80 504 MISS TLSv1.3 r-7 192.0.2.9, 203.0.113.4"));
    assert_slice_equal(record.host, SLICE("shop.example"));
    assert_slice_equal(record.client, SLICE("192.0.2.7"));
    assert_slice_equal(record.user, SLICE("frank"));
    assert_int_equal(record.time, UTC_SEC);
    assert_slice_equal(record.method, SLICE("GET"));
    assert_slice_equal(record.path, SLICE("/a"));
    assert_int_equal(record.status, 502);
    assert_int_equal(record.bytes, 512);
    assert_slice_equal(record.referer, SLICE("https://shop.example/"));
    assert_slice_equal(record.agent, SLICE("Mozilla/5.0 (X11)"));
    assert_true(record.has_details);
    assert_int_equal(record.details.duration_us, 12500);
    assert_int_equal(record.details.upstream_duration_us, 1500);
    assert_slice_equal(record.details.upstream, SLICE("198.51.100.3:80"));
    assert_slice_equal(record.details.upstream_status, SLICE("504"));
    assert_slice_equal(record.details.cache, SLICE("MISS"));
    assert_slice_equal(record.details.tls, SLICE("TLSv1.3"));
    assert_slice_equal(record.details.request_id, SLICE("r-7"));
    assert_slice_equal(record.details.forwarded_for, SLICE("192.0.2.9, 203.0.113.4"));
    assert_true(record.line.length > 100 && record.line.data == copy);
}

static void reads_a_request_in_parts(void **state)
{
    (void)state;
    read_with("^(?<method>\\w+) (?<path>\\S+)(?: (?<protocol>HTTP/\\S+))? (?<status>\\d+)$",
              SLICE("GET /a?b HTTP/2.0 404"));
    assert_slice_equal(record.method, SLICE("GET"));
    assert_slice_equal(record.target, SLICE("/a?b"));
    assert_slice_equal(record.path, SLICE("/a"));
    assert_slice_equal(record.protocol, SLICE("HTTP/2.0"));
    assert_int_equal(record.time, HTTALLY_TIME_NONE);
    assert_null(record.agent.data);
    /* A group that took no part in the match is no field of the line. */
    read_with("^(?<method>\\w+) (?<target>\\S+)(?: (?<protocol>HTTP/\\S+))? (?<status>\\d+)$",
              SLICE("GET /a 404"));
    assert_null(record.protocol.data);
}

static void takes_times_by_their_look(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        struct httally_slice line;
    } cases[] = {
        {"^(?<time>\\S+ \\S+) (?<status>\\d+)", {"12/Mar/2026:15:03:07 +0100 200", 30}},
        {"^(?<time>\\S+) (?<status>\\d+)", {"2026-03-12T14:03:07Z 200", 24}},
        {"^(?<time>\\S+) (?<status>\\d+)", {"2026-03-12T15:03:07.25+01:00 200", 32}},
        {"^(?<time>\\S+) (?<status>\\d+)", {"1773324187 200", 14}},
        {"^(?<time>\\S+) (?<status>\\d+)", {"1773324187.098 200", 18}},
        {"^(?<time>\\S+) (?<status>\\d+)", {"1773324187098 200", 17}},
        {"^(?<time_epoch>\\S+) (?<status>\\d+)", {"1773324187.5 200", 16}},
        {"^(?<time_epoch_s>\\S+) (?<status>\\d+)", {"1773324187 200", 14}},
        {"^(?<time_epoch_ms>\\S+) (?<status>\\d+)", {"1773324187098 200", 17}},
        {"^(?<time_epoch_us>\\S+) (?<status>\\d+)", {"1773324187098765 200", 20}},
        {"^(?<time_epoch_ns>\\S+) (?<status>\\d+)", {"1773324187098765432 200", 23}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        read_with(cases[i].pattern, cases[i].line);
        assert_int_equal(record.time, UTC_SEC);
    }
    refuse_with("^(?<time>\\S+) (?<status>\\d+)", SLICE("yesterday 200"),
                HTTALLY_UNPARSED_BAD_TIME);
    refuse_with("^(?<time>\\S+) (?<status>\\d+)", SLICE("2026-02-30T14:03:07Z 200"),
                HTTALLY_UNPARSED_BAD_TIME);
}

static void says_why_a_line_is_no_request(void **state)
{
    (void)state;
    refuse_with("^(?<status>\\d+)$", SLICE("200 "), HTTALLY_UNPARSED_NO_MATCH);
    refuse_with("^(?<status>\\w+)$", SLICE("okay"), HTTALLY_UNPARSED_BAD_STATUS);
    refuse_with("^(?<bytes>\\w+)(?: (?<status>\\d+))?$", SLICE("5"), HTTALLY_UNPARSED_BAD_STATUS);
    refuse_with("^(?<status>\\d+) (?<bytes>\\w+)$", SLICE("200 x"), HTTALLY_UNPARSED_BAD_NUMBER);
    refuse_with("^(?<agent>(?:a+)+)! (?<status>\\d+)$",
                SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?! 200"),
                HTTALLY_UNPARSED_MATCH_LIMIT);
}

/* The limit of a search holds for each place that it begins at: there must not be 65536 of them. */
static void searches_near_the_start_only(void **state)
{
    (void)state;
    static char line[60000 + 4];
    memset(line, 'a', sizeof line);
    memcpy(line + 1000, " 404", 4);
    read_with("(?<status>\\d+)", httally_slice_of(line, sizeof line));
    memset(line, 'a', sizeof line);
    memcpy(line + 2000, " 404", 4);
    refuse_with("(?<status>\\d+)", httally_slice_of(line, sizeof line), HTTALLY_UNPARSED_NO_MATCH);
    memcpy(line + sizeof line - 4, "b404", 4);
    read_with("(?s)^.*b(?<status>\\d+)$", httally_slice_of(line, sizeof line));
}

static void reads_bytes_whatever_they_are(void **state)
{
    (void)state;
    read_with("^(?<agent>.*) (?<status>\\d{3})$", SLICE("\xff\0\n\xc3 200"));
    assert_slice_equal(record.agent, SLICE("\xff\0\n\xc3"));
    read_with("(?<status>\\d{3})", SLICE("behind [404] before"));
    assert_int_equal(record.status, 404);
    /* The same name twice, where PCRE2 lets it. */
    read_with("^(?|a (?<status>\\d+)|b \\S+ (?<status>\\d+))", SLICE("b x 503"));
    assert_int_equal(record.status, 503);
    read_with("(?J)^(?:a (?<status>\\d+)|b \\S+ (?<status>\\d+))", SLICE("b x 503"));
    assert_int_equal(record.status, 503);
}

static void says_what_is_wrong_with_a_pattern(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *words;
    } cases[] = {
        {"^(?<status>\\d+", "at offset 14"},
        {"^(?<status>\\d+) [", "bad regular expression '^(?<status>\\d+) ['"},
        {"", "has no group (?<status>...)"},
        {"^(?<client>\\S+) (\\d+)", "has no group (?<status>...)"},
        {"^(?<status>\\d+) (?<foo>x) (?<user>u) (?<bar_ms>y)", "no field: bar_ms, foo; there are"},
        {"^(?<status>\\d+) (?<duration>x)", "call it duration_s, duration_ms"},
        {"^(?<status>\\d+) (?<bytes_ms>x)", "no field: bytes_ms"},
        {"^(?<status>\\d+) (?<time_ms>x)", "no field: time_ms"},
        {"^(?<status>\\d+) (?<s>x)", "no field: s"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct httally_error error;
        struct httally_format *format;
        assert_int_equal(regex_format_create(cases[i].pattern, &format, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_null(format);
        if (!strstr(error.message, cases[i].words))
            fail_msg("%s: %s", cases[i].pattern, error.message);
    }
}

static void bounds_the_groups(void **state)
{
    (void)state;
    char pattern[4096] = "(?<status>200)";
    struct httally_error error;
    struct httally_format *format;
    for (int i = 1; i < 255; i++)
        memcpy(pattern + strlen(pattern), "()", 3);
    read_with(pattern, SLICE("200"));
    memcpy(pattern + strlen(pattern), "()", 3);
    assert_int_equal(regex_format_create(pattern, &format, &error), HTTALLY_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "256 groups"));
    memcpy(pattern, "(?<status>200)", 15);
    for (int i = 0; i < 100; i++) {
        char group[] = "(?<unknown_00>)";
        group[11] = (char)('0' + i / 10);
        group[12] = (char)('0' + i % 10);
        memcpy(pattern + strlen(pattern), group, sizeof group);
    }
    assert_int_equal(regex_format_create(pattern, &format, &error), HTTALLY_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "unknown_00, unknown_01"));
}

/* Patterns of all sizes in turn, as when a format is detected. */
static void serves_several_formats_with_one_state(void **state)
{
    (void)state;
    struct httally_format *small = compile("(?<status>\\d+)");
    struct httally_format *large = compile("((((((((((?<status>\\d+))))))))))x");
    for (int i = 0; i < 3; i++) {
        assert_true(parse(small, SLICE("200")));
        assert_false(parse(large, SLICE("200")));
        assert_true(parse(large, SLICE("404x")));
        assert_int_equal(record.status, 404);
    }
    assert_string_equal(small->name, "regex:(?<status>\\d+)");
    assert_false(small->is_sequential);
    small->methods->destroy(small);
    large->methods->destroy(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_field, begin, end),
        cmocka_unit_test_setup_teardown(reads_a_request_in_parts, begin, end),
        cmocka_unit_test_setup_teardown(takes_times_by_their_look, begin, end),
        cmocka_unit_test_setup_teardown(says_why_a_line_is_no_request, begin, end),
        cmocka_unit_test_setup_teardown(searches_near_the_start_only, begin, end),
        cmocka_unit_test_setup_teardown(reads_bytes_whatever_they_are, begin, end),
        cmocka_unit_test(says_what_is_wrong_with_a_pattern),
        cmocka_unit_test_setup_teardown(bounds_the_groups, begin, end),
        cmocka_unit_test_setup_teardown(serves_several_formats_with_one_state, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
