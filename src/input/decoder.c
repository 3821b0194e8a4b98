/* SPDX-License-Identifier: MIT */
/* decoder.c - a source that reads another one and undoes its compression, member after member. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "input/source_kind.h"

enum { INPUT_BYTES = 64 * 1024 };

struct decoder {
    struct httally_source source;
    struct httally_source *upstream;
    const struct compression *compression;
    const struct codec *codec;
    void *state;
    bool is_between_members;
    /* Stored bytes that were read and not decoded yet: input[input_start..+input_length). */
    uint8_t *input;
    size_t input_start;
    size_t input_length;
    /* How decoding ended, to be told once all bytes before it are delivered. */
    enum httally_result ending;
    struct httally_error ending_error;
};

/* Offset in the stored stream of the next byte to decode. */
static uint64_t position(const struct decoder *decoder)
{
    return httally_source_stored_bytes(decoder->upstream) - decoder->input_length;
}

static void take_input(struct decoder *decoder, size_t length)
{
    decoder->input_start += length;
    decoder->input_length -= length;
}

/* Read on behind what is there; END and errors are the upstream's. */
static enum httally_result refill(struct decoder *decoder)
{
    memmove(decoder->input, decoder->input + decoder->input_start, decoder->input_length);
    decoder->input_start = 0;
    size_t length;
    enum httally_result result =
        httally_source_read(decoder->upstream, decoder->input + decoder->input_length,
                            INPUT_BYTES - decoder->input_length, &length, &decoder->ending_error);
    decoder->input_length += length;
    decoder->source.stored_bytes = httally_source_stored_bytes(decoder->upstream);
    return result;
}

static enum httally_result corrupt(struct decoder *decoder)
{
    uint64_t offset = position(decoder);
    httally_error_set(&decoder->ending_error, HTTALLY_ERROR_DATA, 0,
                      "%s data is corrupt at byte %" PRIu64, decoder->compression->name, offset);
    decoder->ending_error.offset_bytes = offset;
    return HTTALLY_ERROR_DATA;
}

static enum httally_result truncated(struct decoder *decoder)
{
    httally_error_set(&decoder->ending_error, HTTALLY_ERROR_DATA, 0,
                      "%s data ends in the middle of a %s", decoder->compression->name,
                      decoder->compression->member_name);
    decoder->ending_error.offset_bytes = position(decoder);
    return HTTALLY_ERROR_DATA;
}

static enum httally_result too_large(struct decoder *decoder)
{
    return httally_error_set(&decoder->ending_error, HTTALLY_ERROR_UNSUPPORTED, 0,
                             "%s data needs more than %zu MiB of memory",
                             decoder->compression->name, CODEC_MEMORY_LIMIT_BYTES >> 20);
}

/* Measure what stands behind the last member instead of a member. */
static enum httally_result count_garbage(struct decoder *decoder)
{
    uint64_t offset = position(decoder);
    enum httally_result result;
    do {
        take_input(decoder, decoder->input_length);
        result = refill(decoder);
    } while (result == HTTALLY_OK);
    if (result != HTTALLY_END)
        return result;
    uint64_t count = position(decoder) - offset;
    httally_error_set(&decoder->ending_error, HTTALLY_ERROR_DATA, 0,
                      "%" PRIu64 " byte%s of trailing garbage after the last %s %s", count,
                      count == 1 ? "" : "s", decoder->compression->name,
                      decoder->compression->member_name);
    decoder->ending_error.offset_bytes = offset;
    return HTTALLY_ERROR_DATA;
}

/* Members may stand on block boundaries of a tape or disk, with zeros to fill the gaps. */
static void skip_padding(struct decoder *decoder)
{
    size_t length = 0;
    while (length < decoder->input_length && decoder->input[decoder->input_start + length] == 0)
        length++;
    take_input(decoder, length);
}

static enum httally_result begin_next_member(struct decoder *decoder)
{
    enum httally_result result = HTTALLY_OK;
    skip_padding(decoder);
    while (decoder->input_length < COMPRESSION_SIGNATURE_BYTES && result == HTTALLY_OK) {
        result = refill(decoder);
        skip_padding(decoder);
    }
    if (result > HTTALLY_END)
        return result;
    if (decoder->input_length == 0)
        return HTTALLY_END;
    if (!decoder->compression->is_member(decoder->input + decoder->input_start,
                                         decoder->input_length))
        return count_garbage(decoder);
    decoder->is_between_members = false;
    return decoder->codec->reset(decoder->state) ? HTTALLY_OK
                                                 : memory_error(&decoder->ending_error);
}

/* Neither input was taken nor output made. */
static enum httally_result get_unstuck(struct decoder *decoder)
{
    /* Stuck with input at hand: the library is confused, and asking on would never end. */
    if (decoder->input_length > 0)
        return corrupt(decoder);
    enum httally_result result = refill(decoder);
    return result == HTTALLY_END ? truncated(decoder) : result;
}

static enum httally_result decode_member(struct decoder *decoder, struct codec_stream *stream)
{
    size_t room = stream->output_length;
    stream->input = decoder->input + decoder->input_start;
    stream->input_length = decoder->input_length;
    enum codec_status status = decoder->codec->step(decoder->state, stream);
    size_t taken = decoder->input_length - stream->input_length;
    take_input(decoder, taken);
    switch (status) {
    case CODEC_MORE:
        if (taken == 0 && stream->output_length == room)
            return get_unstuck(decoder);
        return HTTALLY_OK;
    case CODEC_MEMBER_END:
        decoder->is_between_members = true;
        return HTTALLY_OK;
    case CODEC_TOO_LARGE:
        return too_large(decoder);
    case CODEC_OUT_OF_MEMORY:
        return memory_error(&decoder->ending_error);
    default:
        return corrupt(decoder);
    }
}

/*
 * Fill the buffer as far as the input at hand goes; wait for more only while there is nothing to
 * give.  (A few bytes of input too short for a signature count as none.)
 */
static enum httally_result decoder_read(struct httally_source *source, void *buffer,
                                        size_t capacity, size_t *length_out,
                                        struct httally_error *error)
{
    struct decoder *decoder = (struct decoder *)source;
    struct codec_stream stream = {.output = buffer, .output_length = capacity};
    while (decoder->ending == HTTALLY_OK && stream.output_length > 0) {
        if (stream.output_length < capacity && decoder->input_length < COMPRESSION_SIGNATURE_BYTES)
            break;
        decoder->ending = decoder->is_between_members ? begin_next_member(decoder)
                                                      : decode_member(decoder, &stream);
    }
    *length_out = capacity - stream.output_length;
    if (*length_out > 0)
        return HTTALLY_OK;
    if (error)
        *error = decoder->ending_error;
    return decoder->ending;
}

static void decoder_finish(struct httally_source *source)
{
    struct decoder *decoder = (struct decoder *)source;
    decoder->codec->destroy(decoder->state);
    free(decoder->input);
    httally_source_close(decoder->upstream);
}

static const struct source_kind decoder_kind = {.read = decoder_read, .finish = decoder_finish};

enum httally_result decoder_create(struct httally_source *upstream,
                                   const struct compression *compression, const struct codec *codec,
                                   struct httally_source **source_out, struct httally_error *error)
{
    struct httally_source *source;
    enum httally_result result = source_create(&decoder_kind, sizeof(struct decoder),
                                               httally_source_name(upstream), &source, error);
    *source_out = NULL;
    if (result != HTTALLY_OK)
        return result;
    struct decoder *decoder = (struct decoder *)source;
    decoder->codec = codec;
    decoder->compression = compression;
    decoder->source.compression = compression->name;
    decoder->input = memory_allocate(INPUT_BYTES, 1);
    decoder->state = codec->create();
    if (!decoder->input || !decoder->state) {
        httally_source_close(source);
        memory_error(error);
        httally_error_set_source(error, httally_source_name(upstream));
        return HTTALLY_ERROR_MEMORY;
    }
    decoder->source.stored_bytes = httally_source_stored_bytes(upstream);
    decoder->upstream = upstream;
    *source_out = source;
    return HTTALLY_OK;
}
