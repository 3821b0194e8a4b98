/* SPDX-License-Identifier: MIT */
/* day_load.c - the rows of a day back into a tally: the inverse of day_store.c. */
#include <string.h>

#include "base/memory.h"
#include "history/day_store.h"
#include "history/day_text.h"

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600 };

static struct statement *of_day(struct database *database, const char *sql, const char *day)
{
    struct statement *statement = database_statement(database, sql);
    statement_bind_string(statement, 1, day);
    return statement;
}

static void damaged(struct database *database)
{
    database_set_damaged(database, "the history is damaged (a row makes no sense); it was left as "
                                   "it is");
}

static bool load_status(struct database *database, struct statement *statement, int column,
                        httally_status *status_out)
{
    if (httally_status_parse(statement_text(statement, column), status_out))
        return true;
    damaged(database);
    return false;
}

static void load_lines(struct database *database, const char *day, struct httally_tally *tally)
{
    struct statement *statement =
        of_day(database,
               "SELECT read, requests, unparsed, too_long, blank, directives, first, "
               "first_offset, last, last_offset, implausible, retried, saved_by_retry, "
               "clients_sketch FROM days WHERE day = ?1",
               day);
    if (!statement_step(statement))
        return;
    tally->lines = (struct httally_lines){
        .read = statement_count(statement, 0),
        .requests = statement_count(statement, 1),
        .unparsed = statement_count(statement, 2),
        .too_long = statement_count(statement, 3),
        .blank = statement_count(statement, 4),
        .directives = statement_count(statement, 5),
    };
    tally->has_times = !statement_is_null(statement, 6);
    tally->first = (struct tally_instant){statement_integer(statement, 6),
                                          (int32_t)statement_integer(statement, 7)};
    tally->last = (struct tally_instant){statement_integer(statement, 8),
                                         (int32_t)statement_integer(statement, 9)};
    tally->implausible_times = statement_count(statement, 10);
    tally->exchanges.retries.requests = statement_count(statement, 11);
    tally->exchanges.retries.saved = statement_count(statement, 12);
    struct httally_slice sketch = statement_text(statement, 13);
    if (sketch.length == sizeof tally->clients.registers)
        memcpy(tally->clients.registers, sketch.data, sketch.length);
    else
        damaged(database);
    statement_reset(statement);
}

static void load_statuses(struct database *database, const char *day, struct httally_tally *tally)
{
    struct statement *statement =
        of_day(database,
               "SELECT status, requests, bytes, passed, minted FROM statuses WHERE day = ?1", day);
    httally_status status;
    while (statement_step(statement) && load_status(database, statement, 0, &status)) {
        tally->statuses[status].requests = statement_count(statement, 1);
        tally->statuses[status].bytes = statement_count(statement, 2);
        tally->exchanges.hops[status].passed = statement_count(statement, 3);
        tally->exchanges.hops[status].minted = statement_count(statement, 4);
    }
    statement_reset(statement);
}

/* False when there are no rows. */
static bool load_series(struct database *database, const char *day, const char *sql,
                        struct series *series)
{
    struct statement *statement = of_day(database, sql, day);
    httally_status status;
    bool has_rows = false;
    while (statement_step(statement) && load_status(database, statement, 1, &status)) {
        series_add(series, statement_integer(statement, 0), status, statement_count(statement, 2));
        has_rows = true;
    }
    statement_reset(statement);
    return has_rows;
}

/* Of a day whose hours are gone too, everything is at noon: a series by day finds it there. */
static void load_whole_day(struct series *series, const char *day,
                           const struct httally_tally *tally)
{
    int64_t number = day_text_parse(httally_slice_of_string(day));
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        if (number != INT64_MIN && tally->statuses[i].requests)
            series_add(series, number * SECONDS_PER_DAY + SECONDS_PER_DAY / 2, (httally_status)i,
                       tally->statuses[i].requests);
    }
}

/* The finest there is. */
static void load_times(struct database *database, const char *day, struct httally_tally *tally)
{
    struct series *series = &tally->series;
    if (load_series(database, day, "SELECT minute, status, requests FROM minutes WHERE day = ?1",
                    series))
        return;
    series->interval_sec = SECONDS_PER_HOUR;
    if (load_series(database, day, "SELECT hour, status, requests FROM hours WHERE day = ?1",
                    series))
        return;
    series->interval_sec = SECONDS_PER_DAY;
    load_whole_day(series, day, tally);
}

static bool load_row(struct key_table *table, struct statement *statement)
{
    bool was_added;
    struct httally_slice key = statement_text(statement, 0);
    if (!key_table_make_room(table, 1, key.length))
        return false;
    uint32_t id = key_table_find_or_add(table, key, key_table_hash(table, key), &was_added);
    struct key_entry *entry = key_table_entry(table, id);
    entry->bytes = statement_count(statement, 1);
    entry->error = statement_count(statement, 2);
    for (unsigned i = 0; i < HTTALLY_CLASS_COUNT; i++)
        key_table_count_many(table, id, i, statement_count(statement, 3 + (int)i));
    return true;
}

static bool load_table(struct database *database, const char *day, const char *dimension,
                       struct key_table *table)
{
    bool has_memory = true;
    struct statement *statement =
        of_day(database,
               "SELECT value, bytes, max_error, c1xx, c2xx, c3xx, c4xx, c5xx, other FROM tops "
               "WHERE day = ?1 AND dimension = ?2",
               day);
    statement_bind_string(statement, 2, dimension);
    while (has_memory && statement_step(statement))
        has_memory = load_row(table, statement);
    statement_reset(statement);
    statement = of_day(database,
                       "SELECT max_requests FROM unlisted WHERE day = ?1 AND dimension = ?2", day);
    statement_bind_string(statement, 2, dimension);
    if (statement_step(statement)) {
        table->removed = statement_count(statement, 0);
        statement_reset(statement);
    }
    return has_memory;
}

static bool load_histogram(struct database *database, const char *day, int class_,
                           struct histogram **histogram)
{
    struct statement *statement =
        of_day(database,
               "SELECT microseconds, requests FROM latencies WHERE day = ?1 AND class = ?2", day);
    statement_bind_string(statement, 2, latency_text(class_));
    while (statement_step(statement)) {
        if (!*histogram)
            *histogram = memory_allocate(1, sizeof **histogram);
        if (!*histogram)
            break;
        histogram_add_many(*histogram, statement_count(statement, 0),
                           statement_count(statement, 1));
    }
    statement_reset(statement);
    if (!*histogram)
        return true;
    statement =
        of_day(database, "SELECT microseconds FROM longest WHERE day = ?1 AND class = ?2", day);
    statement_bind_string(statement, 2, latency_text(class_));
    if (statement_step(statement)) {
        (*histogram)->largest = statement_count(statement, 0);
        statement_reset(statement);
    }
    return true;
}

static void load_samples(struct database *database, const char *day, struct httally_tally *tally)
{
    struct statement *statement = of_day(
        database, "SELECT status, line, reason, text FROM samples WHERE day = ?1 ORDER BY number",
        day);
    /* Days come one after the other, and so do their samples. */
    int64_t number = day_text_parse(httally_slice_of_string(day));
    struct sample sample = {.place = number == INT64_MIN ? UINT64_MAX : (uint64_t)number << 16};
    while (statement_step(statement)) {
        httally_status status;
        sample.place++;
        sample.index = statement_count(statement, 1);
        sample.index -= sample.index > 0;
        sample.reason = (int)statement_integer(statement, 2) & (HTTALLY_TALLY_REASONS - 1);
        struct httally_slice name = statement_text(statement, 0);
        if (httally_slice_equals_string(name, "unparsed")) {
            samples_add(&tally->unparsed_samples, TALLY_UNPARSED_SAMPLES, &sample,
                        statement_text(statement, 3));
            continue;
        }
        if (!load_status(database, statement, 0, &status))
            break;
        struct samples **samples = &tally->error_samples[status];
        if (!*samples)
            *samples = memory_allocate(1, sizeof **samples);
        if (*samples)
            samples_add(*samples, TALLY_ERROR_SAMPLES, &sample, statement_text(statement, 3));
    }
    statement_reset(statement);
}

bool day_load(struct database *database, const char *day, struct httally_tally *tally)
{
    bool has_memory = true;
    load_lines(database, day, tally);
    load_statuses(database, day, tally);
    if (strcmp(day, DAY_TEXT_NONE) != 0)
        load_times(database, day, tally);
    for (int i = 0; has_memory && !tally->options.is_brief && i < HTTALLY_DIMENSION_COUNT; i++)
        has_memory =
            load_table(database, day, dimension_text((enum httally_dimension)i), &tally->tables[i]);
    for (int i = 0; has_memory && i < HTTALLY_CLASS_COUNT; i++)
        has_memory = load_histogram(database, day, i, &tally->exchanges.latency[i]);
    if (has_memory)
        has_memory =
            load_histogram(database, day, HTTALLY_CLASS_COUNT, &tally->exchanges.upstream_latency);
    load_samples(database, day, tally);
    return has_memory;
}
