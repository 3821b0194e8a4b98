/* SPDX-License-Identifier: MIT */
/* html_input.c - what was read, what became of each line, and lines that are no requests. */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "httally/format.h"
#include "report/html_parts.h"
#include "report/wording.h"

/* The conservation of lines: the parts add up to what was read. */
static void put_lines(struct html *html)
{
    const struct httally_lines *lines = &html->model->lines;
    const struct {
        const char *name;
        uint64_t count;
        enum httally_class class_;
    } parts[] = {
        {"requests", lines->requests, HTTALLY_CLASS_2XX},
        {"filtered out", lines->filtered, HTTALLY_CLASS_3XX},
        {"unparsed", lines->unparsed, HTTALLY_CLASS_4XX},
        {"too long", lines->too_long, HTTALLY_CLASS_4XX},
        {"blank", lines->blank, HTTALLY_CLASS_1XX},
        {"directives", lines->directives, HTTALLY_CLASS_1XX},
    };
    static const struct html_column columns[] = {
        {.title = "Lines", .is_text = true},
        {.title = "Count"},
        {.title = "Share", .has_bar = true},
        {.title = NULL},
    };
    static const struct html_table table = {.caption = "Every line read is one of these",
                                            .columns = columns};
    html_table_begin(html, &table);
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        html_row_begin(html);
        html_row_head(html, parts[i].name);
        html_cell_count(html, parts[i].count);
        html_cell_bar(html, model_share(parts[i].count, lines->read), parts[i].class_);
        html_row_end(html);
    }
    html_put(html, "</tbody><tfoot>\n");
    html_row_begin(html);
    html_row_head(html, "= read");
    html_cell_count(html, lines->read);
    html_put(html, "<td colspan=\"2\"></td></tr>\n</tfoot><tbody>");
    html_table_end(html, &table);
}

static void put_input(const struct html *html, const struct httally_input *input)
{
    char bytes[LAYOUT_NUMBER_SIZE];
    html_row_begin(html);
    html_row_head_value(html, wording_input_name(input));
    html_cell_text(html, input->format);
    html_cell_count(html, input->lines);
    layout_format_bytes(input->bytes, bytes);
    html_cell_number(html, bytes);
    html_cell_text(html, input->compression);
    html_cell_text(html, input->error ? input->error : "read to its end");
    html_row_end(html);
}

static void put_inputs(struct html *html)
{
    enum { MANY = 20 };
    static const struct html_column columns[] = {
        {.title = "Input", .is_text = true},
        {.title = "Format", .is_text = true},
        {.title = "Lines"},
        {.title = "Bytes"},
        {.title = "Compression", .is_text = true},
        {.title = "State", .is_text = true},
        {.title = NULL},
    };
    static const struct html_table table = {
        .caption = "Inputs", .is_wide = true, .columns = columns};
    const struct httally_report *report = html->model->report;
    bool is_long = report->input_count > MANY;
    html_fold_begin(html, !is_long, is_long);
    html_put_format(html, "%zu input%s", report->input_count, report->input_count == 1 ? "" : "s");
    html_fold_body(html);
    html_table_begin(html, &table);
    for (size_t i = 0; i < report->input_count; i++)
        put_input(html, &report->inputs[i]);
    html_table_end(html, &table);
    html_fold_end(html);
}

static void put_vendors(const struct html *html)
{
    const struct httally_report *report = html->model->report;
    size_t count = httally_profile_vendor_count(report->profile);
    html_put(html, "<p>Format: ");
    html_put(html, wording_has_one_format(report) ? "" : "mostly ");
    html_put_text(html, strcmp(report->format, "unknown") == 0 ? "not known" : report->format);
    for (size_t i = 0; i < count; i++) {
        html_put(html, i ? ", " : "; codes read as those of ");
        html_put_text(html, httally_profile_vendor(report->profile, i));
    }
    html_put(html, ".</p>\n");
}

static void put_reasons(struct html *html)
{
    static const struct html_column columns[] = {
        {.title = "Reason", .is_text = true},
        {.title = "Lines"},
        {.title = NULL},
    };
    static const struct html_table table = {.caption = "Why lines are no requests",
                                            .columns = columns};
    if (html->model->lines.unparsed == 0)
        return;
    html_table_begin(html, &table);
    for (int reason = 0; reason < HTTALLY_TALLY_REASONS; reason++) {
        uint64_t count = httally_tally_unparsed_count(html->model->tally, reason);
        if (count == 0)
            continue;
        html_row_begin(html);
        html_row_head(html, httally_unparsed_reason_text((enum httally_unparsed_reason)reason));
        html_cell_count(html, count);
        html_row_end(html);
    }
    html_table_end(html, &table);
}

static void put_unparsed(struct html *html)
{
    enum { COLUMNS = 300 };
    const struct samples *samples = &html->model->tally->unparsed_samples;
    if (samples->count == 0)
        return;
    html_put(html, "<h3>Lines that are no requests, the first ones</h3>\n<ul class=\"lines\">\n");
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->list[i];
        html_put(html, "<li>");
        html_put_value(html, wording_input_name(&html->model->report->inputs[sample->input]));
        html_put_format(html, ":%llu: ", (unsigned long long)sample->index + 1);
        html_put_text(html,
                      httally_unparsed_reason_text((enum httally_unparsed_reason)sample->reason));
        html_put(html, "<br><code>");
        escape_append_cut(html->out, HTTALLY_ESCAPE_HTML,
                          httally_slice_of(sample->text, sample->text_length), COLUMNS);
        html_put(html, "</code></li>\n");
    }
    html_put(html, "</ul>\n");
}

void html_put_inputs(struct html *html)
{
    html_section_begin(html, "inputs", "Inputs and lines", NULL);
    html_put(html, "<div class=\"two\">\n<div>\n");
    if (html->model->report->has_counts_only)
        html_put(html, "<p>Lines that are no requests are kept by whole days.</p>\n");
    else
        put_lines(html);
    html_put(html, "</div>\n<div>\n");
    put_reasons(html);
    put_vendors(html);
    html_put(html, "</div>\n</div>\n");
    put_inputs(html);
    put_unparsed(html);
    html_section_end(html);
}
