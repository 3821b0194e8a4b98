/* SPDX-License-Identifier: MIT */
/* Moving pages without copying them is an extension of Linux. */
#define _GNU_SOURCE
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *memory_allocate(size_t count, size_t size)
{
    return calloc(count ? count : 1, size ? size : 1);
}

void *memory_resize(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    size_t bytes = count * size;
    return realloc(old, bytes ? bytes : 1);
}

enum httally_result memory_error(struct httally_error *error)
{
    return httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
}

bool memory_grow(void **array, size_t count, size_t *capacity, size_t first, size_t limit,
                 size_t size)
{
    if (count < *capacity)
        return true;
    if (count >= limit)
        return false;
    size_t wanted = *capacity ? *capacity * 2 : first;
    if (wanted > limit)
        wanted = limit;
    void *grown = memory_resize(*array, wanted, size);
    if (!grown)
        return false;
    *array = grown;
    *capacity = wanted;
    return true;
}

static size_t round_up_to_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

/*
 * Random accesses to tables of many megabytes miss the translation cache at every step; pages of
 * 2 MiB spare that.  Most regions never grow so far.  It is all of a region or nothing: a mapping
 * of two kinds could not be moved as one.
 */
static void ask_for_huge_pages(void *data, size_t length)
{
#ifdef MADV_HUGEPAGE
    const size_t worthwhile = (size_t)8 << 20;
    if (length >= worthwhile)
        madvise(data, length, MADV_HUGEPAGE);
#else
    (void)data;
    (void)length;
#endif
}

bool memory_region_init(struct memory_region *region, size_t length_bytes)
{
    *region = (struct memory_region){0};
    size_t length = round_up_to_pages(length_bytes);
    void *data = mmap(NULL, length, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data == MAP_FAILED)
        return false;
    ask_for_huge_pages(data, length);
    region->data = data;
    region->length_bytes = length;
    return true;
}

/* ThreadSanitizer does not see that pages move: what used an address before seems to race. */
#if defined(MREMAP_MAYMOVE) && !defined(__SANITIZE_THREAD__)
#define CAN_MOVE_PAGES 1
#else
#define CAN_MOVE_PAGES 0
#endif

bool memory_region_grow(struct memory_region *region, size_t length_bytes)
{
    if (length_bytes <= region->length_bytes)
        return true;
    size_t length = round_up_to_pages(length_bytes);
#if CAN_MOVE_PAGES
    void *data = mremap(region->data, region->length_bytes, length, MREMAP_MAYMOVE);
    if (data == MAP_FAILED)
        return false;
    ask_for_huge_pages(data, length);
    *region = (struct memory_region){data, length};
#else
    struct memory_region longer;
    if (!memory_region_init(&longer, length))
        return false;
    memcpy(longer.data, region->data, region->length_bytes);
    memory_region_finish(region);
    *region = longer;
#endif
    return true;
}

void memory_region_trim(struct memory_region *region, size_t kept_bytes)
{
    size_t kept = round_up_to_pages(kept_bytes);
    if (region->data && kept < region->length_bytes)
        madvise((char *)region->data + kept, region->length_bytes - kept, MADV_DONTNEED);
}

void memory_region_finish(struct memory_region *region)
{
    if (region->data)
        munmap(region->data, region->length_bytes);
    *region = (struct memory_region){0};
}
