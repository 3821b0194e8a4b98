/* SPDX-License-Identifier: MIT */
/*
 * line_reader.h - cut a source into blocks of whole lines.  Knows nothing of log formats.
 *
 * Blocks are filled into buffers of the caller, so that one thread may parse a block while another
 * has the next one read: between calls the reader keeps what is left of the last line for itself
 * and refers to no buffer.
 */
#ifndef LINE_READER_H
#define LINE_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/source.h"

/* Readable bytes of no meaning on both sides of a block, so that a parser may look at whole words
 * and vectors around a line without leaving the buffer. */
#define LINE_BLOCK_PADDING_BYTES 64

/* A longer line is "too long" (design: 64 KiB); leading NULs and the line end do not count. */
#define LINE_CAP_BYTES 65536

/* Small enough to stay in the second-level cache while it is parsed. */
#define LINE_BUFFER_BYTES ((size_t)256 * 1024)

/* Where blocks are put. */
struct line_buffer {
    /* Padding, 'capacity' bytes, padding. */
    char *memory;
    char *data;
    size_t capacity;
};

/* At least LINE_CAP_BYTES + 2; 0 means LINE_BUFFER_BYTES. */
enum httally_result line_buffer_init(struct line_buffer *buffer, size_t capacity,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed buffer is fine. */
void line_buffer_finish(struct line_buffer *buffer);

enum line_block_kind {
    /* One or more whole lines.  The last byte is always '\n': where the input's last line had
     * none, one was added behind it (not counted in 'input_bytes').  A line over LINE_CAP_BYTES
     * that fits the buffer is among them: the consumer counts it as too long. */
    LINE_BLOCK_LINES,
    /* The head of one line that did not fit the buffer; the rest of it was skipped. */
    LINE_BLOCK_TOO_LONG,
    /* The unfinished line that stood before a damaged place; an error follows. */
    LINE_BLOCK_CUT,
};

struct line_block {
    enum line_block_kind kind;
    /* In the buffer handed in. */
    const char *data;
    size_t length;
    /* Offset of data[0] in the decoded stream, in bytes. */
    uint64_t offset_bytes;
};

struct line_reader;

/* Read lines of 'source', which stays the caller's and must outlive the reader. */
enum httally_result line_reader_create(struct httally_source *source,
                                       struct line_reader **reader_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Read only the lines that begin at the offsets [start, end) of a file.  'source' must begin at
 * start - 1 (at 0 when start is 0): the byte before tells whether a line begins at 'start'.  It is
 * read beyond 'end' as far as the last line goes.  Every line belongs to exactly one of several
 * pieces that cover the file.
 */
enum httally_result line_reader_create_piece(struct httally_source *source, uint64_t start,
                                             uint64_t end, struct line_reader **reader_out,
                                             struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Fill 'buffer' with the next block.  All buffers used with a reader have the same capacity.
 * Returns HTTALLY_OK, HTTALLY_END when nothing is left, or the source's error once every byte
 * before it has been delivered.
 *
 * A UTF-8 byte order mark at the beginning of the stream is skipped.  NUL bytes at the beginning
 * of a line that does not fit the buffer are dropped instead of making the line too long: a
 * writer without O_APPEND leaves megabytes of them after copytruncate, with a good line behind.
 */
enum httally_result line_reader_next(struct line_reader *reader, struct line_buffer *buffer,
                                     struct line_block *block_out,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same, but for the buffer being filled as far as the source goes: the first block of a stream,
 * by which its format is told, is the same however a pipe delivers it. */
enum httally_result line_reader_next_full(struct line_reader *reader, struct line_buffer *buffer,
                                          struct line_block *block_out,
                                          struct httally_error *error) HTTALLY_MUST_CHECK;

/* Bytes of the decoded stream taken so far; up to a buffer ahead of the blocks. */
uint64_t line_reader_input_bytes(const struct line_reader *reader);

/* End the reader, not its source; NULL is fine. */
void line_reader_destroy(struct line_reader *reader);

#endif
