/* SPDX-License-Identifier: MIT */
/*
 * table_pool.h - the key tables of a tally: counting records in them, and merging them.
 */
#ifndef TABLE_POOL_H
#define TABLE_POOL_H

#include "tally/tally.h"

/* Records that are added together, so that their cache misses overlap. */
enum { TABLE_BATCH_RECORDS = 32 };

/* What a batch was counted as: the class of each record, and its key's entry in each dimension,
 * NULL for none. */
struct table_batch {
    uint8_t classes[TABLE_BATCH_RECORDS];
    struct key_entry *entries[HTTALLY_DIMENSION_COUNT][TABLE_BATCH_RECORDS];
};

enum httally_result table_pool_init(struct httally_tally *tally, size_t limit_bytes,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

void table_pool_finish(struct httally_tally *tally);

/* Fill the classes. */
void table_pool_classify(const struct httally_record *records, size_t count,
                         struct table_batch *batch_out);

/* Count up to TABLE_BATCH_RECORDS classified records in every dimension that they have. */
void table_pool_add(struct httally_tally *tally, const struct httally_record *records, size_t count,
                    struct table_batch *batch);

/* A merge of tables under way. */
struct table_merge {
    struct httally_tally *into;
    const struct httally_tally *from;
    /* Ids of 'from' to ids of 'into'. */
    uint32_t *new_ids[HTTALLY_DIMENSION_COUNT];
};

/* The steps of key_table.h, for all dimensions.  False when memory is out; to be finished all the
 * same. */
bool table_merge_begin(struct table_merge *merge, struct httally_tally *into,
                       const struct httally_tally *from);
void table_merge_known(struct table_merge *merge, enum httally_dimension dimension, size_t first,
                       size_t last);
/* Once all keys of the dimension went through table_merge_known(); dimensions may be done by
 * several threads at the same time, in any order.  False when memory is out. */
bool table_merge_new(struct table_merge *merge, enum httally_dimension dimension);

/* After all dimensions: merge the ledgers, whose entries name keys by id, and bring the tables
 * within their limit. */
void table_merge_ledgers(struct table_merge *merge);

void table_merge_finish(struct table_merge *merge);

/* Everything of httally_tally_merge() that comes after the dimensions. */
void tally_merge_rest(struct table_merge *merge);

#endif
