/* SPDX-License-Identifier: MIT */
/* compress.h - compressed data for tests, written by the libraries whose decoders are tested. */
#ifndef COMPRESS_H
#define COMPRESS_H

#include "unit.h"

#include <stdlib.h>

#include <zlib.h>

#include "base/buffer.h"
#include "config.h"

#if HAVE_ZSTD
#include <zstd.h>
#endif
#if HAVE_LZMA
#include <lzma.h>
#endif
#if HAVE_BZIP2
#include <bzlib.h>
#endif

/* Room that suffices for anything compressed here. */
static inline size_t compressed_bound(struct httally_slice text)
{
    return text.length + text.length / 8 + 1024;
}

/* Each of these appends one member that holds 'text' to 'out'. */

static inline void compress_gzip(struct buffer *out, struct httally_slice text)
{
    z_stream zlib = {0};
    size_t bound = compressed_bound(text);
    Bytef *bytes = malloc(bound);
    assert_int_equal(deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    zlib.next_in = (Bytef *)(uintptr_t)text.data;
    zlib.avail_in = (uInt)text.length;
    zlib.next_out = bytes;
    zlib.avail_out = (uInt)bound;
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    buffer_append(out, bytes, zlib.total_out);
    deflateEnd(&zlib);
    free(bytes);
}

#if HAVE_ZSTD
static inline void compress_zstd(struct buffer *out, struct httally_slice text)
{
    size_t bound = ZSTD_compressBound(text.length);
    void *bytes = malloc(bound);
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    size_t length = ZSTD_compress2(zstd, bytes, bound, text.data, text.length);
    assert_false(ZSTD_isError(length));
    buffer_append(out, bytes, length);
    ZSTD_freeCCtx(zstd);
    free(bytes);
}
#endif

#if HAVE_LZMA
static inline void compress_xz(struct buffer *out, struct httally_slice text)
{
    size_t bound = compressed_bound(text);
    uint8_t *bytes = malloc(bound);
    lzma_stream lzma = LZMA_STREAM_INIT;
    assert_int_equal(lzma_easy_encoder(&lzma, 1, LZMA_CHECK_CRC64), LZMA_OK);
    lzma.next_in = (const uint8_t *)text.data;
    lzma.avail_in = text.length;
    lzma.next_out = bytes;
    lzma.avail_out = bound;
    assert_int_equal(lzma_code(&lzma, LZMA_FINISH), LZMA_STREAM_END);
    buffer_append(out, bytes, (size_t)lzma.total_out);
    lzma_end(&lzma);
    free(bytes);
}
#endif

#if HAVE_BZIP2
static inline void compress_bzip2(struct buffer *out, struct httally_slice text)
{
    unsigned length = (unsigned)compressed_bound(text);
    char *bytes = malloc(length);
    assert_int_equal(BZ2_bzBuffToBuffCompress(bytes, &length, (char *)(uintptr_t)text.data,
                                              (unsigned)text.length, 1, 0, 0),
                     BZ_OK);
    buffer_append(out, bytes, length);
    free(bytes);
}
#endif

/* Text of 'line_count' lines that compresses as access logs do. */
static inline void append_log_lines(struct buffer *out, size_t line_count)
{
    for (size_t i = 0; i < line_count; i++)
        buffer_append_format(out,
                             "192.0.2.%zu - - [10/Oct/2025:13:%02zu:%02zu +0000] \"GET /item/%zx "
                             "HTTP/1.1\" %d %zu\n",
                             i * 7 % 256, i / 60 % 60, i % 60, i * 2654435761u % 1000003,
                             i % 11 ? 200 : 502, i * i % 7919);
}

#endif
