/* SPDX-License-Identifier: MIT */
#include "report/detail.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/slice_order.h"

/* The window holds at least this part of a status' requests. */
enum { WINDOW_NUMERATOR = 4, WINDOW_DENOMINATOR = 5 };

struct interval {
    int64_t time;
    uint64_t requests;
};

/*
 * The shortest run of intervals with four fifths of all requests: for each end, move the start up
 * as far as the sum allows.
 */
static void find_window(const struct interval *intervals, size_t count, uint64_t total,
                        int64_t interval_sec, struct model_detail *detail)
{
    uint64_t left_out = total / WINDOW_DENOMINATOR * (WINDOW_DENOMINATOR - WINDOW_NUMERATOR);
    uint64_t wanted = total - left_out;
    uint64_t sum = 0;
    int64_t shortest = INT64_MAX;
    for (size_t start = 0, end = 0; end < count; end++) {
        sum += intervals[end].requests;
        while (start < end && sum - intervals[start].requests >= wanted)
            sum -= intervals[start++].requests;
        int64_t length = intervals[end].time - intervals[start].time;
        if (sum >= wanted && length < shortest) {
            shortest = length;
            detail->window_start = intervals[start].time;
            detail->window_end = intervals[end].time + interval_sec;
            detail->window_share = model_share(sum, total);
        }
    }
}

static void list_window(const struct model *model, const struct series_span **spans,
                        struct interval *intervals, struct model_detail *detail)
{
    const struct series *series = &model->tally->series;
    size_t count = 0;
    uint64_t total = 0;
    for (size_t i = 0; i < series->span_count; i++) {
        const uint64_t *row = series_row(series, spans[i], detail->status->status);
        for (int at = 0; row && at < SERIES_INTERVALS_PER_SPAN; at++) {
            if (!row[at])
                continue;
            intervals[count++] =
                (struct interval){spans[i]->start + at * series->interval_sec, row[at]};
            total += row[at];
        }
    }
    find_window(intervals, count, total, series->interval_sec, detail);
}

static const enum httally_dimension key_dimensions[LEDGER_KEY_COUNT] = {
    [LEDGER_PATH] = HTTALLY_DIMENSION_PATH,     [LEDGER_CLIENT] = HTTALLY_DIMENSION_CLIENT,
    [LEDGER_AGENT] = HTTALLY_DIMENSION_AGENT,   [LEDGER_HOST] = HTTALLY_DIMENSION_HOST,
    [LEDGER_METHOD] = HTTALLY_DIMENSION_METHOD,
};

/* Find the commonest value of one key.  'counts' is zero for every id, before and after. */
static void find_common(const struct ledger *ledger, const struct key_table *table, int key,
                        uint64_t total_requests, uint32_t *counts, struct model_detail *detail)
{
    httally_status status = detail->status->status;
    uint32_t best = KEY_NONE;
    uint64_t entries = 0;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        uint32_t id = entry->keys[key];
        if (entry->status != status)
            continue;
        entries++;
        if (id == KEY_NONE)
            continue;
        counts[id]++;
        /* Of equals the lesser key stands: ids depend on who read what first. */
        if (best == KEY_NONE || counts[id] > counts[best] ||
            (counts[id] == counts[best] && id != best &&
             slice_compare(key_table_key(table, id), key_table_key(table, best)) < 0))
            best = id;
    }
    if (best != KEY_NONE) {
        detail->common[key].value = key_table_key(table, best);
        detail->common[key].share = model_share(counts[best], entries);
        detail->common[key].usual_share =
            model_share(key_entry_requests(key_table_entry(table, best)), total_requests);
    }
    for (size_t i = 0; i < ledger->entry_count; i++) {
        if (ledger->entries[i].status == status && ledger->entries[i].keys[key] != KEY_NONE)
            counts[ledger->entries[i].keys[key]] = 0;
    }
}

static int compare_requests(const void *a, const void *b)
{
    const struct model_detail *left = a, *right = b;
    uint64_t left_requests = left->status->count.requests;
    uint64_t right_requests = right->status->count.requests;
    if (left_requests != right_requests)
        return left_requests < right_requests ? 1 : -1;
    return (left->status->status > right->status->status) -
           (left->status->status < right->status->status);
}

/* Append the commonest statuses of a class. */
static void choose_statuses(struct model *model, enum httally_class class_)
{
    struct model_detail found[HTTALLY_STATUS_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < model->status_count; i++) {
        if (httally_status_class(model->statuses[i].status) == class_)
            found[count++] = (struct model_detail){.status = &model->statuses[i]};
    }
    qsort(found, count, sizeof *found, compare_requests);
    for (size_t i = 0; i < count && i < MODEL_ERROR_DETAILS_MAX; i++)
        model->details[model->detail_count++] = found[i];
}

static void fill_detail(const struct model *model, struct model_detail *detail, uint32_t *counts)
{
    enum httally_class class_ = httally_status_class(detail->status->status);
    const struct ledger *ledger =
        &model->tally->ledgers[class_ == HTTALLY_CLASS_5XX ? TALLY_LEDGER_SERVER_ERRORS
                                                           : TALLY_LEDGER_CLIENT_ERRORS];
    detail->is_sampled = ledger->level > 0;
    for (int key = 0; key < LEDGER_KEY_COUNT; key++)
        find_common(ledger, &model->tally->tables[key_dimensions[key]], key, model->total.requests,
                    counts, detail);
}

static size_t largest_key_count(const struct model *model)
{
    size_t largest = 0;
    for (int key = 0; key < LEDGER_KEY_COUNT; key++) {
        size_t count = httally_tally_key_count(model->tally, key_dimensions[key]);
        if (count > largest)
            largest = count;
    }
    return largest;
}

enum httally_result detail_list(struct model *model, struct httally_error *error)
{
    const struct series *series = &model->tally->series;
    choose_statuses(model, HTTALLY_CLASS_5XX);
    choose_statuses(model, HTTALLY_CLASS_4XX);
    const struct series_span **spans = memory_allocate(series->span_count, sizeof *spans);
    struct interval *intervals =
        memory_allocate(series->span_count * SERIES_INTERVALS_PER_SPAN, sizeof *intervals);
    uint32_t *counts = memory_allocate(largest_key_count(model), sizeof *counts);
    enum httally_result result = HTTALLY_OK;
    if (spans && intervals && counts) {
        series_sorted_spans(series, spans);
        for (size_t i = 0; i < model->detail_count; i++) {
            list_window(model, spans, intervals, &model->details[i]);
            fill_detail(model, &model->details[i], counts);
        }
    } else {
        result = memory_error(error);
    }
    free(spans);
    free(intervals);
    free(counts);
    return result;
}
