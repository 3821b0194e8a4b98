/* SPDX-License-Identifier: MIT */
#include "report/incident_words.h"

#include "report/layout_number.h"

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

void incident_append_subject(struct buffer *out, enum httally_incident_kind kind,
                             struct httally_slice name)
{
    /* What stands before a name, which is a part's. */
    static const char *const words[HTTALLY_INCIDENT_KIND_COUNT] = {
        [HTTALLY_INCIDENT_SERVER_ERRORS] = "server errors (5xx)",
        [HTTALLY_INCIDENT_CODE] = "status ",
        [HTTALLY_INCIDENT_PATH] = "server errors of path ",
        [HTTALLY_INCIDENT_UPSTREAM] = "server errors of upstream ",
        [HTTALLY_INCIDENT_CLIENT_CLOSED] = "requests given up by clients (499)",
        [HTTALLY_INCIDENT_THROTTLED] = "requests refused for being too many (429)",
        [HTTALLY_INCIDENT_TLS] = "requests whose TLS failed",
        [HTTALLY_INCIDENT_SURGE] = "requests",
        [HTTALLY_INCIDENT_SILENCE] = "requests",
    };
    buffer_append_string(out, words[kind]);
    if (kind == HTTALLY_INCIDENT_CODE || kind == HTTALLY_INCIDENT_PATH ||
        kind == HTTALLY_INCIDENT_UPSTREAM)
        buffer_append_slice(out, name);
}

void incident_append_text(struct buffer *out, const struct httally_incident *incident)
{
    char usual[LAYOUT_NUMBER_SIZE], rate[LAYOUT_NUMBER_SIZE], errors[LAYOUT_NUMBER_SIZE],
        requests[LAYOUT_NUMBER_SIZE], excess[LAYOUT_NUMBER_SIZE];
    double beyond = (double)incident->errors - incident->expected_errors;
    if (incident->text) {
        buffer_append_string(out, incident->text);
        return;
    }
    layout_format_share(incident->baseline_rate, usual);
    layout_format_share(incident->error_rate, rate);
    number_text_count(incident->errors, errors);
    number_text_count(incident->requests, requests);
    number_text_count(beyond > 0 ? (uint64_t)(beyond + 0.5) : 0, excess);
    incident_append_subject(out, incident->kind, incident->name);
    buffer_append_format(out, " rose from %s to %s: %s of %s requests, %s more than usual", usual,
                         rate, errors, requests, excess);
}

void incident_append_habit(struct buffer *out, const struct httally_habit *habit)
{
    incident_append_subject(out, habit->kind, habit->name);
    if (habit->text)
        buffer_append_format(out, ": %s", habit->text);
    else
        buffer_append_format(out, ": %s (%u of %u %s)",
                             habit->period_sec == 3600 ? "every hour" : "every day", habit->seen,
                             habit->of, habit->period_sec == 3600 ? "hours" : "days");
}
