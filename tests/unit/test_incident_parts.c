/* SPDX-License-Identifier: MIT */
/* What a scan is made of, against figures worked out by hand. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "incident/noise.h"
#include "incident/open_alarm.h"
#include "incident/prologue.h"
#include "incident/recurrence.h"
#include "incident/reference.h"

enum { DAYS = 4, MINUTES = DAYS * MINUTES_PER_DAY };

struct fixture {
    uint64_t requests[MINUTES];
    uint64_t errors[MINUTES];
    int32_t offsets[MINUTES];
    struct httally_incident_stream stream;
    struct httally_incident_input input;
    struct timeline timeline;
    struct counts counts;
};

static struct fixture *make(void)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    for (size_t i = 0; i < MINUTES; i++)
        fixture->requests[i] = 100;
    fixture->stream =
        (struct httally_incident_stream){.requests = fixture->requests, .errors = fixture->errors};
    fixture->input = (struct httally_incident_input){.minute_count = MINUTES,
                                                     .lines = fixture->requests,
                                                     .utc_offset_sec = fixture->offsets,
                                                     .streams = &fixture->stream,
                                                     .stream_count = 1};
    return fixture;
}

static void count(struct fixture *fixture)
{
    static const struct prologue none = {0};
    assert_true(timeline_init(&fixture->timeline, &fixture->input, &none));
    assert_true(counts_init(&fixture->counts, &fixture->input, 0, &none));
    memcpy(fixture->counts.cleaned_sum, fixture->counts.error_sum,
           (MINUTES + 1) * sizeof *fixture->counts.cleaned_sum);
}

static void finish(struct fixture *fixture)
{
    timeline_finish(&fixture->timeline);
    counts_finish(&fixture->counts);
    free(fixture);
}

static void assert_near(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-9 * fmax(1, fabs(expected))))
        fail_msg("got %.12g, expected %.12g", actual, expected);
}

static void the_rate_begins_with_half_an_error(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    fixture->errors[3] = 7;
    count(fixture);
    assert_near(reference_rate(&fixture->counts, 0, 0), 0.001);
    assert_near(reference_rate(&fixture->counts, 0, 10), 7.5 / 1500);
    struct reference_day day = reference_day_before(&fixture->timeline, 2000, 10);
    assert_true(day.from == 550 && day.until == 1990);
    day = reference_day_before(&fixture->timeline, 5, 10);
    assert_true(day.from == 0 && day.until == 0);
    fixture->timeline.prologue = 700;
    fixture->timeline.has_baseline = true;
    day = reference_day_before(&fixture->timeline, 2000, 10);
    assert_true(day.from == 0 && day.until == 700);
    finish(fixture);
}

/* One error in each minute: five in five minutes, whatever the requests; the rate says 0.01. */
static void a_poller_is_in_the_median(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    for (size_t i = 0; i < MINUTES; i++)
        fixture->errors[i] = 1;
    fixture->requests[3000] = 10;
    count(fixture);
    assert_near(reference_expected(&fixture->timeline, &fixture->counts, 3000, 1, 0.01), 1);
    assert_near(reference_expected(&fixture->timeline, &fixture->counts, 3000, 1, 0.5), 5);
    finish(fixture);
}

/* Errors 0 2 0 2 ...: each step is 2, the mean 1, so f = 4 / 2 = 2; no quarter of an hour is off by
 * more than one, so the rate does not wander. */
static void noise_is_told_apart(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    for (size_t i = 0; i < MINUTES; i++)
        fixture->errors[i] = i % 2 * 2;
    count(fixture);
    for (size_t i = 0; i < STEPS_KEPT; i++)
        fixture->counts.step_sum[(1440 + i) % STEPS_KEPT] = 4 * (double)i;
    struct noise noise = noise_estimate(&fixture->counts, NULL, 1440, 2880);
    assert_near(noise.clusters, 2);
    for (size_t i = 0; i < NOISE_SCALES; i++)
        assert_near(noise.drift[i], 0.02);
    assert_near(noise_variance(&noise, 5, 10, 19.5), 2 * 10 + 0.02 * 100 + 100 / 20.0);
    finish(fixture);
}

/* Between the lengths that noise was measured at, by the logarithm; a part with few errors is taken
 * to drift as all errors do. */
static void drift_depends_on_the_window(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    struct noise noise = {1, {0.8, 0.4, 0.1}};
    assert_near(noise_variance(&noise, 1, 10, INFINITY), 10 + 80);
    assert_near(noise_variance(&noise, 15, 10, INFINITY), 10 + 40);
    assert_near(noise_variance(&noise, 30, 10, INFINITY), 10 + 25);
    assert_near(noise_variance(&noise, 240, 10, INFINITY), 10 + 10);
    fixture->errors[2000] = 1;
    count(fixture);
    struct noise part = noise_estimate(&fixture->counts, &noise, 1440, 2880);
    for (size_t i = 0; i < NOISE_SCALES; i++)
        assert_near(part.drift[i], noise.drift[i]);
    finish(fixture);
}

static void three_days_of_four_are_a_habit(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    for (size_t day = 0; day < DAYS; day++)
        fixture->errors[day * MINUTES_PER_DAY + 600 + day % 2] = 50;
    count(fixture);
    struct rhythm_hits hits =
        recurrence_of(&fixture->timeline, &fixture->counts, 3 * MINUTES_PER_DAY + 601, 1);
    assert_true(hits.period_sec == 86400 && hits.seen == 3 && hits.of == 3);
    fixture->counts.error_sum[0] = 0;
    for (size_t i = 601; i <= MINUTES; i++)
        fixture->counts.error_sum[i] -= 50;
    hits = recurrence_of(&fixture->timeline, &fixture->counts, 3 * MINUTES_PER_DAY + 601, 1);
    assert_true(hits.of == 0);
    finish(fixture);
}

/* Every hour at :05 it is a habit; all the time it is none, but a level. */
static void a_blip_of_each_hour_is_a_habit(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    for (size_t i = MINUTES_PER_DAY; i < 2 * MINUTES_PER_DAY; i++)
        fixture->errors[i] = i % 60 == 5 ? 50 : 0;
    for (size_t i = 2 * MINUTES_PER_DAY; i < MINUTES; i++)
        fixture->errors[i] = 50;
    count(fixture);
    struct rhythm_hits hits =
        recurrence_of(&fixture->timeline, &fixture->counts, MINUTES_PER_DAY + 18 * 60 + 5, 1);
    assert_true(hits.period_sec == 3600 && hits.seen == 18 && hits.of == 24);
    hits = recurrence_of(&fixture->timeline, &fixture->counts, 2 * MINUTES_PER_DAY + 20 * 60, 1);
    assert_true(hits.of == 0);
    finish(fixture);
}

static void the_clock_of_the_log_counts(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    for (size_t i = 2000; i < MINUTES; i++)
        fixture->offsets[i] = 3600;
    count(fixture);
    /* 03:00 by the new clock was 02:00 UTC; the day before it was 03:00 UTC. */
    assert_true(timeline_before(&fixture->timeline, 3000, 1440) == 1560 + 60);
    assert_true(timeline_before(&fixture->timeline, 5000, 1440) == 3560);
    assert_true(timeline_before(&fixture->timeline, 100, 1440) < 0);
    finish(fixture);
}

static void a_start_is_where_errors_begin_to_pile(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    fixture->errors[1000] = 1;
    for (size_t i = 1010; i < 1020; i++)
        fixture->errors[i] = 10;
    count(fixture);
    struct finding finding = {.counts = &fixture->counts, .window = 5, .expected = 0.5};
    assert_true(open_alarm_start_of(&finding, 0.001, 1019) == 1010);
    finish(fixture);
}

/* A day of 100 requests and 1 error a minute, 50 more for half an hour: the median hour has 1 %. */
static void a_lone_day_is_cleaned_by_its_median(void **state)
{
    (void)state;
    struct fixture *fixture = make();
    bool is_incident[MINUTES_PER_DAY] = {[100] = true};
    for (size_t i = 0; i < MINUTES_PER_DAY; i++)
        fixture->errors[i] = i >= 600 && i < 630 ? 51 : 1;
    fixture->errors[100] = 9;
    fixture->errors[101] = 9;
    count(fixture);
    prologue_clean(&fixture->counts, MINUTES_PER_DAY, is_incident);
    assert_near(counts_at(fixture->counts.cleaned_sum, 610), 1);
    assert_near(counts_at(fixture->counts.cleaned_sum, 100), 1);
    assert_near(counts_at(fixture->counts.cleaned_sum, 101), 9);
    finish(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_begins_with_half_an_error),
        cmocka_unit_test(a_poller_is_in_the_median),
        cmocka_unit_test(noise_is_told_apart),
        cmocka_unit_test(three_days_of_four_are_a_habit),
        cmocka_unit_test(drift_depends_on_the_window),
        cmocka_unit_test(a_blip_of_each_hour_is_a_habit),
        cmocka_unit_test(the_clock_of_the_log_counts),
        cmocka_unit_test(a_start_is_where_errors_begin_to_pile),
        cmocka_unit_test(a_lone_day_is_cleaned_by_its_median),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
