/* SPDX-License-Identifier: MIT */
/* tally_incidents.c - the incidents of a finished tally, with what they concentrate on. */
#include "httally/incident.h"

#include <stdlib.h>

#include "base/memory.h"
#include "incident/evidence.h"
#include "incident/sentence.h"
#include "incident/text_store.h"

static int32_t offset_at(const struct httally_incident_input *input, int64_t time_sec)
{
    int64_t minute = (time_sec - input->start_sec) / 60;
    bool is_known = input->utc_offset_sec && minute >= 0 && minute < (int64_t)input->minute_count;
    return is_known ? input->utc_offset_sec[minute] : 0;
}

static void keep_finding(struct httally_incident *incident, const struct cause_finding *finding)
{
    incident->is_concentrated = finding->is_concentrated;
    incident->cause_count = finding->cause_count;
    for (size_t i = 0; i < finding->cause_count; i++)
        incident->causes[i] = finding->causes[i];
}

/* Append a text that was made in 'words'. */
static void store_words(struct text_store *store, struct buffer *words, const char **pointer)
{
    store->has_failed |= words->has_failed;
    text_store_text(store, pointer, buffer_slice(words));
    buffer_reset(words);
}

static void store_incident(struct text_store *store, struct buffer *words,
                           struct httally_incident *incident, const struct cause_finding *finding,
                           const struct httally_incident_options *options)
{
    sentence_append(words, incident, finding, options->is_error != NULL);
    store_words(store, words, &incident->text);
    text_store_slice(store, &incident->name);
    for (size_t i = 0; i < incident->cause_count; i++)
        text_store_slice(store, &incident->causes[i].value);
    for (size_t i = 0; i < incident->sample_count; i++)
        text_store_slice(store, &incident->samples[i]);
}

static void store_habit(struct text_store *store, struct buffer *words, struct httally_habit *habit,
                        const struct httally_incident_input *input)
{
    sentence_append_habit(words, habit, offset_at(input, habit->last_sec));
    store_words(store, words, &habit->text);
    text_store_slice(store, &habit->name);
}

/* Copy all that names, causes, samples and texts say into one block of memory. */
static bool store_all(struct httally_incidents *incidents, const struct tally_input *input,
                      const struct httally_incident_options *options,
                      const struct cause_finding *findings)
{
    struct text_store store = {.has_failed = false};
    struct buffer words = {.has_failed = false};
    void *block;
    for (size_t i = 0; i < incidents->count; i++)
        store_incident(&store, &words, &incidents->list[i], &findings[i], options);
    for (size_t i = 0; i < incidents->habit_count; i++)
        store_habit(&store, &words, &incidents->habits[i], &input->input);
    bool is_done = text_store_settle(&store, &block);
    if (is_done) {
        /* Whatever names pointed to until now. */
        free(incidents->storage);
        incidents->storage = block;
    }
    text_store_finish(&store);
    buffer_finish(&words);
    return is_done;
}

/* Names of causes are known once no incident brings new ones. */
static bool find_all(struct evidence *evidence, struct httally_incidents *incidents,
                     struct cause_finding *findings)
{
    for (size_t i = 0; i < incidents->count; i++) {
        if (!evidence_find(evidence, &incidents->list[i], &findings[i]))
            return false;
    }
    for (size_t i = 0; i < incidents->count; i++) {
        struct httally_incident *incident = &incidents->list[i];
        cause_name(&evidence->values, &findings[i]);
        keep_finding(incident, &findings[i]);
        evidence_choose_samples(evidence->tally, incident);
    }
    return true;
}

static bool add_evidence(const struct httally_tally *tally, const struct tally_input *input,
                         const struct httally_incident_options *options,
                         struct httally_incidents *incidents)
{
    struct evidence evidence;
    struct cause_finding *findings = memory_allocate(incidents->count + 1, sizeof *findings);
    bool is_done = evidence_init(&evidence, tally, input, options, incidents) && findings &&
                   find_all(&evidence, incidents, findings) &&
                   store_all(incidents, input, options, findings);
    evidence_finish(&evidence);
    free(findings);
    return is_done;
}

/* Names and offsets are the input's, whoever found the incident. */
static void name_streams(const struct tally_input *input, struct httally_incidents *incidents)
{
    for (size_t i = 0; i < incidents->count; i++) {
        struct httally_incident *incident = &incidents->list[i];
        incident->name = input->input.streams[incident->stream].name;
        incident->utc_offset_sec = offset_at(&input->input, incident->start_sec);
    }
    for (size_t i = 0; i < incidents->habit_count; i++) {
        struct httally_habit *habit = &incidents->habits[i];
        habit->name = input->input.streams[habit->stream].name;
    }
}

enum httally_result httally_incidents_of_tally(const struct httally_tally *tally,
                                               const struct httally_incident_options *options,
                                               struct httally_incidents *incidents_out,
                                               struct httally_error *error)
{
    static const struct httally_incident_options defaults = {.is_online = false};
    struct tally_input input;
    *incidents_out = (struct httally_incidents){0};
    options = options ? options : &defaults;
    enum httally_result result = tally_input_init(&input, tally, options, error);
    if (result != HTTALLY_OK)
        return result;
    if (!input.not_searched)
        result = httally_incidents_find(&input.input, options, incidents_out, error);
    incidents_out->not_searched = input.not_searched;
    if (result == HTTALLY_OK && incidents_out->count + incidents_out->habit_count > 0) {
        name_streams(&input, incidents_out);
        if (!add_evidence(tally, &input, options, incidents_out)) {
            httally_incidents_finish(incidents_out);
            result = memory_error(error);
        }
    }
    tally_input_finish(&input);
    return result;
}
