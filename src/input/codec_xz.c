/* SPDX-License-Identifier: MIT */
/* codec_xz.c - xz by liblzma. */
#include <stdlib.h>

#include <lzma.h>

#include "base/memory.h"
#include "input/codec.h"

static bool xz_reset(void *decoder)
{
    /* Reuses the memory of the stream before. */
    return lzma_stream_decoder(decoder, CODEC_MEMORY_LIMIT_BYTES, 0) == LZMA_OK;
}

static void xz_destroy(void *decoder)
{
    if (decoder)
        lzma_end(decoder);
    free(decoder);
}

static void *xz_create(void)
{
    lzma_stream *lzma = memory_allocate(1, sizeof *lzma);
    if (!lzma)
        return NULL;
    *lzma = (lzma_stream)LZMA_STREAM_INIT;
    if (!xz_reset(lzma)) {
        xz_destroy(lzma);
        return NULL;
    }
    return lzma;
}

static enum codec_status xz_step(void *decoder, struct codec_stream *stream)
{
    lzma_stream *lzma = decoder;
    lzma->next_in = stream->input;
    lzma->avail_in = stream->input_length;
    lzma->next_out = stream->output;
    lzma->avail_out = stream->output_length;
    lzma_ret result = lzma_code(lzma, LZMA_RUN);
    stream->input += stream->input_length - lzma->avail_in;
    stream->input_length = lzma->avail_in;
    stream->output += stream->output_length - lzma->avail_out;
    stream->output_length = lzma->avail_out;
    switch (result) {
    case LZMA_OK:
    case LZMA_BUF_ERROR:
        return CODEC_MORE;
    case LZMA_STREAM_END:
        return CODEC_MEMBER_END;
    case LZMA_MEM_ERROR:
        return CODEC_OUT_OF_MEMORY;
    case LZMA_MEMLIMIT_ERROR:
        return CODEC_TOO_LARGE;
    default:
        return CODEC_CORRUPT;
    }
}

const struct codec codec_xz = {
    .backend = "liblzma",
    .create = xz_create,
    .step = xz_step,
    .reset = xz_reset,
    .destroy = xz_destroy,
};
