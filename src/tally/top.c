/* SPDX-License-Identifier: MIT */
/* top.c - the largest rows of a dimension. */
#include <stdlib.h>

#include "base/slice_order.h"
#include "tally/tally.h"

static uint64_t value_of_entry(const struct key_entry *entry, enum httally_order order)
{
    switch (order) {
    case HTTALLY_ORDER_BYTES:
        return entry->bytes;
    case HTTALLY_ORDER_CLIENT_ERRORS:
        return entry->class_requests[HTTALLY_CLASS_4XX];
    case HTTALLY_ORDER_SERVER_ERRORS:
        return entry->class_requests[HTTALLY_CLASS_5XX];
    default:
        return key_entry_requests(entry);
    }
}

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
    struct httally_row row = {
        .key = key_table_key(table, id),
        .requests = key_entry_requests(entry),
        .bytes = entry->bytes,
        .max_error = entry->error,
    };
    memcpy(row.class_requests, entry->class_requests, sizeof row.class_requests);
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

size_t httally_tally_top(const struct httally_tally *tally, enum httally_dimension dimension,
                         enum httally_order order, struct httally_row *rows, size_t capacity)
{
    const struct key_table *table = &tally->tables[dimension];
    size_t count = 0;
    for (size_t id = 0; id < table->entry_count && capacity > 0; id++) {
        uint64_t value = value_of_entry(key_table_entry(table, id), order);
        if (value == 0 || (count == capacity && value < value_of(&rows[0], order)))
            continue;
        struct httally_row row = row_of(table, id);
        if (count < capacity) {
            rows[count] = row;
            sift_up(rows, count++, order);
        } else if (is_above(&row, &rows[0], order)) {
            rows[0] = row;
            sift_down(rows, count, order);
        }
    }
    /* Take the lowest off the top until the heap is a list with the highest first. */
    for (size_t left = count; left > 1; left--) {
        struct httally_row lowest = rows[0];
        rows[0] = rows[left - 1];
        sift_down(rows, left - 1, order);
        rows[left - 1] = lowest;
    }
    return count;
}
