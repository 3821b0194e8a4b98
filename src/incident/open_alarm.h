/* SPDX-License-Identifier: MIT */
/* open_alarm.h - an alarm from its first minute to its end: since when, how grave, is it over. */
#ifndef OPEN_ALARM_H
#define OPEN_ALARM_H

#include "incident/counts.h"
#include "incident/rules.h"

/* Why an alarm is raised: one window of one stream. */
struct finding {
    const struct counts *counts;
    size_t window;
    double expected;
    double evidence;
    /* Evidence above what was asked: the best finding of a minute raises the alarm. */
    double margin;
};

struct open_alarm {
    bool is_on;
    struct finding finding;
    /* The minute whose data raised it, its estimated first, and the last one above usual. */
    size_t fired;
    size_t start;
    size_t last;
    /* Errors per request that were expected, of the stream and of all (the first stream). */
    double base_rate;
    double total_base_rate;
    size_t calm_minutes;
    bool is_page;
};

/* Raise an alarm at 'minute'; 'total_base_rate' is the first stream's. */
struct open_alarm open_alarm_raise(const struct finding *finding, double total_base_rate,
                                   size_t minute);

/*
 * The minute since which errors come 'k' times as often as 'rate' says: where the backward sum of
 * the Poisson log-likelihood ratio x ln k - (k - 1) rate n is largest.
 */
size_t open_alarm_start_of(const struct finding *finding, double rate, size_t minute);

/*
 * Look at one minute more.  'is_hot' says that some short window is still beyond the threshold,
 * 'clusters' is the noise of the moment.  True when the alarm is over: five minutes of calm, or
 * two days on.
 */
bool open_alarm_advance(struct open_alarm *alarm, const struct timeline *timeline,
                        const struct counts *total, const struct rules *rules, double clusters,
                        bool is_hot, size_t minute);

#endif
