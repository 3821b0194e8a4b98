/* SPDX-License-Identifier: MIT */
/* parallel_merge.h - httally_tally_merge() by two threads. */
#ifndef PARALLEL_MERGE_H
#define PARALLEL_MERGE_H

#include "httally/tally.h"

/*
 * Merge the tables of different dimensions side by side: clients and paths take nearly all of the
 * time, about as much each.  The same result as httally_tally_merge().
 */
enum httally_result parallel_merge(struct httally_tally *into, const struct httally_tally *from,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
