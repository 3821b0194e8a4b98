/* SPDX-License-Identifier: MIT */
/* Incidents in words. */
#include "base/compiler.h"
#include "incident/sentence.h"
#include "unit.h"

/* 2026-03-12 14:03 in Berlin. */
enum { START = 1773320580 };

static struct httally_incident incident_of(enum httally_incident_kind kind)
{
    return (struct httally_incident){
        .kind = kind,
        .start_sec = START,
        .end_sec = START + 24 * 60,
        .utc_offset_sec = 3600,
        .requests = 24000,
        .errors = 4283,
        .expected_errors = 72,
        .error_rate = 0.1785,
        .baseline_rate = 0.003,
        .codes = {{502, 4155}, {504, 100}},
        .code_count = 2,
    };
}

static struct httally_cause cause_of(enum httally_cause_dimension dimension, const char *value,
                                     double share, double usual)
{
    return (struct httally_cause){.dimension = dimension,
                                  .value = httally_slice_of_string(value),
                                  .share = share,
                                  .usual_error_share = usual};
}

static struct cause_finding finding_of(enum httally_cause_dimension dimension, const char *value,
                                       double share, double usual)
{
    return (struct cause_finding){.causes = {cause_of(dimension, value, share, usual)},
                                  .cause_count = 1,
                                  .is_concentrated = true,
                                  .has_errors = true};
}

static void assert_sentence(const struct httally_incident *incident,
                            const struct cause_finding *finding, const char *expected)
{
    struct buffer text = {.has_failed = false};
    sentence_append(&text, incident, finding, false);
    assert_slice_equal(buffer_slice(&text), httally_slice_of_string(expected));
    buffer_finish(&text);
}

static void says_what_when_how_much_and_where(void **state)
{
    (void)state;
    struct httally_incident incident = incident_of(HTTALLY_INCIDENT_SERVER_ERRORS);
    struct cause_finding finding = finding_of(HTTALLY_CAUSE_PATH, "/api/checkout", 0.93, 0.04);
    finding.has_second = true;
    finding.second = cause_of(HTTALLY_CAUSE_UPSTREAM, "10.0.0.7", 1, -1);
    assert_sentence(&incident, &finding,
                    "2026-03-12 14:03-14:27: 5xx rose from 0.3 % to 18 %: 4,211 more failures "
                    "than usual; 97 % are 502; 93 % hit /api/checkout (usually 4 % of errors), "
                    "all behind upstream 10.0.0.7.");
    incident.severity = HTTALLY_INCIDENT_PAGE;
    incident.is_open = true;
    incident.codes[0].errors = 4283;
    finding = finding_of(HTTALLY_CAUSE_CLIENT, "192.0.2.7", 0.9999, 0);
    assert_sentence(&incident, &finding,
                    "2026-03-12 14:03-14:27, still going on when the log ends: 5xx rose from "
                    "0.3 % to 18 %: 4,211 more failures than usual; all are 502; one client, "
                    "192.0.2.7, made over 99 % of them (usually none). Serious: many clients, and "
                    "more than 14 times the failures that 99.9 % of success allows.");
}

static void a_stream_is_not_named_twice(void **state)
{
    (void)state;
    struct httally_incident incident = incident_of(HTTALLY_INCIDENT_PATH);
    struct cause_finding finding = finding_of(HTTALLY_CAUSE_PATH, "/a", 1, 1);
    incident.name = SLICE("/a");
    incident.expected_errors = 4282.3;
    finding.is_of_stream = true;
    finding.has_second = true;
    finding.second = cause_of(HTTALLY_CAUSE_NETWORK, "192.0.2.0/24", 0.8, -1);
    assert_sentence(&incident, &finding,
                    "2026-03-12 14:03-14:27: 5xx on /a rose from 0.3 % to 18 %: 1 more failure "
                    "than usual; 97 % are 502; one network, 192.0.2.0/24, made 80 % of them.");
}

static void names_what_the_log_has_when_errors_are_spread(void **state)
{
    (void)state;
    struct httally_incident incident = incident_of(HTTALLY_INCIDENT_CODE);
    struct cause_finding finding = {.has_errors = true};
    incident.name = SLICE("503");
    incident.start_sec -= 15 * 3600;
    incident.baseline_rate = 0.00004;
    finding.has_dimension[HTTALLY_CAUSE_PATH] = true;
    assert_sentence(&incident, &finding,
                    "2026-03-11 23:03 to 2026-03-12 14:27: status 503 rose from under 0.01 % to "
                    "18 %: 4,211 more failures than usual; spread over all paths.");
    finding.has_dimension[HTTALLY_CAUSE_UPSTREAM] = true;
    finding.has_dimension[HTTALLY_CAUSE_CLIENT] = true;
    incident.start_sec = START;
    assert_sentence(&incident, &finding,
                    "2026-03-12 14:03-14:27: status 503 rose from under 0.01 % to 18 %: 4,211 "
                    "more failures than usual; spread over all paths, clients and upstreams.");
    finding.has_errors = false;
    assert_sentence(&incident, &finding,
                    "2026-03-12 14:03-14:27: status 503 rose from under 0.01 % to 18 %: 4,211 "
                    "more failures than usual.");
}

static void kinds_have_words_of_their_own(void **state)
{
    (void)state;
    struct cause_finding none = {.has_errors = false};
    struct httally_incident incident = incident_of(HTTALLY_INCIDENT_CLIENT_CLOSED);
    assert_sentence(&incident, &none,
                    "2026-03-12 14:03-14:27: requests given up by clients (499) rose from 0.3 % "
                    "to 18 %: 4,211 more than usual.");
    incident.kind = HTTALLY_INCIDENT_THROTTLED;
    assert_sentence(&incident, &none,
                    "2026-03-12 14:03-14:27: requests refused for being too many (429) rose from "
                    "0.3 % to 18 %: 4,211 more than usual.");
    incident.kind = HTTALLY_INCIDENT_TLS;
    incident.code_count = 0;
    assert_sentence(&incident, &none,
                    "2026-03-12 14:03-14:27: failures of TLS rose from 0.3 % to 18 %: 4,211 more "
                    "failures than usual.");
    incident.kind = HTTALLY_INCIDENT_SURGE;
    incident.requests = 24 * 3100;
    incident.expected_errors = 24 * 200;
    struct cause_finding robot = finding_of(HTTALLY_CAUSE_AGENT, "Googlebot", 0.5, 0.031);
    assert_sentence(&incident, &robot,
                    "2026-03-12 14:03-14:27: requests rose from 200 to 3,100 a minute: 69,600 "
                    "more than usual; 50 % were made by Googlebot (usually 3.1 % of requests).");
    incident.kind = HTTALLY_INCIDENT_SILENCE;
    incident.end_sec = START + 12 * 60;
    incident.expected_errors = 2400;
    assert_sentence(&incident, &none,
                    "2026-03-12 14:03-14:15: no requests for 12 minutes where about 2,400 were to "
                    "be expected.");
}

static void all_dimensions_have_phrases(void **state)
{
    (void)state;
    struct httally_incident incident = incident_of(HTTALLY_INCIDENT_CODE);
    static const char *const expected[HTTALLY_CAUSE_DIMENSION_COUNT] = {
        [HTTALLY_CAUSE_PATH] = "; 70 % hit X, 70 % on X.",
        [HTTALLY_CAUSE_PATH_PREFIX] = "; 70 % hit paths below X, 70 % on paths below X.",
        [HTTALLY_CAUSE_UPSTREAM] = "; 70 % came from upstream X, 70 % behind upstream X.",
        [HTTALLY_CAUSE_CLIENT] = "; one client, X, made 70 % of them, 70 % by one client, X.",
        [HTTALLY_CAUSE_NETWORK] = "; one network, X, made 70 % of them, 70 % from one network, X.",
        [HTTALLY_CAUSE_AGENT] = "; 70 % were made by X, 70 % by X.",
        [HTTALLY_CAUSE_HOST] = "; 70 % were on host X, 70 % on host X.",
        [HTTALLY_CAUSE_METHOD] = "; 70 % were X requests, 70 % by X requests.",
        [HTTALLY_CAUSE_CODE] = "; 70 % are X, 70 % with X.",
    };
    for (int i = 0; i < HTTALLY_CAUSE_DIMENSION_COUNT; i++) {
        struct buffer text = {.has_failed = false};
        struct cause_finding finding = finding_of((enum httally_cause_dimension)i, "X", 0.7, -1);
        finding.has_second = true;
        finding.second = finding.causes[0];
        sentence_append(&text, &incident, &finding, true);
        buffer_append_char(&text, '\0');
        assert_string_equal(strchr(text.data, ';'), expected[i]);
        buffer_finish(&text);
    }
}

static void habits_have_a_time(void **state)
{
    (void)state;
    struct httally_habit habit = {.last_sec = START, .period_sec = 86400, .seen = 12, .of = 14};
    struct buffer text = {.has_failed = false};
    sentence_append_habit(&text, &habit, 3600);
    assert_slice_equal(buffer_slice(&text), SLICE("happens every day about 14:03 (12 of 14 days)"));
    buffer_reset(&text);
    habit.period_sec = 3600;
    sentence_append_habit(&text, &habit, 3600);
    assert_slice_equal(buffer_slice(&text), SLICE("happens every hour about :03 (12 of 14 hours)"));
    buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_when_how_much_and_where),
        cmocka_unit_test(a_stream_is_not_named_twice),
        cmocka_unit_test(names_what_the_log_has_when_errors_are_spread),
        cmocka_unit_test(kinds_have_words_of_their_own),
        cmocka_unit_test(all_dimensions_have_phrases),
        cmocka_unit_test(habits_have_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
