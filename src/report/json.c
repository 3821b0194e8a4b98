/* SPDX-License-Identifier: MIT */
/* json.c - the report for programs: schema httally.report/1, docs/report.schema.json. */
#include <math.h>

#include "base/civil_time.h"
#include "config.h"
#include "httally/format.h"
#include "report/escape.h"
#include "report/renderer.h"

/* Where the next value goes.  'needs_comma' says that one stands before it on its level. */
struct json {
    struct buffer *out;
    bool needs_comma;
};

static void put_separator(struct json *json)
{
    if (json->needs_comma)
        buffer_append_char(json->out, ',');
    json->needs_comma = true;
}

static void put_slice(struct json *json, struct httally_slice value)
{
    put_separator(json);
    buffer_append_char(json->out, '"');
    escape_append(json->out, HTTALLY_ESCAPE_JSON, value);
    buffer_append_char(json->out, '"');
}

static void put_string(struct json *json, const char *value)
{
    put_slice(json, httally_slice_of_string(value));
}

static void put_literal(struct json *json, const char *value)
{
    put_separator(json);
    buffer_append_string(json->out, value);
}

static void put_count(struct json *json, uint64_t value)
{
    put_separator(json);
    buffer_append_format(json->out, "%llu", (unsigned long long)value);
}

static void put_integer(struct json *json, int64_t value)
{
    put_separator(json);
    buffer_append_format(json->out, "%lld", (long long)value);
}

/* Six digits are enough for one request in a million, and keep reports comparable. */
static void put_share(struct json *json, double value)
{
    put_separator(json);
    unsigned long millionths = (unsigned long)lround(value * 1e6);
    buffer_append_format(json->out, "%lu.%06lu", millionths / 1000000, millionths % 1000000);
}

static void put_time(struct json *json, int64_t time, int32_t utc_offset_sec)
{
    char text[CIVIL_ISO_SIZE];
    civil_format_iso(time, utc_offset_sec, text);
    put_string(json, text);
}

static void put_key(struct json *json, const char *name)
{
    put_separator(json);
    buffer_append_format(json->out, "\"%s\":", name);
    json->needs_comma = false;
}

static void open_level(struct json *json, char bracket)
{
    put_separator(json);
    buffer_append_char(json->out, bracket);
    json->needs_comma = false;
}

static void close_level(struct json *json, char bracket)
{
    buffer_append_char(json->out, bracket);
    json->needs_comma = true;
}

/* Keys of the top level stand on lines of their own: a person looks at them too. */
static void put_top_key(struct json *json, const char *name)
{
    put_separator(json);
    buffer_append_format(json->out, "\n\"%s\":", name);
    json->needs_comma = false;
}

static void put_classes(struct json *json, const uint64_t *class_requests)
{
    open_level(json, '{');
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        put_key(json, httally_class_name((enum httally_class)i));
        put_count(json, class_requests[i]);
    }
    close_level(json, '}');
}

static void put_head(struct json *json, const struct model *model)
{
    const struct httally_profile *profile = model->report->profile;
    put_top_key(json, "schema");
    put_string(json, "httally.report/1");
    put_top_key(json, "generator");
    open_level(json, '{');
    put_key(json, "name");
    put_string(json, "httally");
    put_key(json, "version");
    put_string(json, HTTALLY_VERSION);
    close_level(json, '}');
    put_top_key(json, "format");
    put_string(json, model->report->format);
    put_top_key(json, "vendors");
    open_level(json, '[');
    for (size_t i = 0; i < httally_profile_vendor_count(profile); i++)
        put_string(json, httally_profile_vendor(profile, i));
    close_level(json, ']');
}

static void put_inputs(struct json *json, const struct model *model)
{
    put_top_key(json, "inputs");
    open_level(json, '[');
    for (size_t i = 0; i < model->report->input_count; i++) {
        const struct httally_input *input = &model->report->inputs[i];
        open_level(json, '{');
        put_key(json, "name");
        put_string(json, input->name);
        put_key(json, "bytes");
        put_count(json, input->bytes);
        put_key(json, "stored_bytes");
        put_count(json, input->stored_bytes);
        put_key(json, "lines");
        put_count(json, input->lines);
        put_key(json, "compression");
        put_string(json, input->compression);
        put_key(json, "format");
        put_string(json, input->format);
        put_key(json, "error");
        if (input->error)
            put_string(json, input->error);
        else
            put_literal(json, "null");
        close_level(json, '}');
    }
    close_level(json, ']');
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
    put_top_key(json, "lines");
    open_level(json, '{');
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++) {
        put_key(json, members[i].name);
        put_count(json, members[i].count);
    }
    close_level(json, '}');
}

static void put_totals(struct json *json, const struct model *model)
{
    const struct httally_tally *tally = model->tally;
    put_top_key(json, "requests");
    put_count(json, model->total.requests);
    put_top_key(json, "bytes");
    put_count(json, model->total.bytes);
    put_top_key(json, "first");
    if (tally->has_times)
        put_time(json, tally->first.time, tally->first.utc_offset_sec);
    else
        put_literal(json, "null");
    put_top_key(json, "last");
    if (tally->has_times)
        put_time(json, tally->last.time, tally->last.utc_offset_sec);
    else
        put_literal(json, "null");
    put_top_key(json, "implausible_times");
    put_count(json, tally->implausible_times);
    put_top_key(json, "error_rate");
    put_share(json, model_share(model->class_requests[HTTALLY_CLASS_5XX], model->total.requests));
    put_top_key(json, "classes");
    put_classes(json, model->class_requests);
}

static void put_also(struct json *json, const struct httally_reading *reading)
{
    put_key(json, "also");
    open_level(json, '[');
    for (size_t i = 0; i < reading->also_count; i++) {
        open_level(json, '{');
        put_key(json, "vendor");
        put_string(json, reading->also[i]->vendor);
        put_key(json, "name");
        put_string(json, reading->also[i]->name);
        put_key(json, "outcome");
        put_string(json, httally_outcome_name(reading->also[i]->outcome));
        close_level(json, '}');
    }
    close_level(json, ']');
}

static void put_status(struct json *json, const struct model *model, const struct model_status *row)
{
    char token[4];
    httally_status_token(row->status, token);
    open_level(json, '{');
    put_key(json, "code");
    /* No number was logged for `-`. */
    put_integer(json, row->status == HTTALLY_STATUS_DASH ? 0 : httally_status_code(row->status));
    put_key(json, "token");
    put_string(json, token);
    put_key(json, "class");
    put_string(json, httally_class_name(httally_status_class(row->status)));
    put_key(json, "name");
    put_string(json, row->reading->name);
    put_key(json, "vendor");
    put_string(json, row->reading->vendor);
    put_key(json, "certain");
    put_literal(json, row->reading->is_certain ? "true" : "false");
    put_also(json, row->reading);
    put_key(json, "outcome");
    put_string(json, httally_outcome_name(row->reading->outcome));
    put_key(json, "requests");
    put_count(json, row->count.requests);
    put_key(json, "bytes");
    put_count(json, row->count.bytes);
    put_key(json, "share");
    put_share(json, model_share(row->count.requests, model->total.requests));
    close_level(json, '}');
}

static void put_statuses(struct json *json, const struct model *model)
{
    put_top_key(json, "status");
    open_level(json, '[');
    for (size_t i = 0; i < model->status_count; i++)
        put_status(json, model, &model->statuses[i]);
    close_level(json, ']');
    put_top_key(json, "outcomes");
    open_level(json, '{');
    for (int i = 0; i < HTTALLY_OUTCOME_COUNT; i++) {
        put_key(json, httally_outcome_name((enum httally_outcome)i));
        put_count(json, model->outcome_requests[i]);
    }
    close_level(json, '}');
}

static void put_series(struct json *json, const struct model *model)
{
    put_top_key(json, "series");
    open_level(json, '{');
    put_key(json, "interval_seconds");
    put_integer(json, model->interval_sec);
    put_key(json, "left_out");
    put_count(json, model->tally->series.outside);
    put_key(json, "points");
    open_level(json, '[');
    for (size_t i = 0; i < model->point_count; i++) {
        open_level(json, '{');
        put_key(json, "time");
        put_time(json, model->points[i].time, model->tally->first.utc_offset_sec);
        put_key(json, "requests");
        put_count(json, model->points[i].requests);
        put_key(json, "classes");
        put_classes(json, model->points[i].class_requests);
        close_level(json, '}');
    }
    close_level(json, ']');
    close_level(json, '}');
}

static void put_error_samples(struct json *json, const struct model *model)
{
    put_top_key(json, "error_samples");
    open_level(json, '[');
    for (size_t i = 0; i < model->status_count; i++) {
        const struct samples *samples = model->tally->error_samples[model->statuses[i].status];
        char token[4];
        httally_status_token(model->statuses[i].status, token);
        for (size_t k = 0; samples && k < samples->count; k++) {
            const struct sample *sample = &samples->list[k];
            open_level(json, '{');
            put_key(json, "token");
            put_string(json, token);
            put_key(json, "input");
            put_string(json, model->report->inputs[sample->input].name);
            put_key(json, "text");
            put_slice(json, httally_slice_of(sample->text, sample->text_length));
            close_level(json, '}');
        }
    }
    close_level(json, ']');
}

static const char *const dimension_keys[HTTALLY_DIMENSION_COUNT] = {
    [HTTALLY_DIMENSION_PATH] = "paths",         [HTTALLY_DIMENSION_CLIENT] = "clients",
    [HTTALLY_DIMENSION_AGENT] = "agents",       [HTTALLY_DIMENSION_REFERER] = "referers",
    [HTTALLY_DIMENSION_HOST] = "hosts",         [HTTALLY_DIMENSION_METHOD] = "methods",
    [HTTALLY_DIMENSION_PROTOCOL] = "protocols", [HTTALLY_DIMENSION_UPSTREAM] = "upstreams",
    [HTTALLY_DIMENSION_CACHE] = "cache",        [HTTALLY_DIMENSION_TLS] = "tls_versions",
};

static void put_tops(struct json *json, const struct model *model)
{
    put_top_key(json, "top");
    open_level(json, '{');
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        put_key(json, dimension_keys[i]);
        open_level(json, '[');
        for (size_t k = 0; k < model->tops[i].count; k++) {
            const struct httally_row *row = &model->tops[i].rows[k];
            open_level(json, '{');
            put_key(json, "value");
            put_slice(json, row->key);
            put_key(json, "requests");
            put_count(json, row->requests);
            put_key(json, "bytes");
            put_count(json, row->bytes);
            put_key(json, "classes");
            put_classes(json, row->class_requests);
            put_key(json, "max_error");
            put_count(json, row->max_error);
            close_level(json, '}');
        }
        close_level(json, ']');
    }
    close_level(json, '}');
    put_top_key(json, "unique_clients");
    if (model->tally->options.is_brief) {
        put_literal(json, "null");
        return;
    }
    open_level(json, '{');
    put_key(json, "estimate");
    put_count(json, model->unique_clients);
    put_key(json, "exact");
    put_literal(json, model->has_exact_clients ? "true" : "false");
    close_level(json, '}');
}

static void put_unparsed_samples(struct json *json, const struct model *model)
{
    const struct samples *samples = &model->tally->unparsed_samples;
    put_top_key(json, "unparsed_samples");
    open_level(json, '[');
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->list[i];
        open_level(json, '{');
        put_key(json, "input");
        put_string(json, model->report->inputs[sample->input].name);
        put_key(json, "line");
        put_count(json, sample->index + 1);
        put_key(json, "text");
        put_slice(json, httally_slice_of(sample->text, sample->text_length));
        put_key(json, "reason");
        put_string(json,
                   httally_unparsed_reason_text((enum httally_unparsed_reason)sample->reason));
        close_level(json, '}');
    }
    close_level(json, ']');
}

static void render_json(const struct model *model, struct buffer *out)
{
    struct json json = {.out = out};
    open_level(&json, '{');
    put_head(&json, model);
    put_inputs(&json, model);
    put_lines(&json, model);
    put_totals(&json, model);
    put_statuses(&json, model);
    put_series(&json, model);
    put_top_key(&json, "incidents");
    put_literal(&json, "[]");
    put_tops(&json, model);
    put_top_key(&json, "latency");
    put_literal(&json, "null");
    put_top_key(&json, "upstream");
    put_literal(&json, "null");
    put_top_key(&json, "pattern_limit_hits");
    put_count(&json, model->report->pattern_limit_hits);
    put_error_samples(&json, model);
    put_unparsed_samples(&json, model);
    buffer_append_string(out, "\n}\n");
}

const struct renderer json_renderer = {.name = "json", .extension = ".json", .render = render_json};
