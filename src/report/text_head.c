/* SPDX-License-Identifier: MIT */
/* text_head.c - the first lines of the text report: what came in, and what became of it. */
#include <stdio.h>
#include <string.h>

#include "report/text_parts.h"
#include "report/wording.h"

static void add_words(struct layout_line *line, const char *separator, enum layout_colour colour,
                      const char *words)
{
    layout_line_add(line, separator, colour, httally_slice_of_string(words));
}

/* A definition may be long: its beginning tells which it is. */
static void add_format(struct layout_line *line, const struct httally_report *report)
{
    enum { SHOWN_BYTES = 60 };
    char text[SHOWN_BYTES + sizeof "mostly ..."];
    size_t length = strlen(report->format), shown = length;
    if (length > SHOWN_BYTES)
        shown = SHOWN_BYTES;
    while (shown < length && shown > 0 && (report->format[shown] & 0xC0) == 0x80)
        shown--;
    if (strcmp(report->format, "unknown") == 0)
        snprintf(text, sizeof text, "no known format");
    else
        snprintf(text, sizeof text, "%s%.*s%s", wording_has_one_format(report) ? "" : "mostly ",
                 (int)shown, report->format, shown < length ? "..." : "");
    add_words(line, ", ", COLOUR_PLAIN, text);
}

static void add_vendors(struct layout_line *line, const struct httally_profile *profile)
{
    char text[64];
    for (size_t i = 0; i < httally_profile_vendor_count(profile); i++) {
        snprintf(text, sizeof text, "%s%s", i ? "" : "codes of ",
                 httally_profile_vendor(profile, i));
        add_words(line, ", ", COLOUR_PLAIN, text);
    }
}

static void put_inputs(const struct layout *layout)
{
    const struct httally_report *report = layout->model->report;
    uint64_t bytes = 0, stored_bytes = 0;
    char size[LAYOUT_NUMBER_SIZE], text[64];
    for (size_t i = 0; i < report->input_count; i++) {
        bytes += report->inputs[i].bytes;
        stored_bytes += report->inputs[i].stored_bytes;
    }
    bool is_one = report->input_count == 1;
    struct layout_line line = layout_line_begin(layout, is_one ? "Input" : "Inputs");
    if (is_one) {
        layout_line_add(&line, "", COLOUR_PLAIN, wording_input_name(&report->inputs[0]));
    } else {
        snprintf(text, sizeof text, "%zu files", report->input_count);
        add_words(&line, "", COLOUR_PLAIN, text);
    }
    layout_format_bytes(bytes, size);
    snprintf(text, sizeof text, "%s%s", size, stored_bytes < bytes ? " unpacked" : "");
    add_words(&line, ", ", COLOUR_PLAIN, text);
    add_format(&line, report);
    add_vendors(&line, report->profile);
    layout_line_end(&line);
}

static void put_problems(const struct layout *layout)
{
    const struct httally_report *report = layout->model->report;
    for (size_t i = 0; i < report->input_count; i++) {
        if (!report->inputs[i].error)
            continue;
        struct layout_line line = layout_line_begin(layout, "Problem");
        layout_line_add(&line, "", COLOUR_BAD, wording_input_name(&report->inputs[i]));
        add_words(&line, ": ", COLOUR_BAD, report->inputs[i].error);
        layout_line_end(&line);
    }
}

static void put_implausible_times(const struct layout *layout)
{
    uint64_t count = layout->model->tally->implausible_times;
    char number[LAYOUT_NUMBER_SIZE], text[96];
    if (count == 0)
        return;
    struct layout_line line = layout_line_begin(layout, "");
    number_text_count(count, number);
    snprintf(text, sizeof text, "%s dated before 1995 or in the future:", number);
    add_words(&line, "", COLOUR_WARN, text);
    add_words(&line, " ", COLOUR_WARN, "not in the period");
    layout_line_end(&line);
}

static void put_period(const struct layout *layout)
{
    const struct httally_tally *tally = layout->model->tally;
    char first[LAYOUT_NUMBER_SIZE], last[LAYOUT_NUMBER_SIZE], number[LAYOUT_NUMBER_SIZE];
    char text[2 * LAYOUT_NUMBER_SIZE];
    struct layout_line line = layout_line_begin(layout, "Period");
    if (tally->has_times) {
        int32_t offset = tally->first.utc_offset_sec;
        int32_t minutes = (offset < 0 ? -offset : offset) / 60;
        int64_t span_sec = tally->last.time - tally->first.time;
        layout_format_time(tally->first.time, offset, true, first);
        layout_format_time(tally->last.time, offset, true, last);
        bool is_same_day = memcmp(first, last, 10) == 0;
        if (span_sec > 0)
            add_words(&line, "", COLOUR_PLAIN, first);
        snprintf(text, sizeof text, "%s%s %c%02d:%02d", span_sec > 0 ? "to " : "",
                 span_sec > 0 && is_same_day ? last + 11 : last, offset < 0 ? '-' : '+',
                 (int)minutes / 60, (int)minutes % 60);
        add_words(&line, " ", COLOUR_PLAIN, text);
        layout_format_span(span_sec, number);
        snprintf(text, sizeof text, "(%s)", number);
        if (span_sec > 0)
            add_words(&line, " ", COLOUR_PLAIN, text);
    } else {
        bool is_empty = layout->model->total.requests == 0;
        add_words(&line, "", COLOUR_PLAIN,
                  is_empty ? "no request" : "no request with a believable time");
    }
    layout_line_end(&line);
    put_implausible_times(layout);
}

/* The conservation of lines, with the parts that are there. */
static void put_lines(const struct layout *layout)
{
    const struct httally_lines *lines = &layout->model->lines;
    const struct {
        uint64_t count;
        const char *one;
        const char *many;
        bool is_always_shown;
        bool is_bad;
    } parts[] = {
        {lines->requests, "request", "requests", true, false},
        {lines->filtered, "filtered out", "filtered out", false, false},
        {lines->unparsed, "unparsed", "unparsed", true, true},
        {lines->too_long, "too long", "too long", false, true},
        {lines->blank, "blank", "blank", false, false},
        {lines->directives, "directive", "directives", false, false},
    };
    char number[LAYOUT_NUMBER_SIZE], text[64];
    if (layout->model->report->has_counts_only)
        return;
    struct layout_line line = layout_line_begin(layout, "Lines");
    number_text_count(lines->read, number);
    snprintf(text, sizeof text, "%s read", number);
    add_words(&line, "", COLOUR_PLAIN, text);
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        if (parts[i].count == 0 && !parts[i].is_always_shown)
            continue;
        number_text_count(parts[i].count, number);
        snprintf(text, sizeof text, "%s %s", number,
                 parts[i].count == 1 ? parts[i].one : parts[i].many);
        bool is_warning = parts[i].is_bad && parts[i].count > 0;
        add_words(&line, i == 0 ? " = " : " + ", is_warning ? COLOUR_WARN : COLOUR_PLAIN, text);
    }
    layout_line_end(&line);
}

static void put_requests(const struct layout *layout)
{
    const struct model *model = layout->model;
    uint64_t errors = model->class_requests[HTTALLY_CLASS_5XX];
    char number[LAYOUT_NUMBER_SIZE], clients[LAYOUT_NUMBER_SIZE], text[3 * LAYOUT_NUMBER_SIZE];
    struct layout_line line = layout_line_begin(layout, "Requests");
    number_text_count(model->total.requests, number);
    number_text_count(model->unique_clients, clients);
    if (model->tally->options.is_brief)
        snprintf(text, sizeof text, "%s", number);
    else
        snprintf(text, sizeof text, "%s from %s%s client%s", number,
                 model->has_exact_clients ? "" : "about ", clients,
                 model->unique_clients == 1 ? "" : "s");
    add_words(&line, "", COLOUR_PLAIN, model->total.requests ? text : "none");
    if (model->total.requests) {
        layout_format_bytes(model->total.bytes, number);
        snprintf(text, sizeof text, "%s sent", number);
        if (!model->report->has_counts_only)
            add_words(&line, ", ", COLOUR_PLAIN, text);
        layout_format_share(model_share(errors, model->total.requests), number);
        snprintf(text, sizeof text, "%s server errors", errors ? number : "no");
        add_words(&line, ", ", errors ? COLOUR_BAD : COLOUR_PLAIN, text);
    }
    layout_line_end(&line);
}

static void put_note(const struct layout *layout)
{
    const char *note = layout->model->report->note;
    if (!note)
        return;
    struct layout_line line = layout_line_begin(layout, "Note");
    for (size_t length; *note; note += length + (note[length] == ' ')) {
        length = strcspn(note, " ");
        layout_line_add(&line, " ", COLOUR_PLAIN, httally_slice_of(note, length));
    }
    layout_line_end(&line);
}

static void put_patterns(const struct layout *layout)
{
    uint64_t hits = layout->model->report->pattern_limit_hits;
    char number[LAYOUT_NUMBER_SIZE], text[96];
    if (hits == 0)
        return;
    struct layout_line line = layout_line_begin(layout, "Patterns");
    number_text_count(hits, number);
    snprintf(text, sizeof text, "%s match%s gave up at a limit:", number, hits == 1 ? "" : "es");
    add_words(&line, "", COLOUR_WARN, text);
    add_words(&line, " ", COLOUR_WARN, "counted as no match");
    layout_line_end(&line);
}

/* Incidents have a section of their own. */
static void put_calm(const struct layout *layout)
{
    const struct httally_incidents *incidents = layout->model->report->incidents;
    if (!incidents || incidents->count > 0 || layout->model->total.requests == 0)
        return;
    struct layout_line line = layout_line_begin(layout, "Incidents");
    if (incidents->not_searched) {
        add_words(&line, "", COLOUR_PLAIN, "not looked for:");
        add_words(&line, " ", COLOUR_PLAIN, incidents->not_searched);
    } else {
        add_words(&line, "", COLOUR_PLAIN, "none:");
        add_words(&line, " ", COLOUR_PLAIN, "errors did not rise beyond chance and habit");
    }
    layout_line_end(&line);
}

void text_put_head(const struct layout *layout)
{
    put_inputs(layout);
    put_problems(layout);
    put_period(layout);
    put_lines(layout);
    put_requests(layout);
    put_note(layout);
    put_patterns(layout);
    put_calm(layout);
}
