/* SPDX-License-Identifier: MIT */
/* html_code.c - each error code: its shape over time, since when, and what its requests share. */
#include <stdio.h>
#include <string.h>

#include "report/agent.h"
#include "report/detail.h"
#include "report/html_chart.h"
#include "report/html_parts.h"
#include "report/wording.h"

/* Below that many requests nothing is typical. */
enum { FEW_REQUESTS = 5, STEPS_MOST = 72, SAMPLE_COLUMNS = 400 };

/* All codes with their counts, for the pictures and for the table behind them. */
struct codes {
    struct time_axis axis;
    uint64_t counts[2 * MODEL_ERROR_DETAILS_MAX][TIME_AXIS_STEPS_MOST];
};

static void put_window(const struct html *html, const struct model_detail *detail)
{
    const struct httally_tally *tally = html->model->tally;
    char share[LAYOUT_NUMBER_SIZE];
    int64_t length = detail->window_end - detail->window_start;
    if (!tally->has_times || length <= 0)
        return;
    html_put(html, "<li>");
    if (length <= tally->series.interval_sec && detail->window_share >= 1) {
        html_put(html, "at ");
        html_put_time(html, detail->window_start);
    } else if (length > (tally->last.time - tally->first.time) / 2) {
        html_put(html, "over the whole period");
    } else {
        number_text_percent(detail->window_share, share);
        html_put_text(html, share);
        html_put(html, " between ");
        html_put_span(html, detail->window_start, "and", detail->window_end);
    }
    html_put(html, "</li>\n");
}

/* "92% on /api/v1/checkout (11% of traffic)" */
static void put_common(const struct html *html, const struct model_detail *detail, int key)
{
    char share[LAYOUT_NUMBER_SIZE], usual[LAYOUT_NUMBER_SIZE], shortened[AGENT_SHORT_SIZE];
    struct httally_slice value = detail->common[key].value;
    number_text_percent(detail->common[key].share, share);
    number_text_percent(detail->common[key].usual_share, usual);
    if (httally_slice_equals_string(value, "-"))
        value = httally_slice_of_string(wording_place(key)->absent);
    else if (key == LEDGER_AGENT)
        value = agent_shorten(value, shortened);
    html_put(html, "<li>");
    html_put_text(html, share);
    html_put_format(html, " %s ", wording_place(key)->word);
    html_put_value(html, value);
    html_put(html, " <span class=\"dim\">(");
    html_put_text(html, usual);
    html_put(html, " of traffic)</span></li>\n");
}

static void put_facts(const struct html *html, const struct model_detail *detail)
{
    /* Where first: it is what one acts on. */
    static const int keys[] = {LEDGER_PATH,   LEDGER_HOST,   LEDGER_UPSTREAM,
                               LEDGER_METHOD, LEDGER_CLIENT, LEDGER_AGENT};
    bool has_common = false;
    html_put(html, "<ul class=\"facts\">\n");
    put_window(html, detail);
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        if (!detail_is_telling(detail, keys[i]))
            continue;
        put_common(html, detail, keys[i]);
        has_common = true;
    }
    if (!has_common && !html->model->tally->options.is_brief &&
        detail->status->count.requests >= FEW_REQUESTS)
        html_put(html, "<li>no path, client or agent stands out</li>\n");
    if (detail->is_sampled)
        html_put(html, "<li class=\"dim\">places estimated from a sample</li>\n");
    html_put(html, "</ul>\n");
}

static void put_samples(const struct html *html, httally_status status)
{
    const struct samples *samples = html->model->tally->error_samples[status];
    if (!samples || samples->count == 0)
        return;
    html_fold_begin(html, false, true);
    html_put(html, "Lines as logged");
    html_fold_body(html);
    html_put(html, "<ul class=\"lines\">\n");
    for (size_t i = 0; i < samples->count; i++) {
        size_t length = samples->list[i].text_length;
        html_put(html, "<li><code>");
        html_put_slice(html, httally_slice_of(samples->list[i].text,
                                              length < SAMPLE_COLUMNS ? length : SAMPLE_COLUMNS));
        html_put(html, length > SAMPLE_COLUMNS ? "...</code></li>\n" : "</code></li>\n");
    }
    html_put(html, "</ul>\n");
    html_fold_end(html);
}

static void put_shape(struct html *html, const struct codes *codes, const uint64_t *counts,
                      const struct model_status *status)
{
    enum httally_class class_ = httally_status_class(status->status);
    uint64_t largest = 0;
    char title[64], description[128], token[4], step[LAYOUT_NUMBER_SIZE], peak[LAYOUT_NUMBER_SIZE];
    for (size_t i = 0; i < codes->axis.count; i++)
        largest = counts[i] > largest ? counts[i] : largest;
    if (codes->axis.count < 2 || largest == 0)
        return;
    httally_status_token(status->status, token);
    number_text_count(largest, peak);
    time_axis_format_step(codes->axis.step_sec, step);
    snprintf(title, sizeof title, "Status %s over time", token);
    snprintf(description, sizeof description,
             "An area, at most %s per %s. The numbers are in the table below.", peak, step);
    const struct html_chart chart = {.axis = &codes->axis,
                                     .title = title,
                                     .description = description,
                                     .height = 40,
                                     .top = (double)largest,
                                     .is_small = true};
    html_chart_begin(html, &chart);
    html_chart_put_stack(html, &chart, &counts, &class_, 1);
    html_chart_end(html, &chart);
    html_put_format(html, "<p class=\"note\">at most %s per %s</p>\n", peak, step);
}

static void put_code(struct html *html, const struct codes *codes, size_t index)
{
    const struct model_detail *detail = &html->model->details[index];
    const struct model_status *status = detail->status;
    const char *vendor = wording_vendor(html->model->report, status->reading);
    char token[4];
    httally_status_token(status->status, token);
    html_put_format(html, "<article class=\"code\">\n<h3>%s ", token);
    html_put_text(html, status->reading->name);
    if (vendor) {
        html_put(html, " <small>");
        html_put(html, status->reading->is_certain ? "" : "likely ");
        html_put_text(html, vendor);
        html_put(html, "</small>");
    }
    html_put(html, "</h3>\n<p>");
    html_put_count(html, status->count.requests);
    html_put(html, status->count.requests == 1 ? " request, " : " requests, ");
    html_put_share(html, model_share(status->count.requests, html->model->total.requests));
    html_put(html, "</p>\n");
    put_shape(html, codes, codes->counts[index], status);
    put_facts(html, detail);
    put_samples(html, status->status);
    html_put(html, "</article>\n");
}

static bool has_any(const struct codes *codes, size_t code_count, size_t step)
{
    for (size_t i = 0; i < code_count; i++) {
        if (codes->counts[i][step])
            return true;
    }
    return false;
}

static void put_table(struct html *html, const struct codes *codes)
{
    const struct model *model = html->model;
    char tokens[2 * MODEL_ERROR_DETAILS_MAX][4], length[LAYOUT_NUMBER_SIZE];
    struct html_column columns[2 * MODEL_ERROR_DETAILS_MAX + 2] = {
        {.title = "From", .is_text = true}};
    for (size_t i = 0; i < model->detail_count; i++) {
        httally_status_token(model->details[i].status->status, tokens[i]);
        columns[i + 1].title = tokens[i];
    }
    const struct html_table table = {
        .caption = "Error codes over time", .is_wide = true, .columns = columns};
    time_axis_format_step(codes->axis.step_sec, length);
    html_fold_begin(html, false, true);
    html_put_format(html, "The numbers, per %s", length);
    html_fold_body(html);
    html_table_begin(html, &table);
    for (size_t step = 0; step < codes->axis.count; step++) {
        char time[LAYOUT_NUMBER_SIZE];
        if (!has_any(codes, model->detail_count, step))
            continue;
        layout_format_time(codes->axis.start + codes->axis.step_sec * (int64_t)step,
                           codes->axis.utc_offset_sec, false, time);
        html_row_begin(html);
        html_row_head(html, time);
        for (size_t i = 0; i < model->detail_count; i++)
            html_cell_count(html, codes->counts[i][step]);
        html_row_end(html);
    }
    html_table_end(html, &table);
    html_fold_end(html);
}

void html_put_codes(struct html *html)
{
    const struct model *model = html->model;
    struct codes codes = {.counts = {{0}}};
    if (model->detail_count == 0)
        return;
    time_axis_init(&codes.axis, model, STEPS_MOST);
    html_section_begin(html, "codes", "Error codes",
                       "since when, and what their requests have in common");
    html_put(html, "<div class=\"codes\">\n");
    for (size_t i = 0; i < model->detail_count; i++) {
        if (codes.axis.count)
            time_axis_add_status(&codes.axis, model, model->details[i].status->status,
                                 codes.counts[i]);
        put_code(html, &codes, i);
    }
    html_put(html, "</div>\n");
    if (codes.axis.count > 1)
        put_table(html, &codes);
    html_section_end(html);
}
