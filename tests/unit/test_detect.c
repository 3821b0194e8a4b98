/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include "base/compiler.h"
#include "format/detect.h"

static struct detector *detector;

static int make_detector(void **state)
{
    (void)state;
    return detector_create(&detector, NULL) == HTTALLY_OK ? 0 : -1;
}

static int end_detector(void **state)
{
    (void)state;
    detector_destroy(detector);
    return 0;
}

static struct detection detect(const struct httally_slice *lines, size_t count)
{
    struct detection detection;
    assert_int_equal(detector_run(detector, lines, count, &detection, NULL), HTTALLY_OK);
    assert_true(detection.format_count >= 1);
    return detection;
}

#define DETECT(lines) detect(lines, ARRAY_LENGTH(lines))
#define ASSERT_FORMAT(detection, index, expected)                                                  \
    assert_string_equal(httally_format_name((detection).formats[index].format), expected)

/* A log of nothing but a format's example is told to be in that format, or in one that says the
 * same of every line. */
static void examples_are_told(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"common", "combined"}, {"vcombined", "combined"}, {"vcommon", "combined"},
        {"nginx", "combined"},  {"apache", "combined"},    {"varnish", "combined"},
        {"w3c", "iis"},
    };
    const struct httally_named_format *named;
    for (size_t i = 0; (named = httally_format_description(i)); i++) {
        const char *expected = named->name;
        for (size_t k = 0; k < ARRAY_LENGTH(same); k++)
            expected = strcmp(same[k][0], named->name) == 0 ? same[k][1] : expected;
        struct httally_slice line = httally_slice_of_string(named->example);
        struct detection detection = detect(&line, 1);
        if (strcmp(httally_format_name(detection.formats[0].format), expected) != 0)
            fail_msg("%s was told to be %s", named->name,
                     httally_format_name(detection.formats[0].format));
        assert_int_equal(detection.lines, 1);
        assert_int_equal(detection.read_lines, 1);
        assert_true(detection_is_certain(&detection));
    }
}

#define COMBINED                                                                                   \
    "192.0.2.7 - - [12/Mar/2026:14:03:07 +0100] \"GET /a HTTP/1.1\" 200 512 \"-\" \"curl/8.5.0\""
#define JSON                                                                                       \
    "{\"time\":\"2026-03-12T14:03:07Z\",\"remote_addr\":\"192.0.2.7\",\"status\":502,"             \
    "\"request\":\"GET /a HTTP/1.1\"}"

/* What follows the agent is X-Forwarded-For where it looks like that, and nobody knows what else.
 */
static void a_last_field_of_addresses_makes_nginx_main(void **state)
{
    (void)state;
    static const struct {
        const char *field, *format;
    } cases[] = {
        {"-", "nginx-main"},
        {"203.0.113.9", "nginx-main"},
        {"203.0.113.9, 198.51.100.2", "nginx-main"},
        {"2001:db8::1", "nginx-main"},
        {"unknown", "nginx-main"},
        {"[2001:db8::1]:4711", "nginx-main"},
        {"0.004", "combined"},
        {"session=c0ffee", "combined"},
        {"shop.example", "combined"},
        {"", "combined"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char line[300];
        int length = snprintf(line, sizeof line, "%s \"%s\"", COMBINED, cases[i].field);
        struct httally_slice text = httally_slice_of(line, (size_t)length);
        struct detection detection = detect(&text, 1);
        if (strcmp(httally_format_name(detection.formats[0].format), cases[i].format) != 0)
            fail_msg("\"%s\" makes it %s", cases[i].field,
                     httally_format_name(detection.formats[0].format));
    }
}

#define BEHIND_HEAD " [12/Mar/2026:14:03:07 +0100] \"GET /a HTTP/1.1\" 200 512 \"-\" \"curl/8.5.0\""

static void a_host_behind_the_client_makes_lighttpd(void **state)
{
    (void)state;
    static const struct {
        const char *head, *format;
    } cases[] = {
        {"192.0.2.7 shop.example -", "lighttpd"},
        {"192.0.2.7 www.shop.example:8080 jane", "lighttpd"},
        {"192.0.2.7 jane -", "combined"},
        {"192.0.2.7 - jane.doe", "combined"},
        {"shop.example 192.0.2.7 - -", "combined"},
        {"shop.example 2001:db8::1 - -", "combined"},
        {"www.shop.example crawler.example.net - -", "combined"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char line[300];
        int length = snprintf(line, sizeof line, "%s%s", cases[i].head, BEHIND_HEAD);
        struct httally_slice text = httally_slice_of(line, (size_t)length);
        struct detection detection = detect(&text, 1);
        if (strcmp(httally_format_name(detection.formats[0].format), cases[i].format) != 0)
            fail_msg("'%s' makes it %s", cases[i].head,
                     httally_format_name(detection.formats[0].format));
    }
}

static void lines_of_others_are_read_by_siblings(void **state)
{
    (void)state;
    const struct httally_slice lines[] = {
        SLICE(COMBINED), SLICE("Starting up ..."), SLICE(COMBINED),
        SLICE(JSON),     SLICE(COMBINED),          SLICE(JSON),
    };
    struct detection detection = DETECT(lines);
    ASSERT_FORMAT(detection, 0, "combined");
    ASSERT_FORMAT(detection, 1, "json");
    assert_int_equal(detection.format_count, 2);
    assert_int_equal(detection.formats[0].lines, 3);
    assert_int_equal(detection.formats[1].lines, 2);
    assert_int_equal(detection.lines, 6);
    assert_int_equal(detection.read_lines, 5);
}

/* One line in a hundred of another format is more likely a broken one of this. */
static void a_lone_line_makes_no_sibling(void **state)
{
    (void)state;
    struct httally_slice lines[100];
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        lines[i] = i == 50 ? SLICE(JSON) : SLICE(COMBINED);
    struct detection detection = DETECT(lines);
    ASSERT_FORMAT(detection, 0, "combined");
    assert_int_equal(detection.format_count, 1);
    assert_int_equal(detection.read_lines, 99);
}

/* A log that was switched to another format, or two that were put together. */
static void siblings_may_begin_late(void **state)
{
    (void)state;
    struct httally_slice lines[DETECTION_LINES_MAX];
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        lines[i] = i < 190 ? SLICE(COMBINED) : SLICE(JSON);
    struct detection detection = DETECT(lines);
    ASSERT_FORMAT(detection, 0, "combined");
    ASSERT_FORMAT(detection, 1, "json");
    assert_int_equal(detection.read_lines, DETECTION_LINES_MAX);
}

static void the_richer_format_wins_nearly_equal_counts(void **state)
{
    (void)state;
    const struct httally_slice ingress =
        SLICE(COMBINED " 412 0.004 [shop-80] [] 198.51.100.2:8080 512 0.004 200 c0ffee");
    struct httally_slice lines[20];
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        lines[i] = i == 7 ? SLICE(COMBINED) : ingress;
    struct detection detection = DETECT(lines);
    ASSERT_FORMAT(detection, 0, "ingress-nginx");
    ASSERT_FORMAT(detection, 1, "combined");
    assert_int_equal(detection.formats[0].lines, 19);
    assert_int_equal(detection.read_lines, 20);
    assert_string_equal(httally_format_name(detection.runner_up.format), "combined");
    assert_int_equal(detection.runner_up.lines, 20);
}

static void only_marked_formats_tell_the_vendor(void **state)
{
    (void)state;
    const struct httally_slice main_line = SLICE(COMBINED " \"203.0.113.9\"");
    struct detection detection = detect(&main_line, 1);
    ASSERT_FORMAT(detection, 0, "nginx-main");
    assert_null(detection.formats[0].format->vendors);
    struct httally_format *named;
    assert_int_equal(httally_format_create("nginx-main", &named, NULL), HTTALLY_OK);
    assert_string_equal(named->vendors, "nginx");
    httally_format_destroy(named);
    const struct httally_slice ingress =
        SLICE(COMBINED " 412 0.004 [shop-80] [] 198.51.100.2:8080 512 0.004 200 c0ffee");
    detection = detect(&ingress, 1);
    assert_string_equal(detection.formats[0].format->vendors, "nginx");
}

static void directives_are_learnt_and_tell_the_server(void **state)
{
    (void)state;
    const struct httally_slice lines[] = {
        SLICE("#Software: Microsoft Internet Information Services 10.0"),
        SLICE("#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-substatus "
              "sc-win32-status time-taken"),
        SLICE("2026-03-12 14:03:07 192.0.2.7 GET /a 404 13 0 15"),
    };
    struct detection detection = DETECT(lines);
    ASSERT_FORMAT(detection, 0, "iis");
    assert_int_equal(detection.lines, 1);
}

static void nothing_is_said_of_what_nobody_reads(void **state)
{
    (void)state;
    struct httally_slice lines[100];
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        lines[i] = SLICE("Mar 12 14:03:07 panic: not a log of requests");
    struct detection detection = DETECT(lines);
    ASSERT_FORMAT(detection, 0, "combined");
    assert_int_equal(detection.read_lines, 0);
    assert_null(detection.runner_up.format);
    assert_false(detection_is_certain(&detection));
    for (size_t i = 0; i < 9; i++)
        lines[i * 11] = SLICE(COMBINED);
    detection = DETECT(lines);
    assert_false(detection_is_certain(&detection));
    lines[50] = SLICE(COMBINED);
    detection = DETECT(lines);
    assert_true(detection_is_certain(&detection));
}

static void other_programs_logs_are_no_access_logs(void **state)
{
    (void)state;
    struct httally_slice lines[20];
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
        lines[i] =
            SLICE("{\"time\":\"2026-03-12T14:03:07Z\",\"level\":\"info\",\"msg\":\"job done\","
                  "\"code\":200,\"took\":\"3s\"}");
    struct detection detection = DETECT(lines);
    assert_int_equal(detection.read_lines, 0);
    assert_false(detection_is_certain(&detection));
}

static void an_empty_sample_is_of_the_combined_family(void **state)
{
    (void)state;
    struct detection detection = detect(NULL, 0);
    ASSERT_FORMAT(detection, 0, "combined");
    assert_true(detection_is_certain(&detection));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_told),
        cmocka_unit_test(a_last_field_of_addresses_makes_nginx_main),
        cmocka_unit_test(a_host_behind_the_client_makes_lighttpd),
        cmocka_unit_test(lines_of_others_are_read_by_siblings),
        cmocka_unit_test(a_lone_line_makes_no_sibling),
        cmocka_unit_test(siblings_may_begin_late),
        cmocka_unit_test(the_richer_format_wins_nearly_equal_counts),
        cmocka_unit_test(only_marked_formats_tell_the_vendor),
        cmocka_unit_test(directives_are_learnt_and_tell_the_server),
        cmocka_unit_test(nothing_is_said_of_what_nobody_reads),
        cmocka_unit_test(other_programs_logs_are_no_access_logs),
        cmocka_unit_test(an_empty_sample_is_of_the_combined_family),
    };
    return cmocka_run_group_tests(tests, make_detector, end_detector);
}
