/* SPDX-License-Identifier: MIT */
/* text.c - the report for people: what came in, what went wrong, since when, and where. */
#include <stdio.h>

#include "httally/format.h"
#include "report/escape.h"
#include "report/layout.h"
#include "report/renderer.h"
#include "report/text_chart.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 60, WIDTH_MOST = 160, LABEL_COLUMNS = 10 };

static void put_label(const struct layout *layout, const char *label)
{
    layout_colour(layout, COLOUR_DIM);
    layout_put_left(layout, label, LABEL_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
}

static void put_period(const struct layout *layout)
{
    const struct httally_tally *tally = layout->model->tally;
    put_label(layout, "Period");
    if (!tally->has_times) {
        buffer_append_string(layout->out, "no request with a believable time\n");
        return;
    }
    char first[LAYOUT_NUMBER_SIZE], last[LAYOUT_NUMBER_SIZE];
    int32_t offset = tally->first.utc_offset_sec;
    layout_format_time(tally->first.time, offset, true, first);
    layout_format_time(tally->last.time, offset, true, last);
    int64_t span = tally->last.time - tally->first.time;
    bool is_same_day = memcmp(first, last, 10) == 0;
    buffer_append_format(layout->out, "%s to %s %c%02d:%02d", first, is_same_day ? last + 11 : last,
                         offset < 0 ? '-' : '+', (offset < 0 ? -offset : offset) / 3600,
                         (offset < 0 ? -offset : offset) / 60 % 60);
    if (span >= 2 * 86400)
        buffer_append_format(layout->out, " (%lld days)\n", (long long)((span + 43200) / 86400));
    else if (span >= 2 * 3600)
        buffer_append_format(layout->out, " (%lld h)\n", (long long)((span + 1800) / 3600));
    else
        buffer_append_format(layout->out, " (%lld min)\n", (long long)((span + 30) / 60));
    if (tally->implausible_times) {
        char count[LAYOUT_NUMBER_SIZE];
        layout_format_count(tally->implausible_times, count);
        put_label(layout, "");
        buffer_append_format(layout->out,
                             "%s dated before 1995 or in the future, left out of the period\n",
                             count);
    }
}

/* The conservation of lines, with the parts that are there. */
static void put_lines(const struct layout *layout)
{
    const struct httally_lines *lines = &layout->model->lines;
    const struct {
        uint64_t count;
        const char *name;
    } parts[] = {
        {lines->requests, "requests"},  {lines->filtered, "filtered out"},
        {lines->unparsed, "unparsed"},  {lines->too_long, "too long"},
        {lines->blank, "blank"},        {lines->directives, "directives"},
    };
    char count[LAYOUT_NUMBER_SIZE];
    put_label(layout, "Lines");
    layout_format_count(lines->read, count);
    buffer_append_format(layout->out, "%s read", count);
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        bool is_always_shown = i == 0 || parts[i].name == parts[2].name;
        if (parts[i].count == 0 && !is_always_shown)
            continue;
        layout_format_count(parts[i].count, count);
        bool is_bad = i >= 2 && i <= 3 && parts[i].count > 0;
        buffer_append_string(layout->out, i == 0 ? " = " : " + ");
        layout_colour(layout, is_bad ? COLOUR_WARN : COLOUR_PLAIN);
        buffer_append_format(layout->out, "%s %s", count, parts[i].name);
        layout_colour(layout, COLOUR_PLAIN);
    }
    buffer_append_char(layout->out, '\n');
}

static void put_requests(const struct layout *layout)
{
    const struct model *model = layout->model;
    char requests[LAYOUT_NUMBER_SIZE], bytes[LAYOUT_NUMBER_SIZE], clients[LAYOUT_NUMBER_SIZE],
        rate[LAYOUT_NUMBER_SIZE];
    uint64_t errors = model->class_requests[HTTALLY_CLASS_5XX];
    layout_format_count(model->total.requests, requests);
    layout_format_bytes(model->total.bytes, bytes);
    layout_format_count(model->unique_clients, clients);
    layout_format_share(model_share(errors, model->total.requests), rate);
    put_label(layout, "Requests");
    buffer_append_format(layout->out, "%s, %s sent, ", requests, bytes);
    if (!model->tally->options.is_brief)
        buffer_append_format(layout->out, "%s%s client%s, ",
                             model->has_exact_clients ? "" : "about ", clients,
                             model->unique_clients == 1 ? "" : "s");
    layout_colour(layout, errors ? COLOUR_BAD : COLOUR_PLAIN);
    buffer_append_format(layout->out, "%s server errors", rate);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
}

static void put_input_error(const struct layout *layout, const struct httally_input *input)
{
    put_label(layout, "Damaged");
    layout_colour(layout, COLOUR_BAD);
    escape_append(layout->out, HTTALLY_ESCAPE_TEXT, httally_slice_of_string(input->name));
    buffer_append_string(layout->out, ": ");
    escape_append(layout->out, HTTALLY_ESCAPE_TEXT, httally_slice_of_string(input->error));
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
}

static void put_inputs(const struct layout *layout)
{
    const struct httally_report *report = layout->model->report;
    uint64_t bytes = 0;
    char text[LAYOUT_NUMBER_SIZE];
    for (size_t i = 0; i < report->input_count; i++)
        bytes += report->inputs[i].bytes;
    layout_format_bytes(bytes, text);
    put_label(layout, report->input_count == 1 ? "Input" : "Inputs");
    if (report->input_count == 1) {
        const char *name = report->inputs[0].name;
        bool is_stdin = name[0] == '-' && !name[1];
        escape_append_cell(layout->out,
                           httally_slice_of_string(is_stdin ? "standard input" : name),
                           layout->width - LABEL_COLUMNS - 30);
    } else {
        buffer_append_format(layout->out, "%zu files", report->input_count);
    }
    buffer_append_format(layout->out, ", %s, %s", text, report->format);
    for (size_t i = 0; i < httally_profile_vendor_count(report->profile); i++)
        buffer_append_format(layout->out, "%s%s", i ? "," : ", read as ",
                             httally_profile_vendor(report->profile, i));
    buffer_append_char(layout->out, '\n');
    for (size_t i = 0; i < report->input_count; i++) {
        if (report->inputs[i].error)
            put_input_error(layout, &report->inputs[i]);
    }
}

static void put_classes(const struct layout *layout)
{
    const struct model *model = layout->model;
    layout_heading(layout, "Classes", NULL);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        uint64_t requests = model->class_requests[i];
        double share = model_share(requests, model->total.requests);
        char count[LAYOUT_NUMBER_SIZE], percent[LAYOUT_NUMBER_SIZE];
        bool is_usual = i >= HTTALLY_CLASS_2XX && i <= HTTALLY_CLASS_5XX;
        if (requests == 0 && !is_usual)
            continue;
        layout_format_count(requests, count);
        layout_format_share(share, percent);
        buffer_append_string(layout->out, "  ");
        layout_put_left(layout, httally_class_name((enum httally_class)i), 6);
        layout_put_right(layout, count, 13);
        layout_put_right(layout, percent, 9);
        buffer_append_string(layout->out, "  ");
        layout_colour(layout, layout_class_colour((enum httally_class)i));
        layout_put_bar(layout, share, layout->width - 32);
        layout_colour(layout, COLOUR_PLAIN);
        buffer_append_char(layout->out, '\n');
    }
}

/* "Client Closed Request": and who says so, when it is no standard meaning. */
static void put_meaning(const struct layout *layout, const struct httally_reading *reading,
                        size_t columns)
{
    char text[256];
    const struct httally_vendor *vendor =
        httally_catalogue_find_vendor(layout->model->report->catalogue,
                                      httally_slice_of_string(reading->vendor));
    bool is_standard = !reading->vendor[0] || strcmp(reading->vendor, "iana") == 0;
    if (is_standard)
        snprintf(text, sizeof text, "%s", reading->name);
    else
        snprintf(text, sizeof text, "%s (%s%s)", reading->name, vendor ? vendor->title : "",
                 reading->is_certain ? "" : "?");
    layout_put_left(layout, text, columns);
}

static void put_statuses(const struct layout *layout)
{
    const struct model *model = layout->model;
    bool has_uncertain = false;
    for (size_t i = 0; i < model->status_count; i++)
        has_uncertain |= !model->statuses[i].reading->is_certain &&
                         model->statuses[i].reading->entry;
    layout_heading(layout, "Status codes",
                   has_uncertain ? "(?) the likely vendor: --vendor settles it, see explain"
                                 : NULL);
    size_t meaning_columns = layout->width - 45;
    for (size_t i = 0; i < model->status_count; i++) {
        const struct model_status *row = &model->statuses[i];
        char token[4], count[LAYOUT_NUMBER_SIZE], percent[LAYOUT_NUMBER_SIZE];
        httally_status_token(row->status, token);
        layout_format_count(row->count.requests, count);
        layout_format_share(model_share(row->count.requests, model->total.requests), percent);
        buffer_append_string(layout->out, "  ");
        layout_colour(layout, layout_class_colour(httally_status_class(row->status)));
        layout_put_left(layout, token, 5);
        layout_colour(layout, COLOUR_PLAIN);
        put_meaning(layout, row->reading, meaning_columns);
        buffer_append_char(layout->out, ' ');
        layout_put_left(layout, httally_outcome_name(row->reading->outcome), 13);
        layout_put_right(layout, count, 14);
        layout_put_right(layout, percent, 9);
        buffer_append_char(layout->out, '\n');
    }
}

static void put_outcomes(const struct layout *layout)
{
    static const char *const words[HTTALLY_OUTCOME_COUNT] = {
        [HTTALLY_OUTCOME_INFORMATIONAL] = "informational, an answer follows",
        [HTTALLY_OUTCOME_SUCCESS] = "answered",
        [HTTALLY_OUTCOME_REDIRECT] = "sent elsewhere",
        [HTTALLY_OUTCOME_CLIENT_ERROR] = "the client asked wrongly",
        [HTTALLY_OUTCOME_CLIENT_CLOSED] = "the client left before the answer",
        [HTTALLY_OUTCOME_THROTTLED] = "a limit was hit",
        [HTTALLY_OUTCOME_REFUSED] = "dropped on purpose or by policy",
        [HTTALLY_OUTCOME_TLS] = "TLS or certificate trouble",
        [HTTALLY_OUTCOME_SERVER_ERROR] = "the server failed",
        [HTTALLY_OUTCOME_UPSTREAM] = "the hop behind the server failed",
        [HTTALLY_OUTCOME_UNKNOWN] = "no status that tells",
    };
    const struct model *model = layout->model;
    layout_heading(layout, "Outcomes", "whose trouble it was");
    for (int i = 0; i < HTTALLY_OUTCOME_COUNT; i++) {
        char count[LAYOUT_NUMBER_SIZE], percent[LAYOUT_NUMBER_SIZE];
        if (model->outcome_requests[i] == 0)
            continue;
        layout_format_count(model->outcome_requests[i], count);
        layout_format_share(model_share(model->outcome_requests[i], model->total.requests),
                            percent);
        buffer_append_string(layout->out, "  ");
        layout_put_left(layout, httally_outcome_name((enum httally_outcome)i), 14);
        layout_put_right(layout, count, 13);
        layout_put_right(layout, percent, 9);
        buffer_append_string(layout->out, "  ");
        layout_colour(layout, COLOUR_DIM);
        buffer_append_string(layout->out, words[i]);
        layout_colour(layout, COLOUR_PLAIN);
        buffer_append_char(layout->out, '\n');
    }
}

/*
 * "92% on /api/v1/checkout (11% of all)".  A value is worth a line when it has a good part of the
 * errors and twice as many as its traffic would explain.
 */
static bool put_common(const struct layout *layout, const struct model_detail *detail, int key,
                       const char *word)
{
    const double share = detail->common[key].share, usual = detail->common[key].usual_share;
    char percent[LAYOUT_NUMBER_SIZE], all[LAYOUT_NUMBER_SIZE];
    bool is_telling = detail->common[key].value.data && share >= 0.25 && share >= usual * 2 &&
                      share * (double)detail->status->count.requests >= 3;
    if (!is_telling)
        return false;
    snprintf(percent, sizeof percent, "%.0f%%", share * 100);
    snprintf(all, sizeof all, " (%.*f%% of all)", usual < 0.095 ? 1 : 0, usual * 100);
    buffer_append_repeated(layout->out, " ", 16);
    layout_put_right(layout, percent, 4);
    buffer_append_format(layout->out, " %s ", word);
    bool is_absent = httally_slice_equals_string(detail->common[key].value, "-");
    escape_append_cell(layout->out,
                       is_absent ? httally_slice_of_string("(none)") : detail->common[key].value,
                       layout->width - 22 - strlen(word) - strlen(all));
    layout_colour(layout, COLOUR_DIM);
    buffer_append_string(layout->out, all);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
    return true;
}

static void put_window(const struct layout *layout, const struct model_detail *detail)
{
    const struct httally_tally *tally = layout->model->tally;
    char start[LAYOUT_NUMBER_SIZE], end[LAYOUT_NUMBER_SIZE];
    int64_t span = tally->last.time - tally->first.time;
    if (!tally->has_times || detail->window_end <= detail->window_start)
        return;
    if (detail->status->count.requests < 5 ||
        detail->window_end - detail->window_start > span / 2) {
        buffer_append_string(layout->out, "over the whole period");
        return;
    }
    layout_format_time(detail->window_start, tally->first.utc_offset_sec, false, start);
    layout_format_time(detail->window_end, tally->first.utc_offset_sec, false, end);
    bool is_same_day = memcmp(start, end, 10) == 0;
    buffer_append_format(layout->out, "%.0f%% between %s and %s", detail->window_share * 100,
                         start, is_same_day ? end + 11 : end);
}

static void put_detail(const struct layout *layout, const struct model_detail *detail)
{
    char token[4], count[LAYOUT_NUMBER_SIZE];
    httally_status_token(detail->status->status, token);
    layout_format_count(detail->status->count.requests, count);
    buffer_append_string(layout->out, "  ");
    layout_colour(layout, layout_class_colour(httally_status_class(detail->status->status)));
    layout_put_left(layout, token, 5);
    layout_colour(layout, COLOUR_PLAIN);
    layout_put_right(layout, count, 11);
    buffer_append_string(layout->out, "  ");
    put_window(layout, detail);
    buffer_append_char(layout->out, '\n');
    bool has_common = put_common(layout, detail, LEDGER_PATH, "on");
    has_common |= put_common(layout, detail, LEDGER_HOST, "at host");
    has_common |= put_common(layout, detail, LEDGER_METHOD, "with");
    has_common |= put_common(layout, detail, LEDGER_CLIENT, "from");
    has_common |= put_common(layout, detail, LEDGER_AGENT, "by");
    if (!has_common && detail->status->count.requests >= 5)
        buffer_append_format(layout->out, "%21sspread over paths, clients and agents\n", "");
}

static void put_details(const struct layout *layout)
{
    const struct model *model = layout->model;
    if (model->detail_count == 0)
        return;
    layout_heading(layout, "Errors, since when and where",
                   model->details[0].is_sampled ? "places estimated from a sample" : NULL);
    for (size_t i = 0; i < model->detail_count; i++)
        put_detail(layout, &model->details[i]);
}

/* Errors that a row shows beside its requests. */
static uint64_t errors_of(const struct httally_row *row, enum httally_order order)
{
    return order == HTTALLY_ORDER_CLIENT_ERRORS ? row->class_requests[HTTALLY_CLASS_4XX]
                                                : row->class_requests[HTTALLY_CLASS_5XX];
}

static void put_error_rows(const struct layout *layout, const char *name,
                           const struct model_table *table, enum httally_order order,
                           uint64_t whole)
{
    enum { ROWS_MOST = 5 };
    for (size_t i = 0; i < table->count && i < ROWS_MOST; i++) {
        const struct httally_row *row = &table->rows[i];
        uint64_t errors = errors_of(row, order);
        char count[LAYOUT_NUMBER_SIZE], percent[LAYOUT_NUMBER_SIZE], own[LAYOUT_NUMBER_SIZE];
        layout_format_count(errors, count);
        layout_format_share(model_share(errors, whole), percent);
        layout_format_share(model_share(errors, row->requests), own);
        buffer_append_string(layout->out, "  ");
        layout_colour(layout, COLOUR_DIM);
        layout_put_left(layout, i == 0 ? name : "", 8);
        layout_colour(layout, COLOUR_PLAIN);
        layout_put_right(layout, count, 11);
        layout_put_right(layout, percent, 8);
        layout_put_right(layout, own, 10);
        buffer_append_string(layout->out, "  ");
        escape_append_cell(layout->out, row->key, layout->width - 41);
        buffer_append_char(layout->out, '\n');
    }
}

static void put_errors_behind(const struct layout *layout, const char *title,
                              const struct model_table *tables, enum httally_order order,
                              uint64_t whole)
{
    static const struct {
        enum httally_dimension dimension;
        const char *name;
    } dimensions[] = {
        {HTTALLY_DIMENSION_PATH, "paths"},
        {HTTALLY_DIMENSION_HOST, "hosts"},
        {HTTALLY_DIMENSION_CLIENT, "clients"},
        {HTTALLY_DIMENSION_AGENT, "agents"},
    };
    if (whole == 0)
        return;
    layout_heading(layout, title, " errors  of all    of own");
    for (size_t i = 0; i < ARRAY_LENGTH(dimensions); i++)
        put_error_rows(layout, dimensions[i].name, &tables[dimensions[i].dimension], order, whole);
}

static void put_top_row(const struct layout *layout, const struct httally_row *row)
{
    const struct model *model = layout->model;
    char count[LAYOUT_NUMBER_SIZE], percent[LAYOUT_NUMBER_SIZE], bytes[LAYOUT_NUMBER_SIZE],
        failed[LAYOUT_NUMBER_SIZE];
    uint64_t errors =
        row->class_requests[HTTALLY_CLASS_4XX] + row->class_requests[HTTALLY_CLASS_5XX];
    layout_format_count(row->requests, count);
    layout_format_share(model_share(row->requests, model->total.requests), percent);
    layout_format_bytes(row->bytes, bytes);
    layout_format_share(model_share(errors, row->requests), failed);
    buffer_append_string(layout->out, "  ");
    layout_put_right(layout, count, 11);
    layout_put_right(layout, percent, 8);
    layout_put_right(layout, bytes, 9);
    bool has_server_errors = row->class_requests[HTTALLY_CLASS_5XX] > 0;
    layout_colour(layout, has_server_errors ? COLOUR_BAD : errors ? COLOUR_WARN : COLOUR_DIM);
    layout_put_right(layout, errors ? failed : "-", 8);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_string(layout->out, "  ");
    escape_append_cell(layout->out, row->key, layout->width - 41);
    buffer_append_char(layout->out, '\n');
}

/* The captions stand over put_top_row()'s columns; 'removed' is what a row may lack. */
static void put_top_heading(const struct layout *layout, const char *title, uint64_t removed)
{
    char captions[128], lacking[LAYOUT_NUMBER_SIZE];
    int length = snprintf(captions, sizeof captions, "%*s   share    bytes  4xx+5xx",
                          (int)(11 - strlen(title)), "reqs");
    layout_format_count(removed, lacking);
    if (removed)
        snprintf(captions + length, sizeof captions - (size_t)length,
                 "  cut to fit --memory: up to %s more", lacking);
    layout_heading(layout, title, captions);
}

static void put_tops(const struct layout *layout)
{
    static const struct {
        enum httally_dimension dimension;
        const char *title;
    } tables[] = {
        {HTTALLY_DIMENSION_HOST, "Hosts"},       {HTTALLY_DIMENSION_PATH, "Paths"},
        {HTTALLY_DIMENSION_CLIENT, "Clients"},   {HTTALLY_DIMENSION_AGENT, "Agents"},
        {HTTALLY_DIMENSION_REFERER, "Referers"}, {HTTALLY_DIMENSION_METHOD, "Methods"},
        {HTTALLY_DIMENSION_PROTOCOL, "Protocols"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        const struct model_table *table = &layout->model->tops[tables[i].dimension];
        if (table->count == 0)
            continue;
        put_top_heading(layout, tables[i].title,
                        layout->model->tally->tables[tables[i].dimension].removed);
        for (size_t k = 0; k < table->count; k++)
            put_top_row(layout, &table->rows[k]);
    }
}

static void put_unparsed(const struct layout *layout)
{
    const struct samples *samples = &layout->model->tally->unparsed_samples;
    if (samples->count == 0)
        return;
    layout_heading(layout, "Unparsed lines", "the first ones");
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->list[i];
        char number[LAYOUT_NUMBER_SIZE];
        layout_format_count(sample->index + 1, number);
        buffer_append_string(layout->out, "  ");
        escape_append_cell(
            layout->out,
            httally_slice_of_string(layout->model->report->inputs[sample->input].name),
            layout->width / 3);
        buffer_append_format(layout->out, ":%s: %s\n    ", number,
                             httally_unparsed_reason_text(
                                 (enum httally_unparsed_reason)sample->reason));
        escape_append_cell(layout->out, httally_slice_of(sample->text, sample->text_length),
                           layout->width - 4);
        buffer_append_char(layout->out, '\n');
    }
}

static size_t choose_width(const struct httally_report *report)
{
    size_t width = report->width ? report->width : WIDTH_DEFAULT;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

static void render_text(const struct model *model, struct buffer *out)
{
    struct layout layout = {model, out, choose_width(model->report)};
    put_inputs(&layout);
    put_period(&layout);
    put_lines(&layout);
    put_requests(&layout);
    if (model->report->pattern_limit_hits)
        buffer_append_format(out, "%-10s%llu matches hit a pattern's limit: counted as no match\n",
                             "Patterns", (unsigned long long)model->report->pattern_limit_hits);
    if (model->total.requests) {
        put_classes(&layout);
        put_statuses(&layout);
        put_outcomes(&layout);
        text_chart_put(&layout);
        put_details(&layout);
        put_errors_behind(&layout, "Behind the 5xx", model->server_errors,
                          HTTALLY_ORDER_SERVER_ERRORS, model->class_requests[HTTALLY_CLASS_5XX]);
        put_errors_behind(&layout, "Behind the 4xx", model->client_errors,
                          HTTALLY_ORDER_CLIENT_ERRORS, model->class_requests[HTTALLY_CLASS_4XX]);
        put_tops(&layout);
    }
    put_unparsed(&layout);
}

const struct renderer text_renderer = {
    .name = "text", .extension = ".txt", .render = render_text};
