/* SPDX-License-Identifier: MIT */
/* incident.c - from the caller's counts to scans, and from alarms to incidents. */
#include "httally/incident.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "incident/prologue.h"
#include "incident/search.h"

enum {
    MINUTES_MAX = 400 * MINUTES_PER_DAY,
    HINDSIGHT_PASSES = 3,
};

static const char *const kind_names[HTTALLY_INCIDENT_KIND_COUNT] = {
    [HTTALLY_INCIDENT_SERVER_ERRORS] = "server_errors",
    [HTTALLY_INCIDENT_CODE] = "code",
    [HTTALLY_INCIDENT_PATH] = "path",
    [HTTALLY_INCIDENT_UPSTREAM] = "upstream",
    [HTTALLY_INCIDENT_CLIENT_CLOSED] = "client_closed",
    [HTTALLY_INCIDENT_THROTTLED] = "throttled",
    [HTTALLY_INCIDENT_TLS] = "tls",
    [HTTALLY_INCIDENT_SURGE] = "surge",
    [HTTALLY_INCIDENT_SILENCE] = "silence",
};

static const char *const cause_dimension_names[HTTALLY_CAUSE_DIMENSION_COUNT] = {
    [HTTALLY_CAUSE_PATH] = "path",         [HTTALLY_CAUSE_PATH_PREFIX] = "path_prefix",
    [HTTALLY_CAUSE_UPSTREAM] = "upstream", [HTTALLY_CAUSE_CLIENT] = "client",
    [HTTALLY_CAUSE_NETWORK] = "network",   [HTTALLY_CAUSE_AGENT] = "agent",
    [HTTALLY_CAUSE_HOST] = "host",         [HTTALLY_CAUSE_METHOD] = "method",
    [HTTALLY_CAUSE_CODE] = "code",
};

static const double evidence_of_sensitivity[] = {
    [HTTALLY_SENSITIVITY_NORMAL] = 6,
    [HTTALLY_SENSITIVITY_LOW] = 7,
    [HTTALLY_SENSITIVITY_HIGH] = 5,
};

const char *httally_incident_kind_name(enum httally_incident_kind kind)
{
    return kind_names[kind];
}

const char *httally_incident_severity_name(enum httally_incident_severity severity)
{
    return severity == HTTALLY_INCIDENT_PAGE ? "page" : "notice";
}

const char *httally_cause_dimension_name(enum httally_cause_dimension dimension)
{
    return cause_dimension_names[dimension];
}

static bool stands_alone(enum httally_incident_kind kind)
{
    return kind == HTTALLY_INCIDENT_CLIENT_CLOSED || kind == HTTALLY_INCIDENT_THROTTLED ||
           kind == HTTALLY_INCIDENT_TLS;
}

static struct rules rules_for(const struct httally_incident_options *options,
                              enum httally_incident_kind kind)
{
    double evidence = evidence_of_sensitivity[options->sensitivity];
    struct rules rules = {
        .evidence = evidence,
        .evidence_of_parts = evidence + 1,
        .min_errors = options->min_errors ? (double)options->min_errors : 5,
        .min_ratio = 2,
        .min_clients = 3,
        .min_impact = 0.2 * error_budget,
    };
    if (stands_alone(kind)) {
        /* Clients do these: a hundredth of the hour's requests is worth a word. */
        rules.min_ratio = 3;
        rules.min_clients = 0;
        rules.min_impact = 10 * error_budget;
    }
    return rules;
}

static void forget_counts(struct search *search)
{
    for (size_t i = 0; i < search->counts_count; i++)
        counts_finish(&search->counts[i]);
    search->counts_count = 0;
}

static void search_finish(struct search *search)
{
    forget_counts(search);
    timeline_finish(&search->timeline);
    free(search->is_incident);
    free(search->found.alarms);
}

static bool add_counts(struct search *search, size_t place)
{
    return counts_init(&search->counts[search->counts_count++], search->input, place,
                       &search->prologue);
}

/* Mark what was found in the first day; false when that is nothing new. */
static bool mark_incidents(struct search *search)
{
    size_t length = search->timeline.prologue;
    bool has_changed = false;
    for (size_t i = 0; i < search->found.count; i++) {
        const struct open_alarm *alarm = &search->found.alarms[i];
        for (size_t at = alarm->start; at <= alarm->last && at < 2 * length; at++) {
            if (at >= length && !search->is_incident[at - length])
                has_changed = search->is_incident[at - length] = true;
        }
    }
    return has_changed;
}

/* A baseline is taken as it is. */
static void clean_prologue(const struct search *search, struct counts *counts)
{
    if (!search->prologue.is_baseline)
        prologue_clean(counts, search->prologue.length, search->is_incident);
    for (size_t k = 0; search->prologue.is_baseline && k <= search->prologue.length; k++)
        counts->cleaned_sum[k] = counts->error_sum[k];
}

/* With hindsight, what was found is taken out of the reference, and may let more be seen. */
static bool scan_counts(struct search *search, const struct rules *rules)
{
    size_t length = search->timeline.prologue, habits_before = search->habits.count;
    for (size_t minute = 0; minute < length; minute++)
        search->is_incident[minute] = false;
    for (size_t pass = 0; pass < HINDSIGHT_PASSES; pass++) {
        search->found.count = 0;
        search->habits.count = habits_before;
        for (size_t i = 0; i < search->counts_count; i++)
            clean_prologue(search, &search->counts[i]);
        if (!scan_run(&search->timeline, rules, search->counts, search->counts_count,
                      &search->found, &search->habits))
            return false;
        if (length == 0 || search->prologue.is_baseline || !mark_incidents(search))
            break;
    }
    return true;
}

/* Scan the streams that have been added, and forget them. */
static bool scan_and_keep(struct search *search)
{
    if (search->counts_count == 0)
        return true;
    struct rules rules = rules_for(search->options, search->counts[0].kind);
    bool is_done = scan_counts(search, &rules) && search_keep_alarms(search);
    forget_counts(search);
    return is_done;
}

/* What is put in front: the baseline, or with hindsight the first day. */
static struct prologue choose_prologue(const struct httally_incident_input *input,
                                       const struct httally_incident_options *options)
{
    size_t count = input->minute_count;
    if (options->baseline_from_sec != options->baseline_until_sec) {
        size_t from = input_minute_at(input, options->baseline_from_sec);
        size_t until = input_minute_at(input, options->baseline_until_sec);
        return (struct prologue){from, until > from ? until - from : 0, true};
    }
    if (options->is_online)
        return (struct prologue){0};
    return (struct prologue){0, count < MINUTES_PER_DAY ? count : MINUTES_PER_DAY, false};
}

static bool run_search(struct search *search)
{
    const struct httally_incident_input *input = search->input;
    search->is_incident = memory_allocate(search->prologue.length, sizeof *search->is_incident);
    if (!search->is_incident || !timeline_init(&search->timeline, input, &search->prologue))
        return false;
    for (size_t i = 0; i < input->stream_count; i++) {
        if (!stands_alone(input->streams[i].kind) && !add_counts(search, i))
            return false;
    }
    if (!scan_and_keep(search))
        return false;
    for (size_t i = 0; i < input->stream_count; i++) {
        if (stands_alone(input->streams[i].kind) &&
            (!add_counts(search, i) || !scan_and_keep(search)))
            return false;
    }
    return search_volume(search) && search_keep_habits(search);
}

/* What was over before the time that was asked for. */
static void drop_earlier(struct httally_incidents *incidents, int64_t from_sec)
{
    size_t kept = 0;
    for (size_t i = 0; i < incidents->count; i++) {
        if (incidents->list[i].end_sec > from_sec)
            incidents->list[kept++] = incidents->list[i];
    }
    incidents->count = kept;
    kept = 0;
    for (size_t i = 0; i < incidents->habit_count; i++) {
        if (incidents->habits[i].last_sec >= from_sec)
            incidents->habits[kept++] = incidents->habits[i];
    }
    incidents->habit_count = kept;
}

static int compare_incidents(const void *a, const void *b)
{
    const struct httally_incident *left = a, *right = b;
    if (left->start_sec != right->start_sec)
        return left->start_sec < right->start_sec ? -1 : 1;
    return (left->stream > right->stream) - (left->stream < right->stream);
}

enum httally_result httally_incidents_find(const struct httally_incident_input *input,
                                           const struct httally_incident_options *options,
                                           struct httally_incidents *incidents_out,
                                           struct httally_error *error)
{
    *incidents_out = (struct httally_incidents){0};
    struct prologue prologue = choose_prologue(input, options);
    if (prologue.is_baseline && prologue.length == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "the baseline holds no minute of the counts");
    if (input->stream_count == 0 || input->stream_count > STREAMS_MAX ||
        input->minute_count > MINUTES_MAX)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "%zu streams of %zu minutes: from 1 to %d of up to %d",
                                 input->stream_count, input->minute_count, STREAMS_MAX,
                                 MINUTES_MAX);
    struct search *search = memory_allocate(1, sizeof *search);
    if (!search)
        return memory_error(error);
    search->input = input;
    search->options = options;
    search->incidents = incidents_out;
    search->prologue = prologue;
    search->habits.start_sec = input->start_sec;
    bool is_done = run_search(search);
    search_finish(search);
    free(search);
    if (!is_done) {
        httally_incidents_finish(incidents_out);
        return memory_error(error);
    }
    drop_earlier(incidents_out, options->from_sec);
    if (incidents_out->count > 1)
        qsort(incidents_out->list, incidents_out->count, sizeof *incidents_out->list,
              compare_incidents);
    return HTTALLY_OK;
}

void httally_incidents_finish(struct httally_incidents *incidents)
{
    free(incidents->list);
    free(incidents->habits);
    free(incidents->storage);
    *incidents = (struct httally_incidents){0};
}
