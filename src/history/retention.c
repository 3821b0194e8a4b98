/* SPDX-License-Identifier: MIT */
#include "history/retention.h"

#include "history/day_store.h"
#include "history/day_text.h"

enum { SECONDS_PER_DAY = 86400 };

static int64_t load_setting(struct database *database, const char *name)
{
    struct statement *statement =
        database_statement(database, "SELECT value FROM settings WHERE name = ?1");
    int64_t value = 0;
    statement_bind_string(statement, 1, name);
    if (statement_step(statement)) {
        value = statement_integer(statement, 0);
        statement_reset(statement);
    }
    return value;
}

static void store_setting(struct database *database, const char *name, int64_t value)
{
    struct statement *statement =
        database_statement(database, "UPDATE settings SET value = ?2 WHERE name = ?1");
    statement_bind_string(statement, 1, name);
    statement_bind_integer(statement, 2, value);
    statement_run(statement);
}

void retention_load(struct database *database, struct retention *retention_out)
{
    *retention_out = (struct retention){
        .minutes = load_setting(database, "keep_minutes"),
        .hours = load_setting(database, "keep_hours"),
        .days = load_setting(database, "keep_days"),
    };
}

void retention_store(struct database *database, const struct retention *retention)
{
    store_setting(database, "keep_minutes", retention->minutes);
    store_setting(database, "keep_hours", retention->hours);
    store_setting(database, "keep_days", retention->days);
}

int64_t retention_first_day(int64_t kept_days, int64_t now)
{
    return kept_days > 0 ? now / SECONDS_PER_DAY - kept_days : INT64_MIN + 1;
}

/* The rows of a dimension that stay: the most frequent, and some of each other order. */
#define OF_THE_TABLE " FROM tops WHERE day = ?1 AND dimension = ?2 "
#define KEPT                                                                                       \
    "WITH kept AS (SELECT value FROM (SELECT value" OF_THE_TABLE                                   \
    "ORDER BY requests + max_error DESC, value LIMIT ?3)"                                          \
    " UNION SELECT value FROM (SELECT value" OF_THE_TABLE "ORDER BY c5xx DESC, value LIMIT ?4)"    \
    " UNION SELECT value FROM (SELECT value" OF_THE_TABLE "ORDER BY c4xx DESC, value LIMIT ?4)"    \
    " UNION SELECT value FROM (SELECT value" OF_THE_TABLE "ORDER BY bytes DESC, value LIMIT ?4))"

static void bind_table(struct statement *statement, const char *day, const char *dimension,
                       size_t limit)
{
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, dimension);
    statement_bind_count(statement, 3, limit);
    statement_bind_count(statement, 4, limit / 4);
}

static void trim_table(struct database *database, const char *day, const char *dimension,
                       size_t limit)
{
    struct statement *statement = database_statement(
        database, KEPT "INSERT INTO unlisted SELECT ?1, ?2, max(requests + max_error)" OF_THE_TABLE
                       "AND value NOT IN kept HAVING count(*) > 0 ON CONFLICT DO UPDATE SET "
                       "max_requests = max(max_requests, excluded.max_requests)");
    bind_table(statement, day, dimension, limit);
    statement_run(statement);
    statement =
        database_statement(database, KEPT "DELETE FROM tops WHERE day = ?1 AND dimension = ?2 AND "
                                          "value NOT IN kept");
    bind_table(statement, day, dimension, limit);
    statement_run(statement);
}

/* Twice the limit is let be, so that days are not trimmed time and again. */
void day_store_trim(struct database *database, const char *day, size_t limit)
{
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        const char *dimension = dimension_text((enum httally_dimension)i);
        struct statement *statement = database_statement(database, "SELECT count(*)" OF_THE_TABLE);
        statement_bind_string(statement, 1, day);
        statement_bind_string(statement, 2, dimension);
        size_t count = statement_step(statement) ? (size_t)statement_count(statement, 0) : 0;
        statement_reset(statement);
        if (count > 2 * limit)
            trim_table(database, day, dimension, limit);
    }
}

/* A day is over when the one after the next has begun. */
static void settle(struct database *database)
{
    struct statement *statement = database_statement(
        database,
        "SELECT day FROM days WHERE is_settled = 0 AND day <> 'undated' AND day < (SELECT "
        "date(max(day), '-1 day') FROM days WHERE day <> 'undated') ORDER BY day LIMIT 1");
    struct statement *settled =
        database_statement(database, "UPDATE days SET is_settled = 1 WHERE day = ?1");
    while (statement_step(statement)) {
        char day[DAY_TEXT_SIZE];
        day_text_format(day_text_parse(statement_text(statement, 0)), day);
        statement_reset(statement);
        day_store_trim(database, day, DAY_ROWS_SETTLED);
        statement_bind_string(settled, 1, day);
        statement_run(settled);
    }
}

static void drop_before(struct statement *statement, const char *day)
{
    statement_bind_string(statement, 1, day);
    statement_run(statement);
}

void retention_apply(struct database *database, const struct retention *retention, int64_t now)
{
    char day[DAY_TEXT_SIZE];
    settle(database);
    if (retention->minutes > 0) {
        day_text_format(retention_first_day(retention->minutes, now), day);
        drop_before(database_statement(database, "DELETE FROM minutes WHERE day < ?1"), day);
    }
    if (retention->hours > 0) {
        day_text_format(retention_first_day(retention->hours, now), day);
        drop_before(database_statement(database, "DELETE FROM hours WHERE day < ?1"), day);
    }
    if (retention->days <= 0)
        return;
    day_text_format(retention_first_day(retention->days, now), day);
    static const char *const deletions[] = {
        "DELETE FROM days WHERE day < ?1",      "DELETE FROM statuses WHERE day < ?1",
        "DELETE FROM tops WHERE day < ?1",      "DELETE FROM unlisted WHERE day < ?1",
        "DELETE FROM latencies WHERE day < ?1", "DELETE FROM longest WHERE day < ?1",
        "DELETE FROM samples WHERE day < ?1",   "DELETE FROM hours WHERE day < ?1",
        "DELETE FROM minutes WHERE day < ?1",
    };
    for (size_t i = 0; i < sizeof deletions / sizeof *deletions; i++)
        drop_before(database_statement(database, deletions[i]), day);
}
