/* SPDX-License-Identifier: MIT */
#include "format/field.h"

#include "base/compiler.h"
#include "log_line.h"

/* A record of a status and of one other field. */
static bool set_field(struct httally_record *record, const struct field_spec *spec,
                      const char *text, enum httally_unparsed_reason *reason)
{
    const struct field_spec status = {.field = FIELD_STATUS};
    struct record_builder builder;
    *reason = HTTALLY_UNPARSED_NONE;
    record_builder_begin(&builder, record, SLICE("a line"));
    return record_builder_set(&builder, &status, SLICE("200"), reason) &&
           record_builder_set(&builder, spec, httally_slice_of_string(text), reason) &&
           record_builder_finish(&builder, reason);
}

static struct httally_record record_of(enum field field, enum time_unit unit, const char *text)
{
    const struct field_spec spec = {.field = field, .unit = unit};
    enum httally_unparsed_reason reason;
    struct httally_record record;
    if (!set_field(&record, &spec, text, &reason))
        fail_msg("%s '%s': %s", field_name(field), text, httally_unparsed_reason_text(reason));
    assert_slice_equal(record.line, SLICE("a line"));
    return record;
}

static void assert_refused(enum field field, const char *text,
                           enum httally_unparsed_reason expected)
{
    const struct field_spec spec = {.field = field};
    enum httally_unparsed_reason reason;
    struct httally_record record;
    if (set_field(&record, &spec, text, &reason))
        fail_msg("%s '%s' is taken", field_name(field), text);
    assert_int_equal(reason, expected);
}

static void leaves_out_what_is_not_there(void **state)
{
    (void)state;
    struct httally_record record = record_of(FIELD_NONE, UNIT_SECONDS, "anything");
    assert_int_equal(record.status, 200);
    assert_int_equal(record.time, HTTALLY_TIME_NONE);
    assert_int_equal(record.utc_offset_sec, 0);
    assert_int_equal(record.request_kind, HTTALLY_REQUEST_NONE);
    assert_int_equal(record.bytes, 0);
    assert_false(record.has_details);
    assert_null(record.client.data);
    assert_null(record.user.data);
    assert_null(record.host.data);
    assert_null(record.request.data);
    assert_null(record.path.data);
    assert_null(record.agent.data);
    assert_null(record.tail.data);
}

static void reads_statuses(void **state)
{
    (void)state;
    assert_int_equal(record_of(FIELD_STATUS, UNIT_SECONDS, "499").status, 499);
    assert_int_equal(record_of(FIELD_STATUS, UNIT_SECONDS, "-").status, HTTALLY_STATUS_DASH);
    assert_int_equal(record_of(FIELD_STATUS, UNIT_SECONDS, "0").status, HTTALLY_STATUS_ZERO);
    assert_int_equal(record_of(FIELD_STATUS, UNIT_SECONDS, "-1").status, HTTALLY_STATUS_MINUS_ONE);
    assert_int_equal(record_of(FIELD_STATUS, UNIT_SECONDS, "000").status, 0);
    assert_refused(FIELD_STATUS, "", HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(FIELD_STATUS, "20", HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(FIELD_STATUS, "teapot", HTTALLY_UNPARSED_BAD_STATUS);
}

static void needs_a_status(void **state)
{
    (void)state;
    struct record_builder builder;
    struct httally_record record;
    enum httally_unparsed_reason reason = HTTALLY_UNPARSED_NONE;
    record_builder_begin(&builder, &record, SLICE("a line"));
    assert_false(record_builder_finish(&builder, &reason));
    assert_int_equal(reason, HTTALLY_UNPARSED_BAD_STATUS);
}

static void reads_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } cases[] = {{"512", 512},
                 {"+512", 512},
                 {"-", 0},
                 {"", 0},
                 {"-1", 0},
                 {"0", 0},
                 {"999999999999999999", UINT64_C(999999999999999999)}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(record_of(FIELD_BYTES, UNIT_SECONDS, cases[i].text).bytes, cases[i].bytes);
    assert_refused(FIELD_BYTES, "5,", HTTALLY_UNPARSED_BAD_NUMBER);
    assert_refused(FIELD_BYTES, "+", HTTALLY_UNPARSED_BAD_NUMBER);
    assert_refused(FIELD_BYTES, "-5", HTTALLY_UNPARSED_BAD_NUMBER);
    assert_refused(FIELD_BYTES, "1000000000000000000", HTTALLY_UNPARSED_BAD_NUMBER);
}

static void reads_durations_of_every_unit(void **state)
{
    (void)state;
    static const struct {
        enum time_unit unit;
        const char *text;
        uint64_t microseconds;
    } cases[] = {
        {UNIT_SECONDS, "0.004", 4000},
        {UNIT_SECONDS, "12", 12000000},
        {UNIT_SECONDS, "0.0000019", 1},
        {UNIT_MILLISECONDS, "4", 4000},
        {UNIT_MILLISECONDS, "4.5", 4500},
        {UNIT_MILLISECONDS, "+109", 109000},
        {UNIT_MICROSECONDS, "4", 4},
        {UNIT_MICROSECONDS, "4.9", 4},
        {UNIT_NANOSECONDS, "4999", 4},
        {UNIT_SECONDS, "4ms", 4000},
        {UNIT_SECONDS, "4\xc2\xb5s", 4},
        {UNIT_NANOSECONDS, "1.5s", 1500000},
        {UNIT_SECONDS, "0", 0},
        {UNIT_SECONDS, "18446744073709551616", HTTALLY_DURATION_NONE - 1},
        {UNIT_SECONDS, "-", HTTALLY_DURATION_NONE},
        {UNIT_SECONDS, "", HTTALLY_DURATION_NONE},
        {UNIT_SECONDS, "-1", HTTALLY_DURATION_NONE},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_record record = record_of(FIELD_DURATION, cases[i].unit, cases[i].text);
        assert_true(record.has_details);
        if (record.details.duration_us != cases[i].microseconds)
            fail_msg("'%s' is %llu", cases[i].text, (unsigned long long)record.details.duration_us);
        assert_true(record.details.upstream_duration_us == HTTALLY_DURATION_NONE);
        assert_null(record.details.upstream.data);
    }
    assert_refused(FIELD_DURATION, "fast", HTTALLY_UNPARSED_BAD_NUMBER);
    assert_refused(FIELD_DURATION, "4 m", HTTALLY_UNPARSED_BAD_NUMBER);
}

/* nginx: one time per server behind, groups of them after an internal redirect. */
static void adds_durations_of_servers_behind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t microseconds;
    } cases[] = {
        {"0.004", 4000},
        {"0.004, 0.012", 16000},
        {"0.004, 0.012 : -", 16000},
        {"0.004 : 0.012, 0.100", 116000},
        {"-, 0.001", 1000},
        {"-", HTTALLY_DURATION_NONE},
        {"- : -", HTTALLY_DURATION_NONE},
        {"", HTTALLY_DURATION_NONE},
        {"18446744073709551616, 1", HTTALLY_DURATION_NONE - 1},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_record record =
            record_of(FIELD_UPSTREAM_DURATION, UNIT_SECONDS, cases[i].text);
        if (record.details.upstream_duration_us != cases[i].microseconds)
            fail_msg("'%s' is %llu", cases[i].text,
                     (unsigned long long)record.details.upstream_duration_us);
    }
    assert_refused(FIELD_UPSTREAM_DURATION, "0.004, soon", HTTALLY_UNPARSED_BAD_NUMBER);
}

static void cuts_clients(void **state)
{
    (void)state;
    static const struct {
        enum field field;
        const char *text, *client;
    } cases[] = {
        {FIELD_CLIENT, "192.0.2.7", "192.0.2.7"},
        {FIELD_CLIENT, "192.0.2.7:80", "192.0.2.7:80"},
        {FIELD_CLIENT, "203.0.113.9, 192.0.2.7", "203.0.113.9"},
        {FIELD_CLIENT, "-", "-"},
        {FIELD_CLIENT_AND_PORT, "192.0.2.7:443", "192.0.2.7"},
        {FIELD_CLIENT_AND_PORT, "192.0.2.7", "192.0.2.7"},
        {FIELD_CLIENT_AND_PORT, "2001:db8::1:443", "2001:db8::1"},
        {FIELD_CLIENT_AND_PORT, "[2001:db8::1]:443", "2001:db8::1"},
        {FIELD_CLIENT_AND_PORT, "[2001:db8::1]", "2001:db8::1"},
        {FIELD_CLIENT_AND_PORT, "unix:1", "unix"},
        {FIELD_CLIENT_AND_PORT, "-", "-"},
        {FIELD_CLIENT_AND_PORT, "", ""},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_record record = record_of(cases[i].field, UNIT_SECONDS, cases[i].text);
        assert_field("client", httally_slice_of_string(cases[i].text), record.client,
                     httally_slice_of_string(cases[i].client));
    }
    assert_slice_equal(record_of(FIELD_USER, UNIT_SECONDS, "\"\"").user, SLICE(""));
}

static void takes_hosts_out_of_requests(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        enum httally_request_kind kind;
        const char *path, *host;
    } cases[] = {
        {"GET /a?b HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a", NULL},
        {"GET http://shop.example/a?b HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a", "shop.example"},
        {"GET http://shop.example:80/a HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a", "shop.example:80"},
        {"GET https://shop.example HTTP/1.1", HTTALLY_REQUEST_HTTP, "/", "shop.example"},
        {"GET http://u:p@w@shop.example/a HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a", "shop.example"},
        {"GET http://shop.example?b HTTP/1.1", HTTALLY_REQUEST_HTTP, "/", "shop.example"},
        {"GET http:///a HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a", ""},
        {"CONNECT shop.example:443 HTTP/1.1", HTTALLY_REQUEST_HTTP, "shop.example:443", NULL},
        {"OPTIONS * HTTP/1.1", HTTALLY_REQUEST_HTTP, "*", NULL},
        {"GET /a http://b HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a http://b", NULL},
        {"GET /a", HTTALLY_REQUEST_HTTP09, "/a", NULL},
        {"-", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"- - - ", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"- http://shop.example:80- -", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"<BADREQ>", HTTALLY_REQUEST_NOT_HTTP, NULL, NULL},
        {"\\x16\\x03\\x01", HTTALLY_REQUEST_NOT_HTTP, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_slice request = httally_slice_of_string(cases[i].request);
        struct httally_record record = record_of(FIELD_REQUEST, UNIT_SECONDS, cases[i].request);
        assert_int_equal(record.request_kind, cases[i].kind);
        assert_field("request", request, record.request, request);
        assert_field("path", request, record.path, httally_slice_of_string(cases[i].path));
        assert_field("host", request, record.host, httally_slice_of_string(cases[i].host));
    }
}

struct parts_case {
    const char *method, *target, *protocol;
    enum httally_request_kind kind;
    const char *path, *host;
};

static void check_parts(const struct parts_case *parts)
{
    static const struct field_spec status = {.field = FIELD_STATUS};
    const struct field_spec specs[] = {
        {.field = FIELD_METHOD}, {.field = FIELD_TARGET}, {.field = FIELD_PROTOCOL}};
    const char *const texts[] = {parts->method, parts->target, parts->protocol};
    enum httally_unparsed_reason reason;
    struct record_builder builder;
    struct httally_record record;
    record_builder_begin(&builder, &record, SLICE("a line"));
    assert_true(record_builder_set(&builder, &status, SLICE("200"), &reason));
    for (size_t i = 0; i < ARRAY_LENGTH(specs); i++) {
        if (texts[i])
            assert_true(record_builder_set(&builder, &specs[i], httally_slice_of_string(texts[i]),
                                           &reason));
    }
    assert_true(record_builder_finish(&builder, &reason));
    struct httally_slice target = httally_slice_of_string(parts->target);
    if (record.request_kind != parts->kind)
        fail_msg("'%s' is of kind %d", parts->target, (int)record.request_kind);
    assert_field("path", target, record.path, httally_slice_of_string(parts->path));
    assert_field("host", target, record.host, httally_slice_of_string(parts->host));
    assert_null(record.request.data);
}

static void joins_requests_that_are_logged_in_parts(void **state)
{
    (void)state;
    static const struct parts_case cases[] = {
        {"GET", "/a?b", "HTTP/1.1", HTTALLY_REQUEST_HTTP, "/a", NULL},
        {"GET", "/a?b", NULL, HTTALLY_REQUEST_HTTP, "/a", NULL},
        {"GET", "/a", "-", HTTALLY_REQUEST_HTTP09, "/a", NULL},
        {"GET", "http://shop.example/a?b", NULL, HTTALLY_REQUEST_HTTP, "/a", "shop.example"},
        {"CONNECT", "shop.example:443", NULL, HTTALLY_REQUEST_HTTP, "shop.example:443", NULL},
        {NULL, "/a", NULL, HTTALLY_REQUEST_HTTP, "/a", NULL},
        {"-", "-", "-", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"", "", "", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"GET", "-", "HTTP/1.1", HTTALLY_REQUEST_NONE, NULL, NULL},
        {"NONE", "error:invalid-request", NULL, HTTALLY_REQUEST_NONE, NULL, NULL},
        {"\\x16\\x03", "x", NULL, HTTALLY_REQUEST_NOT_HTTP, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        check_parts(&cases[i]);
}

static void keeps_the_host_of_the_line(void **state)
{
    (void)state;
    static const struct field_spec specs[] = {
        {.field = FIELD_STATUS}, {.field = FIELD_REQUEST}, {.field = FIELD_HOST}};
    const struct httally_slice texts[] = {TEXT("200"), TEXT("GET http://shop.example/ HTTP/1.1"),
                                          TEXT("www.example")};
    enum httally_unparsed_reason reason;
    struct record_builder builder;
    struct httally_record record;
    record_builder_begin(&builder, &record, SLICE("a line"));
    for (size_t i = 0; i < ARRAY_LENGTH(specs); i++)
        assert_true(record_builder_set(&builder, &specs[i], texts[i], &reason));
    assert_true(record_builder_finish(&builder, &reason));
    assert_slice_equal(record.host, SLICE("www.example"));
    assert_slice_equal(record.path, SLICE("/"));
}

static void says_why_a_time_is_none(void **state)
{
    (void)state;
    assert_refused(FIELD_TIME, "yesterday", HTTALLY_UNPARSED_BAD_TIME);
}

static void names_every_field(void **state)
{
    (void)state;
    for (int field = 0; field < FIELD_COUNT; field++)
        assert_true(strlen(field_name((enum field)field)) > 2);
    assert_string_equal(field_name(FIELD_COUNT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_out_what_is_not_there),
        cmocka_unit_test(reads_statuses),
        cmocka_unit_test(needs_a_status),
        cmocka_unit_test(reads_sizes),
        cmocka_unit_test(reads_durations_of_every_unit),
        cmocka_unit_test(adds_durations_of_servers_behind),
        cmocka_unit_test(cuts_clients),
        cmocka_unit_test(takes_hosts_out_of_requests),
        cmocka_unit_test(joins_requests_that_are_logged_in_parts),
        cmocka_unit_test(keeps_the_host_of_the_line),
        cmocka_unit_test(says_why_a_time_is_none),
        cmocka_unit_test(names_every_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
