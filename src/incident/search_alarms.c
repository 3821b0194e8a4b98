/* SPDX-License-Identifier: MIT */
/* search_alarms.c - from alarms to incidents: those that overlap are one. */
#include "incident/search.h"

#include <math.h>

/* Counted errors beyond the usual of an alarm's stream, in the time of another. */
static double excess_in(const struct open_alarm *alarm, const struct open_alarm *time)
{
    const struct counts *counts = alarm->finding.counts;
    size_t end = time->last + 1;
    return counts->weight *
           (counts_between(counts->error_sum, time->start, end) -
            alarm->base_rate * counts_between(counts->request_sum, time->start, end));
}

/* The time of both; the stream that has most to say of it, the first to say it, the graver. */
static struct open_alarm join(const struct open_alarm *first, const struct open_alarm *second)
{
    struct open_alarm time = {
        .start = first->start < second->start ? first->start : second->start,
        .last = first->last > second->last ? first->last : second->last,
    };
    struct open_alarm joined =
        excess_in(second, &time) > excess_in(first, &time) ? *second : *first;
    joined.start = time.start;
    joined.last = time.last;
    joined.fired = first->fired < second->fired ? first->fired : second->fired;
    joined.is_on = first->is_on || second->is_on;
    joined.is_page = first->is_page || second->is_page;
    return joined;
}

/*
 * The start of an alarm is found by looking back, and that may reach over the alarm before: what
 * burns slowly is told in pieces, none of which is an incident of its own.
 */
static void join_overlapping(struct alarm_list *found, size_t prologue)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        struct open_alarm alarm = found->alarms[i];
        alarm.start = alarm.start > prologue ? alarm.start : prologue;
        for (; kept > 0 && alarm.start <= found->alarms[kept - 1].last + 1; kept--)
            alarm = join(&found->alarms[kept - 1], &alarm);
        found->alarms[kept++] = alarm;
    }
    found->count = kept;
}

static int64_t time_of(const struct search *search, size_t minute)
{
    return search->input->start_sec + 60 * ((int64_t)minute - (int64_t)search->prologue.length);
}

static struct httally_incident describe(const struct search *search, const struct open_alarm *alarm)
{
    const struct counts *counts = alarm->finding.counts;
    size_t start = alarm->start, end = alarm->last + 1;
    double requests = counts_between(counts->request_sum, start, end);
    double errors = counts_between(counts->error_sum, start, end);
    return (struct httally_incident){
        .start_sec = time_of(search, start),
        .end_sec = time_of(search, end),
        .peak_sec = time_of(search, search_peak(counts, start, end)),
        .fired_sec = time_of(search, alarm->fired + 1),
        .kind = counts->kind,
        .severity = alarm->is_page ? HTTALLY_INCIDENT_PAGE : HTTALLY_INCIDENT_NOTICE,
        .is_open = alarm->is_on,
        .stream = counts->place,
        .requests = (uint64_t)llround(counts->weight * requests),
        .errors = (uint64_t)llround(counts->weight * errors),
        .expected_errors = counts->weight * requests * alarm->base_rate,
        .error_rate = requests > 0 ? errors / requests : 0,
        .baseline_rate = alarm->base_rate,
        .likelihood = alarm->finding.evidence,
        .utc_offset_sec = search->timeline.offset_sec[start],
        .name = search->input->streams[counts->place].name,
    };
}

bool search_keep_alarms(struct search *search)
{
    bool is_kept = true;
    join_overlapping(&search->found, search->timeline.prologue);
    for (size_t i = 0; is_kept && i < search->found.count; i++) {
        struct httally_incident incident = describe(search, &search->found.alarms[i]);
        is_kept = search_keep(search, &incident);
    }
    return is_kept;
}
