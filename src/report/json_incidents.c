/* SPDX-License-Identifier: MIT */
/* json_incidents.c - incidents for programs: in the report, and alone (schema httally.spikes/1). */
#include "report/incident_words.h"
#include "report/json_parts.h"
#include "report/renderer.h"

enum { RATE_DIGITS = 8, COUNT_DIGITS = 3, LIKELIHOOD_DIGITS = 2 };

static void put_times(struct json *json, const struct httally_incident *incident)
{
    const struct {
        const char *name;
        int64_t time_sec;
    } members[] = {
        {"start", incident->start_sec},
        {"end", incident->end_sec},
        {"peak_time", incident->peak_sec},
        {"fired_at", incident->fired_sec},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++) {
        json_put_key(json, members[i].name);
        json_put_time(json, members[i].time_sec, incident->utc_offset_sec);
    }
    json_put_key(json, "is_open");
    json_put_literal(json, incident->is_open ? "true" : "false");
}

static void put_figures(struct json *json, const struct httally_incident *incident)
{
    json_put_key(json, "requests");
    json_put_count(json, incident->requests);
    json_put_key(json, "errors");
    json_put_count(json, incident->errors);
    json_put_key(json, "expected_errors");
    json_put_decimal(json, incident->expected_errors, COUNT_DIGITS);
    json_put_key(json, "error_rate");
    json_put_decimal(json, incident->error_rate, RATE_DIGITS);
    json_put_key(json, "baseline_rate");
    json_put_decimal(json, incident->baseline_rate, RATE_DIGITS);
    json_put_key(json, "likelihood");
    json_put_decimal(json, incident->likelihood, LIKELIHOOD_DIGITS);
}

static void put_codes(struct json *json, const struct httally_incident *incident)
{
    json_put_key(json, "codes");
    json_open(json, '[');
    for (size_t i = 0; i < incident->code_count; i++) {
        json_open(json, '{');
        json_put_status(json, incident->codes[i].status);
        json_put_key(json, "errors");
        json_put_count(json, incident->codes[i].errors);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_causes(struct json *json, const struct httally_incident *incident)
{
    json_put_key(json, "is_concentrated");
    json_put_literal(json, incident->is_concentrated ? "true" : "false");
    json_put_key(json, "concentrates_on");
    json_open(json, '[');
    for (size_t i = 0; i < incident->cause_count; i++) {
        const struct httally_cause *cause = &incident->causes[i];
        json_open(json, '{');
        json_put_key(json, "dimension");
        json_put_text(json, httally_cause_dimension_name(cause->dimension));
        json_put_key(json, "value");
        json_put_slice(json, cause->value);
        json_put_key(json, "errors");
        json_put_count(json, cause->errors);
        json_put_key(json, "share");
        json_put_share(json, cause->share);
        json_put_key(json, "request_share");
        json_put_share(json, cause->request_share);
        json_put_key(json, "usual_share");
        if (cause->usual_error_share < 0)
            json_put_literal(json, "null");
        else
            json_put_share(json, cause->usual_error_share);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_samples(struct json *json, const struct httally_incident *incident)
{
    json_put_key(json, "samples");
    json_open(json, '[');
    for (size_t i = 0; i < incident->sample_count; i++)
        json_put_slice(json, incident->samples[i]);
    json_close(json, ']');
}

/* The text of a buffer, which is ended. */
static void put_words(struct json *json, struct buffer *text)
{
    json_put_key(json, "text");
    json->out->has_failed |= text->has_failed;
    json_put_slice(json, buffer_slice(text));
    buffer_finish(text);
}

static void put_incident(struct json *json, const struct httally_incident *incident)
{
    struct buffer text = {0};
    json_open(json, '{');
    put_times(json, incident);
    json_put_key(json, "kind");
    json_put_text(json, httally_incident_kind_name(incident->kind));
    json_put_key(json, "name");
    json_put_slice(json, incident->name);
    json_put_key(json, "severity");
    json_put_text(json, httally_incident_severity_name(incident->severity));
    put_figures(json, incident);
    put_codes(json, incident);
    put_causes(json, incident);
    put_samples(json, incident);
    incident_append_text(&text, incident);
    put_words(json, &text);
    json_close(json, '}');
}

static void put_habit(struct json *json, const struct httally_habit *habit)
{
    struct buffer text = {0};
    json_open(json, '{');
    json_put_key(json, "kind");
    json_put_text(json, httally_incident_kind_name(habit->kind));
    json_put_key(json, "name");
    json_put_slice(json, habit->name);
    json_put_key(json, "last");
    json_put_time(json, habit->last_sec, 0);
    json_put_key(json, "period_seconds");
    json_put_integer(json, habit->period_sec);
    json_put_key(json, "seen");
    json_put_count(json, habit->seen);
    json_put_key(json, "of");
    json_put_count(json, habit->of);
    json_put_key(json, "errors");
    json_put_count(json, habit->errors);
    incident_append_habit(&text, habit);
    put_words(json, &text);
    json_close(json, '}');
}

void json_put_incidents(struct json *json, const struct httally_incidents *incidents)
{
    static const struct httally_incidents none = {.not_searched = "no search was asked for"};
    const struct httally_incidents *found = incidents ? incidents : &none;
    json_put_top_key(json, "incidents");
    json_open(json, '[');
    for (size_t i = 0; i < found->count; i++)
        put_incident(json, &found->list[i]);
    json_close(json, ']');
    json_put_top_key(json, "incidents_not_searched");
    if (found->not_searched)
        json_put_text(json, found->not_searched);
    else
        json_put_literal(json, "null");
    json_put_top_key(json, "habits");
    json_open(json, '[');
    for (size_t i = 0; i < found->habit_count; i++)
        put_habit(json, &found->habits[i]);
    json_close(json, ']');
}

void json_put_note(struct json *json, const struct httally_report *report)
{
    json_put_top_key(json, "note");
    if (report->note)
        json_put_text(json, report->note);
    else
        json_put_literal(json, "null");
}

static void render_json(const struct model *model, struct buffer *out)
{
    struct json json = {.out = out};
    json_open(&json, '{');
    json_put_schema(&json, "httally.spikes/1");
    json_put_top_key(&json, "site");
    json_put_slice(&json, incident_site(model->report));
    if (model->tally) {
        json_put_inputs(&json, model->report);
        json_put_top_key(&json, "requests");
        json_put_count(&json, httally_tally_total(model->tally).requests);
    }
    json_put_period(&json, model->tally);
    json_put_incidents(&json, model->report->incidents);
    json_put_note(&json, model->report);
    buffer_append_string(out, "\n}\n");
}

const struct renderer json_incidents_renderer = {
    .name = "json", .extension = ".json", .render = render_json};
