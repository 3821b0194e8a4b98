/* SPDX-License-Identifier: MIT */
/*
 * test_jobs.c - however many threads read a log, and in pieces of whatever size, the reports are
 * the same byte for byte.
 *
 * HTTALLY_SEED=N tests other logs than seed 1 does, HTTALLY_SCAN=NAME a variant of structurals.h.
 */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <zlib.h>

#include "base/buffer.h"
#include "base/compiler.h"
#include "format/structurals.h"
#include "httally/analysis.h"
#include "scan.h"
#include "spike_digest.h"
#include "ugly_log.h"

static struct {
    struct httally_catalogue *catalogue;
    struct httally_profile *profile;
    uint64_t seed;
} shared;

/* A log as a plain file and a compressed one. */
struct files {
    char plain[64];
    char packed[64];
    size_t length;
};

static int set_up(void **state)
{
    (void)state;
    const char *seed = getenv("HTTALLY_SEED");
    shared.seed = seed ? strtoull(seed, NULL, 10) : 1;
    print_message("# HTTALLY_SEED=%llu\n", (unsigned long long)shared.seed);
    assert_int_equal(httally_catalogue_create(&shared.catalogue, NULL), HTTALLY_OK);
    return httally_profile_create(shared.catalogue, NULL, &shared.profile, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    httally_profile_destroy(shared.profile);
    httally_catalogue_destroy(shared.catalogue);
    return 0;
}

static void write_plain(struct files *files, const struct buffer *text)
{
    int descriptor = mkstemp(files->plain);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text->data, text->length), (ssize_t)text->length);
    close(descriptor);
}

static void write_packed(struct files *files, const struct buffer *text)
{
    int descriptor = mkstemp(files->packed);
    assert_true(descriptor >= 0);
    gzFile packed = gzdopen(descriptor, "wb1");
    assert_non_null(packed);
    assert_int_equal(gzwrite(packed, text->data, (unsigned)text->length), (int)text->length);
    assert_int_equal(gzclose(packed), Z_OK);
}

/* A mark, NULs, a line that is too long and an unfinished last line meet the edges of pieces. */
static struct files make_files(size_t round, size_t line_count)
{
    struct files files = {"/tmp/httally-jobs-XXXXXX", "/tmp/httally-jobs-XXXXXX", 0};
    struct buffer text = {0};
    struct ugly_log_options options = {
        .seed = shared.seed * 1000 + round,
        .line_count = line_count,
        .key_count = 20,
        .day_count = 2,
        .odd_every = 7,
    };
    if (round % 2)
        buffer_append_string(&text, "\xef\xbb\xbf");
    ugly_log_write(&options, &text);
    static const char nuls[5000];
    buffer_append(&text, nuls, sizeof nuls);
    ugly_log_write(&options, &text);
    if (line_count > 50)
        buffer_append_repeated(&text, "no end of it ", 30000);
    buffer_append_string(&text, "\nlast");
    write_plain(&files, &text);
    write_packed(&files, &text);
    files.length = text.length;
    buffer_finish(&text);
    return files;
}

static struct files store(const struct buffer *text)
{
    struct files files = {"/tmp/httally-jobs-XXXXXX", "/tmp/httally-jobs-XXXXXX", text->length};
    write_plain(&files, text);
    write_packed(&files, text);
    return files;
}

/* Combined lines and, among them, columns that a directive names and that no habit knows. */
static struct files make_mixed_files(void)
{
    struct buffer text = {0};
    buffer_append_string(&text, "#Fields: date time c-ip cs-uri-stem sc-status sc-bytes\n");
    for (size_t i = 0; i < 3000; i++)
        buffer_append_string(&text, i % 5 ? "192.0.2.7 - - [12/Mar/2026:14:03:07 +0100] \"GET /a "
                                            "HTTP/1.1\" 404 512 \"-\" \"curl/8.5.0\"\n"
                                          : "2026-03-12 14:03:07 192.0.2.8 /b 503 512\n");
    struct files files = store(&text);
    buffer_finish(&text);
    return files;
}

static void remove_files(const struct files *files)
{
    unlink(files->plain);
    unlink(files->packed);
}

/* Both reports of an analysis; the caller frees them. */
struct reports {
    char *json;
    char *text;
    /* What spikes are searched in. */
    char *digest;
};

static struct reports render(const struct httally_analysis *analysis)
{
    struct httally_report report = {
        .tally = httally_analysis_tally(analysis),
        .profile = shared.profile,
        .catalogue = shared.catalogue,
        .format = httally_analysis_format_name(analysis),
        .top_count = 30,
    };
    struct reports reports;
    size_t length;
    report.inputs = httally_analysis_inputs(analysis, &report.input_count);
    assert_int_equal(httally_report_render(&report, "json", &reports.json, &length, NULL), 0);
    assert_int_equal(httally_report_render(&report, "text", &reports.text, &length, NULL), 0);
    reports.digest = spike_digest(report.tally);
    return reports;
}

static struct reports read_files(const struct files *files, size_t count, size_t job_count,
                                 uint64_t piece_bytes, const char *status_filter)
{
    struct httally_filter *filter = NULL;
    struct httally_analysis *analysis;
    assert_int_equal(httally_filter_create(&filter, NULL), HTTALLY_OK);
    if (status_filter)
        assert_int_equal(httally_filter_add_status(filter, status_filter, NULL), HTTALLY_OK);
    struct httally_analysis_options options = {
        .filter = filter,
        .now = 1900000000,
        .job_count = job_count,
        .piece_bytes = piece_bytes,
    };
    assert_int_equal(httally_analysis_create(&options, &analysis, NULL), HTTALLY_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(httally_analysis_add_file(analysis, files[i].plain, NULL), HTTALLY_OK);
        assert_int_equal(httally_analysis_add_file(analysis, files[i].packed, NULL), HTTALLY_OK);
    }
    assert_int_equal(httally_analysis_run(analysis, NULL), HTTALLY_OK);
    struct reports reports = render(analysis);
    httally_analysis_destroy(analysis);
    httally_filter_destroy(filter);
    return reports;
}

static void free_reports(struct reports *reports)
{
    free(reports->json);
    free(reports->text);
    free(reports->digest);
}

static void assert_same(const struct files *files, size_t count, size_t job_count,
                        uint64_t piece_bytes, const char *filter)
{
    struct reports alone = read_files(files, count, 1, 0, filter);
    struct reports together = read_files(files, count, job_count, piece_bytes, filter);
    if (strcmp(alone.json, together.json) != 0 || strcmp(alone.text, together.text) != 0)
        fail_msg("%zu jobs, pieces of %llu bytes:\n%.9000s\ninstead of\n%.9000s", job_count,
                 (unsigned long long)piece_bytes, together.json, alone.json);
    if (strcmp(alone.digest, together.digest) != 0)
        fail_msg("%zu jobs, pieces of %llu bytes:%.9000s\ninstead of%.9000s", job_count,
                 (unsigned long long)piece_bytes, together.digest, alone.digest);
    free_reports(&alone);
    free_reports(&together);
}

/* The reference of structurals.h leads to the same report as the variant that is tested. */
static void plain_scan_reports_the_same(void **state)
{
    (void)state;
    const char *chosen = structurals_best()->name;
    struct files files = make_files(0, 3000);
    struct reports reports = read_files(&files, 1, 2, 10000, NULL);
    assert_true(structurals_force("plain"));
    struct reports plain = read_files(&files, 1, 2, 10000, NULL);
    assert_true(structurals_force(chosen));
    assert_string_equal(reports.json, plain.json);
    free_reports(&reports);
    free_reports(&plain);
    remove_files(&files);
}

static void any_number_of_jobs_reports_the_same(void **state)
{
    (void)state;
    struct files files[2] = {make_files(0, 3000), make_files(1, 2000)};
    for (size_t jobs = 2; jobs <= 7; jobs++)
        assert_same(files, 2, jobs, 10000 * jobs, NULL);
    assert_same(files, 2, 3, 4096, "4xx,5xx");
    remove_files(&files[0]);
    remove_files(&files[1]);
}

/* The end of a log that is in another format is looked at wherever a file can be. */
static void a_file_as_standard_input_reports_the_same(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (size_t i = 0; i < 30000; i++)
        buffer_append_string(&text, i < 20000
                                        ? "192.0.2.7 - - [12/Mar/2026:14:03:07 +0100] \"GET /a "
                                          "HTTP/1.1\" 404 512 \"-\" \"curl/8.5.0\"\n"
                                        : "{\"status\":503,\"request\":\"GET /b HTTP/1.1\"}\n");
    struct files files = store(&text);
    struct httally_analysis_options options = {.now = 1900000000, .job_count = 2};
    struct httally_analysis *analyses[2];
    int descriptor = open(files.plain, O_RDONLY);
    assert_true(descriptor >= 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(httally_analysis_create(&options, &analyses[i], NULL), HTTALLY_OK);
        assert_int_equal(
            i ? httally_analysis_add_descriptor(analyses[i], descriptor, files.plain, NULL)
              : httally_analysis_add_file(analyses[i], files.plain, NULL),
            HTTALLY_OK);
        assert_int_equal(httally_analysis_run(analyses[i], NULL), HTTALLY_OK);
    }
    struct reports file = render(analyses[0]), input = render(analyses[1]);
    assert_string_equal(file.json, input.json);
    assert_non_null(strstr(file.json, "\"unparsed\":0"));
    free_reports(&file);
    free_reports(&input);
    for (size_t i = 0; i < 2; i++)
        httally_analysis_destroy(analyses[i]);
    close(descriptor);
    remove_files(&files);
    buffer_finish(&text);
}

static void siblings_that_learn_report_the_same(void **state)
{
    (void)state;
    struct files files = make_mixed_files();
    struct reports alone = read_files(&files, 1, 1, 0, NULL);
    assert_non_null(strstr(alone.json, "\"unparsed\":0"));
    free_reports(&alone);
    assert_same(&files, 1, 3, 4096, NULL);
    remove_files(&files);
}

/* Two threads share the merge of tables of more than 20,000 keys. */
static void many_keys_are_merged_the_same(void **state)
{
    (void)state;
    struct files files = {"/tmp/httally-jobs-XXXXXX", "/tmp/httally-jobs-XXXXXX", 0};
    struct buffer text = {0};
    struct ugly_log_options options = {
        .seed = shared.seed * 1000 + 77,
        .line_count = 60000,
        .key_count = 30000,
        .day_count = 1,
        .odd_every = 50,
    };
    ugly_log_write(&options, &text);
    write_plain(&files, &text);
    write_packed(&files, &text);
    buffer_finish(&text);
    for (size_t jobs = 2; jobs <= 6; jobs += 2)
        assert_same(&files, 1, jobs, 100000, NULL);
    remove_files(&files);
}

static void pieces_of_any_size_report_the_same(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {63, 64, 65, 100, 4999, 65536, 65537, 262143};
    for (size_t round = 0; round < 4; round++) {
        struct files files = make_files(round, 100);
        for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++)
            assert_same(&files, 1, 2, sizes[i], NULL);
        remove_files(&files);
    }
}

static void pieces_of_a_few_bytes_report_the_same(void **state)
{
    (void)state;
    for (size_t round = 0; round < 4; round++) {
        struct files files = make_files(round, 3);
        for (uint64_t bytes = 1; bytes <= 12; bytes++)
            assert_same(&files, 1, 3, bytes, NULL);
        remove_files(&files);
    }
}

int main(void)
{
    if (!scan_choose())
        return EXIT_SUCCESS;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_jobs_reports_the_same),
        cmocka_unit_test(a_file_as_standard_input_reports_the_same),
        cmocka_unit_test(siblings_that_learn_report_the_same),
        cmocka_unit_test(many_keys_are_merged_the_same),
        cmocka_unit_test(pieces_of_any_size_report_the_same),
        cmocka_unit_test(pieces_of_a_few_bytes_report_the_same),
        cmocka_unit_test(plain_scan_reports_the_same),
        cmocka_unit_test(scans_as_chosen),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
