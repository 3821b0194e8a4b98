/* SPDX-License-Identifier: MIT */
/* json.c - the report for programs: schema httally.report/1, docs/report.schema.json. */
#include "config.h"
#include "httally/format.h"
#include "report/json_parts.h"
#include "report/renderer.h"

static void put_classes(struct json *json, const uint64_t *class_requests)
{
    json_open(json, '{');
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        json_put_key(json, httally_class_name((enum httally_class)i));
        json_put_count(json, class_requests[i]);
    }
    json_close(json, '}');
}

void json_put_schema(struct json *json, const char *schema)
{
    json_put_top_key(json, "schema");
    json_put_text(json, schema);
    json_put_top_key(json, "generator");
    json_open(json, '{');
    json_put_key(json, "name");
    json_put_text(json, "httally");
    json_put_key(json, "version");
    json_put_text(json, HTTALLY_VERSION);
    json_close(json, '}');
}

static void put_head(struct json *json, const struct model *model)
{
    const struct httally_profile *profile = model->report->profile;
    json_put_schema(json, "httally.report/1");
    json_put_top_key(json, "format");
    json_put_text(json, model->report->format);
    json_put_top_key(json, "vendors");
    json_open(json, '[');
    for (size_t i = 0; i < httally_profile_vendor_count(profile); i++)
        json_put_text(json, httally_profile_vendor(profile, i));
    json_close(json, ']');
}

void json_put_inputs(struct json *json, const struct httally_report *report)
{
    json_put_top_key(json, "inputs");
    json_open(json, '[');
    for (size_t i = 0; i < report->input_count; i++) {
        const struct httally_input *input = &report->inputs[i];
        json_open(json, '{');
        json_put_key(json, "name");
        json_put_text(json, input->name);
        json_put_key(json, "bytes");
        json_put_count(json, input->bytes);
        json_put_key(json, "stored_bytes");
        json_put_count(json, input->stored_bytes);
        json_put_key(json, "lines");
        json_put_count(json, input->lines);
        json_put_key(json, "compression");
        json_put_text(json, input->compression);
        json_put_key(json, "format");
        json_put_text(json, input->format);
        json_put_key(json, "error");
        if (input->error)
            json_put_text(json, input->error);
        else
            json_put_literal(json, "null");
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_lines(struct json *json, const struct model *model)
{
    const struct {
        const char *name;
        uint64_t count;
    } members[] = {
        {"read", model->lines.read},
        {"requests", model->lines.requests},
        {"filtered", model->lines.filtered},
        {"unparsed", model->lines.unparsed},
        {"too_long", model->lines.too_long},
        {"blank", model->lines.blank},
        {"directives", model->lines.directives},
    };
    json_put_top_key(json, "lines");
    json_open(json, '{');
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++) {
        json_put_key(json, members[i].name);
        json_put_count(json, members[i].count);
    }
    json_close(json, '}');
}

void json_put_period(struct json *json, const struct httally_tally *tally)
{
    bool has_times = tally && tally->has_times;
    json_put_top_key(json, "first");
    if (has_times)
        json_put_time(json, tally->first.time, tally->first.utc_offset_sec);
    else
        json_put_literal(json, "null");
    json_put_top_key(json, "last");
    if (has_times)
        json_put_time(json, tally->last.time, tally->last.utc_offset_sec);
    else
        json_put_literal(json, "null");
}

/* Of a part of a day, bytes are not known. */
static void put_sent(struct json *json, const struct model *model, uint64_t bytes)
{
    if (model->report->has_counts_only)
        json_put_literal(json, "null");
    else
        json_put_count(json, bytes);
}

static void put_totals(struct json *json, const struct model *model)
{
    const struct httally_tally *tally = model->tally;
    json_put_top_key(json, "requests");
    json_put_count(json, model->total.requests);
    json_put_top_key(json, "bytes");
    put_sent(json, model, model->total.bytes);
    json_put_period(json, tally);
    json_put_top_key(json, "implausible_times");
    json_put_count(json, tally->implausible_times);
    json_put_top_key(json, "error_rate");
    json_put_share(json,
                   model_share(model->class_requests[HTTALLY_CLASS_5XX], model->total.requests));
    json_put_top_key(json, "classes");
    put_classes(json, model->class_requests);
}

static void put_also(struct json *json, const struct httally_reading *reading)
{
    json_put_key(json, "also");
    json_open(json, '[');
    for (size_t i = 0; i < reading->also_count; i++) {
        json_open(json, '{');
        json_put_key(json, "vendor");
        json_put_text(json, reading->also[i]->vendor);
        json_put_key(json, "name");
        json_put_text(json, reading->also[i]->name);
        json_put_key(json, "outcome");
        json_put_text(json, httally_outcome_name(reading->also[i]->outcome));
        json_close(json, '}');
    }
    json_close(json, ']');
}

void json_put_status(struct json *json, httally_status status)
{
    char token[4];
    httally_status_token(status, token);
    json_put_key(json, "code");
    /* No number was logged for `-`. */
    json_put_integer(json, status == HTTALLY_STATUS_DASH ? 0 : httally_status_code(status));
    json_put_key(json, "token");
    json_put_text(json, token);
}

static void put_status(struct json *json, const struct model *model, const struct model_status *row)
{
    json_open(json, '{');
    json_put_status(json, row->status);
    json_put_key(json, "class");
    json_put_text(json, httally_class_name(httally_status_class(row->status)));
    json_put_key(json, "name");
    json_put_text(json, row->reading->name);
    json_put_key(json, "vendor");
    json_put_text(json, row->reading->vendor);
    json_put_key(json, "certain");
    json_put_literal(json, row->reading->is_certain ? "true" : "false");
    put_also(json, row->reading);
    json_put_key(json, "outcome");
    json_put_text(json, httally_outcome_name(row->reading->outcome));
    json_put_key(json, "requests");
    json_put_count(json, row->count.requests);
    json_put_key(json, "bytes");
    put_sent(json, model, row->count.bytes);
    json_put_key(json, "share");
    json_put_share(json, model_share(row->count.requests, model->total.requests));
    json_close(json, '}');
}

static void put_statuses(struct json *json, const struct model *model)
{
    json_put_top_key(json, "status");
    json_open(json, '[');
    for (size_t i = 0; i < model->status_count; i++)
        put_status(json, model, &model->statuses[i]);
    json_close(json, ']');
    json_put_top_key(json, "outcomes");
    json_open(json, '{');
    for (int i = 0; i < HTTALLY_OUTCOME_COUNT; i++) {
        json_put_key(json, httally_outcome_name((enum httally_outcome)i));
        json_put_count(json, model->outcome_requests[i]);
    }
    json_close(json, '}');
}

static void put_series(struct json *json, const struct model *model)
{
    json_put_top_key(json, "series");
    json_open(json, '{');
    json_put_key(json, "interval_seconds");
    json_put_integer(json, model->interval_sec);
    json_put_key(json, "left_out");
    json_put_count(json, model->tally->series.outside);
    json_put_key(json, "points");
    json_open(json, '[');
    for (size_t i = 0; i < model->point_count; i++) {
        json_open(json, '{');
        json_put_key(json, "time");
        json_put_time(json, model->points[i].time, model->tally->first.utc_offset_sec);
        json_put_key(json, "requests");
        json_put_count(json, model->points[i].requests);
        json_put_key(json, "classes");
        put_classes(json, model->points[i].class_requests);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void put_error_samples(struct json *json, const struct model *model)
{
    json_put_top_key(json, "error_samples");
    json_open(json, '[');
    for (size_t i = 0; i < model->status_count; i++) {
        const struct samples *samples = model->tally->error_samples[model->statuses[i].status];
        char token[4];
        httally_status_token(model->statuses[i].status, token);
        for (size_t k = 0; samples && k < samples->count; k++) {
            const struct sample *sample = &samples->list[k];
            json_open(json, '{');
            json_put_key(json, "token");
            json_put_text(json, token);
            json_put_key(json, "input");
            json_put_text(json, model->report->inputs[sample->input].name);
            json_put_key(json, "text");
            json_put_slice(json, httally_slice_of(sample->text, sample->text_length));
            json_close(json, '}');
        }
    }
    json_close(json, ']');
}

static void put_tops(struct json *json, const struct model *model)
{
    json_put_top_key(json, "top");
    json_open(json, '{');
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        json_put_key(json, model_dimension_name((enum httally_dimension)i));
        json_open(json, '[');
        for (size_t k = 0; k < model->tops[i].count; k++) {
            const struct httally_row *row = &model->tops[i].rows[k];
            json_open(json, '{');
            json_put_key(json, "value");
            json_put_slice(json, row->key);
            json_put_key(json, "requests");
            json_put_count(json, row->requests);
            json_put_key(json, "bytes");
            json_put_count(json, row->bytes);
            json_put_key(json, "classes");
            put_classes(json, row->class_requests);
            json_put_key(json, "max_error");
            json_put_count(json, row->max_error);
            json_close(json, '}');
        }
        json_close(json, ']');
    }
    json_close(json, '}');
    json_put_top_key(json, "key_counts");
    json_open(json, '{');
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        enum httally_dimension dimension = (enum httally_dimension)i;
        json_put_key(json, model_dimension_name(dimension));
        if (httally_tally_is_exact(model->tally, dimension))
            json_put_count(json, httally_tally_key_count(model->tally, dimension));
        else
            json_put_literal(json, "null");
    }
    json_close(json, '}');
    json_put_top_key(json, "unique_clients");
    if (model->tally->options.is_brief) {
        json_put_literal(json, "null");
        return;
    }
    json_open(json, '{');
    json_put_key(json, "estimate");
    json_put_count(json, model->unique_clients);
    json_put_key(json, "exact");
    json_put_literal(json, model->has_exact_clients ? "true" : "false");
    json_close(json, '}');
}

static void put_unparsed_samples(struct json *json, const struct model *model)
{
    const struct samples *samples = &model->tally->unparsed_samples;
    json_put_top_key(json, "unparsed_samples");
    json_open(json, '[');
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->list[i];
        json_open(json, '{');
        json_put_key(json, "input");
        json_put_text(json, model->report->inputs[sample->input].name);
        json_put_key(json, "line");
        json_put_count(json, sample->index + 1);
        json_put_key(json, "text");
        json_put_slice(json, httally_slice_of(sample->text, sample->text_length));
        json_put_key(json, "reason");
        json_put_text(json,
                      httally_unparsed_reason_text((enum httally_unparsed_reason)sample->reason));
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void render_json(const struct model *model, struct buffer *out)
{
    struct json json = {.out = out};
    json_open(&json, '{');
    put_head(&json, model);
    json_put_inputs(&json, model->report);
    put_lines(&json, model);
    put_totals(&json, model);
    put_statuses(&json, model);
    put_series(&json, model);
    json_put_incidents(&json, model->report->incidents);
    json_put_note(&json, model->report);
    json_put_changes(&json, model);
    put_tops(&json, model);
    json_put_latency(&json, model);
    json_put_upstream(&json, model);
    json_put_top_key(&json, "pattern_limit_hits");
    json_put_count(&json, model->report->pattern_limit_hits);
    put_error_samples(&json, model);
    put_unparsed_samples(&json, model);
    buffer_append_string(out, "\n}\n");
}

const struct renderer json_renderer = {.name = "json", .extension = ".json", .render = render_json};
