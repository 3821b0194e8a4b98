/* SPDX-License-Identifier: MIT */
#include "incident/habit.h"

#include <stdlib.h>

/* How far apart two times may be and still be the same habit, in minutes. */
enum { SAME_OF_DAY = 10, SAME_OF_HOUR = 3, SHORT_WINDOW = 15 };

static int32_t slot_of(int64_t local_sec, int32_t period_sec)
{
    int64_t within = local_sec % period_sec;
    return (int32_t)((within < 0 ? within + period_sec : within) / 60);
}

static bool is_same_time(const struct habit *a, const struct habit *b)
{
    int32_t period = a->hits.period_sec / 60, apart = abs(a->slot - b->slot);
    int32_t nearest = apart < period - apart ? apart : period - apart;
    return nearest <= (period == MINUTES_PER_HOUR ? SAME_OF_HOUR : SAME_OF_DAY);
}

static bool is_of_same_stream(const struct habit *a, const struct habit *b)
{
    return a->place == b->place && a->kind == b->kind;
}

bool habit_list_has_hourly(const struct habit_list *habits, const struct habit *daily)
{
    if (daily->hits.period_sec == MINUTES_PER_HOUR * 60)
        return false;
    struct habit of_hour = *daily;
    of_hour.hits.period_sec = MINUTES_PER_HOUR * 60;
    of_hour.slot %= MINUTES_PER_HOUR;
    for (size_t i = 0; i < habits->count; i++) {
        if (habits->list[i].hits.period_sec == of_hour.hits.period_sec &&
            is_of_same_stream(&habits->list[i], &of_hour) &&
            is_same_time(&habits->list[i], &of_hour))
            return true;
    }
    return false;
}

void habit_list_add(struct habit_list *habits, const struct timeline *timeline,
                    const struct habit *habit)
{
    struct habit added = *habit;
    added.last_sec = habits->start_sec + 60 * ((int64_t)habit->last - (int64_t)timeline->prologue);
    added.slot =
        slot_of(added.last_sec + timeline->offset_sec[habit->last], habit->hits.period_sec);
    size_t i = 0;
    while (i < habits->count && (!is_of_same_stream(&habits->list[i], &added) ||
                                 habits->list[i].hits.period_sec != added.hits.period_sec ||
                                 !is_same_time(&habits->list[i], &added)))
        i++;
    if (i == HABITS_MAX)
        return;
    /* Several windows see the same time: the short one with most errors is all of it. */
    struct habit *known = &habits->list[i];
    bool is_same_occurrence = i < habits->count && added.last <= known->last + SAME_OF_DAY;
    if (!is_same_occurrence || (added.errors > known->errors && added.window <= SHORT_WINDOW))
        *known = added;
    habits->count += i == habits->count;
}

static size_t peak_of_window(const struct finding *finding, size_t minute)
{
    const double *sum = finding->counts->error_sum;
    size_t peak = minute;
    for (size_t at = minute + 1 - finding->window; at < minute; at++) {
        if (counts_at(sum, at) > counts_at(sum, peak))
            peak = at;
    }
    return peak;
}

void habit_list_note(struct habit_list *habits, const struct timeline *timeline,
                     const struct finding *finding, const struct rhythm_hits *hits, size_t minute)
{
    struct habit habit = {.kind = finding->counts->kind,
                          .place = finding->counts->place,
                          .window = finding->window,
                          .hits = *hits};
    habit.last = peak_of_window(finding, minute);
    habit.errors =
        finding->counts->weight *
        counts_between(finding->counts->error_sum, minute + 1 - finding->window, minute + 1);
    habit_list_add(habits, timeline, &habit);
}
