/* SPDX-License-Identifier: MIT */
/* parallel_merge.h - httally_tally_merge() by two threads. */
#ifndef PARALLEL_MERGE_H
#define PARALLEL_MERGE_H

#include "httally/tally.h"

/*
 * Merge the tables in two steps: keys that both tallies have are counted in ranges, which threads
 * take as they come; then each table gets its new keys from one thread.  The same result as
 * httally_tally_merge(), but for the ids of keys.
 */
enum httally_result parallel_merge(struct httally_tally *into, const struct httally_tally *from,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
