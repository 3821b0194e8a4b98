/* SPDX-License-Identifier: MIT */
/* csv_incidents.c - a row for each incident, its times in seconds since 1970. */
#include <inttypes.h>

#include "report/escape.h"
#include "report/incident_words.h"
#include "report/renderer.h"

static const char *class_of(enum httally_incident_kind kind)
{
    static const char *const classes[HTTALLY_INCIDENT_KIND_COUNT] = {
        [HTTALLY_INCIDENT_CLIENT_CLOSED] = "499", [HTTALLY_INCIDENT_THROTTLED] = "429",
        [HTTALLY_INCIDENT_TLS] = "tls",           [HTTALLY_INCIDENT_SURGE] = "requests",
        [HTTALLY_INCIDENT_SILENCE] = "requests",
    };
    return classes[kind] ? classes[kind] : "5xx";
}

/* A field in quotes: it may be anything.  A sign in front that spreadsheets take for the beginning
 * of a formula gets an apostrophe. */
static void put_field(struct buffer *out, struct httally_slice value)
{
    struct buffer escaped = {0};
    escape_append(&escaped, HTTALLY_ESCAPE_TEXT, value);
    out->has_failed |= escaped.has_failed;
    buffer_append_char(out, '"');
    if (escaped.length && memchr("=+-@", escaped.data[0], 4))
        buffer_append_char(out, '\'');
    for (size_t i = 0; i < escaped.length; i++) {
        if (escaped.data[i] == '"')
            buffer_append_char(out, '"');
        buffer_append_char(out, escaped.data[i]);
    }
    buffer_append_char(out, '"');
    buffer_finish(&escaped);
}

/* Thousandths and so on by whole numbers: printf() would ask the locale for the point. */
static void put_number(struct buffer *out, double value, unsigned parts_per_unit, int digits)
{
    double scaled = value > 0 ? value * parts_per_unit + 0.5 : 0;
    uint64_t parts = (uint64_t)(scaled < 1e18 ? scaled : 1e18);
    buffer_append_format(out, ",%" PRIu64 ".%0*" PRIu64, parts / parts_per_unit, digits,
                         parts % parts_per_unit);
}

static void render_csv(const struct model *model, struct buffer *out)
{
    const struct httally_incidents *incidents = model->report->incidents;
    buffer_append_string(out, "site,start,end,fired_at,level,class,kind,name,requests,errors,"
                              "expected_errors,peak,likelihood\n");
    for (size_t i = 0; i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        put_field(out, incident_site(model->report));
        buffer_append_format(out, ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%s,%s,%s,",
                             incident->start_sec, incident->end_sec, incident->fired_sec,
                             httally_incident_severity_name(incident->severity),
                             class_of(incident->kind), httally_incident_kind_name(incident->kind));
        put_field(out, incident->name);
        buffer_append_format(out, ",%" PRIu64 ",%" PRIu64, incident->requests, incident->errors);
        put_number(out, incident->expected_errors, 1000, 3);
        buffer_append_format(out, ",%" PRId64, incident->peak_sec);
        put_number(out, incident->likelihood, 100, 2);
        buffer_append_char(out, '\n');
    }
}

const struct renderer csv_incidents_renderer = {
    .name = "csv", .extension = ".csv", .render = render_csv};
