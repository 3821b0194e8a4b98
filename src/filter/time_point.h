/* SPDX-License-Identifier: MIT */
/* time_point.h - read one point in time as people write it. */
#ifndef TIME_POINT_H
#define TIME_POINT_H

#include <stdbool.h>

#include "httally/period.h"
#include "httally/slice.h"

struct time_point {
    struct httally_instant begin;
    /* Where the written unit (year, day, hour, minute, second) ends.  Equal to 'begin' for a point
     * that names no unit: `now`, `@1700000000`, `2h ago`. */
    struct httally_instant end;
    /* The beginning of the day that was written, where 'has_day'. */
    struct httally_instant day;
    bool has_day;
    /* A day, month or year without a time of day. */
    bool is_date;
    /* `14:03`: a time of day without a day; it stands for today. */
    bool is_time_alone;
};

enum time_point_result {
    TIME_POINT_OK = 0,
    /* No form fits. */
    TIME_POINT_UNKNOWN,
    /* A form fits, but there is no such day, time or offset. */
    TIME_POINT_IMPOSSIBLE
};

/* Read 'text' as described at httally_instant_parse(). */
enum time_point_result time_point_parse(struct httally_slice text, int64_t now,
                                        struct time_point *point_out);

#endif
