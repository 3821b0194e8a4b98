/* SPDX-License-Identifier: MIT */
/*
 * table_pool.h - the key tables of a tally, which share one limit of memory.
 *
 * A table takes what it needs while there is some left; when there is none, the largest table is
 * purged.  So a site with many clients and few paths uses the memory for clients.
 */
#ifndef TABLE_POOL_H
#define TABLE_POOL_H

#include "tally/tally.h"

/* Records that are added together, so that their cache misses overlap. */
enum { TABLE_BATCH_RECORDS = 32 };

/* What a batch was counted as: the class of each record, and its key's id in each dimension. */
struct table_batch {
    uint8_t classes[TABLE_BATCH_RECORDS];
    uint32_t ids[HTTALLY_DIMENSION_COUNT][TABLE_BATCH_RECORDS];
};

enum httally_result table_pool_init(struct httally_tally *tally, size_t limit_bytes,
                                    size_t merged_limit_bytes,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

void table_pool_finish(struct httally_tally *tally);

/* Fill the classes. */
void table_pool_classify(const struct httally_record *records, size_t count,
                         struct table_batch *batch_out);

/* Count up to TABLE_BATCH_RECORDS classified records in every dimension that they have. */
void table_pool_add(struct httally_tally *tally, const struct httally_record *records,
                    size_t count, struct table_batch *batch);

/* Merge the tables, and the ledgers, whose entries name keys by id. */
enum httally_result table_pool_merge(struct httally_tally *into, const struct httally_tally *from,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
