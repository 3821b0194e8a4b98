/* SPDX-License-Identifier: MIT */
/*
 * spikes_page - print the HTML report of a log with spikes made by hand, whatever the log, and
 * compared with an earlier time that had no 5xx.
 *
 *     spikes_page LOG COUNT REASON
 *
 * COUNT spikes, or none because of REASON (may be empty).
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "httally/analysis.h"
#include "httally/report.h"
#include "tally/tally.h"

#define SLICE(text)                                                                                \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

enum { SPIKES_MOST = 100, MINUTE_SEC = 60 };

/* The first is severe; names, values and lines are as bad as they come. */
static const struct httally_incident pattern = {
    .requests = 3411,
    .errors = 1402,
    .expected_errors = 3.25,
    .error_rate = 0.411,
    .baseline_rate = 0.001,
    .name = SLICE("/<script>\x1b[31m"),
    .codes = {{502, 1290}, {504, 112}},
    .code_count = 2,
    .causes = {{HTTALLY_CAUSE_PATH, SLICE("/api/<b>checkout\xE2\x80\xAE"), 1300, 0.93, 0.06, 0.01,
                3.0},
               {HTTALLY_CAUSE_UPSTREAM, SLICE("10.0.0.7:8080"), 1290, 0.9, 0.5, -1, 0.9}},
    .cause_count = 2,
    .is_concentrated = true,
    .samples = {SLICE("192.0.2.7 - - [\xFF] \"POST /<i> HTTP/1.1\" 502 \"</code>\"")},
    .sample_count = 1,
    .text = "41% of requests failed instead of 0.1%, 93% of them on /api/<b>checkout.",
};

static void make_spikes(const struct httally_tally *tally, struct httally_incident *spikes,
                        size_t count)
{
    int64_t start = tally->first.time, length = tally->last.time - start + MINUTE_SEC;
    for (size_t i = 0; i < count; i++) {
        spikes[i] = pattern;
        spikes[i].start_sec = start + length * (int64_t)i / (int64_t)count;
        spikes[i].end_sec = spikes[i].start_sec + MINUTE_SEC * (int64_t)(1 + i % 40);
        spikes[i].peak_sec = spikes[i].start_sec;
        spikes[i].kind = (enum httally_incident_kind)(i % HTTALLY_INCIDENT_KIND_COUNT);
        spikes[i].severity = i ? HTTALLY_INCIDENT_NOTICE : HTTALLY_INCIDENT_PAGE;
        spikes[i].is_open = i + 1 == count;
    }
}

/* A path with a name that no one would choose was there before, and is gone. */
static const char earlier[] =
    "{\"schema\":\"httally.report/1\",\"requests\":20000,\"first\":\"2026-03-01T00:00:00+01:00\","
    "\"last\":\"2026-03-07T23:59:59+01:00\",\"status\":[{\"code\":200,\"token\":\"200\","
    "\"requests\":20000}],\"top\":{\"paths\":[{\"value\":\"/<gone>\\u001b\",\"requests\":9000,"
    "\"classes\":{\"5xx\":0},\"max_error\":0}]},\"key_counts\":{\"paths\":1},\"unique_clients\":{"
    "\"estimate\":9,\"exact\":true}}";

static int print_page(const char *log, size_t count, const char *reason)
{
    static struct httally_incident spikes[SPIKES_MOST];
    struct httally_habit habit = {
        .kind = HTTALLY_INCIDENT_PATH, .name = SLICE("/<backup>"), .text = "happens every day"};
    const struct httally_analysis_options options = {0};
    struct httally_catalogue *catalogue = NULL;
    struct httally_profile *profile = NULL;
    struct httally_analysis *analysis = NULL;
    struct httally_previous *previous = NULL;
    struct httally_error error = {.message = ""};
    char *text = NULL;
    size_t length = 0;
    if (httally_catalogue_create(&catalogue, NULL) != HTTALLY_OK ||
        httally_profile_create(catalogue, NULL, &profile, NULL) != HTTALLY_OK ||
        httally_analysis_create(&options, &analysis, NULL) != HTTALLY_OK ||
        httally_analysis_add_file(analysis, log, NULL) != HTTALLY_OK ||
        httally_analysis_run(analysis, NULL) != HTTALLY_OK)
        return 1;
    if (httally_previous_read(httally_slice_of_string(earlier), &previous, &error) != HTTALLY_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    struct httally_incidents incidents = {.list = spikes,
                                          .count = count,
                                          .habits = &habit,
                                          .habit_count = count > 0,
                                          .not_searched = reason[0] ? reason : NULL};
    struct httally_report report = {.tally = httally_analysis_tally(analysis),
                                    .profile = profile,
                                    .catalogue = catalogue,
                                    .format = httally_analysis_format_name(analysis),
                                    .incidents = &incidents,
                                    .previous = previous};
    report.inputs = httally_analysis_inputs(analysis, &report.input_count);
    make_spikes(report.tally, spikes, count);
    if (httally_report_render(&report, "html", &text, &length, NULL) != HTTALLY_OK)
        return 1;
    fwrite(text, 1, length, stdout);
    free(text);
    httally_previous_destroy(previous);
    httally_analysis_destroy(analysis);
    httally_profile_destroy(profile);
    httally_catalogue_destroy(catalogue);
    return fflush(stdout) != 0;
}

int main(int argument_count, char **arguments)
{
    size_t count = argument_count == 4 ? (size_t)strtoul(arguments[2], NULL, 10) : SPIKES_MOST + 1;
    if (count > SPIKES_MOST) {
        fputs("usage: spikes_page LOG COUNT REASON\n", stderr);
        return 2;
    }
    return print_page(arguments[1], count, arguments[3]);
}
