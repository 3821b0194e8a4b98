/* SPDX-License-Identifier: MIT */
/* What is an incident and what is not, on small series made by hand. */
#include "unit.h"

#include <stdlib.h>

#include "httally/incident.h"
#include "random.h"

enum { DAY = 1440, DAYS = 8, MINUTES = DAYS * DAY };

struct site {
    uint64_t requests[MINUTES];
    uint64_t errors[MINUTES];
    uint64_t closed[MINUTES];
    uint64_t clients[MINUTES];
    struct httally_incident_stream streams[2];
    struct httally_incident_input input;
    struct httally_incidents incidents;
};

/* 'requests' each minute, and an error now and then: 'errors_a_day' of them. */
static struct site *make(uint64_t requests, uint64_t errors_a_day)
{
    struct site *site = calloc(1, sizeof *site);
    struct random random = {7};
    assert_non_null(site);
    for (size_t i = 0; i < MINUTES; i++) {
        site->requests[i] = requests;
        site->errors[i] = random_between(&random, 1, DAY) <= errors_a_day;
        site->clients[i] = site->errors[i];
    }
    site->streams[0] = (struct httally_incident_stream){HTTALLY_INCIDENT_SERVER_ERRORS, SLICE(""),
                                                        site->requests, site->errors, 1};
    site->streams[1] = (struct httally_incident_stream){
        HTTALLY_INCIDENT_CLIENT_CLOSED, SLICE("499"), site->requests, site->closed, 1};
    site->input = (struct httally_incident_input){.minute_count = MINUTES,
                                                  .lines = site->requests,
                                                  .new_error_clients = site->clients,
                                                  .streams = site->streams,
                                                  .stream_count = 2};
    return site;
}

static void fail_for(struct site *site, size_t from, size_t minutes, uint64_t errors)
{
    for (size_t i = from; i < from + minutes; i++) {
        site->errors[i] += errors;
        site->clients[i] += errors;
    }
}

static const struct httally_incidents *find(struct site *site, bool is_online)
{
    struct httally_incident_options options = {.is_online = is_online};
    struct httally_error error;
    httally_incidents_finish(&site->incidents);
    assert_int_equal(httally_incidents_find(&site->input, &options, &site->incidents, &error),
                     HTTALLY_OK);
    return &site->incidents;
}

static void finish(struct site *site)
{
    httally_incidents_finish(&site->incidents);
    free(site);
}

static void a_lonely_error_of_a_tiny_site_is_none(void **state)
{
    (void)state;
    struct site *site = make(1, 0);
    fail_for(site, 5000, 1, 1);
    assert_int_equal(find(site, true)->count, 0);
    assert_int_equal(find(site, false)->count, 0);
    finish(site);
}

static void an_outage_has_start_end_and_figures(void **state)
{
    (void)state;
    struct site *site = make(100, 20);
    fail_for(site, 5000, 20, 40);
    site->errors[5007] += 5;
    const struct httally_incidents *found = find(site, true);
    assert_int_equal(found->count, 1);
    const struct httally_incident *incident = &found->list[0];
    assert_int_equal(incident->start_sec, 5000 * 60);
    assert_int_equal(incident->end_sec, 5020 * 60);
    assert_int_equal(incident->peak_sec, 5007 * 60);
    assert_int_equal(incident->fired_sec, 5001 * 60);
    assert_int_equal(incident->requests, 2000);
    assert_in_range(incident->errors, 805, 808);
    assert_int_equal(incident->severity, HTTALLY_INCIDENT_PAGE);
    assert_true(incident->expected_errors < 1 && incident->likelihood >= 6);
    assert_false(incident->is_open);
    finish(site);
}

/* One error in two minutes more, for six hours: no minute shows it. */
static void a_slow_burn_is_seen(void **state)
{
    (void)state;
    struct site *site = make(1000, 200);
    for (size_t i = 5000; i < 5360; i += 2)
        fail_for(site, i, 1, 1);
    const struct httally_incidents *found = find(site, true);
    assert_int_equal(found->count, 1);
    assert_in_range(found->list[0].start_sec, 4900 * 60, 5030 * 60);
    assert_int_equal(found->list[0].severity, HTTALLY_INCIDENT_NOTICE);
    finish(site);
}

static void what_happens_every_day_is_no_news(void **state)
{
    (void)state;
    struct site *site = make(100, 20);
    for (size_t day = 0; day < DAYS; day++)
        fail_for(site, day * DAY + 183, 2, 40);
    const struct httally_incidents *found = find(site, true);
    for (size_t i = 0; i < found->count; i++)
        assert_true(found->list[i].fired_sec < 4 * DAY * 60);
    size_t before = found->count;
    fail_for(site, 6 * DAY + 900, 2, 40);
    assert_int_equal(find(site, true)->count, before + 1);
    finish(site);
}

static void one_client_in_a_loop_is_none(void **state)
{
    (void)state;
    struct site *site = make(100, 0);
    for (size_t i = 5000; i < 5010; i++)
        site->errors[i] += 10;
    site->clients[5000]++;
    assert_int_equal(find(site, true)->count, 0);
    site->input.new_error_clients = NULL;
    assert_int_equal(find(site, true)->count, 1);
    finish(site);
}

static void a_surge_of_requests_is_none(void **state)
{
    (void)state;
    struct site *site = make(100, 700);
    for (size_t i = 5000; i < 5060; i++) {
        site->requests[i] *= 20;
        site->errors[i] = 10;
        site->clients[i] = 10;
    }
    assert_int_equal(find(site, true)->count, 0);
    finish(site);
}

static void a_wave_of_given_up_requests_is_told_apart(void **state)
{
    (void)state;
    struct site *site = make(100, 20);
    for (size_t i = 5000; i < 5010; i++)
        site->closed[i] = 30;
    const struct httally_incidents *found = find(site, true);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->list[0].kind, HTTALLY_INCIDENT_CLIENT_CLOSED);
    assert_int_equal(found->list[0].severity, HTTALLY_INCIDENT_NOTICE);
    assert_int_equal(found->list[0].stream, 1);
    finish(site);
}

static void the_first_hour_takes_much(void **state)
{
    (void)state;
    struct site *site = make(100, 0);
    fail_for(site, 10, 10, 10);
    const struct httally_incidents *found = find(site, true);
    for (size_t i = 0; i < found->count; i++)
        assert_true(found->list[i].fired_sec > 60 * 60);
    fail_for(site, 10, 10, 30);
    found = find(site, true);
    assert_int_equal(found->count, 1);
    assert_in_range(found->list[0].fired_sec, 12 * 60, 17 * 60);
    finish(site);
}

/* Hindsight knows in the first hour what the rest of the day is like. */
static void hindsight_sees_the_first_hour(void **state)
{
    (void)state;
    struct site *site = make(100, 20);
    site->input.minute_count = DAY;
    fail_for(site, 10, 10, 10);
    const struct httally_incidents *found = find(site, false);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->list[0].fired_sec, 11 * 60);
    assert_int_equal(found->list[0].start_sec, 10 * 60);
    assert_in_range(found->list[0].end_sec, 20 * 60, 25 * 60);
    finish(site);
}

/* Whatever comes later, what fired had fired, then and for that. */
static void the_past_does_not_know_the_future(void **state)
{
    (void)state;
    struct site *site = make(200, 400), *cut = make(200, 400);
    struct random random = {11};
    for (size_t i = 0; i < 20; i++) {
        size_t from = (size_t)random_between(&random, 0, MINUTES - 100);
        size_t minutes = (size_t)random_between(&random, 1, 90);
        uint64_t errors = random_between(&random, 1, 80);
        fail_for(site, from, minutes, errors);
        fail_for(cut, from, minutes, errors);
    }
    const struct httally_incidents *whole = find(site, true);
    assert_true(whole->count >= 5);
    for (size_t end = 500; end < MINUTES; end += 997) {
        cut->input.minute_count = end;
        const struct httally_incidents *part = find(cut, true);
        size_t expected = 0;
        for (size_t i = 0; i < whole->count; i++)
            expected += whole->list[i].fired_sec <= (int64_t)end * 60;
        assert_int_equal(part->count, expected);
        for (size_t i = 0; i < part->count; i++) {
            assert_int_equal(part->list[i].fired_sec, whole->list[i].fired_sec);
            assert_int_equal(part->list[i].start_sec, whole->list[i].start_sec);
        }
    }
    finish(cut);
    finish(site);
}

static void nothing_and_nonsense_are_taken(void **state)
{
    (void)state;
    struct site *site = make(100, 20);
    struct httally_incident_options options = {0};
    struct httally_error error;
    site->input.minute_count = 0;
    assert_int_equal(find(site, true)->count, 0);
    assert_int_equal(find(site, false)->count, 0);
    site->input.minute_count = MINUTES;
    for (size_t i = 0; i < MINUTES; i++)
        site->errors[i] = i % 3 ? UINT64_MAX : 0;
    find(site, true);
    find(site, false);
    site->input.stream_count = 0;
    assert_int_equal(httally_incidents_find(&site->input, &options, &site->incidents, &error),
                     HTTALLY_ERROR_ARGUMENT);
    finish(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lonely_error_of_a_tiny_site_is_none),
        cmocka_unit_test(an_outage_has_start_end_and_figures),
        cmocka_unit_test(a_slow_burn_is_seen),
        cmocka_unit_test(what_happens_every_day_is_no_news),
        cmocka_unit_test(one_client_in_a_loop_is_none),
        cmocka_unit_test(a_surge_of_requests_is_none),
        cmocka_unit_test(a_wave_of_given_up_requests_is_told_apart),
        cmocka_unit_test(the_first_hour_takes_much),
        cmocka_unit_test(hindsight_sees_the_first_hour),
        cmocka_unit_test(the_past_does_not_know_the_future),
        cmocka_unit_test(nothing_and_nonsense_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
