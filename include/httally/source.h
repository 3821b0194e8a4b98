/* SPDX-License-Identifier: MIT */
/*
 * source.h - a stream of decoded bytes: a file, a descriptor or memory.
 *
 * Compression is told by the magic bytes at the beginning of the stream, never by a name, and is
 * undone on the fly: gzip (RFC 1952, any number of members, zero padding between and after them),
 * and zstd, xz and bzip2 where their libraries were there at build time.  Bytes that are none of
 * these pass through.
 *
 * Everything readable before a damaged place is delivered before the damage is reported.  Not
 * thread-safe: one source belongs to one thread at a time.
 *
 * @example
 *     struct httally_source *source = NULL;
 *     if (httally_source_open_file("access.log.gz", &source, &error) == HTTALLY_OK) {
 *         while (httally_source_read(source, bytes, sizeof bytes, &length, &error) == HTTALLY_OK)
 *             consume(bytes, length);
 *         httally_source_close(source);
 *     }
 */
#ifndef HTTALLY_SOURCE_H
#define HTTALLY_SOURCE_H

#include "httally/error.h"
#include "httally/slice.h"

HTTALLY_BEGIN_DECLS

struct httally_source;

/*
 * Open the file at 'path'.  A directory is HTTALLY_ERROR_IO with os_error EISDIR; a compression
 * that is recognised but was not built in is HTTALLY_ERROR_UNSUPPORTED.  On success the caller
 * owns '*source_out' and ends it with httally_source_close(); on failure it is NULL.
 *
 * This and the two below read the first few bytes at once, to recognise a compression: on a pipe
 * they wait for them.
 */
HTTALLY_API enum httally_result httally_source_open_file(
    const char *path, struct httally_source **source_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Read from an open descriptor, which stays the caller's and is not closed.  'name' is copied and
 * used in messages.
 */
HTTALLY_API enum httally_result httally_source_open_descriptor(
    int descriptor, const char *name, struct httally_source **source_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Read from 'bytes', which must outlive the source. */
HTTALLY_API enum httally_result httally_source_open_memory(
    struct httally_slice bytes, const char *name, struct httally_source **source_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Fill up to 'capacity' bytes (at least 1) of 'buffer' and say in '*length_out' how many came: at
 * least 1 with HTTALLY_OK, 0 otherwise.  Returns HTTALLY_END at the end of an undamaged stream;
 * HTTALLY_ERROR_DATA when it is truncated, corrupt, or followed by bytes that belong to no member
 * (all that could be decoded has been delivered by then); HTTALLY_ERROR_IO when reading failed;
 * HTTALLY_ERROR_UNSUPPORTED when decoding asks for more than 128 MiB of memory (xz, zstd).
 * After END or an error every further call returns the same again.
 *
 * A wrong checksum is only seen behind the bytes it condemns, so bytes delivered before an error
 * may be damaged themselves.
 */
HTTALLY_API enum httally_result httally_source_read(struct httally_source *source, void *buffer,
                                                    size_t capacity, size_t *length_out,
                                                    struct httally_error *error) HTTALLY_MUST_CHECK;

/* The name given at opening, valid until the source is closed. */
HTTALLY_API const char *httally_source_name(const struct httally_source *source);

/* "none", "gzip", "zstd", "xz" or "bzip2". */
HTTALLY_API const char *httally_source_compression(const struct httally_source *source);

/* Bytes taken so far from the file or descriptor itself, before decoding. */
HTTALLY_API uint64_t httally_source_stored_bytes(const struct httally_source *source);

/* End the source and close what it opened itself; NULL is fine. */
HTTALLY_API void httally_source_close(struct httally_source *source);

HTTALLY_END_DECLS

#endif
