/* SPDX-License-Identifier: MIT */
#include "incident/open_alarm.h"

#include <math.h>

enum {
    SHORT_MINUTES = 5,
    SLOW_WINDOW = 60,
    SLOW_MINUTES = 30,
    CALM_MINUTES = 5,
    SILENT_MINUTES = 30,
    OPEN_MINUTES_MAX = 2 * MINUTES_PER_DAY,
    LOOK_BACK_MIN = 30,
};

/* Google's SRE workbook, "Alerting on SLOs": 2 % of a month's errors in an hour. */
static const double page_burn = 14.4;

size_t open_alarm_start_of(const struct finding *finding, double rate, size_t minute)
{
    const struct counts *counts = finding->counts;
    double errors = counts_between(counts->error_sum, minute + 1 - finding->window, minute + 1);
    double rise = fmax(2, errors / finding->expected / 2);
    size_t look_back = 3 * finding->window > LOOK_BACK_MIN ? 3 * finding->window : LOOK_BACK_MIN;
    size_t first = minute + 1 > look_back ? minute + 1 - look_back : 0;
    size_t best = minute;
    double ratio = 0, highest = -INFINITY;
    for (size_t at = minute + 1; at-- > first;) {
        double here = counts_at(counts->error_sum, at);
        ratio += here * log(rise) - (rise - 1) * rate * counts_at(counts->request_sum, at);
        if (here > 0 && ratio > highest) {
            highest = ratio;
            best = at;
        }
    }
    return best;
}

struct open_alarm open_alarm_raise(const struct finding *finding, double total_base_rate,
                                   size_t minute)
{
    double requests =
        counts_between(finding->counts->request_sum, minute + 1 - finding->window, minute + 1);
    double rate = finding->expected / fmax(1, requests);
    return (struct open_alarm){
        .is_on = true,
        .finding = *finding,
        .fired = minute,
        .start = open_alarm_start_of(finding, rate, minute),
        .last = minute,
        .base_rate = rate,
        .total_base_rate = total_base_rate,
    };
}

/* The first of the 'count' minutes that end with 'minute'. */
static size_t first_of_last(size_t minute, size_t count)
{
    return minute + 1 > count ? minute + 1 - count : 0;
}

static bool is_above_usual(const struct open_alarm *alarm, size_t minute)
{
    double errors = counts_at(alarm->finding.counts->error_sum, minute);
    double mean = alarm->base_rate * counts_at(alarm->finding.counts->request_sum, minute);
    return errors > 1 + 1.5 * mean || (errors > 0 && mean < 0.3);
}

static bool is_calm(const struct open_alarm *alarm, double clusters, size_t minute)
{
    const struct counts *counts = alarm->finding.counts;
    size_t from = first_of_last(minute, SHORT_MINUTES);
    double errors = counts_between(counts->error_sum, from, minute + 1);
    double mean = alarm->base_rate * counts_between(counts->request_sum, from, minute + 1);
    if (errors > fmax(1.5 * mean, mean + 2 * sqrt(clusters * mean)))
        return false;
    if (alarm->finding.window < SLOW_WINDOW)
        return true;
    from = first_of_last(minute, SLOW_MINUTES);
    mean = alarm->base_rate * counts_between(counts->request_sum, from, minute + 1);
    return counts_between(counts->error_sum, from, minute + 1) <= 1.5 * mean + 1;
}

/* Errors beyond usual over the errors that the objective allows, in the last 'minutes'. */
static double excess_of_total(const struct open_alarm *alarm, const struct counts *total,
                              size_t minute, size_t minutes, double *burn_out)
{
    size_t from = first_of_last(minute, minutes);
    double requests = counts_between(total->request_sum, from, minute + 1);
    double excess =
        counts_between(total->error_sum, from, minute + 1) - alarm->total_base_rate * requests;
    *burn_out = excess / (error_budget * fmax(1, requests));
    return excess;
}

/* One client in a loop wakes nobody. */
static bool calls_for_a_person(const struct open_alarm *alarm, const struct timeline *timeline,
                               const struct counts *total, const struct rules *rules, size_t minute)
{
    double short_burn, hour_burn;
    excess_of_total(alarm, total, minute, SHORT_MINUTES, &short_burn);
    double excess = excess_of_total(alarm, total, minute, MINUTES_PER_HOUR, &hour_burn);
    if (short_burn <= page_burn || hour_burn <= page_burn)
        return false;
    if (!timeline->client_sum)
        return true;
    double clients =
        counts_between(timeline->client_sum, first_of_last(minute, MINUTES_PER_HOUR), minute + 1);
    return clients >= fmax(rules->min_clients, sqrt(fmax(0, excess)));
}

bool open_alarm_advance(struct open_alarm *alarm, const struct timeline *timeline,
                        const struct counts *total, const struct rules *rules, double clusters,
                        bool is_hot, size_t minute)
{
    if (is_above_usual(alarm, minute))
        alarm->last = minute;
    bool can_tell = timeline_is_seen(timeline, minute) || minute - alarm->last > SILENT_MINUTES;
    bool is_quiet = !is_hot && can_tell && is_calm(alarm, clusters, minute);
    alarm->calm_minutes = is_quiet ? alarm->calm_minutes + 1 : 0;
    if (total->kind == HTTALLY_INCIDENT_SERVER_ERRORS &&
        calls_for_a_person(alarm, timeline, total, rules, minute))
        alarm->is_page = true;
    return alarm->calm_minutes >= CALM_MINUTES || minute - alarm->fired > OPEN_MINUTES_MAX;
}
