/* SPDX-License-Identifier: MIT */
/* html_week.c - errors by hour and weekday: a table whose cells are coloured. */
#include <math.h>
#include <stdio.h>

#include "base/civil_time.h"
#include "base/number.h"
#include "report/html_parts.h"

enum { HOURS = 24, WEEKDAYS = 7, HOUR_SEC = 3600, DAY_SEC = 86400, LEVELS = 5, DAYS_LEAST = 2 };

struct week {
    enum httally_class class_;
    uint64_t errors[WEEKDAYS][HOURS];
    uint64_t largest;
};

/* Hours of the log's own clock have to be whole numbers of intervals. */
static bool has_hours(const struct model *model)
{
    const struct httally_tally *tally = model->tally;
    return tally->has_times && model->interval_sec <= HOUR_SEC &&
           tally->first.utc_offset_sec % model->interval_sec == 0 &&
           tally->last.time - tally->first.time >= DAYS_LEAST * DAY_SEC;
}

static void fill(struct week *week, const struct model *model)
{
    for (size_t i = 0; i < model->point_count; i++) {
        int64_t local = model->points[i].time + model->tally->first.utc_offset_sec;
        int64_t day = number_floor_to(local, DAY_SEC);
        uint64_t *errors = &week->errors[civil_weekday(day / DAY_SEC)][(local - day) / HOUR_SEC];
        *errors = number_add_saturating(*errors, model->points[i].class_requests[week->class_]);
        if (*errors > week->largest)
            week->largest = *errors;
    }
}

static void put_cell(const struct html *html, const struct week *week, uint64_t errors)
{
    /* White to red, for programs that know no style sheets: black letters are read on all. */
    static const char *const colours[LEVELS + 1] = {"#ffffff", "#fdf0ed", "#fde0da",
                                                    "#f9c9bf", "#f4ae9f", "#ef9382"};
    if (errors == 0) {
        html_put(html, "<td class=\"dim\">0</td>");
        return;
    }
    /* On a scale of powers: one bad hour must not make all others alike. */
    int level = (int)ceil(log1p((double)errors) / log1p((double)week->largest) * LEVELS);
    level = level < 1 ? 1 : level > LEVELS ? LEVELS : level;
    html_put_format(html, "<td class=\"h%d\" bgcolor=\"%s\">", level, colours[level]);
    html_put_count(html, errors);
    html_put(html, "</td>");
}

void html_put_week(struct html *html)
{
    static const struct html_column columns[] = {
        {.title = "Hour", .is_text = true},
        {.title = "Mon"},
        {.title = "Tue"},
        {.title = "Wed"},
        {.title = "Thu"},
        {.title = "Fri"},
        {.title = "Sat"},
        {.title = "Sun"},
        {.title = NULL},
    };
    const struct model *model = html->model;
    struct week week = {.class_ = model->class_requests[HTTALLY_CLASS_5XX] ? HTTALLY_CLASS_5XX
                                                                           : HTTALLY_CLASS_4XX};
    char caption[LAYOUT_NUMBER_SIZE * 2];
    if (!has_hours(model) || model->class_requests[week.class_] == 0)
        return;
    fill(&week, model);
    snprintf(caption, sizeof caption, "%s by hour and weekday", httally_class_name(week.class_));
    const struct html_table table = {.caption = caption, .is_wide = true, .columns = columns};
    html_put(html, "<div class=\"week\">\n");
    html_table_begin(html, &table);
    for (int hour = 0; hour < HOURS; hour++) {
        char name[LAYOUT_NUMBER_SIZE];
        snprintf(name, sizeof name, "%02d", hour);
        html_row_begin(html);
        html_row_head(html, name);
        for (int day = 0; day < WEEKDAYS; day++)
            put_cell(html, &week, week.errors[day][hour]);
        html_row_end(html);
    }
    html_table_end(html, &table);
    html_put(html, "</div>\n");
}
