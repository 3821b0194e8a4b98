/* SPDX-License-Identifier: MIT */
#include "incident/evidence.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/path_mask.h"
#include "incident/counts.h"

/* Minutes before an incident that are compared with it, and those right before it that are not: it
 * may have begun. */
enum { USUAL_MINUTES = 90, LAG_MINUTES = 5, USUAL_MINUTES_MIN = 15 };

static size_t minute_of(const struct evidence *evidence, int64_t time_sec)
{
    return input_minute_at(&evidence->input->input, time_sec);
}

static void mark_calm_minutes(struct evidence *evidence, const struct httally_incidents *incidents)
{
    for (size_t minute = 0; minute < evidence->input->input.minute_count; minute++)
        evidence->is_calm[minute] = evidence->input->input.lines[minute] > 0;
    for (size_t i = 0; i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        size_t until = minute_of(evidence, incident->end_sec);
        size_t from = minute_of(evidence, incident->start_sec - 60 * LAG_MINUTES);
        for (size_t minute = from; minute < until; minute++)
            evidence->is_calm[minute] = false;
    }
}

bool evidence_init(struct evidence *evidence, const struct httally_tally *tally,
                   const struct tally_input *input, const struct httally_incident_options *options,
                   const struct httally_incidents *incidents)
{
    const struct httally_incident_input *minutes = &input->input;
    *evidence = (struct evidence){.tally = tally, .input = input, .options = options};
    evidence->is_calm = memory_allocate(minutes->minute_count + 1, sizeof *evidence->is_calm);
    bool has_memory =
        evidence->is_calm && cause_values_init(&evidence->values, tally, NULL) == HTTALLY_OK;
    for (int i = 0; i < TALLY_LEDGER_COUNT && has_memory; i++)
        has_memory = ledger_minutes_init(&evidence->ledgers[i], &tally->ledgers[i],
                                         minutes->start_sec, minutes->minute_count);
    if (has_memory)
        mark_calm_minutes(evidence, incidents);
    return has_memory;
}

void evidence_finish(struct evidence *evidence)
{
    cause_values_finish(&evidence->values);
    cause_counts_finish(&evidence->counts);
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_minutes_finish(&evidence->ledgers[i]);
    free(evidence->is_calm);
}

/* What is an error */

static void flag_token(bool flags[HTTALLY_STATUS_COUNT], struct httally_slice token)
{
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        char text[4];
        httally_status_token((httally_status)i, text);
        flags[i] = httally_slice_equal(token, httally_slice_of_string(text));
    }
}

static void flag_statuses(struct evidence *evidence, const struct httally_incident *incident)
{
    bool *is_error = evidence->is_error;
    bool is_apart = false;
    memset(is_error, 0, sizeof evidence->is_error);
    switch (incident->kind) {
    case HTTALLY_INCIDENT_CODE:
        flag_token(is_error, incident->name);
        break;
    case HTTALLY_INCIDENT_CLIENT_CLOSED:
        is_apart = is_error[499] = true;
        break;
    case HTTALLY_INCIDENT_THROTTLED:
        is_apart = is_error[429] = true;
        break;
    case HTTALLY_INCIDENT_TLS:
        is_apart = is_error[495] = is_error[496] = is_error[497] = is_error[525] = is_error[526] =
            true;
        break;
    default:
        memcpy(is_error, evidence->input->is_error, sizeof evidence->is_error);
    }
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++)
        evidence->is_request[i] = is_apart || evidence->input->can_fail[i];
}

/* Codes */

/* Keep the commonest in their order. */
static void add_code(struct httally_incident *incident, httally_status status, uint64_t errors)
{
    struct httally_incident_code *codes = incident->codes;
    size_t at = incident->code_count;
    while (at > 0 && errors > codes[at - 1].errors)
        at--;
    if (errors == 0 || at == HTTALLY_INCIDENT_CODES)
        return;
    if (incident->code_count < HTTALLY_INCIDENT_CODES)
        incident->code_count++;
    for (size_t i = incident->code_count - 1; i > at; i--)
        codes[i] = codes[i - 1];
    codes[at] = (struct httally_incident_code){status, errors};
}

static uint64_t count_in_span(const struct series *series, const struct series_span *span,
                              httally_status status, const struct httally_incident *incident)
{
    const uint64_t *row = series_row(series, span, status);
    uint64_t sum = 0;
    for (int i = 0; row && i < SERIES_INTERVALS_PER_SPAN; i++) {
        int64_t start = span->start + i * series->interval_sec;
        if (start >= incident->start_sec && start < incident->end_sec)
            sum = number_add_saturating(sum, row[i]);
    }
    return sum;
}

static void count_codes(const struct evidence *evidence, struct httally_incident *incident)
{
    const struct tally_minutes *minutes = &evidence->input->minutes;
    const struct series *series = &evidence->tally->series;
    uint64_t sums[HTTALLY_STATUS_COUNT] = {0};
    for (size_t i = 0; i < minutes->span_count; i++) {
        const struct series_span *span = minutes->spans[i];
        if (span->start >= incident->end_sec ||
            span->start + SERIES_INTERVALS_PER_SPAN * series->interval_sec <= incident->start_sec)
            continue;
        for (size_t row = 0; row < series->status_count; row++) {
            httally_status status = series->statuses[row];
            if (evidence->is_error[status])
                sums[status] = number_add_saturating(sums[status],
                                                     count_in_span(series, span, status, incident));
        }
    }
    for (int status = 0; status < HTTALLY_STATUS_COUNT; status++)
        add_code(incident, (httally_status)status, sums[status]);
}

/* Causes */

static uint32_t stream_value_of(struct evidence *evidence, const struct httally_incident *incident)
{
    char masked[PATH_MASK_BYTES];
    if (incident->kind == HTTALLY_INCIDENT_UPSTREAM)
        return cause_values_number(&evidence->values, HTTALLY_CAUSE_UPSTREAM, incident->name);
    if (incident->kind != HTTALLY_INCIDENT_PATH)
        return CAUSE_NO_VALUE;
    struct httally_slice path = httally_slice_of(masked, path_mask(incident->name, masked));
    return cause_values_number(&evidence->values, HTTALLY_CAUSE_PATH, path);
}

static size_t count_calm(const struct evidence *evidence, size_t from, size_t until)
{
    size_t count = 0;
    for (size_t minute = from; minute < until; minute++)
        count += evidence->is_calm[minute];
    return count;
}

/* The time asked for; the hour and a half before; with hindsight, and without enough before, all
 * the log outside of incidents. */
static void choose_usual(const struct evidence *evidence, struct cause_question *question)
{
    const struct httally_incident_options *options = evidence->options;
    if (options->baseline_from_sec < options->baseline_until_sec) {
        question->usual_from = minute_of(evidence, options->baseline_from_sec);
        question->usual_until = minute_of(evidence, options->baseline_until_sec);
        return;
    }
    size_t from = question->from;
    question->usual_from = from > USUAL_MINUTES ? from - USUAL_MINUTES : 0;
    question->usual_until = from > LAG_MINUTES ? from - LAG_MINUTES : 0;
    if (!options->is_online &&
        count_calm(evidence, question->usual_from, question->usual_until) < USUAL_MINUTES_MIN) {
        question->usual_from = 0;
        question->usual_until = evidence->input->input.minute_count;
    }
}

bool evidence_find(struct evidence *evidence, struct httally_incident *incident,
                   struct cause_finding *finding_out)
{
    struct cause_question question = {
        .is_error = evidence->is_error,
        .is_request = evidence->is_request,
        .is_surge = incident->kind == HTTALLY_INCIDENT_SURGE,
        .from = minute_of(evidence, incident->start_sec),
        .until = minute_of(evidence, incident->end_sec),
        .is_usual = evidence->is_calm,
    };
    *finding_out = (struct cause_finding){0};
    if (incident->kind == HTTALLY_INCIDENT_SILENCE)
        return true;
    flag_statuses(evidence, incident);
    if (!question.is_surge)
        count_codes(evidence, incident);
    question.stream_value = stream_value_of(evidence, incident);
    choose_usual(evidence, &question);
    return !evidence->values.has_failed && cause_find(&evidence->counts, &evidence->values,
                                                      evidence->ledgers, &question, finding_out);
}
