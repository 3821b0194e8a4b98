/* SPDX-License-Identifier: MIT */
/* html_top.c - tables of the most frequent values: of errors, and of all requests. */
#include <stdio.h>

#include "report/html_parts.h"

struct dimension {
    enum httally_dimension dimension;
    const char *title;
    const char *one;
};

static const struct dimension dimensions[] = {
    {HTTALLY_DIMENSION_PATH, "Paths", "Path"},
    {HTTALLY_DIMENSION_HOST, "Hosts", "Host"},
    {HTTALLY_DIMENSION_UPSTREAM, "Upstreams", "Upstream"},
    {HTTALLY_DIMENSION_CLIENT, "Clients", "Client"},
    {HTTALLY_DIMENSION_AGENT, "Agents", "Agent"},
    {HTTALLY_DIMENSION_REFERER, "Referers", "Referer"},
    {HTTALLY_DIMENSION_METHOD, "Methods", "Method"},
    {HTTALLY_DIMENSION_PROTOCOL, "Protocols", "Protocol"},
    {HTTALLY_DIMENSION_TLS, "TLS versions", "Version"},
    {HTTALLY_DIMENSION_CACHE, "Cache", "State"},
};

/* The first ones are what errors lie behind. */
enum { BEHIND_COUNT = 5, CAPTION_SIZE = 64 };

/* Rows past which a table is folded up. */
enum { ROWS_OPEN = 20 };

static void put_removed(const struct html *html, enum httally_dimension dimension)
{
    uint64_t removed = html->model->tally->tables[dimension].removed;
    if (removed == 0)
        return;
    html_put(html, "<p class=\"note\">Cut to fit --memory: a row may lack up to ");
    html_put_count(html, removed);
    html_put(html, "</p>\n");
}

static void put_error_table(struct html *html, const struct dimension *dimension,
                            enum httally_class class_, const struct model_table *rows)
{
    char caption[CAPTION_SIZE], rate[LAYOUT_NUMBER_SIZE];
    snprintf(caption, sizeof caption, "%s with %s", dimension->title, httally_class_name(class_));
    snprintf(rate, sizeof rate, "%s rate", httally_class_name(class_));
    const struct html_column columns[] = {
        {.title = dimension->one, .is_text = true},
        {.title = "Errors"},
        {.title = "Share", .has_bar = true},
        {.title = rate},
        {.title = NULL},
    };
    const struct html_table table = {.caption = caption, .is_wide = true, .columns = columns};
    html_put(html, "<div>\n");
    html_table_begin(html, &table);
    for (size_t i = 0; i < rows->count; i++) {
        uint64_t errors = rows->rows[i].class_requests[class_];
        html_row_begin(html);
        html_row_head_value(html, rows->rows[i].key);
        html_cell_count(html, errors);
        html_cell_bar(html, model_share(errors, html->model->class_requests[class_]), class_);
        html_cell_share(html, model_share(errors, rows->rows[i].requests));
        html_row_end(html);
    }
    html_table_end(html, &table);
    put_removed(html, dimension->dimension);
    html_put(html, "</div>\n");
}

static void put_behind(struct html *html, enum httally_class class_,
                       const struct model_table *tables)
{
    if (html->model->class_requests[class_] == 0)
        return;
    html_put_format(html, "<h3>Behind the %s</h3>\n<div class=\"two\">\n",
                    httally_class_name(class_));
    for (size_t i = 0; i < BEHIND_COUNT; i++) {
        const struct model_table *rows = &tables[dimensions[i].dimension];
        if (rows->count)
            put_error_table(html, &dimensions[i], class_, rows);
    }
    html_put(html, "</div>\n");
}

void html_put_errors_behind(struct html *html)
{
    const struct model *model = html->model;
    if (!model->class_requests[HTTALLY_CLASS_5XX] && !model->class_requests[HTTALLY_CLASS_4XX])
        return;
    html_section_begin(html, "behind", "Behind the errors",
                       "share: of all such errors; rate: of the requests of that row");
    put_behind(html, HTTALLY_CLASS_5XX, model->server_errors);
    put_behind(html, HTTALLY_CLASS_4XX, model->client_errors);
    html_section_end(html);
}

static void put_top_rows(struct html *html, const struct dimension *dimension,
                         const struct model_table *rows)
{
    char caption[CAPTION_SIZE];
    snprintf(caption, sizeof caption, "Most frequent: %s", dimension->title);
    const struct html_column columns[] = {
        {.title = dimension->one, .is_text = true},
        {.title = "Requests"},
        {.title = "Share", .has_bar = true},
        {.title = "Sent"},
        {.title = "4xx + 5xx"},
        {.title = NULL},
    };
    const struct html_table table = {
        .caption = caption, .has_hidden_caption = true, .is_wide = true, .columns = columns};
    html_table_begin(html, &table);
    for (size_t i = 0; i < rows->count; i++) {
        const struct httally_row *row = &rows->rows[i];
        uint64_t errors =
            row->class_requests[HTTALLY_CLASS_4XX] + row->class_requests[HTTALLY_CLASS_5XX];
        char bytes[LAYOUT_NUMBER_SIZE];
        layout_format_bytes(row->bytes, bytes);
        html_row_begin(html);
        html_row_head_value(html, row->key);
        html_cell_count(html, row->requests);
        html_cell_bar(html, model_share(row->requests, html->model->total.requests),
                      HTTALLY_CLASS_2XX);
        html_cell_number(html, bytes);
        html_cell_share(html, model_share(errors, row->requests));
        html_row_end(html);
    }
    html_table_end(html, &table);
}

void html_put_tops(struct html *html)
{
    html_section_begin(html, "tops", "Most frequent", NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(dimensions); i++) {
        const struct dimension *dimension = &dimensions[i];
        const struct model_table *rows = &html->model->tops[dimension->dimension];
        if (rows->count == 0)
            continue;
        html_fold_begin(html, i == 0 && rows->count <= ROWS_OPEN, rows->count > ROWS_OPEN);
        html_put(html, dimension->title);
        html_fold_body(html);
        put_top_rows(html, dimension, rows);
        put_removed(html, dimension->dimension);
        html_fold_end(html);
    }
    html_section_end(html);
}
