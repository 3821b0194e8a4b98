/* SPDX-License-Identifier: MIT */
#include "input/line_reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct line_reader {
    struct httally_source *source;
    /* What follows the last newline delivered, kept until the next call. */
    char *rest;
    size_t rest_length;
    size_t rest_capacity;

    /* The buffer of the present call, of which 'length' bytes are filled; the first 'searched' of
     * them were searched for a newline in vain. */
    char *data;
    size_t capacity;
    size_t length;
    size_t searched;
    /* Offset of data[0] in the decoded stream. */
    uint64_t offset_bytes;
    /* Where the line at data[0] began, before a mark or NULs were dropped from it. */
    uint64_t line_start;
    uint64_t input_bytes;
    /* Lines that begin there or later are not ours. */
    uint64_t end_offset;
    /* A byte order mark may still come. */
    bool is_at_start;
    /* The beginning of a line that is not to be delivered was seen, its end was not. */
    bool is_in_skipped_line;
    bool has_ended;
};

enum httally_result line_buffer_init(struct line_buffer *buffer, size_t capacity,
                                     struct httally_error *error)
{
    assert(capacity == 0 || capacity >= LINE_CAP_BYTES + 2);
    buffer->capacity = capacity ? capacity : LINE_BUFFER_BYTES;
    buffer->memory = memory_allocate(buffer->capacity + 2 * LINE_BLOCK_PADDING_BYTES, 1);
    if (!buffer->memory)
        return memory_error(error);
    buffer->data = buffer->memory + LINE_BLOCK_PADDING_BYTES;
    return HTTALLY_OK;
}

void line_buffer_finish(struct line_buffer *buffer)
{
    free(buffer->memory);
    *buffer = (struct line_buffer){0};
}

enum httally_result line_reader_create(struct httally_source *source,
                                       struct line_reader **reader_out, struct httally_error *error)
{
    return line_reader_create_piece(source, 0, UINT64_MAX, reader_out, error);
}

enum httally_result line_reader_create_piece(struct httally_source *source, uint64_t start,
                                             uint64_t end, struct line_reader **reader_out,
                                             struct httally_error *error)
{
    struct line_reader *reader = memory_allocate(1, sizeof *reader);
    *reader_out = reader;
    if (!reader)
        return memory_error(error);
    reader->source = source;
    reader->end_offset = end;
    reader->is_at_start = start == 0;
    /* The line that holds the byte before 'start' belongs to the piece before. */
    reader->is_in_skipped_line = start > 0;
    reader->offset_bytes = start > 0 ? start - 1 : 0;
    reader->line_start = reader->offset_bytes;
    return HTTALLY_OK;
}

void line_reader_destroy(struct line_reader *reader)
{
    if (reader)
        free(reader->rest);
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
        httally_source_read(reader->source, reader->data + reader->length,
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
    memmove(reader->data, reader->data + length, reader->length);
    reader->offset_bytes += length;
    reader->searched = reader->searched > length ? reader->searched - length : 0;
}

/* The mark may come byte by byte.  The end of the source met here will be met again. */
static void skip_byte_order_mark(struct line_reader *reader)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && reader->length < sizeof mark &&
           memcmp(reader->data, mark, reader->length) == 0)
        result = fill(reader, NULL);
    if (reader->length >= sizeof mark && memcmp(reader->data, mark, sizeof mark) == 0)
        drop(reader, sizeof mark);
    reader->is_at_start = false;
}

/*
 * Skip to the end of a line.  The end of the source will be met again.  A line that goes on beyond
 * the end of the piece leaves nothing that begins within it.
 */
static void skip_line(struct line_reader *reader)
{
    while (reader->offset_bytes < reader->end_offset &&
           (reader->length > 0 || fill(reader, NULL) == HTTALLY_OK)) {
        const char *newline = memchr(reader->data, '\n', reader->length);
        if (newline) {
            drop(reader, (size_t)(newline + 1 - reader->data));
            reader->line_start = reader->offset_bytes;
            reader->is_in_skipped_line = false;
            return;
        }
        drop(reader, reader->length);
    }
    if (reader->offset_bytes >= reader->end_offset)
        reader->has_ended = true;
}

/*
 * Drop NULs in front of an unfinished line, all but the last byte, so that a line of nothing but
 * NULs remains a line.  False when there are none to drop.
 */
static bool drop_leading_nuls(struct line_reader *reader)
{
    size_t count = 0;
    while (count + 1 < reader->length && reader->data[count] == '\0')
        count++;
    drop(reader, count);
    return count > 0;
}

/* Length of the whole lines in the buffer.  Only bytes that are new are looked at, from their end:
 * one short search for each read. */
static size_t whole_lines(struct line_reader *reader)
{
    size_t end = reader->length;
    while (end > reader->searched && reader->data[end - 1] != '\n')
        end--;
    size_t length = end > reader->searched ? end : 0;
    reader->searched = reader->length;
    return length;
}

/* Of 'length' bytes of whole lines, those of lines that begin before the piece's end. */
static size_t owned_lines(struct line_reader *reader, size_t length)
{
    if (reader->end_offset > reader->offset_bytes &&
        reader->end_offset - reader->offset_bytes > length)
        return length;
    reader->has_ended = true;
    /* The last line of ours holds the byte before the end, and may go on behind it. */
    bool is_one_line = reader->end_offset <= reader->offset_bytes;
    size_t last = is_one_line ? 0 : (size_t)(reader->end_offset - reader->offset_bytes) - 1;
    const char *newline = memchr(reader->data + last, '\n', length - last);
    return (size_t)(newline + 1 - reader->data);
}

/* Keep what follows the first 'length' bytes for the next call, whose buffer may be another. */
static enum httally_result keep_rest(struct line_reader *reader, size_t length,
                                     struct httally_error *error)
{
    size_t rest_length = reader->length - length;
    if (rest_length > reader->rest_capacity) {
        size_t capacity = rest_length < 4096 ? 4096 : reader->capacity;
        char *rest = memory_resize(reader->rest, capacity, 1);
        if (!rest)
            return memory_error(error);
        reader->rest = rest;
        reader->rest_capacity = capacity;
    }
    if (rest_length > 0)
        memcpy(reader->rest, reader->data + length, rest_length);
    reader->rest_length = rest_length;
    return HTTALLY_OK;
}

static enum httally_result deliver(struct line_reader *reader, enum line_block_kind kind,
                                   size_t length, struct line_block *block_out,
                                   struct httally_error *error)
{
    *block_out = (struct line_block){
        .kind = kind,
        .data = reader->data,
        .length = length,
        .offset_bytes = reader->offset_bytes,
    };
    enum httally_result result = keep_rest(reader, length, error);
    reader->offset_bytes += length;
    reader->line_start = reader->offset_bytes;
    return result;
}

/* The source gives no more: what is left is the last line, or one cut by damage. */
static enum httally_result deliver_last(struct line_reader *reader, enum httally_result ending,
                                        struct line_block *block_out, struct httally_error *error)
{
    if (reader->length == 0)
        return ending;
    if (ending != HTTALLY_END)
        return deliver(reader, LINE_BLOCK_CUT, reader->length, block_out, error);
    /* There is room: a full buffer would have been a line too long. */
    reader->data[reader->length++] = '\n';
    return deliver(reader, LINE_BLOCK_LINES, reader->length, block_out, error);
}

static void begin_call(struct line_reader *reader, struct line_buffer *buffer)
{
    reader->data = buffer->data;
    reader->capacity = buffer->capacity;
    reader->length = reader->rest_length;
    reader->searched = 0;
    if (reader->rest_length > 0)
        memcpy(reader->data, reader->rest, reader->rest_length);
    reader->rest_length = 0;
    if (reader->is_at_start)
        skip_byte_order_mark(reader);
    if (reader->is_in_skipped_line)
        skip_line(reader);
}

static enum httally_result next_block(struct line_reader *reader, struct line_block *block_out,
                                      struct httally_error *error)
{
    if (reader->has_ended || reader->line_start >= reader->end_offset)
        return HTTALLY_END;
    for (;;) {
        size_t length = whole_lines(reader);
        if (length > 0)
            return deliver(reader, LINE_BLOCK_LINES, owned_lines(reader, length), block_out, error);
        if (reader->length == reader->capacity && !drop_leading_nuls(reader)) {
            reader->is_in_skipped_line = true;
            return deliver(reader, LINE_BLOCK_TOO_LONG, reader->length, block_out, error);
        }
        enum httally_result result = fill(reader, error);
        if (result != HTTALLY_OK)
            return deliver_last(reader, result, block_out, error);
    }
}

enum httally_result line_reader_next(struct line_reader *reader, struct line_buffer *buffer,
                                     struct line_block *block_out, struct httally_error *error)
{
    begin_call(reader, buffer);
    return next_block(reader, block_out, error);
}

enum httally_result line_reader_next_full(struct line_reader *reader, struct line_buffer *buffer,
                                          struct line_block *block_out, struct httally_error *error)
{
    begin_call(reader, buffer);
    while (!reader->has_ended && reader->length < reader->capacity &&
           fill(reader, error) == HTTALLY_OK)
        continue;
    /* What ended it, the source says again. */
    return next_block(reader, block_out, error);
}
