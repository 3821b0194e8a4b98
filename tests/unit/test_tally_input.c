/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include "base/compiler.h"
#include "incident/tally_input.h"
#include "random.h"
#include "tally_records.h"

static const int64_t start = 1700000040;

/* Requests stand one byte after the other: each has a place of its own. */
struct site {
    struct httally_tally *tally;
    uint64_t line_count;
};

static void add_requests(struct site *site, size_t count, size_t minute, httally_status status,
                         const char *client, const char *path)
{
    for (size_t i = 0; i < count; i++) {
        struct httally_record record = record_of(status, start + (int64_t)minute * 60, 10);
        struct httally_origin origin = {.offset_bytes = site->line_count++ * 100,
                                        .data = record.line.data};
        record.client = httally_slice_of_string(client);
        record.path = httally_slice_of_string(path);
        record.utc_offset_sec = 3600;
        record.has_details = true;
        record.details = (struct httally_details){
            .duration_us = HTTALLY_DURATION_NONE,
            .upstream_duration_us = HTTALLY_DURATION_NONE,
            .upstream = i % 2 ? SLICE("10.0.0.1:80") : SLICE("10.0.0.2:80"),
        };
        httally_tally_add(site->tally, &record, 1, &origin);
    }
}

static struct tally_input input_of(const struct httally_tally *tally,
                                   const struct httally_incident_options *options)
{
    struct tally_input input;
    assert_int_equal(tally_input_init(&input, tally, options, NULL), HTTALLY_OK);
    return input;
}

/* The stream of a kind and name, or NULL. */
static const struct httally_incident_stream *find(const struct tally_input *input,
                                                  enum httally_incident_kind kind, const char *name)
{
    for (size_t i = 0; i < input->input.stream_count; i++) {
        const struct httally_incident_stream *stream = &input->input.streams[i];
        if (stream->kind == kind && httally_slice_equals_string(stream->name, name))
            return stream;
    }
    return NULL;
}

static void assert_counts(const struct tally_input *input, enum httally_incident_kind kind,
                          const char *name, size_t minute, uint64_t requests, uint64_t errors)
{
    const struct httally_incident_stream *stream = find(input, kind, name);
    assert_non_null(stream);
    assert_int_equal(stream->requests[minute], requests);
    assert_int_equal(stream->errors[minute], errors);
}

static void counts_what_could_have_failed_and_what_did(void **state)
{
    (void)state;
    struct site site = {.tally = create(0, 0)};
    add_requests(&site, 20, 0, 200, "192.0.2.1", "/users/1");
    add_requests(&site, 4, 0, 500, "192.0.2.1", "/users/2");
    add_requests(&site, 2, 0, 502, "192.0.2.2", "/users/3");
    add_requests(&site, 3, 0, 501, "192.0.2.3", "/odd");
    add_requests(&site, 5, 0, 404, "192.0.2.3", "/none");
    add_requests(&site, 6, 0, 499, "192.0.2.3", "/slow");
    add_requests(&site, 7, 0, 429, "192.0.2.3", "/often");
    add_requests(&site, 8, 0, 495, "192.0.2.3", "/");
    add_requests(&site, 9, 2, 500, "192.0.2.1", "/users/9");
    struct tally_input input = input_of(site.tally, NULL);
    assert_null(input.not_searched);
    assert_true(input.left_out == 0);
    assert_true(input.input.start_sec == start);
    assert_int_equal(input.input.minute_count, 3);
    assert_int_equal(input.input.lines[0], 55);
    assert_int_equal(input.input.lines[1], 0);
    assert_int_equal(input.input.utc_offset_sec[2], 3600);
    assert_int_equal(input.input.streams[0].kind, HTTALLY_INCIDENT_SERVER_ERRORS);
    assert_counts(&input, HTTALLY_INCIDENT_SERVER_ERRORS, "", 0, 34, 6);
    assert_counts(&input, HTTALLY_INCIDENT_SERVER_ERRORS, "", 1, 0, 0);
    assert_counts(&input, HTTALLY_INCIDENT_SERVER_ERRORS, "", 2, 9, 9);
    assert_counts(&input, HTTALLY_INCIDENT_CODE, "500", 0, 34, 4);
    assert_null(find(&input, HTTALLY_INCIDENT_CODE, "501"));
    assert_null(find(&input, HTTALLY_INCIDENT_CODE, "502"));
    assert_counts(&input, HTTALLY_INCIDENT_PATH, "/users/:id", 0, 26, 6);
    assert_counts(&input, HTTALLY_INCIDENT_PATH, "/users/:id", 2, 9, 9);
    assert_null(find(&input, HTTALLY_INCIDENT_PATH, "/odd"));
    assert_counts(&input, HTTALLY_INCIDENT_UPSTREAM, "10.0.0.1:80", 0, 17, 3);
    assert_counts(&input, HTTALLY_INCIDENT_CLIENT_CLOSED, "", 0, 55, 6);
    assert_counts(&input, HTTALLY_INCIDENT_THROTTLED, "", 0, 55, 7);
    assert_counts(&input, HTTALLY_INCIDENT_TLS, "", 0, 55, 8);
    assert_int_equal(input.input.new_error_clients[0], 2);
    assert_int_equal(input.input.new_error_clients[2], 0);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static void a_client_is_new_again_after_an_hour(void **state)
{
    (void)state;
    struct site site = {.tally = create(0, 0)};
    add_requests(&site, 1, 0, 500, "a", "/");
    add_requests(&site, 1, 60, 500, "a", "/");
    add_requests(&site, 1, 121, 500, "a", "/");
    struct tally_input input = input_of(site.tally, NULL);
    assert_int_equal(input.input.new_error_clients[0], 1);
    assert_int_equal(input.input.new_error_clients[60], 0);
    assert_int_equal(input.input.new_error_clients[121], 1);
    tally_input_finish(&input);
    /* A network with an error may be one client or many. */
    const struct httally_incident_options options = {.has_masked_clients = true};
    input = input_of(site.tally, &options);
    assert_null(input.input.new_error_clients);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static void the_caller_says_what_is_an_error(void **state)
{
    (void)state;
    bool is_error[HTTALLY_STATUS_COUNT] = {[404] = true, [503] = true};
    struct httally_incident_options options = {.is_error = is_error};
    struct site site = {.tally = create(0, 0)};
    add_requests(&site, 10, 0, 200, "a", "/a");
    add_requests(&site, 6, 0, 404, "a", "/a");
    add_requests(&site, 5, 0, 503, "a", "/b");
    add_requests(&site, 9, 0, 500, "a", "/c");
    struct tally_input input = input_of(site.tally, &options);
    assert_counts(&input, HTTALLY_INCIDENT_SERVER_ERRORS, "", 0, 30, 11);
    assert_counts(&input, HTTALLY_INCIDENT_CODE, "404", 0, 30, 6);
    assert_counts(&input, HTTALLY_INCIDENT_PATH, "/a", 0, 16, 6);
    assert_counts(&input, HTTALLY_INCIDENT_PATH, "/b", 0, 5, 5);
    assert_null(find(&input, HTTALLY_INCIDENT_PATH, "/c"));
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static void says_why_there_is_nothing_to_search(void **state)
{
    (void)state;
    struct site site = {.tally = create(0, 0)};
    struct tally_input input = input_of(site.tally, NULL);
    assert_string_equal(input.not_searched, "no times were logged");
    tally_input_finish(&input);
    for (size_t hour = 0; hour < 3; hour++)
        add_requests(&site, 10, 53 + hour * 60 - start / 60 % 60 + 60 - 53, 200, "a", "/");
    input = input_of(site.tally, NULL);
    assert_string_equal(input.not_searched, "times were logged by the hour");
    tally_input_finish(&input);
    add_requests(&site, 1, 70, 200, "a", "/");
    input = input_of(site.tally, NULL);
    assert_null(input.not_searched);
    tally_input_finish(&input);
    site.tally->series.interval_sec = 300;
    input = input_of(site.tally, NULL);
    assert_string_equal(input.not_searched,
                        "the log is too long to count each minute in the memory allowed");
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static void lines_far_away_are_left_out(void **state)
{
    (void)state;
    const size_t day = 1440;
    struct site site = {.tally = create(0, 0)};
    add_requests(&site, 50, 0, 200, "a", "/");
    add_requests(&site, 1000, 100 * day, 200, "a", "/");
    add_requests(&site, 1000, 114 * day, 500, "a", "/");
    add_requests(&site, 3, 300 * day, 200, "a", "/");
    struct tally_input input = input_of(site.tally, NULL);
    assert_true(input.input.start_sec == start + 100 * 86400);
    assert_int_equal(input.input.minute_count, 14 * day + 1);
    assert_int_equal(input.left_out, 53);
    assert_int_equal(input.input.lines[14 * day], 1000);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static void at_most_400_days_are_searched(void **state)
{
    (void)state;
    struct site site = {.tally = create((size_t)1 << 30, 0)};
    for (size_t day = 0; day < 500; day += 10)
        add_requests(&site, 2, day * 1440 + 7, 200, "a", "/");
    struct tally_input input = input_of(site.tally, NULL);
    assert_int_equal(input.input.minute_count, 400 * 1440);
    assert_int_equal(input.left_out, 2 * 10);
    assert_int_equal(input.input.lines[400 * 1440 - 1], 2);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

/* Many streams over a long time: the oldest minutes go, not the streams. */
static void many_streams_are_searched_over_less_time(void **state)
{
    (void)state;
    struct site site = {.tally = create((size_t)1 << 30, 0)};
    char path[32];
    for (size_t day = 0; day < 390; day += 10)
        add_requests(&site, 2, day * 1440, 200, "a", "/");
    for (int i = 0; i < 30; i++) {
        snprintf(path, sizeof path, "/%c%c", 'a' + i % 26, 'a' + i / 26);
        add_requests(&site, 10, 389 * 1440, (httally_status)(502 + i), "a", path);
    }
    struct tally_input input = input_of(site.tally, NULL);
    size_t minute_count = input.input.minute_count, stream_count = input.input.stream_count;
    /* The total, 16 codes, 24 paths, two upstreams, TLS: 525 and 526 are among the codes. */
    assert_int_equal(stream_count, 1 + 16 + 24 + 2 + 1);
    assert_true(minute_count * stream_count * 16 <= (size_t)64 << 20);
    assert_true(minute_count * stream_count * 16 > (size_t)48 << 20);
    assert_true(input.left_out > 0);
    assert_int_equal(input.input.lines[minute_count - 1], 300);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static double sum(const uint64_t *counts, size_t count)
{
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += (double)counts[i];
    return total;
}

/* 400,000 requests in an hour, a tenth of them of /a, half of whose fail from minute 30 on. */
static void estimates_what_is_sampled(void **state)
{
    (void)state;
    struct site site = {.tally = create((size_t)16 << 20, 0)};
    for (size_t minute = 0; minute < 60; minute++) {
        char client[32];
        snprintf(client, sizeof client, "192.0.2.%d", (int)minute);
        add_requests(&site, 6000, minute, 200, client, "/b");
        for (size_t i = 0; i < 330; i++)
            add_requests(&site, 2, minute, minute < 30 || i % 2 ? 200 : 500, client, "/a");
        /* So that errors are sampled as well. */
        add_requests(&site, minute < 30 ? 0 : 5000, minute, 503, client, "/c");
    }
    const struct ledger *errors = &site.tally->ledgers[TALLY_LEDGER_SERVER_ERRORS];
    assert_true(errors->level > 0);
    assert_true(site.tally->ledgers[TALLY_LEDGER_REQUESTS].level > 3);
    struct tally_input input = input_of(site.tally, NULL);
    const struct httally_incident_stream *stream = find(&input, HTTALLY_INCIDENT_PATH, "/a");
    assert_non_null(stream);
    double weight = stream->weight, requests = sum(stream->requests, 60) * weight;
    assert_true(weight == (double)(1 << errors->level));
    assert_true(requests > 0.8 * 60 * 660 && requests < 1.2 * 60 * 660);
    assert_true(sum(stream->errors, 30) == 0);
    double failed = sum(stream->errors, 60) * weight;
    assert_true(failed > 0.8 * 30 * 330 && failed < 1.2 * 30 * 330);
    for (size_t minute = 0; minute < 60; minute++)
        assert_true(stream->requests[minute] >= stream->errors[minute]);
    stream = find(&input, HTTALLY_INCIDENT_PATH, "/c");
    requests = sum(stream->requests, 60) * weight;
    assert_true(requests > 0.9 * 150000 && requests < 1.2 * 150000);
    /* Each minute has its one client. */
    for (size_t minute = 30; minute < 60; minute++)
        assert_int_equal(input.input.new_error_clients[minute], 1);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

/* Without keys there are no parts, and nobody knows clients. */
static void a_brief_tally_has_the_total_and_codes(void **state)
{
    (void)state;
    struct httally_tally_options options = {.is_brief = true};
    struct site site = {.line_count = 0};
    assert_int_equal(httally_tally_create(&options, &site.tally, NULL), HTTALLY_OK);
    add_requests(&site, 10, 0, 200, "a", "/");
    add_requests(&site, 10, 0, 500, "a", "/");
    assert_true(site.tally->ledgers[TALLY_LEDGER_REQUESTS].seen == 0);
    struct tally_input input = input_of(site.tally, NULL);
    assert_int_equal(input.input.stream_count, 2);
    assert_counts(&input, HTTALLY_INCIDENT_CODE, "500", 0, 20, 10);
    assert_null(input.input.new_error_clients);
    tally_input_finish(&input);
    httally_tally_destroy(site.tally);
}

static void lines_of_incidents_are_kept_by_minute(void **state)
{
    (void)state;
    struct site site = {.tally = create(0, start + 3600)};
    static const httally_status statuses[] = {500, 499, 429, 495, 404, 200};
    const struct minute_sample *found[2];
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++) {
        add_requests(&site, 3, i, statuses[i], "a", "/");
        int64_t time = start + (int64_t)i * 60;
        assert_int_equal(minute_samples_find(&site.tally->minute_samples, statuses[i], time,
                                             time + 60, found, 2),
                         i < 4);
        if (i < 4)
            assert_slice_equal(httally_slice_of(found[0]->text, found[0]->length),
                               SLICE("the line"));
    }
    /* Times that are not believed have no minute. */
    add_requests(&site, 1, 5000, 500, "a", "/");
    assert_int_equal(site.tally->minute_samples.count, 4);
    httally_tally_destroy(site.tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_could_have_failed_and_what_did),
        cmocka_unit_test(a_client_is_new_again_after_an_hour),
        cmocka_unit_test(the_caller_says_what_is_an_error),
        cmocka_unit_test(says_why_there_is_nothing_to_search),
        cmocka_unit_test(lines_far_away_are_left_out),
        cmocka_unit_test(at_most_400_days_are_searched),
        cmocka_unit_test(many_streams_are_searched_over_less_time),
        cmocka_unit_test(estimates_what_is_sampled),
        cmocka_unit_test(a_brief_tally_has_the_total_and_codes),
        cmocka_unit_test(lines_of_incidents_are_kept_by_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
