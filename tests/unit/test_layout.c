/* SPDX-License-Identifier: MIT */
#include "report/layout.h"
#include "unit.h"

/* A layout on nothing: only what is asked of the report is there. */
struct canvas {
    struct httally_report report;
    struct model model;
    struct buffer out;
    struct layout layout;
};

static int make_canvas(void **state)
{
    static struct canvas canvas;
    canvas = (struct canvas){.report = {.has_unicode = true}};
    canvas.model.report = &canvas.report;
    canvas.layout = (struct layout){&canvas.model, &canvas.out, 60};
    *state = &canvas;
    return 0;
}

static int finish_canvas(void **state)
{
    buffer_finish(&((struct canvas *)*state)->out);
    return 0;
}

static void assert_drawn(struct canvas *canvas, const char *expected)
{
    assert_slice_equal(buffer_slice(&canvas->out), httally_slice_of_string(expected));
    buffer_reset(&canvas->out);
}

static void groups_digits(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        const char *text;
    } cases[] = {{0, "0"},
                 {7, "7"},
                 {999, "999"},
                 {1000, "1,000"},
                 {12345, "12,345"},
                 {1234567, "1,234,567"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[LAYOUT_NUMBER_SIZE];
        number_text_count(cases[i].count, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void writes_bytes_with_three_digits(void **state)
{
    (void)state;
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {{0, "0 B"},
                 {999, "999 B"},
                 {1000, "1.0 kB"},
                 {99949, "99.9 kB"},
                 {99950, "100 kB"},
                 {999499, "999 kB"},
                 {999500, "1.0 MB"},
                 {312500000, "312 MB"},
                 {1500000000, "1.5 GB"},
                 {UINT64_MAX, "18.4 EB"}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[LAYOUT_NUMBER_SIZE];
        layout_format_bytes(cases[i].bytes, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void writes_durations_as_people_say_them(void **state)
{
    (void)state;
    static const uint64_t second = 1000000, minute = 60 * second, hour = 60 * minute;
    const struct {
        uint64_t duration_us;
        const char *text;
    } cases[] = {
        {0, "0 ms"},
        {1, "<0.01 ms"},
        {9, "<0.01 ms"},
        {10, "0.01 ms"},
        {850, "0.85 ms"},
        {994, "0.99 ms"},
        {995, "1.0 ms"},
        {5020, "5.0 ms"},
        {9949, "9.9 ms"},
        {9950, "10 ms"},
        {12000, "12 ms"},
        {999499, "999 ms"},
        {999500, "1.00 s"},
        {1250000, "1.25 s"},
        {9994999, "9.99 s"},
        {9995000, "10.0 s"},
        {59949999, "59.9 s"},
        {59950000, "1 min"},
        {125 * second, "2 min 5 s"},
        {2 * minute, "2 min"},
        {hour - second, "59 min 59 s"},
        {hour - 1, "1 h"},
        {hour, "1 h"},
        {24 * hour - minute, "23 h 59 min"},
        {24 * hour - second, "1 day"},
        {36 * hour, "2 days"},
        {999 * 24 * hour, "999 days"},
        {1000 * 24 * hour, ">999 days"},
        {UINT64_MAX, ">999 days"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[LAYOUT_NUMBER_SIZE];
        layout_format_duration(cases[i].duration_us, text);
        assert_string_equal(text, cases[i].text);
        assert_true(strlen(text) <= 11);
    }
}

static void rounding_makes_neither_nothing_nor_all(void **state)
{
    (void)state;
    static const struct {
        double share;
        const char *exact, *rough;
    } cases[] = {
        {0, "0.00%", "0%"},       {0.000001, "<0.01%", "<1%"}, {0.0001, "0.01%", "<1%"},
        {0.0099, "0.99%", "<1%"}, {0.0644, "6.44%", "6%"},     {0.7699, "76.99%", "77%"},
        {0.995, "99.50%", "99%"}, {0.99989, "99.99%", "99%"},  {0.999999, ">99.99%", "99%"},
        {1, "100.00%", "100%"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[LAYOUT_NUMBER_SIZE];
        layout_format_share(cases[i].share, text);
        assert_string_equal(text, cases[i].exact);
        number_text_percent(cases[i].share, text);
        assert_string_equal(text, cases[i].rough);
    }
}

static void writes_times_of_the_logs_own_clock(void **state)
{
    (void)state;
    char text[LAYOUT_NUMBER_SIZE];
    layout_format_time(1773320587, 3600, true, text);
    assert_string_equal(text, "2026-03-12 14:03:07");
    layout_format_time(1773320587, -34200, false, text);
    assert_string_equal(text, "2026-03-12 03:33");
}

static void draws_bars_in_eighths(void **state)
{
    struct canvas *canvas = *state;
    layout_put_bar(&canvas->layout, 1, 3);
    assert_drawn(canvas, "\u2588\u2588\u2588");
    layout_put_bar(&canvas->layout, 0.5, 3);
    assert_drawn(canvas, "\u2588\u258c");
    layout_put_bar(&canvas->layout, 0, 3);
    assert_drawn(canvas, "");
    layout_put_bar(&canvas->layout, 0.000001, 3);
    assert_drawn(canvas, "\u258f");
    canvas->report.has_unicode = false;
    layout_put_bar(&canvas->layout, 1, 3);
    assert_drawn(canvas, "###");
    layout_put_bar(&canvas->layout, 0.000001, 3);
    assert_drawn(canvas, "#");
}

static void draws_marks_by_height(void **state)
{
    struct canvas *canvas = *state;
    const uint64_t values[] = {0, 1, 500, 1000};
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        layout_put_mark(&canvas->layout, values[i], 1000);
    assert_drawn(canvas, " \u2581\u2585\u2588");
    canvas->report.has_unicode = false;
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        layout_put_mark(&canvas->layout, values[i], 1000);
    assert_drawn(canvas, " .+@");
    layout_put_mark(&canvas->layout, UINT64_MAX, UINT64_MAX);
    assert_drawn(canvas, "@");
}

static void wraps_lines_of_the_head(void **state)
{
    struct canvas *canvas = *state;
    struct layout_line line = layout_line_begin(&canvas->layout, "Lines");
    layout_line_add(&line, "", COLOUR_PLAIN, SLICE("1,000,000,000 read"));
    layout_line_add(&line, " = ", COLOUR_PLAIN, SLICE("999,999,999 requests"));
    layout_line_add(&line, " + ", COLOUR_BAD, SLICE("1 unparsed"));
    layout_line_end(&line);
    assert_drawn(canvas, "Lines     1,000,000,000 read = 999,999,999 requests +\n"
                         "          1 unparsed\n");
}

static void cuts_what_no_line_has_room_for(void **state)
{
    struct canvas *canvas = *state;
    char name[200];
    memset(name, 'n', sizeof name);
    struct layout_line line = layout_line_begin(&canvas->layout, "Input");
    layout_line_add(&line, "", COLOUR_PLAIN, httally_slice_of(name, sizeof name));
    layout_line_add(&line, ", ", COLOUR_PLAIN, SLICE("\x1b"));
    layout_line_end(&line);
    assert_drawn(canvas, "Input     nnnnnnnnnnnnnnnnnnnnnnn...nnnnnnnnnnnnnnnnnnnnnnn,\n"
                         "          \\x1b\n");
}

static void aligns_captions_with_columns(void **state)
{
    struct canvas *canvas = *state;
    layout_table_heading(&canvas->layout, "Paths", "reqs", 14, "   share");
    layout_table_heading(&canvas->layout, "Protocols", "reqs", 14, "   share");
    layout_put_right(&canvas->layout, "", 2);
    layout_put_count_and_share(&canvas->layout, 1234, 2468);
    assert_drawn(canvas, "\nPaths     reqs   share\n"
                         "\nProtocols reqs   share\n"
                         "         1,234  50.00%");
}

static void colours_only_when_asked(void **state)
{
    struct canvas *canvas = *state;
    layout_heading(&canvas->layout, "Title", "note");
    assert_drawn(canvas, "\nTitle  note\n");
    canvas->report.has_colour = true;
    layout_colour(&canvas->layout, COLOUR_BAD);
    layout_colour(&canvas->layout, COLOUR_PLAIN);
    assert_drawn(canvas, "\x1b[1;31m\x1b[0m");
}

static void names_empty_keys(void **state)
{
    struct canvas *canvas = *state;
    layout_put_key(&canvas->layout, SLICE(""), 20);
    layout_put_key(&canvas->layout, SLICE("/a"), 20);
    assert_drawn(canvas, "(empty)/a");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_canvas, finish_canvas)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_digits),
        cmocka_unit_test(writes_bytes_with_three_digits),
        cmocka_unit_test(rounding_makes_neither_nothing_nor_all),
        cmocka_unit_test(writes_durations_as_people_say_them),
        cmocka_unit_test(writes_times_of_the_logs_own_clock),
        TEST(draws_bars_in_eighths),
        TEST(draws_marks_by_height),
        TEST(wraps_lines_of_the_head),
        TEST(cuts_what_no_line_has_room_for),
        TEST(aligns_captions_with_columns),
        TEST(colours_only_when_asked),
        TEST(names_empty_keys),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
