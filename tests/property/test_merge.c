/* SPDX-License-Identifier: MIT */
/*
 * test_merge.c - however a log is split, read and merged, the report says the same.
 *
 * HTTALLY_SEED=N tests other logs than seed 1 does, HTTALLY_SCAN=NAME a variant of structurals.h.
 */
#include "unit.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "httally/analysis.h"
#include "scan.h"
#include "spike_digest.h"
#include "ugly_log.h"

enum { PARTS_MAX = 20, SMALL_BYTES = 4 << 20 };

static struct {
    struct httally_catalogue *catalogue;
    struct httally_profile *profile;
    struct httally_format *format;
    uint64_t seed;
    struct httally_format_state *state;
} shared;

static int set_up(void **state)
{
    (void)state;
    const char *seed = getenv("HTTALLY_SEED");
    shared.seed = seed ? strtoull(seed, NULL, 10) : 1;
    print_message("# HTTALLY_SEED=%llu\n", (unsigned long long)shared.seed);
    assert_int_equal(httally_catalogue_create(&shared.catalogue, NULL), HTTALLY_OK);
    assert_int_equal(httally_profile_create(shared.catalogue, NULL, &shared.profile, NULL),
                     HTTALLY_OK);
    assert_int_equal(httally_format_create("auto", &shared.format, NULL), HTTALLY_OK);
    assert_int_equal(httally_format_state_create(&shared.state, NULL), HTTALLY_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    httally_format_state_destroy(shared.state);
    httally_format_destroy(shared.format);
    httally_profile_destroy(shared.profile);
    httally_catalogue_destroy(shared.catalogue);
    return 0;
}

/* The report, and behind it what spikes are searched in.  The caller frees it. */
static char *render(const struct httally_tally *tally, const struct httally_input *inputs,
                    size_t input_count, const char *format)
{
    struct httally_report report = {
        .tally = tally,
        .profile = shared.profile,
        .catalogue = shared.catalogue,
        .inputs = inputs,
        .input_count = input_count,
        .format = format,
        .top_count = 50,
    };
    char *text;
    size_t length;
    assert_int_equal(httally_report_render(&report, "json", &text, &length, NULL), HTTALLY_OK);
    char *digest = spike_digest(tally);
    struct buffer both = {.data = NULL};
    buffer_append(&both, text, length);
    buffer_append(&both, digest, strlen(digest) + 1);
    assert_int_equal(buffer_status(&both, NULL), HTTALLY_OK);
    free(text);
    free(digest);
    return both.data;
}

/* Says where two texts begin to differ. */
static void assert_same_text(struct httally_slice actual, struct httally_slice expected)
{
    size_t at = 0;
    while (at < actual.length && at < expected.length && actual.data[at] == expected.data[at])
        at++;
    if (at == actual.length && at == expected.length)
        return;
    at = at < 60 ? 0 : at - 60;
    fail_msg("\n   ...%.120s\ninstead of\n   ...%.120s", actual.data + at, expected.data + at);
}

static void assert_same_report(const char *actual, const char *expected)
{
    assert_same_text(httally_slice_of_string(actual), httally_slice_of_string(expected));
}

/* The line of a report that begins with a key of the top level. */
static struct httally_slice line_of(const char *report, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = report; line; line = strchr(line, '\n')) {
        line++;
        if (line[0] != '"' || strncmp(line + 1, key, length) != 0 || line[length + 1] != '"')
            continue;
        size_t line_length = strcspn(line, "\n");
        /* A comma stands where another key follows. */
        return httally_slice_of(line, line_length - (line[line_length - 1] == ','));
    }
    fail_msg("no '%s' in the report", key);
    return httally_slice_of(NULL, 0);
}

static void assert_same_value(const char *actual, const char *expected, const char *key)
{
    assert_same_text(line_of(actual, key), line_of(expected, key));
}

/* What is exact whatever the budget. */
static void assert_same_sums(const char *actual, const char *expected)
{
    static const char *const keys[] = {
        "lines",      "requests", "bytes",  "first",    "last",   "implausible_times",
        "error_rate", "classes",  "status", "outcomes", "series", "error_samples",
        "latency",    "upstream",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
        assert_same_value(actual, expected, keys[i]);
}

/* A log, and where its lines begin. */
struct log {
    struct buffer text;
    size_t *starts;
    size_t line_count;
};

static void make_log(struct log *log, const struct ugly_log_options *options)
{
    *log = (struct log){.line_count = options->line_count};
    ugly_log_write(options, &log->text);
    assert_int_equal(buffer_status(&log->text, NULL), HTTALLY_OK);
    log->starts = calloc(options->line_count + 1, sizeof *log->starts);
    assert_non_null(log->starts);
    size_t line = 0;
    for (size_t at = 0; at < log->text.length; at++) {
        if (log->text.data[at] == '\n')
            log->starts[++line] = at + 1;
    }
    assert_int_equal(line, options->line_count);
}

static void free_log(struct log *log)
{
    free(log->starts);
    buffer_finish(&log->text);
}

static struct httally_tally *create_tally(size_t memory_bytes)
{
    struct httally_tally_options options = {.memory_bytes = memory_bytes, .now = 1900000000};
    struct httally_tally *tally;
    assert_int_equal(httally_tally_create(&options, &tally, NULL), HTTALLY_OK);
    return tally;
}

/* Requests on their way into a tally, a random number at once. */
struct batch {
    struct httally_record records[100];
    size_t count;
    size_t wanted;
};

static void flush_batch(struct batch *batch, struct httally_tally *tally, const struct log *log,
                        struct random *random)
{
    struct httally_origin origin = {.data = log->text.data};
    httally_tally_add(tally, batch->records, batch->count, &origin);
    batch->count = 0;
    batch->wanted = (size_t)random_between(random, 1, ARRAY_LENGTH(batch->records));
}

/* What no line of the log tells, told by its number. */
static void add_details(struct httally_record *record, size_t number)
{
    static const char *const upstreams[] = {"192.0.2.1:80", "-", "192.0.2.1:80, [::1]:80 : b"};
    static const char *const answers[] = {"200", "-", "502, 200 : 200", "404, -", "502, 304"};
    static const char *const words[] = {"HIT", "MISS", "TLSv1.3", "-", ""};
    struct random random = {number + 1};
    record->has_details = random_between(&random, 0, 2);
    record->details = (struct httally_details){
        .duration_us = random_between(&random, 0, 1) ? HTTALLY_DURATION_NONE
                                                     : random_next(&random) >> number % 60 >> 1,
        .upstream_duration_us = random_between(&random, 0, 9) ? HTTALLY_DURATION_NONE : number,
        .upstream = httally_slice_of_string(upstreams[random_between(&random, 0, 2)]),
        .upstream_status = httally_slice_of_string(answers[random_between(&random, 0, 4)]),
        .cache = httally_slice_of_string(words[random_between(&random, 0, 4)]),
        .tls = httally_slice_of_string(words[random_between(&random, 0, 4)]),
    };
}

static void tally_line(struct httally_tally *tally, const struct log *log, size_t number,
                       struct batch *batch)
{
    struct httally_slice line = httally_slice_of(log->text.data + log->starts[number],
                                                 log->starts[number + 1] - log->starts[number] - 1);
    enum httally_unparsed_reason reason;
    struct httally_lines lines = {.read = 1};
    switch (httally_format_parse(shared.format, shared.state, line, &batch->records[batch->count],
                                 &reason)) {
    case HTTALLY_LINE_REQUEST:
        add_details(&batch->records[batch->count], number);
        batch->count++;
        lines.requests = 1;
        break;
    case HTTALLY_LINE_BLANK:
        lines.blank = 1;
        break;
    case HTTALLY_LINE_DIRECTIVE:
        lines.directives = 1;
        break;
    case HTTALLY_LINE_UNPARSED:
        lines.unparsed = 1;
        httally_tally_add_unparsed(tally, 0, number, number, (int)reason, line);
        break;
    default:
        lines.too_long = 1;
    }
    httally_tally_add_lines(tally, &lines);
}

/* Tally the lines that are in part number 'part'. */
static struct httally_tally *tally_part(const struct log *log, const uint8_t *parts, uint8_t part,
                                        size_t memory_bytes, struct random *random)
{
    struct httally_tally *tally = create_tally(memory_bytes);
    struct batch batch = {.wanted = 1};
    for (size_t i = 0; i < log->line_count; i++) {
        if (parts[i] != part)
            continue;
        tally_line(tally, log, i, &batch);
        if (batch.count == batch.wanted)
            flush_batch(&batch, tally, log, random);
    }
    flush_batch(&batch, tally, log, random);
    return tally;
}

/* Pieces of the log one after the other, or lines dealt out like cards. */
static void split_log(const struct log *log, uint8_t *parts, size_t part_count,
                      struct random *random)
{
    bool is_dealt = random_between(random, 0, 1);
    for (size_t i = 0; i < log->line_count; i++)
        parts[i] = is_dealt ? (uint8_t)random_between(random, 0, part_count - 1) : 0;
    for (size_t part = 1; part < part_count && !is_dealt; part++) {
        size_t start = (size_t)random_between(random, 0, log->line_count - 1);
        for (size_t i = start; i < log->line_count; i++)
            parts[i]++;
    }
}

/* Merge any two until one is left. */
static struct httally_tally *merge_all(struct httally_tally **tallies, size_t count,
                                       struct random *random)
{
    while (count > 1) {
        size_t from = (size_t)random_between(random, 0, count - 1);
        struct httally_tally *merged = tallies[from];
        tallies[from] = tallies[--count];
        size_t into = (size_t)random_between(random, 0, count - 1);
        assert_int_equal(httally_tally_merge(tallies[into], merged, NULL), HTTALLY_OK);
        httally_tally_destroy(merged);
    }
    return tallies[0];
}

static const struct httally_input one_input = {
    .name = "the log", .compression = "none", .format = "combined"};

/* The caller frees the report. */
static char *split_report(const struct log *log, size_t part_count, size_t memory_bytes,
                          struct random *random)
{
    struct httally_tally *tallies[PARTS_MAX];
    uint8_t *parts = calloc(log->line_count, 1);
    assert_non_null(parts);
    split_log(log, parts, part_count, random);
    for (size_t i = 0; i < part_count; i++)
        tallies[i] = tally_part(log, parts, (uint8_t)i, memory_bytes, random);
    struct httally_tally *tally = merge_all(tallies, part_count, random);
    char *report = render(tally, &one_input, 1, "combined");
    httally_tally_destroy(tally);
    free(parts);
    return report;
}

/* Few keys and many, an hour and thirty years, clean and ugly. */
static struct ugly_log_options options_of_round(size_t round, size_t line_count)
{
    static const uint64_t key_counts[] = {1, 7, 100, 5000};
    static const uint64_t day_counts[] = {1, 3, 400, 2000};
    return (struct ugly_log_options){
        .seed = shared.seed * 1000 + round,
        .line_count = line_count,
        .key_count = key_counts[round % ARRAY_LENGTH(key_counts)],
        .day_count = day_counts[round / 2 % ARRAY_LENGTH(day_counts)],
        .odd_every = round % 3 ? 30 : 3,
    };
}

static void merged_parts_report_what_the_whole_does(void **state)
{
    (void)state;
    for (size_t round = 0; round < 40; round++) {
        struct ugly_log_options options = options_of_round(round, 1 + round * round * 3);
        struct random random = {options.seed + 1};
        struct log log;
        make_log(&log, &options);
        char *whole = split_report(&log, 1, 0, &random);
        size_t part_count = (size_t)random_between(&random, 2, PARTS_MAX);
        char *merged = split_report(&log, part_count, 0, &random);
        assert_same_report(merged, whole);
        free(merged);
        free(whole);
        free_log(&log);
    }
}

/* More keys than 4 MiB hold, and more hours. */
static void sums_stay_exact_in_little_memory(void **state)
{
    (void)state;
    for (size_t round = 0; round < 4; round++) {
        struct ugly_log_options options = options_of_round(round, 30000);
        options.key_count = 50000;
        struct random random = {options.seed + 1};
        struct log log;
        make_log(&log, &options);
        char *whole = split_report(&log, 1, SMALL_BYTES, &random);
        char *merged = split_report(&log, 1 + round * 6, SMALL_BYTES, &random);
        assert_same_sums(merged, whole);
        struct httally_slice clients = line_of(merged, "unique_clients");
        assert_non_null(strstr(clients.data, "\"exact\":false"));
        free(merged);
        free(whole);
        free_log(&log);
    }
}

/* More requests than the ledgers hold, of few keys: everybody keeps the same sample of them. */
static void parts_keep_the_sample_that_the_whole_does(void **state)
{
    (void)state;
    for (size_t round = 0; round < 6; round++) {
        struct ugly_log_options options = options_of_round(round, 30000);
        options.key_count = 50;
        options.day_count = 1 + round % 3;
        struct random random = {options.seed + 1};
        struct log log;
        make_log(&log, &options);
        char *whole = split_report(&log, 1, 2 * SMALL_BYTES, &random);
        char *merged = split_report(&log, 2 + round * 3, 2 * SMALL_BYTES, &random);
        assert_non_null(strstr(whole, "\n stream 2 "));
        assert_same_report(merged, whole);
        free(merged);
        free(whole);
        free_log(&log);
    }
}

/* A part of a log may look like one of another format: the format is given. */
static struct httally_analysis *create_analysis(void)
{
    struct httally_analysis_options options = {.now = 1900000000, .format = shared.format};
    struct httally_analysis *analysis;
    assert_int_equal(httally_analysis_create(&options, &analysis, NULL), HTTALLY_OK);
    return analysis;
}

/* Run it, and end it; the caller frees the report. */
static char *analysis_report(struct httally_analysis *analysis)
{
    size_t input_count;
    assert_int_equal(httally_analysis_run(analysis, NULL), HTTALLY_OK);
    const struct httally_input *inputs = httally_analysis_inputs(analysis, &input_count);
    char *report = render(httally_analysis_tally(analysis), inputs, input_count,
                          httally_analysis_format_name(analysis));
    httally_analysis_destroy(analysis);
    return report;
}

static void add_memory(struct httally_analysis *analysis, const char *start, const char *end)
{
    struct httally_slice bytes = httally_slice_of(start, (size_t)(end - start));
    assert_int_equal(httally_analysis_add_memory(analysis, bytes, "the log", NULL), HTTALLY_OK);
}

static char *whole_report(const struct log *log)
{
    struct httally_analysis *analysis = create_analysis();
    add_memory(analysis, log->text.data, log->text.data + log->text.length);
    return analysis_report(analysis);
}

/* Inputs differ of course, and lines are numbered within each. */
static void pieces_as_inputs_report_what_the_whole_does(void **state)
{
    (void)state;
    for (size_t round = 0; round < 20; round++) {
        struct ugly_log_options options = options_of_round(round, 10 + round * round * 10);
        struct random random = {options.seed + 2};
        struct log log;
        make_log(&log, &options);
        struct httally_analysis *analysis = create_analysis();
        size_t line = 0;
        for (uint64_t left = random_between(&random, 1, PARTS_MAX); left > 0; left--) {
            size_t end =
                left == 1 ? log.line_count : (size_t)random_between(&random, line, log.line_count);
            add_memory(analysis, log.text.data + log.starts[line], log.text.data + log.starts[end]);
            line = end;
        }
        char *pieces = analysis_report(analysis);
        char *whole = whole_report(&log);
        assert_same_sums(pieces, whole);
        assert_same_value(pieces, whole, "top");
        assert_same_value(pieces, whole, "unique_clients");
        free(pieces);
        free(whole);
        free_log(&log);
    }
}

/* In another process: write a step, and wait until it was read. */
static void write_steps(int descriptor, struct httally_slice bytes, struct random random,
                        size_t step_bytes)
{
    while (bytes.length > 0) {
        size_t length = (size_t)random_between(&random, 1, step_bytes);
        if (length > bytes.length)
            length = bytes.length;
        if (write(descriptor, bytes.data, length) != (ssize_t)length)
            _exit(1);
        bytes = httally_slice_of(bytes.data + length, bytes.length - length);
        int pending;
        while (ioctl(descriptor, FIONREAD, &pending) == 0 && pending > 0)
            sched_yield();
    }
    _exit(0);
}

static char *stepped_report(const struct log *log, struct random random, size_t step_bytes)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_steps(ends[1], buffer_slice(&log->text), random, step_bytes);
    }
    close(ends[1]);
    struct httally_analysis *analysis = create_analysis();
    assert_int_equal(httally_analysis_add_descriptor(analysis, ends[0], "the log", NULL),
                     HTTALLY_OK);
    char *report = analysis_report(analysis);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    return report;
}

static void steps_of_delivery_do_not_matter(void **state)
{
    (void)state;
    static const size_t steps[] = {1, 2, 63, 64, 65, 1000, 50000};
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        struct ugly_log_options options = options_of_round(i, steps[i] < 60 ? 100 : 3000);
        struct log log;
        make_log(&log, &options);
        char *whole = whole_report(&log);
        char *stepped = stepped_report(&log, (struct random){options.seed + 3}, steps[i]);
        assert_same_report(stepped, whole);
        free(stepped);
        free(whole);
        free_log(&log);
    }
}

int main(void)
{
    if (!scan_choose())
        return EXIT_SUCCESS;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merged_parts_report_what_the_whole_does),
        cmocka_unit_test(sums_stay_exact_in_little_memory),
        cmocka_unit_test(parts_keep_the_sample_that_the_whole_does),
        cmocka_unit_test(pieces_as_inputs_report_what_the_whole_does),
        cmocka_unit_test(steps_of_delivery_do_not_matter),
        cmocka_unit_test(scans_as_chosen),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
