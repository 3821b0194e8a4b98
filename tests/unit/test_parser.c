/* SPDX-License-Identifier: MIT */
#include "log_line.h"

#include <time.h>

#include "base/buffer.h"
#include "random.h"

#define PLAIN LINE_WITH_REST("200 5 \"-\" \"curl/8.5.0\"")
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { LONG_LINE_BYTES = FORMAT_LINE_CAP_BYTES, SEEN_MAX = 4096 };

/* What the parser made of one line: its place in the text, and enough to know the record by. */
struct seen {
    enum httally_line_kind kind;
    enum httally_unparsed_reason reason;
    uint64_t place;
    size_t length;
    int64_t time;
    httally_status status;
    uint64_t bytes;
    struct httally_slice agent;
};

struct fixture {
    struct httally_format *format;
    struct httally_format *siblings[3];
    struct parser *parser;
    struct seen requests[SEEN_MAX];
    size_t request_count;
    /* Their place is the line's index. */
    struct seen odd_lines[SEEN_MAX];
    size_t odd_line_count;
};

static void note_odd_line(void *context, const struct odd_line *line)
{
    struct fixture *fixture = context;
    assert_true(fixture->odd_line_count < SEEN_MAX);
    fixture->odd_lines[fixture->odd_line_count++] = (struct seen){
        .kind = line->kind,
        .reason = line->reason,
        .place = line->index,
        .length = line->text.length,
    };
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    assert_int_equal(httally_format_create("auto", &fixture->format, NULL), HTTALLY_OK);
    assert_int_equal(
        parser_create(fixture->format, false, note_odd_line, fixture, &fixture->parser, NULL),
        HTTALLY_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    parser_destroy(fixture->parser);
    httally_format_destroy(fixture->format);
    for (size_t i = 0; i < COUNT(fixture->siblings); i++)
        httally_format_destroy(fixture->siblings[i]);
    free(fixture);
    return 0;
}

static void forget(struct fixture *fixture)
{
    parser_reset(fixture->parser);
    fixture->request_count = fixture->odd_line_count = 0;
}

/* Parse lines[start..end) as one block, in memory of its own. */
static void parse_block(struct fixture *fixture, struct httally_slice lines, size_t start,
                        size_t end)
{
    struct padded_text padded = padded_text_of(httally_slice_of(lines.data + start, end - start));
    struct httally_record records[PARSER_BATCH_RECORDS];
    size_t count;
    assert_int_equal(parser_begin(fixture->parser, padded.text.data, padded.text.length, NULL),
                     HTTALLY_OK);
    while ((count = parser_next_batch(fixture->parser, records)) > 0) {
        assert_true(count <= PARSER_BATCH_RECORDS && fixture->request_count + count <= SEEN_MAX);
        for (size_t i = 0; i < count; i++) {
            const struct httally_record *record = &records[i];
            size_t place = start + (size_t)(record->line.data - padded.text.data);
            const char *agent = record->agent.data;
            if (agent)
                agent = lines.data + start + (agent - padded.text.data);
            fixture->requests[fixture->request_count++] = (struct seen){
                .place = place,
                .length = record->line.length,
                .time = record->time,
                .status = record->status,
                .bytes = record->bytes,
                .agent = {agent, record->agent.length},
            };
        }
    }
    free(padded.memory);
}

static void parse(struct fixture *fixture, struct httally_slice lines)
{
    parse_block(fixture, lines, 0, lines.length);
}

static void assert_counts(const struct fixture *fixture, struct line_counts expected)
{
    const struct line_counts *counts = parser_counts(fixture->parser);
    expected.read = expected.requests + expected.unparsed + expected.too_long + expected.blank +
                    expected.directives;
    assert_int_equal(counts->read, expected.read);
    assert_int_equal(counts->requests, expected.requests);
    assert_int_equal(counts->unparsed, expected.unparsed);
    assert_int_equal(counts->too_long, expected.too_long);
    assert_int_equal(counts->blank, expected.blank);
    assert_int_equal(counts->directives, expected.directives);
}

static void assert_seen(const struct seen *seen, enum httally_line_kind kind,
                        enum httally_unparsed_reason reason, uint64_t index, size_t length)
{
    assert_int_equal(seen->kind, kind);
    assert_int_equal(seen->reason, reason);
    assert_int_equal(seen->place, index);
    assert_int_equal(seen->length, length);
}

static void counts_each_kind_of_line_once(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(PLAIN "\n\n \t\n#Fields: date time\n" PLAIN "\n#Remark\n\0\0\n"));
    assert_counts(fixture,
                  (struct line_counts){.requests = 2, .unparsed = 1, .blank = 3, .directives = 1});
}

static void reads_lines_that_end_in_crlf(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(PLAIN "\r\n\r\n" LINE_WITH_REST("404 7") "\r\n#Fields: x\r\nbad\r\n"));
    assert_counts(fixture,
                  (struct line_counts){.requests = 2, .unparsed = 1, .blank = 1, .directives = 1});
    assert_int_equal(fixture->requests[0].length, sizeof PLAIN - 1);
    assert_int_equal(fixture->requests[1].status, 404);
    assert_int_equal(fixture->requests[1].bytes, 7);
    assert_seen(&fixture->odd_lines[0], HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_NO_QUOTE, 4, 3);
}

/* Text that went through a conversion of line ends twice. */
static void reads_lines_that_end_in_more_than_one_cr(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(PLAIN "\r\r\n\r\r\n" PLAIN " 0.004\r\r\n"));
    assert_counts(fixture, (struct line_counts){.requests = 2, .blank = 1});
    assert_int_equal(fixture->requests[0].length, sizeof PLAIN - 1);
    assert_int_equal(fixture->requests[1].length, sizeof(PLAIN " 0.004") - 1);
}

/* What a writer without O_APPEND leaves after copytruncate. */
static void drops_nuls_before_a_line(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE("\0\0\0\0\0" PLAIN "\n\0bad\n\0#Fields: x\n"));
    assert_counts(fixture, (struct line_counts){.requests = 1, .unparsed = 1, .directives = 1});
    assert_int_equal(fixture->requests[0].place, 5);
    assert_int_equal(fixture->requests[0].length, sizeof PLAIN - 1);
    assert_int_equal(fixture->odd_lines[0].length, 3);
}

static void takes_a_directive_that_looks_like_a_request(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(LINE_WITH_HEAD("#Fields: - -") "\n" LINE_WITH_HEAD("#1 - -") "\n"));
    assert_counts(fixture, (struct line_counts){.requests = 1, .directives = 1});
}

/* A request of 'length' bytes and its newline. */
static struct httally_slice line_of_length(char *buffer, size_t length)
{
    static const char head[] = "192.0.2.7 - - " LINE_TIME " \"GET /",
                      rest[] = " HTTP/1.1\" 200 5\n";
    memset(buffer, 'a', length);
    memcpy(buffer, head, sizeof head - 1);
    memcpy(buffer + length - (sizeof rest - 2), rest, sizeof rest - 1);
    return httally_slice_of(buffer, length + 1);
}

static void takes_lines_up_to_the_cap_and_no_longer(void **state)
{
    struct fixture *fixture = *state;
    char *buffer = malloc(LONG_LINE_BYTES + 100);
    assert_non_null(buffer);
    parse(fixture, line_of_length(buffer, LONG_LINE_BYTES));
    assert_counts(fixture, (struct line_counts){.requests = 1});
    parse(fixture, line_of_length(buffer, LONG_LINE_BYTES + 1));
    assert_counts(fixture, (struct line_counts){.requests = 1, .too_long = 1});
    assert_seen(&fixture->odd_lines[0], HTTALLY_LINE_TOO_LONG, HTTALLY_UNPARSED_NONE, 1,
                LONG_LINE_BYTES + 1);
    /* Neither line end nor leading NULs count. */
    struct httally_slice line = line_of_length(buffer + 20, LONG_LINE_BYTES);
    memset(buffer, 0, 20);
    memcpy(buffer + 20 + line.length - 1, "\r\n", 2);
    parse(fixture, httally_slice_of(buffer, line.length + 21));
    assert_counts(fixture, (struct line_counts){.requests = 2, .too_long = 1});
    free(buffer);
}

static void tells_index_and_reason_of_odd_lines(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(PLAIN "\nfoo\n\n" PLAIN "\n"));
    parse(fixture, SLICE(PLAIN "\n" LINE_WITH_REST("20 5") "\n"));
    parser_count_partial(fixture->parser, HTTALLY_LINE_TOO_LONG, HTTALLY_UNPARSED_NONE,
                         SLICE("\0head"));
    parser_count_partial(fixture->parser, HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_CUT,
                         SLICE("cut"));
    assert_int_equal(fixture->odd_line_count, 4);
    const struct seen *odd = fixture->odd_lines;
    assert_seen(&odd[0], HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_NO_QUOTE, 1, 3);
    assert_seen(&odd[1], HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_NO_STATUS, 5,
                sizeof LINE_WITH_REST("20 5") - 1);
    assert_seen(&odd[2], HTTALLY_LINE_TOO_LONG, HTTALLY_UNPARSED_NONE, 6, 4);
    assert_seen(&odd[3], HTTALLY_LINE_UNPARSED, HTTALLY_UNPARSED_CUT, 7, 3);
    assert_counts(fixture,
                  (struct line_counts){.requests = 3, .unparsed = 3, .too_long = 1, .blank = 1});
}

static void begins_anew_after_a_reset(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(PLAIN "\nfoo\n"));
    forget(fixture);
    assert_counts(fixture, (struct line_counts){.read = 0});
    parse(fixture, SLICE("foo\n"));
    assert_int_equal(fixture->odd_lines[0].place, 0);
}

static void takes_an_empty_block(void **state)
{
    struct fixture *fixture = *state;
    parse(fixture, SLICE(""));
    assert_counts(fixture, (struct line_counts){.read = 0});
}

static void needs_nobody_to_hear_of_odd_lines(void **state)
{
    struct fixture *fixture = *state;
    parser_destroy(fixture->parser);
    assert_int_equal(parser_create(fixture->format, false, NULL, NULL, &fixture->parser, NULL),
                     HTTALLY_OK);
    parse(fixture, SLICE("foo\n"));
    assert_counts(fixture, (struct line_counts){.unparsed = 1});
}

/* Lines of all kinds, in an order that looks random. */
static struct httally_slice mixed_text(struct random *random, size_t line_count)
{
    static const struct httally_slice lines[] = {
        TEXT(PLAIN "\n"),
        TEXT(PLAIN "\n"),
        TEXT(PLAIN "\r\n"),
        TEXT("\n"),
        TEXT("\r\n"),
        TEXT(LINE_WITH_REST("404 -") "\n"),
        TEXT(LINE_WITH_REST("20 5") "\n"),
        TEXT("\"\"\"\n"),
        TEXT(LINE_WITH_REST("200 5 \"\\\"\" \"a \\\"b\\\"\"") "\n"),
        TEXT("#Fields: x\n"),
        TEXT("\0\0" LINE_WITH_REST("500 1 \"-\" \"a\" \"b\"") "\n"),
        TEXT("logrotate\n"),
        TEXT("shop.example:443 " PLAIN "\n"),
        TEXT(LINE_WITH_REST("200 5 \"-\" \"cu") "\n"),
        TEXT("192.0.2.7 - - [12/Mar/2026:14:03:59 +0100] \"GET / HTTP/1.1\" 204 0 \"-\" \"-\"\n"),
        TEXT("192.0.2.7 - - [12/Mar/2026:14:04:00 +0100] \"GET / HTTP/1.1\" 204 0 \"-\" \"-\"\n"),
        TEXT("192.0.2.7 - - [12/Mar/2026:14:04:0x +0100] \"GET / HTTP/1.1\" 204 0 \"-\" \"-\"\n"),
    };
    char *text = malloc(line_count * 256);
    size_t length = 0;
    assert_non_null(text);
    for (size_t i = 0; i < line_count; i++) {
        struct httally_slice line = lines[random_between(random, 0, COUNT(lines) - 1)];
        memcpy(text + length, line.data, line.length);
        length += line.length;
    }
    return httally_slice_of(text, length);
}

static void assert_all_same(const struct seen *seen, const struct seen *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_seen(&seen[i], expected[i].kind, expected[i].reason, expected[i].place,
                    expected[i].length);
        assert_int_equal(seen[i].time, expected[i].time);
        assert_int_equal(seen[i].status, expected[i].status);
        assert_int_equal(seen[i].bytes, expected[i].bytes);
        assert_field("agent", seen[i].agent, seen[i].agent, expected[i].agent);
    }
}

/* Parse in blocks of whole lines that end behind every newline which 'odds' to one choose. */
static void parse_in_pieces(struct fixture *fixture, struct httally_slice text,
                            struct random *random, uint64_t odds)
{
    size_t start = 0;
    for (size_t end = 1; end <= text.length; end++) {
        bool is_cut = text.data[end - 1] == '\n' && random_between(random, 0, odds) == 0;
        if (is_cut || end == text.length) {
            parse_block(fixture, text, start, end);
            start = end;
        }
    }
}

static void any_cut_into_blocks_gives_the_same(void **state)
{
    struct fixture *fixture = *state;
    struct fixture *whole = malloc(sizeof *whole);
    struct random random = {3};
    assert_non_null(whole);
    for (int round = 0; round < 40; round++) {
        struct httally_slice text = mixed_text(&random, 300);
        forget(fixture);
        parse(fixture, text);
        struct line_counts counts = *parser_counts(fixture->parser);
        memcpy(whole, fixture, sizeof *whole);
        for (uint64_t odds = 0; odds < 50; odds += 7) {
            forget(fixture);
            parse_in_pieces(fixture, text, &random, odds);
            assert_memory_equal(parser_counts(fixture->parser), &counts, sizeof counts);
            assert_int_equal(fixture->request_count, whole->request_count);
            assert_int_equal(fixture->odd_line_count, whole->odd_line_count);
            assert_all_same(fixture->requests, whole->requests, whole->request_count);
            assert_all_same(fixture->odd_lines, whole->odd_lines, whole->odd_line_count);
        }
        free((void *)(uintptr_t)text.data);
    }
    free(whole);
}

/* 'head', then 'unit' again and again, so that each of 'line_count' lines is 'length' bytes. */
static struct httally_slice crafted_text(const char *head, const char *unit, size_t length,
                                         size_t line_count)
{
    size_t head_length = strlen(head), unit_length = strlen(unit);
    char *text = malloc(line_count * (length + 1));
    assert_non_null(text);
    for (size_t i = 0; i < line_count; i++) {
        char *line = text + i * (length + 1);
        memcpy(line, head, head_length);
        for (size_t at = head_length; at < length; at++)
            line[at] = unit[(at - head_length) % unit_length];
        line[length] = '\n';
    }
    return httally_slice_of(text, line_count * (length + 1));
}

static double fastest_of_three(struct fixture *fixture, struct httally_slice text)
{
    double fastest = 1e9;
    for (int i = 0; i < 3; i++) {
        forget(fixture);
        clock_t start = clock();
        parse(fixture, text);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        fastest = seconds < fastest ? seconds : fastest;
    }
    return fastest;
}

/* Quadratic time would make the long lines 64 times as slow as as many bytes of short ones. */
static void crafted_long_lines_take_no_longer_per_byte(void **state)
{
    struct fixture *fixture = *state;
    static const char request[] = "192.0.2.7 - - " LINE_TIME " \"",
                      whole[] = LINE_WITH_REST("200 5");
    static const struct {
        const char *head, *unit;
    } cases[] = {
        {request, "\""},          {request, "\\\""},
        {request, "\\"},          {request, "\" 200 5 "},
        {request, "\" 200 5 \""}, {request, "\" "},
        {request, "GET / "},      {request, ":/"},
        {whole, " \"a\""},        {whole, " \"a\\\""},
        {whole, " \"a\\\" b"},    {whole, " "},
        {whole, " a=\"\""},       {"", " "},
        {"", "192.0.2.7, "},      {"", "[12/Mar/2026:14:03:07 +010x] \""},
        {"", LINE_TIME " \""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct httally_slice text = crafted_text(cases[i].head, cases[i].unit, 1000, 640);
        double short_sec = fastest_of_three(fixture, text);
        free((void *)(uintptr_t)text.data);
        text = crafted_text(cases[i].head, cases[i].unit, 64000, 10);
        double long_sec = fastest_of_three(fixture, text);
        free((void *)(uintptr_t)text.data);
        if (long_sec > 0.02 && long_sec > 10 * short_sec)
            fail_msg("lines of '%s%s' take %g s when long, %g s when short", cases[i].head,
                     cases[i].unit, long_sec, short_sec);
    }
}

enum { SIBLINGS_MAX = 3 };

/* Another input begins, in formats that are named; NULL ends them. */
static void begin_input(struct fixture *fixture, const char *const *names)
{
    const struct httally_format *formats[SIBLINGS_MAX];
    size_t count = 0;
    for (; names[count]; count++) {
        assert_true(count < SIBLINGS_MAX);
        httally_format_destroy(fixture->siblings[count]);
        assert_int_equal(httally_format_create(names[count], &fixture->siblings[count], NULL),
                         HTTALLY_OK);
        formats[count] = fixture->siblings[count];
    }
    parser_begin_input(fixture->parser, formats, count);
}

static void tries_other_formats_in_turn(void **state)
{
    struct fixture *fixture = *state;
    static const char *const orders[][SIBLINGS_MAX + 1] = {
        {"auto", "json", "$status $request_time", NULL},
        {"json", "auto", "$status $request_time", NULL},
        {"nginx-main", "auto", "json", NULL},
    };
    static const uint64_t expected[][SIBLINGS_MAX] = {{3, 1, 1}, {1, 3, 1}, {1, 2, 1}};
    static const struct httally_slice text =
        TEXT(PLAIN "\n{\"status\":200,\"ip\":\"::1\"}\nfoo bar\n" PLAIN
                   "\n\n404 0.5\n" LINE_WITH_REST("200 5 \"-\" \"curl\" \"-\"") "\n");
    static const enum httally_unparsed_reason reasons[] = {
        HTTALLY_UNPARSED_NO_QUOTE, HTTALLY_UNPARSED_NOT_JSON, HTTALLY_UNPARSED_SHORT_LINE};
    for (size_t i = 0; i < COUNT(orders); i++) {
        forget(fixture);
        begin_input(fixture, orders[i]);
        parse(fixture, text);
        const struct line_counts *counts = parser_counts(fixture->parser);
        assert_memory_equal(counts->by_format, expected[i], sizeof expected[i]);
        assert_int_equal(counts->unparsed, i == 2 ? 2 : 1);
        assert_int_equal(counts->blank, 1);
        assert_int_equal(counts->read, 7);
        assert_int_equal(fixture->odd_lines[0].reason, reasons[i]);
    }
}

/* Docker's escapes around those of JSON: each line needs half as much memory again as it has bytes,
 * and gets it, however much the lines before it in the batch have used. */
static void long_escaped_texts_are_read_alike(void **state)
{
    struct fixture *fixture = *state;
    enum { AGENT_LENGTH = 15000, ESCAPED_LENGTH = 4 * AGENT_LENGTH, LINE_COUNT = 40 };
    static const char head[] =
        "{\"log\":\"{\\\"ip\\\":\\\"::1\\\",\\\"status\\\":404,\\\"agent\\\":\\\"",
                      tail[] = "\\\"}\\n\",\"stream\":\"stdout\"}\n";
    static const char *const json[] = {"json", NULL};
    struct buffer text = {0};
    for (size_t i = 0; i < LINE_COUNT; i++) {
        buffer_append_string(&text, head);
        for (size_t k = 0; k < ESCAPED_LENGTH; k++)
            buffer_append_char(&text, '\\');
        buffer_append_string(&text, tail);
    }
    begin_input(fixture, json);
    parse(fixture, buffer_slice(&text));
    assert_int_equal(fixture->request_count, LINE_COUNT);
    for (size_t i = 0; i < LINE_COUNT; i++)
        assert_int_equal(fixture->requests[i].agent.length, AGENT_LENGTH);
    buffer_finish(&text);
}

static void forgets_directives_of_the_input_before(void **state)
{
    struct fixture *fixture = *state;
    static const char *const w3c[] = {"w3c", NULL}, *const sibling[] = {"auto", "w3c", NULL};
    static const struct httally_slice line = TEXT("404 2026-03-12 14:03:07\n");
    begin_input(fixture, w3c);
    parse(fixture, line);
    assert_counts(fixture, (struct line_counts){.unparsed = 1});
    parse(fixture, SLICE("#Fields: sc-status date time\n"));
    parse(fixture, line);
    assert_counts(fixture, (struct line_counts){.requests = 1, .unparsed = 1, .directives = 1});
    forget(fixture);
    parse(fixture, line);
    assert_counts(fixture, (struct line_counts){.requests = 1});
    forget(fixture);
    begin_input(fixture, w3c);
    parse(fixture, line);
    assert_counts(fixture, (struct line_counts){.unparsed = 1});
    forget(fixture);
    begin_input(fixture, sibling);
    parse(fixture, SLICE("#Fields: sc-status date time\n404 2026-03-12 14:03:07\n"));
    assert_counts(fixture, (struct line_counts){.requests = 1, .directives = 1});
    assert_int_equal(parser_counts(fixture->parser)->by_format[1], 1);
}

/* A container that has printed an empty line. */
static void takes_empty_envelopes_for_blank(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[][2] = {{"auto", NULL}, {"w3c", NULL}, {"json", NULL}};
    static const struct httally_slice text = TEXT("2026-03-12T14:03:07.1+01:00 stdout F \n"
                                                  "Mar 12 14:03:07 lb nginx[7]:  \n"
                                                  "{\"log\":\"\\n\",\"stream\":\"stdout\"}\n");
    for (size_t i = 0; i < COUNT(names); i++) {
        forget(fixture);
        begin_input(fixture, names[i]);
        parse(fixture, text);
        assert_counts(fixture, (struct line_counts){.blank = 3});
    }
}

/* What the fast reader makes of a head is no more than the format's own reader would take. */
static void takes_no_moved_head_the_fast_way(void **state)
{
    struct fixture *fixture = *state;
    static const char *const main_format[] = {"nginx-main", NULL};
    static const struct httally_slice text =
        TEXT("... " LINE_WITH_REST("200 5 \"-\" \"curl\" \"-\"") "\n"
                                                                 "...  - - " LINE_TIME
                                                                 " \"\" 200 5 \"-\" \"-\" \"-\"\n");
    begin_input(fixture, main_format);
    parse(fixture, text);
    assert_counts(fixture, (struct line_counts){.unparsed = 2});
    assert_int_equal(fixture->odd_lines[1].reason, HTTALLY_UNPARSED_OTHER_TEXT);
}

/* Texts whose escapes are undone lie in memory that holds a few long lines. */
static void batches_end_where_memory_does(void **state)
{
    struct fixture *fixture = *state;
    static const char *const orders[][3] = {{"json", NULL}, {"auto", "json", NULL}};
    static const char head[] = "{\"status\":200,\"ip\":\"::1\",\"http_user_agent\":\"\\t",
                      end[] = "\"}\n";
    enum { LINES = 40, LENGTH = 60000 };
    char *text = malloc(LINES * LENGTH);
    assert_non_null(text);
    memset(text, 'a', LINES * LENGTH);
    for (size_t i = 0; i < LINES; i++) {
        memcpy(text + i * LENGTH, head, sizeof head - 1);
        memcpy(text + (i + 1) * LENGTH - (sizeof end - 1), end, sizeof end - 1);
    }
    struct padded_text padded = padded_text_of(httally_slice_of(text, LINES * LENGTH));
    for (size_t i = 0; i < COUNT(orders); i++) {
        struct httally_record records[PARSER_BATCH_RECORDS];
        size_t count;
        forget(fixture);
        begin_input(fixture, orders[i]);
        assert_int_equal(parser_begin(fixture->parser, padded.text.data, padded.text.length, NULL),
                         HTTALLY_OK);
        while ((count = parser_next_batch(fixture->parser, records)) > 0) {
            for (size_t j = 0; j < count; j++) {
                assert_int_equal(records[j].agent.length, LENGTH - sizeof head - sizeof end + 3);
                assert_int_equal(records[j].agent.data[0], '\t');
                assert_int_equal(records[j].agent.data[records[j].agent.length - 1], 'a');
            }
        }
        assert_counts(fixture, (struct line_counts){.requests = LINES});
    }
    free(padded.memory);
    free(text);
}

/* What a container's runtime writes before the line is no client. */
static void looks_into_envelopes(void **state)
{
    struct fixture *fixture = *state;
    static const struct httally_slice text = TEXT("2026-03-12T14:03:07.1+01:00 stdout F " PLAIN
                                                  "\nMar 12 14:03:07 lb nginx[7]: " PLAIN "\n");
    struct padded_text padded = padded_text_of(text);
    struct httally_record records[PARSER_BATCH_RECORDS];
    assert_int_equal(parser_begin(fixture->parser, padded.text.data, padded.text.length, NULL),
                     HTTALLY_OK);
    assert_int_equal(parser_next_batch(fixture->parser, records), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_slice_equal(records[i].client, SLICE("192.0.2.7"));
        assert_null(records[i].host.data);
        assert_false(records[i].has_details);
    }
    assert_ptr_equal(records[0].line.data, padded.text.data);
    free(padded.memory);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(counts_each_kind_of_line_once),
        TEST(reads_lines_that_end_in_crlf),
        TEST(reads_lines_that_end_in_more_than_one_cr),
        TEST(drops_nuls_before_a_line),
        TEST(takes_a_directive_that_looks_like_a_request),
        TEST(takes_lines_up_to_the_cap_and_no_longer),
        TEST(tells_index_and_reason_of_odd_lines),
        TEST(begins_anew_after_a_reset),
        TEST(takes_an_empty_block),
        TEST(needs_nobody_to_hear_of_odd_lines),
        TEST(any_cut_into_blocks_gives_the_same),
        TEST(tries_other_formats_in_turn),
        TEST(long_escaped_texts_are_read_alike),
        TEST(forgets_directives_of_the_input_before),
        TEST(takes_empty_envelopes_for_blank),
        TEST(takes_no_moved_head_the_fast_way),
        TEST(batches_end_where_memory_does),
        TEST(looks_into_envelopes),
        TEST(crafted_long_lines_take_no_longer_per_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
