/* SPDX-License-Identifier: MIT */
/* span_load.c - requests by status and time of any span, from minutes or, where they are gone, from
 * hours. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "history/day_text.h"
#include "history/history.h"
#include "tally/tally.h"

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600, CLOCK_CHANGED_BY = 3 * SECONDS_PER_HOUR };
enum { SECONDS_PER_MINUTE = 60 };

static int64_t day_of(int64_t seconds)
{
    return number_floor_to(seconds, SECONDS_PER_DAY) / SECONDS_PER_DAY;
}

/* The clock of a day; of the nearest one before it, else behind it, where there were no requests.
 */
static int32_t find_offset(struct database *database, int64_t wall_sec)
{
    static const char *const queries[] = {
        "SELECT first_offset, last_offset FROM days WHERE day <= ?1 AND first IS NOT NULL "
        "ORDER BY day DESC LIMIT 1",
        "SELECT first_offset, first_offset FROM days WHERE day > ?1 AND day <> 'undated' AND first "
        "IS NOT NULL ORDER BY day LIMIT 1",
    };
    int64_t day = day_of(wall_sec);
    char text[DAY_TEXT_SIZE];
    int32_t offset = 0;
    bool has_found = false;
    day_text_format(day, text);
    for (int i = 0; !has_found && i < 2; i++) {
        struct statement *statement = database_statement(database, queries[i]);
        statement_bind_string(statement, 1, text);
        has_found = statement_step(statement);
        /* Clocks are changed early in the morning. */
        bool is_early = wall_sec - day * SECONDS_PER_DAY < CLOCK_CHANGED_BY;
        if (has_found)
            offset = (int32_t)statement_integer(statement, is_early ? 0 : 1);
        statement_reset(statement);
    }
    return offset;
}

enum httally_result httally_history_resolve(struct httally_history *history, int64_t wall_sec,
                                            int64_t *time_out, struct httally_error *error)
{
    *time_out = wall_sec - find_offset(history->database, wall_sec);
    return database_status(history->database, error);
}

/* What is loaded, and into what. */
struct span_load {
    struct database *database;
    struct httally_tally *tally;
    int64_t from_sec;
    int64_t until_sec;
};

static void add_row(struct span_load *load, struct statement *statement, int64_t time)
{
    httally_status status;
    uint64_t requests = statement_count(statement, 2);
    struct httally_tally *tally = load->tally;
    if (!httally_status_parse(statement_text(statement, 1), &status)) {
        database_set_damaged(load->database, "the history is damaged (a status makes no sense); it "
                                             "was left as it is");
        return;
    }
    series_add(&tally->series, time, status, requests);
    struct httally_count *count = &tally->statuses[status];
    count->requests = number_add_saturating(count->requests, requests);
    tally->lines.requests = number_add_saturating(tally->lines.requests, requests);
    tally->lines.read = tally->lines.requests;
}

static void widen(struct httally_tally *tally, struct tally_instant instant)
{
    if (!tally->has_times || instant.time < tally->first.time)
        tally->first = instant;
    if (!tally->has_times || instant.time > tally->last.time)
        tally->last = instant;
    tally->has_times = true;
}

/* Of a day, or of a part of it. */
static void load_rows(struct span_load *load, const char *sql, const char *day, int32_t offset)
{
    struct statement *statement = database_statement(load->database, sql);
    statement_bind_string(statement, 1, day);
    statement_bind_integer(statement, 2, load->from_sec);
    statement_bind_integer(statement, 3, load->until_sec);
    while (statement_step(statement)) {
        int64_t time = statement_integer(statement, 0);
        add_row(load, statement, time);
        widen(load->tally, (struct tally_instant){time, offset});
    }
    statement_reset(statement);
}

static void load_days(struct span_load *load, const char *first, const char *last, const char *sql)
{
    struct statement *statement = database_statement(
        load->database, "SELECT day, last_offset FROM days WHERE day >= ?1 AND day <= ?2 AND first "
                        "IS NOT NULL ORDER BY day");
    statement_bind_string(statement, 1, first);
    statement_bind_string(statement, 2, last);
    while (statement_step(statement)) {
        char day[DAY_TEXT_SIZE];
        day_text_format(day_text_parse(statement_text(statement, 0)), day);
        load_rows(load, sql, day, (int32_t)statement_integer(statement, 1));
    }
    statement_reset(statement);
}

/* The first day that a table has rows of; INT64_MAX when it is empty. */
static int64_t first_day_of(struct database *database, const char *sql)
{
    struct statement *statement = database_statement(database, sql);
    int64_t day = INT64_MAX;
    if (statement_step(statement) && !statement_is_null(statement, 0))
        day = day_text_parse(statement_text(statement, 0));
    statement_reset(statement);
    return day;
}

enum httally_result httally_history_first_days(struct httally_history *history,
                                               int64_t *minutes_out, int64_t *hours_out,
                                               struct httally_error *error)
{
    *minutes_out = first_day_of(history->database, "SELECT min(day) FROM minutes");
    *hours_out = first_day_of(history->database, "SELECT min(day) FROM hours");
    return database_status(history->database, error);
}

enum httally_result httally_history_load_span(struct httally_history *history,
                                              int64_t first_wall_sec, int64_t until_wall_sec,
                                              enum httally_history_detail detail,
                                              struct httally_tally *tally,
                                              struct httally_error *error)
{
    static const char minutes_sql[] = "SELECT minute, status, requests FROM minutes WHERE day = ?1 "
                                      "AND minute >= ?2 AND minute < ?3";
    static const char hours_sql[] = "SELECT hour, status, requests FROM hours WHERE day = ?1 AND "
                                    "hour >= ?2 AND hour < ?3";
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    struct span_load load = {.database = history->database, .tally = tally};
    enum httally_result result =
        httally_history_resolve(history, first_wall_sec, &load.from_sec, error);
    if (result == HTTALLY_OK)
        result = httally_history_resolve(history, until_wall_sec, &load.until_sec, error);
    if (result != HTTALLY_OK)
        return result;
    bool is_by_minute = detail == HTTALLY_HISTORY_MINUTES;
    if (!is_by_minute)
        tally->series.interval_sec = SECONDS_PER_HOUR;
    day_text_format(day_of(first_wall_sec), first);
    day_text_format(day_of(until_wall_sec - 1), last);
    load_days(&load, first, last, is_by_minute ? minutes_sql : hours_sql);
    return database_status(history->database, error);
}

enum httally_result httally_history_load_before(struct httally_history *history,
                                                const struct httally_tally *judged, int64_t days,
                                                struct httally_tally *tally, int64_t *from_sec_out,
                                                struct httally_error *error)
{
    *from_sec_out = 0;
    if (!judged->has_times)
        return HTTALLY_OK;
    *from_sec_out = number_floor_to(judged->first.time, SECONDS_PER_MINUTE);
    int64_t until_wall_sec = *from_sec_out + judged->first.utc_offset_sec;
    return httally_history_load_span(history, until_wall_sec - days * SECONDS_PER_DAY,
                                     until_wall_sec, HTTALLY_HISTORY_MINUTES, tally, error);
}
