/* SPDX-License-Identifier: MIT */
#include "history_period.h"

#include <time.h>

#include "httally/period.h"

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600 };

static void narrow(struct history_period *span, const struct httally_period *period, int32_t offset)
{
    int64_t since = httally_instant_resolve(&period->since, period->now, offset);
    int64_t until = httally_instant_resolve(&period->until, period->now, offset);
    if (since != INT64_MIN && since + offset > span->since)
        span->since = since + offset;
    /* What is to come is not in any log. */
    if (until < period->now && until + offset < span->until)
        span->until = until + offset;
}

static enum httally_result read_option(const struct option_value *option, int64_t now,
                                       struct httally_period *period, struct httally_error *error)
{
    *period = httally_period_always(now);
    switch (option->id) {
    case OPTION_PERIOD:
        return httally_period_parse(option->value, now, period, error);
    case OPTION_SINCE:
        return httally_instant_parse(option->value, now, &period->since, error);
    case OPTION_UNTIL:
        return httally_instant_parse(option->value, now, &period->until, error);
    default:
        return HTTALLY_OK;
    }
}

enum httally_result history_period_of_options(const struct options *options, int64_t now,
                                              int32_t offset, struct history_period *period_out,
                                              struct httally_error *error)
{
    struct httally_period period;
    *period_out = (struct history_period){INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < options->value_count; i++) {
        enum httally_result result = read_option(&options->values[i], now, &period, error);
        if (result != HTTALLY_OK)
            return result;
        narrow(period_out, &period, offset);
    }
    return HTTALLY_OK;
}

enum httally_result history_period_parse(const char *text, int64_t now, int32_t offset,
                                         struct history_period *period_out,
                                         struct httally_error *error)
{
    struct httally_period period;
    *period_out = (struct history_period){INT64_MIN, INT64_MAX};
    enum httally_result result = httally_period_parse(text, now, &period, error);
    if (result == HTTALLY_OK)
        narrow(period_out, &period, offset);
    return result;
}

static bool is_multiple(int64_t bound, int64_t unit)
{
    return bound == INT64_MIN || bound == INT64_MAX || bound % unit == 0;
}

bool history_period_has_whole_days(const struct history_period *period)
{
    return is_multiple(period->since, SECONDS_PER_DAY) &&
           is_multiple(period->until, SECONDS_PER_DAY);
}

bool history_period_has_whole_hours(const struct history_period *period)
{
    return is_multiple(period->since, SECONDS_PER_HOUR) &&
           is_multiple(period->until, SECONDS_PER_HOUR);
}

static int64_t day_of(int64_t seconds)
{
    int64_t rest = seconds % SECONDS_PER_DAY;
    return (seconds - (rest < 0 ? rest + SECONDS_PER_DAY : rest)) / SECONDS_PER_DAY;
}

int64_t history_period_first_day(const struct history_period *period)
{
    return period->since == INT64_MIN ? HTTALLY_HISTORY_FIRST_DAY : day_of(period->since);
}

int64_t history_period_last_day(const struct history_period *period)
{
    return period->until == INT64_MAX ? HTTALLY_HISTORY_LAST_DAY : day_of(period->until - 1);
}

void history_day_format(int64_t day, char text_out[HISTORY_DAY_SIZE])
{
    struct tm civil;
    time_t time = (time_t)(day * SECONDS_PER_DAY);
    text_out[0] = '\0';
    if (gmtime_r(&time, &civil))
        strftime(text_out, HISTORY_DAY_SIZE, "%Y-%m-%d", &civil);
}
