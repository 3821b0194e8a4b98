/* SPDX-License-Identifier: MIT */
/* error_entries.h - walk the entries of errors in a tally's ledgers, all thinned alike. */
#ifndef ERROR_ENTRIES_H
#define ERROR_ENTRIES_H

#include "incident/tally_input.h"

/* What a walk is over; 'ledger' and 'at' are its place. */
struct error_entries {
    const struct httally_tally *tally;
    const struct tally_input *input;
    /* One error in 2^level is walked over. */
    unsigned level;
    /* Ledgers with any error; no other is walked. */
    bool is_needed[TALLY_ERROR_LEDGER_COUNT];
    int ledger;
    size_t at;
};

/* Ready to walk. */
void error_entries_init(struct error_entries *entries, const struct tally_input *input,
                        const struct httally_tally *tally);

/* The next error within the minutes, and its minute; NULL when there is none left: then the next
 * walk begins. */
const struct ledger_entry *error_entries_next(struct error_entries *entries, size_t *minute_out);

#endif
