/* SPDX-License-Identifier: MIT */
/*
 * codec_gzip_isal.c - gzip by ISA-L, about three times as fast as zlib.
 *
 * Its own header reader does not check all that zlib checks and may lose its place when the input
 * comes in tiny steps, so the header is read here; the deflate data and the trailer are ISA-L's.
 * It is laxer than zlib in one thing: it takes incomplete Huffman codes, if the checksum agrees.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "base/memory.h"
#include "input/codec.h"

/* The parts of a header (RFC 1952, section 2.3) in their order. */
enum header_part {
    HEADER_FIXED,
    HEADER_EXTRA_LENGTH,
    HEADER_EXTRA,
    HEADER_NAME,
    HEADER_COMMENT,
    HEADER_CHECKSUM,
    HEADER_COMPLETE,
};

enum { HEADER_FLAGS_RESERVED = 0xe0 };

struct gzip_header {
    enum header_part part;
    /* Bytes of this part taken so far. */
    uint32_t taken;
    uint32_t extra_length;
    uint8_t flags;
    /* CRC-32 of the bytes before the checksum, whose lower half it is. */
    uint32_t crc;
};

struct isal_decoder {
    struct gzip_header header;
    struct inflate_state inflate;
    /* Damage was found, but output from before it may still be held back. */
    bool is_corrupt;
};

/* Go to the next part that the flags announce. */
static void end_header_part(struct gzip_header *header)
{
    static const uint8_t flag_of_part[HEADER_COMPLETE] = {
        [HEADER_EXTRA_LENGTH] = 0x04, [HEADER_EXTRA] = 0x04,    [HEADER_NAME] = 0x08,
        [HEADER_COMMENT] = 0x10,      [HEADER_CHECKSUM] = 0x02,
    };
    header->taken = 0;
    do {
        header->part++;
        if (header->part == HEADER_EXTRA && header->extra_length == 0)
            header->part++;
    } while (header->part < HEADER_COMPLETE && !(header->flags & flag_of_part[header->part]));
}

/* False when 'byte' cannot stand at this place. */
static bool take_fixed_byte(struct gzip_header *header, uint8_t byte)
{
    static const uint8_t signature_and_method[] = {0x1f, 0x8b, 8};
    uint32_t index = header->taken++;
    if (index < sizeof signature_and_method)
        return byte == signature_and_method[index];
    if (index == 3) {
        header->flags = byte;
        return !(byte & HEADER_FLAGS_RESERVED);
    }
    /* Time, level and system follow: they may be anything. */
    if (index == 9)
        end_header_part(header);
    return true;
}

static bool take_header_byte(struct gzip_header *header, uint8_t byte)
{
    if (header->part != HEADER_CHECKSUM)
        header->crc = crc32_gzip_refl(header->crc, &byte, 1);
    switch (header->part) {
    case HEADER_FIXED:
        return take_fixed_byte(header, byte);
    case HEADER_EXTRA_LENGTH:
        header->extra_length |= (uint32_t)byte << (8 * header->taken);
        if (++header->taken == 2)
            end_header_part(header);
        return true;
    case HEADER_EXTRA:
        if (++header->taken == header->extra_length)
            end_header_part(header);
        return true;
    case HEADER_NAME:
    case HEADER_COMMENT:
        if (byte == 0)
            end_header_part(header);
        return true;
    case HEADER_CHECKSUM:
        if (byte != (uint8_t)(header->crc >> (8 * header->taken)))
            return false;
        if (++header->taken == 2)
            end_header_part(header);
        return true;
    default:
        return false;
    }
}

/* False when the header is damaged. */
static bool take_header(struct gzip_header *header, struct codec_stream *stream)
{
    while (header->part != HEADER_COMPLETE && stream->input_length > 0) {
        stream->input_length--;
        if (!take_header_byte(header, *stream->input++))
            return false;
    }
    return true;
}

static bool isal_reset(void *decoder)
{
    struct isal_decoder *isal = decoder;
    isal->header = (struct gzip_header){0};
    isal->is_corrupt = false;
    isal_inflate_reset(&isal->inflate);
    return true;
}

static void *isal_create(void)
{
    struct isal_decoder *isal = memory_allocate(1, sizeof *isal);
    if (!isal)
        return NULL;
    isal_inflate_init(&isal->inflate);
    isal->inflate.crc_flag = ISAL_GZIP_NO_HDR_VER;
    return isal;
}

/* isal_inflate(), with lengths that fit its types. */
static int inflate_step(struct inflate_state *inflate, struct codec_stream *stream)
{
    uint32_t input_length =
        stream->input_length < INT32_MAX ? (uint32_t)stream->input_length : INT32_MAX;
    uint32_t output_length =
        stream->output_length < INT32_MAX ? (uint32_t)stream->output_length : INT32_MAX;
    inflate->next_in = stream->input;
    inflate->avail_in = input_length;
    inflate->next_out = stream->output;
    inflate->avail_out = output_length;
    int result = isal_inflate(inflate);
    stream->input += input_length - inflate->avail_in;
    stream->input_length -= input_length - inflate->avail_in;
    stream->output += output_length - inflate->avail_out;
    stream->output_length -= output_length - inflate->avail_out;
    return result;
}

/*
 * ISA-L decodes ahead into a buffer of its own, and on damage leaves there what did not fit the
 * output.  Asked again it would go on decoding nonsense, so the rest is fetched by hand.
 */
static enum codec_status drain(struct inflate_state *inflate, struct codec_stream *stream)
{
    size_t length = (size_t)(inflate->tmp_out_valid - inflate->tmp_out_processed);
    if (length > stream->output_length)
        length = stream->output_length;
    if (length > 0)
        memcpy(stream->output, inflate->tmp_out_buffer + inflate->tmp_out_processed, length);
    inflate->tmp_out_processed += (int32_t)length;
    stream->output += length;
    stream->output_length -= length;
    return inflate->tmp_out_processed == inflate->tmp_out_valid ? CODEC_CORRUPT : CODEC_MORE;
}

static enum codec_status isal_step(void *decoder, struct codec_stream *stream)
{
    struct isal_decoder *isal = decoder;
    if (isal->is_corrupt)
        return drain(&isal->inflate, stream);
    if (!take_header(&isal->header, stream))
        return CODEC_CORRUPT;
    if (isal->header.part != HEADER_COMPLETE)
        return CODEC_MORE;
    if (inflate_step(&isal->inflate, stream) < 0) {
        isal->is_corrupt = true;
        return drain(&isal->inflate, stream);
    }
    /* Success alone says nothing: a truncated member succeeds as well. */
    return isal->inflate.block_state == ISAL_BLOCK_FINISH ? CODEC_MEMBER_END : CODEC_MORE;
}

const struct codec codec_gzip_isal = {
    .backend = "isal",
    .create = isal_create,
    .step = isal_step,
    .reset = isal_reset,
    .destroy = free,
};
