/* SPDX-License-Identifier: MIT */
/*
 * period.h - points and spans of time as people write them.
 *
 * A time written without an offset ("2026-11-22 14:00", "yesterday") means the clock of the log
 * line it is compared with, not the clock of the machine that reads the log: $TZ never matters.
 */
#ifndef HTTALLY_PERIOD_H
#define HTTALLY_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/error.h"
#include "httally/slice.h"

HTTALLY_BEGIN_DECLS

enum httally_instant_kind {
    /* 'value_sec' seconds since 1970 UTC. */
    HTTALLY_INSTANT_ABSOLUTE = 0,
    /* 'value_sec' seconds since 1970-01-01 00:00:00 on the line's own clock. */
    HTTALLY_INSTANT_WALL,
    /* 'value_sec' seconds after the beginning of the present day, week (Monday) or month, on the
     * line's own clock; months back go into 'months'. */
    HTTALLY_INSTANT_DAY,
    HTTALLY_INSTANT_WEEK,
    HTTALLY_INSTANT_MONTH,
    HTTALLY_INSTANT_KIND_COUNT
};

struct httally_instant {
    enum httally_instant_kind kind;
    int64_t value_sec;
    /* Whole months added to the present one; for HTTALLY_INSTANT_MONTH only. */
    int months;
};

/* since <= time < until. */
struct httally_period {
    struct httally_instant since;
    struct httally_instant until;
    /* What "now" is, in seconds since 1970 UTC. */
    int64_t now;
};

/* A period that holds every time; its ends are the ends of int64_t, which resolve to themselves. */
HTTALLY_API struct httally_period httally_period_always(int64_t now);

/*
 * Read one point in time:
 *
 * - ISO 8601: `2026-11-22`, `2026-11-22 14:03`, `2026-11-22T14:03:00+01:00`, `...Z`, also `2026-11`
 *   and `2026`; a fraction of a second is dropped;
 * - as access logs write it: `10/Oct/2000:13:55:36 -0700`;
 * - `@1700000000`, `now`;
 * - `today`, `yesterday`, each also with ` HH:MM[:SS]`; `14:03` (today);
 * - a span before now: `2h ago`, `90 min ago`, `3 days ago`, `1d`, `1h30m`; units are s, m, h, d
 *   and w, or their names, and a day is 24 hours.
 *
 * Words in any case, blanks around skipped.  A date or hour alone is its beginning.
 */
HTTALLY_API enum httally_result httally_instant_parse(
    const char *text, int64_t now, struct httally_instant *instant_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Read a period: `today`, `yesterday`, `this-week`, `last-week` (Monday to Sunday), `this-month`,
 * `last-month`, `2026-11-22`, `2026-11`, `2026`, an hour or minute (`2026-11-22 14`,
 * `2026-11-22 14:03`), a span up to now (`2h`, `30m`, `7d`, "last 2h"), and `A..B` of two points
 * (`B` is the end, not part of the period unless it is a date, month or year alone, which counts
 * whole).  `_` and ` ` may stand for `-` in the named ones.
 *
 * In `A..B` either point may be left out, and a `B` that is a time of day alone is on the day of
 * `A`: `yesterday 22:00..23:30`.  A period that can hold no time is HTTALLY_ERROR_ARGUMENT.
 */
HTTALLY_API enum httally_result httally_period_parse(
    const char *text, int64_t now, struct httally_period *period_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* The instant in seconds since 1970 UTC, for a line whose clock is 'utc_offset_sec' ahead. */
HTTALLY_API int64_t httally_instant_resolve(const struct httally_instant *instant, int64_t now,
                                            int32_t utc_offset_sec);

HTTALLY_API bool httally_period_contains(const struct httally_period *period, int64_t time,
                                         int32_t utc_offset_sec);

HTTALLY_END_DECLS

#endif
