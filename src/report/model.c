/* SPDX-License-Identifier: MIT */
#include "report/model.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "report/detail.h"

/* Past that many points a reader has no use for minutes, and 13 years of them would make a report
 * of a gigabyte. */
enum { POINT_COUNT_MAX = 50000, TOP_COUNT_DEFAULT = 10, TOP_COUNT_MAX = 1 << 20 };

static const char *const dimension_names[HTTALLY_DIMENSION_COUNT] = {
    [HTTALLY_DIMENSION_PATH] = "paths",         [HTTALLY_DIMENSION_CLIENT] = "clients",
    [HTTALLY_DIMENSION_AGENT] = "agents",       [HTTALLY_DIMENSION_REFERER] = "referers",
    [HTTALLY_DIMENSION_HOST] = "hosts",         [HTTALLY_DIMENSION_METHOD] = "methods",
    [HTTALLY_DIMENSION_PROTOCOL] = "protocols", [HTTALLY_DIMENSION_UPSTREAM] = "upstreams",
    [HTTALLY_DIMENSION_CACHE] = "cache",        [HTTALLY_DIMENSION_TLS] = "tls_versions",
};

const char *model_dimension_name(enum httally_dimension dimension)
{
    return dimension_names[dimension];
}

double model_share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0.0;
}

struct httally_hops model_hops(const struct model *model, enum httally_class class_)
{
    struct httally_hops sum = {0};
    for (size_t i = 0; i < model->status_count; i++) {
        httally_status status = model->statuses[i].status;
        struct httally_hops hops = httally_tally_hops(model->tally, status);
        if (class_ != HTTALLY_CLASS_COUNT && class_ != httally_status_class(status))
            continue;
        sum.passed += hops.passed;
        sum.minted += hops.minted;
    }
    return sum;
}

static int compare_statuses(const void *a, const void *b)
{
    const struct model_status *left = a, *right = b;
    int left_code = httally_status_code(left->status);
    int right_code = httally_status_code(right->status);
    if (left_code != right_code)
        return left_code < right_code ? -1 : 1;
    return (left->status > right->status) - (left->status < right->status);
}

static enum httally_result list_statuses(struct model *model, struct httally_error *error)
{
    model->statuses = memory_allocate(HTTALLY_STATUS_COUNT, sizeof *model->statuses);
    if (!model->statuses)
        return memory_error(error);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        httally_status status = (httally_status)i;
        struct httally_count count = httally_tally_status(model->tally, status);
        if (count.requests == 0)
            continue;
        const struct httally_reading *reading =
            httally_profile_read(model->report->profile, status);
        model->statuses[model->status_count++] = (struct model_status){status, reading, count};
        model->class_requests[httally_status_class(status)] += count.requests;
        model->outcome_requests[reading->outcome] += count.requests;
    }
    qsort(model->statuses, model->status_count, sizeof *model->statuses, compare_statuses);
    return HTTALLY_OK;
}

static void add_interval(struct model *model, int64_t time, httally_status status,
                         uint64_t requests)
{
    int64_t start = number_floor_to(time, model->interval_sec);
    struct model_point *last = model->point_count ? &model->points[model->point_count - 1] : NULL;
    if (!last || last->time != start) {
        last = &model->points[model->point_count++];
        *last = (struct model_point){.time = start};
    }
    last->requests += requests;
    last->class_requests[httally_status_class(status)] += requests;
}

/* The series' own interval, or a longer one that divides a day where that gives too many points. */
static int64_t choose_interval(const struct httally_tally *tally)
{
    static const int64_t intervals_sec[] = {60, 300, 900, 3600, 4 * 3600};
    int64_t span = tally->has_times ? tally->last.time - tally->first.time : 0;
    for (size_t i = 0; i < ARRAY_LENGTH(intervals_sec); i++) {
        if (intervals_sec[i] >= tally->series.interval_sec &&
            span / intervals_sec[i] < POINT_COUNT_MAX)
            return intervals_sec[i];
    }
    return 86400;
}

static enum httally_result list_points(struct model *model, struct httally_error *error)
{
    const struct series *series = &model->tally->series;
    model->interval_sec = choose_interval(model->tally);
    const struct series_span **spans = memory_allocate(series->span_count, sizeof *spans);
    model->points =
        memory_allocate(series->span_count * SERIES_INTERVALS_PER_SPAN, sizeof *model->points);
    if (!spans || !model->points) {
        free(spans);
        return memory_error(error);
    }
    series_sorted_spans(series, spans);
    for (size_t i = 0; i < series->span_count; i++) {
        for (int at = 0; at < SERIES_INTERVALS_PER_SPAN; at++) {
            for (size_t row = 0; row < spans[i]->row_count; row++) {
                uint64_t requests = spans[i]->rows[row] ? spans[i]->rows[row][at] : 0;
                if (requests)
                    add_interval(model, spans[i]->start + at * series->interval_sec,
                                 series->statuses[row], requests);
            }
        }
    }
    free(spans);
    return HTTALLY_OK;
}

static enum httally_result list_tops_of(struct model *model, enum httally_dimension dimension,
                                        size_t wanted, struct httally_error *error)
{
    struct model_table *const tables[HTTALLY_ORDER_COUNT] = {
        [HTTALLY_ORDER_REQUESTS] = &model->tops[dimension],
        [HTTALLY_ORDER_CLIENT_ERRORS] = &model->client_errors[dimension],
        [HTTALLY_ORDER_SERVER_ERRORS] = &model->server_errors[dimension],
    };
    struct tally_top tops[HTTALLY_ORDER_COUNT] = {0};
    size_t key_count = httally_tally_key_count(model->tally, dimension);
    size_t capacity = wanted < key_count ? wanted : key_count;
    for (int i = 0; i < HTTALLY_ORDER_COUNT; i++) {
        if (!tables[i])
            continue;
        tables[i]->rows = memory_allocate(capacity, sizeof *tables[i]->rows);
        if (!tables[i]->rows)
            return memory_error(error);
        tops[i] = (struct tally_top){.rows = tables[i]->rows, .capacity = capacity};
    }
    tally_list_tops(model->tally, dimension, tops);
    for (int i = 0; i < HTTALLY_ORDER_COUNT; i++) {
        if (tables[i])
            tables[i]->count = tops[i].count;
    }
    return HTTALLY_OK;
}

static size_t rows_of(const struct httally_report *report)
{
    size_t wanted = report->top_count ? report->top_count : TOP_COUNT_DEFAULT;
    return wanted < TOP_COUNT_MAX ? wanted : TOP_COUNT_MAX;
}

static enum httally_result list_tops(struct model *model, struct httally_error *error)
{
    size_t wanted = rows_of(model->report);
    enum httally_result result = HTTALLY_OK;
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT && result == HTTALLY_OK; i++)
        result = list_tops_of(model, (enum httally_dimension)i, wanted, error);
    return result;
}

static uint64_t count_clients(const struct model *model)
{
    if (model->has_exact_clients)
        return httally_tally_key_count(model->tally, HTTALLY_DIMENSION_CLIENT);
    uint64_t estimate = (uint64_t)(hyperloglog_estimate(&model->tally->clients) + 0.5);
    /* The estimate does not know that every client has sent something. */
    return estimate < model->total.requests ? estimate : model->total.requests;
}

enum httally_result model_init(struct model *model, const struct httally_report *report,
                               struct httally_error *error)
{
    *model = (struct model){.report = report, .tally = report->tally};
    model->lines = httally_tally_lines(report->tally);
    model->total = httally_tally_total(report->tally);
    model->has_exact_clients = httally_tally_is_exact(report->tally, HTTALLY_DIMENSION_CLIENT);
    model->unique_clients = count_clients(model);
    enum httally_result result = list_statuses(model, error);
    if (result == HTTALLY_OK)
        result = list_points(model, error);
    if (result == HTTALLY_OK)
        result = list_tops(model, error);
    if (result == HTTALLY_OK)
        result = detail_list(model, error);
    if (result == HTTALLY_OK && report->previous)
        result =
            changes_find(report->tally, report->previous, rows_of(report), &model->changes, error);
    if (result != HTTALLY_OK)
        model_finish(model);
    return result;
}

void model_finish(struct model *model)
{
    free(model->statuses);
    changes_finish(&model->changes);
    free(model->points);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT; i++) {
        free(model->tops[i].rows);
        free(model->client_errors[i].rows);
        free(model->server_errors[i].rows);
    }
    *model = (struct model){0};
}
