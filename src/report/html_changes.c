/* SPDX-License-Identifier: MIT */
/* html_changes.c - what rose and fell since an earlier report. */
#include <stdio.h>

#include "report/html_parts.h"
#include "report/previous.h"

/* "x2.5" of what was to be expected; nothing where there was nothing. */
static void format_factor(const struct change *change, char text_out[LAYOUT_NUMBER_SIZE])
{
    double factor = change->expected > 0 ? (double)change->now / change->expected : 0;
    text_out[0] = '\0';
    if (change->before && change->now)
        snprintf(text_out, LAYOUT_NUMBER_SIZE, factor >= 9.95 ? "x%.0f" : "x%.2g", factor);
}

static void put_change(const struct html *html, const struct change *change)
{
    char before[LAYOUT_NUMBER_SIZE], bound[LAYOUT_NUMBER_SIZE + 1], factor[LAYOUT_NUMBER_SIZE];
    number_text_count(change->before, before);
    snprintf(bound, sizeof bound, "%s%s", change->is_before_bound ? "<" : "", before);
    format_factor(change, factor);
    html_row_begin(html);
    html_row_head_value(html, change->name);
    html_cell_text(html, change_kind_name(change->kind));
    html_cell_number(html, bound);
    html_cell_count(html, change->now);
    html_cell_number(html, factor);
    html_row_end(html);
}

static bool has_any(const struct changes *changes, enum change_subject subject)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].subject == subject)
            return true;
    }
    return false;
}

static void put_subject(struct html *html, enum change_subject subject, const char *caption)
{
    static const struct html_column columns[] = {
        {.title = "What", .is_text = true},
        {.title = "Change", .is_text = true},
        {.title = "Before"},
        {.title = "Now"},
        {.title = "Factor"},
        {.title = NULL},
    };
    const struct html_table table = {.caption = caption, .is_wide = true, .columns = columns};
    const struct changes *changes = &html->model->changes;
    if (!has_any(changes, subject))
        return;
    html_table_begin(html, &table);
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].subject == subject)
            put_change(html, &changes->list[i]);
    }
    html_table_end(html, &table);
}

void html_put_changes(struct html *html)
{
    const struct httally_previous *previous = html->model->report->previous;
    if (!previous)
        return;
    html_section_begin(html, "changes", "Compared with before",
                       "beyond chance, and beyond what all requests did together");
    html_put(html, "<p>Before: ");
    html_put_count(html, previous->requests);
    html_put(html, " requests");
    if (previous->first[0]) {
        html_put(html, ", ");
        html_put_text(html, previous->first);
        html_put(html, " to ");
        html_put_text(html, previous->last);
    }
    html_put(html, html->model->changes.count ? ".</p>\n" : ". Nothing rose or fell.</p>\n");
    put_subject(html, CHANGE_STATUS, "Codes that rose or fell");
    put_subject(html, CHANGE_PATH_ERRORS, "Paths whose 5xx rose or fell");
    put_subject(html, CHANGE_PATH, "Paths whose requests rose or fell");
    html_section_end(html);
}
