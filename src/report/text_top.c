/* SPDX-License-Identifier: MIT */
/* text_top.c - tables of the most frequent values: of errors, and of all requests. */
#include <stdio.h>

#include "base/escape.h"
#include "report/agent.h"
#include "report/text_parts.h"

enum { NAME_COLUMNS = 8, BYTES_COLUMNS = 9, RATE_COLUMNS = 8 };

static void put_value(const struct layout *layout, enum httally_dimension dimension,
                      struct httally_slice key, size_t columns)
{
    char shortened[AGENT_SHORT_SIZE];
    if (dimension == HTTALLY_DIMENSION_AGENT && escape_text_columns(key) > columns)
        key = agent_shorten(key, shortened);
    buffer_append_string(layout->out, "  ");
    layout_put_key(layout, key, columns);
    buffer_append_char(layout->out, '\n');
}

/* The errors of one class, and what lies behind them. */
struct behind {
    const char *title;
    const char *rate_caption;
    enum httally_class class_;
    const struct model_table *tables;
};

static void put_error_rows(const struct layout *layout, const struct behind *behind,
                           enum httally_dimension dimension, const char *name)
{
    enum { ROWS_MOST = 5 };
    const struct model_table *table = &behind->tables[dimension];
    uint64_t all_errors = layout->model->class_requests[behind->class_];
    size_t used =
        2 + NAME_COLUMNS + LAYOUT_COUNT_COLUMNS + LAYOUT_SHARE_COLUMNS + RATE_COLUMNS + 1 + 2;
    for (size_t i = 0; i < table->count && i < ROWS_MOST; i++) {
        const struct httally_row *row = &table->rows[i];
        uint64_t errors = row->class_requests[behind->class_];
        char rate[LAYOUT_NUMBER_SIZE];
        layout_format_share(model_share(errors, row->requests), rate);
        buffer_append_string(layout->out, "  ");
        layout_colour(layout, COLOUR_DIM);
        layout_put_left(layout, i == 0 ? name : "", NAME_COLUMNS);
        layout_colour(layout, COLOUR_PLAIN);
        layout_put_count_and_share(layout, errors, all_errors);
        layout_put_right(layout, rate, RATE_COLUMNS + 1);
        put_value(layout, dimension, row->key, layout->width - used);
    }
}

static void put_behind(const struct layout *layout, const struct behind *behind)
{
    if (layout->model->class_requests[behind->class_] == 0)
        return;
    char captions[LAYOUT_NUMBER_SIZE];
    snprintf(captions, sizeof captions, "%*s%*s", LAYOUT_SHARE_COLUMNS, "share", RATE_COLUMNS + 1,
             behind->rate_caption);
    layout_table_heading(layout, behind->title, "errors", 2 + NAME_COLUMNS + LAYOUT_COUNT_COLUMNS,
                         captions);
    put_error_rows(layout, behind, HTTALLY_DIMENSION_PATH, "paths");
    put_error_rows(layout, behind, HTTALLY_DIMENSION_HOST, "hosts");
    put_error_rows(layout, behind, HTTALLY_DIMENSION_UPSTREAM, "upstream");
    put_error_rows(layout, behind, HTTALLY_DIMENSION_CLIENT, "clients");
    put_error_rows(layout, behind, HTTALLY_DIMENSION_AGENT, "agents");
}

void text_put_errors_behind(const struct layout *layout)
{
    const struct behind server = {"Behind the 5xx", "5xx rate", HTTALLY_CLASS_5XX,
                                  layout->model->server_errors};
    const struct behind client = {"Behind the 4xx", "4xx rate", HTTALLY_CLASS_4XX,
                                  layout->model->client_errors};
    put_behind(layout, &server);
    put_behind(layout, &client);
}

static void put_top_row(const struct layout *layout, enum httally_dimension dimension,
                        const struct httally_row *row)
{
    char bytes[LAYOUT_NUMBER_SIZE], rate[LAYOUT_NUMBER_SIZE];
    uint64_t server_errors = row->class_requests[HTTALLY_CLASS_5XX];
    uint64_t errors = row->class_requests[HTTALLY_CLASS_4XX] + server_errors;
    size_t used =
        2 + LAYOUT_COUNT_COLUMNS + LAYOUT_SHARE_COLUMNS + BYTES_COLUMNS + RATE_COLUMNS + 2;
    layout_format_bytes(row->bytes, bytes);
    layout_format_share(model_share(errors, row->requests), rate);
    buffer_append_string(layout->out, "  ");
    layout_put_count_and_share(layout, row->requests, layout->model->total.requests);
    layout_put_right(layout, bytes, BYTES_COLUMNS);
    layout_colour(layout, server_errors ? COLOUR_BAD : errors ? COLOUR_WARN : COLOUR_DIM);
    layout_put_right(layout, errors ? rate : "-", RATE_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
    put_value(layout, dimension, row->key, layout->width - used);
}

static void put_top_heading(const struct layout *layout, const char *title, uint64_t removed)
{
    char captions[LAYOUT_NUMBER_SIZE], number[LAYOUT_NUMBER_SIZE];
    snprintf(captions, sizeof captions, "%*s%*s%*s", LAYOUT_SHARE_COLUMNS, "share", BYTES_COLUMNS,
             "bytes", RATE_COLUMNS, "4xx+5xx");
    layout_table_heading(layout, title, "reqs", 2 + LAYOUT_COUNT_COLUMNS, captions);
    if (removed == 0)
        return;
    number_text_count(removed, number);
    layout_colour(layout, COLOUR_DIM);
    buffer_append_format(layout->out, "  cut to fit --memory: a row may lack up to %s\n", number);
    layout_colour(layout, COLOUR_PLAIN);
}

void text_put_tops(const struct layout *layout)
{
    static const struct {
        enum httally_dimension dimension;
        const char *title;
    } tables[] = {
        {HTTALLY_DIMENSION_HOST, "Hosts"},         {HTTALLY_DIMENSION_PATH, "Paths"},
        {HTTALLY_DIMENSION_CLIENT, "Clients"},     {HTTALLY_DIMENSION_AGENT, "Agents"},
        {HTTALLY_DIMENSION_REFERER, "Referers"},   {HTTALLY_DIMENSION_METHOD, "Methods"},
        {HTTALLY_DIMENSION_PROTOCOL, "Protocols"}, {HTTALLY_DIMENSION_TLS, "TLS"},
        {HTTALLY_DIMENSION_UPSTREAM, "Upstreams"}, {HTTALLY_DIMENSION_CACHE, "Cache"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        enum httally_dimension dimension = tables[i].dimension;
        const struct model_table *table = &layout->model->tops[dimension];
        if (table->count == 0)
            continue;
        put_top_heading(layout, tables[i].title, layout->model->tally->tables[dimension].removed);
        for (size_t k = 0; k < table->count; k++)
            put_top_row(layout, dimension, &table->rows[k]);
    }
}
