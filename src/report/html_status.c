/* SPDX-License-Identifier: MIT */
/* html_status.c - classes, outcomes, and every status with its meaning. */
#include <string.h>

#include "report/html_parts.h"
#include "report/wording.h"

static void put_classes(struct html *html)
{
    static const struct html_column columns[] = {
        {.title = "Class", .is_text = true},
        {.title = "Requests"},
        {.title = "Share", .has_bar = true},
        {.title = NULL},
    };
    static const struct html_table table = {.caption = "Classes", .columns = columns};
    const struct model *model = html->model;
    html_table_begin(html, &table);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        enum httally_class class_ = (enum httally_class)i;
        uint64_t requests = model->class_requests[i];
        if (requests == 0)
            continue;
        html_row_begin(html);
        html_row_head(html, httally_class_name(class_));
        html_cell_count(html, requests);
        html_cell_bar(html, model_share(requests, model->total.requests), class_);
        html_row_end(html);
    }
    html_table_end(html, &table);
}

/* The colour that an outcome's requests have elsewhere, as most of them are of that class. */
static enum httally_class class_of_outcome(enum httally_outcome outcome)
{
    static const enum httally_class classes[HTTALLY_OUTCOME_COUNT] = {
        [HTTALLY_OUTCOME_INFORMATIONAL] = HTTALLY_CLASS_1XX,
        [HTTALLY_OUTCOME_SUCCESS] = HTTALLY_CLASS_2XX,
        [HTTALLY_OUTCOME_REDIRECT] = HTTALLY_CLASS_3XX,
        [HTTALLY_OUTCOME_CLIENT_ERROR] = HTTALLY_CLASS_4XX,
        [HTTALLY_OUTCOME_CLIENT_CLOSED] = HTTALLY_CLASS_4XX,
        [HTTALLY_OUTCOME_THROTTLED] = HTTALLY_CLASS_4XX,
        [HTTALLY_OUTCOME_REFUSED] = HTTALLY_CLASS_4XX,
        [HTTALLY_OUTCOME_TLS] = HTTALLY_CLASS_OTHER,
        [HTTALLY_OUTCOME_SERVER_ERROR] = HTTALLY_CLASS_5XX,
        [HTTALLY_OUTCOME_UPSTREAM] = HTTALLY_CLASS_5XX,
        [HTTALLY_OUTCOME_UNKNOWN] = HTTALLY_CLASS_OTHER,
    };
    return classes[outcome];
}

/* "client_closed" with a blank. */
static void put_outcome_name(const struct html *html, enum httally_outcome outcome)
{
    for (const char *at = httally_outcome_name(outcome); *at; at++)
        buffer_append_char(html->out, *at == '_' ? ' ' : *at);
}

static void put_outcomes(struct html *html)
{
    static const struct html_column columns[] = {
        {.title = "Outcome", .is_text = true},
        {.title = "Requests"},
        {.title = "Share", .has_bar = true},
        {.title = NULL},
    };
    static const struct html_table table = {.caption = "Outcomes: whose trouble it was",
                                            .columns = columns};
    const struct model *model = html->model;
    html_table_begin(html, &table);
    for (int i = 0; i < HTTALLY_OUTCOME_COUNT; i++) {
        enum httally_outcome outcome = (enum httally_outcome)i;
        if (model->outcome_requests[i] == 0)
            continue;
        html_row_begin(html);
        html_put(html, "<th scope=\"row\" align=\"left\">");
        put_outcome_name(html, outcome);
        html_put_format(html, " <span class=\"dim\">%s</span></th>", wording_outcome(outcome));
        html_cell_count(html, model->outcome_requests[i]);
        html_cell_bar(html, model_share(model->outcome_requests[i], model->total.requests),
                      class_of_outcome(outcome));
        html_row_end(html);
    }
    html_table_end(html, &table);
}

/* "Client Closed Request: likely nginx; or Network Connect Timeout (AWS)" */
static void put_meaning(const struct html *html, const struct httally_reading *reading)
{
    const char *vendor = wording_vendor(html->model->report, reading);
    html_put(html, "<td class=\"t\" align=\"left\">");
    html_put_text(html, reading->name);
    if (vendor) {
        html_put(html, " <span class=\"dim\">");
        html_put(html, reading->is_certain ? "" : "likely ");
        html_put_text(html, vendor);
        html_put(html, "</span>");
    }
    for (size_t i = 0; i < reading->also_count; i++) {
        html_put(html, i ? ", " : "<br><span class=\"dim\">or ");
        html_put_text(html, reading->also[i]->name);
        html_put(html, " (");
        html_put_text(html, reading->also[i]->vendor);
        html_put(html, ")");
    }
    html_put(html, reading->also_count ? "</span></td>" : "</td>");
}

static void put_status(const struct html *html, const struct model_status *status)
{
    char token[4], bytes[LAYOUT_NUMBER_SIZE];
    httally_status_token(status->status, token);
    layout_format_bytes(status->count.bytes, bytes);
    if (html->model->report->has_counts_only)
        bytes[0] = '\0';
    html_row_begin(html);
    html_put(html, "<th scope=\"row\" align=\"left\">");
    html_put_swatch(html, httally_status_class(status->status));
    html_put_format(html, " %s</th>", token);
    put_meaning(html, status->reading);
    html_put(html, "<td class=\"t n\" align=\"left\">");
    put_outcome_name(html, status->reading->outcome);
    html_put(html, "</td>");
    html_cell_count(html, status->count.requests);
    html_cell_share(html, model_share(status->count.requests, html->model->total.requests));
    html_cell_number(html, bytes);
    html_row_end(html);
}

static bool has_doubts(const struct model *model)
{
    for (size_t i = 0; i < model->status_count; i++) {
        const struct httally_reading *reading = model->statuses[i].reading;
        if (!reading->is_certain && reading->entry)
            return true;
    }
    return false;
}

static void put_codes(struct html *html)
{
    enum { MANY = 40 };
    static const struct html_column columns[] = {
        {.title = "Code", .is_text = true},
        {.title = "Meaning", .is_text = true},
        {.title = "Outcome", .is_text = true},
        {.title = "Requests"},
        {.title = "Share"},
        {.title = "Sent"},
        {.title = NULL},
    };
    static const struct html_table table = {
        .caption = "Status codes", .is_wide = true, .columns = columns};
    const struct model *model = html->model;
    html_fold_begin(html, model->status_count <= MANY, false);
    html_put_format(html, "All %zu status codes", model->status_count);
    html_fold_body(html);
    html_table_begin(html, &table);
    for (size_t i = 0; i < model->status_count; i++)
        put_status(html, &model->statuses[i]);
    html_table_end(html, &table);
    if (has_doubts(model))
        html_put(html, "<p class=\"note\">A likely reading is that of the vendor that most likely "
                       "wrote such a code; <code>--vendor NAME</code> settles it.</p>\n");
    html_fold_end(html);
}

void html_put_statuses(struct html *html)
{
    html_section_begin(html, "statuses", "Statuses", NULL);
    html_put(html, "<div class=\"two\">\n<div>\n");
    put_classes(html);
    html_put(html, "</div>\n<div>\n");
    put_outcomes(html);
    html_put(html, "</div>\n</div>\n");
    put_codes(html);
    html_section_end(html);
}
