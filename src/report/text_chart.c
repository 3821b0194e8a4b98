/* SPDX-License-Identifier: MIT */
/* text_chart.c - requests and errors over time, drawn with one mark per stretch of time. */
#include <stdio.h>

#include "base/civil_time.h"
#include "base/number.h"
#include "report/text_parts.h"

enum { COLUMNS_MOST = 144, LABEL_COLUMNS = 7, PEAK_COLUMNS = 14 };

/* Lengths of time that people count in. */
static const int64_t steps_sec[] = {
    60,        2 * 60,     5 * 60,     10 * 60,    15 * 60,     20 * 60, 30 * 60,
    3600,      2 * 3600,   3 * 3600,   6 * 3600,   12 * 3600,   86400,   2 * 86400,
    7 * 86400, 14 * 86400, 30 * 86400, 91 * 86400, 365 * 86400,
};

struct chart {
    int64_t start;
    int64_t step_sec;
    size_t columns;
    uint64_t requests[COLUMNS_MOST];
    uint64_t classes[HTTALLY_CLASS_COUNT][COLUMNS_MOST];
};

/* The finest step with which the period fits 'columns'; columns begin at round times of the log's
 * own clock. */
static void choose_scale(const struct model *model, size_t columns, struct chart *chart)
{
    const struct httally_tally *tally = model->tally;
    int32_t offset = tally->first.utc_offset_sec;
    for (size_t i = 0; i < ARRAY_LENGTH(steps_sec); i++) {
        chart->step_sec = steps_sec[i];
        chart->start = number_floor_to(tally->first.time + offset, chart->step_sec) - offset;
        chart->columns = (size_t)((tally->last.time - chart->start) / chart->step_sec) + 1;
        if (chart->step_sec >= model->interval_sec && chart->columns <= columns)
            return;
    }
    chart->columns = columns;
}

static void fill(const struct model *model, struct chart *chart)
{
    for (size_t i = 0; i < model->point_count; i++) {
        const struct model_point *point = &model->points[i];
        int64_t distance = point->time > chart->start ? point->time - chart->start : 0;
        size_t column = (size_t)(distance / chart->step_sec);
        if (column >= chart->columns)
            column = chart->columns - 1;
        chart->requests[column] = number_add_saturating(chart->requests[column], point->requests);
        for (int k = 0; k < HTTALLY_CLASS_COUNT; k++)
            chart->classes[k][column] =
                number_add_saturating(chart->classes[k][column], point->class_requests[k]);
    }
}

static void put_row(const struct layout *layout, const struct chart *chart, const char *label,
                    const uint64_t *values, enum layout_colour colour)
{
    char peak[LAYOUT_NUMBER_SIZE];
    uint64_t largest = 0;
    for (size_t i = 0; i < chart->columns; i++)
        largest = values[i] > largest ? values[i] : largest;
    if (largest == 0)
        return;
    number_text_count(largest, peak);
    buffer_append_string(layout->out, "  ");
    layout_put_left(layout, label, LABEL_COLUMNS - 2);
    layout_colour(layout, colour);
    for (size_t i = 0; i < chart->columns; i++)
        layout_put_mark(layout, values[i], largest);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_format(layout->out, " max %s\n", peak);
}

/* The part of "2026-03-12 14:03" that tells marks apart: the date, the time, or both. */
static struct httally_slice axis_label(const struct chart *chart, const char *time)
{
    if (chart->step_sec >= 86400)
        return httally_slice_of(time, 10);
    if (chart->step_sec * (int64_t)chart->columns > 86400)
        return httally_slice_of(time + 5, 11);
    return httally_slice_of(time + 11, 5);
}

/* Times under every twelfth column. */
static void put_axis(const struct layout *layout, const struct chart *chart)
{
    enum { DISTANCE = 12 };
    size_t used = 0;
    buffer_append_repeated(layout->out, " ", LABEL_COLUMNS);
    layout_colour(layout, COLOUR_DIM);
    for (size_t i = 0; i < chart->columns; i += DISTANCE) {
        char text[LAYOUT_NUMBER_SIZE];
        layout_format_time(chart->start + (int64_t)i * chart->step_sec,
                           layout->model->tally->first.utc_offset_sec, false, text);
        struct httally_slice label = axis_label(chart, text);
        buffer_append_repeated(layout->out, " ", i - used);
        buffer_append_slice(layout->out, label);
        used = i + label.length;
    }
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
}

static void format_step(int64_t step_sec, char text_out[LAYOUT_NUMBER_SIZE])
{
    bool is_days = step_sec >= 86400, is_hours = step_sec >= 3600;
    int64_t unit_sec = is_days ? 86400 : is_hours ? 3600 : 60;
    snprintf(text_out, LAYOUT_NUMBER_SIZE, "each mark %d %s", (int)(step_sec / unit_sec),
             is_days    ? "d"
             : is_hours ? "h"
                        : "min");
}

void text_put_chart(const struct layout *layout)
{
    struct chart chart = {0};
    char note[LAYOUT_NUMBER_SIZE];
    size_t columns = layout->width - LABEL_COLUMNS - PEAK_COLUMNS;
    if (layout->model->point_count == 0 || !layout->model->tally->has_times)
        return;
    choose_scale(layout->model, columns < COLUMNS_MOST ? columns : COLUMNS_MOST, &chart);
    fill(layout->model, &chart);
    format_step(chart.step_sec, note);
    layout_heading(layout, "Over time", note);
    put_row(layout, &chart, "all", chart.requests, COLOUR_PLAIN);
    put_row(layout, &chart, "4xx", chart.classes[HTTALLY_CLASS_4XX], COLOUR_WARN);
    put_row(layout, &chart, "5xx", chart.classes[HTTALLY_CLASS_5XX], COLOUR_BAD);
    put_axis(layout, &chart);
    if (layout->model->tally->series.outside) {
        char count[LAYOUT_NUMBER_SIZE];
        number_text_count(layout->model->tally->series.outside, count);
        buffer_append_format(layout->out,
                             "  %s requests are not shown: they did not fit --memory\n", count);
    }
}
