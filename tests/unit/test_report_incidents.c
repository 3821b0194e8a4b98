/* SPDX-License-Identifier: MIT */
/* test_report_incidents.c - incidents in reports, and alone. */
#include "clean_text.h"
#include "log_report.h"

#include <stdlib.h>

static struct log_report log_report;
static struct httally_incidents incidents;
static struct httally_incident list[12];
static struct httally_habit habits[2];
static char *text;
static size_t length;

/* 12 March 2026, 14:00 an hour east of Greenwich. */
static const int64_t two_o_clock = 1773320400;

static struct httally_incident outage(void)
{
    return (struct httally_incident){
        .start_sec = two_o_clock + 180,
        .end_sec = two_o_clock + 1440,
        .peak_sec = two_o_clock + 300,
        .fired_sec = two_o_clock + 360,
        .kind = HTTALLY_INCIDENT_SERVER_ERRORS,
        .severity = HTTALLY_INCIDENT_PAGE,
        .requests = 7012,
        .errors = 3934,
        .expected_errors = 1.25,
        .error_rate = 0.56104,
        .baseline_rate = 0.0001785,
        .likelihood = 23.4,
        .utc_offset_sec = 3600,
        .name = SLICE(""),
        .codes = {{502, 3800}, {504, 134}},
        .code_count = 2,
        .causes = {{HTTALLY_CAUSE_PATH, SLICE("/api/v1/checkout"), 3619, 0.92, 0.11, 0.05, 2.8},
                   {HTTALLY_CAUSE_METHOD, SLICE("POST"), 3700, 0.94, 0.19, -1, 2.2}},
        .cause_count = 2,
        .is_concentrated = true,
        .samples = {SLICE("192.0.2.1 - - \x1b[31m \"GET /\xFF HTTP/1.1\" 502"), SLICE("")},
        .sample_count = 2,
        .text = "From 14:03 to 14:24, 502 rose to 56% of requests, 92% of them on "
                "/api/v1/checkout.",
    };
}

static int create(void **state)
{
    (void)state;
    log_report_add(&log_report, 3, 1, 200, "192.0.2.1", "/");
    log_report_add(&log_report, 1, 59, 200, "192.0.2.1", "/");
    log_report_finish_log(&log_report);
    incidents = (struct httally_incidents){.list = list, .habits = habits};
    log_report.report.incidents = &incidents;
    return 0;
}

static int destroy(void **state)
{
    (void)state;
    log_report_destroy(&log_report);
    free(text);
    text = NULL;
    return 0;
}

typedef enum httally_result (*render_function)(const struct httally_report *, const char *, char **,
                                               size_t *, struct httally_error *);

static void render_with(render_function function, const char *renderer)
{
    struct httally_error error;
    free(text);
    if (function(&log_report.report, renderer, &text, &length, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    assert_int_equal(strlen(text), length);
}

static void render_report(const char *renderer)
{
    render_with(httally_report_render, renderer);
}

static void render_alone(const char *renderer)
{
    render_with(httally_incidents_render, renderer);
}

static void assert_says(const char *words)
{
    if (!strstr(text, words))
        fail_msg("'%s' is not in:\n%s", words, text);
}

static void assert_silent_about(const char *words)
{
    if (strstr(text, words))
        fail_msg("'%s' is in:\n%s", words, text);
}

static void renderers_have_names_and_extensions(void **state)
{
    (void)state;
    struct httally_error error;
    const char *const *names = httally_incident_renderers();
    assert_string_equal(names[0], "text");
    assert_string_equal(names[1], "json");
    assert_string_equal(names[2], "csv");
    assert_null(names[3]);
    assert_string_equal(httally_incident_renderer_of_name("a.b/c.csv"), "csv");
    assert_string_equal(httally_incident_renderer_of_name("a.txt"), "text");
    assert_null(httally_incident_renderer_of_name("a.tsv"));
    assert_null(httally_incident_renderer_of_name("a.md"));
    assert_int_equal(httally_incidents_render(&log_report.report, "xml", &text, &length, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(error.message, "unknown output format 'xml'");
    assert_null(text);
}

static void the_report_has_a_sentence_for_each(void **state)
{
    (void)state;
    list[0] = outage();
    incidents.count = 1;
    render_report("text");
    assert_says("\nIncidents  errors beyond chance and habit\n"
                "  page    From 14:03 to 14:24, 502 rose to 56% of requests, 92% of them on\n"
                "          /api/v1/checkout.\n"
                "\nClasses\n");
    assert_silent_about("Incidents none");
    assert_silent_about("Chance");
}

static void the_report_prefers_pages_and_says_how_many_more(void **state)
{
    (void)state;
    static char sentences[ARRAY_LENGTH(list)][16];
    for (size_t i = 0; i < ARRAY_LENGTH(list); i++) {
        snprintf(sentences[i], sizeof sentences[i], "Number %zu.", i);
        list[i] = outage();
        list[i].text = sentences[i];
        list[i].severity = i < 3 ? HTTALLY_INCIDENT_NOTICE : HTTALLY_INCIDENT_PAGE;
    }
    incidents.count = ARRAY_LENGTH(list);
    render_report("text");
    assert_says("  notice  Number 0.\n  page    Number 3.\n");
    assert_says("  page    Number 11.\n  ... and 2 more\n");
    assert_silent_about("Number 1.");
}

static void the_report_says_that_nothing_happened(void **state)
{
    (void)state;
    render_report("text");
    assert_says("\nIncidents none: errors did not rise beyond chance and habit\n\nClasses");
    incidents.not_searched = "times were logged by the hour";
    render_report("text");
    assert_says("\nIncidents not looked for: times were logged by the hour\n");
    log_report.report.incidents = NULL;
    render_report("text");
    assert_silent_about("Incidents");
}

static void json_of_the_report_has_all_of_it(void **state)
{
    (void)state;
    list[0] = outage();
    incidents.count = 1;
    habits[0] = (struct httally_habit){.kind = HTTALLY_INCIDENT_CODE,
                                       .name = SLICE("503"),
                                       .last_sec = two_o_clock,
                                       .period_sec = 86400,
                                       .seen = 12,
                                       .of = 14,
                                       .errors = 30,
                                       .text = "happens every day about 14:00 (12 of 14 days)"};
    incidents.habit_count = 1;
    render_report("json");
    assert_says(
        "\"incidents\":[{\"start\":\"2026-03-12T14:03:00+01:00\","
        "\"end\":\"2026-03-12T14:24:00+01:00\",\"peak_time\":\"2026-03-12T14:05:00+01:00\","
        "\"fired_at\":\"2026-03-12T14:06:00+01:00\",\"is_open\":false,\"kind\":\"server_errors\","
        "\"name\":\"\",\"severity\":\"page\",\"requests\":7012,\"errors\":3934,"
        "\"expected_errors\":1.250,\"error_rate\":0.56104000,\"baseline_rate\":0.00017850,"
        "\"likelihood\":23.40,\"codes\":[{\"code\":502,\"token\":\"502\",\"errors\":3800},"
        "{\"code\":504,\"token\":\"504\",\"errors\":134}],\"is_concentrated\":true,"
        "\"concentrates_on\":[{\"dimension\":\"path\",\"value\":\"/api/v1/checkout\","
        "\"errors\":3619,\"share\":0.920000,\"request_share\":0.110000,\"usual_share\":0.050000},"
        "{\"dimension\":\"method\",\"value\":\"POST\",\"errors\":3700,\"share\":0.940000,"
        "\"request_share\":0.190000,\"usual_share\":null}],"
        "\"samples\":[\"192.0.2.1 - - \\u001b[31m \\\"GET /\\\\xff HTTP/1.1\\\" 502\",\"\"],"
        "\"text\":\"From 14:03 to 14:24, 502 rose to 56% of requests, 92% of them on "
        "/api/v1/checkout.\"}],\n");
    assert_says("\"incidents_not_searched\":null,\n\"habits\":[{\"kind\":\"code\",\"name\":\"503\","
                "\"last\":\"2026-03-12T13:00:00+00:00\",\"period_seconds\":86400,\"seen\":12,"
                "\"of\":14,\"errors\":30,\"text\":\"status 503: happens every day about 14:00 "
                "(12 of 14 days)\"}],\n");
    log_report.report.incidents = NULL;
    render_report("json");
    assert_says("\"incidents\":[],\n\"incidents_not_searched\":\"no search was asked for\",\n"
                "\"habits\":[],\n");
}

static void evidence_stands_under_each_sentence(void **state)
{
    (void)state;
    list[0] = outage();
    list[1] = outage();
    list[1].text = "Another sentence.";
    list[1].kind = HTTALLY_INCIDENT_CODE;
    list[1].name = SLICE("503");
    list[1].severity = HTTALLY_INCIDENT_NOTICE;
    list[1].is_open = true;
    list[1].likelihood = 99;
    list[1].is_concentrated = false;
    list[1].sample_count = 0;
    list[1].code_count = 0;
    incidents.count = 2;
    render_alone("text");
    assert_string_equal(
        text, "page    From 14:03 to 14:24, 502 rose to 56% of requests, 92% of them on\n"
              "        /api/v1/checkout.\n"
              "        Lasted    21 min, worst at 14:05, seen at 14:06 (UTC+01:00)\n"
              "        Errors    3,934 of 7,012 requests, 1.2 expected\n"
              "        Rate      56.10%, usually 0.02%\n"
              "        Chance    1 in 10^23\n"
              "        Codes     502 (3,800), 504 (134)\n"
              "        Where      92% on /api/v1/checkout (11% of traffic, usually 5%)\n"
              "                   94% with POST (19% of traffic)\n"
              "        Lines     192.0.2.1 - - \\x1b[31m \"GET /\\xff HTTP/1.1\" 502\n"
              "                  (empty)\n"
              "\n"
              "notice  Another sentence.\n"
              "        Lasted    21 min so far, worst at 14:05, seen at 14:06 (UTC+01:00)\n"
              "        Errors    3,934 of 7,012 requests, 1.2 expected\n"
              "        Rate      56.10%, usually 0.02%\n"
              "        Chance    not reckoned: nothing is known from before\n"
              "        Where     spread over everything; most of all\n"
              "                   92% on /api/v1/checkout (11% of traffic, usually 5%)\n"
              "                   94% with POST (19% of traffic)\n");
}

static void without_a_sentence_one_is_made_of_the_figures(void **state)
{
    (void)state;
    list[0] = outage();
    list[0].text = NULL;
    list[0].kind = HTTALLY_INCIDENT_CODE;
    list[0].name = SLICE("503");
    incidents.count = 1;
    log_report.report.width = 160;
    render_alone("text");
    assert_says("page    2026-03-12 14:03-14:24: status 503 rose from 0.0");
    assert_says(" to 56 %: 3,933 more failures than usual.");
}

static void traffic_has_no_rate(void **state)
{
    (void)state;
    list[0] = outage();
    list[0].kind = HTTALLY_INCIDENT_SILENCE;
    list[0].requests = 0;
    list[0].errors = 0;
    list[0].expected_errors = 12345.6;
    incidents.count = 1;
    render_alone("text");
    assert_says("        Requests  0, 12,346 expected\n        Chance");
    assert_silent_about("Rate");
}

static void nothing_found_says_what_was_looked_at(void **state)
{
    (void)state;
    log_report.report.width = 160;
    render_alone("text");
    assert_string_equal(text, "No spikes in 4 requests from 2026-03-12 14:01 to 14:59: errors "
                              "did not rise beyond chance and habit.\n");
    incidents.not_searched = "times were logged by the hour";
    render_alone("text");
    assert_string_equal(text, "No search for spikes was made: times were logged by the hour.\n");
    incidents.not_searched = NULL;
    log_report.report.tally = NULL;
    render_alone("text");
    assert_string_equal(text, "No spikes: errors did not rise beyond chance and habit.\n");
    destroy(state);
    log_report_finish_log(&log_report);
    log_report.report.incidents = &incidents;
    render_alone("text");
    assert_string_equal(text, "No spikes: there was no request.\n");
}

static void habits_are_told_apart(void **state)
{
    (void)state;
    habits[0] = (struct httally_habit){
        .kind = HTTALLY_INCIDENT_THROTTLED, .period_sec = 3600, .seen = 20, .of = 24};
    habits[1] = (struct httally_habit){.kind = HTTALLY_INCIDENT_PATH,
                                       .name = SLICE("/a\x1b"),
                                       .period_sec = 86400,
                                       .text = "happens every day"};
    incidents.habit_count = 2;
    render_alone("text");
    assert_says("habit.\n\nUsual, not alarmed\n"
                "  requests refused for being too many (429): happens every hour (20 of 24 hours)\n"
                "  server errors on /a\\x1b: happens every day\n");
}

static void csv_is_a_row_each(void **state)
{
    (void)state;
    struct httally_input input = {.name = "/srv/=w\"w.log.1", .compression = "none", .format = "x"};
    log_report.report.inputs = &input;
    list[0] = outage();
    list[1] = outage();
    list[1].kind = HTTALLY_INCIDENT_UPSTREAM;
    list[1].name = SLICE("@a,\n");
    incidents.count = 2;
    render_alone("csv");
    assert_string_equal(text,
                        "site,start,end,fired_at,level,class,kind,name,requests,errors,"
                        "expected_errors,peak,likelihood\n"
                        "\"'=w\"\"w\",1773320580,1773321840,1773320760,page,5xx,server_errors,\"\","
                        "7012,3934,1.250000,1773320700,23.400000\n"
                        "\"'=w\"\"w\",1773320580,1773321840,1773320760,page,5xx,upstream,"
                        "\"'@a,\\x0a\",7012,3934,1.250000,1773320700,23.400000\n");
}

static void json_alone_tells_the_period(void **state)
{
    (void)state;
    list[0] = outage();
    incidents.count = 1;
    render_alone("json");
    assert_says("{\n\"schema\":\"httally.spikes/1\",\n");
    assert_says("\"site\":\"log\",\n\"inputs\":[{\"name\":\"log\",");
    assert_says("\"requests\":4,\n\"first\":\"2026-03-12T14:01:00+01:00\",\n"
                "\"last\":\"2026-03-12T14:59:00+01:00\",\n\"incidents\":[{\"start\":");
    log_report.report.tally = NULL;
    render_alone("json");
    assert_says("\"site\":\"log\",\n\"first\":null,\n\"last\":null,\n\"incidents\":[{");
}

static void nothing_is_wider_than_the_terminal_or_unclean(void **state)
{
    (void)state;
    static const char odd[] =
        "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaa"
        "\x1b[31m\xE2\x80\xAE\xFF\xE4\xB8\xAD\xE6\x96\x87 b e\xCC\x81 \xC2\x9B\x7f\n";
    static const unsigned widths[] = {60, 61, 80, 100, 160};
    for (size_t i = 0; i < ARRAY_LENGTH(list); i++) {
        list[i] = outage();
        list[i].kind = (enum httally_incident_kind)(i % HTTALLY_INCIDENT_KIND_COUNT);
        list[i].name = httally_slice_of_string(odd);
        list[i].text = i % 2 ? odd : NULL;
        list[i].requests = list[i].errors = UINT64_MAX;
        list[i].expected_errors = i % 3 ? 1e30 : 0;
        list[i].likelihood = 5.0 + (double)i;
        list[i].start_sec = i % 4 ? two_o_clock : -62135596800;
        list[i].utc_offset_sec = -12600;
        for (size_t k = 0; k < HTTALLY_INCIDENT_CODES; k++)
            list[i].codes[k] = (struct httally_incident_code){HTTALLY_STATUS_DASH, UINT64_MAX};
        list[i].code_count = HTTALLY_INCIDENT_CODES;
        for (size_t k = 0; k < HTTALLY_INCIDENT_CAUSES; k++)
            list[i].causes[k] = (struct httally_cause){(enum httally_cause_dimension)k,
                                                       httally_slice_of_string(odd),
                                                       UINT64_MAX,
                                                       1,
                                                       1,
                                                       1,
                                                       1};
        list[i].cause_count = HTTALLY_INCIDENT_CAUSES;
        list[i].samples[0] = httally_slice_of_string(odd);
    }
    incidents.count = ARRAY_LENGTH(list);
    habits[0] =
        (struct httally_habit){.kind = HTTALLY_INCIDENT_PATH, .name = httally_slice_of_string(odd)};
    habits[1] = (struct httally_habit){
        .kind = HTTALLY_INCIDENT_CODE, .name = httally_slice_of_string(odd), .text = odd};
    incidents.habit_count = 2;
    for (size_t i = 0; i < ARRAY_LENGTH(widths); i++) {
        log_report.report.width = widths[i];
        render_alone("text");
        assert_clean_within(text, widths[i]);
        render_report("text");
        assert_clean_within(text, widths[i]);
    }
    render_alone("json");
    assert_clean_within(text, SIZE_MAX);
    render_alone("csv");
    assert_clean_within(text, SIZE_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(renderers_have_names_and_extensions),
        TEST(the_report_has_a_sentence_for_each),
        TEST(the_report_prefers_pages_and_says_how_many_more),
        TEST(the_report_says_that_nothing_happened),
        TEST(json_of_the_report_has_all_of_it),
        TEST(evidence_stands_under_each_sentence),
        TEST(without_a_sentence_one_is_made_of_the_figures),
        TEST(traffic_has_no_rate),
        TEST(nothing_found_says_what_was_looked_at),
        TEST(habits_are_told_apart),
        TEST(csv_is_a_row_each),
        TEST(json_alone_tells_the_period),
        TEST(nothing_is_wider_than_the_terminal_or_unclean),
    };
    return cmocka_run_group_tests_name("report_incidents", tests, NULL, NULL);
}
