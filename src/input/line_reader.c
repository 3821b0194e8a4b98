/* SPDX-License-Identifier: MIT */
#include "input/line_reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { DEFAULT_BUFFER_BYTES = 256 * 1024 };

struct line_reader {
    struct httally_source *source;
    /* Padding, 'capacity' bytes, padding. */
    char *memory;
    /* The bytes between the paddings, of which 'length' are filled. */
    char *buffer;
    size_t capacity;
    size_t length;
    /* The first of them went out with the last block ... */
    size_t delivered;
    /* ... and as many were searched for a newline in vain, counted from the front. */
    size_t searched;
    /* Offset of buffer[0] in the decoded stream. */
    uint64_t offset_bytes;
    uint64_t input_bytes;
    /* A byte order mark may still come. */
    bool is_at_start;
    /* The head of a line that is too long was delivered, its end was not seen yet. */
    bool is_in_long_line;
};

enum httally_result line_reader_create(struct httally_source *source, size_t buffer_bytes,
                                       struct line_reader **reader_out, struct httally_error *error)
{
    assert(buffer_bytes == 0 || buffer_bytes >= LINE_CAP_BYTES + 2);
    *reader_out = NULL;
    struct line_reader *reader = memory_allocate(1, sizeof *reader);
    if (!reader)
        return memory_error(error);
    reader->source = source;
    reader->capacity = buffer_bytes ? buffer_bytes : DEFAULT_BUFFER_BYTES;
    reader->is_at_start = true;
    reader->memory = memory_allocate(reader->capacity + 2 * LINE_BLOCK_PADDING_BYTES, 1);
    if (!reader->memory) {
        free(reader);
        return memory_error(error);
    }
    reader->buffer = reader->memory + LINE_BLOCK_PADDING_BYTES;
    *reader_out = reader;
    return HTTALLY_OK;
}

void line_reader_destroy(struct line_reader *reader)
{
    if (reader)
        free(reader->memory);
    free(reader);
}

uint64_t line_reader_input_bytes(const struct line_reader *reader)
{
    return reader->input_bytes;
}

/* Append what one read of the source gives. */
static enum httally_result fill(struct line_reader *reader, struct httally_error *error)
{
    size_t length;
    enum httally_result result =
        httally_source_read(reader->source, reader->buffer + reader->length,
                            reader->capacity - reader->length, &length, error);
    reader->length += length;
    reader->input_bytes += length;
    return result;
}

/* Remove the first 'length' bytes. */
static void drop(struct line_reader *reader, size_t length)
{
    if (length == 0)
        return;
    reader->length -= length;
    memmove(reader->buffer, reader->buffer + length, reader->length);
    reader->offset_bytes += length;
    reader->searched = reader->searched > length ? reader->searched - length : 0;
}

/* The mark may come byte by byte.  The end of the source met here will be met again. */
static void skip_byte_order_mark(struct line_reader *reader)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && reader->length < sizeof mark &&
           memcmp(reader->buffer, mark, reader->length) == 0)
        result = fill(reader, NULL);
    if (reader->length >= sizeof mark && memcmp(reader->buffer, mark, sizeof mark) == 0)
        drop(reader, sizeof mark);
    reader->is_at_start = false;
}

/* Skip to the end of a line that is too long.  The end of the source will be met again. */
static void skip_long_line(struct line_reader *reader)
{
    while (fill(reader, NULL) == HTTALLY_OK) {
        const char *newline = memchr(reader->buffer, '\n', reader->length);
        if (newline) {
            drop(reader, (size_t)(newline + 1 - reader->buffer));
            reader->is_in_long_line = false;
            return;
        }
        drop(reader, reader->length);
    }
}

/*
 * Drop NULs in front of an unfinished line, all but the last byte, so that a line of nothing but
 * NULs remains a line.  False when there are none to drop.
 */
static bool drop_leading_nuls(struct line_reader *reader)
{
    size_t count = 0;
    while (count + 1 < reader->length && reader->buffer[count] == '\0')
        count++;
    drop(reader, count);
    return count > 0;
}

/* Length of the whole lines in the buffer.  Only bytes that are new are looked at, from their end:
 * one short search for each read. */
static size_t whole_lines(struct line_reader *reader)
{
    size_t end = reader->length;
    while (end > reader->searched && reader->buffer[end - 1] != '\n')
        end--;
    size_t length = end > reader->searched ? end : 0;
    reader->searched = reader->length;
    return length;
}

static enum httally_result deliver(struct line_reader *reader, enum line_block_kind kind,
                                   size_t length, struct line_block *block_out)
{
    *block_out = (struct line_block){
        .kind = kind,
        .data = reader->buffer,
        .length = length,
        .offset_bytes = reader->offset_bytes,
    };
    reader->delivered = length;
    return HTTALLY_OK;
}

/* The source gives no more: what is left is the last line, or one cut by damage. */
static enum httally_result deliver_rest(struct line_reader *reader, enum httally_result result,
                                        struct line_block *block_out)
{
    if (reader->length == 0)
        return result;
    if (result != HTTALLY_END)
        return deliver(reader, LINE_BLOCK_CUT, reader->length, block_out);
    /* There is room: a full buffer would have been a line too long. */
    reader->buffer[reader->length++] = '\n';
    return deliver(reader, LINE_BLOCK_LINES, reader->length, block_out);
}

enum httally_result line_reader_next(struct line_reader *reader, struct line_block *block_out,
                                     struct httally_error *error)
{
    drop(reader, reader->delivered);
    reader->delivered = 0;
    if (reader->is_at_start)
        skip_byte_order_mark(reader);
    if (reader->is_in_long_line)
        skip_long_line(reader);
    for (;;) {
        size_t length = whole_lines(reader);
        if (length > 0)
            return deliver(reader, LINE_BLOCK_LINES, length, block_out);
        if (reader->length == reader->capacity && !drop_leading_nuls(reader)) {
            reader->is_in_long_line = true;
            return deliver(reader, LINE_BLOCK_TOO_LONG, reader->length, block_out);
        }
        enum httally_result result = fill(reader, error);
        if (result != HTTALLY_OK)
            return deliver_rest(reader, result, block_out);
    }
}
