/* SPDX-License-Identifier: MIT */
#include "tally/ledger.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tally/key_table.h"

enum { LEVEL_MAX = 63 };

void ledger_init(struct ledger *ledger, size_t limit_bytes)
{
    *ledger = (struct ledger){.entry_limit = limit_bytes / sizeof(struct ledger_entry),
                              .threshold = UINT64_MAX};
}

void ledger_finish(struct ledger *ledger)
{
    free(ledger->entries);
    *ledger = (struct ledger){0};
}

static void raise_level(struct ledger *ledger)
{
    size_t kept = 0;
    ledger->level++;
    ledger->threshold >>= 1;
    for (size_t i = 0; i < ledger->entry_count; i++) {
        if (ledger_keeps(ledger, ledger->entries[i].priority))
            ledger->entries[kept++] = ledger->entries[i];
    }
    ledger->entry_count = kept;
}

void ledger_add(struct ledger *ledger, const struct ledger_entry *entry)
{
    while (!memory_grow((void **)&ledger->entries, ledger->entry_count, &ledger->entry_capacity,
                        256, ledger->entry_limit, sizeof *ledger->entries)) {
        if (ledger->level == LEVEL_MAX || ledger->entry_count == 0)
            return;
        raise_level(ledger);
        if (!ledger_keeps(ledger, entry->priority))
            return;
    }
    ledger->entries[ledger->entry_count++] = *entry;
}

void ledger_rename(struct ledger *ledger, enum ledger_key key, const uint32_t *new_ids)
{
    for (size_t i = 0; i < ledger->entry_count; i++) {
        uint32_t *id = &ledger->entries[i].keys[key];
        if (*id != KEY_NONE)
            *id = new_ids ? new_ids[*id] : KEY_NONE;
    }
}

void ledger_merge(struct ledger *ledger, const struct ledger *from,
                  uint32_t *const new_ids[LEDGER_KEY_COUNT])
{
    while (ledger->level < from->level)
        raise_level(ledger);
    for (size_t i = 0; i < from->entry_count; i++) {
        struct ledger_entry entry = from->entries[i];
        for (int key = 0; key < LEDGER_KEY_COUNT; key++) {
            if (entry.keys[key] != KEY_NONE)
                entry.keys[key] = new_ids[key] ? new_ids[key][entry.keys[key]] : KEY_NONE;
        }
        if (ledger_keeps(ledger, entry.priority))
            ledger_add(ledger, &entry);
    }
    ledger->seen += from->seen;
}
