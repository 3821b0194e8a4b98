/* SPDX-License-Identifier: MIT */
#include "report/time_axis.h"

#include <stdio.h>

#include "base/number.h"

enum { HOUR_SEC = 3600, DAY_SEC = 86400 };

/* Lengths of time that people count in. */
static const int64_t steps_sec[] = {
    60,          2 * 60,       5 * 60,       10 * 60,      15 * 60,       20 * 60, 30 * 60,
    HOUR_SEC,    2 * HOUR_SEC, 3 * HOUR_SEC, 6 * HOUR_SEC, 12 * HOUR_SEC, DAY_SEC, 2 * DAY_SEC,
    7 * DAY_SEC, 14 * DAY_SEC, 30 * DAY_SEC, 91 * DAY_SEC, 365 * DAY_SEC,
};

static void choose_scale(struct time_axis *axis, const struct model *model, size_t steps)
{
    const struct httally_tally *tally = model->tally;
    int32_t offset = axis->utc_offset_sec;
    for (size_t i = 0; i < ARRAY_LENGTH(steps_sec); i++) {
        axis->step_sec = steps_sec[i];
        axis->start = number_floor_to(tally->first.time + offset, axis->step_sec) - offset;
        axis->count = (size_t)((tally->last.time - axis->start) / axis->step_sec) + 1;
        if (axis->step_sec >= model->interval_sec && axis->count <= steps)
            return;
    }
    axis->count = steps;
}

size_t time_axis_step_of(const struct time_axis *axis, int64_t time)
{
    int64_t distance = time > axis->start ? time - axis->start : 0;
    size_t step = (size_t)(distance / axis->step_sec);
    return step < axis->count ? step : axis->count - 1;
}

void time_axis_init(struct time_axis *axis, const struct model *model, size_t steps)
{
    *axis = (struct time_axis){.utc_offset_sec = model->tally->first.utc_offset_sec};
    if (model->point_count == 0 || !model->tally->has_times)
        return;
    choose_scale(axis, model, steps);
    for (size_t i = 0; i < model->point_count; i++) {
        const struct model_point *point = &model->points[i];
        size_t step = time_axis_step_of(axis, point->time);
        axis->requests[step] = number_add_saturating(axis->requests[step], point->requests);
        for (int k = 0; k < HTTALLY_CLASS_COUNT; k++)
            axis->classes[k][step] =
                number_add_saturating(axis->classes[k][step], point->class_requests[k]);
    }
}

void time_axis_add_status(const struct time_axis *axis, const struct model *model,
                          httally_status status, uint64_t counts[TIME_AXIS_STEPS_MOST])
{
    const struct series *series = &model->tally->series;
    for (size_t i = 0; i < series->span_count; i++) {
        const uint64_t *row = series_row(series, series->spans[i], status);
        for (int at = 0; row && at < SERIES_INTERVALS_PER_SPAN; at++) {
            if (!row[at])
                continue;
            int64_t time = series->spans[i]->start + at * series->interval_sec;
            size_t step = time_axis_step_of(axis, time);
            counts[step] = number_add_saturating(counts[step], row[at]);
        }
    }
}

void time_axis_format_step(int64_t step_sec, char text_out[LAYOUT_NUMBER_SIZE])
{
    static const struct {
        int64_t seconds;
        const char *one;
        const char *many;
    } units[] = {{DAY_SEC, "day", "days"}, {HOUR_SEC, "hour", "hours"}, {60, "minute", "min"}};
    size_t i = 0;
    while (i + 1 < ARRAY_LENGTH(units) && step_sec < units[i].seconds)
        i++;
    long long count = step_sec / units[i].seconds;
    if (count == 1)
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "%s", units[i].one);
    else
        snprintf(text_out, LAYOUT_NUMBER_SIZE, "%lld %s", count, units[i].many);
}

int64_t time_axis_label_distance(const struct time_axis *axis, size_t labels)
{
    int64_t span_sec = axis->step_sec * (int64_t)axis->count;
    for (size_t i = 0; i < ARRAY_LENGTH(steps_sec); i++) {
        if (steps_sec[i] >= axis->step_sec && span_sec / steps_sec[i] <= (int64_t)labels)
            return steps_sec[i];
    }
    return span_sec;
}
