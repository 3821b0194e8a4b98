/* SPDX-License-Identifier: MIT */
/* codec_zstd.c - zstd by libzstd, which refuses windows above 128 MiB by default. */
#include <stdlib.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "base/memory.h"
#include "input/codec.h"

enum { BLOCK_HEADER_BYTES = 3 };

struct zstd_decoder {
    ZSTD_DCtx *context;
    /* Input for the next call; see zstd_step(). */
    size_t wanted_bytes;
};

static bool zstd_reset(void *decoder)
{
    struct zstd_decoder *zstd = decoder;
    zstd->wanted_bytes = ZSTD_initDStream(zstd->context);
    return !ZSTD_isError(zstd->wanted_bytes);
}

static void zstd_destroy(void *decoder)
{
    struct zstd_decoder *zstd = decoder;
    if (zstd)
        ZSTD_freeDCtx(zstd->context);
    free(zstd);
}

static void *zstd_create(void)
{
    struct zstd_decoder *zstd = memory_allocate(1, sizeof *zstd);
    if (!zstd)
        return NULL;
    zstd->context = ZSTD_createDCtx();
    if (!zstd->context || !zstd_reset(zstd)) {
        zstd_destroy(zstd);
        return NULL;
    }
    return zstd;
}

static enum codec_status status_of_error(size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return CODEC_OUT_OF_MEMORY;
    case ZSTD_error_frameParameter_windowTooLarge:
        return CODEC_TOO_LARGE;
    default:
        return CODEC_CORRUPT;
    }
}

/*
 * A failing call of libzstd does not say what it had delivered before.  So that nothing is lost, a
 * call never gets more than one block, and never the header of the next one with it: libzstd's
 * hint is the rest of a block plus a header, or a header alone.
 */
static enum codec_status zstd_step(void *decoder, struct codec_stream *stream)
{
    struct zstd_decoder *zstd = decoder;
    size_t input_length =
        stream->input_length < zstd->wanted_bytes ? stream->input_length : zstd->wanted_bytes;
    ZSTD_inBuffer input = {stream->input, input_length, 0};
    ZSTD_outBuffer output = {stream->output, stream->output_length, 0};
    size_t hint = ZSTD_decompressStream(zstd->context, &output, &input);
    if (ZSTD_isError(hint))
        return status_of_error(hint);
    stream->input += input.pos;
    stream->input_length -= input.pos;
    stream->output += output.pos;
    stream->output_length -= output.pos;
    zstd->wanted_bytes = hint > BLOCK_HEADER_BYTES ? hint - BLOCK_HEADER_BYTES : hint;
    return hint == 0 ? CODEC_MEMBER_END : CODEC_MORE;
}

const struct codec codec_zstd = {
    .backend = "libzstd",
    .create = zstd_create,
    .step = zstd_step,
    .reset = zstd_reset,
    .destroy = zstd_destroy,
};
