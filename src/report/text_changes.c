/* SPDX-License-Identifier: MIT */
/* text_changes.c - what rose and fell since an earlier report. */
#include <stdio.h>

#include "base/escape.h"
#include "report/text_parts.h"

enum { KIND_COLUMNS = 6 };

static void put_factor(const struct layout *layout, const struct change *change)
{
    char text[LAYOUT_NUMBER_SIZE] = "";
    double factor = change->expected > 0 ? (double)change->now / change->expected : 0;
    if (change->before && change->now)
        snprintf(text, sizeof text, factor >= 9.95 ? "x%.0f" : "x%.2g", factor);
    layout_put_right(layout, text, LAYOUT_SHARE_COLUMNS);
}

static void put_change(const struct layout *layout, const struct change *change)
{
    char now[LAYOUT_NUMBER_SIZE], before[LAYOUT_NUMBER_SIZE];
    char bound[LAYOUT_NUMBER_SIZE + 1];
    size_t used = 2 + KIND_COLUMNS + 2 * LAYOUT_COUNT_COLUMNS + LAYOUT_SHARE_COLUMNS + 2;
    bool is_more = change->kind == CHANGE_ROSE || change->kind == CHANGE_NEW;
    number_text_count(change->now, now);
    number_text_count(change->before, before);
    snprintf(bound, sizeof bound, "%s%s", change->is_before_bound ? "<" : "", before);
    buffer_append_string(layout->out, "  ");
    layout_colour(layout, is_more ? COLOUR_WARN : COLOUR_DIM);
    layout_put_left(layout, change_kind_name(change->kind), KIND_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
    layout_put_right(layout, bound, LAYOUT_COUNT_COLUMNS);
    layout_put_right(layout, now, LAYOUT_COUNT_COLUMNS);
    put_factor(layout, change);
    buffer_append_string(layout->out, "  ");
    layout_put_key(layout, change->name, layout->width - used);
    buffer_append_char(layout->out, '\n');
}

static void put_subject(const struct layout *layout, enum change_subject subject, const char *title)
{
    const struct changes *changes = &layout->model->changes;
    char captions[64];
    bool has_any = false;
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].subject != subject)
            continue;
        snprintf(captions, sizeof captions, "%*s%*s", LAYOUT_COUNT_COLUMNS, "now",
                 LAYOUT_SHARE_COLUMNS, "");
        if (!has_any)
            layout_table_heading(layout, title, "before", 2 + KIND_COLUMNS + LAYOUT_COUNT_COLUMNS,
                                 captions);
        has_any = true;
        put_change(layout, &changes->list[i]);
    }
}

void text_put_changes(const struct layout *layout)
{
    const struct model *model = layout->model;
    const struct httally_previous *previous = model->report->previous;
    char before[LAYOUT_NUMBER_SIZE];
    if (!previous)
        return;
    number_text_count(previous->requests, before);
    layout_heading(layout, "Compared", "beyond chance, and beyond what all requests did together");
    buffer_append_format(layout->out, "  before: %s requests", before);
    if (previous->first[0]) {
        buffer_append_string(layout->out, ", ");
        layout_put_key(layout, httally_slice_of_string(previous->first), 25);
        buffer_append_string(layout->out, " to ");
        layout_put_key(layout, httally_slice_of_string(previous->last), 25);
    }
    buffer_append_char(layout->out, '\n');
    if (model->changes.count == 0)
        buffer_append_string(layout->out, "  nothing rose or fell\n");
    put_subject(layout, CHANGE_STATUS, "Codes");
    put_subject(layout, CHANGE_PATH_ERRORS, "Paths, 5xx");
    put_subject(layout, CHANGE_PATH, "Paths, all");
}
