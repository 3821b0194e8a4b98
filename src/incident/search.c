/* SPDX-License-Identifier: MIT */
#include "incident/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "incident/volume.h"

enum { INCIDENTS_MAX = 1 << 22 };

bool search_keep(struct search *search, const struct httally_incident *incident)
{
    struct httally_incidents *incidents = search->incidents;
    void *list = incidents->list;
    if (!memory_grow(&list, incidents->count, &search->capacity, 16, INCIDENTS_MAX,
                     sizeof *incidents->list))
        return false;
    incidents->list = list;
    incidents->list[incidents->count++] = *incident;
    return true;
}

size_t search_peak(const struct counts *counts, size_t from, size_t until)
{
    size_t peak = from;
    for (size_t minute = from; minute < until; minute++) {
        if (counts_at(counts->error_sum, minute) > counts_at(counts->error_sum, peak))
            peak = minute;
    }
    return peak;
}

static struct httally_incident describe_change(const struct search *search,
                                               const struct volume_scan *scan,
                                               const struct volume_change *change)
{
    const struct counts *lines = &scan->lines;
    double minutes = (double)(change->end - change->start);
    int64_t start_sec = search->input->start_sec;
    return (struct httally_incident){
        .start_sec = start_sec + 60 * (int64_t)change->start,
        .end_sec = start_sec + 60 * (int64_t)change->end,
        .peak_sec = start_sec + 60 * (int64_t)search_peak(lines, change->start, change->end),
        .fired_sec = start_sec + 60 * (int64_t)(change->fired + 1),
        .kind = change->is_silence ? HTTALLY_INCIDENT_SILENCE : HTTALLY_INCIDENT_SURGE,
        .is_open = change->is_open,
        .stream = lines->place,
        .requests = (uint64_t)counts_between(lines->error_sum, change->start, change->end),
        .expected_errors = change->expected,
        .baseline_rate = change->expected / minutes,
        .likelihood = change->evidence,
        .utc_offset_sec = scan->timeline->offset_sec[change->start],
        .name = search->input->streams[lines->place].name,
    };
}

static bool keep_changes(struct search *search, const struct volume_scan *scan)
{
    bool is_kept = true;
    for (size_t i = 0; is_kept && i < scan->count; i++) {
        const struct volume_change *change = &scan->changes[i];
        struct httally_incident incident = describe_change(search, scan, change);
        struct habit habit = {.kind = incident.kind,
                              .place = incident.stream,
                              .last = change->start,
                              .hits = change->habit};
        if (change->habit.of > 0)
            habit_list_add(&search->habits, scan->timeline, &habit);
        else
            is_kept = search_keep(search, &incident);
    }
    return is_kept;
}

/* Of the first stream of all errors, or the first of all. */
static size_t place_of_total(const struct httally_incident_input *input)
{
    for (size_t i = 0; i < input->stream_count; i++) {
        if (input->streams[i].kind == HTTALLY_INCIDENT_SERVER_ERRORS)
            return i;
    }
    return 0;
}

/* How many lines there are is judged by what came before alone: nothing is put in front. */
bool search_volume(struct search *search)
{
    static const struct prologue none = {0};
    struct timeline timeline;
    struct volume_scan scan = {.timeline = &timeline};
    struct httally_incident_input input = *search->input;
    struct httally_incident_stream lines = {.requests = input.lines, .errors = input.lines};
    input.streams = &lines;
    bool is_done = timeline_init(&timeline, &input, &none);
    is_done = counts_init(&scan.lines, &input, 0, &none) && is_done;
    if (is_done) {
        /* The share of lines in minutes that have any. */
        memcpy(scan.lines.request_sum, timeline.seen_sum,
               (timeline.minute_count + 1) * sizeof *timeline.seen_sum);
        scan.lines.place = place_of_total(search->input);
        is_done = volume_run(&scan) && keep_changes(search, &scan);
    }
    free(scan.changes);
    counts_finish(&scan.lines);
    timeline_finish(&timeline);
    return is_done;
}

static int compare_habits(const void *a, const void *b)
{
    const struct habit *left = a, *right = b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return (left->slot > right->slot) - (left->slot < right->slot);
}

bool search_keep_habits(struct search *search)
{
    struct habit_list *habits = &search->habits;
    struct httally_incidents *incidents = search->incidents;
    if (habits->count == 0)
        return true;
    qsort(habits->list, habits->count, sizeof *habits->list, compare_habits);
    incidents->habits = memory_allocate(habits->count, sizeof *incidents->habits);
    if (!incidents->habits)
        return false;
    for (size_t i = 0; i < habits->count; i++) {
        const struct habit *habit = &habits->list[i];
        if (habit_list_has_hourly(habits, habit))
            continue;
        incidents->habits[incidents->habit_count++] = (struct httally_habit){
            .kind = habit->kind,
            .name = search->input->streams[habit->place].name,
            .last_sec = habit->last_sec,
            .stream = habit->place,
            .period_sec = habit->hits.period_sec,
            .seen = habit->hits.seen,
            .of = habit->hits.of,
            .errors = (uint64_t)llround(habit->errors),
        };
    }
    return true;
}
