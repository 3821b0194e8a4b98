/* SPDX-License-Identifier: MIT */
/*
 * failing_allocator.h - makes chosen allocations of the library fail, and counts what it keeps.
 *
 * It stands in for malloc() and its kin by the linker's --wrap, so only calls from objects that
 * are linked in are seen, not those inside of shared libraries.
 */
#ifndef FAILING_ALLOCATOR_H
#define FAILING_ALLOCATOR_H

#include <stdbool.h>

enum failing_mode {
    /* One allocation fails: does the caller notice? */
    FAILING_ONE = 0,
    /* That one and all behind it: does clearing up need memory? */
    FAILING_ALL_FROM,
    FAILING_MODE_COUNT
};

/* Let the 'nth' allocation from now on fail, counted from 1. */
void failing_allocator_arm(enum failing_mode mode, unsigned long nth);

/* Let none fail; true when one did since arming. */
bool failing_allocator_disarm(void);

/* Blocks and mappings that were handed out and not taken back. */
long failing_allocator_live_count(void);

#endif
