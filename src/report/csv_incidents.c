/* SPDX-License-Identifier: MIT */
/* csv_incidents.c - incidents alone: a row each, times in seconds since 1970. */
#include "report/csv_writer.h"
#include "report/incident_words.h"
#include "report/renderer.h"

static const char *class_of(enum httally_incident_kind kind)
{
    static const char *const classes[HTTALLY_INCIDENT_KIND_COUNT] = {
        [HTTALLY_INCIDENT_CLIENT_CLOSED] = "499", [HTTALLY_INCIDENT_THROTTLED] = "429",
        [HTTALLY_INCIDENT_TLS] = "tls",           [HTTALLY_INCIDENT_SURGE] = "surge",
        [HTTALLY_INCIDENT_SILENCE] = "silence",
    };
    return classes[kind] ? classes[kind] : "5xx";
}

static void put_incident(struct csv *csv, const struct httally_incident *incident)
{
    csv_put_integer(csv, incident->start_sec);
    csv_put_integer(csv, incident->end_sec);
    csv_put_integer(csv, incident->fired_sec);
    csv_put_name(csv, httally_incident_severity_name(incident->severity));
    csv_put_name(csv, class_of(incident->kind));
    csv_put_name(csv, httally_incident_kind_name(incident->kind));
    csv_put_slice(csv, incident->name);
    csv_put_count(csv, incident->requests);
    csv_put_count(csv, incident->errors);
    csv_put_number(csv, incident->expected_errors);
    csv_put_integer(csv, incident->peak_sec);
    csv_put_number(csv, incident->likelihood);
    csv_end_row(csv);
}

static void render_csv(const struct model *model, struct buffer *out)
{
    const struct httally_incidents *incidents = model->report->incidents;
    struct csv csv = {.out = out};
    csv_put_name(&csv, "site,start,end,fired_at,level,class,kind,name,requests,errors,"
                       "expected_errors,peak,likelihood");
    csv_end_row(&csv);
    for (size_t i = 0; i < incidents->count; i++) {
        csv_put_slice(&csv, incident_site(model->report));
        put_incident(&csv, &incidents->list[i]);
    }
}

const struct renderer csv_incidents_renderer = {
    .name = "csv", .extension = ".csv", .render = render_csv};
