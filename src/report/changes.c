/* SPDX-License-Identifier: MIT */
#include "report/changes.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/slice_order.h"

static const double least_deviations = 4;
static const double least_difference = 5;
static const double least_ratio = 1.5;

const char *change_subject_name(enum change_subject subject)
{
    static const char *const names[] = {
        [CHANGE_STATUS] = "status",
        [CHANGE_PATH] = "path",
        [CHANGE_PATH_ERRORS] = "path_errors",
    };
    return names[subject];
}

const char *change_kind_name(enum change_kind kind)
{
    static const char *const names[] = {
        [CHANGE_ROSE] = "rose",
        [CHANGE_FELL] = "fell",
        [CHANGE_NEW] = "new",
        [CHANGE_GONE] = "gone",
    };
    return names[kind];
}

/* A search under way. */
struct search {
    const struct httally_tally *tally;
    const struct httally_previous *previous;
    uint64_t requests;
    struct changes *changes;
    size_t capacity;
    /* Rows of 'previous' whose path occurs now. */
    bool *is_met;
};

/* Is it more than chance and the requests of all explain? */
static bool is_change(const struct search *search, uint64_t now, uint64_t before, double expected)
{
    double both = (double)now + (double)before;
    double all = (double)search->requests + (double)search->previous->requests;
    double share = all > 0 ? (double)search->requests / all : 0;
    double deviation = sqrt(both * share * (1 - share));
    double difference = fabs((double)now - expected);
    double lower = fmin((double)now, expected), upper = fmax((double)now, expected);
    return difference >= least_difference && upper >= least_ratio * lower &&
           fabs((double)now - both * share) >= least_deviations * deviation;
}

static double expected_of(const struct search *search, uint64_t before)
{
    double whole = (double)search->previous->requests;
    return whole > 0 ? (double)before * (double)search->requests / whole : 0;
}

static bool add_change(struct search *search, struct change change, struct httally_slice name)
{
    struct changes *changes = search->changes;
    void *list = changes->list;
    change.expected = expected_of(search, change.before);
    if (!is_change(search, change.now, change.before, change.expected))
        return true;
    bool has_risen = (double)change.now > change.expected;
    /* At most so many before: it cannot be told whether it fell. */
    if (change.is_before_bound && !has_risen)
        return true;
    change.kind = change.now == 0      ? CHANGE_GONE
                  : change.before == 0 ? CHANGE_NEW
                  : has_risen          ? CHANGE_ROSE
                                       : CHANGE_FELL;
    if (!memory_grow(&list, changes->count, &search->capacity, 64, SIZE_MAX / 256,
                     sizeof *changes->list))
        return false;
    changes->list = list;
    /* Texts move while they grow: pointers come when they are all there. */
    change.name = httally_slice_of(NULL, name.length);
    buffer_append_slice(&changes->texts, name);
    changes->list[changes->count++] = change;
    return true;
}

static bool compare_statuses(struct search *search)
{
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        struct change change = {.subject = CHANGE_STATUS,
                                .now = search->tally->statuses[i].requests,
                                .before = search->previous->statuses[i]};
        char token[4];
        httally_status_token((httally_status)i, token);
        if (!add_change(search, change, httally_slice_of_string(token)))
            return false;
    }
    return true;
}

static bool compare_path(struct search *search, struct httally_slice text, uint64_t now,
                         uint64_t errors_now)
{
    const struct httally_previous *previous = search->previous;
    const struct previous_row *row = previous_find(previous, text);
    if (row)
        search->is_met[row - previous->rows] = true;
    struct change requests = {
        .subject = CHANGE_PATH,
        .now = now,
        .before = row ? row->requests : previous->most_of_others,
        .is_before_bound = !row && previous->most_of_others > 0,
    };
    struct change errors = {
        .subject = CHANGE_PATH_ERRORS,
        .now = errors_now,
        .before = row ? row->server_errors : previous->most_errors_of_others,
        .is_before_bound = !row && previous->most_errors_of_others > 0,
    };
    return add_change(search, requests, text) && add_change(search, errors, text);
}

static bool compare_paths(struct search *search)
{
    const struct key_table *table = &search->tally->tables[HTTALLY_DIMENSION_PATH];
    struct buffer text = {0};
    bool is_done = true;
    for (size_t i = 0; is_done && i < table->entry_count; i++) {
        struct key_counts counts = key_table_counts(table, i);
        buffer_reset(&text);
        previous_append_key(&text, key_table_key(table, i));
        is_done = !text.has_failed && compare_path(search, buffer_slice(&text), counts.requests,
                                                   counts.class_requests[HTTALLY_CLASS_5XX]);
    }
    /* A purged table does not know what is gone. */
    for (size_t i = 0; is_done && table->removed == 0 && i < search->previous->row_count; i++) {
        const struct previous_row *row = &search->previous->rows[i];
        struct change requests = {.subject = CHANGE_PATH, .before = row->requests};
        struct change errors = {.subject = CHANGE_PATH_ERRORS, .before = row->server_errors};
        if (!search->is_met[i])
            is_done =
                add_change(search, requests, row->text) && add_change(search, errors, row->text);
    }
    buffer_finish(&text);
    return is_done;
}

static int compare_changes(const void *a, const void *b)
{
    const struct change *left = a, *right = b;
    if (left->subject != right->subject)
        return left->subject < right->subject ? -1 : 1;
    double left_size = fabs((double)left->now - left->expected);
    double right_size = fabs((double)right->now - right->expected);
    if (left_size < right_size || left_size > right_size)
        return left_size > right_size ? -1 : 1;
    return slice_compare(left->name, right->name);
}

/* Point names to their texts, order the changes, and keep 'most' of each subject. */
static void settle(struct changes *changes, size_t most)
{
    const char *text = changes->texts.data ? changes->texts.data : "";
    size_t kept = 0, of_subject = 0;
    for (size_t i = 0; i < changes->count; i++) {
        changes->list[i].name.data = text;
        text += changes->list[i].name.length;
    }
    if (changes->count > 1)
        qsort(changes->list, changes->count, sizeof *changes->list, compare_changes);
    for (size_t i = 0; i < changes->count; i++) {
        of_subject =
            i && changes->list[i].subject == changes->list[i - 1].subject ? of_subject + 1 : 1;
        if (of_subject <= most)
            changes->list[kept++] = changes->list[i];
    }
    changes->count = kept;
}

enum httally_result changes_find(const struct httally_tally *tally,
                                 const struct httally_previous *previous, size_t most,
                                 struct changes *changes_out, struct httally_error *error)
{
    *changes_out = (struct changes){0};
    struct search search = {
        .tally = tally,
        .previous = previous,
        .requests = httally_tally_total(tally).requests,
        .changes = changes_out,
        .is_met = memory_allocate(previous->row_count, sizeof *search.is_met),
    };
    bool is_done = search.is_met && compare_statuses(&search);
    /* A brief tally knows no paths. */
    if (is_done && !tally->options.is_brief && previous->has_paths)
        is_done = compare_paths(&search);
    free(search.is_met);
    if (!is_done || changes_out->texts.has_failed) {
        changes_finish(changes_out);
        return memory_error(error);
    }
    settle(changes_out, most);
    return HTTALLY_OK;
}

void changes_finish(struct changes *changes)
{
    free(changes->list);
    buffer_finish(&changes->texts);
    *changes = (struct changes){0};
}
