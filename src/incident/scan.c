/* SPDX-License-Identifier: MIT */
#include "incident/scan.h"

#include <math.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "incident/negative_binomial.h"
#include "incident/recurrence.h"
#include "incident/reference.h"

enum {
    NOISE_EVERY_MINUTES = 30,
    COLD_MINUTES = 60,
    COLD_WINDOW = 5,
    HOT_WINDOW_MAX = 15,
    ALARMS_MAX = 1 << 20,
};

static const size_t windows[] = {1, 5, 15, 60, 240};

/* An alarm that is on for a day is how things are now: references see it. */
static const size_t new_normal_minutes = MINUTES_PER_DAY;

static const double evidence_of_cold_start = 99;

/* Cleaning */

static double cleaned_errors(const struct scan *scan, const struct counts *counts, size_t minute)
{
    double errors = counts_at(counts->error_sum, minute);
    if (errors <= 0 || scan->is_cold ||
        (scan->alarm.is_on && minute - scan->alarm.fired > new_normal_minutes))
        return errors;
    struct reference_day day = reference_day_before(scan->timeline, minute, REFERENCE_LAG);
    double mean =
        counts_at(counts->request_sum, minute) * reference_rate(counts, day.from, day.until);
    if (scan->alarm.is_on)
        return fmin(errors, mean);
    if (errors <= mean + 2)
        return errors;
    double spread = sqrt(noise_variance(&counts->noise, 1, mean, INFINITY));
    return fmin(errors, mean + 4 * spread + 2);
}

static void clean_minute(struct scan *scan, size_t minute)
{
    for (size_t i = 0; i < scan->count; i++) {
        double *sum = scan->counts[i].cleaned_sum;
        if (minute >= scan->timeline->prologue)
            sum[minute + 1] = sum[minute] + cleaned_errors(scan, &scan->counts[i], minute);
        double before = minute > 0 ? counts_at(sum, minute - 1) : 0;
        double step =
            timeline_is_seen(scan->timeline, minute) ? counts_at(sum, minute) - before : 0;
        double *steps = scan->counts[i].step_sum;
        steps[(minute + 1) % STEPS_KEPT] = steps[minute % STEPS_KEPT] + step * step;
    }
}

/* Take the minutes since the alarm's start out of all references. */
static void clean_since_start(struct scan *scan, size_t minute)
{
    size_t start = scan->alarm.start;
    if (start < scan->timeline->prologue)
        start = scan->timeline->prologue;
    for (size_t i = 0; i < scan->count; i++) {
        struct counts *counts = &scan->counts[i];
        struct reference_day day = reference_day_before(scan->timeline, start, 0);
        double rate = reference_rate(counts, day.from, day.until);
        double before = counts->cleaned_sum[start];
        for (size_t at = start; at <= minute; at++) {
            double errors = counts->cleaned_sum[at + 1] - before;
            before = counts->cleaned_sum[at + 1];
            counts->cleaned_sum[at + 1] =
                counts->cleaned_sum[at] + fmin(errors, rate * counts_at(counts->request_sum, at));
        }
    }
}

/* Testing */

static double clients_in(const struct timeline *timeline, size_t from, size_t until)
{
    return timeline->client_sum ? counts_between(timeline->client_sum, from, until) : INFINITY;
}

/* Unknown data have no usual: only what nobody would call usual counts. */
static bool is_cold_incident(const struct scan *scan, const struct counts *counts, size_t from,
                             size_t until)
{
    double errors = counts_between(counts->error_sum, from, until);
    return counts == scan->counts && until - from == COLD_WINDOW && errors >= 10 &&
           errors > 0.2 * counts_between(counts->request_sum, from, until) &&
           clients_in(scan->timeline, from, until) >= 5;
}

static bool is_excess(const struct rules *rules, const struct counts *counts, double errors,
                      double expected)
{
    return errors > rules->min_ratio * expected &&
           counts->weight * (errors - expected) >= rules->min_errors;
}

/* Say how far the window is beyond chance; false when it is not worth a thought. */
static bool is_beyond_chance(const struct scan *scan, struct counts *counts, size_t minute,
                             size_t window, struct finding *finding_out)
{
    const struct rules *rules = scan->rules;
    size_t from = minute + 1 - window;
    double errors = counts_between(counts->error_sum, from, minute + 1);
    double requests = counts_between(counts->request_sum, from, minute + 1);
    struct reference_day day = window > REFERENCE_LAG
                                   ? reference_day_before(scan->timeline, from, 0)
                                   : reference_day_before(scan->timeline, minute, REFERENCE_LAG);
    double rate = reference_rate(counts, day.from, day.until);
    if (!is_excess(rules, counts, errors, requests * rate))
        return false;
    double expected = reference_expected(scan->timeline, counts, minute, window, rate);
    if (!is_excess(rules, counts, errors, expected))
        return false;
    double known = counts_between(counts->cleaned_sum, day.from, day.until);
    double evidence = negative_binomial_evidence(
        errors, expected, noise_variance(&counts->noise, window, expected, known));
    double asked = counts == scan->counts ? rules->evidence : rules->evidence_of_parts;
    *finding_out = (struct finding){counts, window, expected, evidence, evidence - asked};
    return evidence >= asked;
}

/* One client in a loop is no incident, nor are a few: as many clients as chance needs at least. */
static bool has_many_clients(const struct scan *scan, size_t from, size_t until, double excess)
{
    double few = scan->rules->min_clients;
    return few <= 0 || clients_in(scan->timeline, from, until) >= fmax(few, sqrt(excess));
}

/* Much of the hour's requests, more than a client or two, and not the same as every day? */
static bool is_worth_an_alarm(struct scan *scan, const struct finding *finding, size_t minute)
{
    size_t from = minute + 1 - finding->window;
    size_t hour = minute + 1 > MINUTES_PER_HOUR ? minute + 1 - MINUTES_PER_HOUR : 0;
    double excess =
        counts_between(finding->counts->error_sum, from, minute + 1) - finding->expected;
    double all =
        scan->counts[0].weight * counts_between(scan->counts[0].request_sum, hour, minute + 1);
    if (finding->counts->weight * excess < scan->rules->min_impact * all ||
        !has_many_clients(scan, from, minute + 1, excess))
        return false;
    struct rhythm_hits hits =
        recurrence_of(scan->timeline, finding->counts, minute, finding->window);
    if (hits.of > 0)
        habit_list_note(scan->habits, scan->timeline, finding, &hits, minute);
    return hits.of == 0;
}

static bool is_cold_finding(const struct scan *scan, const struct counts *counts, size_t minute,
                            size_t window, struct finding *finding_out)
{
    size_t from = minute + 1 - window;
    double requests = counts_between(counts->request_sum, from, minute + 1);
    *finding_out = (struct finding){counts, window, error_budget * requests, evidence_of_cold_start,
                                    evidence_of_cold_start};
    return is_cold_incident(scan, counts, from, minute + 1);
}

/* Test the windows of a stream.  '*best' becomes the best finding, 'true' says that an alarm that
 * is on is still fed. */
static bool test_stream(struct scan *scan, struct counts *counts, size_t minute,
                        struct finding *best)
{
    bool is_hot = false;
    for (size_t i = 0; i < ARRAY_LENGTH(windows) && minute + 1 >= windows[i]; i++) {
        size_t left = minute + 1 - scan->free_from;
        size_t window = windows[i] < left ? windows[i] : left;
        struct finding finding;
        if (window == 0 || (window < windows[i] && window <= windows[i] / 4))
            break;
        if (counts->weight * counts_between(counts->error_sum, minute + 1 - window, minute + 1) <
            scan->rules->min_errors)
            continue;
        if (scan->is_cold ? !is_cold_finding(scan, counts, minute, window, &finding)
                          : !is_beyond_chance(scan, counts, minute, window, &finding))
            continue;
        if (scan->alarm.is_on)
            is_hot |= window <= HOT_WINDOW_MAX && !scan->is_cold;
        else if (finding.margin > best->margin &&
                 (scan->is_cold || is_worth_an_alarm(scan, &finding, minute)))
            *best = finding;
    }
    return is_hot;
}

/* Alarms */

static void raise_alarm(struct scan *scan, const struct finding *finding, size_t minute)
{
    struct reference_day day = reference_day_before(scan->timeline, minute, REFERENCE_LAG);
    double total_rate =
        finding->counts == scan->counts
            ? finding->expected / fmax(1, counts_between(finding->counts->request_sum,
                                                         minute + 1 - finding->window, minute + 1))
            : reference_rate(scan->counts, day.from, day.until);
    scan->alarm = open_alarm_raise(finding, total_rate, minute);
    if (!scan->is_cold)
        clean_since_start(scan, minute);
}

static bool close_alarm(struct scan *scan)
{
    struct alarm_list *found = scan->found;
    void *alarms = found->alarms;
    if (!memory_grow(&alarms, found->count, &found->capacity, 16, ALARMS_MAX,
                     sizeof *found->alarms))
        return false;
    found->alarms = alarms;
    found->alarms[found->count++] = scan->alarm;
    scan->free_from = scan->alarm.last + 1;
    return true;
}

static void estimate_noise(struct scan *scan, struct reference_day day)
{
    if (day.until - day.from > MINUTES_PER_DAY)
        day.from = day.until - MINUTES_PER_DAY;
    for (size_t i = 0; i < scan->count; i++)
        scan->counts[i].noise = noise_estimate(
            &scan->counts[i], i > 0 ? &scan->counts[0].noise : NULL, day.from, day.until);
}

static bool scan_minute(struct scan *scan, size_t minute)
{
    struct reference_day day = reference_day_before(scan->timeline, minute, REFERENCE_LAG);
    struct reference_day before = reference_day_before(scan->timeline, minute, 0);
    scan->is_cold =
        counts_between(scan->timeline->seen_sum, before.from, before.until) < COLD_MINUTES;
    bool is_time = scan->timeline->has_baseline ? minute == scan->timeline->prologue
                                                : minute % NOISE_EVERY_MINUTES == 0;
    if (is_time && day.until - day.from >= COLD_MINUTES)
        estimate_noise(scan, day);
    clean_minute(scan, minute);
    if (minute < scan->timeline->prologue)
        return true;
    struct finding best = {.margin = -1};
    bool is_hot = false;
    for (size_t i = 0; i < scan->count; i++)
        is_hot |= test_stream(scan, &scan->counts[i], minute, &best);
    if (!scan->alarm.is_on && best.counts)
        raise_alarm(scan, &best, minute);
    if (!scan->alarm.is_on ||
        !open_alarm_advance(&scan->alarm, scan->timeline, scan->counts, scan->rules,
                            scan->alarm.finding.counts->noise.clusters, is_hot, minute))
        return true;
    scan->alarm.is_on = false;
    return close_alarm(scan);
}

bool scan_run(const struct timeline *timeline, const struct rules *rules, struct counts *counts,
              size_t count, struct alarm_list *found, struct habit_list *habits)
{
    struct scan scan = {
        .timeline = timeline,
        .rules = rules,
        .counts = counts,
        .count = count,
        .free_from = timeline->prologue,
        .found = found,
        .habits = habits,
    };
    bool is_done = true;
    for (size_t i = 0; i < count; i++) {
        counts[i].noise = noise_unknown();
        counts[i].median_taken = 0;
    }
    for (size_t minute = 0; is_done && minute < timeline->minute_count; minute++)
        is_done = scan_minute(&scan, minute);
    if (is_done && scan.alarm.is_on)
        is_done = close_alarm(&scan);
    return is_done;
}
