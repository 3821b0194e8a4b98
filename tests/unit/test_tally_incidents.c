/* SPDX-License-Identifier: MIT */
/* From records to incidents with codes, causes, lines and a sentence. */
#include "base/compiler.h"
#include "base/utf8.h"
#include "incident_log.h"
#include "unit.h"

enum { LOG_MINUTES = 240, FROM = 150, UNTIL = 162 };

static struct incident_log log_of(unsigned cause, unsigned choice)
{
    return (struct incident_log){.random = {4711},
                                 .requests_a_minute = 200,
                                 .usual_errors = 20,
                                 .incident_errors = 8000,
                                 .cause = cause,
                                 .choice = choice,
                                 .minutes = LOG_MINUTES,
                                 .from = FROM,
                                 .until = UNTIL,
                                 .status = 502};
}

static struct httally_tally *write_log(struct incident_log *log)
{
    struct httally_tally *tally = create(0, 0);
    log->tallies = &tally;
    log->tally_count = 1;
    log_write(log);
    return tally;
}

/* Search a tally, and be done with it. */
static struct httally_incidents search(struct httally_tally *tally)
{
    struct httally_incidents incidents;
    struct httally_error error;
    assert_int_equal(httally_incidents_of_tally(tally, NULL, &incidents, &error), HTTALLY_OK);
    httally_tally_destroy(tally);
    return incidents;
}

static void an_outage_of_a_path_says_all_about_itself(void **state)
{
    (void)state;
    struct incident_log log = log_of(HTTALLY_CAUSE_PATH, 10);
    struct httally_incidents incidents = search(write_log(&log));
    assert_int_equal(incidents.count, 1);
    const struct httally_incident *incident = &incidents.list[0];
    int64_t start = some_time / 60 * 60;
    assert_in_range(incident->start_sec, start + (FROM - 2) * 60, start + (FROM + 2) * 60);
    assert_in_range(incident->end_sec, start + (UNTIL - 2) * 60, start + (UNTIL + 2) * 60);
    assert_true(incident->code_count > 0 && incident->codes[0].status == 502);
    assert_true(incident->is_concentrated);
    assert_int_equal(incident->causes[0].dimension, HTTALLY_CAUSE_PATH);
    assert_slice_equal(incident->causes[0].value, SLICE("/blog/pageb"));
    assert_true(incident->causes[0].share > 0.9 && incident->causes[0].request_share < 0.1);
    assert_true(incident->causes[0].score > 3);
    assert_int_equal(incident->sample_count, HTTALLY_INCIDENT_SAMPLES);
    assert_slice_equal(incident->samples[0], SLICE("the line"));
    assert_non_null(strstr(incident->text, " hit /blog/pageb"));
    assert_non_null(strstr(incident->text, "502"));
    httally_incidents_finish(&incidents);
}

static void an_outage_of_everything_is_spread(void **state)
{
    (void)state;
    struct incident_log log = log_of(LOG_CAUSE_NONE, 0);
    struct httally_incidents incidents = search(write_log(&log));
    assert_int_equal(incidents.count, 1);
    assert_false(incidents.list[0].is_concentrated);
    assert_non_null(
        strstr(incidents.list[0].text, "; spread over all paths, clients and upstreams."));
    httally_incidents_finish(&incidents);
}

static void assert_same(const struct httally_incidents *a, const struct httally_incidents *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct httally_incident *left = &a->list[i], *right = &b->list[i];
        assert_string_equal(left->text, right->text);
        assert_slice_equal(left->name, right->name);
        assert_memory_equal(left->codes, right->codes, sizeof left->codes);
        assert_int_equal(left->cause_count, right->cause_count);
        for (size_t k = 0; k < left->cause_count; k++) {
            const struct httally_cause *mine = &left->causes[k], *other = &right->causes[k];
            assert_int_equal(mine->dimension, other->dimension);
            assert_slice_equal(mine->value, other->value);
            assert_true(mine->errors == other->errors && mine->score == other->score &&
                        mine->share == other->share &&
                        mine->usual_error_share == other->usual_error_share);
        }
        assert_int_equal(left->sample_count, right->sample_count);
        for (size_t k = 0; k < left->sample_count; k++)
            assert_slice_equal(left->samples[k], right->samples[k]);
    }
}

/* Threads, files and hosts: the same lines, merged in another order. */
static void how_a_log_is_split_changes_nothing(void **state)
{
    (void)state;
    static const unsigned causes[] = {HTTALLY_CAUSE_CLIENT, HTTALLY_CAUSE_PATH_PREFIX,
                                      LOG_CAUSE_NONE};
    for (size_t i = 0; i < ARRAY_LENGTH(causes); i++) {
        struct incident_log whole = log_of(causes[i], 9), parts = log_of(causes[i], 9);
        struct httally_incidents expected = search(write_log(&whole));
        assert_true(expected.count > 0);
        struct httally_tally *tallies[3] = {create(0, 0), create(0, 0), create(0, 0)};
        parts.tallies = tallies;
        parts.tally_count = ARRAY_LENGTH(tallies);
        log_write(&parts);
        assert_int_equal(httally_tally_merge(tallies[2], tallies[0], NULL), HTTALLY_OK);
        assert_int_equal(httally_tally_merge(tallies[1], tallies[2], NULL), HTTALLY_OK);
        httally_tally_destroy(tallies[0]);
        httally_tally_destroy(tallies[2]);
        struct httally_incidents merged = search(tallies[1]);
        assert_same(&merged, &expected);
        httally_incidents_finish(&merged);
        httally_incidents_finish(&expected);
    }
}

static void one_client_in_a_loop_is_named(void **state)
{
    (void)state;
    struct incident_log log = log_of(HTTALLY_CAUSE_CLIENT, 5);
    log.status = 499;
    struct httally_incidents incidents = search(write_log(&log));
    assert_int_equal(incidents.count, 1);
    assert_int_equal(incidents.list[0].kind, HTTALLY_INCIDENT_CLIENT_CLOSED);
    assert_non_null(strstr(incidents.list[0].text, ": requests given up by clients (499) rose "));
    assert_non_null(strstr(incidents.list[0].text, "one client, 198.51.5.1, made "));
    httally_incidents_finish(&incidents);
}

static void assert_clean(const char *text)
{
    for (size_t at = 0, length = strlen(text); at < length;) {
        uint32_t code_point;
        size_t taken = utf8_decode(text + at, length - at, &code_point);
        assert_true(taken > 0 && utf8_is_showable(code_point));
        at += taken;
    }
}

/* An attacker wrote the path: "\x1b]0;", a bidirectional override, half a character. */
static void a_sentence_is_fit_to_be_shown(void **state)
{
    (void)state;
    static const char path[] = "/\x1b];owned\x07\xe2\x80\xae\xc2\x9b\xff\n\0\xe2\x82";
    struct incident_log log = log_of(LOG_CAUSE_NONE, 0);
    log.incident_errors = 0;
    struct httally_tally *tally = write_log(&log);
    for (unsigned i = 0; i < 600; i++) {
        char client[32];
        struct httally_record record = record_of(500, some_time / 60 * 60 + 60 * FROM + i, 0);
        snprintf(client, sizeof client, "203.%u.113.%u", i % 50, i % 200);
        record.client = httally_slice_of_string(client);
        record.path = httally_slice_of(path, sizeof path - 1);
        struct httally_origin origin = {.data = record.line.data, .offset_bytes = 77777777 + i};
        httally_tally_add(tally, &record, 1, &origin);
    }
    struct httally_incidents incidents = search(tally);
    assert_int_equal(incidents.count, 1);
    assert_int_equal(incidents.list[0].causes[0].dimension, HTTALLY_CAUSE_PATH);
    assert_slice_equal(incidents.list[0].causes[0].value, httally_slice_of(path, sizeof path - 1));
    assert_clean(incidents.list[0].text);
    assert_non_null(strstr(incidents.list[0].text, "/\\x1b];owned\\x07\\u{202e}"));
    httally_incidents_finish(&incidents);
}

static void a_tally_without_keys_has_incidents_without_causes(void **state)
{
    (void)state;
    struct httally_tally_options options = {.is_brief = true};
    struct httally_tally *tally;
    struct incident_log log = log_of(LOG_CAUSE_NONE, 0);
    assert_int_equal(httally_tally_create(&options, &tally, NULL), HTTALLY_OK);
    log.tallies = &tally;
    log.tally_count = 1;
    log_write(&log);
    struct httally_incidents incidents = search(tally);
    assert_int_equal(incidents.count, 1);
    assert_false(incidents.list[0].is_concentrated);
    assert_null(strstr(incidents.list[0].text, "spread"));
    httally_incidents_finish(&incidents);
}

static void calm_and_empty_tallies_have_none(void **state)
{
    (void)state;
    struct incident_log log = log_of(LOG_CAUSE_NONE, 0);
    log.incident_errors = 0;
    struct httally_incidents incidents = search(write_log(&log));
    assert_int_equal(incidents.count, 0);
    httally_incidents_finish(&incidents);
    incidents = search(create(0, 0));
    assert_int_equal(incidents.count, 0);
    httally_incidents_finish(&incidents);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outage_of_a_path_says_all_about_itself),
        cmocka_unit_test(an_outage_of_everything_is_spread),
        cmocka_unit_test(how_a_log_is_split_changes_nothing),
        cmocka_unit_test(one_client_in_a_loop_is_named),
        cmocka_unit_test(a_sentence_is_fit_to_be_shown),
        cmocka_unit_test(a_tally_without_keys_has_incidents_without_causes),
        cmocka_unit_test(calm_and_empty_tallies_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
