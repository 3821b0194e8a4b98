/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <zlib.h>

#include "input/span_source.h"

enum { STREAM_BYTES = 50000 };

static char stream[STREAM_BYTES];

static int fill_stream(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stream; i++)
        stream[i] = (char)(i * 7 + (i >> 8));
    return 0;
}

/* A mark as if everything before it had been read at once. */
static struct stream_mark mark_at(size_t offset)
{
    struct stream_mark mark = {0};
    stream_mark_advance(&mark, stream, offset);
    return mark;
}

static void assert_mark(const struct stream_mark *mark, size_t offset)
{
    size_t tail = offset < STREAM_TAIL_BYTES ? offset : STREAM_TAIL_BYTES;
    assert_int_equal(mark->offset_bytes, offset);
    assert_int_equal(mark->crc32, crc32(0, (const Bytef *)stream, (uInt)offset));
    assert_int_equal(mark->tail_length, tail);
    assert_memory_equal(mark->tail, stream + offset - tail, tail);
}

static void a_mark_does_not_depend_on_the_pieces(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 7, 100, 4095, 4096, 4097, 9000};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct stream_mark mark = {0};
        for (size_t at = 0; at < sizeof stream; at += pieces[i]) {
            size_t left = sizeof stream - at;
            stream_mark_advance(&mark, stream + at, left < pieces[i] ? left : pieces[i]);
            stream_mark_advance(&mark, stream, 0);
        }
        assert_mark(&mark, sizeof stream);
    }
}

/* Read the span [start, end) of what follows a mark. */
static void check_span(size_t marked, size_t start, size_t end, size_t capacity)
{
    struct httally_source *upstream, *span;
    struct httally_error error;
    struct stream_mark mark = mark_at(marked);
    static char buffer[STREAM_BYTES];
    size_t total = 0, length;
    enum httally_result result;
    assert_int_equal(
        httally_source_open_memory(httally_slice_of(stream + marked, sizeof stream - marked), "m",
                                   &upstream, &error),
        HTTALLY_OK);
    assert_int_equal(span_source_create(upstream, &mark, start, end, &span, &error), HTTALLY_OK);
    while ((result = httally_source_read(span, buffer + total, capacity, &length, &error)) ==
           HTTALLY_OK)
        total += length;
    assert_int_equal(result, HTTALLY_END);
    size_t last = end < sizeof stream ? end : sizeof stream;
    assert_int_equal(total, last - start);
    assert_memory_equal(buffer, stream + start, total);
    assert_mark(span_source_mark(span), last);
    assert_string_equal(httally_source_name(span), "m");
    httally_source_close(span);
}

static void delivers_what_is_asked_for(void **state)
{
    (void)state;
    check_span(0, 0, SIZE_MAX, 1000);
    check_span(0, 20000, 20001, 1000);
    check_span(5000, 5000, 40000, 333);
    check_span(5000, 30000, 40000, 20000);
    check_span(100, 200, 200, 10);
    check_span(1, STREAM_BYTES, SIZE_MAX, 10);
}

static void tells_when_the_stream_is_shorter(void **state)
{
    (void)state;
    struct httally_source *upstream, *span;
    struct httally_error error;
    struct stream_mark beginning = {0};
    char buffer[16];
    size_t length;
    assert_int_equal(
        httally_source_open_memory(httally_slice_of(stream, 1000), "m", &upstream, &error),
        HTTALLY_OK);
    assert_int_equal(span_source_create(upstream, &beginning, 2000, 3000, &span, &error),
                     HTTALLY_OK);
    assert_int_equal(httally_source_read(span, buffer, sizeof buffer, &length, &error),
                     HTTALLY_END);
    assert_mark(span_source_mark(span), 1000);
    httally_source_close(span);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_does_not_depend_on_the_pieces),
        cmocka_unit_test(delivers_what_is_asked_for),
        cmocka_unit_test(tells_when_the_stream_is_shorter),
    };
    return cmocka_run_group_tests(tests, fill_stream, NULL);
}
