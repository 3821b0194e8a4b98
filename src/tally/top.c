/* SPDX-License-Identifier: MIT */
/* top.c - the largest rows of a dimension. */
#include <stdlib.h>

#include "base/slice_order.h"
#include "tally/tally.h"

static uint64_t value_of(const struct httally_row *row, enum httally_order order)
{
    switch (order) {
    case HTTALLY_ORDER_BYTES:
        return row->bytes;
    case HTTALLY_ORDER_CLIENT_ERRORS:
        return row->class_requests[HTTALLY_CLASS_4XX];
    case HTTALLY_ORDER_SERVER_ERRORS:
        return row->class_requests[HTTALLY_CLASS_5XX];
    default:
        return row->requests;
    }
}

/* Does 'a' stand above 'b'? */
static bool is_above(const struct httally_row *a, const struct httally_row *b,
                     enum httally_order order)
{
    uint64_t left = value_of(a, order), right = value_of(b, order);
    return left != right ? left > right : slice_compare(a->key, b->key) < 0;
}

static struct httally_row row_of(const struct key_table *table, size_t id)
{
    const struct key_entry *entry = key_table_entry(table, id);
    struct key_counts counts = key_table_counts(table, id);
    struct httally_row row = {
        .key = key_table_key(table, id),
        .requests = counts.requests,
        .bytes = entry->bytes,
        .max_error = entry->error,
    };
    memcpy(row.class_requests, counts.class_requests, sizeof row.class_requests);
    return row;
}

/* rows[0..count) is a heap with the lowest row on top. */
static void sift_down(struct httally_row *rows, size_t count, enum httally_order order)
{
    struct httally_row moved = rows[0];
    size_t at = 0;
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && is_above(&rows[child], &rows[child + 1], order))
            child++;
        if (!is_above(&moved, &rows[child], order))
            break;
        rows[at] = rows[child];
        at = child;
    }
    rows[at] = moved;
}

static void sift_up(struct httally_row *rows, size_t at, enum httally_order order)
{
    struct httally_row moved = rows[at];
    while (at > 0 && is_above(&rows[(at - 1) / 2], &moved, order)) {
        rows[at] = rows[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    rows[at] = moved;
}

/* What an entry has for an order; of counts beyond 32 bits the lower half only. */
static ALWAYS_INLINE uint64_t value_of_entry(const struct key_entry *entry,
                                             enum httally_order order)
{
    const uint32_t *counts = entry->class_requests;
    uint64_t requests = 0;
    switch (order) {
    case HTTALLY_ORDER_BYTES:
        return entry->bytes;
    case HTTALLY_ORDER_CLIENT_ERRORS:
        return counts[HTTALLY_CLASS_4XX];
    case HTTALLY_ORDER_SERVER_ERRORS:
        return counts[HTTALLY_CLASS_5XX];
    default:
        for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
            requests += counts[i];
        return requests;
    }
}

static void offer(struct tally_top *top, const struct key_table *table, size_t id)
{
    struct httally_row row = row_of(table, id);
    if (value_of(&row, top->order) == 0 || top->capacity == 0)
        return;
    if (top->count < top->capacity) {
        top->rows[top->count] = row;
        sift_up(top->rows, top->count++, top->order);
    } else if (is_above(&row, &top->rows[0], top->order)) {
        top->rows[0] = row;
        sift_down(top->rows, top->count, top->order);
    }
}

/* The least value that can still come in. */
static uint64_t least_of(const struct tally_top *top)
{
    if (top->capacity == 0)
        return UINT64_MAX;
    return top->count < top->capacity ? 1 : value_of(&top->rows[0], top->order);
}

/* Take the lowest off the top until the heap is a list with the highest first. */
static void sort_rows(struct tally_top *top)
{
    for (size_t left = top->count; left > 1; left--) {
        struct httally_row lowest = top->rows[0];
        top->rows[0] = top->rows[left - 1];
        sift_down(top->rows, left - 1, top->order);
        top->rows[left - 1] = lowest;
    }
}

void tally_list_tops(const struct httally_tally *tally, enum httally_dimension dimension,
                     struct tally_top tops[HTTALLY_ORDER_COUNT])
{
    const struct key_table *table = &tally->tables[dimension];
    uint64_t least[HTTALLY_ORDER_COUNT];
    for (int i = 0; i < HTTALLY_ORDER_COUNT; i++) {
        tops[i].order = (enum httally_order)i;
        tops[i].count = 0;
        least[i] = least_of(&tops[i]);
    }
    for (size_t id = 0; id < table->entry_count; id++) {
        const struct key_entry *entry = key_table_entry(table, id);
        for (int i = 0; i < HTTALLY_ORDER_COUNT; i++) {
            if (LIKELY(value_of_entry(entry, (enum httally_order)i) < least[i] &&
                       table->carry_count == 0))
                continue;
            offer(&tops[i], table, id);
            least[i] = least_of(&tops[i]);
        }
    }
    for (int i = 0; i < HTTALLY_ORDER_COUNT; i++)
        sort_rows(&tops[i]);
}

size_t httally_tally_top(const struct httally_tally *tally, enum httally_dimension dimension,
                         enum httally_order order, struct httally_row *rows, size_t capacity)
{
    struct tally_top tops[HTTALLY_ORDER_COUNT] = {0};
    tops[order] = (struct tally_top){.rows = rows, .capacity = capacity};
    tally_list_tops(tally, dimension, tops);
    return tops[order].count;
}
