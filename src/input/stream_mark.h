/* SPDX-License-Identifier: MIT */
/* stream_mark.h - a place in a decoded stream, told by the bytes before it. */
#ifndef STREAM_MARK_H
#define STREAM_MARK_H

#include <stddef.h>
#include <stdint.h>

enum { STREAM_TAIL_BYTES = 4096 };

/* Zeroed is the beginning of a stream. */
struct stream_mark {
    /* Bytes before the place. */
    uint64_t offset_bytes;
    /* CRC-32 of them, as in the trailer of a gzip member. */
    uint32_t crc32;
    /* The last of them, up to STREAM_TAIL_BYTES. */
    size_t tail_length;
    char tail[STREAM_TAIL_BYTES];
};

/* Move the mark behind the bytes that follow it. */
void stream_mark_advance(struct stream_mark *mark, const char *bytes, size_t length);

#endif
