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
    [LEDGER_METHOD] = HTTALLY_DIMENSION_METHOD, [LEDGER_UPSTREAM] = HTTALLY_DIMENSION_UPSTREAM,
};

/* The ledger's entries of one status. */
struct detail_entries {
    const struct ledger_entry *const *list;
    size_t count;
};

/* Find the commonest value of one key.  'counts' is zero for every id, before and after. */
static void find_common(const struct detail_entries *entries, const struct key_table *table,
                        int key, uint64_t total_requests, uint32_t *counts,
                        struct model_detail *detail)
{
    uint32_t best = KEY_NONE;
    for (size_t i = 0; i < entries->count; i++) {
        uint32_t id = entries->list[i]->keys[key];
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
        detail->common[key].share = model_share(counts[best], entries->count);
        detail->common[key].usual_share =
            model_share(key_table_counts(table, best).requests, total_requests);
    }
    for (size_t i = 0; i < entries->count; i++) {
        if (entries->list[i]->keys[key] != KEY_NONE)
            counts[entries->list[i]->keys[key]] = 0;
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

/* What is needed to work out the details, allocated once. */
struct workspace {
    const struct series_span **spans;
    struct interval *intervals;
    uint32_t *counts;
    /* The entries of both ledgers, by status; those of a status begin at starts[status]. */
    const struct ledger_entry **entries;
    size_t starts[HTTALLY_STATUS_COUNT + 1];
};

static void sort_entries(const struct httally_tally *tally, struct workspace *workspace)
{
    size_t *starts = workspace->starts;
    for (int i = 0; i < TALLY_ERROR_LEDGER_COUNT; i++) {
        for (size_t k = 0; k < tally->ledgers[i].entry_count; k++)
            starts[tally->ledgers[i].entries[k].status + 1]++;
    }
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++)
        starts[i + 1] += starts[i];
    size_t next[HTTALLY_STATUS_COUNT];
    memcpy(next, starts, sizeof next);
    for (int i = 0; i < TALLY_ERROR_LEDGER_COUNT; i++) {
        const struct ledger *ledger = &tally->ledgers[i];
        for (size_t k = 0; k < ledger->entry_count; k++)
            workspace->entries[next[ledger->entries[k].status]++] = &ledger->entries[k];
    }
}

static void fill_detail(const struct model *model, const struct workspace *workspace,
                        struct model_detail *detail)
{
    enum httally_class class_ = httally_status_class(detail->status->status);
    const struct ledger *ledger =
        &model->tally->ledgers[class_ == HTTALLY_CLASS_5XX ? TALLY_LEDGER_SERVER_ERRORS
                                                           : TALLY_LEDGER_CLIENT_ERRORS];
    const size_t *start = &workspace->starts[detail->status->status];
    struct detail_entries entries = {workspace->entries + start[0], start[1] - start[0]};
    detail->is_sampled = ledger->level > 0;
    for (int key = 0; key < LEDGER_KEY_COUNT; key++)
        find_common(&entries, &model->tally->tables[key_dimensions[key]], key,
                    model->total.requests, workspace->counts, detail);
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

static size_t count_entries(const struct model *model)
{
    return model->tally->ledgers[TALLY_LEDGER_CLIENT_ERRORS].entry_count +
           model->tally->ledgers[TALLY_LEDGER_SERVER_ERRORS].entry_count;
}

static void workspace_finish(struct workspace *workspace)
{
    free(workspace->spans);
    free(workspace->intervals);
    free(workspace->counts);
    free(workspace->entries);
}

enum httally_result detail_list(struct model *model, struct httally_error *error)
{
    const struct series *series = &model->tally->series;
    choose_statuses(model, HTTALLY_CLASS_5XX);
    choose_statuses(model, HTTALLY_CLASS_4XX);
    struct workspace workspace = {
        .spans = memory_allocate(series->span_count, sizeof *workspace.spans),
        .intervals = memory_allocate(series->span_count * SERIES_INTERVALS_PER_SPAN,
                                     sizeof *workspace.intervals),
        .counts = memory_allocate(largest_key_count(model), sizeof *workspace.counts),
        .entries = memory_allocate(count_entries(model), sizeof *workspace.entries),
    };
    bool has_memory =
        workspace.spans && workspace.intervals && workspace.counts && workspace.entries;
    if (has_memory) {
        series_sorted_spans(series, workspace.spans);
        sort_entries(model->tally, &workspace);
    }
    for (size_t i = 0; has_memory && i < model->detail_count; i++) {
        list_window(model, workspace.spans, workspace.intervals, &model->details[i]);
        fill_detail(model, &workspace, &model->details[i]);
    }
    workspace_finish(&workspace);
    return has_memory ? HTTALLY_OK : memory_error(error);
}

bool detail_is_telling(const struct model_detail *detail, int key)
{
    double share = detail->common[key].share, usual = detail->common[key].usual_share;
    return detail->common[key].value.data && share >= 0.25 &&
           (share >= 2 * usual || share >= usual + 0.3) &&
           share * (double)detail->status->count.requests >= 3;
}
