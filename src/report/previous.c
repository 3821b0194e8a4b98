/* SPDX-License-Identifier: MIT */
#include "report/previous.h"

#include <stdlib.h>

#include "base/civil_time.h"
#include "base/memory.h"
#include "base/slice_order.h"
#include "base/utf8.h"
#include "tally/tally.h"

void httally_previous_destroy(struct httally_previous *previous)
{
    if (!previous)
        return;
    buffer_finish(&previous->texts);
    free(previous->rows);
    free(previous);
}

void previous_append_key(struct buffer *buffer, struct httally_slice key)
{
    while (key.length) {
        uint32_t code_point;
        size_t taken = utf8_decode(key.data, key.length, &code_point);
        if (taken)
            buffer_append(buffer, key.data, taken);
        else
            buffer_append_format(buffer, "\\x%02x", (unsigned)(unsigned char)key.data[0]);
        taken += taken == 0;
        key = httally_slice_of(key.data + taken, key.length - taken);
    }
}

enum httally_result previous_reserve(struct httally_previous *previous, size_t row_count,
                                     struct httally_error *error)
{
    previous->rows = memory_allocate(row_count, sizeof *previous->rows);
    return previous->rows ? HTTALLY_OK : memory_error(error);
}

void previous_add_row(struct httally_previous *previous, struct httally_slice text,
                      uint64_t requests, uint64_t server_errors)
{
    previous->rows[previous->row_count++] =
        (struct previous_row){{NULL, text.length}, requests, server_errors};
    buffer_append_slice(&previous->texts, text);
}

static int compare_rows(const void *a, const void *b)
{
    const struct previous_row *left = a, *right = b;
    return slice_compare(left->text, right->text);
}

enum httally_result previous_sort(struct httally_previous *previous, struct httally_error *error)
{
    enum httally_result result = buffer_status(&previous->texts, error);
    if (result != HTTALLY_OK || previous->row_count == 0)
        return result;
    const char *text = previous->texts.data ? previous->texts.data : "";
    for (size_t i = 0; i < previous->row_count; i++) {
        previous->rows[i].text.data = text;
        text += previous->rows[i].text.length;
    }
    qsort(previous->rows, previous->row_count, sizeof *previous->rows, compare_rows);
    return HTTALLY_OK;
}

struct previous_row *previous_find(const struct httally_previous *previous,
                                   struct httally_slice text)
{
    const struct previous_row wanted = {.text = text};
    if (previous->row_count == 0)
        return NULL;
    return bsearch(&wanted, previous->rows, previous->row_count, sizeof *previous->rows,
                   compare_rows);
}

static enum httally_result add_table(struct httally_previous *previous,
                                     const struct key_table *table, struct httally_error *error)
{
    struct buffer text = {0};
    enum httally_result result = previous_reserve(previous, table->entry_count, error);
    for (size_t i = 0; result == HTTALLY_OK && i < table->entry_count; i++) {
        struct key_counts counts = key_table_counts(table, i);
        buffer_reset(&text);
        previous_append_key(&text, key_table_key(table, i));
        result = buffer_status(&text, error);
        previous_add_row(previous, buffer_slice(&text), counts.requests,
                         counts.class_requests[HTTALLY_CLASS_5XX]);
    }
    buffer_finish(&text);
    previous->most_of_others = previous->most_errors_of_others = table->removed;
    return result == HTTALLY_OK ? previous_sort(previous, error) : result;
}

enum httally_result httally_previous_of_tally(const struct httally_tally *tally,
                                              struct httally_previous **previous_out,
                                              struct httally_error *error)
{
    struct httally_previous *previous = memory_allocate(1, sizeof *previous);
    *previous_out = NULL;
    if (!previous)
        return memory_error(error);
    previous->requests = httally_tally_total(tally).requests;
    previous->has_paths = !tally->options.is_brief;
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++)
        previous->statuses[i] = tally->statuses[i].requests;
    if (tally->has_times) {
        char text[CIVIL_ISO_SIZE];
        civil_format_iso(tally->first.time, tally->first.utc_offset_sec, text);
        memcpy(previous->first, text, sizeof previous->first - 1);
        civil_format_iso(tally->last.time, tally->last.utc_offset_sec, text);
        memcpy(previous->last, text, sizeof previous->last - 1);
    }
    enum httally_result result = add_table(previous, &tally->tables[HTTALLY_DIMENSION_PATH], error);
    if (result == HTTALLY_OK)
        *previous_out = previous;
    else
        httally_previous_destroy(previous);
    return result;
}
