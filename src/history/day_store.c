/* SPDX-License-Identifier: MIT */
#include "history/day_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/number.h"
#include "history/day_text.h"

enum { SECONDS_PER_HOUR = 3600, KEY_BYTES_MAX = 1024, KEY_BYTES_KEPT = 960 };

/* Sums stop at the largest integer, where SQL would turn to inexact numbers. */
#define SUM(column) #column " = min(" #column " + excluded." #column ", 9223372036854775807)"

/* The formatter takes SQL apart. */
/* clang-format off */

/* Of equal times the one on the clock furthest ahead stands, as in a tally. */
static const char add_day_sql[] =
    "INSERT INTO days VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,0)"
    " ON CONFLICT DO UPDATE SET is_settled = 0, "
    SUM(read) ", " SUM(requests) ", " SUM(unparsed) ", " SUM(too_long) ", " SUM(blank) ", "
    SUM(directives) ", " SUM(implausible) ", " SUM(retried) ", " SUM(saved_by_retry) ","
    " clients = excluded.clients, clients_sketch = excluded.clients_sketch,"
    " first_offset = CASE WHEN first IS NULL OR excluded.first < first OR (excluded.first = first"
    " AND excluded.first_offset > first_offset) THEN excluded.first_offset ELSE first_offset END,"
    " first = min(ifnull(first, excluded.first), ifnull(excluded.first, first)),"
    " last_offset = CASE WHEN last IS NULL OR excluded.last > last OR (excluded.last = last"
    " AND excluded.last_offset > last_offset) THEN excluded.last_offset ELSE last_offset END,"
    " last = max(ifnull(last, excluded.last), ifnull(excluded.last, last))";
static const char add_status_sql[] =
    "INSERT INTO statuses VALUES(?1,?2,?3,?4,?5,?6) ON CONFLICT DO UPDATE SET "
    SUM(requests) ", " SUM(bytes) ", " SUM(passed) ", " SUM(minted);
static const char add_minute_sql[] =
    "INSERT INTO minutes VALUES(?1,?2,?3,?4) ON CONFLICT DO UPDATE SET " SUM(requests);
static const char add_hour_sql[] =
    "INSERT INTO hours VALUES(?1,?2,?3,?4) ON CONFLICT DO UPDATE SET " SUM(requests);
/* ?13 is what the day may have had of a key that is new, ?14 what the tally may have had of a key
 * that it has not got, which widen_errors() has counted. */
static const char add_row_sql[] =
    "INSERT INTO tops VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,"
    "min(?12 + ?13, 9223372036854775807)) ON CONFLICT DO UPDATE SET "
    SUM(requests) ", " SUM(bytes) ", " SUM(c1xx) ", " SUM(c2xx) ", " SUM(c3xx) ", " SUM(c4xx) ", "
    SUM(c5xx) ", " SUM(other) ", max_error = max(max_error + ?12 - ?14, 0)";
static const char add_latency_sql[] =
    "INSERT INTO latencies VALUES(?1,?2,?3,?4) ON CONFLICT DO UPDATE SET " SUM(requests);

/* clang-format on */

static void add_lines(struct database *database, const char *day, const struct httally_tally *tally,
                      const struct hyperloglog *clients)
{
    struct statement *statement = database_statement(database, add_day_sql);
    statement_bind_string(statement, 1, day);
    statement_bind_count(statement, 2, tally->lines.read);
    statement_bind_count(statement, 3, tally->lines.requests);
    statement_bind_count(statement, 4, tally->lines.unparsed);
    statement_bind_count(statement, 5, tally->lines.too_long);
    statement_bind_count(statement, 6, tally->lines.blank);
    statement_bind_count(statement, 7, tally->lines.directives);
    if (tally->has_times) {
        statement_bind_integer(statement, 8, tally->first.time);
        statement_bind_integer(statement, 9, tally->first.utc_offset_sec);
        statement_bind_integer(statement, 10, tally->last.time);
        statement_bind_integer(statement, 11, tally->last.utc_offset_sec);
    } else {
        for (int i = 8; i <= 11; i++)
            statement_bind_null(statement, i);
    }
    statement_bind_count(statement, 12, tally->implausible_times);
    statement_bind_count(statement, 13, tally->exchanges.retries.requests);
    statement_bind_count(statement, 14, tally->exchanges.retries.saved);
    statement_bind_count(statement, 15, (uint64_t)(hyperloglog_estimate(clients) + 0.5));
    statement_bind_bytes(statement, 16, clients->registers, sizeof clients->registers);
    statement_run(statement);
}

/* Clients of this tally and of those before. */
static struct hyperloglog join_clients(struct database *database, const char *day,
                                       const struct httally_tally *tally)
{
    struct hyperloglog clients = tally->clients;
    struct statement *statement =
        database_statement(database, "SELECT clients_sketch FROM days WHERE day = ?1");
    statement_bind_string(statement, 1, day);
    if (statement_step(statement)) {
        struct hyperloglog old;
        struct httally_slice bytes = statement_text(statement, 0);
        if (bytes.length == sizeof old.registers) {
            memcpy(old.registers, bytes.data, sizeof old.registers);
            hyperloglog_merge(&clients, &old);
        } else {
            database_set_damaged(database, "the history is damaged (a sketch of clients has the "
                                           "wrong size); it was left as it is");
        }
        statement_reset(statement);
    }
    return clients;
}

static void add_statuses(struct database *database, const char *day,
                         const struct httally_tally *tally)
{
    struct statement *statement = database_statement(database, add_status_sql);
    statement_bind_string(statement, 1, day);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        char token[4];
        if (tally->statuses[i].requests == 0)
            continue;
        httally_status_token((httally_status)i, token);
        statement_bind_string(statement, 2, token);
        statement_bind_count(statement, 3, tally->statuses[i].requests);
        statement_bind_count(statement, 4, tally->statuses[i].bytes);
        statement_bind_count(statement, 5, tally->exchanges.hops[i].passed);
        statement_bind_count(statement, 6, tally->exchanges.hops[i].minted);
        statement_run(statement);
    }
}

/* Add the intervals of one status in one span of the series. */
static void add_span(struct statement *minutes, struct statement *hours, const char *token,
                     const struct series_span *span, int64_t interval_sec, const uint64_t *counters)
{
    int64_t hour = INT64_MIN;
    uint64_t sum = 0;
    statement_bind_string(minutes, 3, token);
    statement_bind_string(hours, 3, token);
    for (int at = 0; at <= SERIES_INTERVALS_PER_SPAN; at++) {
        bool is_end = at == SERIES_INTERVALS_PER_SPAN;
        int64_t time = span->start + at * interval_sec;
        int64_t next = number_floor_to(time, SECONDS_PER_HOUR);
        if ((is_end || next != hour) && sum > 0) {
            statement_bind_integer(hours, 2, hour);
            statement_bind_count(hours, 4, sum);
            statement_run(hours);
            sum = 0;
        }
        hour = next;
        if (is_end || counters[at] == 0)
            continue;
        sum = number_add_saturating(sum, counters[at]);
        statement_bind_integer(minutes, 2, time);
        statement_bind_count(minutes, 4, counters[at]);
        statement_run(minutes);
    }
}

static void add_series(struct database *database, int64_t day_number, const char *day,
                       const struct series *series, const struct day_origin *origin)
{
    struct statement *minutes = NULL, *hours = NULL;
    if (day_number >= origin->first_minute_day)
        minutes = database_statement(database, add_minute_sql);
    if (day_number >= origin->first_hour_day)
        hours = database_statement(database, add_hour_sql);
    statement_bind_string(minutes, 1, day);
    statement_bind_string(hours, 1, day);
    for (size_t i = 0; i < series->span_count; i++) {
        const struct series_span *span = series->spans[i];
        for (size_t row = 0; row < span->row_count; row++) {
            char token[4];
            httally_status_token(series->statuses[row], token);
            if (span->rows[row])
                add_span(minutes, hours, token, span, series->interval_sec, span->rows[row]);
        }
    }
}

/* A key that is long is cut; what it was cut to tells it from others all the same. */
static struct httally_slice bounded_key(struct httally_slice key, char text[KEY_BYTES_MAX])
{
    if (key.length <= KEY_BYTES_MAX)
        return key;
    memcpy(text, key.data, KEY_BYTES_KEPT);
    int length =
        snprintf(text + KEY_BYTES_KEPT, KEY_BYTES_MAX - KEY_BYTES_KEPT,
                 "... (%zu bytes, XXH3 %016llx)", key.length, (unsigned long long)hash_fixed(key));
    return httally_slice_of(text, (size_t)(KEY_BYTES_KEPT + length));
}

/* The rows of a dimension that may be kept, of all orders; '*count_out' of them, some of them
 * twice. */
static struct httally_row *list_rows(const struct httally_tally *tally,
                                     enum httally_dimension dimension, size_t *count_out)
{
    struct tally_top tops[HTTALLY_ORDER_COUNT] = {0};
    size_t key_count = tally->tables[dimension].entry_count, total = 0;
    size_t capacity = key_count < DAY_ROWS_OPEN ? key_count : DAY_ROWS_OPEN;
    struct httally_row *rows = memory_allocate(capacity * HTTALLY_ORDER_COUNT, sizeof *rows);
    if (!rows)
        return NULL;
    for (int i = 0; i < HTTALLY_ORDER_COUNT; i++) {
        bool is_all = capacity == key_count && i != HTTALLY_ORDER_REQUESTS;
        tops[i].rows = rows + total;
        tops[i].capacity = is_all ? 0 : i == HTTALLY_ORDER_REQUESTS ? capacity : capacity / 4;
        total += tops[i].capacity;
    }
    tally_list_tops(tally, dimension, tops);
    *count_out = 0;
    for (int i = 0; i < HTTALLY_ORDER_COUNT; i++) {
        for (size_t k = 0; k < tops[i].count; k++)
            rows[(*count_out)++] = tops[i].rows[k];
    }
    return rows;
}

/* The ids of rows are in the order of their keys, so that a key is told by its place. */
static int compare_rows(const void *a, const void *b)
{
    const struct httally_row *left = a, *right = b;
    return (left->key.data > right->key.data) - (left->key.data < right->key.data);
}

static uint64_t unlisted_requests(struct database *database, const char *day, const char *dimension)
{
    struct statement *statement = database_statement(
        database, "SELECT max_requests FROM unlisted WHERE day = ?1 AND dimension = ?2");
    uint64_t requests = 0;
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, dimension);
    if (statement_step(statement)) {
        requests = statement_count(statement, 0);
        statement_reset(statement);
    }
    return requests;
}

static void set_unlisted(struct database *database, const char *day, const char *dimension,
                         uint64_t requests)
{
    struct statement *statement = database_statement(
        database, "INSERT INTO unlisted VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET max_requests = "
                  "excluded.max_requests");
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, dimension);
    statement_bind_count(statement, 3, requests);
    statement_run(statement);
}

/* Every row of the day may be short by what the tally may have seen of keys it has not got. */
static void widen_errors(struct database *database, const char *day, const char *dimension,
                         uint64_t missing)
{
    struct statement *statement = database_statement(
        database, "UPDATE tops SET max_error = min(max_error + ?3, 9223372036854775807) WHERE day "
                  "= ?1 AND dimension = ?2");
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, dimension);
    statement_bind_count(statement, 3, missing);
    statement_run(statement);
}

static void add_row(struct statement *statement, const struct httally_row *row)
{
    char text[KEY_BYTES_MAX];
    statement_bind_text(statement, 3, bounded_key(row->key, text));
    statement_bind_count(statement, 4, row->requests);
    statement_bind_count(statement, 5, row->bytes);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        statement_bind_count(statement, 6 + i, row->class_requests[i]);
    statement_bind_count(statement, 12, row->max_error);
    statement_run(statement);
}

static struct statement *row_statement(struct database *database, const char *day,
                                       const char *dimension, uint64_t unlisted, uint64_t missing)
{
    struct statement *statement = database_statement(database, add_row_sql);
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, dimension);
    statement_bind_count(statement, 13, unlisted);
    statement_bind_count(statement, 14, missing);
    return statement;
}

static void add_table(struct database *database, const char *day, const struct httally_tally *tally,
                      enum httally_dimension dimension)
{
    const struct key_table *table = &tally->tables[dimension];
    const char *name = dimension_text(dimension);
    size_t count = 0;
    if (table->entry_count == 0 && table->removed == 0)
        return;
    struct httally_row *rows = list_rows(tally, dimension, &count);
    if (!rows) {
        database_set_out_of_memory(database);
        return;
    }
    /* The last one of the most frequent rows has at least as much as any key left out. */
    uint64_t missing = table->removed;
    if (table->entry_count > DAY_ROWS_OPEN)
        missing = number_add_saturating(missing, rows[DAY_ROWS_OPEN - 1].requests);
    uint64_t unlisted = unlisted_requests(database, day, name);
    if (missing > 0)
        widen_errors(database, day, name, missing);
    if (count > 0)
        qsort(rows, count, sizeof *rows, compare_rows);
    struct statement *statement = row_statement(database, day, name, unlisted, missing);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || rows[i].key.data != rows[i - 1].key.data)
            add_row(statement, &rows[i]);
    }
    free(rows);
    if (missing > 0)
        set_unlisted(database, day, name, number_add_saturating(unlisted, missing));
}

static void add_histogram(struct database *database, const char *day, int class_,
                          const struct histogram *histogram)
{
    if (!histogram)
        return;
    struct statement *statement = database_statement(database, add_latency_sql);
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, latency_text(class_));
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        if (histogram->buckets[i] == 0)
            continue;
        statement_bind_count(statement, 3, histogram_bucket_value(i));
        statement_bind_count(statement, 4, histogram->buckets[i]);
        statement_run(statement);
    }
    statement = database_statement(
        database, "INSERT INTO longest VALUES(?1,?2,?3) ON CONFLICT DO UPDATE SET microseconds = "
                  "max(microseconds, excluded.microseconds)");
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, latency_text(class_));
    statement_bind_count(statement, 3, histogram->largest);
    statement_run(statement);
}

/* Samples are the first that came, up to a number. */
static void add_samples(struct database *database, const char *day, const char *status,
                        const struct samples *samples, size_t limit,
                        const struct day_origin *origin)
{
    struct statement *statement = database_statement(
        database, "INSERT INTO samples SELECT ?1, ?2, count(*) + 1, ?3, ?4, ?5, ?6 FROM samples "
                  "WHERE day = ?1 AND status = ?2 HAVING count(*) < ?7");
    statement_bind_string(statement, 1, day);
    statement_bind_string(statement, 2, status);
    statement_bind_string(statement, 3, origin->file);
    statement_bind_count(statement, 7, limit);
    for (size_t i = 0; i < samples->count; i++) {
        const struct sample *sample = &samples->list[i];
        if (limit == TALLY_UNPARSED_SAMPLES && sample->index != UINT64_MAX)
            statement_bind_count(statement, 4, origin->lines_before + sample->index + 1);
        else
            statement_bind_null(statement, 4);
        statement_bind_integer(statement, 5, sample->reason);
        statement_bind_text(statement, 6, httally_slice_of(sample->text, sample->text_length));
        statement_run(statement);
    }
}

void day_store_add(struct database *database, int64_t day, const struct httally_tally *tally,
                   const struct day_origin *origin)
{
    char text[DAY_TEXT_SIZE], token[4];
    day_text_format(day, text);
    struct hyperloglog clients = join_clients(database, text, tally);
    add_lines(database, text, tally, &clients);
    add_statuses(database, text, tally);
    if (day != INT64_MIN)
        add_series(database, day, text, &tally->series, origin);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++)
        add_table(database, text, tally, (enum httally_dimension)i);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        add_histogram(database, text, i, tally->exchanges.latency[i]);
    add_histogram(database, text, HTTALLY_CLASS_COUNT, tally->exchanges.upstream_latency);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        httally_status_token((httally_status)i, token);
        if (tally->error_samples[i])
            add_samples(database, text, token, tally->error_samples[i], TALLY_ERROR_SAMPLES,
                        origin);
    }
    add_samples(database, text, "unparsed", &tally->unparsed_samples, TALLY_UNPARSED_SAMPLES,
                origin);
    day_store_trim(database, text, DAY_ROWS_OPEN);
}
