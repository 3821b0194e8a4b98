/* SPDX-License-Identifier: MIT */
/* codec_bzip2.c - bzip2 by libbz2. */
#include <limits.h>
#include <stdlib.h>

#include <bzlib.h>

#include "base/memory.h"
#include "input/codec.h"

static bool bzip2_reset(void *decoder)
{
    /* Ending a zeroed or ended stream is refused without harm. */
    BZ2_bzDecompressEnd(decoder);
    return BZ2_bzDecompressInit(decoder, 0, 0) == BZ_OK;
}

static void bzip2_destroy(void *decoder)
{
    if (decoder)
        BZ2_bzDecompressEnd(decoder);
    free(decoder);
}

static void *bzip2_create(void)
{
    bz_stream *bzip2 = memory_allocate(1, sizeof *bzip2);
    if (bzip2 && !bzip2_reset(bzip2)) {
        free(bzip2);
        return NULL;
    }
    return bzip2;
}

static enum codec_status bzip2_step(void *decoder, struct codec_stream *stream)
{
    bz_stream *bzip2 = decoder;
    unsigned input_length =
        stream->input_length < UINT_MAX ? (unsigned)stream->input_length : UINT_MAX;
    unsigned output_length =
        stream->output_length < UINT_MAX ? (unsigned)stream->output_length : UINT_MAX;
    bzip2->next_in = (char *)stream->input;
    bzip2->avail_in = input_length;
    bzip2->next_out = (char *)stream->output;
    bzip2->avail_out = output_length;
    int result = BZ2_bzDecompress(bzip2);
    stream->input += input_length - bzip2->avail_in;
    stream->input_length -= input_length - bzip2->avail_in;
    stream->output += output_length - bzip2->avail_out;
    stream->output_length -= output_length - bzip2->avail_out;
    switch (result) {
    case BZ_OK:
        return CODEC_MORE;
    case BZ_STREAM_END:
        return CODEC_MEMBER_END;
    case BZ_MEM_ERROR:
        return CODEC_OUT_OF_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

const struct codec codec_bzip2 = {
    .backend = "libbz2",
    .create = bzip2_create,
    .step = bzip2_step,
    .reset = bzip2_reset,
    .destroy = bzip2_destroy,
};
