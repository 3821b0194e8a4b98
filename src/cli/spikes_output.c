/* SPDX-License-Identifier: MIT */
#include "spikes_output.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "httally/text.h"
#include "plain_text.h"

enum { TIME_SIZE = 40, SENTENCE_SIZE = 512 };

static const char *class_of(enum httally_incident_kind kind)
{
    switch (kind) {
    case HTTALLY_INCIDENT_CLIENT_CLOSED:
        return "499";
    case HTTALLY_INCIDENT_THROTTLED:
        return "429";
    case HTTALLY_INCIDENT_TLS:
    case HTTALLY_INCIDENT_SURGE:
    case HTTALLY_INCIDENT_SILENCE:
        return httally_incident_kind_name(kind);
    default:
        return "5xx";
    }
}

/* Text */

static int32_t offset_at(const struct httally_incident_input *input, int64_t time_sec)
{
    size_t minute = (size_t)((time_sec - input->start_sec) / 60);
    return input->utc_offset_sec && minute < input->minute_count ? input->utc_offset_sec[minute]
                                                                 : 0;
}

static void format_time(const char *form, int64_t seconds, char text_out[TIME_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm civil;
    text_out[0] = '\0';
    if (gmtime_r(&time, &civil))
        strftime(text_out, TIME_SIZE, form, &civil);
}

static void format_subject(const struct httally_incident_stream *stream, char *text_out,
                           size_t size)
{
    int length = (int)stream->name.length;
    const char *name = stream->name.data;
    switch (stream->kind) {
    case HTTALLY_INCIDENT_CODE:
        snprintf(text_out, size, "status %.*s", length, name);
        break;
    case HTTALLY_INCIDENT_PATH:
        snprintf(text_out, size, "server errors of path %.*s", length, name);
        break;
    case HTTALLY_INCIDENT_UPSTREAM:
        snprintf(text_out, size, "server errors of upstream %.*s", length, name);
        break;
    case HTTALLY_INCIDENT_CLIENT_CLOSED:
        snprintf(text_out, size, "requests given up by clients (499)");
        break;
    case HTTALLY_INCIDENT_TLS:
        snprintf(text_out, size, "TLS that failed");
        break;
    case HTTALLY_INCIDENT_THROTTLED:
        snprintf(text_out, size, "requests refused for being too many (429)");
        break;
    default:
        snprintf(text_out, size, "server errors (5xx)");
    }
}

static void describe_incident(const struct spikes_view *view,
                              const struct httally_incident *incident, char *text_out, size_t size)
{
    char subject[128];
    double excess = (double)incident->errors - incident->expected_errors;
    if (incident->kind == HTTALLY_INCIDENT_SILENCE || incident->kind == HTTALLY_INCIDENT_SURGE) {
        bool is_silence = incident->kind == HTTALLY_INCIDENT_SILENCE;
        snprintf(text_out, size, "%s: %" PRIu64 " requests, where %.0f were to be expected",
                 is_silence ? "silence" : "surge of requests", incident->requests,
                 incident->expected_errors);
        return;
    }
    format_subject(&view->input->streams[incident->stream], subject, sizeof subject);
    snprintf(text_out, size,
             "%s rose from %.3g %% to %.3g %%: %" PRIu64 " of %" PRIu64
             " requests, %.0f more than usual%s",
             subject, 100 * incident->baseline_rate, 100 * incident->error_rate, incident->errors,
             incident->requests, excess < 0 ? 0 : excess,
             incident->severity == HTTALLY_INCIDENT_PAGE ? "; far beyond what 99.9 % allows" : "");
}

static void print_incident(FILE *out, const struct spikes_view *view,
                           const struct httally_incident *incident)
{
    char from[TIME_SIZE], until[TIME_SIZE], sentence[SENTENCE_SIZE];
    int32_t offset = offset_at(view->input, incident->start_sec);
    bool is_short = incident->end_sec - incident->start_sec < 86400;
    format_time("%Y-%m-%d %H:%M", incident->start_sec + offset, from);
    format_time(is_short ? "%H:%M" : "%Y-%m-%d %H:%M", incident->end_sec + offset, until);
    int length = snprintf(sentence, sizeof sentence, "%s-%s%s: ", from, until,
                          incident->is_open ? " (still on)" : "");
    describe_incident(view, incident, sentence + length, sizeof sentence - (size_t)length);
    struct paragraph paragraph = {.out = out, .width = view->width, .indent = 8};
    fprintf(out, "%-6s", httally_incident_severity_name(incident->severity));
    paragraph.column = 6;
    fputs("  ", out);
    paragraph.column += 2;
    paragraph_add(&paragraph, sentence);
    paragraph_end(&paragraph);
}

void spikes_print_text(FILE *out, const struct spikes_view *view)
{
    for (size_t i = 0; i < view->incidents->count; i++)
        print_incident(out, view, &view->incidents->list[i]);
    if (view->incidents->count == 0)
        fputs("No spikes: errors stayed within what is usual here.\n", out);
}

/* JSON */

static void print_json_incident(FILE *out, const struct spikes_view *view,
                                const struct httally_incident *incident)
{
    const struct httally_incident_stream *stream = &view->input->streams[incident->stream];
    char name[128], start[TIME_SIZE], end[TIME_SIZE], peak[TIME_SIZE], fired[TIME_SIZE];
    static const char form[] = "%Y-%m-%dT%H:%M:%SZ";
    snprintf(name, sizeof name, "%.*s", (int)stream->name.length, stream->name.data);
    format_time(form, incident->start_sec, start);
    format_time(form, incident->end_sec, end);
    format_time(form, incident->peak_sec, peak);
    format_time(form, incident->fired_sec, fired);
    fprintf(out,
            "{\"start\":\"%s\",\"end\":\"%s\",\"peak_time\":\"%s\",\"fired_at\":\"%s\","
            "\"is_open\":%s,\"kind\":\"%s\",\"name\":",
            start, end, peak, fired, incident->is_open ? "true" : "false",
            httally_incident_kind_name(incident->kind));
    json_put_string(out, name);
    fprintf(out,
            ",\"severity\":\"%s\",\"requests\":%" PRIu64 ",\"errors\":%" PRIu64
            ",\"expected_errors\":%.3f,\"error_rate\":%.8f,\"baseline_rate\":%.8f,"
            "\"likelihood\":%.2f}",
            httally_incident_severity_name(incident->severity), incident->requests,
            incident->errors, incident->expected_errors, incident->error_rate,
            incident->baseline_rate, incident->likelihood);
}

void spikes_print_json(FILE *out, const struct spikes_view *view)
{
    fputs("{\"site\":", out);
    json_put_string(out, view->site);
    fputs(",\"incidents\":[", out);
    for (size_t i = 0; i < view->incidents->count; i++) {
        fputs(i ? ",\n" : "\n", out);
        print_json_incident(out, view, &view->incidents->list[i]);
    }
    fputs("]}\n", out);
}

/* CSV */

/* A field in quotes: a file may be called anything.  A sign in front that spreadsheets take for the
 * beginning of a formula gets an apostrophe. */
static void print_csv_text(FILE *out, const char *text)
{
    char escaped[1024];
    httally_escape_bytes(HTTALLY_ESCAPE_TEXT, httally_slice_of_string(text), escaped,
                         sizeof escaped);
    fputs(escaped[0] && strchr("=+-@", escaped[0]) ? "\"'" : "\"", out);
    for (const char *at = escaped; *at; at++)
        fprintf(out, *at == '"' ? "\"\"" : "%c", *at);
    fputc('"', out);
}

void spikes_print_csv(FILE *out, const struct spikes_view *view)
{
    fputs("site,start,end,fired_at,level,class,kind,name,requests,errors,expected_errors,peak,"
          "likelihood\n",
          out);
    for (size_t i = 0; i < view->incidents->count; i++) {
        const struct httally_incident *incident = &view->incidents->list[i];
        const struct httally_incident_stream *stream = &view->input->streams[incident->stream];
        print_csv_text(out, view->site);
        fprintf(out,
                ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%s,%s,%s,%.*s,%" PRIu64 ",%" PRIu64
                ",%.3f,%" PRId64 ",%.2f\n",
                incident->start_sec, incident->end_sec, incident->fired_sec,
                httally_incident_severity_name(incident->severity), class_of(incident->kind),
                httally_incident_kind_name(incident->kind), (int)stream->name.length,
                stream->name.data, incident->requests, incident->errors, incident->expected_errors,
                incident->peak_sec, incident->likelihood);
    }
}
