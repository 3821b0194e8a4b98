/* SPDX-License-Identifier: MIT */
/* habit.h - what would be alarms if it did not happen every day, or every hour: each once. */
#ifndef HABIT_H
#define HABIT_H

#include "incident/open_alarm.h"

enum { HABITS_MAX = 1024 };

struct habit {
    enum httally_incident_kind kind;
    size_t place;
    /* The window that saw it; 0: it was not one. */
    size_t window;
    /* Minutes since the local day, or the hour, began; minute of the last time's peak. */
    int32_t slot;
    size_t last;
    int64_t last_sec;
    struct rhythm_hits hits;
    double errors;
};

/* Those of one search; more than there is room for are left out. */
struct habit_list {
    int64_t start_sec;
    struct habit list[HABITS_MAX];
    size_t count;
};

/* 'finding' was no alarm at 'minute' for happening so often. */
void habit_list_note(struct habit_list *habits, const struct timeline *timeline,
                     const struct finding *finding, const struct rhythm_hits *hits, size_t minute);

/* Is this daily habit one of every hour?  What happens every hour happens every day. */
bool habit_list_has_hourly(const struct habit_list *habits, const struct habit *daily);

/* Errors and peak are known already: what is not found by windows of errors. */
void habit_list_add(struct habit_list *habits, const struct timeline *timeline,
                    const struct habit *habit);

#endif
