/* SPDX-License-Identifier: MIT */
#include "incident/cause_counts.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* Of that many, shares are known to a hundredth; more would only take time. */
enum { ENTRIES_LOOKED_AT_MAX = 8192 };

void cause_counts_finish(struct cause_counts *counts)
{
    free(counts->cells);
    free(counts->touched);
    *counts = (struct cause_counts){0};
}

static void forget(struct cause_counts *counts)
{
    for (size_t i = 0; i < counts->touched_count; i++)
        counts->cells[counts->touched[i]] = (struct cause_cell){0};
    counts->touched_count = 0;
    counts->total = (struct cause_cell){0};
    counts->error_weight = 1;
}

/* Room for values that have come since; each is touched once at most. */
static bool make_room(struct cause_counts *counts, size_t value_end)
{
    if (value_end <= counts->cell_count)
        return true;
    size_t count = 2 * value_end;
    struct cause_cell *cells = memory_resize(counts->cells, count, sizeof *cells);
    if (cells) {
        counts->cells = cells;
        for (size_t i = counts->cell_count; i < count; i++)
            cells[i] = (struct cause_cell){0};
    }
    uint32_t *touched = memory_resize(counts->touched, count, sizeof *touched);
    if (touched)
        counts->touched = touched;
    if (!cells || !touched)
        return false;
    counts->cell_count = count;
    return true;
}

/* What an entry counts as. */
enum role { ROLE_NONE, ROLE_ERROR, ROLE_OTHER };

/* One ledger in one of the two windows. */
struct window {
    const struct ledger_minutes *minutes;
    bool is_of_errors;
    bool is_usual;
    double weight;
    uint64_t priority_max;
};

static bool has_value(const struct cause_entry *entry, uint32_t value)
{
    for (size_t slot = 0; slot < CAUSE_SLOTS; slot++) {
        if (entry->values[slot] == value)
            return true;
    }
    return false;
}

static bool is_in_error_ledger(httally_status status)
{
    return status >= 400 && status <= 599;
}

/* By its status alone: errors come from the ledgers of errors where these have them, all others
 * from the ledger of requests. */
static enum role role_of_status(const struct cause_question *question, const struct window *window,
                                httally_status status)
{
    if (question->is_surge)
        return window->is_of_errors ? ROLE_NONE : ROLE_ERROR;
    if (question->is_error[status])
        return window->is_of_errors || !is_in_error_ledger(status) ? ROLE_ERROR : ROLE_NONE;
    return question->is_request[status] && !window->is_of_errors ? ROLE_OTHER : ROLE_NONE;
}

static void add_to_cell(struct cause_cell *cell, enum role role, bool is_usual, double weight)
{
    if (role == ROLE_ERROR)
        *(is_usual ? &cell->usual_errors : &cell->errors) += weight;
    else
        *(is_usual ? &cell->usual_others : &cell->others) += weight;
}

static void add_entry(struct cause_counts *counts, const struct cause_entry *entry, enum role role,
                      const struct window *window)
{
    add_to_cell(&counts->total, role, window->is_usual, window->weight);
    for (size_t slot = 0; slot < CAUSE_SLOTS; slot++) {
        uint32_t value = entry->values[slot];
        if (value == CAUSE_NO_VALUE)
            continue;
        struct cause_cell *cell = &counts->cells[value];
        if (cell->errors == 0 && cell->others == 0 && cell->usual_errors == 0 &&
            cell->usual_others == 0)
            counts->touched[counts->touched_count++] = value;
        add_to_cell(cell, role, window->is_usual, window->weight);
    }
}

static bool count_minute(struct cause_counts *counts, struct cause_values *values,
                         const struct window *window, const struct cause_question *question,
                         uint32_t within, size_t minute)
{
    const struct ledger_minutes *minutes = window->minutes;
    for (size_t i = minutes->first[minute]; i < minutes->first[minute + 1]; i++) {
        const struct ledger_entry *entry = &minutes->ledger->entries[minutes->order[i]];
        enum role role = role_of_status(question, window, entry->status);
        bool is_perhaps_other =
            !window->is_of_errors && question->stream_value && question->is_error[entry->status];
        if (entry->priority > window->priority_max || (role == ROLE_NONE && !is_perhaps_other))
            continue;
        struct cause_entry known = cause_values_of(values, entry);
        if (values->has_failed || !make_room(counts, cause_values_end(values)))
            return false;
        if (question->stream_value) {
            bool is_of_stream = has_value(&known, question->stream_value);
            if (is_perhaps_other && !is_of_stream)
                role = ROLE_OTHER;
            else if (role == ROLE_ERROR && !is_of_stream)
                role = ROLE_NONE;
        }
        if (role != ROLE_NONE && (!within || has_value(&known, within)))
            add_entry(counts, &known, role, window);
    }
    return true;
}

static bool is_looked_at(const struct cause_question *question, bool is_usual, size_t minute)
{
    return !is_usual || question->is_usual[minute];
}

/* Thin the window out, one in two, one in four, as the ledger itself does. */
static struct window window_of(const struct ledger_minutes *minutes, bool is_of_errors,
                               bool is_usual, const struct cause_question *question, size_t from,
                               size_t until)
{
    uint64_t entry_count = 0;
    unsigned level = minutes->ledger->level;
    for (size_t minute = from; minute < until; minute++) {
        if (is_looked_at(question, is_usual, minute))
            entry_count += minutes->first[minute + 1] - minutes->first[minute];
    }
    for (; entry_count > ENTRIES_LOOKED_AT_MAX && level < 63; entry_count /= 2)
        level++;
    return (struct window){.minutes = minutes,
                           .is_of_errors = is_of_errors,
                           .is_usual = is_usual,
                           .weight = ldexp(1, (int)level),
                           .priority_max = UINT64_MAX >> level};
}

static bool count_window(struct cause_counts *counts, struct cause_values *values,
                         const struct ledger_minutes *minutes, bool is_of_errors, bool is_usual,
                         const struct cause_question *question, uint32_t within)
{
    size_t from = is_usual ? question->usual_from : question->from;
    size_t until = is_usual ? question->usual_until : question->until;
    double errors = counts->total.errors;
    struct window window = window_of(minutes, is_of_errors, is_usual, question, from, until);
    for (size_t minute = from; minute < until; minute++) {
        if (is_looked_at(question, is_usual, minute) &&
            !count_minute(counts, values, &window, question, within, minute))
            return false;
    }
    if (counts->total.errors > errors && window.weight > counts->error_weight)
        counts->error_weight = window.weight;
    return true;
}

static void find_largest_parts(struct cause_counts *counts, const struct cause_values *values)
{
    for (size_t i = 0; i < counts->touched_count; i++) {
        uint32_t value = counts->touched[i];
        const uint32_t *parents = cause_values_parents(values, value);
        for (int k = 0; k < CAUSE_PREFIX_SEGMENTS && parents[k]; k++) {
            struct cause_cell *parent = &counts->cells[parents[k]];
            parent->largest_part = fmax(parent->largest_part, counts->cells[value].errors);
        }
    }
}

bool cause_counts_make(struct cause_counts *counts, struct cause_values *values,
                       const struct ledger_minutes ledgers[TALLY_LEDGER_COUNT],
                       const struct cause_question *question, uint32_t within)
{
    forget(counts);
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++) {
        for (int is_usual = 0; is_usual <= 1; is_usual++) {
            if (!count_window(counts, values, &ledgers[i], i != TALLY_LEDGER_REQUESTS, is_usual,
                              question, within))
                return false;
        }
    }
    find_largest_parts(counts, values);
    return true;
}
