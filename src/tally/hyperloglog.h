/* SPDX-License-Identifier: MIT */
/*
 * hyperloglog.h - how many distinct keys, in 16 KiB.
 *
 * Flajolet, Fusy, Gandouet and Meunier 2007, with 2^14 registers (standard error 0.81 %) and the
 * estimator of Ertl 2017 ("New cardinality estimation algorithms for HyperLogLog sketches",
 * algorithm 6), which needs no bias tables.  Sketches of the same keys agree across processes and
 * hosts: the hash is XXH3 64 without a seed.
 */
#ifndef HYPERLOGLOG_H
#define HYPERLOGLOG_H

#include <stdint.h>

enum { HYPERLOGLOG_INDEX_BITS = 14, HYPERLOGLOG_REGISTERS = 1 << HYPERLOGLOG_INDEX_BITS };

/* Zeroed is empty. */
struct hyperloglog {
    uint8_t registers[HYPERLOGLOG_REGISTERS];
};

/* Add a key by its hash_fixed(). */
void hyperloglog_add(struct hyperloglog *sketch, uint64_t hash);

/* Afterwards 'into' has seen what either has seen. */
void hyperloglog_merge(struct hyperloglog *into, const struct hyperloglog *from);

double hyperloglog_estimate(const struct hyperloglog *sketch);

#endif
