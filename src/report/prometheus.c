/* SPDX-License-Identifier: MIT */
/*
 * prometheus.c - counters and gauges in Prometheus' text format, for node_exporter's textfile
 * collector: https://prometheus.io/docs/instrumenting/exposition_formats/
 *
 * Labels hold nothing that an attacker chose: the number of time series stays bounded.
 */
#include "base/escape.h"
#include "report/renderer.h"

static void put_family(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_append_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_label(struct buffer *out, const char *separator, const char *name,
                      const char *value)
{
    buffer_append_format(out, "%s%s=\"", separator, name);
    escape_append(out, HTTALLY_ESCAPE_PROMETHEUS, httally_slice_of_string(value));
    buffer_append_char(out, '"');
}

static void put_count(struct buffer *out, uint64_t value)
{
    buffer_append_format(out, " %llu\n", (unsigned long long)value);
}

static void put_status_labels(struct buffer *out, const struct model_status *row)
{
    char token[4];
    httally_status_token(row->status, token);
    put_label(out, "{", "code", token);
    put_label(out, ",", "class", httally_class_name(httally_status_class(row->status)));
    put_label(out, ",", "outcome", httally_outcome_name(row->reading->outcome));
    put_label(out, ",", "vendor", row->reading->vendor);
    buffer_append_char(out, '}');
}

static void put_statuses(struct buffer *out, const struct model *model)
{
    static const char requests[] = "httally_requests_total";
    static const char bytes[] = "httally_response_bytes_total";
    put_family(out, requests, "counter", "Requests by status code.");
    for (size_t i = 0; i < model->status_count; i++) {
        buffer_append_string(out, requests);
        put_status_labels(out, &model->statuses[i]);
        put_count(out, model->statuses[i].count.requests);
    }
    if (model->report->has_counts_only)
        return;
    put_family(out, bytes, "counter", "Bytes sent by status code, as logged.");
    for (size_t i = 0; i < model->status_count; i++) {
        buffer_append_string(out, bytes);
        put_status_labels(out, &model->statuses[i]);
        put_count(out, model->statuses[i].count.bytes);
    }
}

static void put_lines(struct buffer *out, const struct model *model)
{
    static const char name[] = "httally_lines_total";
    const struct {
        const char *kind;
        uint64_t count;
    } rows[] = {
        {"requests", model->lines.requests}, {"filtered", model->lines.filtered},
        {"unparsed", model->lines.unparsed}, {"too_long", model->lines.too_long},
        {"blank", model->lines.blank},       {"directives", model->lines.directives},
    };
    put_family(out, name, "counter", "Lines read, by what became of them.");
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        buffer_append_string(out, name);
        put_label(out, "{", "kind", rows[i].kind);
        buffer_append_char(out, '}');
        put_count(out, rows[i].count);
    }
}

static void put_gauge(struct buffer *out, const char *name, const char *help, uint64_t value)
{
    put_family(out, name, "gauge", help);
    buffer_append_string(out, name);
    put_count(out, value);
}

static void put_inputs(struct buffer *out, const struct model *model)
{
    uint64_t damaged = 0;
    for (size_t i = 0; i < model->report->input_count; i++)
        damaged += model->report->inputs[i].error != NULL;
    put_gauge(out, "httally_inputs", "Files that were given.", model->report->input_count);
    put_gauge(out, "httally_inputs_damaged", "Files that could not be read to their end.", damaged);
}

static void put_times(struct buffer *out, const struct model *model)
{
    const struct httally_tally *tally = model->tally;
    if (!tally->has_times)
        return;
    put_gauge(out, "httally_first_request_timestamp_seconds", "Time of the earliest request.",
              (uint64_t)tally->first.time);
    put_gauge(out, "httally_last_request_timestamp_seconds", "Time of the latest request.",
              (uint64_t)tally->last.time);
}

static void put_summary(struct buffer *out, const char *name, const char *help,
                        const struct httally_latency *latency)
{
    const struct {
        const char *quantile;
        uint64_t duration_us;
    } rows[] = {
        {"0.5", latency->p50_us},  {"0.9", latency->p90_us}, {"0.95", latency->p95_us},
        {"0.99", latency->p99_us}, {"1", latency->max_us},
    };
    put_family(out, name, "summary", help);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        buffer_append_string(out, name);
        put_label(out, "{", "quantile", rows[i].quantile);
        buffer_append_format(out, "} %llu.%06llu\n",
                             (unsigned long long)rows[i].duration_us / 1000000,
                             (unsigned long long)rows[i].duration_us % 1000000);
    }
    buffer_append_format(out, "%s_count", name);
    put_count(out, latency->requests);
}

static void put_latency(struct buffer *out, const struct model *model)
{
    struct httally_latency latency;
    if (httally_tally_latency(model->tally, &latency))
        put_summary(out, "httally_request_duration_seconds", "How long requests took.", &latency);
    if (httally_tally_upstream_latency(model->tally, &latency))
        put_summary(out, "httally_upstream_duration_seconds", "How long the servers behind took.",
                    &latency);
}

/* What became of the incidents of one severity. */
struct incident_sum {
    uint64_t count;
    uint64_t open_count;
    double excess_errors;
};

static struct incident_sum sum_incidents(const struct httally_incidents *incidents, int severity)
{
    struct incident_sum sum = {0};
    for (size_t i = 0; i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        double excess = (double)incident->errors - incident->expected_errors;
        if ((int)incident->severity != severity)
            continue;
        sum.count++;
        sum.open_count += incident->is_open;
        sum.excess_errors += excess > 0 ? excess : 0;
    }
    return sum;
}

static void put_incidents(struct buffer *out, const struct model *model)
{
    static const char *const names[] = {"httally_incidents", "httally_incidents_open",
                                        "httally_incident_excess_errors"};
    static const char *const helps[] = {"Incidents in the period.",
                                        "Incidents that had not ended when the log did.",
                                        "Errors of incidents beyond the usual."};
    const struct httally_incidents *incidents = model->report->incidents;
    if (!incidents || incidents->not_searched)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        put_family(out, names[i], "gauge", helps[i]);
        for (int severity = HTTALLY_INCIDENT_NOTICE; severity <= HTTALLY_INCIDENT_PAGE;
             severity++) {
            struct incident_sum sum = sum_incidents(incidents, severity);
            buffer_append_string(out, names[i]);
            put_label(out, "{", "severity",
                      httally_incident_severity_name((enum httally_incident_severity)severity));
            buffer_append_char(out, '}');
            put_count(out, i == 0   ? sum.count
                           : i == 1 ? sum.open_count
                                    : (uint64_t)(sum.excess_errors + 0.5));
        }
    }
}

static void render_prometheus(const struct model *model, struct buffer *out)
{
    put_statuses(out, model);
    put_lines(out, model);
    put_inputs(out, model);
    put_times(out, model);
    if (!model->tally->options.is_brief)
        put_gauge(out, "httally_unique_clients", "Distinct clients, estimated when there are many.",
                  model->unique_clients);
    put_latency(out, model);
    put_incidents(out, model);
}

const struct renderer prometheus_renderer = {
    .name = "prometheus", .extension = ".prom", .render = render_prometheus};
