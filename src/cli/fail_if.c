/* SPDX-License-Identifier: MIT */
#include "fail_if.h"

#include <stdio.h>
#include <string.h>

#include "httally/tally.h"

static struct fail_if_measure count_incidents(const struct httally_incidents *incidents,
                                              bool is_page)
{
    struct fail_if_measure measure = {.whole = 1};
    if (!incidents || incidents->not_searched)
        measure.unknown = incidents ? incidents->not_searched : "no search was made";
    for (size_t i = 0; !measure.unknown && i < incidents->count; i++)
        measure.part += !is_page || incidents->list[i].severity == HTTALLY_INCIDENT_PAGE;
    return measure;
}

static struct fail_if_measure count_requests(const struct fail_if *condition,
                                             const struct httally_report *report)
{
    struct fail_if_measure measure = {.whole = httally_tally_total(report->tally).requests};
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        httally_status status = (httally_status)i;
        bool is_counted =
            condition->subject == FAIL_IF_STATUS
                ? condition->statuses[i]
                : httally_profile_read(report->profile, status)->outcome == condition->outcome;
        if (is_counted)
            measure.part += httally_tally_status(report->tally, status).requests;
    }
    return measure;
}

static struct fail_if_measure measure_duration(const struct fail_if *condition,
                                               const struct httally_report *report)
{
    struct fail_if_measure measure = {.whole = 1};
    struct httally_latency latency;
    if (!httally_tally_latency(report->tally, &latency) || latency.requests == 0)
        measure.unknown = "no durations were logged";
    else if (condition->subject == FAIL_IF_P50)
        measure.part = latency.p50_us;
    else if (condition->subject == FAIL_IF_P90)
        measure.part = latency.p90_us;
    else if (condition->subject == FAIL_IF_P95)
        measure.part = latency.p95_us;
    else if (condition->subject == FAIL_IF_P99)
        measure.part = latency.p99_us;
    else
        measure.part = latency.max_us;
    return measure;
}

/* Of a time ahead of the clock it is none. */
static struct fail_if_measure measure_silence(const struct fail_if_facts *facts)
{
    static const uint64_t million = 1000000;
    uint64_t seconds = facts->silence_sec > 0 ? (uint64_t)facts->silence_sec : 0;
    return (struct fail_if_measure){
        .part = seconds < UINT64_MAX / million ? seconds * million : UINT64_MAX,
        .whole = 1,
    };
}

struct fail_if_facts fail_if_facts_of(const struct httally_report *report, int64_t now)
{
    struct fail_if_facts facts = {.report = report, .silence_sec = FAIL_IF_NO_REQUEST};
    int64_t last;
    if (report->tally && httally_tally_last_time(report->tally, &last))
        facts.silence_sec = now - last;
    return facts;
}

struct fail_if_measure fail_if_measure(const struct fail_if *condition,
                                       const struct fail_if_facts *facts)
{
    const struct httally_report *report = facts->report;
    struct fail_if_measure measure;
    struct httally_lines lines;
    if (fail_if_is_of_incidents(condition))
        return count_incidents(report->incidents, condition->subject == FAIL_IF_PAGES);
    if (!report->tally)
        return (struct fail_if_measure){.unknown = "a series does not tell"};
    switch (condition->subject) {
    case FAIL_IF_STATUS:
    case FAIL_IF_OUTCOME:
        measure = count_requests(condition, report);
        break;
    case FAIL_IF_REQUESTS:
        measure = (struct fail_if_measure){.part = httally_tally_total(report->tally).requests};
        break;
    case FAIL_IF_UNPARSED:
        lines = httally_tally_lines(report->tally);
        measure = (struct fail_if_measure){lines.unparsed + lines.too_long, lines.read, NULL};
        break;
    case FAIL_IF_SILENCE:
        return measure_silence(facts);
    default:
        return measure_duration(condition, report);
    }
    if (!condition->is_share)
        measure.whole = 1;
    else if (measure.whole == 0)
        measure.unknown =
            condition->subject == FAIL_IF_UNPARSED ? "no line was read" : "there was no request";
    return measure;
}

/* Below, at or above 0 as a/b is to c/d, whose whole parts and then whose remainders' reciprocals
 * tell: products of such numbers would not fit. */
static int compare_quotients(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    int sign = 1;
    while (a / b == c / d) {
        uint64_t left = a % b, right = c % d;
        if (left == 0 || right == 0)
            return sign * ((left > 0) - (right > 0));
        a = b;
        b = left;
        c = d;
        d = right;
        sign = -sign;
    }
    return a / b > c / d ? sign : -sign;
}

static void describe(const struct fail_if *condition, const struct fail_if_measure *measure,
                     char actual_out[FAIL_IF_TEXT_SIZE])
{
    unsigned long long part = measure->part, whole = measure->whole;
    double quotient = (double)part / (double)whole;
    uint64_t unit_us =
        condition->above.is_set ? condition->above.unit_us : condition->below.unit_us;
    if (condition->subject == FAIL_IF_SILENCE && part == UINT64_MAX)
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "there was no request");
    else if (condition->is_share)
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%.4g%% (%llu of %llu)", 100 * quotient, part,
                 whole);
    else if (condition->unit)
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%.4g %s", quotient / (double)unit_us,
                 condition->unit);
    else
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%llu", part);
}

/* Below, at or above 0 as the measure is to the bound. */
static int compare_with(const struct fail_if *condition, const struct fail_if_measure *measure,
                        const struct fail_if_bound *bound)
{
    static const uint64_t million = 1000000;
    uint64_t whole = bound->unit_us ? bound->unit_us : measure->whole;
    return compare_quotients(measure->part, whole, bound->millionths,
                             condition->is_share ? 100 * million : million);
}

static bool holds(const struct fail_if *condition, const struct fail_if_measure *measure)
{
    int to_above = compare_with(condition, measure, &condition->above);
    int to_below = compare_with(condition, measure, &condition->below);
    if (condition->is_inside)
        return (!condition->above.is_set || to_above <= 0) &&
               (!condition->below.is_set || to_below >= 0);
    return (condition->above.is_set && to_above >= !condition->above.is_inclusive) ||
           (condition->below.is_set && -to_below >= !condition->below.is_inclusive);
}

enum fail_if_verdict fail_if_judge(const struct fail_if *condition,
                                   const struct fail_if_facts *facts,
                                   char actual_out[FAIL_IF_TEXT_SIZE])
{
    struct fail_if_measure measure = fail_if_measure(condition, facts);
    if (measure.unknown) {
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%s", measure.unknown);
        return FAIL_IF_UNKNOWN;
    }
    describe(condition, &measure, actual_out);
    return holds(condition, &measure) ? FAIL_IF_HOLDS : FAIL_IF_CLEAR;
}

bool fail_if_is_of_durations(const struct fail_if *condition)
{
    return condition->subject >= FAIL_IF_P50 && condition->subject <= FAIL_IF_MAX;
}

bool fail_if_is_of_incidents(const struct fail_if *condition)
{
    return condition->subject == FAIL_IF_SPIKES || condition->subject == FAIL_IF_PAGES;
}
