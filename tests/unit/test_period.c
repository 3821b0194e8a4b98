/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/civil_time.h"
#include "httally/period.h"

/* Sunday, 2026-03-01T00:30:00Z: in New York it is still February, in Tokyo half past nine. */
enum { NOW = 1772325000, HOUR = 3600, DAY = 86400 };

/* 'seconds' UTC as shown by a clock at 'utc_offset_sec', for comparing with a written time. */
static void assert_iso(const char *text, int64_t seconds, int32_t utc_offset_sec,
                       const char *expected)
{
    char actual[CIVIL_ISO_SIZE];
    civil_format_iso(seconds, utc_offset_sec, actual);
    if (strcmp(actual, expected) != 0)
        fail_msg("'%s' is %s, expected %s", text, actual, expected);
}

static void reads_points_in_time(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum httally_instant_kind kind;
        /* On a line at +01:00. */
        const char *expected;
    } cases[] = {
        {"2026-11-22", HTTALLY_INSTANT_WALL, "2026-11-22T00:00:00+01:00"},
        {"2026-11", HTTALLY_INSTANT_WALL, "2026-11-01T00:00:00+01:00"},
        {"2026", HTTALLY_INSTANT_WALL, "2026-01-01T00:00:00+01:00"},
        {"2026-11-22 14", HTTALLY_INSTANT_WALL, "2026-11-22T14:00:00+01:00"},
        {"2026-11-22 14:03", HTTALLY_INSTANT_WALL, "2026-11-22T14:03:00+01:00"},
        {"2026-11-22T14:03:09", HTTALLY_INSTANT_WALL, "2026-11-22T14:03:09+01:00"},
        {"2026-11-22T14:03:09.987", HTTALLY_INSTANT_WALL, "2026-11-22T14:03:09+01:00"},
        {"  2026-11-22t14:03:09  ", HTTALLY_INSTANT_WALL, "2026-11-22T14:03:09+01:00"},
        {"2024-02-29", HTTALLY_INSTANT_WALL, "2024-02-29T00:00:00+01:00"},
        {"2016-12-31T23:59:60Z", HTTALLY_INSTANT_ABSOLUTE, "2017-01-01T01:00:00+01:00"},
        {"2026-11-22T14:03:00Z", HTTALLY_INSTANT_ABSOLUTE, "2026-11-22T15:03:00+01:00"},
        {"2026-11-22T14:03z", HTTALLY_INSTANT_ABSOLUTE, "2026-11-22T15:03:00+01:00"},
        {"2026-11-22T14:03:00+01:00", HTTALLY_INSTANT_ABSOLUTE, "2026-11-22T14:03:00+01:00"},
        {"2026-11-22T14:03:00.5+01:00", HTTALLY_INSTANT_ABSOLUTE, "2026-11-22T14:03:00+01:00"},
        {"2026-11-22 14:03:00 -0330", HTTALLY_INSTANT_ABSOLUTE, "2026-11-22T18:33:00+01:00"},
        {"2026-11-22 14:03+05", HTTALLY_INSTANT_ABSOLUTE, "2026-11-22T10:03:00+01:00"},
        {"10/Oct/2000:13:55:36 -0700", HTTALLY_INSTANT_ABSOLUTE, "2000-10-10T21:55:36+01:00"},
        {"10/oct/2000:13:55:36", HTTALLY_INSTANT_WALL, "2000-10-10T13:55:36+01:00"},
        {"10/Oct/2000", HTTALLY_INSTANT_WALL, "2000-10-10T00:00:00+01:00"},
        {"@1700000000", HTTALLY_INSTANT_ABSOLUTE, "2023-11-14T23:13:20+01:00"},
        {"@0", HTTALLY_INSTANT_ABSOLUTE, "1970-01-01T01:00:00+01:00"},
        {"now", HTTALLY_INSTANT_ABSOLUTE, "2026-03-01T01:30:00+01:00"},
        {"today", HTTALLY_INSTANT_DAY, "2026-03-01T00:00:00+01:00"},
        {"Yesterday", HTTALLY_INSTANT_DAY, "2026-02-28T00:00:00+01:00"},
        {"today 14:03", HTTALLY_INSTANT_DAY, "2026-03-01T14:03:00+01:00"},
        {"yesterday 23:59:59", HTTALLY_INSTANT_DAY, "2026-02-28T23:59:59+01:00"},
        {"14:03", HTTALLY_INSTANT_DAY, "2026-03-01T14:03:00+01:00"},
        {"14:03:05", HTTALLY_INSTANT_DAY, "2026-03-01T14:03:05+01:00"},
        {"2h ago", HTTALLY_INSTANT_ABSOLUTE, "2026-02-28T23:30:00+01:00"},
        {"90 min ago", HTTALLY_INSTANT_ABSOLUTE, "2026-03-01T00:00:00+01:00"},
        {"3 days ago", HTTALLY_INSTANT_ABSOLUTE, "2026-02-26T01:30:00+01:00"},
        {"1 Hour Ago", HTTALLY_INSTANT_ABSOLUTE, "2026-03-01T00:30:00+01:00"},
        {"1d", HTTALLY_INSTANT_ABSOLUTE, "2026-02-28T01:30:00+01:00"},
        {"2w", HTTALLY_INSTANT_ABSOLUTE, "2026-02-15T01:30:00+01:00"},
        {"1h30m ago", HTTALLY_INSTANT_ABSOLUTE, "2026-03-01T00:00:00+01:00"},
        {"1h 30m 10s", HTTALLY_INSTANT_ABSOLUTE, "2026-02-28T23:59:50+01:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_instant instant;
        struct httally_error error;
        if (httally_instant_parse(cases[i].text, NOW, &instant, &error) != HTTALLY_OK)
            fail_msg("%s", error.message);
        if (instant.kind != cases[i].kind)
            fail_msg("'%s' is of kind %d", cases[i].text, instant.kind);
        assert_iso(cases[i].text, httally_instant_resolve(&instant, NOW, HOUR), HOUR,
                   cases[i].expected);
    }
}

static void refuses_points_that_do_not_exist(void **state)
{
    (void)state;
    static const char *const impossible[] = {
        "2026-02-29",
        "2026-13-01",
        "2026-00",
        "2026-11-22 24:00",
        "2026-11-22 14:60",
        "2026-11-22T14:03:61Z",
        "31/Apr/2026:00:00:00 +0000",
        "25:00",
        "yesterday 14:75",
        "2026-11-22 14:03+24:00",
        "2026-11-22 14:03+01:60",
    };
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) {
        struct httally_instant instant;
        struct httally_error error;
        if (httally_instant_parse(impossible[i], NOW, &instant, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was understood", impossible[i]);
        assert_non_null(strstr(error.message, impossible[i]));
        if (!strstr(error.message, "there is no such"))
            fail_msg("%s", error.message);
    }
}

static void says_what_times_it_understands(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "",
        "tomorrow",
        "soon",
        "14",
        "1700000000",
        "2026-1-2",
        "26-11-22",
        "2026/11/22",
        "22.11.2026",
        "2026-11-22x",
        "2026-11-22  x",
        "@",
        "@-1",
        "@1.5",
        "2 ago",
        "2h before",
        "2hago",
        "h",
        "2x",
        "now 14:03",
        "14:03Z",
        "14:3",
        "today14:03",
        "today 2pm",
        "-2h",
        "10/Foo/2000",
        "1/Oct/2000",
        "10/Oct/00",
        "@99999999999999999999",
        "99999999999999999999 days ago",
        "2026-11-22Z",
        "2026-11-22 14:03 CET",
        "2026-11-22T",
        "2026-",
        "last 2h",
        "10/Oc",
        "2026-11-22T14:03:00+1",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct httally_instant instant;
        struct httally_error error;
        if (httally_instant_parse(unknown[i], NOW, &instant, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was understood", unknown[i]);
    }
    struct httally_instant instant;
    struct httally_error error;
    assert_int_equal(httally_instant_parse("noon", NOW, &instant, &error), HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(
        error.message, "bad time 'noon': expected such as '2026-11-22 14:03', "
                       "'2026-11-22T14:03:00+01:00', 'yesterday 14:03', '2h ago' or '@1700000000'");
}

struct period_case {
    const char *text;
    int32_t utc_offset_sec;
    const char *since;
    const char *until;
};

static void assert_periods(const struct period_case *cases, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        struct httally_period period;
        struct httally_error error;
        if (httally_period_parse(cases[i].text, NOW, &period, &error) != HTTALLY_OK)
            fail_msg("%s", error.message);
        int32_t offset = cases[i].utc_offset_sec;
        int64_t since = httally_instant_resolve(&period.since, NOW, offset);
        int64_t until = httally_instant_resolve(&period.until, NOW, offset);
        assert_iso(cases[i].text, since, offset, cases[i].since);
        assert_iso(cases[i].text, until, offset, cases[i].until);
        assert_true(httally_period_contains(&period, since, offset));
        assert_true(httally_period_contains(&period, until - 1, offset));
        assert_false(httally_period_contains(&period, until, offset));
        assert_false(httally_period_contains(&period, since - 1, offset));
    }
}

static void reads_named_periods_on_the_clock_of_the_line(void **state)
{
    (void)state;
    static const struct period_case cases[] = {
        {"today", 0, "2026-03-01T00:00:00+00:00", "2026-03-02T00:00:00+00:00"},
        {"today", -5 * HOUR, "2026-02-28T00:00:00-05:00", "2026-03-01T00:00:00-05:00"},
        {"yesterday", HOUR, "2026-02-28T00:00:00+01:00", "2026-03-01T00:00:00+01:00"},
        {"yesterday", -5 * HOUR, "2026-02-27T00:00:00-05:00", "2026-02-28T00:00:00-05:00"},
        /* The first of March is a Sunday, the last day of its week. */
        {"this-week", 0, "2026-02-23T00:00:00+00:00", "2026-03-02T00:00:00+00:00"},
        {"last-week", 0, "2026-02-16T00:00:00+00:00", "2026-02-23T00:00:00+00:00"},
        {"Last week", -5 * HOUR, "2026-02-16T00:00:00-05:00", "2026-02-23T00:00:00-05:00"},
        {"last_week", 9 * HOUR, "2026-02-16T00:00:00+09:00", "2026-02-23T00:00:00+09:00"},
        {"this-month", HOUR, "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+01:00"},
        {"this month", -5 * HOUR, "2026-02-01T00:00:00-05:00", "2026-03-01T00:00:00-05:00"},
        {"last-month", HOUR, "2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00"},
        {"last_month", -5 * HOUR, "2026-01-01T00:00:00-05:00", "2026-02-01T00:00:00-05:00"},
    };
    assert_periods(cases, sizeof cases / sizeof *cases);
}

static void reads_units_of_the_calendar(void **state)
{
    (void)state;
    static const struct period_case cases[] = {
        {"2026-11-22", 0, "2026-11-22T00:00:00+00:00", "2026-11-23T00:00:00+00:00"},
        {"2026-12-31", 0, "2026-12-31T00:00:00+00:00", "2027-01-01T00:00:00+00:00"},
        {"2026-11", HOUR, "2026-11-01T00:00:00+01:00", "2026-12-01T00:00:00+01:00"},
        {"2026-12", HOUR, "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"},
        {"2024-02", 0, "2024-02-01T00:00:00+00:00", "2024-03-01T00:00:00+00:00"},
        {"2026", 0, "2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"},
        {"2026-11-22 14", HOUR, "2026-11-22T14:00:00+01:00", "2026-11-22T15:00:00+01:00"},
        {"2026-11-22 14:03", HOUR, "2026-11-22T14:03:00+01:00", "2026-11-22T14:04:00+01:00"},
        {"2026-11-22T14:03Z", HOUR, "2026-11-22T15:03:00+01:00", "2026-11-22T15:04:00+01:00"},
        {"10/Oct/2000", 0, "2000-10-10T00:00:00+00:00", "2000-10-11T00:00:00+00:00"},
        {"14:03", HOUR, "2026-03-01T14:03:00+01:00", "2026-03-01T14:04:00+01:00"},
        {"yesterday 14", HOUR, "2026-02-28T14:00:00+01:00", "2026-02-28T15:00:00+01:00"},
    };
    assert_periods(cases, sizeof cases / sizeof *cases);
}

static void reads_spans_up_to_now(void **state)
{
    (void)state;
    static const struct period_case cases[] = {
        {"2h", 0, "2026-02-28T22:30:00+00:00", "2026-03-01T00:30:00+00:00"},
        {"30m", 0, "2026-03-01T00:00:00+00:00", "2026-03-01T00:30:00+00:00"},
        {"7d", HOUR, "2026-02-22T01:30:00+01:00", "2026-03-01T01:30:00+01:00"},
        {"last 2h", 0, "2026-02-28T22:30:00+00:00", "2026-03-01T00:30:00+00:00"},
        {"Last 90 minutes", 0, "2026-02-28T23:00:00+00:00", "2026-03-01T00:30:00+00:00"},
        {"last-1d", 0, "2026-02-28T00:30:00+00:00", "2026-03-01T00:30:00+00:00"},
    };
    assert_periods(cases, sizeof cases / sizeof *cases);
}

static void reads_two_points(void **state)
{
    (void)state;
    static const struct period_case cases[] = {
        {"2026-11-20..2026-11-22", 0, "2026-11-20T00:00:00+00:00", "2026-11-23T00:00:00+00:00"},
        {"2026-11-22 .. 2026-11-22", 0, "2026-11-22T00:00:00+00:00", "2026-11-23T00:00:00+00:00"},
        {"2026-10..2026-12", 0, "2026-10-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"},
        {"2024..2025", 0, "2024-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"},
        {"2026-11-22 14:00..2026-11-22 15:30", HOUR, "2026-11-22T14:00:00+01:00",
         "2026-11-22T15:30:00+01:00"},
        {"2026-11-22 14..2026-11-22 16", HOUR, "2026-11-22T14:00:00+01:00",
         "2026-11-22T16:00:00+01:00"},
        {"2026-11-22T14:00Z..2026-11-22T15:00Z", HOUR, "2026-11-22T15:00:00+01:00",
         "2026-11-22T16:00:00+01:00"},
        {"yesterday..today", HOUR, "2026-02-28T00:00:00+01:00", "2026-03-02T00:00:00+01:00"},
        {"yesterday 22:00..today 01:00", HOUR, "2026-02-28T22:00:00+01:00",
         "2026-03-01T01:00:00+01:00"},
        {"3h ago..1h ago", 0, "2026-02-28T21:30:00+00:00", "2026-02-28T23:30:00+00:00"},
        {"yesterday..now", 0, "2026-02-28T00:00:00+00:00", "2026-03-01T00:30:00+00:00"},
        {"@1700000000..@1700000060", 0, "2023-11-14T22:13:20+00:00", "2023-11-14T22:14:20+00:00"},
        /* A time of day alone is on the day of the first point. */
        {"2026-11-22 14:00..15:30", HOUR, "2026-11-22T14:00:00+01:00", "2026-11-22T15:30:00+01:00"},
        {"2026-11-22T14:00-05:00..15:30", HOUR, "2026-11-22T20:00:00+01:00",
         "2026-11-22T21:30:00+01:00"},
        {"yesterday 22:00..23:30", HOUR, "2026-02-28T22:00:00+01:00", "2026-02-28T23:30:00+01:00"},
        {"08:00..09:30", HOUR, "2026-03-01T08:00:00+01:00", "2026-03-01T09:30:00+01:00"},
    };
    assert_periods(cases, sizeof cases / sizeof *cases);
}

static void leaves_an_end_open(void **state)
{
    (void)state;
    struct httally_period period;
    assert_int_equal(httally_period_parse("2026-11-22..", NOW, &period, NULL), HTTALLY_OK);
    assert_true(httally_period_contains(&period, INT64_MAX, HOUR));
    assert_false(httally_period_contains(&period, NOW, HOUR));
    assert_int_equal(httally_period_parse("..2026-11-22", NOW, &period, NULL), HTTALLY_OK);
    assert_true(httally_period_contains(&period, INT64_MIN, HOUR));
    assert_true(httally_period_contains(&period, NOW, HOUR));
}

static void holds_every_time_when_asked_to(void **state)
{
    (void)state;
    struct httally_period period = httally_period_always(NOW);
    static const int64_t times[] = {INT64_MIN, -1, 0, NOW, INT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_true(httally_period_contains(&period, times[i], -12 * HOUR));
        assert_true(httally_period_contains(&period, times[i], 14 * HOUR));
    }
}

static void says_what_periods_it_understands(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "",           "next-week", "last",
        "week",       "now",       "@1700000000",
        "2h ago",     "..",        "2026-13",
        "2026-02-30", "14",        "2026-11-22...2026-11-23",
        "a..b",       "2026..b",   "last-week..today",
        "last 2",     "1..2",      "2026-11-22..2026-11-23..2026-11-24",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct httally_period period;
        struct httally_error error;
        if (httally_period_parse(unknown[i], NOW, &period, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was understood", unknown[i]);
        assert_memory_equal(error.message, "bad ", 4);
        if (!strstr(error.message, "expected such as "))
            fail_msg("%s", error.message);
    }
    struct httally_period period;
    struct httally_error error;
    assert_int_equal(httally_period_parse("fortnight", NOW, &period, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(error.message, "bad period 'fortnight': expected such as 'yesterday', "
                                       "'last-week', '2026-11', '2026-11-22 14', 'last 2h' or "
                                       "'2026-11-22 14:00..15:30'");
}

static void refuses_periods_that_can_hold_no_time(void **state)
{
    (void)state;
    static const char *const empty[] = {
        "2026-11-22..2026-11-20",
        "today..yesterday",
        "0h",
        "15:00..14:00",
        "1h ago..2h ago",
        "now..yesterday",
        "2027..yesterday",
        "2026-11-22 14:00..2026-11-22 14:00",
    };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        struct httally_period period;
        struct httally_error error;
        if (httally_period_parse(empty[i], NOW, &period, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was understood", empty[i]);
        if (!strstr(error.message, "': it ends before it begins, or holds no time"))
            fail_msg("%s", error.message);
    }
    /* Empty on some clocks only. */
    struct httally_period period;
    assert_int_equal(httally_period_parse("today..3h ago", NOW, &period, NULL), HTTALLY_OK);
    assert_false(httally_period_contains(&period, NOW - 4 * HOUR, 0));
    assert_true(httally_period_contains(&period, NOW - 4 * HOUR, 9 * HOUR));
}

static void finds_the_months_around_every_end_of_month(void **state)
{
    (void)state;
    static const struct {
        const char *now;
        const char *last;
        const char *present;
        const char *next;
    } cases[] = {
        {"2026-03-31", "2026-02-01", "2026-03-01", "2026-04-01"},
        {"2026-01-31", "2025-12-01", "2026-01-01", "2026-02-01"},
        {"2026-12-31", "2026-11-01", "2026-12-01", "2027-01-01"},
        {"2024-02-29", "2024-01-01", "2024-02-01", "2024-03-01"},
        {"2025-03-01", "2025-02-01", "2025-03-01", "2025-04-01"},
        {"1969-12-31", "1969-11-01", "1969-12-01", "1970-01-01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_instant now;
        assert_int_equal(httally_instant_parse(cases[i].now, 0, &now, NULL), HTTALLY_OK);
        const char *expected[] = {cases[i].last, cases[i].present, cases[i].next};
        for (int months = -1; months <= 1; months++) {
            struct httally_instant month = {HTTALLY_INSTANT_MONTH, 0, months};
            struct httally_instant wanted;
            assert_int_equal(httally_instant_parse(expected[months + 1], 0, &wanted, NULL),
                             HTTALLY_OK);
            assert_int_equal(httally_instant_resolve(&month, now.value_sec + DAY - 1, 0),
                             wanted.value_sec);
        }
    }
}

static void begins_every_week_on_monday(void **state)
{
    (void)state;
    struct httally_instant week = {HTTALLY_INSTANT_WEEK, 0, 0};
    for (int64_t day = -1000; day < 1000; day++) {
        int64_t begin = httally_instant_resolve(&week, day * DAY + 12 * HOUR, 0) / DAY;
        assert_int_equal(civil_weekday(begin), 0);
        assert_true(begin <= day && day < begin + 7);
    }
}

static void survives_clocks_that_are_nonsense(void **state)
{
    (void)state;
    static const int64_t clocks[] = {INT64_MIN, INT64_MAX, -1, 0};
    static const char *const texts[] = {"today", "last-week", "this-month", "2h", "yesterday..now"};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            struct httally_period period;
            if (httally_period_parse(texts[k], clocks[i], &period, NULL) == HTTALLY_OK)
                (void)httally_period_contains(&period, 0, INT32_MIN);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_points_in_time),
        cmocka_unit_test(refuses_points_that_do_not_exist),
        cmocka_unit_test(says_what_times_it_understands),
        cmocka_unit_test(reads_named_periods_on_the_clock_of_the_line),
        cmocka_unit_test(reads_units_of_the_calendar),
        cmocka_unit_test(reads_spans_up_to_now),
        cmocka_unit_test(reads_two_points),
        cmocka_unit_test(leaves_an_end_open),
        cmocka_unit_test(holds_every_time_when_asked_to),
        cmocka_unit_test(says_what_periods_it_understands),
        cmocka_unit_test(refuses_periods_that_can_hold_no_time),
        cmocka_unit_test(finds_the_months_around_every_end_of_month),
        cmocka_unit_test(begins_every_week_on_monday),
        cmocka_unit_test(survives_clocks_that_are_nonsense),
    };
    return cmocka_run_group_tests_name("period", tests, NULL, NULL);
}
