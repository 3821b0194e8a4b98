/* SPDX-License-Identifier: MIT */
/* codec_subjects.h - every codec and backend that was built in, and how to put it to a test. */
#ifndef CODEC_SUBJECTS_H
#define CODEC_SUBJECTS_H

#include "unit.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "compress.h"
#include "input/codec.h"
#include "input/source_kind.h"
#include "stepping_source.h"

struct subject {
    const char *name;
    const char *backend;
    void (*compress)(struct buffer *out, struct httally_slice text);
    const char *truncated_message;
};

static const struct subject subjects[] = {
    {"gzip", "zlib", compress_gzip, "gzip data ends in the middle of a member"},
#if HAVE_ISAL
    {"gzip", "isal", compress_gzip, "gzip data ends in the middle of a member"},
#endif
#if HAVE_ZSTD
    {"zstd", "libzstd", compress_zstd, "zstd data ends in the middle of a frame"},
#endif
#if HAVE_LZMA
    {"xz", "liblzma", compress_xz, "xz data ends in the middle of a stream"},
#endif
#if HAVE_BZIP2
    {"bzip2", "libbz2", compress_bzip2, "bzip2 data ends in the middle of a stream"},
#endif
};

/* What came out of a decoder, and how it ended. */
struct outcome {
    struct buffer bytes;
    enum httally_result result;
    struct httally_error error;
};

/* Decode all of 'input', taken and given in pieces of up to so many bytes. */
static inline struct outcome decode(const struct subject *subject, struct httally_slice input,
                                    size_t input_step, size_t output_step)
{
    const struct compression *compression = compression_find(subject->name);
    assert_non_null(compression);
    const struct codec *codec = compression_codec(compression, subject->backend);
    assert_non_null(codec);
    struct stepping_source *stored = stepping_source_open(input, input_step);
    struct httally_source *source;
    assert_int_equal(decoder_create(&stored->source, compression, codec, &source, NULL),
                     HTTALLY_OK);
    assert_string_equal(httally_source_compression(source), subject->name);
    assert_string_equal(httally_source_name(source), "steps");

    struct outcome outcome = {0};
    char *piece = malloc(output_step);
    size_t length;
    while ((outcome.result = httally_source_read(source, piece, output_step, &length,
                                                 &outcome.error)) == HTTALLY_OK) {
        assert_in_range(length, 1, output_step);
        buffer_append(&outcome.bytes, piece, length);
    }
    assert_int_equal(length, 0);
    /* The end is told as often as it is asked for. */
    assert_int_equal(httally_source_read(source, piece, output_step, &length, NULL),
                     outcome.result);
    if (outcome.result == HTTALLY_END)
        assert_int_equal(httally_source_stored_bytes(source), input.length);
    else
        assert_string_equal(outcome.error.source, "steps");
    free(piece);
    httally_source_close(source);
    return outcome;
}

static inline void assert_decodes(const struct subject *subject, struct httally_slice input,
                                  size_t input_step, size_t output_step,
                                  struct httally_slice expected)
{
    struct outcome outcome = decode(subject, input, input_step, output_step);
    if (outcome.result != HTTALLY_END ||
        !httally_slice_equal(buffer_slice(&outcome.bytes), expected))
        fail_msg("%s by %s, steps of %zu and %zu: %zu of %zu bytes, then %d '%s'", subject->name,
                 subject->backend, input_step, output_step, outcome.bytes.length, expected.length,
                 outcome.result, outcome.error.message);
    buffer_finish(&outcome.bytes);
}

/* All of 'expected' comes, then HTTALLY_ERROR_DATA with 'message'. */
static inline void assert_fails(const struct subject *subject, struct httally_slice input,
                                struct httally_slice expected, const char *message, uint64_t offset)
{
    static const size_t steps[] = {1, 2, 7, 4096, 1 << 20};
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        struct outcome outcome = decode(subject, input, steps[i], 64);
        assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
        assert_slice_equal(buffer_slice(&outcome.bytes), expected);
        assert_string_equal(outcome.error.message, message);
        assert_int_equal(outcome.error.offset_bytes, offset);
        buffer_finish(&outcome.bytes);
    }
}

static const struct httally_slice EMPTY = {"", 0};

#endif
