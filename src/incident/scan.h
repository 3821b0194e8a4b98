/* SPDX-License-Identifier: MIT */
/*
 * scan.h - look at every minute once, in its order, with windows of several lengths that end there.
 *
 * Neill's expectation-based scan statistic ("Expectation-based scan statistics for monitoring
 * spatial time series data", International Journal of Forecasting 25, 2009), in time, with negative
 * binomial tails instead of simulated ones.
 */
#ifndef SCAN_H
#define SCAN_H

#include "incident/habit.h"
#include "incident/noise.h"
#include "incident/open_alarm.h"
#include "incident/rules.h"

struct alarm_list {
    struct open_alarm *alarms;
    size_t count;
    size_t capacity;
};

struct scan {
    const struct timeline *timeline;
    const struct rules *rules;
    /* All errors first, then their parts. */
    struct counts *counts;
    size_t count;
    /* Fewer than an hour of minutes with lines are known. */
    bool is_cold;
    struct open_alarm alarm;
    /* The first minute behind the last alarm: windows do not reach back over it. */
    size_t free_from;
    struct alarm_list *found;
    struct habit_list *habits;
};

/* Scan all minutes and append the alarms to 'found', the last perhaps still on.  False when memory
 * is out.  What was no alarm for being a habit goes to 'habits'.  The cleaned sums of a prologue
 * must have been made. */
bool scan_run(const struct timeline *timeline, const struct rules *rules, struct counts *counts,
              size_t count, struct alarm_list *found, struct habit_list *habits);

#endif
