/* SPDX-License-Identifier: MIT */
#include "failing_allocator.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Workers allocate too, hence the atomics. */
static atomic_ulong remaining_count;
static atomic_bool has_failed;
static atomic_long live_count;
static atomic_int armed_mode = -1;

void failing_allocator_arm(enum failing_mode mode, unsigned long nth)
{
    remaining_count = nth;
    has_failed = false;
    armed_mode = (int)mode;
}

bool failing_allocator_disarm(void)
{
    armed_mode = -1;
    return has_failed;
}

long failing_allocator_live_count(void)
{
    return live_count;
}

static bool is_to_fail(void)
{
    int mode = armed_mode;
    if (mode < 0)
        return false;
    if (mode == FAILING_ALL_FROM && has_failed) {
        errno = ENOMEM;
        return true;
    }
    if (atomic_fetch_sub(&remaining_count, 1) != 1)
        return false;
    has_failed = true;
    errno = ENOMEM;
    return true;
}

static void *counted(void *block)
{
    if (block)
        live_count++;
    return block;
}

/* What the linker puts in place of NAME, and the true NAME under its other name. */
#define WRAP(type, name, ...)                                                                      \
    type __real_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__);                                                               \
    type __wrap_##name(__VA_ARGS__)

WRAP(void *, malloc, size_t size)
{
    return is_to_fail() ? NULL : counted(__real_malloc(size));
}

WRAP(void *, calloc, size_t count, size_t size)
{
    return is_to_fail() ? NULL : counted(__real_calloc(count, size));
}

WRAP(void *, realloc, void *old, size_t size)
{
    if (is_to_fail())
        return NULL;
    return old ? __real_realloc(old, size) : counted(__real_realloc(old, size));
}

WRAP(char *, strdup, const char *string)
{
    return is_to_fail() ? NULL : counted(__real_strdup(string));
}

WRAP(char *, strndup, const char *string, size_t length)
{
    return is_to_fail() ? NULL : counted(__real_strndup(string, length));
}

WRAP(void *, aligned_alloc, size_t alignment, size_t size)
{
    return is_to_fail() ? NULL : counted(__real_aligned_alloc(alignment, size));
}

WRAP(int, posix_memalign, void **block, size_t alignment, size_t size)
{
    if (is_to_fail())
        return ENOMEM;
    int result = __real_posix_memalign(block, alignment, size);
    if (result == 0)
        counted(*block);
    return result;
}

WRAP(void, free, void *block)
{
    if (block)
        live_count--;
    __real_free(block);
}

static void *counted_mapping(void *mapping)
{
    if (mapping != MAP_FAILED)
        live_count++;
    return mapping;
}

/* With 64-bit offsets, mmap() is called by its other name. */
WRAP(void *, mmap, void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    return is_to_fail()
               ? MAP_FAILED
               : counted_mapping(__real_mmap(address, length, protection, flags, fd, offset));
}

WRAP(void *, mmap64, void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    return is_to_fail()
               ? MAP_FAILED
               : counted_mapping(__real_mmap64(address, length, protection, flags, fd, offset));
}

/* The program's calls never say where to. */
WRAP(void *, mremap, void *old, size_t old_length, size_t length, int flags, ...)
{
    return is_to_fail() ? MAP_FAILED : __real_mremap(old, old_length, length, flags);
}

WRAP(int, munmap, void *address, size_t length)
{
    live_count--;
    return __real_munmap(address, length);
}
