/* SPDX-License-Identifier: MIT */
/* text_latency.c - how long requests took, by class, and how long of it the servers behind. */
#include <stdio.h>

#include "report/text_parts.h"

enum { NAME_COLUMNS = 8, HEAD_COLUMNS = 2 + NAME_COLUMNS + LAYOUT_COUNT_COLUMNS };

/* Durations of a row; where the line is too narrow for all, the least 'worth' is left out. */
enum { QUANTILE_COUNT = 5 };

static const struct {
    const char *caption;
    size_t worth;
} quantiles[QUANTILE_COUNT] = {{"p50", 5}, {"p90", 1}, {"p95", 2}, {"p99", 3}, {"max", 4}};

struct row {
    const char *name;
    enum layout_colour colour;
    uint64_t requests;
    char durations[QUANTILE_COUNT][LAYOUT_NUMBER_SIZE];
};

/* All requests, each class, and upstreams. */
enum { ROWS_MOST = HTTALLY_CLASS_COUNT + 2 };

struct table {
    struct row rows[ROWS_MOST];
    size_t row_count;
    size_t columns;
    /* So many quantiles have room. */
    size_t quantile_count;
};

static void add_row(struct table *table, const char *name, enum layout_colour colour,
                    const struct httally_latency *latency)
{
    const uint64_t durations_us[QUANTILE_COUNT] = {
        latency->p50_us, latency->p90_us, latency->p95_us, latency->p99_us, latency->max_us};
    struct row *row = &table->rows[table->row_count++];
    row->name = name;
    row->colour = colour;
    row->requests = latency->requests;
    for (size_t i = 0; i < QUANTILE_COUNT; i++) {
        layout_format_duration(durations_us[i], row->durations[i]);
        size_t columns = strlen(row->durations[i]) + 1;
        if (columns > table->columns)
            table->columns = columns;
    }
}

static void list_rows(const struct httally_tally *tally, struct table *table)
{
    struct httally_latency latency;
    if (httally_tally_latency(tally, &latency))
        add_row(table, "all", COLOUR_PLAIN, &latency);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        enum httally_class class_ = (enum httally_class)i;
        if (httally_tally_class_latency(tally, class_, &latency))
            add_row(table, httally_class_name(class_), layout_class_colour(class_), &latency);
    }
    if (httally_tally_upstream_latency(tally, &latency))
        add_row(table, "upstream", COLOUR_PLAIN, &latency);
}

/* Does a quantile have room? */
static bool is_shown(const struct table *table, size_t quantile)
{
    return quantiles[quantile].worth > QUANTILE_COUNT - table->quantile_count;
}

static void put_captions(const struct layout *layout, const struct table *table)
{
    char captions[QUANTILE_COUNT * LAYOUT_NUMBER_SIZE];
    size_t length = 0;
    for (size_t i = 0; i < QUANTILE_COUNT; i++) {
        if (is_shown(table, i))
            length += (size_t)snprintf(captions + length, sizeof captions - length, "%*s",
                                       (int)table->columns, quantiles[i].caption);
    }
    layout_table_heading(layout, "Latency", "requests", HEAD_COLUMNS, captions);
}

static void put_row(const struct layout *layout, const struct table *table, const struct row *row)
{
    char count[LAYOUT_NUMBER_SIZE];
    buffer_append_string(layout->out, "  ");
    layout_colour(layout, row->colour);
    layout_put_left(layout, row->name, NAME_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
    number_text_count(row->requests, count);
    layout_put_right(layout, count, LAYOUT_COUNT_COLUMNS);
    for (size_t i = 0; i < QUANTILE_COUNT; i++) {
        if (is_shown(table, i))
            layout_put_right(layout, row->durations[i], table->columns);
    }
    buffer_append_char(layout->out, '\n');
}

void text_put_latency(const struct layout *layout)
{
    /* Most logs have short durations, and so the same columns. */
    enum { COLUMNS_LEAST = 9 };
    struct table table = {.columns = COLUMNS_LEAST};
    list_rows(layout->model->tally, &table);
    if (table.row_count == 0)
        return;
    size_t room = (layout->width - HEAD_COLUMNS) / table.columns;
    table.quantile_count = room < QUANTILE_COUNT ? room : QUANTILE_COUNT;
    put_captions(layout, &table);
    for (size_t i = 0; i < table.row_count; i++)
        put_row(layout, &table, &table.rows[i]);
}
