/* SPDX-License-Identifier: MIT */
/* memory.h - allocation with checked sizes, and page-backed regions that grow in place. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "httally/error.h"

/* 'count' zeroed objects of 'size' bytes, or NULL when memory is out or the product overflows.
 * free() ends it. */
void *memory_allocate(size_t count, size_t size);

/* Grow or shrink 'old' (may be NULL) to 'count' objects; NULL leaves 'old' as it was. */
void *memory_resize(void *old, size_t count, size_t size);

/* Report that memory is out; returns HTTALLY_ERROR_MEMORY. */
enum httally_result memory_error(struct httally_error *error);

/*
 * Make room for one object more in an array of '*capacity' objects that holds 'count': doubles it
 * (from 'first' objects), up to 'limit'.  False when memory is out or 'limit' is reached; the
 * array is untouched then.
 */
bool memory_grow(void **array, size_t count, size_t *capacity, size_t first, size_t limit,
                 size_t size);

/* A range of zeroed pages.  A page takes memory from its first use on. */
struct memory_region {
    void *data;
    size_t length_bytes;
};

/* Reserve 'length_bytes' (rounded up to pages); false when the system refuses. */
bool memory_region_init(struct memory_region *region, size_t length_bytes);

/* Make it at least 'length_bytes' long; what is in it stays, perhaps at another address.  False
 * when the system refuses: nothing has changed then. */
bool memory_region_grow(struct memory_region *region, size_t length_bytes);

/* Give the memory behind the first 'kept_bytes' back to the system; it reads as zero again. */
void memory_region_trim(struct memory_region *region, size_t kept_bytes);

/* Release everything; a zeroed region is fine. */
void memory_region_finish(struct memory_region *region);

#endif
