/* SPDX-License-Identifier: MIT */
#include "history/history.h"

#include <stdlib.h>

#include "base/memory.h"
#include "history/day_store.h"
#include "history/day_text.h"
#include "history/schema.h"

enum httally_result httally_history_open(const char *path,
                                         const struct httally_history_options *options,
                                         struct httally_history **history_out,
                                         struct httally_error *error)
{
    struct httally_history *history = memory_allocate(1, sizeof *history);
    *history_out = NULL;
    if (!history)
        return memory_error(error);
    if (options)
        history->options = *options;
    bool is_writing = history->options.is_writing;
    enum httally_result result = database_open(path, is_writing, history->options.lock_timeout_sec,
                                               &history->database, error);
    if (result == HTTALLY_OK)
        result = schema_open(history->database, is_writing, error);
    if (result == HTTALLY_OK) {
        /* Who only reads sees one state of everything, whatever updates do meanwhile. */
        if (!is_writing)
            database_run(history->database, "BEGIN");
        retention_load(history->database, &history->retention);
        result = database_status(history->database, error);
    }
    if (result != HTTALLY_OK) {
        httally_history_close(history);
        return result;
    }
    *history_out = history;
    return HTTALLY_OK;
}

void httally_history_close(struct httally_history *history)
{
    if (!history)
        return;
    database_close(history->database);
    free(history->formats);
    free(history->vendors);
    free(history);
}

enum httally_result history_begin(struct httally_history *history, struct httally_error *error)
{
    database_run(history->database, "BEGIN IMMEDIATE");
    return database_status(history->database, error);
}

enum httally_result history_commit(struct httally_history *history, struct httally_error *error)
{
    database_run(history->database, "COMMIT");
    enum httally_result result = database_status(history->database, error);
    if (result != HTTALLY_OK)
        history_rollback(history);
    return result;
}

void history_rollback(struct httally_history *history)
{
    /* Some errors have rolled it back already: then there is nothing to do. */
    (void)database_status(history->database, NULL);
    database_run(history->database, "ROLLBACK");
    (void)database_status(history->database, NULL);
}

enum httally_result history_add_day(struct httally_history *history, int64_t day,
                                    const struct httally_tally *tally, const char *file,
                                    uint64_t lines_before, struct httally_error *error)
{
    const struct httally_history_options *options = &history->options;
    const struct day_origin origin = {
        .file = file,
        .lines_before = lines_before,
        .first_minute_day = retention_first_day(history->retention.minutes, options->now),
        .first_hour_day = retention_first_day(history->retention.hours, options->now),
    };
    if (day != INT64_MIN && day < retention_first_day(history->retention.days, options->now))
        return HTTALLY_OK;
    day_store_add(history->database, day, tally, &origin);
    return database_status(history->database, error);
}

enum httally_result history_add_format(struct httally_history *history, const char *name,
                                       const char *vendors, uint64_t requests,
                                       struct httally_error *error)
{
    struct statement *statement = database_statement(
        history->database, "INSERT INTO formats VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET vendors "
                           "= excluded.vendors, requests = requests + excluded.requests");
    statement_bind_string(statement, 1, name);
    statement_bind_string(statement, 2, vendors);
    statement_bind_count(statement, 3, requests);
    statement_run(statement);
    return database_status(history->database, error);
}

enum httally_result httally_history_get_keep(struct httally_history *history,
                                             struct httally_history_keep *keep_out,
                                             struct httally_error *error)
{
    retention_load(history->database, &history->retention);
    *keep_out = (struct httally_history_keep){
        .minutes = history->retention.minutes,
        .hours = history->retention.hours,
        .days = history->retention.days,
    };
    return database_status(history->database, error);
}

enum httally_result httally_history_set_keep(struct httally_history *history,
                                             const struct httally_history_keep *keep,
                                             struct httally_error *error)
{
    struct retention retention = {keep->minutes, keep->hours, keep->days};
    enum httally_result result = history_begin(history, error);
    if (result != HTTALLY_OK)
        return result;
    retention_store(history->database, &retention);
    result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        result = history_commit(history, error);
    else
        history_rollback(history);
    if (result == HTTALLY_OK)
        history->retention = retention;
    return result;
}

enum httally_result httally_history_tidy(struct httally_history *history,
                                         struct httally_error *error)
{
    enum httally_result result = history_begin(history, error);
    if (result != HTTALLY_OK)
        return result;
    retention_apply(history->database, &history->retention, history->options.now);
    result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        return history_commit(history, error);
    history_rollback(history);
    return result;
}

/* Add one day to the tally. */
static enum httally_result load_day(struct httally_history *history, const char *day,
                                    struct httally_tally *into, struct httally_error *error)
{
    struct httally_tally *tally;
    enum httally_result result = httally_tally_create(&into->options, &tally, error);
    if (result != HTTALLY_OK)
        return result;
    if (!day_load(history->database, day, tally))
        result = memory_error(error);
    if (result == HTTALLY_OK)
        result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        result = httally_tally_merge(into, tally, error);
    httally_tally_destroy(tally);
    return result;
}

static enum httally_result load_days(struct httally_history *history, const char *first,
                                     const char *last, struct httally_tally *tally,
                                     struct httally_error *error)
{
    struct statement *statement = database_statement(
        history->database, "SELECT day FROM days WHERE day >= ?1 AND day <= ?2 ORDER BY day");
    enum httally_result result = HTTALLY_OK;
    statement_bind_string(statement, 1, first);
    statement_bind_string(statement, 2, last);
    while (result == HTTALLY_OK && statement_step(statement)) {
        char day[DAY_TEXT_SIZE];
        day_text_format(day_text_parse(statement_text(statement, 0)), day);
        result = load_day(history, day, tally, error);
    }
    statement_reset(statement);
    enum httally_result status = database_status(history->database, error);
    return result == HTTALLY_OK ? status : result;
}

/* Years of four digits, so that days sort as text does. */
static int64_t within_calendar(int64_t day)
{
    const int64_t least = -719528, most = 2932896;
    return day < least ? least : day > most ? most : day;
}

enum httally_result httally_history_load(struct httally_history *history, int64_t first_day,
                                         int64_t last_day, struct httally_tally *tally,
                                         struct httally_error *error)
{
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    bool is_everything = first_day == HTTALLY_HISTORY_FIRST_DAY;
    day_text_format(within_calendar(first_day), first);
    day_text_format(within_calendar(last_day), last);
    enum httally_result result = load_days(history, first, last, tally, error);
    if (result == HTTALLY_OK && is_everything)
        result = load_days(history, DAY_TEXT_NONE, DAY_TEXT_NONE, tally, error);
    return result;
}
