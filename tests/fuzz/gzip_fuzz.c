/* SPDX-License-Identifier: MIT */
/*
 * gzip_fuzz.c - any bytes as gzip: the backends agree, and the line reader accounts for every byte.
 *
 * The first byte of the input chooses the sizes of the steps, the rest is read as gzip.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "input/codec.h"
#include "input/line_reader.h"
#include "input/source_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* A small input may unfold to a thousand times its size; this much of it tells enough: it is more
 * than ISA-L decodes ahead, and more than the line reader's smallest buffer. */
enum { OUTPUT_LIMIT_BYTES = 3 << 15 };

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct outcome {
    struct buffer bytes;
    enum httally_result result;
};

/* NULL when the backend was not built in. */
static struct httally_source *open_gzip(struct httally_slice input, const char *backend)
{
    const struct compression *gzip = compression_find("gzip");
    const struct codec *codec = compression_codec(gzip, backend);
    struct httally_source *stored, *source;
    if (!codec)
        return NULL;
    REQUIRE(memory_source_create(input, "fuzz", &stored, NULL) == HTTALLY_OK);
    REQUIRE(decoder_create(stored, gzip, codec, &source, NULL) == HTTALLY_OK);
    return source;
}

static struct outcome decode(struct httally_source *source, size_t step)
{
    struct outcome outcome = {.result = HTTALLY_OK};
    static char piece[1 << 17];
    size_t length;
    while (outcome.bytes.length < OUTPUT_LIMIT_BYTES && outcome.result == HTTALLY_OK) {
        outcome.result = httally_source_read(source, piece, step, &length, NULL);
        REQUIRE((outcome.result == HTTALLY_OK) == (length > 0) && length <= step);
        buffer_append(&outcome.bytes, piece, length);
    }
    httally_source_close(source);
    return outcome;
}

/*
 * ISA-L takes blocks whose Huffman codes are incomplete, which zlib refuses; what it makes of them
 * still has to match the checksum.  Nothing else may differ.
 */
static void check_agreement(const struct outcome *zlib, const struct outcome *isal)
{
    size_t shared =
        zlib->bytes.length < isal->bytes.length ? zlib->bytes.length : isal->bytes.length;
    REQUIRE(shared == 0 || memcmp(zlib->bytes.data, isal->bytes.data, shared) == 0);
    REQUIRE(zlib->result == isal->result || isal->result == HTTALLY_END);
    if (zlib->result == HTTALLY_END)
        REQUIRE(zlib->bytes.length == isal->bytes.length);
}

/* Blocks follow one another without gaps, but for NULs, a byte order mark and long lines. */
static void check_lines(struct httally_source *source, const struct outcome *expected)
{
    struct line_reader *reader;
    struct line_buffer buffer;
    struct line_block block;
    enum httally_result result;
    uint64_t end = 0;
    REQUIRE(line_reader_create(source, &reader, NULL) == HTTALLY_OK);
    REQUIRE(line_buffer_init(&buffer, LINE_CAP_BYTES + 2, NULL) == HTTALLY_OK);
    while (end < OUTPUT_LIMIT_BYTES &&
           (result = line_reader_next(reader, &buffer, &block, NULL)) == HTTALLY_OK) {
        REQUIRE(block.offset_bytes >= end && block.length > 0);
        size_t length = block.length;
        if (block.offset_bytes + length == expected->bytes.length + 1)
            length--;
        end = block.offset_bytes + length;
        if (end <= expected->bytes.length)
            REQUIRE(memcmp(block.data, expected->bytes.data + block.offset_bytes, length) == 0);
    }
    if (end < OUTPUT_LIMIT_BYTES) {
        REQUIRE(result == expected->result || expected->result == HTTALLY_OK);
        REQUIRE(line_reader_input_bytes(reader) >= end);
    }
    line_reader_destroy(reader);
    line_buffer_finish(&buffer);
    httally_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const size_t steps[] = {5, 99, 777, 4096, 32768, 65537, 1 << 17};
    if (length < 1)
        return 0;
    struct httally_slice input = httally_slice_of((const char *)bytes + 1, length - 1);
    struct outcome zlib = decode(open_gzip(input, "zlib"), steps[bytes[0] % 7]);
    struct httally_source *isal_source = open_gzip(input, "isal");
    if (isal_source) {
        struct outcome isal = decode(isal_source, steps[bytes[0] / 7 % 7]);
        if (zlib.bytes.length < OUTPUT_LIMIT_BYTES && isal.bytes.length < OUTPUT_LIMIT_BYTES)
            check_agreement(&zlib, &isal);
        buffer_finish(&isal.bytes);
    }
    check_lines(open_gzip(input, "zlib"), &zlib);
    buffer_finish(&zlib.bytes);
    return 0;
}
