/* SPDX-License-Identifier: MIT */
/*
 * buffer.h - text that grows at its end.
 *
 * Errors stick: after memory ran out or the ceiling was hit, appending does nothing, and
 * buffer_status() says so once at the end.  A zeroed struct is an empty buffer.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>

#include "base/compiler.h"
#include "httally/error.h"
#include "httally/slice.h"

/* No report or message comes near it; a runaway loop does. */
#define BUFFER_CEILING_BYTES ((size_t)1 << 30)

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
    bool has_failed;
};

void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_append_slice(struct buffer *buffer, struct httally_slice slice);
void buffer_append_string(struct buffer *buffer, const char *string);
void buffer_append_char(struct buffer *buffer, char byte);
void buffer_append_repeated(struct buffer *buffer, const char *string, size_t count);
void buffer_append_format(struct buffer *buffer, const char *format, ...) HTTALLY_PRINTF(2, 3);

/* The bytes so far; valid until the next append. */
static inline struct httally_slice buffer_slice(const struct buffer *buffer)
{
    return httally_slice_of(buffer->data, buffer->length);
}

/* Forget the bytes, keep the memory. */
void buffer_reset(struct buffer *buffer);

/* HTTALLY_OK, or HTTALLY_ERROR_MEMORY when an append has failed. */
enum httally_result buffer_status(const struct buffer *buffer, struct httally_error *error);

void buffer_finish(struct buffer *buffer);

#endif
