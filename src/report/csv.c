/* SPDX-License-Identifier: MIT */
/* csv.c - one table of the report for spreadsheets and scripts: docs/outputs.md has the columns. */
#include "httally/format.h"
#include "report/csv_writer.h"
#include "report/renderer.h"

static void put_header(struct csv *csv, const char *names)
{
    csv_put_name(csv, names);
    csv_end_row(csv);
}

/* The header names of the classes, and their counts. */
#define CLASS_COLUMNS "1xx,2xx,3xx,4xx,5xx,other"

static void put_classes(struct csv *csv, const uint64_t *class_requests)
{
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        csv_put_count(csv, class_requests[i]);
}

static void put_status_table(struct csv *csv, const struct model *model)
{
    put_header(csv, "code,token,class,name,vendor,certain,outcome,requests,bytes,share");
    for (size_t i = 0; i < model->status_count; i++) {
        const struct model_status *row = &model->statuses[i];
        char token[4];
        httally_status_token(row->status, token);
        csv_put_integer(csv,
                        row->status == HTTALLY_STATUS_DASH ? 0 : httally_status_code(row->status));
        csv_put_text(csv, token);
        csv_put_name(csv, httally_class_name(httally_status_class(row->status)));
        csv_put_text(csv, row->reading->name);
        csv_put_text(csv, row->reading->vendor);
        csv_put_name(csv, row->reading->is_certain ? "true" : "false");
        csv_put_name(csv, httally_outcome_name(row->reading->outcome));
        csv_put_count(csv, row->count.requests);
        if (model->report->has_counts_only)
            csv_put_name(csv, "");
        else
            csv_put_count(csv, row->count.bytes);
        csv_put_number(csv, model_share(row->count.requests, model->total.requests));
        csv_end_row(csv);
    }
}

static void put_named_count(struct csv *csv, const char *name, uint64_t count, uint64_t whole)
{
    csv_put_name(csv, name);
    csv_put_count(csv, count);
    csv_put_number(csv, model_share(count, whole));
    csv_end_row(csv);
}

static void put_class_table(struct csv *csv, const struct model *model)
{
    put_header(csv, "class,requests,share");
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        put_named_count(csv, httally_class_name((enum httally_class)i), model->class_requests[i],
                        model->total.requests);
}

static void put_outcome_table(struct csv *csv, const struct model *model)
{
    put_header(csv, "outcome,requests,share");
    for (int i = 0; i < HTTALLY_OUTCOME_COUNT; i++)
        put_named_count(csv, httally_outcome_name((enum httally_outcome)i),
                        model->outcome_requests[i], model->total.requests);
}

static void put_series_table(struct csv *csv, const struct model *model)
{
    put_header(csv, "time,requests," CLASS_COLUMNS);
    for (size_t i = 0; i < model->point_count; i++) {
        csv_put_time(csv, model->points[i].time, model->tally->first.utc_offset_sec);
        csv_put_count(csv, model->points[i].requests);
        put_classes(csv, model->points[i].class_requests);
        csv_end_row(csv);
    }
}

static void put_incident(struct csv *csv, const struct httally_incident *incident)
{
    const struct httally_cause *cause = incident->is_concentrated ? &incident->causes[0] : NULL;
    csv_put_time(csv, incident->start_sec, incident->utc_offset_sec);
    csv_put_time(csv, incident->end_sec, incident->utc_offset_sec);
    csv_put_time(csv, incident->peak_sec, incident->utc_offset_sec);
    csv_put_name(csv, httally_incident_kind_name(incident->kind));
    csv_put_slice(csv, incident->name);
    csv_put_name(csv, httally_incident_severity_name(incident->severity));
    csv_put_count(csv, incident->requests);
    csv_put_count(csv, incident->errors);
    csv_put_number(csv, incident->expected_errors);
    csv_put_number(csv, incident->error_rate);
    csv_put_number(csv, incident->baseline_rate);
    csv_put_number(csv, incident->likelihood);
    if (cause) {
        csv_put_name(csv, httally_cause_dimension_name(cause->dimension));
        csv_put_slice(csv, cause->value);
        csv_put_number(csv, cause->share);
    } else {
        for (int i = 0; i < 3; i++)
            csv_put_nothing(csv);
    }
    csv_put_text(csv, incident->text ? incident->text : "");
    csv_end_row(csv);
}

static void put_incident_table(struct csv *csv, const struct model *model)
{
    const struct httally_incidents *incidents = model->report->incidents;
    put_header(csv, "start,end,peak_time,kind,name,severity,requests,errors,expected_errors,"
                    "error_rate,baseline_rate,likelihood,cause_dimension,cause,cause_share,text");
    for (size_t i = 0; incidents && i < incidents->count; i++)
        put_incident(csv, &incidents->list[i]);
}

static void put_input_table(struct csv *csv, const struct model *model)
{
    put_header(csv, "name,bytes,stored_bytes,lines,compression,format,error");
    for (size_t i = 0; i < model->report->input_count; i++) {
        const struct httally_input *input = &model->report->inputs[i];
        csv_put_text(csv, input->name);
        csv_put_count(csv, input->bytes);
        csv_put_count(csv, input->stored_bytes);
        csv_put_count(csv, input->lines);
        csv_put_name(csv, input->compression);
        csv_put_text(csv, input->format);
        csv_put_text(csv, input->error ? input->error : "");
        csv_end_row(csv);
    }
}

static void put_line_table(struct csv *csv, const struct model *model)
{
    const struct {
        const char *name;
        uint64_t count;
    } rows[] = {
        {"read", model->lines.read},
        {"requests", model->lines.requests},
        {"filtered", model->lines.filtered},
        {"unparsed", model->lines.unparsed},
        {"too_long", model->lines.too_long},
        {"blank", model->lines.blank},
        {"directives", model->lines.directives},
    };
    put_header(csv, "kind,lines");
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        csv_put_name(csv, rows[i].name);
        csv_put_count(csv, rows[i].count);
        csv_end_row(csv);
    }
}

static void put_latency(struct csv *csv, const char *name, const struct httally_latency *latency)
{
    const uint64_t durations_us[] = {latency->p50_us, latency->p90_us, latency->p95_us,
                                     latency->p99_us, latency->max_us};
    csv_put_name(csv, name);
    csv_put_count(csv, latency->requests);
    for (size_t i = 0; i < ARRAY_LENGTH(durations_us); i++)
        csv_put_seconds(csv, durations_us[i]);
    csv_end_row(csv);
}

static void put_latency_table(struct csv *csv, const struct model *model)
{
    struct httally_latency latency;
    put_header(csv, "of,requests,p50_seconds,p90_seconds,p95_seconds,p99_seconds,max_seconds");
    if (httally_tally_latency(model->tally, &latency))
        put_latency(csv, "all", &latency);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        if (httally_tally_class_latency(model->tally, (enum httally_class)i, &latency))
            put_latency(csv, httally_class_name((enum httally_class)i), &latency);
    }
    if (httally_tally_upstream_latency(model->tally, &latency))
        put_latency(csv, "upstream", &latency);
}

static void put_unparsed_table(struct csv *csv, const struct model *model)
{
    struct httally_unparsed unparsed;
    put_header(csv, "input,line,reason,text");
    for (size_t i = 0; httally_tally_unparsed(model->tally, i, &unparsed); i++) {
        csv_put_text(csv, model->report->inputs[unparsed.input].name);
        csv_put_count(csv, unparsed.index + 1);
        csv_put_text(csv,
                     httally_unparsed_reason_text((enum httally_unparsed_reason)unparsed.reason));
        csv_put_slice(csv, unparsed.text);
        csv_end_row(csv);
    }
}

static void put_top_table(struct csv *csv, const struct model_table *table)
{
    put_header(csv, "value,requests,bytes," CLASS_COLUMNS ",max_error");
    for (size_t i = 0; i < table->count; i++) {
        csv_put_slice(csv, table->rows[i].key);
        csv_put_count(csv, table->rows[i].requests);
        csv_put_count(csv, table->rows[i].bytes);
        put_classes(csv, table->rows[i].class_requests);
        csv_put_count(csv, table->rows[i].max_error);
        csv_end_row(csv);
    }
}

static void put_change_table(struct csv *csv, const struct model *model)
{
    put_header(csv, "subject,value,change,before,before_at_most,now,expected");
    for (size_t i = 0; i < model->changes.count; i++) {
        const struct change *change = &model->changes.list[i];
        csv_put_name(csv, change_subject_name(change->subject));
        csv_put_slice(csv, change->name);
        csv_put_name(csv, change_kind_name(change->kind));
        csv_put_count(csv, change->before);
        csv_put_name(csv, change->is_before_bound ? "true" : "false");
        csv_put_count(csv, change->now);
        csv_put_number(csv, change->expected);
        csv_end_row(csv);
    }
}

static const struct {
    const char *name;
    void (*put)(struct csv *csv, const struct model *model);
} tables[] = {
    {"status", put_status_table},      {"classes", put_class_table},
    {"outcomes", put_outcome_table},   {"series", put_series_table},
    {"incidents", put_incident_table}, {"latency", put_latency_table},
    {"inputs", put_input_table},       {"lines", put_line_table},
    {"unparsed", put_unparsed_table},  {"changes", put_change_table},
};

enum { TABLE_COUNT = sizeof tables / sizeof *tables };

const char *httally_report_table(size_t index)
{
    if (index < TABLE_COUNT)
        return tables[index].name;
    index -= TABLE_COUNT;
    return index < HTTALLY_DIMENSION_COUNT ? model_dimension_name((enum httally_dimension)index)
                                           : NULL;
}

static void render_csv(const struct model *model, struct buffer *out)
{
    struct csv csv = {.out = out};
    const char *wanted = model->report->table ? model->report->table : tables[0].name;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (strcmp(tables[i].name, wanted) == 0)
            tables[i].put(&csv, model);
    }
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        if (strcmp(model_dimension_name((enum httally_dimension)i), wanted) == 0)
            put_top_table(&csv, &model->tops[i]);
    }
}

const struct renderer csv_renderer = {.name = "csv", .extension = ".csv", .render = render_csv};
