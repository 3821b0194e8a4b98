/* SPDX-License-Identifier: MIT */
/* history_period.h - the time that options choose of a history. */
#ifndef HISTORY_PERIOD_H
#define HISTORY_PERIOD_H

#include "httally/history.h"
#include "options.h"

/* Seconds since 1970-01-01 00:00 on the clock of the log, whose ends INT64_MIN and INT64_MAX are no
 * bounds. */
struct history_period {
    int64_t since;
    int64_t until;
};

/* What --period, --since and --until allow; 'offset' is what the log's clock adds to UTC. */
enum httally_result history_period_of_options(const struct options *options, int64_t now,
                                              int32_t offset, struct history_period *period_out,
                                              struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same of one period as people write it. */
enum httally_result history_period_parse(const char *text, int64_t now, int32_t offset,
                                         struct history_period *period_out,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

/* Does it begin and end with a day, or with an hour? */
bool history_period_has_whole_days(const struct history_period *period);
bool history_period_has_whole_hours(const struct history_period *period);

/* "2026-11-22" of days since 1970. */
enum { HISTORY_DAY_SIZE = 64 };
void history_day_format(int64_t day, char text_out[HISTORY_DAY_SIZE]);

/* Its first and last day, or the ends that a history knows. */
int64_t history_period_first_day(const struct history_period *period);
int64_t history_period_last_day(const struct history_period *period);

#endif
