/* SPDX-License-Identifier: MIT */
/* remember.h - what a tally keeps of single requests: sample lines, and entries of its ledgers. */
#ifndef REMEMBER_H
#define REMEMBER_H

#include "tally/table_pool.h"

/* Record 'i' of a counted batch is a 4xx, a 5xx or has no status. */
void remember_error(struct httally_tally *tally, const struct httally_record *record,
                    const struct httally_origin *origin, const struct table_batch *batch, size_t i);

/* Enter the requests of a counted batch in the ledger of all requests. */
void remember_requests(struct httally_tally *tally, const struct httally_record *records,
                       size_t count, const struct httally_origin *origin,
                       const struct table_batch *batch);

/* Are incidents about it, so that lines of each minute are kept? */
static inline bool remember_is_of_incidents(httally_status status)
{
    return (status >= 500 && status <= 599) || status == 499 || status == 429 ||
           (status >= 495 && status <= 497);
}

#endif
