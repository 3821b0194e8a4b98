/* SPDX-License-Identifier: MIT */
/* time_axis.h - the period of a report, cut into steps that people count time in. */
#ifndef TIME_AXIS_H
#define TIME_AXIS_H

#include "report/layout_number.h"
#include "report/model.h"

enum { TIME_AXIS_STEPS_MOST = 200 };

/* Steps begin at round times of the log's own clock. */
struct time_axis {
    int64_t start;
    int64_t step_sec;
    int32_t utc_offset_sec;
    /* 0 when there are no times. */
    size_t count;
    uint64_t requests[TIME_AXIS_STEPS_MOST];
    uint64_t classes[HTTALLY_CLASS_COUNT][TIME_AXIS_STEPS_MOST];
};

/* Of the finest step with which the period takes at most 'steps' (at most TIME_AXIS_STEPS_MOST). */
void time_axis_init(struct time_axis *axis, const struct model *model, size_t steps);

/* The step that a time is in; the first or last one for times before or behind. */
size_t time_axis_step_of(const struct time_axis *axis, int64_t time);

/* Add the requests with 'status' to 'counts', one for each step. */
void time_axis_add_status(const struct time_axis *axis, const struct model *model,
                          httally_status status, uint64_t counts[TIME_AXIS_STEPS_MOST]);

/* "15 min", "hour", "7 days": behind "per". */
void time_axis_format_step(int64_t step_sec, char text_out[LAYOUT_NUMBER_SIZE]);

/* Seconds between labels under an axis that has room for about 'labels' of them: a round time. */
int64_t time_axis_label_distance(const struct time_axis *axis, size_t labels);

#endif
