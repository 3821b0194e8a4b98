/* SPDX-License-Identifier: MIT */
/* html_incident.c - spikes: in sentences on the first screen, then each with its evidence. */
#include "report/html_incident.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/html_parts.h"
#include "report/incident_words.h"

enum { HEADLINES_MOST = 5, INCIDENTS_MOST = 40, HABITS_MOST = 20 };

/* What it is of, where the kind alone does not tell. */
static const char *kind_words(enum httally_incident_kind kind)
{
    static const char *const words[HTTALLY_INCIDENT_KIND_COUNT] = {
        [HTTALLY_INCIDENT_SERVER_ERRORS] = "Server errors",
        [HTTALLY_INCIDENT_CODE] = "One error code",
        [HTTALLY_INCIDENT_PATH] = "Server errors of a path",
        [HTTALLY_INCIDENT_UPSTREAM] = "Server errors of an upstream",
        [HTTALLY_INCIDENT_CLIENT_CLOSED] = "Requests given up by clients",
        [HTTALLY_INCIDENT_THROTTLED] = "Requests refused for being too many",
        [HTTALLY_INCIDENT_TLS] = "TLS failures",
        [HTTALLY_INCIDENT_SURGE] = "Many more requests than usual",
        [HTTALLY_INCIDENT_SILENCE] = "No requests where some were to be expected",
    };
    return words[kind];
}

static double excess_of(const struct httally_incident *incident)
{
    double excess = (double)incident->errors - incident->expected_errors;
    return excess < 0 ? -excess : excess;
}

/* Pages before notices, then those with more errors than were to be expected. */
static bool is_worse(const struct httally_incident *a, const struct httally_incident *b)
{
    if (a->severity != b->severity)
        return a->severity > b->severity;
    return excess_of(a) > excess_of(b);
}

/* Is it among the worst?  Of equals the earlier one is. */
static bool is_headline(const struct httally_incidents *incidents, size_t index)
{
    size_t worse = 0;
    for (size_t i = 0; i < incidents->count && worse < HEADLINES_MOST; i++) {
        bool is_before = i < index && !is_worse(&incidents->list[index], &incidents->list[i]);
        worse += is_before || is_worse(&incidents->list[i], &incidents->list[index]);
    }
    return worse < HEADLINES_MOST;
}

static void put_severity(const struct html *html, const struct httally_incident *incident)
{
    bool is_page = incident->severity == HTTALLY_INCIDENT_PAGE;
    html_put_format(html, "<strong class=\"severity %s\">%s</strong> ", is_page ? "page" : "notice",
                    is_page ? "Severe" : "Notice");
}

/* Show words made in a buffer, and end that. */
static void put_words(const struct html *html, struct buffer *words)
{
    html_put_slice(html, buffer_slice(words));
    html->out->has_failed |= words->has_failed;
    buffer_finish(words);
}

static void put_sentence(const struct html *html, const struct httally_incident *incident)
{
    struct buffer words = {0};
    incident_append_text(&words, incident);
    put_words(html, &words);
}

static void put_none(const struct html *html, const struct httally_incidents *incidents)
{
    if (!incidents) {
        html_put(html, "<p class=\"note\">Spikes were not looked for.</p>\n");
    } else if (incidents->not_searched) {
        html_put(html, "<p class=\"note\">Spikes were not looked for: ");
        html_put_text(html, incidents->not_searched);
        html_put(html, ".</p>\n");
    } else {
        html_put(html, "<p class=\"verdict\"><b>No spikes:</b> at no time did errors rise beyond "
                       "what chance and habit explain.</p>\n");
    }
}

void html_put_headlines(const struct html *html)
{
    const struct httally_incidents *incidents = html->model->report->incidents;
    size_t shown = 0;
    if (html->model->total.requests == 0)
        return;
    if (!incidents || incidents->count == 0) {
        put_none(html, incidents);
        return;
    }
    html_put_format(html, "<p class=\"verdict\"><b>%zu spike%s</b></p>\n<ol class=\"headlines\">\n",
                    incidents->count, incidents->count == 1 ? "" : "s");
    for (size_t i = 0; i < incidents->count; i++) {
        if (!is_headline(incidents, i))
            continue;
        html_put_format(html, "<li value=\"%zu\">", i + 1);
        put_severity(html, &incidents->list[i]);
        put_sentence(html, &incidents->list[i]);
        html_put(html, "</li>\n");
        shown++;
    }
    html_put(html, "</ol>\n");
    if (shown < incidents->count)
        html_put_format(html, "<p class=\"note\"><a href=\"#spikes\">%zu smaller spike%s</a></p>\n",
                        incidents->count - shown, incidents->count - shown == 1 ? "" : "s");
}

static void put_rates(const struct html *html, const struct httally_incident *incident)
{
    char expected[LAYOUT_NUMBER_SIZE];
    html_put(html, "<p class=\"note\">");
    html_put(html, kind_words(incident->kind));
    if (incident->name.length) {
        html_put(html, " (");
        html_put_value(html, incident->name);
        html_put(html, ")");
    }
    html_put(html, ": ");
    html_put_count(html, incident->errors);
    html_put(html, " of ");
    html_put_count(html, incident->requests);
    html_put(html, " requests, ");
    html_put_share(html, incident->error_rate);
    html_put(html, "; usually ");
    html_put_share(html, incident->baseline_rate);
    snprintf(expected, sizeof expected, incident->expected_errors < 10 ? "%.1f" : "%.0f",
             incident->expected_errors);
    html_put_format(html, ", so %s were to be expected. The worst minute is ", expected);
    html_put_time(html, incident->peak_sec);
    html_put(html, incident->is_open ? ". It had not ended when the log did.</p>\n" : ".</p>\n");
}

static void put_codes(const struct html *html, const struct httally_incident *incident)
{
    if (incident->code_count == 0)
        return;
    html_put(html, "<p class=\"note\">Codes:");
    for (size_t i = 0; i < incident->code_count; i++) {
        char token[4];
        httally_status_token(incident->codes[i].status, token);
        html_put_format(html, "%s %s (", i ? "," : "", token);
        html_put_count(html, incident->codes[i].errors);
        html_put(html, ")");
    }
    html_put(html, "</p>\n");
}

static void put_causes(struct html *html, const struct httally_incident *incident, size_t number)
{
    static const struct html_column columns[] = {
        {.title = "Errors have in common", .is_text = true},
        {.title = "Errors"},
        {.title = "Share", .has_bar = true},
        {.title = "Of traffic"},
        {.title = NULL},
    };
    char caption[LAYOUT_NUMBER_SIZE * 2];
    snprintf(caption, sizeof caption, "What spike %zu concentrates on", number);
    const struct html_table table = {
        .caption = caption, .columns = columns, .has_hidden_caption = true, .is_wide = true};
    if (incident->cause_count == 0)
        return;
    html_table_begin(html, &table);
    for (size_t i = 0; i < incident->cause_count; i++) {
        const struct httally_cause *cause = &incident->causes[i];
        html_row_begin(html);
        html_put(html, "<th scope=\"row\" align=\"left\" class=\"v\"><span class=\"dim\">");
        html_put_text(html, httally_cause_dimension_name(cause->dimension));
        html_put(html, "</span> ");
        html_put_value(html, cause->value);
        html_put(html, "</th>");
        html_cell_count(html, cause->errors);
        html_cell_bar(html, cause->share, HTTALLY_CLASS_5XX);
        html_cell_share(html, cause->request_share);
        html_row_end(html);
    }
    html_table_end(html, &table);
}

static void put_samples(const struct html *html, const struct httally_incident *incident)
{
    if (incident->sample_count == 0)
        return;
    html_fold_begin(html, false, true);
    html_put(html, "Lines as logged");
    html_fold_body(html);
    html_put(html, "<ul class=\"lines\">\n");
    for (size_t i = 0; i < incident->sample_count; i++) {
        html_put(html, "<li><code>");
        html_put_slice(html, incident->samples[i]);
        html_put(html, "</code></li>\n");
    }
    html_put(html, "</ul>\n");
    html_fold_end(html);
}

static void put_incident(struct html *html, const struct httally_incident *incident, size_t number)
{
    html_put_format(html, "<article class=\"spike\"><h3>Spike %zu: ", number);
    html_put_span(html, incident->start_sec, "to", incident->end_sec);
    html_put(html, "</h3>\n<p>");
    put_severity(html, incident);
    put_sentence(html, incident);
    html_put(html, "</p>\n");
    put_rates(html, incident);
    put_codes(html, incident);
    put_causes(html, incident, number);
    put_samples(html, incident);
    html_put(html, "</article>\n");
}

static void put_habits(const struct html *html, const struct httally_incidents *incidents)
{
    size_t left = incidents->habit_count;
    if (left == 0)
        return;
    html_put(html, "<h3>Not counted as spikes, for they come back</h3>\n<ul>\n");
    for (size_t i = 0; i < incidents->habit_count && i < HABITS_MOST; i++, left--) {
        struct buffer words = {0};
        incident_append_habit(&words, &incidents->habits[i]);
        html_put(html, "<li>");
        put_words(html, &words);
        html_put(html, "</li>\n");
    }
    html_put(html, "</ul>\n");
    if (left)
        html_put_format(html, "<p class=\"note\">and %zu more</p>\n", left);
}

bool html_has_incidents(const struct model *model)
{
    const struct httally_incidents *incidents = model->report->incidents;
    return incidents && (incidents->count || incidents->habit_count);
}

void html_put_incidents(struct html *html)
{
    const struct httally_incidents *incidents = html->model->report->incidents;
    if (!html_has_incidents(html->model))
        return;
    html_section_begin(html, "spikes", "Spikes", "when errors rose beyond chance and habit");
    for (size_t i = 0; i < incidents->count && i < INCIDENTS_MOST; i++)
        put_incident(html, &incidents->list[i], i + 1);
    if (incidents->count > INCIDENTS_MOST)
        html_put_format(html, "<p class=\"note\">and %zu more, in the JSON report</p>\n",
                        incidents->count - INCIDENTS_MOST);
    put_habits(html, incidents);
    html_section_end(html);
}
