/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/compiler.h"
#include "input/line_reader.h"
#include "stepping_source.h"

#define SMALLEST_BUFFER_BYTES (LINE_CAP_BYTES + 2)

/* All that a reader gives: the text of its whole lines, and the other blocks in words. */
struct outcome {
    struct buffer lines;
    struct buffer others;
    enum httally_result result;
    uint64_t input_bytes;
};

/* A block must be where it says in the input, but for an added newline at the end. */
static void check_block(const struct line_block *block, struct httally_slice input)
{
    assert_true(block->length > 0);
    assert_true(block->offset_bytes <= input.length);
    size_t length = block->length;
    if (block->offset_bytes + length > input.length) {
        assert_int_equal(block->offset_bytes + length, input.length + 1);
        assert_int_equal(block->data[--length], '\n');
    }
    assert_memory_equal(block->data, input.data + block->offset_bytes, length);
    if (block->kind == LINE_BLOCK_LINES)
        assert_int_equal(block->data[block->length - 1], '\n');
    else
        assert_null(memchr(block->data, '\n', block->length));
    /* The padding can be read; a sanitizer tells if not. */
    volatile char padding = block->data[-LINE_BLOCK_PADDING_BYTES];
    padding = block->data[block->length + LINE_BLOCK_PADDING_BYTES - 1];
    (void)padding;
}

static void note_block(struct outcome *outcome, const struct line_block *block)
{
    if (block->kind == LINE_BLOCK_LINES)
        buffer_append(&outcome->lines, block->data, block->length);
    else
        buffer_append_format(&outcome->others, "%s %zu at %zu;",
                             block->kind == LINE_BLOCK_CUT ? "cut" : "too long", block->length,
                             (size_t)block->offset_bytes);
}

static struct outcome read_lines(struct stepping_source *source, size_t buffer_bytes)
{
    struct outcome outcome = {0};
    struct httally_slice input = source->rest;
    struct line_reader *reader;
    struct line_buffer buffer;
    struct line_block block;
    assert_int_equal(line_buffer_init(&buffer, buffer_bytes, NULL), HTTALLY_OK);
    assert_int_equal(line_reader_create(&source->source, &reader, NULL), HTTALLY_OK);
    while ((outcome.result = line_reader_next(reader, &buffer, &block, NULL)) == HTTALLY_OK) {
        check_block(&block, input);
        note_block(&outcome, &block);
    }
    assert_int_equal(line_reader_next(reader, &buffer, &block, NULL), outcome.result);
    outcome.input_bytes = line_reader_input_bytes(reader);
    line_reader_destroy(reader);
    line_buffer_finish(&buffer);
    httally_source_close(&source->source);
    return outcome;
}

static void outcome_finish(struct outcome *outcome)
{
    buffer_finish(&outcome->lines);
    buffer_finish(&outcome->others);
}

/* In steps of several sizes, 'input' followed by 'ending' gives these lines and other blocks. */
static void assert_reads(struct httally_slice input, enum httally_result ending,
                         struct httally_slice lines, const char *others)
{
    static const size_t steps[] = {1, 2, 3, 7, 1000, 65537, 1 << 20};
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        struct stepping_source *source = stepping_source_open(input, steps[i]);
        source->ending = ending;
        struct outcome outcome = read_lines(source, SMALLEST_BUFFER_BYTES);
        assert_int_equal(outcome.result, ending);
        assert_int_equal(outcome.input_bytes, input.length);
        assert_slice_equal(buffer_slice(&outcome.lines), lines);
        assert_slice_equal(buffer_slice(&outcome.others), httally_slice_of_string(others));
        outcome_finish(&outcome);
    }
}

static void delivers_whole_lines(void **state)
{
    (void)state;
    assert_reads(SLICE(""), HTTALLY_END, SLICE(""), "");
    assert_reads(SLICE("\n"), HTTALLY_END, SLICE("\n"), "");
    assert_reads(SLICE("one\ntwo\r\n\n\nthree\n"), HTTALLY_END, SLICE("one\ntwo\r\n\n\nthree\n"),
                 "");
    assert_reads(SLICE("a\0b\n\0\0\n\xff\n"), HTTALLY_END, SLICE("a\0b\n\0\0\n\xff\n"), "");
}

static void adds_a_missing_last_newline(void **state)
{
    (void)state;
    assert_reads(SLICE("x"), HTTALLY_END, SLICE("x\n"), "");
    assert_reads(SLICE("one\ntwo"), HTTALLY_END, SLICE("one\ntwo\n"), "");
    assert_reads(SLICE("one\n\0"), HTTALLY_END, SLICE("one\n\0\n"), "");
}

static void skips_a_byte_order_mark_at_the_start_only(void **state)
{
    (void)state;
    assert_reads(SLICE("\xef\xbb\xbf"), HTTALLY_END, SLICE(""), "");
    assert_reads(SLICE("\xef\xbb\xbf\n"), HTTALLY_END, SLICE("\n"), "");
    assert_reads(SLICE("\xef\xbb\xbfone\ntwo"), HTTALLY_END, SLICE("one\ntwo\n"), "");
    assert_reads(SLICE("\xef\xbb\xbf\xef\xbb\xbfone"), HTTALLY_END, SLICE("\xef\xbb\xbfone\n"), "");
    assert_reads(SLICE("one\n\xef\xbb\xbftwo\n"), HTTALLY_END, SLICE("one\n\xef\xbb\xbftwo\n"), "");
    /* Only the beginning of one. */
    assert_reads(SLICE("\xef"), HTTALLY_END, SLICE("\xef\n"), "");
    assert_reads(SLICE("\xef\xbb"), HTTALLY_END, SLICE("\xef\xbb\n"), "");
    assert_reads(SLICE("\xef\n\xbb\xbf"), HTTALLY_END, SLICE("\xef\n\xbb\xbf\n"), "");
    assert_reads(SLICE("\xef\xbb"), HTTALLY_ERROR_DATA, SLICE(""), "cut 2 at 0;");
}

static void hands_out_a_line_cut_by_damage(void **state)
{
    (void)state;
    assert_reads(SLICE(""), HTTALLY_ERROR_DATA, SLICE(""), "");
    assert_reads(SLICE("one\n"), HTTALLY_ERROR_DATA, SLICE("one\n"), "");
    assert_reads(SLICE("one\ntw"), HTTALLY_ERROR_DATA, SLICE("one\n"), "cut 2 at 4;");
    assert_reads(SLICE("on"), HTTALLY_ERROR_IO, SLICE(""), "cut 2 at 0;");
}

/* 'before', a line of 'length' bytes of 'fill', 'after'. */
static void assert_reads_line(struct httally_slice before, char fill, size_t length,
                              struct httally_slice after, bool is_too_long, const char *others)
{
    struct buffer input = {0}, lines = {0};
    buffer_append_slice(&input, before);
    buffer_append_slice(&lines, before);
    buffer_append_repeated(&input, "x", length);
    memset(input.data + before.length, fill, length);
    if (!is_too_long)
        buffer_append(&lines, input.data + before.length, length);
    buffer_append_slice(&input, after);
    /* The line end goes with the line. */
    size_t skipped = is_too_long ? (after.data[0] == '\r') + 1u : 0;
    buffer_append(&lines, after.data + skipped, after.length - skipped);
    assert_reads(buffer_slice(&input), HTTALLY_END, buffer_slice(&lines), others);
    buffer_finish(&input);
    buffer_finish(&lines);
}

static void delivers_lines_that_just_fit(void **state)
{
    (void)state;
    assert_reads_line(SLICE(""), 'x', LINE_CAP_BYTES, SLICE("\n"), false, "");
    assert_reads_line(SLICE("a\n"), 'x', LINE_CAP_BYTES, SLICE("\r\n"), false, "");
    assert_reads_line(SLICE("a\n"), 'x', LINE_CAP_BYTES, SLICE("\r\nb\nc\n"), false, "");
    assert_reads_line(SLICE("a\n"), 'x', LINE_CAP_BYTES + 1, SLICE("\n\n"), false, "");
}

static void hands_out_the_head_of_a_line_that_does_not_fit(void **state)
{
    (void)state;
    const size_t fits = SMALLEST_BUFFER_BYTES - 1;
    assert_reads_line(SLICE(""), 'x', fits + 1, SLICE("\n"), true, "too long 65538 at 0;");
    assert_reads_line(SLICE("a\n"), 'x', fits, SLICE("\r\nb\n"), true, "too long 65538 at 2;");
    assert_reads_line(SLICE("a\n"), 'x', 1000000, SLICE("\nb\nc\n"), true, "too long 65538 at 2;");
    /* It may be the last, with or without its end. */
    struct buffer input = {0};
    buffer_append_repeated(&input, "long", 50000);
    assert_reads(buffer_slice(&input), HTTALLY_END, SLICE(""), "too long 65538 at 0;");
    assert_reads(buffer_slice(&input), HTTALLY_ERROR_DATA, SLICE(""), "too long 65538 at 0;");
    buffer_append_char(&input, '\n');
    assert_reads(buffer_slice(&input), HTTALLY_ERROR_DATA, SLICE(""), "too long 65538 at 0;");
    buffer_append_repeated(&input, "more", 50000);
    assert_reads(buffer_slice(&input), HTTALLY_END, SLICE(""),
                 "too long 65538 at 0;too long 65538 at 200001;");
    buffer_finish(&input);
}

/* What copytruncate leaves when the writer does not append: NULs up to its old offset. */
static void drops_nuls_before_a_line_that_would_not_fit(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 65000, 65534, 65535, 65537, 65538, 131076, 3000000};
    struct buffer input = {0};
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        buffer_reset(&input);
        buffer_append_string(&input, "a\n");
        buffer_append_repeated(&input, "0", counts[i]);
        memset(input.data + 2, 0, counts[i]);
        buffer_append_string(&input, "good\nb\n");
        struct outcome outcome = read_lines(
            stepping_source_open(buffer_slice(&input), 1 + counts[i] / 3), SMALLEST_BUFFER_BYTES);
        const char *line = outcome.lines.data + 2;
        while (*line == '\0')
            line++;
        assert_string_equal(outcome.others.data ? "too long" : "", "");
        assert_memory_equal(outcome.lines.data, "a\n", 2);
        assert_memory_equal(line, "good\nb\n", 7);
        assert_ptr_equal(line + 7, outcome.lines.data + outcome.lines.length);
        outcome_finish(&outcome);
    }
    buffer_finish(&input);
}

static void keeps_a_line_of_nuls_a_line(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 65537, 65538, 131075, 131076, 196614, 1000000};
    struct buffer input = {0};
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        buffer_reset(&input);
        buffer_append_repeated(&input, "0", counts[i]);
        memset(input.data, 0, input.length);
        for (size_t step = 1; step < 3000000; step *= 5) {
            struct outcome outcome =
                read_lines(stepping_source_open(buffer_slice(&input), step), SMALLEST_BUFFER_BYTES);
            assert_int_equal(outcome.result, HTTALLY_END);
            assert_in_range(outcome.lines.length, 2, SMALLEST_BUFFER_BYTES);
            assert_null(outcome.others.data);
            outcome_finish(&outcome);
        }
    }
    buffer_finish(&input);
}

/* Random bytes rich in line ends, with a few lines around the size of the smallest buffer. */
static void append_random_text(struct buffer *text, struct random *random)
{
    static const char alphabet[] = "\n\n\r\0ab\xef\xbb\xbf";
    size_t count = random_between(random, 0, 300);
    for (size_t i = 0; i < count; i++) {
        buffer_append_char(text, alphabet[random_between(random, 0, sizeof alphabet - 2)]);
        if (random_between(random, 0, 150) == 0)
            buffer_append_repeated(text, random_next(random) & 64 ? "x" : "y",
                                   random_between(random, LINE_CAP_BYTES - 4, LINE_CAP_BYTES + 4));
    }
}

/* The next line of 'text' without its "\n" and leading NULs; false at the end. */
static bool next_line(struct httally_slice *text, struct httally_slice *line_out)
{
    if (text->length == 0)
        return false;
    const char *newline = memchr(text->data, '\n', text->length);
    size_t length = newline ? (size_t)(newline - text->data) : text->length;
    *line_out = httally_slice_of(text->data, length);
    length += newline ? 1 : 0;
    *text = httally_slice_of(text->data + length, text->length - length);
    while (line_out->length > 0 && line_out->data[0] == '\0')
        *line_out = httally_slice_of(line_out->data + 1, line_out->length - 1);
    return true;
}

/* A line that may be delivered or told too long, as the buffer is large enough for it or not. */
static bool may_be_too_long(struct httally_slice line)
{
    size_t length = line.length;
    if (length > 0 && line.data[length - 1] == '\r')
        length--;
    return length > LINE_CAP_BYTES;
}

static void gives_the_lines_of_a_naive_split(void **state)
{
    (void)state;
    struct random random = {12345};
    struct buffer text = {0};
    for (int round = 0; round < 2000; round++) {
        buffer_reset(&text);
        append_random_text(&text, &random);
        struct stepping_source *source =
            stepping_source_open(buffer_slice(&text), random_between(&random, 1, 1 + round * 50));
        source->random.state = random_next(&random) | 1;
        struct outcome outcome =
            read_lines(source, SMALLEST_BUFFER_BYTES + random_between(&random, 0, 3) * 3);
        struct httally_slice expected = buffer_slice(&text), actual = buffer_slice(&outcome.lines);
        if (expected.length >= 3 && memcmp(expected.data, "\xef\xbb\xbf", 3) == 0)
            expected = httally_slice_of(expected.data + 3, expected.length - 3);
        struct httally_slice line, expected_line;
        bool has_line = next_line(&actual, &line);
        while (next_line(&expected, &expected_line)) {
            if (has_line && httally_slice_equal(line, expected_line))
                has_line = next_line(&actual, &line);
            else
                assert_true(may_be_too_long(expected_line));
        }
        assert_false(has_line);
        outcome_finish(&outcome);
    }
    buffer_finish(&text);
}

static void reads_through_the_default_buffer(void **state)
{
    (void)state;
    struct buffer input = {0};
    for (size_t i = 0; i < 100000; i++)
        buffer_append_format(&input, "line %zu\n", i);
    struct outcome outcome = read_lines(stepping_source_open(buffer_slice(&input), 1 << 20), 0);
    assert_slice_equal(buffer_slice(&outcome.lines), buffer_slice(&input));
    outcome_finish(&outcome);
    buffer_finish(&input);
    line_reader_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delivers_whole_lines),
        cmocka_unit_test(adds_a_missing_last_newline),
        cmocka_unit_test(skips_a_byte_order_mark_at_the_start_only),
        cmocka_unit_test(hands_out_a_line_cut_by_damage),
        cmocka_unit_test(delivers_lines_that_just_fit),
        cmocka_unit_test(hands_out_the_head_of_a_line_that_does_not_fit),
        cmocka_unit_test(drops_nuls_before_a_line_that_would_not_fit),
        cmocka_unit_test(keeps_a_line_of_nuls_a_line),
        cmocka_unit_test(gives_the_lines_of_a_naive_split),
        cmocka_unit_test(reads_through_the_default_buffer),
    };
    return cmocka_run_group_tests_name("line_reader", tests, NULL, NULL);
}
