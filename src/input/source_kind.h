/* SPDX-License-Identifier: MIT */
/*
 * source_kind.h - what all kinds of source share.  A kind embeds struct httally_source as its first
 * member; a decoder is a kind that reads another source.
 */
#ifndef SOURCE_KIND_H
#define SOURCE_KIND_H

#include <stdbool.h>

#include "httally/source.h"
#include "input/codec.h"

struct source_kind {
    /* As httally_source_read() says, but never called again after END or an error. */
    enum httally_result (*read)(struct httally_source *source, void *buffer, size_t capacity,
                                size_t *length_out, struct httally_error *error);
    /* Release what the kind added to the common part; NULL when there is nothing. */
    void (*finish)(struct httally_source *source);
};

struct httally_source {
    const struct source_kind *kind;
    char *name;
    const char *compression;
    uint64_t stored_bytes;
    /* What the first call to fail gave, to be given again; HTTALLY_OK before. */
    enum httally_result ending;
    struct httally_error ending_error;
    /* Bytes read to recognise a compression, not delivered yet: peeked[peeked_start..+length). */
    uint8_t peeked[COMPRESSION_SIGNATURE_BYTES];
    size_t peeked_start;
    size_t peeked_length;
};

/*
 * Set '*source_out' to a zeroed object of 'size_bytes' that begins with a source of 'kind', with a
 * copy of 'name'.
 */
enum httally_result source_create(const struct source_kind *kind, size_t size_bytes,
                                  const char *name, struct httally_source **source_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* Bytes as they are stored in memory that outlives the source. */
enum httally_result memory_source_create(struct httally_slice bytes, const char *name,
                                         struct httally_source **source_out,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

/* Bytes as they are stored behind a descriptor of the caller. */
enum httally_result descriptor_source_create(int descriptor, const char *name,
                                             struct httally_source **source_out,
                                             struct httally_error *error) HTTALLY_MUST_CHECK;

/* Bytes as they are stored in the file at 'path'. */
enum httally_result file_source_create(const char *path, struct httally_source **source_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Put a decoder on 'raw' if its first bytes ask for one.  Takes 'raw' over, also on failure. */
enum httally_result source_decode(struct httally_source *raw, struct httally_source **source_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * The bytes of 'upstream', decoded by 'codec', one of 'compression'.  Owns 'upstream' from then on;
 * a failure leaves it with the caller.
 */
enum httally_result decoder_create(struct httally_source *upstream,
                                   const struct compression *compression, const struct codec *codec,
                                   struct httally_source **source_out,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
