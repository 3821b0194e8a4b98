/* SPDX-License-Identifier: MIT */
#include "cli/fail_if.h"
#include "log_report.h"

static struct log_report log_report;

/* 40 requests: 4 of 502, 2 of 500, 2 of 499, 1 of 404, the others 200; two lines are none. */
static int create(void **state)
{
    (void)state;
    static const struct {
        int status;
        unsigned count;
    } requests[] = {{502, 4}, {500, 2}, {499, 2}, {404, 1}, {200, 31}};
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
        log_report_add(&log_report, requests[i].count, 3, requests[i].status, "192.0.2.1", "/");
    buffer_append_string(&log_report.log, "what is this\nand this\n");
    log_report_finish_log(&log_report);
    return 0;
}

static int destroy(void **state)
{
    (void)state;
    log_report_destroy(&log_report);
    return 0;
}

struct example {
    const char *text;
    enum fail_if_verdict verdict;
    const char *actual;
};

static void assert_judged(const struct example *examples, size_t count,
                          const struct httally_report *report)
{
    const struct fail_if_facts facts = fail_if_facts_of(report, 1773320000);
    for (size_t i = 0; i < count; i++) {
        struct fail_if condition;
        struct httally_error error;
        char actual[FAIL_IF_TEXT_SIZE];
        if (fail_if_parse("fail-if", examples[i].text, &condition, &error) != HTTALLY_OK)
            fail_msg("'%s': %s", examples[i].text, error.message);
        enum fail_if_verdict verdict = fail_if_judge(&condition, &facts, actual);
        if (verdict != examples[i].verdict || strcmp(actual, examples[i].actual) != 0)
            fail_msg("'%s' is %d with '%s'", examples[i].text, verdict, actual);
    }
}

static void counts_and_shares_are_compared_exactly(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"5xx>5", FAIL_IF_HOLDS, "6"},
        {"5xx>6", FAIL_IF_CLEAR, "6"},
        {"5xx>=6", FAIL_IF_HOLDS, "6"},
        {"5xx>5.999999", FAIL_IF_HOLDS, "6"},
        {"5xx>15%", FAIL_IF_CLEAR, "15% (6 of 40)"},
        {"5xx>=15%", FAIL_IF_HOLDS, "15% (6 of 40)"},
        {"5xx>14.999999%", FAIL_IF_HOLDS, "15% (6 of 40)"},
        {"5xx<15.000001%", FAIL_IF_HOLDS, "15% (6 of 40)"},
        {"5xx<15%", FAIL_IF_CLEAR, "15% (6 of 40)"},
        {"5xx<=15%", FAIL_IF_HOLDS, "15% (6 of 40)"},
        {"502>=4", FAIL_IF_HOLDS, "4"},
        {"503>=0", FAIL_IF_HOLDS, "0"},
        {"503>0", FAIL_IF_CLEAR, "0"},
        {"5xx,!500>4", FAIL_IF_CLEAR, "4"},
        {"4xx,5xx>22%", FAIL_IF_HOLDS, "22.5% (9 of 40)"},
        {"!2xx>=9", FAIL_IF_HOLDS, "9"},
        {"other>0", FAIL_IF_CLEAR, "0"},
        {"->0", FAIL_IF_CLEAR, "0"},
        {"upstream>=10%", FAIL_IF_HOLDS, "10% (4 of 40)"},
        {"client_closed>1", FAIL_IF_HOLDS, "2"},
        {"success<99%", FAIL_IF_HOLDS, "77.5% (31 of 40)"},
        {"unparsed>0", FAIL_IF_HOLDS, "2"},
        {"unparsed>4.8%", FAIL_IF_CLEAR, "4.762% (2 of 42)"},
        {"requests<1000", FAIL_IF_HOLDS, "40"},
        {"requests<40", FAIL_IF_CLEAR, "40"},
        {"  5xx  >=  6  ", FAIL_IF_HOLDS, "6"},
        {" 5xx>= 15 % ", FAIL_IF_HOLDS, "15% (6 of 40)"},
        {"requests<1000000000000", FAIL_IF_HOLDS, "40"},
    };
    assert_judged(examples, ARRAY_LENGTH(examples), &log_report.report);
}

static void what_logs_do_not_tell_neither_holds_nor_is_clear(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"p95>2s", FAIL_IF_UNKNOWN, "no durations were logged"},
        {"spike", FAIL_IF_UNKNOWN, "no search was made"},
    };
    static const struct example of_nothing[] = {
        {"5xx<99%", FAIL_IF_UNKNOWN, "there was no request"},
        {"5xx<1", FAIL_IF_HOLDS, "0"},
        {"unparsed<1%", FAIL_IF_UNKNOWN, "no line was read"},
    };
    assert_judged(examples, ARRAY_LENGTH(examples), &log_report.report);
    destroy(state);
    log_report_finish_log(&log_report);
    assert_judged(of_nothing, ARRAY_LENGTH(of_nothing), &log_report.report);
    const struct httally_report series = {.incidents = NULL};
    static const struct example of_series = {"5xx>1", FAIL_IF_UNKNOWN, "a series does not tell"};
    assert_judged(&of_series, 1, &series);
}

static void incidents_are_counted_by_severity(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"spike", FAIL_IF_HOLDS, "2"},   {"page", FAIL_IF_HOLDS, "1"},
        {"spike>2", FAIL_IF_CLEAR, "2"}, {"spike >= 2", FAIL_IF_HOLDS, "2"},
        {"page>=2", FAIL_IF_CLEAR, "1"},
    };
    static const struct example of_none[] = {{"spike", FAIL_IF_CLEAR, "0"},
                                             {"page", FAIL_IF_CLEAR, "0"}};
    static const struct example unsearched[] = {{"page", FAIL_IF_UNKNOWN, "by the hour"}};
    struct httally_incident list[] = {{.severity = HTTALLY_INCIDENT_NOTICE},
                                      {.severity = HTTALLY_INCIDENT_PAGE}};
    struct httally_incidents incidents = {.list = list, .count = 2};
    log_report.report.incidents = &incidents;
    assert_judged(examples, ARRAY_LENGTH(examples), &log_report.report);
    incidents.count = 0;
    assert_judged(of_none, ARRAY_LENGTH(of_none), &log_report.report);
    incidents.not_searched = "by the hour";
    assert_judged(unsearched, ARRAY_LENGTH(unsearched), &log_report.report);
}

/* Of 1000 durations in milliseconds, 1 to 1000. */
static void durations_are_compared_in_their_unit(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"max>=1s", FAIL_IF_HOLDS, "1 s"},
        {"max>1s", FAIL_IF_CLEAR, "1 s"},
        {"max>999.9ms", FAIL_IF_HOLDS, "1000 ms"},
        {"max<1000001us", FAIL_IF_HOLDS, "1e+06 us"},
        {"max>0.016min", FAIL_IF_HOLDS, "0.01667 min"},
        {"max<1h", FAIL_IF_HOLDS, "0.0002778 h"},
    };
    static const char *const below[] = {"p50<0.51s", "p90 < 0.91 s", "p95<960ms", "p99<1s"};
    static const char *const above[] = {"p50>0.49s", "p90 > 0.89 s", "p95>940ms", "p99>0.98s"};
    struct httally_tally *tally;
    struct httally_origin origin = {.data = ""};
    assert_int_equal(httally_tally_create(NULL, &tally, NULL), HTTALLY_OK);
    for (uint64_t i = 1; i <= 1000; i++) {
        struct httally_record record = {
            .line = SLICE(""),
            .status = 200,
            .has_details = true,
            .details = {.duration_us = i * 1000, .upstream_duration_us = HTTALLY_DURATION_NONE}};
        httally_tally_add(tally, &record, 1, &origin);
    }
    const struct httally_report report = {.tally = tally};
    const struct fail_if_facts facts = fail_if_facts_of(&report, 0);
    assert_judged(examples, ARRAY_LENGTH(examples), &report);
    for (size_t i = 0; i < ARRAY_LENGTH(below); i++) {
        struct fail_if condition;
        char actual[FAIL_IF_TEXT_SIZE];
        assert_int_equal(fail_if_parse("fail-if", below[i], &condition, NULL), HTTALLY_OK);
        assert_int_equal(fail_if_judge(&condition, &facts, actual), FAIL_IF_HOLDS);
        assert_int_equal(fail_if_parse("fail-if", above[i], &condition, NULL), HTTALLY_OK);
        assert_int_equal(fail_if_judge(&condition, &facts, actual), FAIL_IF_HOLDS);
    }
    httally_tally_destroy(tally);
}

static void the_place_of_nonsense_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *message;
    } examples[] = {
        {"", "--fail-if '', character 1: expected what to look at"},
        {"  ", "--fail-if '  ', character 3: expected what to look at"},
        {">1", "--fail-if '>1', character 1: expected what to look at"},
        {"foo>1", "--fail-if 'foo>1', character 1: expected codes (5xx, 502)"},
        {"Spike", "--fail-if 'Spike', character 1: expected codes"},
        {"others>1", "--fail-if 'others>1': bad status 'others': "},
        {"5yy>1", "--fail-if '5yy>1': bad status '5yy': "},
        {"5xx,>1", "--fail-if '5xx,>1': "},
        {"5xx", "--fail-if '5xx', character 4: expected >, >=, < or <="},
        {"5xx=1", "--fail-if '5xx=1', character 4: expected >, >=, < or <="},
        {"5xx>", "--fail-if '5xx>', character 5: expected a number"},
        {"5xx>>1", "--fail-if '5xx>>1', character 5: expected a number"},
        {"5xx> -1", "--fail-if '5xx> -1', character 6: expected a number"},
        {"5xx>1.", "--fail-if '5xx>1.', character 7: expected a digit"},
        {"5xx>1.0000001", "--fail-if '5xx>1.0000001', character 13: more than six digits"},
        {"5xx>1000000000001", "--fail-if '5xx>1000000000001', character 17: the number is too"},
        {"5xx>100.1%", "--fail-if '5xx>100.1%', character 10: no share is above 100%"},
        {"5xx>1%%", "--fail-if '5xx>1%%', character 7: expected the end"},
        {"5xx>1s", "--fail-if '5xx>1s', character 6: expected the end"},
        {"requests<1%", "--fail-if 'requests<1%', character 11: this is a count"},
        {"spike>1%", "--fail-if 'spike>1%', character 8: this is a count"},
        {"p95>2", "--fail-if 'p95>2', character 6: expected the unit of a duration"},
        {"p95>2%", "--fail-if 'p95>2%', character 6: expected the unit of a duration"},
        {"p95>2days", "--fail-if 'p95>2days', character 6: expected the unit of a duration"},
        {"p95>2s s", "--fail-if 'p95>2s s', character 8: expected the end"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(examples); i++) {
        struct fail_if condition;
        struct httally_error error = {.message = ""};
        assert_int_equal(fail_if_parse("fail-if", examples[i].text, &condition, &error),
                         HTTALLY_ERROR_ARGUMENT);
        if (strncmp(error.message, examples[i].message, strlen(examples[i].message)) != 0)
            fail_msg("'%s': %s", examples[i].text, error.message);
    }
}

static void a_list_of_codes_may_not_be_endless(void **state)
{
    (void)state;
    char text[1024];
    struct fail_if condition;
    struct httally_error error;
    memset(text, '5', sizeof text);
    memcpy(text + sizeof text - 3, ">1", 3);
    assert_int_equal(fail_if_parse("fail-if", text, &condition, &error), HTTALLY_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "the list of codes is too long"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_and_shares_are_compared_exactly),
        TEST(what_logs_do_not_tell_neither_holds_nor_is_clear),
        TEST(incidents_are_counted_by_severity),
        TEST(durations_are_compared_in_their_unit),
        TEST(the_place_of_nonsense_is_named),
        TEST(a_list_of_codes_may_not_be_endless),
    };
    return cmocka_run_group_tests_name("fail_if", tests, NULL, NULL);
}
