/* SPDX-License-Identifier: MIT */
/*
 * table_budget.h - the limit of memory that the key tables of a tally share.
 *
 * A table takes what it needs while there is some left; when there is none, the largest table is
 * purged.  So a site with many clients and few paths uses the memory for clients.
 */
#ifndef TABLE_BUDGET_H
#define TABLE_BUDGET_H

#include "tally/tally.h"

/* What a batch adds to a table at most. */
struct table_demand {
    size_t keys;
    /* In keys too long to stand in their entry. */
    size_t long_bytes;
};

/* Which ledger column (enum ledger_key) holds the ids of a dimension; -1 for none. */
int table_ledger_key(int dimension);

/* Ids of the dimension have changed, as a purge does: those that were remembered mean nothing. */
void table_forget_ids(struct httally_tally *tally, int dimension);

/*
 * Make room in all tables before any key goes in: a purge renames keys, and the ids of a batch
 * must hold until it is counted.  What does not fit an empty pool goes in all the same: a batch is
 * bounded by the cap on lines, and the next one purges it.  False when the system has not got the
 * memory, even for tables that are empty.
 */
bool table_budget_make_room(struct httally_tally *tally,
                            const struct table_demand demands[HTTALLY_DIMENSION_COUNT]);

/* Bring the tables within the limit, which a merge may have exceeded. */
void table_budget_keep(struct httally_tally *tally);

#endif
