/* SPDX-License-Identifier: MIT */
/* listing.c - what is in a history: its periods, formats and files, and whether all is well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "history/history.h"
#include "history/log_name.h"

/* The latest line says which clock the log is on. */
static int32_t latest_offset(struct database *database)
{
    struct statement *statement = database_statement(
        database, "SELECT last_offset FROM days WHERE last IS NOT NULL AND day <> 'undated' ORDER "
                  "BY day DESC LIMIT 1");
    int32_t offset = statement_step(statement) ? (int32_t)statement_integer(statement, 0) : 0;
    statement_reset(statement);
    return offset;
}

enum httally_result httally_history_summarize(struct httally_history *history,
                                              struct httally_history_summary *summary_out,
                                              struct httally_error *error)
{
    struct database *database = history->database;
    *summary_out = (struct httally_history_summary){.size_bytes = database_size_bytes(database)};
    struct statement *statement = database_statement(
        database, "SELECT sum(read), sum(requests), sum(unparsed), sum(too_long), sum(blank), "
                  "sum(directives) FROM days");
    if (statement_step(statement)) {
        summary_out->lines = (struct httally_lines){
            .read = statement_count(statement, 0),
            .requests = statement_count(statement, 1),
            .unparsed = statement_count(statement, 2),
            .too_long = statement_count(statement, 3),
            .blank = statement_count(statement, 4),
            .directives = statement_count(statement, 5),
        };
    }
    statement_reset(statement);
    statement = database_statement(
        database, "SELECT count(*), min(day), max(day) FROM days WHERE day <> 'undated'");
    if (statement_step(statement)) {
        summary_out->day_count = statement_count(statement, 0);
        summary_out->first_day = day_text_parse(statement_text(statement, 1));
        summary_out->last_day = day_text_parse(statement_text(statement, 2));
    }
    statement_reset(statement);
    statement = database_statement(database, "SELECT count(*) FROM files");
    if (statement_step(statement))
        summary_out->file_count = statement_count(statement, 0);
    statement_reset(statement);
    summary_out->utc_offset_sec = latest_offset(database);
    return database_status(database, error);
}

static void add_vendors(struct buffer *vendors, struct httally_slice list)
{
    char text[256];
    snprintf(text, sizeof text, "%.*s", (int)list.length, list.data);
    if (!text[0] || (vendors->length && strstr(vendors->data, text)))
        return;
    if (vendors->length) {
        vendors->length--;
        buffer_append_char(vendors, ',');
    }
    buffer_append(vendors, text, strlen(text) + 1);
}

enum httally_result httally_history_formats(struct httally_history *history,
                                            const char **format_out, const char **vendors_out,
                                            struct httally_error *error)
{
    struct buffer format = {0}, vendors = {0};
    struct statement *statement = database_statement(
        history->database, "SELECT name, vendors FROM formats ORDER BY requests DESC, name");
    while (statement_step(statement)) {
        if (format.length == 0) {
            buffer_append_slice(&format, statement_text(statement, 0));
            buffer_append_char(&format, '\0');
        }
        add_vendors(&vendors, statement_text(statement, 1));
    }
    statement_reset(statement);
    free(history->formats);
    free(history->vendors);
    history->formats = format.data;
    history->vendors = vendors.data;
    *format_out = history->formats ? history->formats : "unknown";
    *vendors_out = history->vendors ? history->vendors : "";
    enum httally_result result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        result = buffer_status(&format, error);
    return result == HTTALLY_OK ? buffer_status(&vendors, error) : result;
}

enum httally_result httally_history_list_files(struct httally_history *history,
                                               httally_history_file_function on_file, void *context,
                                               struct httally_error *error)
{
    struct statement *statement = database_statement(
        history->database, "SELECT name, compression, offset, lines, last_day, read_at, inode IS "
                           "NULL FROM files ORDER BY name, read_at, id");
    while (statement_step(statement)) {
        const struct httally_history_file file = {
            .name = statement_text(statement, 0),
            .compression = statement_text(statement, 1),
            .offset_bytes = statement_count(statement, 2),
            .lines = statement_count(statement, 3),
            .last_day = statement_text(statement, 4),
            .read_at = statement_integer(statement, 5),
            .is_gone = statement_integer(statement, 6) != 0,
        };
        on_file(context, &file);
    }
    statement_reset(statement);
    return database_status(history->database, error);
}

enum httally_result httally_history_forget(struct httally_history *history, const char *name,
                                           uint64_t *count_out, struct httally_error *error)
{
    char absolute[LOG_NAME_SIZE];
    *count_out = 0;
    name = log_name_absolute(name, absolute);
    enum httally_result result = history_begin(history, error);
    if (result != HTTALLY_OK)
        return result;
    struct statement *statement =
        database_statement(history->database, "DELETE FROM files WHERE name = ?1 RETURNING id");
    statement_bind_string(statement, 1, name);
    while (statement_step(statement))
        (*count_out)++;
    result = database_status(history->database, error);
    if (result == HTTALLY_OK)
        return history_commit(history, error);
    history_rollback(history);
    return result;
}

/* Sums that must agree, and what it means when they do not. */
static const struct {
    const char *sql;
    const char *meaning;
} sums[] = {
    {"SELECT day FROM days WHERE read <> requests + unparsed + too_long + blank + directives",
     "lines read are not the sum of their kinds on"},
    {"SELECT day FROM days WHERE requests <> (SELECT ifnull(sum(requests), 0) FROM statuses WHERE "
     "statuses.day = days.day)",
     "requests are not the sum of their statuses on"},
    {"SELECT day FROM (SELECT DISTINCT day FROM hours) AS h WHERE (SELECT sum(requests) FROM hours "
     "WHERE hours.day = h.day) > (SELECT ifnull(sum(requests), 0) FROM statuses WHERE "
     "statuses.day = h.day)",
     "the hours have more requests than the day"},
    {"SELECT day FROM (SELECT DISTINCT day FROM minutes) AS m WHERE (SELECT sum(requests) FROM "
     "minutes WHERE minutes.day = m.day) > (SELECT ifnull(sum(requests), 0) FROM statuses WHERE "
     "statuses.day = m.day)",
     "the minutes have more requests than the day"},
    {"SELECT day FROM tops WHERE requests <> c1xx + c2xx + c3xx + c4xx + c5xx + other LIMIT 1",
     "a row of a table is not the sum of its classes on"},
};

enum httally_result httally_history_verify(struct httally_history *history,
                                           struct httally_error *error)
{
    struct database *database = history->database;
    char message[240];
    struct statement *statement = database_statement(database, "PRAGMA integrity_check(1)");
    if (statement_step(statement)) {
        struct httally_slice text = statement_text(statement, 0);
        snprintf(message, sizeof message, "the history is damaged: %.*s", (int)text.length,
                 text.data);
        if (!httally_slice_equals_string(text, "ok"))
            database_set_damaged(database, message);
    }
    statement_reset(statement);
    for (size_t i = 0; i < ARRAY_LENGTH(sums); i++) {
        statement = database_statement(database, sums[i].sql);
        if (statement_step(statement)) {
            struct httally_slice day = statement_text(statement, 0);
            snprintf(message, sizeof message, "the history does not add up: %s %.*s",
                     sums[i].meaning, (int)day.length, day.data);
            database_set_damaged(database, message);
        }
        statement_reset(statement);
    }
    return database_status(database, error);
}
