/* SPDX-License-Identifier: MIT */
#include "log_line.h"

#define COMMON LINE_WITH_REST("200 5") "\n"
#define COMBINED LINE_WITH_REST("200 5 \"-\" \"curl/8.5.0\"") "\n"
#define VCOMMON "shop.example:443 " COMMON
#define VCOMBINED "shop.example:443 " COMBINED
#define BAD "logrotate: done\n"

static struct httally_detection detect(struct httally_slice text)
{
    struct httally_format *format;
    assert_int_equal(httally_format_create("auto", &format, NULL), HTTALLY_OK);
    struct httally_detection detection = httally_format_detect(format, text);
    httally_format_destroy(format);
    return detection;
}

/* 'count' lines of the same length, the last tenth of them bad. */
static char *text_with_bad_end(size_t count)
{
    size_t length = sizeof COMMON - 1;
    char *text = malloc(count * length + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * length, COMMON, length);
        if (i >= count - count / 10)
            memset(text + i * length, 'x', length - 1);
    }
    return text;
}

static void names_each_shape(void **state)
{
    (void)state;
    static const struct {
        struct httally_slice text;
        const char *name;
    } cases[] = {
        {TEXT(COMMON), "common"},
        {TEXT(COMBINED), "combined"},
        {TEXT(VCOMMON), "vcommon"},
        {TEXT(VCOMBINED), "vcombined"},
        {TEXT(BAD), "unknown"},
        {TEXT(""), "unknown"},
        {TEXT("\n\n#Fields: a\n"), "unknown"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_detection detection = detect(cases[i].text);
        assert_string_equal(detection.name, cases[i].name);
        assert_string_equal(detection.runner_up, "");
    }
}

static void counts_lines_of_the_two_commonest_shapes(void **state)
{
    (void)state;
    struct httally_detection detection =
        detect(SLICE(COMMON COMBINED VCOMMON COMBINED BAD VCOMMON COMBINED));
    assert_string_equal(detection.name, "combined");
    assert_string_equal(detection.runner_up, "vcommon");
    assert_int_equal(detection.sampled, 7);
    assert_int_equal(detection.parsed, 6);
    assert_int_equal(detection.of_name, 3);
    assert_int_equal(detection.of_runner_up, 2);
}

static void leaves_out_blank_lines_and_directives(void **state)
{
    (void)state;
    struct httally_detection detection =
        detect(SLICE("#Software: x\n\n \t\n" COMBINED "\r\n" BAD "#Fields: y\n"));
    assert_int_equal(detection.sampled, 2);
    assert_int_equal(detection.parsed, 1);
}

static void bad_lines_at_the_head_are_no_failure(void **state)
{
    (void)state;
    struct httally_detection detection = detect(SLICE(BAD BAD BAD BAD COMBINED));
    assert_string_equal(detection.name, "combined");
    assert_int_equal(detection.sampled, 5);
    assert_int_equal(detection.parsed, 1);
}

static void takes_a_last_line_without_its_end(void **state)
{
    (void)state;
    struct httally_detection detection =
        detect(httally_slice_of(COMBINED COMBINED, sizeof(COMBINED COMBINED) - 2));
    assert_int_equal(detection.parsed, 2);
}

static void counts_the_most_extra_fields_of_the_first_shape(void **state)
{
    (void)state;
    struct httally_detection detection = detect(SLICE(
        COMBINED LINE_WITH_REST("200 5 \"-\" \"a\" 0.004 \"x\" y") "\n" COMBINED LINE_WITH_REST(
            "200 5 1 2 3 4 5 6 7") "\n"));
    assert_string_equal(detection.name, "combined");
    assert_int_equal(detection.extra_fields_max, 3);
}

/* However many lines there are, at most 200 are looked at, and some of them near the end. */
static void samples_are_spread_over_the_text(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 199, 200, 201, 399, 400, 1000, 20001};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char *text = text_with_bad_end(counts[i]);
        struct httally_detection detection =
            detect(httally_slice_of(text, counts[i] * (sizeof COMMON - 1)));
        assert_in_range(detection.sampled, counts[i] < 100 ? counts[i] : 100, 200);
        assert_true(counts[i] < 10 || detection.parsed < detection.sampled);
        free(text);
    }
}

static void formats_are_found_by_name_in_any_case(void **state)
{
    (void)state;
    static const char *const names[] = {"auto", "Combined", "COMMON", "vcombined", "vCommon"};
    static const char *const unknown[] = {"", "combine", "combined ", "iis", "%h %l"};
    struct httally_format *format;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(httally_format_create(names[i], &format, NULL), HTTALLY_OK);
        assert_int_equal(strlen(httally_format_name(format)), strlen(names[i]));
        httally_format_destroy(format);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct httally_error error = {0};
        assert_int_equal(httally_format_create(unknown[i], &format, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_null(format);
        assert_non_null(strstr(error.message, "unknown format"));
    }
    httally_format_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_each_shape),
        cmocka_unit_test(counts_lines_of_the_two_commonest_shapes),
        cmocka_unit_test(leaves_out_blank_lines_and_directives),
        cmocka_unit_test(bad_lines_at_the_head_are_no_failure),
        cmocka_unit_test(takes_a_last_line_without_its_end),
        cmocka_unit_test(counts_the_most_extra_fields_of_the_first_shape),
        cmocka_unit_test(samples_are_spread_over_the_text),
        cmocka_unit_test(formats_are_found_by_name_in_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
