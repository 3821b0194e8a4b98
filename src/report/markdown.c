/* SPDX-License-Identifier: MIT */
/*
 * markdown.c - the report for chats and issue trackers: short, the trouble first.
 *
 * Everything logged stands in code spans, where nothing becomes a link, a mention or HTML.
 */
#include <stdio.h>

#include "base/escape.h"
#include "report/agent.h"
#include "report/layout.h"
#include "report/renderer.h"

enum { ROWS_MOST = 5, VALUE_BYTES_MOST = 200 };

static void put_code(struct buffer *out, struct httally_slice value)
{
    bool is_cut = value.length > VALUE_BYTES_MOST;
    if (value.length == 0) {
        buffer_append_string(out, "(empty)");
        return;
    }
    if (is_cut)
        value.length = VALUE_BYTES_MOST;
    buffer_append_char(out, '`');
    escape_append(out, HTTALLY_ESCAPE_MARKDOWN, value);
    buffer_append_string(out, is_cut ? "...`" : "`");
}

static void put_count(struct buffer *out, uint64_t count)
{
    char text[LAYOUT_NUMBER_SIZE];
    number_text_count(count, text);
    buffer_append_string(out, text);
}

static void put_share(struct buffer *out, double share)
{
    char text[LAYOUT_NUMBER_SIZE];
    layout_format_share(share, text);
    buffer_append_string(out, text);
}

static void put_period(struct buffer *out, const struct httally_tally *tally)
{
    char first[LAYOUT_NUMBER_SIZE], last[LAYOUT_NUMBER_SIZE];
    int32_t offset = tally->first.utc_offset_sec;
    int32_t minutes = (offset < 0 ? -offset : offset) / 60;
    if (!tally->has_times)
        return;
    layout_format_time(tally->first.time, offset, false, first);
    layout_format_time(tally->last.time, offset, false, last);
    buffer_append_format(out, ", %s to %s %c%02d:%02d", first, last, offset < 0 ? '-' : '+',
                         minutes / 60, minutes % 60);
}

static void put_head(struct buffer *out, const struct model *model)
{
    uint64_t errors = model->class_requests[HTTALLY_CLASS_5XX];
    buffer_append_string(out, "**");
    put_count(out, model->total.requests);
    buffer_append_string(out, " requests**");
    put_period(out, model->tally);
    buffer_append_string(out, "; **");
    put_count(out, errors);
    buffer_append_string(out, "** with a 5xx");
    if (model->total.requests) {
        buffer_append_string(out, " (");
        put_share(out, model_share(errors, model->total.requests));
        buffer_append_char(out, ')');
    }
    buffer_append_string(out, ".\n");
    if (model->report->note)
        buffer_append_format(out, "\nNote: %s.\n", model->report->note);
}

static void put_incidents(struct buffer *out, const struct model *model)
{
    const struct httally_incidents *incidents = model->report->incidents;
    for (size_t i = 0; incidents && i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        if (!incident->text)
            continue;
        buffer_append_format(out, "- %s",
                             incident->severity == HTTALLY_INCIDENT_PAGE ? "**page** " : "");
        /* Not cut: it is the sentence that the report is for. */
        buffer_append_char(out, '`');
        escape_append(out, HTTALLY_ESCAPE_MARKDOWN, httally_slice_of_string(incident->text));
        buffer_append_string(out, "`\n");
    }
}

/* What a reader must know before believing the rest. */
static void put_problems(struct buffer *out, const struct model *model)
{
    uint64_t lost = model->lines.unparsed + model->lines.too_long;
    if (lost) {
        buffer_append_string(out, "- ");
        put_count(out, lost);
        buffer_append_format(out, " line%s could not be read\n", lost == 1 ? "" : "s");
    }
    for (size_t i = 0; i < model->report->input_count; i++) {
        const struct httally_input *input = &model->report->inputs[i];
        if (!input->error)
            continue;
        buffer_append_string(out, "- ");
        put_code(out, httally_slice_of_string(input->name));
        buffer_append_string(out, ": ");
        put_code(out, httally_slice_of_string(input->error));
        buffer_append_char(out, '\n');
    }
}

/* What is to be known first, an item each. */
static void put_list(struct buffer *out, const struct model *model)
{
    struct buffer list = {0};
    put_problems(&list, model);
    put_incidents(&list, model);
    if (list.length)
        buffer_append_char(out, '\n');
    buffer_append_slice(out, buffer_slice(&list));
    out->has_failed = out->has_failed || list.has_failed;
    buffer_finish(&list);
}

static void put_meaning(struct buffer *out, const struct model *model,
                        const struct httally_reading *reading)
{
    const struct httally_vendor *vendor = httally_catalogue_find_vendor(
        model->report->catalogue, httally_slice_of_string(reading->vendor));
    bool is_standard = !reading->vendor[0] || strcmp(reading->vendor, "iana") == 0;
    escape_append(out, HTTALLY_ESCAPE_MARKDOWN, httally_slice_of_string(reading->name));
    if (is_standard)
        return;
    buffer_append_string(out, " (");
    escape_append(out, HTTALLY_ESCAPE_MARKDOWN,
                  httally_slice_of_string(vendor ? vendor->title : reading->vendor));
    buffer_append_string(out, reading->is_certain ? ")" : "?)");
}

static void put_statuses(struct buffer *out, const struct model *model)
{
    if (model->status_count == 0)
        return;
    buffer_append_string(out, "\n| status | meaning | requests | share |\n|---|---|--:|--:|\n");
    for (size_t i = 0; i < model->status_count; i++) {
        const struct model_status *row = &model->statuses[i];
        char token[4];
        httally_status_token(row->status, token);
        buffer_append_string(out, "| ");
        put_code(out, httally_slice_of_string(token));
        buffer_append_string(out, " | ");
        put_meaning(out, model, row->reading);
        buffer_append_string(out, " | ");
        put_count(out, row->count.requests);
        buffer_append_string(out, " | ");
        put_share(out, model_share(row->count.requests, model->total.requests));
        buffer_append_string(out, " |\n");
    }
}

static void put_error_row(struct buffer *out, const char *name, enum httally_dimension dimension,
                          enum httally_class class_, uint64_t all, const struct httally_row *row)
{
    char shortened[AGENT_SHORT_SIZE];
    bool is_agent = dimension == HTTALLY_DIMENSION_AGENT;
    buffer_append_format(out, "| %s | ", name);
    put_count(out, row->class_requests[class_]);
    buffer_append_string(out, " | ");
    put_share(out, model_share(row->class_requests[class_], all));
    buffer_append_string(out, " | ");
    put_code(out, is_agent ? agent_shorten(row->key, shortened) : row->key);
    buffer_append_string(out, " |\n");
}

static void put_errors_behind(struct buffer *out, const struct model *model,
                              enum httally_class class_, const struct model_table *tables)
{
    static const struct {
        enum httally_dimension dimension;
        const char *name;
    } rows[] = {
        {HTTALLY_DIMENSION_PATH, "path"},         {HTTALLY_DIMENSION_HOST, "host"},
        {HTTALLY_DIMENSION_UPSTREAM, "upstream"}, {HTTALLY_DIMENSION_CLIENT, "client"},
        {HTTALLY_DIMENSION_AGENT, "agent"},
    };
    uint64_t all = model->class_requests[class_];
    if (all == 0 || model->tally->options.is_brief)
        return;
    buffer_append_format(out, "\n| behind the %s | errors | share | |\n|---|--:|--:|---|\n",
                         httally_class_name(class_));
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct model_table *table = &tables[rows[i].dimension];
        for (size_t k = 0; k < table->count && k < ROWS_MOST; k++)
            put_error_row(out, rows[i].name, rows[i].dimension, class_, all, &table->rows[k]);
    }
}

static void put_changes(struct buffer *out, const struct model *model)
{
    if (model->changes.count == 0)
        return;
    buffer_append_string(out, "\n| changed | before | now | |\n|---|--:|--:|---|\n");
    for (size_t i = 0; i < model->changes.count; i++) {
        const struct change *change = &model->changes.list[i];
        const char *of = change->subject == CHANGE_PATH_ERRORS ? ", 5xx" : "";
        buffer_append_format(out, "| %s%s | %s", change_kind_name(change->kind), of,
                             change->is_before_bound ? "at most " : "");
        put_count(out, change->before);
        buffer_append_string(out, " | ");
        put_count(out, change->now);
        buffer_append_string(out, " | ");
        put_code(out, change->name);
        buffer_append_string(out, " |\n");
    }
}

static void render_markdown(const struct model *model, struct buffer *out)
{
    put_head(out, model);
    put_list(out, model);
    put_changes(out, model);
    put_statuses(out, model);
    put_errors_behind(out, model, HTTALLY_CLASS_5XX, model->server_errors);
    put_errors_behind(out, model, HTTALLY_CLASS_4XX, model->client_errors);
}

const struct renderer markdown_renderer = {
    .name = "markdown", .extension = ".md", .render = render_markdown};
