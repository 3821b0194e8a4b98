/* SPDX-License-Identifier: MIT */
/* text_chart.c - requests and errors over time, drawn with one mark per stretch of time. */
#include <stdio.h>

#include "report/text_parts.h"
#include "report/time_axis.h"

enum { COLUMNS_MOST = 144, LABEL_COLUMNS = 7, PEAK_COLUMNS = 14 };

static void put_row(const struct layout *layout, const struct time_axis *axis, const char *label,
                    const uint64_t *values, enum layout_colour colour)
{
    char peak[LAYOUT_NUMBER_SIZE];
    uint64_t largest = 0;
    for (size_t i = 0; i < axis->count; i++)
        largest = values[i] > largest ? values[i] : largest;
    if (largest == 0)
        return;
    number_text_count(largest, peak);
    buffer_append_string(layout->out, "  ");
    layout_put_left(layout, label, LABEL_COLUMNS - 2);
    layout_colour(layout, colour);
    for (size_t i = 0; i < axis->count; i++)
        layout_put_mark(layout, values[i], largest);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_format(layout->out, " max %s\n", peak);
}

/* The part of "2026-03-12 14:03" that tells marks apart: the date, the time, or both. */
static struct httally_slice axis_label(const struct time_axis *axis, const char *time)
{
    if (axis->step_sec >= 86400)
        return httally_slice_of(time, 10);
    if (axis->step_sec * (int64_t)axis->count > 86400)
        return httally_slice_of(time + 5, 11);
    return httally_slice_of(time + 11, 5);
}

/* Times under every twelfth column. */
static void put_axis(const struct layout *layout, const struct time_axis *axis)
{
    enum { DISTANCE = 12 };
    size_t used = 0;
    buffer_append_repeated(layout->out, " ", LABEL_COLUMNS);
    layout_colour(layout, COLOUR_DIM);
    for (size_t i = 0; i < axis->count; i += DISTANCE) {
        char text[LAYOUT_NUMBER_SIZE];
        layout_format_time(axis->start + (int64_t)i * axis->step_sec,
                           layout->model->tally->first.utc_offset_sec, false, text);
        struct httally_slice label = axis_label(axis, text);
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
    struct time_axis axis;
    char note[LAYOUT_NUMBER_SIZE];
    size_t columns = layout->width - LABEL_COLUMNS - PEAK_COLUMNS;
    time_axis_init(&axis, layout->model, columns < COLUMNS_MOST ? columns : COLUMNS_MOST);
    if (axis.count == 0)
        return;
    format_step(axis.step_sec, note);
    layout_heading(layout, "Over time", note);
    put_row(layout, &axis, "all", axis.requests, COLOUR_PLAIN);
    put_row(layout, &axis, "4xx", axis.classes[HTTALLY_CLASS_4XX], COLOUR_WARN);
    put_row(layout, &axis, "5xx", axis.classes[HTTALLY_CLASS_5XX], COLOUR_BAD);
    put_axis(layout, &axis);
    if (layout->model->tally->series.outside) {
        char count[LAYOUT_NUMBER_SIZE];
        number_text_count(layout->model->tally->series.outside, count);
        buffer_append_format(layout->out,
                             "  %s requests are not shown: they did not fit --memory\n", count);
    }
}
