/* SPDX-License-Identifier: MIT */
/* line_reader.h - cut a source into blocks of whole lines.  Knows nothing of log formats. */
#ifndef LINE_READER_H
#define LINE_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/source.h"

/* Readable bytes of no meaning on both sides of a block, so that a parser may look at whole words
 * and vectors around a line without leaving the buffer. */
#define LINE_BLOCK_PADDING_BYTES 64

/* A longer line is "too long" (design: 64 KiB); leading NULs and the line end do not count.  The
 * reader itself does not measure lines: one that is too long, but fits the buffer, comes like any
 * other, and who looks at the lines has to tell. */
#define LINE_CAP_BYTES 65536

enum line_block_kind {
    /* One or more whole lines.  The last byte is always '\n': where the input's last line had
     * none, one was added behind it (not counted in 'input_bytes'). */
    LINE_BLOCK_LINES,
    /* The head of one line that did not fit the buffer; the rest of it was skipped. */
    LINE_BLOCK_TOO_LONG,
    /* The unfinished line that stood before a damaged place; an error follows. */
    LINE_BLOCK_CUT,
};

struct line_block {
    enum line_block_kind kind;
    /* Borrowed from the reader until the next call; writable by nobody. */
    const char *data;
    size_t length;
    /* Offset of data[0] in the decoded stream, in bytes. */
    uint64_t offset_bytes;
};

struct line_reader;

/*
 * Read lines of 'source', which stays the caller's and must outlive the reader, through a buffer
 * of 'buffer_bytes' (at least LINE_CAP_BYTES + 2; 0 means the default of 256 KiB).
 */
enum httally_result line_reader_create(struct httally_source *source, size_t buffer_bytes,
                                       struct line_reader **reader_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Deliver the next block.  Returns HTTALLY_OK, HTTALLY_END when nothing is left, or the source's
 * error once every byte before it has been delivered.
 *
 * A UTF-8 byte order mark at the beginning of the stream is skipped.  NUL bytes at the beginning
 * of a line that does not fit the buffer are dropped instead of making the line too long: a
 * writer without O_APPEND leaves megabytes of them after copytruncate, with a good line behind.
 */
enum httally_result line_reader_next(struct line_reader *reader, struct line_block *block_out,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

/* Bytes of the decoded stream taken so far, a byte order mark and dropped NULs included; up to a
 * buffer ahead of the blocks delivered. */
uint64_t line_reader_input_bytes(const struct line_reader *reader);

/* End the reader, not its source; NULL is fine. */
void line_reader_destroy(struct line_reader *reader);

#endif
