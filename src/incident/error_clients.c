/* SPDX-License-Identifier: MIT */
/* error_clients.c - how many clients had an error in a minute, and none in the hour before. */
#include <stdlib.h>

#include "base/memory.h"
#include "incident/counts.h"
#include "incident/error_entries.h"
#include "incident/tally_streams.h"

struct client_error {
    uint32_t client;
    uint32_t minute;
};

static int compare_errors(const void *a, const void *b)
{
    const struct client_error *left = a, *right = b;
    if (left->client != right->client)
        return left->client < right->client ? -1 : 1;
    return (left->minute > right->minute) - (left->minute < right->minute);
}

/*
 * A client that is new here.  Of a sample it stands for others that were not kept, the more the
 * fewer of its own errors were: 2^level, shared among those kept in its first hour.
 */
static uint64_t weigh_new(const struct client_error *errors, size_t left, unsigned level)
{
    size_t kept = 1;
    while (kept < left && errors[kept].client == errors[0].client &&
           errors[kept].minute - errors[0].minute < MINUTES_PER_HOUR)
        kept++;
    uint64_t stands_for = (UINT64_C(1) << level) / kept;
    return stands_for ? stands_for : 1;
}

static void count_sorted(const struct client_error *errors, size_t count, unsigned level,
                         uint64_t *new_clients)
{
    for (size_t i = 0; i < count; i++) {
        const struct client_error *error = &errors[i];
        /* Clients whose key was dropped had few requests: each error is another client's. */
        bool is_new = i == 0 || error->client == KEY_NONE || error->client != error[-1].client ||
                      error->minute - error[-1].minute > MINUTES_PER_HOUR;
        if (is_new)
            new_clients[error->minute] += error->client == KEY_NONE
                                              ? UINT64_C(1) << level
                                              : weigh_new(error, count - i, level);
    }
}

bool tally_streams_count_clients(struct tally_input *input, const struct httally_tally *tally)
{
    if (tally->tables[HTTALLY_DIMENSION_CLIENT].entry_count == 0)
        return true;
    struct error_entries entries;
    const struct ledger_entry *entry;
    size_t count = 0, at = 0, minute;
    error_entries_init(&entries, input, tally);
    while (error_entries_next(&entries, &minute))
        count++;
    /* A tally out of a history has clients, but not whose the errors were. */
    if (count == 0)
        return true;
    struct client_error *errors = memory_allocate(count, sizeof *errors);
    uint64_t *new_clients = tally_input_allocate(input, input->minutes.count, sizeof *new_clients);
    bool has_memory = errors && new_clients;
    if (has_memory) {
        while ((entry = error_entries_next(&entries, &minute)))
            errors[at++] = (struct client_error){entry->keys[LEDGER_CLIENT], (uint32_t)minute};
        qsort(errors, count, sizeof *errors, compare_errors);
        count_sorted(errors, count, entries.level, new_clients);
        input->input.new_error_clients = new_clients;
    }
    free(errors);
    return has_memory;
}
