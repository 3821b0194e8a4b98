/* SPDX-License-Identifier: MIT */
/* text.c - the report for people: what came in, what went wrong, since when, and where. */
#include <stdio.h>

#include "base/escape.h"
#include "httally/format.h"
#include "report/renderer.h"
#include "report/text_parts.h"
#include "report/wording.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 60, WIDTH_MOST = 160 };

/* The tables by class and by outcome have the same columns: a name, a count and a share. */
enum { NAME_COLUMNS = 14 };

static void put_classes(const struct layout *layout)
{
    const struct model *model = layout->model;
    size_t used = 2 + NAME_COLUMNS + LAYOUT_COUNT_COLUMNS + LAYOUT_SHARE_COLUMNS + 2;
    layout_heading(layout, "Classes", NULL);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        enum httally_class class_ = (enum httally_class)i;
        uint64_t requests = model->class_requests[i];
        bool is_usual = i >= HTTALLY_CLASS_2XX && i <= HTTALLY_CLASS_5XX;
        if (requests == 0 && !is_usual)
            continue;
        buffer_append_string(layout->out, "  ");
        layout_put_left(layout, httally_class_name(class_), NAME_COLUMNS);
        layout_put_count_and_share(layout, requests, model->total.requests);
        if (requests) {
            buffer_append_string(layout->out, "  ");
            layout_colour(layout, layout_class_colour(class_));
            layout_put_bar(layout, model_share(requests, model->total.requests),
                           layout->width - used);
            layout_colour(layout, COLOUR_PLAIN);
        }
        buffer_append_char(layout->out, '\n');
    }
}

enum { MEANING_SIZE = 256 };

/* "Client Closed Request (nginx?)": who says so stands there when it is no standard meaning. */
static void format_meaning(const struct layout *layout, const struct httally_reading *reading,
                           char text_out[MEANING_SIZE])
{
    const char *vendor = wording_vendor(layout->model->report, reading);
    if (!vendor)
        snprintf(text_out, MEANING_SIZE, "%s", reading->name);
    else
        snprintf(text_out, MEANING_SIZE, "%s (%s%s)", reading->name, vendor,
                 reading->is_certain ? "" : "?");
}

/* Columns of the table of status codes; no outcomes where they would leave no room for meanings. */
struct status_table {
    size_t meaning;
    bool has_outcomes;
    bool has_doubts;
};

static struct status_table measure_statuses(const struct layout *layout)
{
    enum { CODE_COLUMNS = 5, OUTCOME_COLUMNS = 15, WIDTH_FOR_OUTCOMES = 76 };
    struct status_table table = {.has_outcomes = layout->width >= WIDTH_FOR_OUTCOMES};
    size_t room = layout->width - 2 - CODE_COLUMNS - LAYOUT_COUNT_COLUMNS - LAYOUT_SHARE_COLUMNS -
                  (table.has_outcomes ? OUTCOME_COLUMNS : 0);
    for (size_t i = 0; i < layout->model->status_count; i++) {
        const struct httally_reading *reading = layout->model->statuses[i].reading;
        char text[MEANING_SIZE];
        format_meaning(layout, reading, text);
        size_t columns = escape_text_columns(httally_slice_of_string(text));
        table.meaning = columns > table.meaning ? columns : table.meaning;
        table.has_doubts |= !reading->is_certain && reading->entry;
    }
    /* A cell has at least four columns. */
    table.meaning = table.meaning > room ? room : table.meaning < 4 ? 4 : table.meaning;
    return table;
}

static void put_status(const struct layout *layout, const struct status_table *table,
                       const struct model_status *row)
{
    char token[4], text[MEANING_SIZE];
    httally_status_token(row->status, token);
    format_meaning(layout, row->reading, text);
    buffer_append_string(layout->out, "  ");
    layout_colour(layout, layout_class_colour(httally_status_class(row->status)));
    layout_put_left(layout, token, 5);
    layout_colour(layout, COLOUR_PLAIN);
    layout_put_left(layout, text, table->meaning);
    if (table->has_outcomes) {
        buffer_append_string(layout->out, "  ");
        layout_put_left(layout, httally_outcome_name(row->reading->outcome), 13);
    }
    layout_put_count_and_share(layout, row->count.requests, layout->model->total.requests);
    buffer_append_char(layout->out, '\n');
}

static void put_statuses(const struct layout *layout)
{
    struct status_table table = measure_statuses(layout);
    layout_heading(layout, "Status codes",
                   table.has_doubts ? "? the likely vendor, --vendor NAME settles it" : NULL);
    for (size_t i = 0; i < layout->model->status_count; i++)
        put_status(layout, &table, &layout->model->statuses[i]);
}

static void put_outcomes(const struct layout *layout)
{
    const struct model *model = layout->model;
    size_t used = 2 + NAME_COLUMNS + LAYOUT_COUNT_COLUMNS + LAYOUT_SHARE_COLUMNS + 2;
    layout_heading(layout, "Outcomes", "whose trouble it was");
    for (int i = 0; i < HTTALLY_OUTCOME_COUNT; i++) {
        if (model->outcome_requests[i] == 0)
            continue;
        buffer_append_string(layout->out, "  ");
        const char *words = wording_outcome((enum httally_outcome)i);
        layout_put_left(layout, httally_outcome_name((enum httally_outcome)i), NAME_COLUMNS);
        layout_put_count_and_share(layout, model->outcome_requests[i], model->total.requests);
        if (used + strlen(words) <= layout->width) {
            layout_colour(layout, COLOUR_DIM);
            buffer_append_format(layout->out, "  %s", words);
            layout_colour(layout, COLOUR_PLAIN);
        }
        buffer_append_char(layout->out, '\n');
    }
}

/* "access.log:17: no quoted request line", then the line itself. */
static void put_unparsed_line(const struct layout *layout, const struct sample *sample)
{
    const struct httally_input *input = &layout->model->report->inputs[sample->input];
    const char *reason = httally_unparsed_reason_text((enum httally_unparsed_reason)sample->reason);
    char place[LAYOUT_NUMBER_SIZE];
    snprintf(place, sizeof place, ":%llu: ", (unsigned long long)sample->index + 1);
    buffer_append_string(layout->out, "  ");
    size_t used =
        2 + strlen(place) +
        escape_append_cell(layout->out, httally_slice_of_string(input->name), layout->width / 3);
    buffer_append_string(layout->out, place);
    escape_append_cell(layout->out, httally_slice_of_string(reason), layout->width - used);
    buffer_append_string(layout->out, "\n    ");
    layout_put_key(layout, httally_slice_of(sample->text, sample->text_length), layout->width - 4);
    buffer_append_char(layout->out, '\n');
}

static void put_unparsed(const struct layout *layout)
{
    const struct samples *samples = &layout->model->tally->unparsed_samples;
    if (samples->count == 0)
        return;
    layout_heading(layout, "Unparsed lines", "the first ones");
    for (size_t i = 0; i < samples->count; i++)
        put_unparsed_line(layout, &samples->list[i]);
}

static size_t choose_width(const struct httally_report *report)
{
    size_t width = report->width ? report->width : WIDTH_DEFAULT;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

static void render_text(const struct model *model, struct buffer *out)
{
    struct layout layout = {model, out, choose_width(model->report)};
    text_put_head(&layout);
    if (model->total.requests) {
        put_classes(&layout);
        put_statuses(&layout);
        put_outcomes(&layout);
        text_put_latency(&layout);
        text_put_upstream(&layout);
        text_put_chart(&layout);
        text_put_details(&layout);
        text_put_changes(&layout);
        if (!model->tally->options.is_brief) {
            text_put_errors_behind(&layout);
            text_put_tops(&layout);
        }
    }
    put_unparsed(&layout);
}

const struct renderer text_renderer = {.name = "text", .extension = ".txt", .render = render_text};
