/* SPDX-License-Identifier: MIT */
#include "clean_text.h"
#include "log_report.h"
#include "random.h"

#include <stdlib.h>

static struct log_report log_report;
static char *text;
static size_t length;

static int destroy(void **state)
{
    (void)state;
    log_report_destroy(&log_report);
    free(text);
    text = NULL;
    return 0;
}

static void render(const char *renderer)
{
    struct httally_error error;
    free(text);
    if (httally_report_render(&log_report.report, renderer, &text, &length, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    assert_int_equal(strlen(text), length);
}

static void assert_says(const char *words)
{
    if (!strstr(text, words))
        fail_msg("'%s' is not in:\n%s", words, text);
}

static void renderers_have_names_and_extensions(void **state)
{
    (void)state;
    const char *const *names = httally_report_renderers();
    assert_string_equal(names[0], "text");
    assert_string_equal(names[1], "json");
    assert_string_equal(names[2], "csv");
    assert_string_equal(names[3], "markdown");
    assert_string_equal(names[4], "prometheus");
    assert_string_equal(httally_report_renderer_of_name("a.txt"), "text");
    assert_string_equal(httally_report_renderer_of_name("/srv/a.b/2026.json"), "json");
    for (size_t i = 0; names[i]; i++)
        assert_string_equal(httally_report_renderer_of_name(httally_report_extension(names[i])),
                            names[i]);
    assert_null(httally_report_extension("xml"));
    static const char *const unknown[] = {"",          "a",      "json", "a.html",
                                          "a.json.gz", "a.JSON", "a.",   "a.json/b"};
    for (size_t i = 0; i < ARRAY_LENGTH(unknown); i++)
        assert_null(httally_report_renderer_of_name(unknown[i]));
}

static void an_unknown_renderer_is_refused(void **state)
{
    (void)state;
    struct httally_error error;
    log_report_finish_log(&log_report);
    assert_int_equal(httally_report_render(&log_report.report, "html", &text, &length, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(error.message, "unknown output format 'html'");
    assert_null(text);
    assert_int_equal(length, 0);
}

static void every_renderer_copes_with_nothing(void **state)
{
    (void)state;
    log_report_finish_log(&log_report);
    render("text");
    assert_says("Lines     0 read = 0 requests + 0 unparsed\n");
    assert_says("Requests  none\n");
    render("json");
    assert_says("\"requests\":0,\n");
    assert_says("\"first\":null,\n");
}

static void tables_have_as_many_rows_as_wanted(void **state)
{
    (void)state;
    static const char *const paths[] = {"/1", "/2", "/3", "/4"};
    for (unsigned i = 0; i < ARRAY_LENGTH(paths); i++)
        log_report_add(&log_report, 4 - i, 1, 200, "192.0.2.1", paths[i]);
    log_report_finish_log(&log_report);
    log_report.report.top_count = 2;
    render("text");
    assert_says("/2\n");
    assert_null(strstr(text, "/3\n"));
    log_report.report.top_count = SIZE_MAX;
    render("json");
    assert_says("\"value\":\"/4\"");
}

static void one_error_is_not_said_to_last(void **state)
{
    (void)state;
    log_report_add(&log_report, 1, 1, 200, "192.0.2.1", "/");
    log_report_add(&log_report, 1, 7, 500, "192.0.2.1", "/");
    log_report_add(&log_report, 1, 59, 200, "192.0.2.1", "/");
    log_report_finish_log(&log_report);
    render("text");
    assert_says("  500             1  at 2026-03-12 14:07\n");
}

/* Lines with something odd in every field. */
static void add_hostile_lines(void)
{
    static const char *const odd[] = {
        "\x1b[31m",
        "\xE2\x80\xAE",
        ("\xC2\x9B"
         "0m"),
        "\xFF\xFE",
        "\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87",
        "e\xCC\x81\xCC\x81",
        "\x7f",
        "\xF3\xA0\x81\x81",
        "",
        "\xEF\xBB\xBF",
        "a b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    static const int statuses[] = {200, 404, 500, 499, 526, 799, 0};
    for (unsigned i = 0; i < 12 * ARRAY_LENGTH(statuses); i++) {
        const char *part = odd[i % ARRAY_LENGTH(odd)];
        buffer_append_format(&log_report.log,
                             "%s:443 192.0.2.1%s - - [12/Mar/2026:%02u:00:00 +0100] "
                             "\"G%sT /%s HTTP/%s\" %03d 100 \"%s\" \"%s\"\n%s %s\n",
                             part, part, i % 24, part, part, part,
                             statuses[i % ARRAY_LENGTH(statuses)], part, part, part, part);
    }
}

static void no_line_is_wider_than_the_terminal_or_unclean(void **state)
{
    (void)state;
    static const unsigned widths[] = {60, 61, 75, 76, 80, 100, 160};
    add_hostile_lines();
    log_report_finish_log(&log_report);
    struct httally_input inputs[] = {
        log_report.report.inputs[0],
        {.name = "\x1b]0;title\x07 a name that is rather long for a line of any report, really",
         .compression = "none",
         .format = "unknown",
         .error = "an error that is rather long, and quotes \x1b[31m a byte of the file \xFF"}};
    log_report.report.inputs = inputs;
    log_report.report.input_count = ARRAY_LENGTH(inputs);
    log_report.report.pattern_limit_hits = 12345;
    for (size_t i = 0; i < ARRAY_LENGTH(widths); i++) {
        log_report.report.width = widths[i];
        log_report.report.has_unicode = i % 2;
        render("text");
        assert_clean_within(text, widths[i]);
    }
    render("json");
    assert_clean_within(text, SIZE_MAX);
}

static void widths_out_of_range_are_brought_into_it(void **state)
{
    (void)state;
    add_hostile_lines();
    log_report_finish_log(&log_report);
    log_report.report.width = 1;
    render("text");
    assert_clean_within(text, 60);
    log_report.report.width = 100000;
    render("text");
    assert_clean_within(text, 160);
}

#define TEST(name) cmocka_unit_test_teardown(name, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(renderers_have_names_and_extensions),
        TEST(an_unknown_renderer_is_refused),
        TEST(every_renderer_copes_with_nothing),
        TEST(tables_have_as_many_rows_as_wanted),
        TEST(one_error_is_not_said_to_last),
        TEST(no_line_is_wider_than_the_terminal_or_unclean),
        TEST(widths_out_of_range_are_brought_into_it),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
