/* SPDX-License-Identifier: MIT */
/* What only one compression has: header fields, windows, frames to skip, limits. */
#include "unit.h"

#include <stdlib.h>

#include "codec_subjects.h"

/* deflate has no checksum before its end, but an impossible block is seen at once. */
static void delivers_all_before_an_impossible_block(void **state)
{
    (void)state;
    struct buffer text = {0}, input = {0};
    append_log_lines(&text, 3000);
    size_t bound = compressed_bound(buffer_slice(&text));
    Bytef *bytes = malloc(bound);
    z_stream zlib = {0};
    deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    zlib.next_in = (Bytef *)text.data;
    zlib.avail_in = (uInt)text.length;
    zlib.next_out = bytes;
    zlib.avail_out = (uInt)bound;
    assert_int_equal(deflate(&zlib, Z_FULL_FLUSH), Z_OK);
    buffer_append(&input, bytes, zlib.total_out);
    deflateEnd(&zlib);
    free(bytes);
    buffer_append_repeated(&input, "\xff", 100);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        for (size_t step = 1; step < 400000 && strcmp(s->name, "gzip") == 0; step *= 7) {
            struct outcome outcome = decode(s, buffer_slice(&input), 1 + 400000 / step, step);
            assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
            assert_slice_equal(buffer_slice(&outcome.bytes), buffer_slice(&text));
            buffer_finish(&outcome.bytes);
        }
    }
    buffer_finish(&text);
    buffer_finish(&input);
}

/* RFC 1952, section 2.3: header fields that zlib's deflate does not write by itself. */
static void append_gzip_with_header(struct buffer *out, uint8_t flags, struct httally_slice text)
{
    size_t start = out->length;
    struct buffer plain = {0};
    compress_gzip(&plain, text);
    buffer_append(out, "\x1f\x8b\x08", 3);
    buffer_append_char(out, (char)flags);
    buffer_append(out, "\x01\x02\x03\x04\x00\xff", 6);
    /* An extra field of 300 bytes, or an empty one. */
    if (flags & 0x04) {
        buffer_append(out, flags & 0x08 ? "\x2c\x01" : "\0\0", 2);
        buffer_append_repeated(out, "e", flags & 0x08 ? 300 : 0);
    }
    if (flags & 0x08)
        buffer_append(out, "access.log", 11);
    if (flags & 0x10)
        buffer_append(out, "", 1);
    if (flags & 0x02) {
        uLong crc = crc32(0, (const Bytef *)out->data + start, (uInt)(out->length - start));
        buffer_append_char(out, (char)(crc & 0xff));
        buffer_append_char(out, (char)(crc >> 8 & 0xff));
    }
    buffer_append(out, plain.data + 10, plain.length - 10);
    buffer_finish(&plain);
}

static void reads_all_fields_of_a_gzip_header(void **state)
{
    (void)state;
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        if (strcmp(s->name, "gzip") != 0)
            continue;
        for (unsigned flags = 0; flags < 0x100; flags++) {
            struct buffer input = {0};
            append_gzip_with_header(&input, (uint8_t)flags, SLICE("a"));
            append_gzip_with_header(&input, (uint8_t)flags, SLICE("b"));
            if (flags & 0xe0)
                assert_fails(s, buffer_slice(&input), EMPTY, "gzip data is corrupt at byte 4", 4);
            for (size_t step = 1; step < 40 && !(flags & 0xe0); step++)
                assert_decodes(s, buffer_slice(&input), step, 10, SLICE("ab"));
            buffer_finish(&input);
        }
    }
}

static void refuses_a_damaged_gzip_header(void **state)
{
    (void)state;
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        if (strcmp(s->name, "gzip") != 0)
            continue;
        /* Magic, method, and the checksum of the header. */
        static const size_t places[] = {0, 1, 2, 10, 11};
        for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
            struct buffer input = {0};
            append_gzip_with_header(&input, 0x02, SLICE("a"));
            input.data[places[i]] ^= 0x40;
            struct outcome outcome = decode(s, buffer_slice(&input), 1, 10);
            assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
            assert_int_equal(outcome.bytes.length, 0);
            buffer_finish(&outcome.bytes);
            buffer_finish(&input);
        }
    }
}

/* A member that copies from before its beginning must not get bytes of the member before. */
static void never_looks_back_into_the_member_before(void **state)
{
    (void)state;
    static const char text[] = "the same words again and again";
    struct buffer input = {0};
    compress_gzip(&input, SLICE("the same words again and again"));
    size_t first_length = input.length;
    z_stream zlib = {0};
    Bytef raw[200];
    deflateInit2(&zlib, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    deflateSetDictionary(&zlib, (const Bytef *)text, sizeof text - 1);
    zlib.next_in = (Bytef *)(uintptr_t)text;
    zlib.avail_in = sizeof text - 1;
    zlib.next_out = raw;
    zlib.avail_out = sizeof raw;
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    buffer_append(&input, "\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
    buffer_append(&input, raw, zlib.total_out);
    buffer_append(&input, input.data + first_length - 8, 8);
    deflateEnd(&zlib);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        if (strcmp(s->name, "gzip") != 0)
            continue;
        for (size_t step = 1; step < 100; step *= 3) {
            struct outcome outcome = decode(s, buffer_slice(&input), step, 1000 / step);
            assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
            /* The second member's first byte is a literal, the next would be a copy. */
            assert_slice_equal(buffer_slice(&outcome.bytes),
                               SLICE("the same words again and againt"));
            buffer_finish(&outcome.bytes);
        }
    }
    buffer_finish(&input);
}

#if HAVE_ZSTD
static const struct subject *find_subject(const char *name)
{
    const struct subject *subject = subjects;
    while (strcmp(subject->name, name) != 0)
        subject++;
    return subject;
}

static void skips_skippable_zstd_frames(void **state)
{
    (void)state;
    struct buffer input = {0};
    buffer_append(&input, "\x5a\x2a\x4d\x18\x03\0\0\0abc", 11);
    compress_zstd(&input, SLICE("kept"));
    buffer_append(&input, "\x50\x2a\x4d\x18\0\0\0\0", 8);
    compress_zstd(&input, SLICE(", too"));
    buffer_append(&input, "\x5f\x2a\x4d\x18\x01\0\0\0.", 9);
    for (size_t step = 1; step < 30; step++)
        assert_decodes(find_subject("zstd"), buffer_slice(&input), step, step, SLICE("kept, too"));
    buffer_finish(&input);
}

static void refuses_a_zstd_window_above_the_limit(void **state)
{
    (void)state;
    /* A frame with a window of 256 MiB and one empty block. */
    struct outcome outcome =
        decode(find_subject("zstd"), SLICE("\x28\xb5\x2f\xfd\x00\x90\x01\x00\x00"), 100, 100);
    assert_int_equal(outcome.result, HTTALLY_ERROR_UNSUPPORTED);
    assert_string_equal(outcome.error.message, "zstd data needs more than 128 MiB of memory");
    buffer_finish(&outcome.bytes);
}
#endif

#if HAVE_LZMA
static void refuses_an_xz_dictionary_above_the_limit(void **state)
{
    (void)state;
    struct buffer input = {0};
    compress_xz(&input, SLICE("small"));
    /* The header of the first block: its size, flags, filter 0x21, one byte of properties, which
     * is the dictionary's size (34 means 512 MiB), padding, CRC-32. */
    uint8_t *header = (uint8_t *)input.data + LZMA_STREAM_HEADER_SIZE;
    size_t header_length = (header[0] + 1u) * 4;
    assert_int_equal(header[2], 0x21);
    header[4] = 34;
    uint32_t crc = lzma_crc32(header, header_length - 4, 0);
    for (int i = 0; i < 4; i++)
        header[header_length - 4 + (size_t)i] = (uint8_t)(crc >> (8 * i));
    const struct subject xz = {"xz", "liblzma", compress_xz, NULL};
    struct outcome outcome = decode(&xz, buffer_slice(&input), 100, 100);
    assert_int_equal(outcome.result, HTTALLY_ERROR_UNSUPPORTED);
    assert_string_equal(outcome.error.message, "xz data needs more than 128 MiB of memory");
    buffer_finish(&outcome.bytes);
    buffer_finish(&input);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delivers_all_before_an_impossible_block),
        cmocka_unit_test(reads_all_fields_of_a_gzip_header),
        cmocka_unit_test(refuses_a_damaged_gzip_header),
        cmocka_unit_test(never_looks_back_into_the_member_before),
#if HAVE_ZSTD
        cmocka_unit_test(skips_skippable_zstd_frames),
        cmocka_unit_test(refuses_a_zstd_window_above_the_limit),
#endif
#if HAVE_LZMA
        cmocka_unit_test(refuses_an_xz_dictionary_above_the_limit),
#endif
    };
    return cmocka_run_group_tests_name("codec_formats", tests, NULL, NULL);
}
