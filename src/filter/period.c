/* SPDX-License-Identifier: MIT */
#include "httally/period.h"

#include "base/civil_time.h"
#include "base/compiler.h"
#include "filter/terms.h"
#include "filter/time_point.h"
#include "filter/time_text.h"

enum {
    DAY_SEC = 86400,
    WEEK_SEC = 7 * DAY_SEC,
    /* 1970-01-05 */
    FIRST_MONDAY_SEC = 4 * DAY_SEC
};

#define NOT_THERE "there is no such date, time of day or offset; "
#define TIME_FORMS                                                                                 \
    "expected such as '2026-11-22 14:03', '2026-11-22T14:03:00+01:00', 'yesterday 14:03', "        \
    "'2h ago' or '@1700000000'"
#define PERIOD_FORMS                                                                               \
    "expected such as 'yesterday', 'last-week', '2026-11', '2026-11-22 14', 'last 2h' or "         \
    "'2026-11-22 14:00..15:30'"

static struct httally_instant instant_at(enum httally_instant_kind kind, int64_t value_sec)
{
    return (struct httally_instant){.kind = kind, .value_sec = value_sec};
}

struct httally_period httally_period_always(int64_t now)
{
    return (struct httally_period){
        .since = instant_at(HTTALLY_INSTANT_ABSOLUTE, INT64_MIN),
        .until = instant_at(HTTALLY_INSTANT_ABSOLUTE, INT64_MAX),
        .now = now,
    };
}

static enum httally_result parse_point(struct httally_slice text, int64_t now,
                                       struct time_point *point_out, struct httally_error *error)
{
    switch (time_point_parse(text, now, point_out)) {
    case TIME_POINT_OK:
        return HTTALLY_OK;
    case TIME_POINT_IMPOSSIBLE:
        return bad_text(error, "time", text, NOT_THERE TIME_FORMS);
    default:
        return bad_text(error, "time", text, TIME_FORMS);
    }
}

enum httally_result httally_instant_parse(const char *text, int64_t now,
                                          struct httally_instant *instant_out,
                                          struct httally_error *error)
{
    struct time_point point;
    enum httally_result result = parse_point(httally_slice_of_string(text), now, &point, error);
    if (result == HTTALLY_OK)
        *instant_out = point.begin;
    return result;
}

static bool parse_named(struct httally_slice text, struct httally_period *period)
{
    static const struct {
        const char *name;
        struct httally_instant since;
        struct httally_instant until;
    } named[] = {
        {"this-week", {HTTALLY_INSTANT_WEEK, 0, 0}, {HTTALLY_INSTANT_WEEK, WEEK_SEC, 0}},
        {"last-week", {HTTALLY_INSTANT_WEEK, -WEEK_SEC, 0}, {HTTALLY_INSTANT_WEEK, 0, 0}},
        {"this-month", {HTTALLY_INSTANT_MONTH, 0, 0}, {HTTALLY_INSTANT_MONTH, 0, 1}},
        {"last-month", {HTTALLY_INSTANT_MONTH, 0, -1}, {HTTALLY_INSTANT_MONTH, 0, 0}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(named); i++) {
        struct httally_slice rest = text;
        if (take_word(&rest, named[i].name) && rest.length == 0) {
            period->since = named[i].since;
            period->until = named[i].until;
            return true;
        }
    }
    return false;
}

/* `2h`, "last 2h": up to now. */
static bool parse_last(struct httally_slice text, struct httally_period *period)
{
    int64_t seconds;
    (void)take_word(&text, "last-");
    if (!time_span_parse(text, &seconds))
        return false;
    period->since = instant_at(HTTALLY_INSTANT_ABSOLUTE, add_seconds(period->now, -seconds));
    period->until = instant_at(HTTALLY_INSTANT_ABSOLUTE, period->now);
    return true;
}

/* A date, hour, minute or second, which is a period by itself. */
static enum httally_result parse_unit(struct httally_slice text, struct httally_period *period,
                                      struct httally_error *error)
{
    struct time_point point;
    enum time_point_result result = time_point_parse(text, period->now, &point);
    if (result == TIME_POINT_IMPOSSIBLE)
        return bad_text(error, "period", text, NOT_THERE PERIOD_FORMS);
    bool has_length = result == TIME_POINT_OK && (point.begin.value_sec != point.end.value_sec);
    if (!has_length)
        return bad_text(error, "period", text, PERIOD_FORMS);
    period->since = point.begin;
    period->until = point.end;
    return HTTALLY_OK;
}

/* `A..B`, 'dots' being the offset of the two dots. */
static enum httally_result parse_range(struct httally_slice text, size_t dots,
                                       struct httally_period *period, struct httally_error *error)
{
    struct httally_slice first = trim_blanks(httally_slice_of(text.data, dots));
    struct httally_slice last =
        trim_blanks(httally_slice_of(text.data + dots + 2, text.length - dots - 2));
    struct time_point begin = {0}, end = {0};
    if (first.length == 0 && last.length == 0)
        return bad_text(error, "period", text, PERIOD_FORMS);
    if (first.length) {
        enum httally_result result = parse_point(first, period->now, &begin, error);
        if (result != HTTALLY_OK)
            return result;
        period->since = begin.begin;
    }
    if (last.length == 0)
        return HTTALLY_OK;
    enum httally_result result = parse_point(last, period->now, &end, error);
    if (result != HTTALLY_OK)
        return result;
    period->until = end.is_date ? end.end : end.begin;
    if (end.is_time_alone && begin.has_day) {
        period->until = begin.day;
        period->until.value_sec += end.begin.value_sec;
    }
    return HTTALLY_OK;
}

/* Whether no line can be inside, on any clock: `today..2h ago` is empty only on some. */
static bool is_empty(const struct httally_period *period)
{
    enum { QUARTER_SEC = 900, OUTERMOST_SEC = 14 * 3600 };
    for (int32_t offset = -OUTERMOST_SEC; offset <= OUTERMOST_SEC; offset += QUARTER_SEC) {
        if (httally_instant_resolve(&period->since, period->now, offset) <
            httally_instant_resolve(&period->until, period->now, offset))
            return false;
    }
    return true;
}

/* The offset of the first "..", or the length when there is none. */
static size_t find_dots(struct httally_slice text)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.data[i] == '.' && text.data[i + 1] == '.')
            return i;
    }
    return text.length;
}

enum httally_result httally_period_parse(const char *text, int64_t now,
                                         struct httally_period *period_out,
                                         struct httally_error *error)
{
    struct httally_slice trimmed = trim_blanks(httally_slice_of_string(text));
    struct httally_period period = httally_period_always(now);
    size_t dots = find_dots(trimmed);
    enum httally_result result = HTTALLY_OK;
    if (dots < trimmed.length)
        result = parse_range(trimmed, dots, &period, error);
    else if (!parse_named(trimmed, &period) && !parse_last(trimmed, &period))
        result = parse_unit(trimmed, &period, error);
    if (result != HTTALLY_OK)
        return result;
    if (is_empty(&period))
        return bad_text(error, "period", trimmed, "it ends before it begins, or holds no time");
    *period_out = period;
    return HTTALLY_OK;
}

static int64_t floor_to(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

/* The beginning of the month 'months' after the one of 'wall', on the same clock. */
static int64_t month_begin(int64_t wall, int months)
{
    struct civil_time civil = civil_of_seconds(wall);
    int64_t index = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = floor_to(index, 12) / 12;
    return civil_days((int)year, (int)(index - year * 12) + 1, 1) * DAY_SEC;
}

int64_t httally_instant_resolve(const struct httally_instant *instant, int64_t now,
                                int32_t utc_offset_sec)
{
    /* Keeps the years in range whatever the machine's clock says. */
    if (now > TIME_SPAN_MAX_SEC)
        now = TIME_SPAN_MAX_SEC;
    if (now < -TIME_SPAN_MAX_SEC)
        now = -TIME_SPAN_MAX_SEC;
    int64_t wall_now = now + utc_offset_sec;
    int64_t begin = 0;
    switch (instant->kind) {
    case HTTALLY_INSTANT_DAY:
        begin = floor_to(wall_now, DAY_SEC);
        break;
    case HTTALLY_INSTANT_WEEK:
        begin = floor_to(wall_now - FIRST_MONDAY_SEC, WEEK_SEC) + FIRST_MONDAY_SEC;
        break;
    case HTTALLY_INSTANT_MONTH:
        begin = month_begin(wall_now, instant->months);
        break;
    case HTTALLY_INSTANT_WALL:
        break;
    default:
        return instant->value_sec;
    }
    return add_seconds(instant->value_sec, begin - utc_offset_sec);
}

bool httally_period_contains(const struct httally_period *period, int64_t time,
                             int32_t utc_offset_sec)
{
    int64_t since = httally_instant_resolve(&period->since, period->now, utc_offset_sec);
    int64_t until = httally_instant_resolve(&period->until, period->now, utc_offset_sec);
    return since <= time && (time < until || until == INT64_MAX);
}
