/* SPDX-License-Identifier: MIT */
#include "format/ltsv_format.h"

#include "keyed_line.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The example of ltsv.org for nginx, with addresses for documentation. */
static void reads_the_labels_of_ltsv_org(void **state)
{
    struct keyed_reader reader = keyed_reader_of(ltsv_format_create, "LTSV");
    struct httally_record record = keyed_reader_read(
        &reader, SLICE("time:[12/Mar/2026:14:03:07 +0100]\thost:192.0.2.1\tforwardedfor:"
                       "198.51.100.7, 198.51.100.8\treq:GET /a?b HTTP/1.1\tstatus:404\tsize:512\t"
                       "referer:https://x.example/a:b\tua:curl/8.5.0\tvhost:shop.example\t"
                       "reqtime:0.012\tapptime:0.002, 0.003\tcache:MISS\tx-other:1"));
    (void)state;
    assert_int_equal(record.status, 404);
    assert_int_equal(record.time, 1773320587);
    assert_int_equal(record.utc_offset_sec, 3600);
    assert_int_equal(record.bytes, 512);
    assert_slice_equal(record.client, SLICE("192.0.2.1"));
    assert_slice_equal(record.host, SLICE("shop.example"));
    assert_slice_equal(record.request, SLICE("GET /a?b HTTP/1.1"));
    assert_slice_equal(record.path, SLICE("/a"));
    assert_slice_equal(record.referer, SLICE("https://x.example/a:b"));
    assert_slice_equal(record.agent, SLICE("curl/8.5.0"));
    assert_int_equal(record.details.duration_us, 12000);
    assert_int_equal(record.details.upstream_duration_us, 5000);
    assert_slice_equal(record.details.cache, SLICE("MISS"));
    assert_slice_equal(record.details.forwarded_for, SLICE("198.51.100.7, 198.51.100.8"));
    keyed_reader_finish(&reader);
}

static void reads_requests_in_parts(void **state)
{
    static const struct httally_slice lines[] = {
        TEXT("status:200\tmethod:GET\turi:/a?b\tprotocol:HTTP/1.1\treqtime_microsec:12000"),
        TEXT("\tprotocol:HTTP/1.1\t\turi:/a?b\tmethod:GET\ttaken_msec:12\tstatus:200\t"),
        TEXT("method:GET\tpath:/a?b\tserver_protocol:HTTP/1.1\tduration:12ms\tstatus:200\tsize:-"),
    };
    struct keyed_reader reader = keyed_reader_of(ltsv_format_create, "ltsv");
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct httally_record record = keyed_reader_read(&reader, lines[i]);
        assert_slice_equal(record.method, SLICE("GET"));
        assert_slice_equal(record.path, SLICE("/a"));
        assert_slice_equal(record.protocol, SLICE("HTTP/1.1"));
        assert_int_equal(record.details.duration_us, 12000);
        assert_int_equal(record.bytes, 0);
    }
    keyed_reader_finish(&reader);
}

static void refuses_other_lines(void **state)
{
    struct keyed_reader reader = keyed_reader_of(ltsv_format_create, "ltsv");
    (void)state;
    assert_refused(&reader, SLICE("host:192.0.2.1\tua:x"), HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(&reader, SLICE("status:ok"), HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(&reader, SLICE("status:200\tno label"), HTTALLY_UNPARSED_OTHER_TEXT);
    assert_refused(&reader, SLICE("status:200\t:x"), HTTALLY_UNPARSED_OTHER_TEXT);
    assert_refused(&reader, SLICE("{\"status\":200}"), HTTALLY_UNPARSED_OTHER_TEXT);
    assert_refused(&reader, SLICE("status:200\ttime:31/Feb/2026:00:00:00 +0000"),
                   HTTALLY_UNPARSED_BAD_TIME);
    keyed_reader_finish(&reader);
}

static void takes_the_users_labels(void **state)
{
    struct keyed_reader reader =
        keyed_reader_of(ltsv_format_create, "ltsv:status=st,duration=d:us");
    struct httally_record record = keyed_reader_read(&reader, SLICE("status:200\tst:503\td:12"));
    (void)state;
    assert_int_equal(record.status, 503);
    assert_int_equal(record.details.duration_us, 12);
    assert_string_equal(reader.format->name, "ltsv:status=st,duration=d:us");
    keyed_reader_finish(&reader);
}

static void refuses_definitions(void **state)
{
    static const char *const definitions[] = {"", "lts", "ltsvx", "ltsv:", "ltsv:x=y", "json"};
    (void)state;
    for (size_t i = 0; i < COUNT(definitions); i++) {
        struct httally_format *format;
        assert_int_equal(ltsv_format_create(definitions[i], &format, NULL), HTTALLY_ERROR_ARGUMENT);
        assert_null(format);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_labels_of_ltsv_org), cmocka_unit_test(reads_requests_in_parts),
        cmocka_unit_test(refuses_other_lines),          cmocka_unit_test(takes_the_users_labels),
        cmocka_unit_test(refuses_definitions),
    };
    return cmocka_run_group_tests_name("ltsv_format", tests, NULL, NULL);
}
