/* SPDX-License-Identifier: MIT */
#include "fail_if.h"

#include <stdio.h>
#include <string.h>

#include "httally/tally.h"

/* A number that is a quotient of two, or words that say why there is none. */
struct measure {
    uint64_t part;
    uint64_t whole;
    const char *unknown;
};

static struct measure count_incidents(const struct httally_incidents *incidents, bool is_page)
{
    struct measure measure = {.whole = 1};
    if (!incidents || incidents->not_searched)
        measure.unknown = incidents ? incidents->not_searched : "no search was made";
    for (size_t i = 0; !measure.unknown && i < incidents->count; i++)
        measure.part += !is_page || incidents->list[i].severity == HTTALLY_INCIDENT_PAGE;
    return measure;
}

static struct measure count_requests(const struct fail_if *condition,
                                     const struct httally_report *report)
{
    struct measure measure = {.whole = httally_tally_total(report->tally).requests};
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

static struct measure measure_duration(const struct fail_if *condition,
                                       const struct httally_report *report)
{
    struct measure measure = {.whole = condition->unit_us};
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

static struct measure measure_of(const struct fail_if *condition,
                                 const struct httally_report *report)
{
    struct measure measure;
    struct httally_lines lines;
    if (fail_if_is_of_incidents(condition))
        return count_incidents(report->incidents, condition->subject == FAIL_IF_PAGES);
    if (!report->tally)
        return (struct measure){.unknown = "a series does not tell"};
    switch (condition->subject) {
    case FAIL_IF_STATUS:
    case FAIL_IF_OUTCOME:
        measure = count_requests(condition, report);
        break;
    case FAIL_IF_REQUESTS:
        measure = (struct measure){.part = httally_tally_total(report->tally).requests};
        break;
    case FAIL_IF_UNPARSED:
        lines = httally_tally_lines(report->tally);
        measure = (struct measure){lines.unparsed + lines.too_long, lines.read, NULL};
        break;
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

static void describe(const struct fail_if *condition, const struct measure *measure,
                     char actual_out[FAIL_IF_TEXT_SIZE])
{
    unsigned long long part = measure->part, whole = measure->whole;
    double quotient = (double)part / (double)whole;
    if (condition->is_share)
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%.4g%% (%llu of %llu)", 100 * quotient, part,
                 whole);
    else if (condition->unit)
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%.4g %s", quotient, condition->unit);
    else
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%llu", part);
}

enum fail_if_verdict fail_if_judge(const struct fail_if *condition,
                                   const struct httally_report *report,
                                   char actual_out[FAIL_IF_TEXT_SIZE])
{
    static const uint64_t million = 1000000;
    struct measure measure = measure_of(condition, report);
    if (measure.unknown) {
        snprintf(actual_out, FAIL_IF_TEXT_SIZE, "%s", measure.unknown);
        return FAIL_IF_UNKNOWN;
    }
    describe(condition, &measure, actual_out);
    int order = compare_quotients(measure.part, measure.whole, condition->millionths,
                                  condition->is_share ? 100 * million : million);
    bool holds = order == 0 ? condition->has_bound : (order > 0) == condition->is_above;
    return holds ? FAIL_IF_HOLDS : FAIL_IF_CLEAR;
}

bool fail_if_is_of_incidents(const struct fail_if *condition)
{
    return condition->subject == FAIL_IF_SPIKES || condition->subject == FAIL_IF_PAGES;
}
