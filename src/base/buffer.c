/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/* Make room for 'extra' bytes and a NUL behind them. */
static bool make_room(struct buffer *buffer, size_t extra)
{
    if (buffer->has_failed)
        return false;
    if (extra >= BUFFER_CEILING_BYTES || buffer->length + extra >= BUFFER_CEILING_BYTES) {
        buffer->has_failed = true;
        return false;
    }
    size_t needed = buffer->length + extra + 1;
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    while (capacity < needed)
        capacity *= 2;
    char *data = memory_resize(buffer->data, capacity, 1);
    if (!data) {
        buffer->has_failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *buffer, const void *data, size_t length)
{
    if (length == 0 || !make_room(buffer, length))
        return;
    memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
}

void buffer_append_slice(struct buffer *buffer, struct httally_slice slice)
{
    buffer_append(buffer, slice.data, slice.length);
}

void buffer_append_string(struct buffer *buffer, const char *string)
{
    buffer_append(buffer, string, strlen(string));
}

void buffer_append_char(struct buffer *buffer, char byte)
{
    buffer_append(buffer, &byte, 1);
}

void buffer_append_repeated(struct buffer *buffer, const char *string, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_append_string(buffer, string);
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0 && make_room(buffer, (size_t)length)) {
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->has_failed = false;
}

enum httally_result buffer_status(const struct buffer *buffer, struct httally_error *error)
{
    return buffer->has_failed ? memory_error(error) : HTTALLY_OK;
}

void buffer_finish(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}
