/* SPDX-License-Identifier: MIT */
#include "incident/error_entries.h"

/* Are there errors in this ledger's class? */
static bool is_needed(const struct tally_input *input, int ledger)
{
    int first = ledger == TALLY_LEDGER_SERVER_ERRORS ? 500 : 400;
    for (int status = first; status < first + 100; status++) {
        if (input->is_error[status])
            return true;
    }
    return false;
}

void error_entries_init(struct error_entries *entries, const struct tally_input *input,
                        const struct httally_tally *tally)
{
    *entries = (struct error_entries){.tally = tally, .input = input};
    for (int i = 0; i < TALLY_ERROR_LEDGER_COUNT; i++) {
        entries->is_needed[i] = is_needed(input, i);
        if (entries->is_needed[i] && tally->ledgers[i].level > entries->level)
            entries->level = tally->ledgers[i].level;
    }
}

const struct ledger_entry *error_entries_next(struct error_entries *entries, size_t *minute_out)
{
    const struct tally_minutes *minutes = &entries->input->minutes;
    for (; entries->ledger < TALLY_ERROR_LEDGER_COUNT; entries->ledger++, entries->at = 0) {
        const struct ledger *ledger = &entries->tally->ledgers[entries->ledger];
        while (entries->is_needed[entries->ledger] && entries->at < ledger->entry_count) {
            const struct ledger_entry *entry = &ledger->entries[entries->at++];
            *minute_out = tally_minutes_of(minutes, entry->time);
            if (*minute_out < minutes->count && entries->input->is_error[entry->status] &&
                entry->priority <= UINT64_MAX >> entries->level)
                return entry;
        }
    }
    entries->ledger = 0;
    entries->at = 0;
    return NULL;
}
