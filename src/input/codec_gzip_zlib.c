/* SPDX-License-Identifier: MIT */
/* codec_gzip_zlib.c - gzip by zlib, which reads header and trailer itself.  Always there. */
#include <limits.h>
#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/memory.h"
#include "input/codec.h"

/* The largest window, with a gzip wrapper and no other. */
enum { WINDOW_BITS_GZIP = 15 + 16 };

static void *zlib_create(void)
{
    z_stream *zlib = memory_allocate(1, sizeof *zlib);
    if (zlib && inflateInit2(zlib, WINDOW_BITS_GZIP) != Z_OK) {
        free(zlib);
        return NULL;
    }
    return zlib;
}

static enum codec_status zlib_step(void *decoder, struct codec_stream *stream)
{
    z_stream *zlib = decoder;
    uInt input_length = stream->input_length < UINT_MAX ? (uInt)stream->input_length : UINT_MAX;
    uInt output_length = stream->output_length < UINT_MAX ? (uInt)stream->output_length : UINT_MAX;
    zlib->next_in = stream->input;
    zlib->avail_in = input_length;
    zlib->next_out = stream->output;
    zlib->avail_out = output_length;
    int result = inflate(zlib, Z_NO_FLUSH);
    stream->input += input_length - zlib->avail_in;
    stream->input_length -= input_length - zlib->avail_in;
    stream->output += output_length - zlib->avail_out;
    stream->output_length -= output_length - zlib->avail_out;
    switch (result) {
    case Z_OK:
    case Z_BUF_ERROR:
        return CODEC_MORE;
    case Z_STREAM_END:
        return CODEC_MEMBER_END;
    case Z_MEM_ERROR:
        return CODEC_OUT_OF_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

static bool zlib_reset(void *decoder)
{
    return inflateReset(decoder) == Z_OK;
}

static void zlib_destroy(void *decoder)
{
    if (decoder)
        inflateEnd(decoder);
    free(decoder);
}

const struct codec codec_gzip_zlib = {
    .backend = "zlib",
    .create = zlib_create,
    .step = zlib_step,
    .reset = zlib_reset,
    .destroy = zlib_destroy,
};
