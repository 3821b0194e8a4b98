/* SPDX-License-Identifier: MIT */
/* Every codec and backend under the same cases: whole, in pieces, cut, flipped, with garbage. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "codec_subjects.h"

static void decodes_in_steps_of_any_size(void **state)
{
    (void)state;
    struct buffer text = {0}, input = {0};
    append_log_lines(&text, 40);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        buffer_reset(&input);
        s->compress(&input, buffer_slice(&text));
        for (size_t step = 1; step <= input.length; step += 1 + step / 16) {
            assert_decodes(s, buffer_slice(&input), step, 1 << 16, buffer_slice(&text));
            assert_decodes(s, buffer_slice(&input), 1 << 16, step, buffer_slice(&text));
            assert_decodes(s, buffer_slice(&input), step, 1 + step / 2, buffer_slice(&text));
        }
    }
    buffer_finish(&input);
    buffer_finish(&text);
}

static void decodes_more_than_any_window(void **state)
{
    (void)state;
    static const size_t steps[][2] = {{1 << 20, 1 << 20}, {1 << 17, 1 << 18}, {1000, 1 << 16},
                                      {1 << 16, 1000},    {4097, 32769},      {37, 65537},
                                      {65537, 40000},     {1 << 20, 8 << 20}};
    struct buffer text = {0}, input = {0};
    append_log_lines(&text, 30000);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        buffer_reset(&input);
        s->compress(&input, buffer_slice(&text));
        for (size_t i = 0; i < ARRAY_LENGTH(steps); i++)
            assert_decodes(s, buffer_slice(&input), steps[i][0], steps[i][1], buffer_slice(&text));
    }
    buffer_finish(&input);
    buffer_finish(&text);
}

static void decodes_members_with_padding_between_and_behind(void **state)
{
    (void)state;
    static const size_t steps[] = {1, 2, 3, 5, 11, 1000, 1 << 20};
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        struct buffer input = {0};
        s->compress(&input, SLICE("first\n"));
        s->compress(&input, EMPTY);
        buffer_append_repeated(&input, "x", 1300);
        memset(input.data + input.length - 1300, 0, 1300);
        s->compress(&input, SLICE("second\n"));
        for (size_t i = 0; i < 100; i++)
            s->compress(&input, SLICE("."));
        for (size_t padding = 0; padding < 20; padding++) {
            for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
                assert_decodes(
                    s, buffer_slice(&input), steps[i], 1000,
                    SLICE(
                        "first\nsecond\n..........................................................."
                        "........................................."));
            }
            buffer_append_char(&input, '\0');
        }
        buffer_finish(&input);
    }
}

static void decodes_an_empty_member_to_nothing(void **state)
{
    (void)state;
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        struct buffer input = {0};
        s->compress(&input, EMPTY);
        assert_decodes(s, buffer_slice(&input), 1, 1, EMPTY);
        assert_decodes(s, buffer_slice(&input), 100, 100, EMPTY);
        buffer_finish(&input);
    }
}

static void counts_trailing_garbage(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 9, 10, 11, 200000};
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        struct buffer input = {0};
        s->compress(&input, SLICE("kept\n"));
        size_t member_length = input.length;
        for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
            char message[100];
            snprintf(message, sizeof message, "%zu byte%s of trailing garbage after the last %s %s",
                     counts[i], counts[i] == 1 ? "" : "s", s->name,
                     compression_find(s->name)->member_name);
            input.length = member_length;
            buffer_append(&input, "\0\0\0", 3);
            buffer_append_repeated(&input, "g", counts[i]);
            assert_fails(s, buffer_slice(&input), SLICE("kept\n"), message, member_length + 3);
        }
        buffer_finish(&input);
    }
}

static void tells_every_truncation(void **state)
{
    (void)state;
    struct buffer text = {0};
    append_log_lines(&text, 12);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        struct buffer input = {0};
        s->compress(&input, buffer_slice(&text));
        for (size_t length = 0; length < input.length; length++) {
            for (size_t step = 1; step <= 1000; step += 333) {
                struct outcome outcome =
                    decode(s, httally_slice_of(input.data, length), step, 1 + 3 * step);
                assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
                assert_string_equal(outcome.error.message, s->truncated_message);
                assert_int_equal(outcome.error.offset_bytes, length);
                assert_in_range(outcome.bytes.length, 0, text.length);
                assert_memory_equal(outcome.bytes.data ? outcome.bytes.data : "", text.data,
                                    outcome.bytes.length);
                buffer_finish(&outcome.bytes);
            }
        }
        buffer_finish(&input);
    }
    buffer_finish(&text);
}

/* Either the damage is told, or it did no harm (a flipped bit in a file name). */
static void tells_every_flipped_bit(void **state)
{
    (void)state;
    struct buffer text = {0};
    append_log_lines(&text, 12);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        struct buffer input = {0};
        s->compress(&input, buffer_slice(&text));
        size_t unharmed_count = 0;
        for (size_t bit = 0; bit < 8 * input.length; bit++) {
            input.data[bit / 8] ^= (char)(1 << bit % 8);
            struct outcome outcome = decode(s, buffer_slice(&input), 1 + bit % 50, 1 + bit % 777);
            if (outcome.result == HTTALLY_END) {
                assert_slice_equal(buffer_slice(&outcome.bytes), buffer_slice(&text));
                unharmed_count++;
            }
            /* Nothing expands more than deflate, which does by 1032. */
            assert_in_range(outcome.bytes.length, 0, 1032 * input.length);
            buffer_finish(&outcome.bytes);
            input.data[bit / 8] ^= (char)(1 << bit % 8);
        }
        /* Time, level and system of a gzip header, reserved bits of others. */
        assert_in_range(unharmed_count, 0, 64);
        buffer_finish(&input);
    }
    buffer_finish(&text);
}

/* The checksum stands last: what it condemns has been delivered. */
static void delivers_all_before_a_wrong_checksum(void **state)
{
    (void)state;
    struct buffer text = {0};
    append_log_lines(&text, 3000);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        if (strcmp(s->name, "gzip") != 0 && strcmp(s->name, "zstd") != 0)
            continue;
        struct buffer input = {0};
        s->compress(&input, buffer_slice(&text));
        size_t checksum_offset = input.length - (strcmp(s->name, "gzip") == 0 ? 8 : 4);
        input.data[checksum_offset] ^= 1;
        for (size_t step = 1; step < 400000; step *= 7) {
            struct outcome outcome = decode(s, buffer_slice(&input), step, step);
            assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
            assert_memory_equal(outcome.error.message + strlen(s->name), " data is corrupt at byte",
                                24);
            assert_slice_equal(buffer_slice(&outcome.bytes), buffer_slice(&text));
            buffer_finish(&outcome.bytes);
        }
        buffer_finish(&input);
    }
    buffer_finish(&text);
}

/* Right bytes that come when the second half of the input is overwritten. */
static size_t decoded_before_damage(const struct subject *subject, struct httally_slice text,
                                    size_t input_step, size_t output_step)
{
    struct buffer input = {0};
    subject->compress(&input, text);
    size_t middle = input.length / 2;
    memset(input.data + middle, 0xff, input.length - middle);
    struct outcome outcome = decode(subject, buffer_slice(&input), input_step, output_step);
    assert_int_equal(outcome.result, HTTALLY_ERROR_DATA);
    /* What is decoded from the damage itself is nonsense, and little. */
    size_t length = 0;
    while (length < outcome.bytes.length && outcome.bytes.data[length] == text.data[length])
        length++;
    buffer_finish(&outcome.bytes);
    buffer_finish(&input);
    return length;
}

static void delivers_what_stands_before_the_damage(void **state)
{
    (void)state;
    static const size_t steps[][2] = {
        {1, 1 << 20}, {1 << 20, 1 << 20}, {1 << 20, 100}, {999, 99999}};
    struct buffer text = {0};
    append_log_lines(&text, 12000);
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        size_t first_length = decoded_before_damage(s, buffer_slice(&text), 7, 7);
        assert_in_range(first_length, text.length / 4, text.length);
        for (size_t i = 0; i < ARRAY_LENGTH(steps); i++)
            assert_int_equal(
                decoded_before_damage(s, buffer_slice(&text), steps[i][0], steps[i][1]),
                first_length);
    }
    buffer_finish(&text);
}

/* 'stored' cut by a read error: the first member comes, maybe some of the second, then the error.
 */
static void assert_passes_on_failure(const struct subject *subject, struct httally_slice stored)
{
    const struct compression *compression = compression_find(subject->name);
    struct stepping_source *upstream = stepping_source_open(stored, 5);
    upstream->ending = HTTALLY_ERROR_IO;
    struct httally_source *source;
    assert_int_equal(decoder_create(&upstream->source, compression,
                                    compression_codec(compression, subject->backend), &source,
                                    NULL),
                     HTTALLY_OK);
    char bytes[100];
    size_t length, total = 0;
    struct httally_error error;
    enum httally_result result;
    while ((result = httally_source_read(source, bytes + total, sizeof bytes - total, &length,
                                         &error)) == HTTALLY_OK)
        total += length;
    assert_int_equal(result, HTTALLY_ERROR_IO);
    assert_string_equal(error.message, "the test said so");
    assert_in_range(total, 4, 8);
    assert_memory_equal(bytes, "one\ntwo\n", total);
    httally_source_close(source);
}

static void passes_on_the_failure_of_its_upstream(void **state)
{
    (void)state;
    for (const struct subject *s = subjects; s < subjects + ARRAY_LENGTH(subjects); s++) {
        struct buffer input = {0};
        s->compress(&input, SLICE("one\n"));
        size_t first_length = input.length;
        s->compress(&input, SLICE("two\n"));
        for (size_t length = first_length; length <= input.length; length++)
            assert_passes_on_failure(s, httally_slice_of(input.data, length));
        buffer_finish(&input);
    }
}

static enum codec_status do_nothing(void *decoder, struct codec_stream *stream)
{
    (void)decoder;
    (void)stream;
    return CODEC_MORE;
}

static void does_not_hang_when_a_library_is_stuck(void **state)
{
    (void)state;
    const struct codec *zlib = &codec_gzip_zlib;
    const struct codec stuck = {"stuck", zlib->create, do_nothing, zlib->reset, zlib->destroy};
    struct stepping_source *stored = stepping_source_open(SLICE("\x1f\x8b\x08"), 2);
    struct httally_source *source;
    struct httally_error error;
    assert_int_equal(
        decoder_create(&stored->source, compression_find("gzip"), &stuck, &source, NULL),
        HTTALLY_OK);
    char byte;
    size_t length;
    assert_int_equal(httally_source_read(source, &byte, 1, &length, &error), HTTALLY_ERROR_DATA);
    assert_string_equal(error.message, "gzip data is corrupt at byte 0");
    httally_source_close(source);
}

static void recognises_signatures_and_nothing_else(void **state)
{
    (void)state;
    const struct {
        struct httally_slice bytes;
        const char *name;
    } cases[] = {
        {SLICE("\x1f\x8b\x08\0"), "gzip"},
        {SLICE("\x1f\x8b"), "gzip"},
        {SLICE("\x1f\x8c\x08"), NULL},
        {SLICE("\x1f"), NULL},
        {SLICE("\x28\xb5\x2f\xfd"), "zstd"},
        {SLICE("\x28\xb5\x2f"), NULL},
        {SLICE("\x5e\x2a\x4d\x18"), "zstd"},
        {SLICE("\x60\x2a\x4d\x18"), NULL},
        {SLICE("P*M"), NULL},
        {SLICE("\xfd"
               "7zXZ\0"),
         "xz"},
        {SLICE("\xfd"
               "7zXZ "),
         NULL},
        {SLICE("BZh91AY&SY"), "bzip2"},
        {SLICE("BZh1\x17\x72\x45\x38\x50\x90"), "bzip2"},
        {SLICE("BZh11A"), "bzip2"},
        {SLICE("BZh01AY&SY"), NULL},
        {SLICE("BZh1.example.com - -"), NULL},
        {SLICE("BZh"), NULL},
        {SLICE(""), NULL},
        {SLICE("192.0.2.1 - -"), NULL},
        {SLICE("\xef\xbb\xbf#Version: 1.0"), NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        size_t length = cases[i].bytes.length;
        if (length > COMPRESSION_SIGNATURE_BYTES)
            length = COMPRESSION_SIGNATURE_BYTES;
        const struct compression *found =
            compression_recognize((const uint8_t *)cases[i].bytes.data, length);
        if (cases[i].name)
            assert_string_equal(found ? found->name : "none", cases[i].name);
        else
            assert_null(found);
    }
    assert_null(compression_find("lzip"));
    assert_null(compression_codec(compression_find("gzip"), "libgz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_in_steps_of_any_size),
        cmocka_unit_test(decodes_more_than_any_window),
        cmocka_unit_test(decodes_members_with_padding_between_and_behind),
        cmocka_unit_test(decodes_an_empty_member_to_nothing),
        cmocka_unit_test(counts_trailing_garbage),
        cmocka_unit_test(tells_every_truncation),
        cmocka_unit_test(tells_every_flipped_bit),
        cmocka_unit_test(delivers_all_before_a_wrong_checksum),
        cmocka_unit_test(delivers_what_stands_before_the_damage),
        cmocka_unit_test(passes_on_the_failure_of_its_upstream),
        cmocka_unit_test(does_not_hang_when_a_library_is_stuck),
        cmocka_unit_test(recognises_signatures_and_nothing_else),
    };
    return cmocka_run_group_tests_name("codec", tests, NULL, NULL);
}
