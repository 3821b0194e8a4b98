/* SPDX-License-Identifier: MIT */
/*
 * text_store.h - many texts in one block of memory.
 *
 * The block moves while it grows, so that pointers into it are set when it is complete.
 */
#ifndef TEXT_STORE_H
#define TEXT_STORE_H

#include "base/buffer.h"

struct text_place {
    const char **pointer;
    size_t offset;
};

/* Zeroed is empty. */
struct text_store {
    struct buffer bytes;
    struct text_place *places;
    size_t place_count;
    size_t place_capacity;
    bool has_failed;
};

void text_store_finish(struct text_store *store);

/* Copy what '*slice' points to, and have it point to the copy; '*slice' must stay where it is. */
void text_store_slice(struct text_store *store, struct httally_slice *slice);

/* Copy 'text', with a NUL, and have '*pointer' point to the copy; '*pointer' must stay. */
void text_store_text(struct text_store *store, const char **pointer, struct httally_slice text);

/* Set all pointers.  The caller owns '*block_out' then; false when memory is out. */
bool text_store_settle(struct text_store *store, void **block_out);

#endif
