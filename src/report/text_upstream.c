/* SPDX-License-Identifier: MIT */
/* text_upstream.c - which statuses the servers behind had answered, and which were made here. */
#include <stdio.h>

#include "report/text_parts.h"

enum { CODE_COLUMNS = 5, MADE_COLUMNS = 12, PASSED_COLUMNS = 16, NAME_LEAST = 21 };

static bool has_any(const struct httally_hops *hops)
{
    return hops->passed || hops->minted;
}

/* Of errors one wants to know each, of the others only how many there are. */
static bool is_error(enum httally_class class_)
{
    return class_ >= HTTALLY_CLASS_4XX;
}

static size_t measure_names(const struct layout *layout)
{
    const struct model *model = layout->model;
    size_t most = layout->width - 2 - CODE_COLUMNS - MADE_COLUMNS - PASSED_COLUMNS;
    size_t columns = NAME_LEAST;
    for (size_t i = 0; i < model->status_count; i++) {
        struct httally_hops hops = httally_tally_hops(model->tally, model->statuses[i].status);
        size_t name = strlen(model->statuses[i].reading->name);
        if (has_any(&hops) && is_error(httally_status_class(model->statuses[i].status)) &&
            name > columns)
            columns = name;
    }
    return columns < most ? columns : most;
}

/* A count, or a dash that does not draw the eye. */
static void put_count(const struct layout *layout, uint64_t count, size_t columns)
{
    char text[LAYOUT_NUMBER_SIZE] = "-";
    if (count)
        number_text_count(count, text);
    else
        layout_colour(layout, COLOUR_DIM);
    layout_put_right(layout, text, columns);
    if (!count)
        layout_colour(layout, COLOUR_PLAIN);
}

struct row {
    const char *code;
    const char *name;
    enum httally_class class_;
    struct httally_hops hops;
};

static void put_row(const struct layout *layout, const struct row *row, size_t name_columns)
{
    if (!has_any(&row->hops))
        return;
    buffer_append_string(layout->out, "  ");
    layout_colour(layout, layout_class_colour(row->class_));
    layout_put_left(layout, row->code, CODE_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
    layout_put_left(layout, row->name, name_columns);
    put_count(layout, row->hops.minted, MADE_COLUMNS);
    put_count(layout, row->hops.passed, PASSED_COLUMNS);
    buffer_append_char(layout->out, '\n');
}

static void put_statuses(const struct layout *layout, enum httally_class class_,
                         size_t name_columns)
{
    const struct model *model = layout->model;
    for (size_t i = 0; i < model->status_count; i++) {
        const struct model_status *status = &model->statuses[i];
        char token[4];
        if (httally_status_class(status->status) != class_)
            continue;
        httally_status_token(status->status, token);
        struct row row = {token, status->reading->name, class_,
                          httally_tally_hops(model->tally, status->status)};
        put_row(layout, &row, name_columns);
    }
}

static void put_rows(const struct layout *layout, size_t name_columns)
{
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        enum httally_class class_ = (enum httally_class)i;
        struct row sum = {httally_class_name(class_), "", class_,
                          model_hops(layout->model, class_)};
        if (is_error(class_))
            put_statuses(layout, class_, name_columns);
        else
            put_row(layout, &sum, name_columns);
    }
}

enum { SAVED_SIZE = 48 };

/* "1,150 of them" */
static void format_saved(const struct httally_retries *retries, char text_out[SAVED_SIZE])
{
    char count[LAYOUT_NUMBER_SIZE];
    number_text_count(retries->saved, count);
    if (retries->requests == 1)
        snprintf(text_out, SAVED_SIZE, "%s", retries->saved ? "it" : "it never");
    else if (retries->saved == retries->requests)
        snprintf(text_out, SAVED_SIZE, "all of them");
    else
        snprintf(text_out, SAVED_SIZE, "%s of them", retries->saved ? count : "none");
}

/* "1,204 requests were tried at another upstream; 1,150 of them got an answer that way" */
static void put_retries(const struct layout *layout)
{
    struct httally_retries retries = httally_tally_retries(layout->model->tally);
    char count[LAYOUT_NUMBER_SIZE], saved[SAVED_SIZE], text[128];
    if (retries.requests == 0)
        return;
    struct layout_line line = layout_line_begin(layout, "  retries");
    number_text_count(retries.requests, count);
    snprintf(text, sizeof text, "%s %s tried at another upstream", count,
             retries.requests == 1 ? "request was" : "requests were");
    layout_line_add(&line, "", COLOUR_PLAIN, httally_slice_of_string(text));
    format_saved(&retries, saved);
    snprintf(text, sizeof text, "%s got an answer that way", saved);
    layout_line_add(&line, "; ", COLOUR_PLAIN, httally_slice_of_string(text));
    layout_line_end(&line);
}

void text_put_upstream(const struct layout *layout)
{
    struct httally_hops all = model_hops(layout->model, HTTALLY_CLASS_COUNT);
    char captions[LAYOUT_NUMBER_SIZE];
    if (!has_any(&all))
        return;
    size_t name_columns = measure_names(layout);
    snprintf(captions, sizeof captions, "%*s", PASSED_COLUMNS, "passed through");
    layout_table_heading(layout, "Made here or passed through", "made here",
                         2 + CODE_COLUMNS + name_columns + MADE_COLUMNS, captions);
    put_rows(layout, name_columns);
    put_retries(layout);
}
