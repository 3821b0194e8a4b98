/* SPDX-License-Identifier: MIT */
/* remember.h - what a tally keeps of single requests: sample lines, and entries of its ledgers. */
#ifndef REMEMBER_H
#define REMEMBER_H

#include "tally/table_pool.h"

/* What the address of a line is added to, to give its place among those of all inputs. */
static ALWAYS_INLINE uint64_t remember_place_base(const struct httally_origin *origin)
{
    return ((uint64_t)origin->input << 48) + origin->offset_bytes - (uintptr_t)origin->data;
}

/* Record 'i' of a counted batch is a 4xx, a 5xx or has no status. */
void remember_error(struct httally_tally *tally, const struct httally_record *record,
                    const struct httally_origin *origin, const struct table_batch *batch, size_t i);

/* Enter record 'i' of a counted batch, whose priority it keeps, in a ledger. */
void remember_entry(struct httally_tally *tally, enum tally_ledger ledger,
                    const struct httally_record *record, uint64_t priority,
                    const struct table_batch *batch, size_t i);

/* Are incidents about it, so that lines of each minute are kept? */
static inline bool remember_is_of_incidents(httally_status status)
{
    return (status >= 500 && status <= 599) || status == 499 || status == 429 ||
           (status >= 495 && status <= 497);
}

#endif
