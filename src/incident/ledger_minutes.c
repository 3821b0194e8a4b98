/* SPDX-License-Identifier: MIT */
#include "incident/ledger_minutes.h"

#include <stdlib.h>

#include "base/memory.h"

/* The minute of an entry, 'minute_count' when it is of none. */
static size_t minute_of(const struct ledger_entry *entry, int64_t start_sec, size_t minute_count)
{
    if (entry->time < start_sec)
        return minute_count;
    uint64_t minute = ((uint64_t)entry->time - (uint64_t)start_sec) / 60;
    return minute < minute_count ? (size_t)minute : minute_count;
}

/* Counting sort: how many are in each minute, where each minute begins, and then the places. */
bool ledger_minutes_init(struct ledger_minutes *minutes, const struct ledger *ledger,
                         int64_t start_sec, size_t minute_count)
{
    *minutes = (struct ledger_minutes){.ledger = ledger, .minute_count = minute_count};
    minutes->first = memory_allocate(minute_count + 2, sizeof *minutes->first);
    minutes->order = memory_allocate(ledger->entry_count + 1, sizeof *minutes->order);
    if (!minutes->first || !minutes->order)
        return false;
    /* While entries are placed, element m + 1 is where the next one of minute m goes. */
    uint32_t *next = minutes->first + 1;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        size_t minute = minute_of(&ledger->entries[i], start_sec, minute_count);
        if (minute < minute_count)
            next[minute]++;
    }
    uint32_t before = 0;
    for (size_t minute = 0; minute < minute_count; minute++) {
        uint32_t count = next[minute];
        next[minute] = before;
        before += count;
    }
    for (size_t i = 0; i < ledger->entry_count; i++) {
        size_t minute = minute_of(&ledger->entries[i], start_sec, minute_count);
        if (minute < minute_count)
            minutes->order[next[minute]++] = (uint32_t)i;
    }
    return true;
}

void ledger_minutes_finish(struct ledger_minutes *minutes)
{
    free(minutes->first);
    free(minutes->order);
    *minutes = (struct ledger_minutes){0};
}
