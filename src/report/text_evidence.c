/* SPDX-License-Identifier: MIT */
/* text_evidence.c - incidents alone, for people: each sentence, and the figures that it rests on.
 */
#include <stdio.h>

#include "base/escape.h"
#include "report/incident_words.h"
#include "report/renderer.h"
#include "report/text_parts.h"

/* Labels stand under the sentence, values behind them. */
enum { LABEL_INDENT = 8, LABEL_COLUMNS = 10, VALUE_INDENT = LABEL_INDENT + LABEL_COLUMNS };

static void put_label(const struct layout *layout, const char *label)
{
    buffer_append_repeated(layout->out, " ", LABEL_INDENT);
    layout_colour(layout, COLOUR_DIM);
    layout_put_left(layout, label, LABEL_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
}

static void put_value(const struct layout *layout, const char *label, const char *value)
{
    put_label(layout, label);
    layout_put_words(layout, VALUE_INDENT, VALUE_INDENT, value);
}

/* Without the date where it is the day of 'start'. */
static const char *short_time(const char *start, const char *time)
{
    return memcmp(start, time, 10) == 0 ? time + 11 : time;
}

/* The sentence has said from when to when. */
static void put_duration(const struct layout *layout, const struct httally_incident *incident)
{
    char start[LAYOUT_NUMBER_SIZE], peak[LAYOUT_NUMBER_SIZE], fired[LAYOUT_NUMBER_SIZE];
    char span[LAYOUT_NUMBER_SIZE], text[8 * LAYOUT_NUMBER_SIZE];
    int32_t offset = incident->utc_offset_sec;
    int32_t minutes = (offset < 0 ? -offset : offset) / 60;
    uint64_t span_sec = (uint64_t)(incident->end_sec - incident->start_sec);
    layout_format_time(incident->start_sec, offset, false, start);
    layout_format_time(incident->peak_sec, offset, false, peak);
    layout_format_time(incident->fired_sec, offset, false, fired);
    layout_format_duration(span_sec * 1000000, span);
    snprintf(text, sizeof text, "%s%s, worst at %s, seen at %s (UTC%c%02d:%02d)", span,
             incident->is_open ? " so far" : "", short_time(start, peak), short_time(start, fired),
             offset < 0 ? '-' : '+', (int)minutes / 60, (int)minutes % 60);
    put_value(layout, "Lasted", text);
}

/* "1.2", "34,567": as many digits as tell something. */
static void format_expected(double expected, char text_out[LAYOUT_NUMBER_SIZE])
{
    static const double most = 1e18;
    if (expected < 10)
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "%.1f", expected > 0 ? expected : 0.0);
    else
        number_text_count((uint64_t)((expected < most ? expected : most) + 0.5), text_out);
}

static void put_counts(const struct layout *layout, const struct httally_incident *incident)
{
    char errors[LAYOUT_NUMBER_SIZE], requests[LAYOUT_NUMBER_SIZE], expected[LAYOUT_NUMBER_SIZE];
    char rate[LAYOUT_NUMBER_SIZE], usual[LAYOUT_NUMBER_SIZE], text[4 * LAYOUT_NUMBER_SIZE];
    bool is_traffic =
        incident->kind == HTTALLY_INCIDENT_SURGE || incident->kind == HTTALLY_INCIDENT_SILENCE;
    number_text_count(incident->errors, errors);
    number_text_count(incident->requests, requests);
    format_expected(incident->expected_errors, expected);
    if (is_traffic) {
        snprintf(text, sizeof text, "%s, %s expected", requests, expected);
        put_value(layout, "Requests", text);
        return;
    }
    snprintf(text, sizeof text, "%s of %s requests, %s expected", errors, requests, expected);
    put_value(layout, "Errors", text);
    layout_format_share(incident->error_rate, rate);
    layout_format_share(incident->baseline_rate, usual);
    snprintf(text, sizeof text, "%s, usually %s", rate, usual);
    put_value(layout, "Rate", text);
}

static void put_chance(const struct layout *layout, const struct httally_incident *incident)
{
    static const double by_plain_rule = 99;
    char text[2 * LAYOUT_NUMBER_SIZE];
    if (incident->likelihood >= by_plain_rule)
        snprintf(text, sizeof text, "not reckoned: nothing is known from before");
    else
        snprintf(text, sizeof text, "1 in 10^%.0f", incident->likelihood);
    put_value(layout, "Chance", text);
}

static void put_codes(const struct layout *layout, const struct httally_incident *incident)
{
    char text[HTTALLY_INCIDENT_CODES * 2 * LAYOUT_NUMBER_SIZE];
    size_t length = 0;
    for (size_t i = 0; i < incident->code_count; i++) {
        char token[4], count[LAYOUT_NUMBER_SIZE];
        httally_status_token(incident->codes[i].status, token);
        number_text_count(incident->codes[i].errors, count);
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s (%s)",
                                   length ? ", " : "", token, count);
    }
    if (length)
        put_value(layout, "Codes", text);
}

/* What stands before a value, as in the report. */
static const char *const places[HTTALLY_CAUSE_DIMENSION_COUNT] = {
    [HTTALLY_CAUSE_PATH] = "on",      [HTTALLY_CAUSE_PATH_PREFIX] = "below",
    [HTTALLY_CAUSE_UPSTREAM] = "via", [HTTALLY_CAUSE_CLIENT] = "from",
    [HTTALLY_CAUSE_NETWORK] = "from", [HTTALLY_CAUSE_AGENT] = "by",
    [HTTALLY_CAUSE_HOST] = "at host", [HTTALLY_CAUSE_METHOD] = "with",
    [HTTALLY_CAUSE_CODE] = "with",
};

enum { TAIL_SIZE = 4 * LAYOUT_NUMBER_SIZE };

/* What the share is to be seen against, as far as there is room for it. */
static void format_tail(const struct httally_cause *cause, size_t room, char text_out[TAIL_SIZE])
{
    char requests[LAYOUT_NUMBER_SIZE], before[LAYOUT_NUMBER_SIZE];
    number_text_percent(cause->request_share, requests);
    number_text_percent(cause->usual_error_share, before);
    snprintf(text_out, TAIL_SIZE, " (%s of traffic, usually %s)", requests, before);
    if (cause->usual_error_share < 0 || strlen(text_out) > room)
        snprintf(text_out, TAIL_SIZE, " (%s of traffic)", requests);
}

/* "94% with POST (19% of traffic, usually 20%)" */
static void put_cause(const struct layout *layout, const struct httally_cause *cause)
{
    enum { SHARE_COLUMNS = 4, VALUE_COLUMNS_LEAST = 20 };
    char share[LAYOUT_NUMBER_SIZE], tail[TAIL_SIZE];
    const char *place = places[cause->dimension];
    size_t room = layout->width - VALUE_INDENT - SHARE_COLUMNS - 2 - strlen(place);
    number_text_percent(cause->share, share);
    format_tail(cause, room - VALUE_COLUMNS_LEAST, tail);
    layout_put_right(layout, share, SHARE_COLUMNS);
    buffer_append_format(layout->out, " %s ", place);
    layout_put_key(layout, cause->value, room - strlen(tail));
    layout_colour(layout, COLOUR_DIM);
    buffer_append_string(layout->out, tail);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
}

/* Codes have a line of their own. */
static void put_causes(const struct layout *layout, const struct httally_incident *incident)
{
    const char *label = "Where";
    for (size_t i = 0; i < incident->cause_count; i++) {
        if (incident->causes[i].dimension == HTTALLY_CAUSE_CODE)
            continue;
        if (label[0] && !incident->is_concentrated) {
            put_value(layout, label, "spread over everything; most of all");
            label = "";
        }
        put_label(layout, label);
        put_cause(layout, &incident->causes[i]);
        label = "";
    }
}

/* Append as much of 'text' as fits into 'columns', up to a blank where there is one; returns the
 * rest. */
static struct httally_slice put_row(const struct layout *layout, struct httally_slice text,
                                    size_t columns)
{
    struct httally_slice rest = text, fitting = text;
    size_t used = 0;
    while (rest.length) {
        char piece[HTTALLY_ESCAPE_SIZE];
        if (rest.data[0] == ' ' && rest.data > text.data)
            fitting = rest;
        struct httally_slice before = rest;
        used += httally_escape_next(HTTALLY_ESCAPE_TEXT, &rest, piece);
        if (used > columns) {
            rest = fitting.data > text.data ? fitting : before;
            break;
        }
    }
    escape_append(layout->out, HTTALLY_ESCAPE_TEXT,
                  httally_slice_of(text.data, text.length - rest.length));
    while (rest.length && rest.data[0] == ' ')
        rest = httally_slice_of(rest.data + 1, rest.length - 1);
    return rest;
}

/* A line in two rows: client, time, request and status stand in front. */
static void put_sample(const struct layout *layout, struct httally_slice sample)
{
    static const char dots[] = " ...";
    size_t room = layout->width - VALUE_INDENT;
    while (sample.length && sample.data[sample.length - 1] == ' ')
        sample.length--;
    struct httally_slice rest = put_row(layout, sample, room);
    if (rest.length) {
        buffer_append_char(layout->out, '\n');
        buffer_append_repeated(layout->out, " ", VALUE_INDENT);
        bool is_cut = escape_text_columns(rest) > room;
        put_row(layout, rest, is_cut ? room - strlen(dots) : room);
        buffer_append_string(layout->out, is_cut ? dots : "");
    }
    buffer_append_char(layout->out, '\n');
}

static void put_samples(const struct layout *layout, const struct httally_incident *incident)
{
    for (size_t i = 0; i < incident->sample_count; i++) {
        struct httally_slice sample = incident->samples[i];
        put_label(layout, i ? "" : "Lines");
        put_sample(layout, sample.length ? sample : httally_slice_of_string("(empty)"));
    }
}

static void put_evidence(const struct layout *layout, const struct httally_incident *incident)
{
    text_put_incident(layout, incident, 0);
    put_duration(layout, incident);
    put_counts(layout, incident);
    put_chance(layout, incident);
    put_codes(layout, incident);
    put_causes(layout, incident);
    put_samples(layout, incident);
}

static void put_habits(const struct layout *layout, const struct httally_incidents *incidents)
{
    if (incidents->habit_count == 0)
        return;
    layout_heading(layout, "Usual, not alarmed", NULL);
    for (size_t i = 0; i < incidents->habit_count; i++) {
        struct buffer text = {0};
        incident_append_habit(&text, &incidents->habits[i]);
        buffer_append_string(layout->out, "  ");
        text_put_words(layout, 2, &text);
    }
}

/* What was looked at, and why nothing was found. */
static void put_none(const struct layout *layout)
{
    const struct httally_tally *tally = layout->model->tally;
    char text[8 * LAYOUT_NUMBER_SIZE], count[LAYOUT_NUMBER_SIZE], first[LAYOUT_NUMBER_SIZE],
        last[LAYOUT_NUMBER_SIZE];
    const char *not_searched = layout->model->report->incidents->not_searched;
    uint64_t requests = tally ? httally_tally_total(tally).requests : 0;
    number_text_count(requests, count);
    if (tally && requests == 0) {
        snprintf(text, sizeof text, "No spikes: there was no request.");
    } else if (not_searched) {
        snprintf(text, sizeof text, "No search for spikes was made: %s.", not_searched);
    } else if (tally && tally->has_times) {
        layout_format_time(tally->first.time, tally->first.utc_offset_sec, false, first);
        layout_format_time(tally->last.time, tally->last.utc_offset_sec, false, last);
        snprintf(text, sizeof text,
                 "No spikes in %s request%s from %s to %s: errors did not rise beyond chance "
                 "and habit.",
                 count, requests == 1 ? "" : "s", first, short_time(first, last));
    } else {
        snprintf(text, sizeof text, "No spikes: errors did not rise beyond chance and habit.");
    }
    layout_put_words(layout, 0, 0, text);
}

static void render_text(const struct model *model, struct buffer *out)
{
    const struct httally_incidents *incidents = model->report->incidents;
    struct layout layout = {model, out, text_width(model->report)};
    for (size_t i = 0; i < incidents->count; i++) {
        if (i > 0)
            buffer_append_char(out, '\n');
        put_evidence(&layout, &incidents->list[i]);
    }
    if (incidents->count == 0)
        put_none(&layout);
    put_habits(&layout, incidents);
    if (model->report->note) {
        buffer_append_string(out, "\nNote: ");
        layout_put_words(&layout, 6, 0, model->report->note);
    }
}

const struct renderer text_incidents_renderer = {
    .name = "text", .extension = ".txt", .render = render_text};
