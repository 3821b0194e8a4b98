/* SPDX-License-Identifier: MIT */
/*
 * codec.h - compressions: how each is recognised, and the libraries that undo it.
 *
 * A compressed stream is a row of self-contained members (gzip), frames (zstd) or streams (xz,
 * bzip2).  A codec decodes one of them at a time; decoder.c goes from one to the next.
 */
#ifndef CODEC_H
#define CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No signature is longer. */
#define COMPRESSION_SIGNATURE_BYTES 10

/* What decoding may take at most; a stream that asks for more is refused. */
#define CODEC_MEMORY_LIMIT_BYTES ((size_t)128 << 20)

/* Input still to be taken and room still to be filled; a step moves both forward. */
struct codec_stream {
    /* Never written, though the libraries' interfaces lack the const. */
    uint8_t *input;
    size_t input_length;
    uint8_t *output;
    size_t output_length;
};

enum codec_status {
    /* More input or more room is needed. */
    CODEC_MORE,
    /* The member is complete, its checksums were right and all its bytes are delivered. */
    CODEC_MEMBER_END,
    /* The input is damaged; all that could be decoded before is delivered. */
    CODEC_CORRUPT,
    /* The input asks for more than CODEC_MEMORY_LIMIT_BYTES. */
    CODEC_TOO_LARGE,
    CODEC_OUT_OF_MEMORY,
};

struct codec {
    /* The library: "zlib", "isal". */
    const char *backend;
    /* A decoder before its first member, or NULL when memory is out. */
    void *(*create)(void);
    /*
     * Decode as much as input and room allow.  Without input it delivers what was held back.
     * After anything but CODEC_MORE the next call must be reset() or destroy().
     */
    enum codec_status (*step)(void *decoder, struct codec_stream *stream);
    /* Get ready for the next member; false when memory is out. */
    bool (*reset)(void *decoder);
    /* NULL is fine. */
    void (*destroy)(void *decoder);
};

/* A compression as it looks on disk, known whether or not a library for it was built in. */
struct compression {
    const char *name;
    /* What it calls its self-contained parts. */
    const char *member_name;
    /* Do 'length' bytes, fewer than COMPRESSION_SIGNATURE_BYTES only at the end of the input,
     * begin a member? */
    bool (*is_member)(const uint8_t *bytes, size_t length);
    /* The preferred one first; ended by NULL. */
    const struct codec *codecs[3];
};

/* The compression that the first bytes of a stream tell, or NULL. */
const struct compression *compression_recognize(const uint8_t *bytes, size_t length);

/* The compression called 'name', or NULL. */
const struct compression *compression_find(const char *name);

/* The codec of 'compression' that uses 'backend', or NULL when it was not built in. */
const struct codec *compression_codec(const struct compression *compression, const char *backend);

/* One per file codec_*.c; those of absent libraries are not defined. */
extern const struct codec codec_gzip_isal;
extern const struct codec codec_gzip_zlib;
extern const struct codec codec_zstd;
extern const struct codec codec_xz;
extern const struct codec codec_bzip2;

#endif
