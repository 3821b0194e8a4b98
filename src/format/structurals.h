/* SPDX-License-Identifier: MIT */
/*
 * structurals.h - where the quotes and newlines of a block are.
 *
 * The first of two stages of parsing: one pass over the bytes finds every '"' and '\n', so that
 * the second stage looks at fixed places around them instead of searching (the idea of simdjson,
 * Langdale and Lemire 2019, "Parsing Gigabytes of JSON per Second").
 */
#ifndef STRUCTURALS_H
#define STRUCTURALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "httally/error.h"

/* Positions are offsets from the block's first byte, ascending. */
struct structurals {
    uint32_t *quotes;
    size_t quote_count;
    uint32_t *newlines;
    size_t newline_count;
    /* Bytes that the arrays have room for. */
    size_t capacity_bytes;
};

/* Reads up to STRUCTURALS_PADDING_BYTES behind 'length'; 'structurals' has room for 'length'. */
typedef void (*structurals_find_function)(const char *data, size_t length,
                                          struct structurals *structurals);

/* Behind the positions there is room for so many more, which a reader may fill with an end mark. */
enum { STRUCTURALS_PADDING_BYTES = 64, STRUCTURALS_SPARE_POSITIONS = 8 };

struct structurals_variant {
    const char *name;
    structurals_find_function find;
};

/* All variants that this processor can run, the fastest last; [0] is the plain reference. */
size_t structurals_variants(const struct structurals_variant **variants_out);

/* The fastest variant, or the one that is forced. */
const struct structurals_variant *structurals_best(void);

/*
 * For tests: have the variant of this name taken for the best, NULL for the fastest again.  False
 * when this processor has none of this name.  To be called before there are threads and parsers.
 */
bool structurals_force(const char *name);

/* Make room for blocks of 'length' bytes; memory is kept for the next block. */
enum httally_result structurals_reserve(struct structurals *structurals, size_t length,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed struct is fine. */
void structurals_finish(struct structurals *structurals);

#endif
