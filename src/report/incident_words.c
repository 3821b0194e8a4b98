/* SPDX-License-Identifier: MIT */
#include "report/incident_words.h"

#include "incident/sentence.h"

struct httally_slice incident_site(const struct httally_report *report)
{
    static const char *const suffixes[] = {".csv", ".log"};
    const char *path = report->input_count ? report->inputs[0].name : "";
    const char *slash = strrchr(path, '/');
    struct httally_slice site = httally_slice_of_string(slash ? slash + 1 : path);
    for (size_t i = 0; i < ARRAY_LENGTH(suffixes); i++) {
        const char *suffix = strstr(site.data, suffixes[i]);
        if (suffix)
            return httally_slice_of(site.data, (size_t)(suffix - site.data));
    }
    return site;
}

void incident_append_text(struct buffer *out, const struct httally_incident *incident)
{
    /* Counts tell no causes. */
    static const struct cause_finding unknown;
    if (incident->text)
        buffer_append_string(out, incident->text);
    else
        sentence_append(out, incident, &unknown, false);
}

static void append_subject(struct buffer *out, enum httally_incident_kind kind,
                           struct httally_slice name)
{
    /* What stands before a name, which is a part's. */
    static const char *const words[HTTALLY_INCIDENT_KIND_COUNT] = {
        [HTTALLY_INCIDENT_SERVER_ERRORS] = "server errors",
        [HTTALLY_INCIDENT_CODE] = "status ",
        [HTTALLY_INCIDENT_PATH] = "server errors on ",
        [HTTALLY_INCIDENT_UPSTREAM] = "server errors behind upstream ",
        [HTTALLY_INCIDENT_CLIENT_CLOSED] = "requests given up by clients (499)",
        [HTTALLY_INCIDENT_THROTTLED] = "requests refused for being too many (429)",
        [HTTALLY_INCIDENT_TLS] = "failures of TLS",
        [HTTALLY_INCIDENT_SURGE] = "many requests",
        [HTTALLY_INCIDENT_SILENCE] = "no requests",
    };
    buffer_append_string(out, words[kind]);
    if (kind == HTTALLY_INCIDENT_CODE || kind == HTTALLY_INCIDENT_PATH ||
        kind == HTTALLY_INCIDENT_UPSTREAM)
        buffer_append_slice(out, name);
}

void incident_append_habit(struct buffer *out, const struct httally_habit *habit)
{
    bool is_hourly = habit->period_sec == 3600;
    append_subject(out, habit->kind, habit->name);
    if (habit->text)
        buffer_append_format(out, ": %s", habit->text);
    else
        buffer_append_format(out, ": happens every %s (%u of %u %s)", is_hourly ? "hour" : "day",
                             habit->seen, habit->of, is_hourly ? "hours" : "days");
}
