/* SPDX-License-Identifier: MIT */
/* ledger_minutes.h - the entries of a ledger by minute. */
#ifndef LEDGER_MINUTES_H
#define LEDGER_MINUTES_H

#include <stdbool.h>

#include "tally/ledger.h"

struct ledger_minutes {
    const struct ledger *ledger;
    size_t minute_count;
    /* Those of minute m are order[first[m]] to order[first[m + 1] - 1]: places in the ledger. */
    uint32_t *first;
    uint32_t *order;
};

/* Sort the entries of 'minute_count' minutes from 'start_sec' on; others are left out.  'ledger'
 * must outlive the minutes and not change.  False when memory is out; can be finished all the
 * same. */
bool ledger_minutes_init(struct ledger_minutes *minutes, const struct ledger *ledger,
                         int64_t start_sec, size_t minute_count);
void ledger_minutes_finish(struct ledger_minutes *minutes);

#endif
