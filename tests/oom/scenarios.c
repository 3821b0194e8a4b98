/* SPDX-License-Identifier: MIT */
#include "scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "httally/analysis.h"
#include "httally/filter.h"
#include "httally/format.h"
#include "httally/report.h"
#include "httally/source.h"
#include "httally/status.h"
#include "incident/tally_input.h"

enum { LONG_KEYS = 40, LONG_KEY_LENGTH = 60000 };
enum { LINE_COUNT = 3000, LINE_MAX_BYTES = 160, TEXT_MAX_BYTES = LINE_COUNT * LINE_MAX_BYTES };

static struct {
    const char *log_path;
    /* An access log, and the same as gzip. */
    char text[TEXT_MAX_BYTES];
    size_t text_length;
    unsigned char gzip[TEXT_MAX_BYTES];
    size_t gzip_length;
    /* Each key begins one byte behind the one before. */
    char long_keys[LONG_KEYS + LONG_KEY_LENGTH];
    /* What a source delivered. */
    char decoded[TEXT_MAX_BYTES];
} inputs;

/* Clients and paths are many, so that tables grow; some lines are errors, some are unreadable. */
static void write_text(void)
{
    char *end = inputs.text;
    for (int i = 0; i < LINE_COUNT; i++) {
        const char *pattern = i % 100 == 99
                                  ? "%d %d %d: no access log\n"
                                  : "192.0.2.%d - - [12/Mar/2026:14:03:00 +0100] \"GET /item/%d "
                                    "HTTP/1.1\" %d 5 \"-\" \"curl/8.5.0\"\n";
        int status = i % 7 ? 200 : 500 + i % 5;
        end += snprintf(end, LINE_MAX_BYTES, pattern, i % 256, i * 7 % 2000, status);
    }
    inputs.text_length = (size_t)(end - inputs.text);
}

static void write_long_keys(void)
{
    for (size_t i = 0; i < sizeof inputs.long_keys; i++)
        inputs.long_keys[i] = (char)(i * i >> 7);
}

static void write_gzip(void)
{
    z_stream zlib = {
        .next_in = (Bytef *)inputs.text,
        .avail_in = (uInt)inputs.text_length,
        .next_out = inputs.gzip,
        .avail_out = sizeof inputs.gzip,
    };
    if (deflateInit2(&zlib, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&zlib, Z_FINISH) != Z_STREAM_END)
        abort();
    inputs.gzip_length = zlib.total_out;
    deflateEnd(&zlib);
}

void scenarios_prepare(const char *log_path)
{
    inputs.log_path = log_path;
    write_text();
    write_long_keys();
    write_gzip();
}

static struct httally_slice gzip_bytes(void)
{
    return httally_slice_of((const char *)inputs.gzip, inputs.gzip_length);
}

static enum httally_result read_whole(struct httally_source *source, const char **wrong_out,
                                      struct httally_error *error)
{
    size_t total = 0, length;
    enum httally_result result;
    while ((result = httally_source_read(source, inputs.decoded + total,
                                         sizeof inputs.decoded - total, &length, error)) ==
           HTTALLY_OK)
        total += length;
    if (total > inputs.text_length || memcmp(inputs.decoded, inputs.text, total) != 0)
        *wrong_out = "the source delivered other bytes";
    if (result != HTTALLY_END)
        return result;
    if (total != inputs.text_length)
        *wrong_out = "the source ended too early";
    return HTTALLY_OK;
}

static enum httally_result read_gzip(const char **wrong_out, struct httally_error *error)
{
    struct httally_source *source = NULL;
    enum httally_result result = httally_source_open_memory(gzip_bytes(), "m", &source, error);
    if (result == HTTALLY_OK)
        result = read_whole(source, wrong_out, error);
    httally_source_close(source);
    return result;
}

static enum httally_result open_file(const char **wrong_out, struct httally_error *error)
{
    struct httally_source *source = NULL;
    size_t length = 0;
    enum httally_result result = httally_source_open_file(inputs.log_path, &source, error);
    if (result == HTTALLY_OK)
        result = httally_source_read(source, inputs.decoded, 100, &length, error);
    if (result == HTTALLY_OK && length == 0)
        *wrong_out = "nothing was read";
    httally_source_close(source);
    return result;
}

static enum httally_result use_catalogue(const char **wrong_out, struct httally_error *error)
{
    static const char rows[] = "code\tvendor\tname\n499\tours\tGone\n298\tours\tOdd\n";
    struct httally_catalogue *catalogue = NULL;
    struct httally_profile *profile = NULL;
    enum httally_result result = httally_catalogue_create(&catalogue, error);
    if (result == HTTALLY_OK)
        result = httally_catalogue_load(catalogue, httally_slice_of_string(rows), error);
    if (result == HTTALLY_OK)
        result = httally_profile_create(catalogue, "ours,nginx", &profile, error);
    if (result == HTTALLY_OK && strcmp(httally_profile_read(profile, 298)->name, "Odd") != 0)
        *wrong_out = "the loaded row was not read";
    httally_profile_destroy(profile);
    httally_catalogue_destroy(catalogue);
    return result;
}

static enum httally_result add_conditions(struct httally_filter *filter,
                                          struct httally_error *error)
{
    static const char *const terms[HTTALLY_FILTER_FIELD_COUNT] = {
        [HTTALLY_FILTER_PATH] = "^/item/\\d+$",       [HTTALLY_FILTER_AGENT] = "!bot",
        [HTTALLY_FILTER_REFERER] = "!example",        [HTTALLY_FILTER_HOST] = "!a.example,!*.b",
        [HTTALLY_FILTER_METHOD] = "get,head,options",
    };
    enum httally_result result = httally_filter_add_status(filter, "5xx,!503,-", error);
    if (result == HTTALLY_OK)
        result = httally_filter_add_client(filter, "192.0.2.0/24,2001:db8::/32", error);
    for (int i = 0; i < HTTALLY_FILTER_FIELD_COUNT && result == HTTALLY_OK; i++)
        result = httally_filter_add_field(filter, (enum httally_filter_field)i, terms[i], error);
    return result;
}

static enum httally_result use_filter(const char **wrong_out, struct httally_error *error)
{
    struct httally_record record = {
        .client = httally_slice_of_string("192.0.2.9"),
        .host = httally_slice_of_string("c.example"),
        .method = httally_slice_of_string("GET"),
        .path = httally_slice_of_string("/item/5"),
        .status = 502,
    };
    struct httally_filter *filter = NULL, *clone = NULL;
    enum httally_result result = httally_filter_create(&filter, error);
    if (result == HTTALLY_OK)
        result = add_conditions(filter, error);
    if (result == HTTALLY_OK)
        result = httally_filter_clone(filter, &clone, error);
    if (result == HTTALLY_OK && !httally_filter_matches(clone, &record))
        *wrong_out = "the clone does not match";
    httally_filter_destroy(clone);
    httally_filter_destroy(filter);
    return result;
}

/* With and without words of its own, so that some are made of its figures. */
static struct httally_incident incident_list[] = {
    {.start_sec = 1773320580,
     .end_sec = 1773321840,
     .peak_sec = 1773320580,
     .fired_sec = 1773320640,
     .name = {"", 0},
     .codes = {{502, 40}},
     .code_count = 1,
     .causes = {{.dimension = HTTALLY_CAUSE_PATH, .value = {"/a\x1b", 3}, .share = 0.9}},
     .cause_count = 1,
     .samples = {{"a line\n", 7}},
     .sample_count = 1,
     .text = "502 rose."},
    {.kind = HTTALLY_INCIDENT_CODE, .name = {"503", 3}, .end_sec = 60},
};
static struct httally_habit habit_list[] = {{.name = {"", 0}, .period_sec = 3600}};
static const struct httally_incidents incidents = {
    .list = incident_list, .count = 2, .habits = habit_list, .habit_count = 1};

typedef enum httally_result (*render_function)(const struct httally_report *report,
                                               const char *renderer, char **text_out,
                                               size_t *length_out, struct httally_error *error);

static enum httally_result render_with(render_function function,
                                       const struct httally_report *report, const char *renderer,
                                       const char **wrong_out, struct httally_error *error)
{
    char *text = NULL;
    size_t length = 0;
    enum httally_result result = function(report, renderer, &text, &length, error);
    if (result == HTTALLY_OK && (!text || length == 0 || strlen(text) != length))
        *wrong_out = "the report has no text";
    free(text);
    return result;
}

static enum httally_result render_incidents(const char **wrong_out, struct httally_error *error)
{
    const struct httally_report report = {.incidents = &incidents};
    enum httally_result result = HTTALLY_OK;
    for (const char *const *name = httally_incident_renderers(); *name && result == HTTALLY_OK;
         name++)
        result = render_with(httally_incidents_render, &report, *name, wrong_out, error);
    return result;
}

static enum httally_result render(const struct httally_analysis *analysis, const char *renderer,
                                  const struct httally_profile *profile,
                                  const struct httally_catalogue *catalogue, const char **wrong_out,
                                  struct httally_error *error)
{
    struct httally_report report = {
        .tally = httally_analysis_tally(analysis),
        .profile = profile,
        .catalogue = catalogue,
        .format = httally_analysis_format_name(analysis),
        .incidents = &incidents,
    };
    report.inputs = httally_analysis_inputs(analysis, &report.input_count);
    return render_with(httally_report_render, &report, renderer, wrong_out, error);
}

static enum httally_result render_all(const struct httally_analysis *analysis,
                                      const char **wrong_out, struct httally_error *error)
{
    struct httally_catalogue *catalogue = NULL;
    struct httally_profile *profile = NULL;
    enum httally_result result = httally_catalogue_create(&catalogue, error);
    if (result == HTTALLY_OK)
        result = httally_profile_create(catalogue, NULL, &profile, error);
    for (const char *const *name = httally_report_renderers(); *name && result == HTTALLY_OK;
         name++)
        result = render(analysis, *name, profile, catalogue, wrong_out, error);
    httally_profile_destroy(profile);
    httally_catalogue_destroy(catalogue);
    return result;
}

/* Keys may be forgotten for want of memory, and inputs be reported unreadable; nothing may vanish
 * without a word. */
static void check_counts(const struct httally_analysis *analysis, const char **wrong_out)
{
    struct httally_lines lines = httally_tally_lines(httally_analysis_tally(analysis));
    size_t count;
    const struct httally_input *read = httally_analysis_inputs(analysis, &count);
    bool is_whole = true;
    for (size_t i = 0; i < count; i++)
        is_whole = is_whole && !read[i].error;
    if (count != 2 || (is_whole && lines.read != 2 * LINE_COUNT))
        *wrong_out = "lines are missing, and no input says so";
    if (lines.read != lines.requests + lines.unparsed ||
        lines.requests != httally_tally_total(httally_analysis_tally(analysis)).requests)
        *wrong_out = "the lines do not add up";
}

static enum httally_result analyse(const char **wrong_out, struct httally_error *error)
{
    struct httally_analysis_options options = {.filter = NULL};
    struct httally_slice text = httally_slice_of(inputs.text, inputs.text_length);
    struct httally_analysis *analysis = NULL;
    enum httally_result result = httally_analysis_create(&options, &analysis, error);
    if (result == HTTALLY_OK)
        result = httally_analysis_add_memory(analysis, text, "plain", error);
    if (result == HTTALLY_OK)
        result = httally_analysis_add_memory(analysis, gzip_bytes(), "packed", error);
    if (result == HTTALLY_OK)
        result = httally_analysis_run(analysis, error);
    if (result == HTTALLY_OK) {
        check_counts(analysis, wrong_out);
        result = render_all(analysis, wrong_out, error);
    }
    httally_analysis_destroy(analysis);
    return result;
}

/* What spikes are searched in: errors may be missing of parts, never of the total. */
static enum httally_result search_input(const char **wrong_out, struct httally_error *error)
{
    struct httally_analysis_options options = {.job_count = 1};
    struct httally_slice text = httally_slice_of(inputs.text, inputs.text_length);
    struct httally_analysis *analysis = NULL;
    struct tally_input input = {.block_count = 0};
    enum httally_result result = httally_analysis_create(&options, &analysis, error);
    if (result == HTTALLY_OK)
        result = httally_analysis_add_memory(analysis, text, "plain", error);
    if (result == HTTALLY_OK)
        result = httally_analysis_run(analysis, error);
    if (result == HTTALLY_OK)
        result = tally_input_init(&input, httally_analysis_tally(analysis), NULL, error);
    if (result == HTTALLY_OK && !input.not_searched &&
        input.input.lines[0] + input.left_out != LINE_COUNT - LINE_COUNT / 100)
        *wrong_out = "lines are missing";
    tally_input_finish(&input);
    httally_analysis_destroy(analysis);
    return result;
}

/* Rows may be short by what was missed, and must say so. */
static void check_bounds(const struct httally_tally *tally, const char **wrong_out)
{
    struct httally_row row = {.requests = 0};
    size_t path_count = httally_tally_key_count(tally, HTTALLY_DIMENSION_PATH);
    httally_tally_top(tally, HTTALLY_DIMENSION_AGENT, HTTALLY_ORDER_REQUESTS, &row, 1);
    if (httally_tally_total(tally).requests != 2 * LONG_KEYS)
        *wrong_out = "requests are missing";
    else if (row.requests > 2 * LONG_KEYS ||
             (row.requests && row.requests + row.max_error < 2 * LONG_KEYS))
        *wrong_out = "a row is shorter than it says";
    else if (httally_tally_is_exact(tally, HTTALLY_DIMENSION_PATH) && path_count != LONG_KEYS)
        *wrong_out = "keys are missing without a word";
}

/* More than a table has room for to begin with, in one batch. */
static enum httally_result count_long_keys(const char **wrong_out, struct httally_error *error)
{
    struct httally_record records[LONG_KEYS];
    struct httally_origin origin = {.data = inputs.long_keys};
    struct httally_tally *tally = NULL;
    for (size_t i = 0; i < LONG_KEYS; i++)
        records[i] = (struct httally_record){
            .line = httally_slice_of(inputs.long_keys + i, LONG_KEY_LENGTH),
            .client = httally_slice_of_string("192.0.2.7"),
            .path = httally_slice_of(inputs.long_keys + i, LONG_KEY_LENGTH),
            .agent = httally_slice_of_string("curl/8.5.0"),
            .status = 200,
        };
    enum httally_result result = httally_tally_create(NULL, &tally, error);
    for (int i = 0; i < 2 && result == HTTALLY_OK; i++)
        httally_tally_add(tally, records, LONG_KEYS, &origin);
    if (result == HTTALLY_OK)
        check_bounds(tally, wrong_out);
    httally_tally_destroy(tally);
    return result;
}

/* Read a line in a format; a line that is not read for want of memory would be a lie. */
static enum httally_result use_format(const char *definition, const char *line,
                                      const char **wrong_out, struct httally_error *error)
{
    struct httally_format *format = NULL;
    struct httally_format_state *state = NULL;
    struct httally_record record;
    enum httally_unparsed_reason reason;
    enum httally_result result = httally_format_create(definition, &format, error);
    if (result == HTTALLY_OK)
        result = httally_format_state_create(&state, error);
    if (result == HTTALLY_OK && httally_format_parse(format, state, httally_slice_of_string(line),
                                                     &record, &reason) != HTTALLY_LINE_REQUEST)
        *wrong_out = "the line is not read";
    httally_format_state_destroy(state);
    httally_format_destroy(format);
    return result;
}

static enum httally_result use_definitions(const char **wrong_out, struct httally_error *error)
{
    static const struct {
        const char *definition, *line;
    } cases[] = {
        {"auto", "192.0.2.7 - - [12/Mar/2026:14:03:00 +0100] \"GET / HTTP/1.1\" 200 5"},
        {"$remote_addr $status $request_time", "192.0.2.7 200 0.004"},
        {"%h %{%F %T}t %>s", "192.0.2.7 2026-03-12 14:03:00 200"},
        {"goaccess:%x %s\ntime-format %s", "1773320587 200"},
    };
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; i < sizeof cases / sizeof *cases && result == HTTALLY_OK; i++)
        result = use_format(cases[i].definition, cases[i].line, wrong_out, error);
    for (size_t i = 0; i < httally_format_count() && result == HTTALLY_OK; i++) {
        const struct httally_named_format *named = httally_format_description(i);
        if (strcmp(named->name, "w3c") != 0 && strcmp(named->name, "iis") != 0 &&
            strcmp(named->name, "cloudfront") != 0)
            result = use_format(named->name, named->example, wrong_out, error);
    }
    return result;
}

/* The log of samples, counted into a history and loaded again.  A second try gets the lines that
 * the first one did not. */
static enum httally_result load_history(struct httally_history *history, const char **wrong_out,
                                        struct httally_error *error)
{
    struct httally_tally *tally = NULL;
    enum httally_result result = httally_tally_create(NULL, &tally, error);
    if (result == HTTALLY_OK)
        result = httally_history_load(history, HTTALLY_HISTORY_FIRST_DAY, HTTALLY_HISTORY_LAST_DAY,
                                      tally, error);
    if (result == HTTALLY_OK && httally_tally_total(tally).requests != 400)
        *wrong_out = "the history has another number of requests";
    httally_tally_destroy(tally);
    return result;
}

static enum httally_result keep_history(const char **wrong_out, struct httally_error *error)
{
    /* Where nothing is synced to a disk: that takes longer than all the rest. */
    bool has_memory_disk = access("/dev/shm", W_OK) == 0;
    char path[64], beside[sizeof path + 4];
    const struct httally_history_options options = {.is_writing = true};
    const struct httally_analysis_options reading = {.memory_bytes = 1 << 20};
    struct httally_history *history = NULL;
    snprintf(path, sizeof path, "%s/httally-oom-XXXXXX", has_memory_disk ? "/dev/shm" : "/tmp");
    int descriptor = mkstemp(path);
    if (descriptor < 0)
        abort();
    close(descriptor);
    enum httally_result result = httally_history_open(path, &options, &history, error);
    if (result == HTTALLY_OK)
        result = httally_history_update(history, &reading, inputs.log_path, NULL, NULL, error);
    if (result == HTTALLY_OK)
        result = load_history(history, wrong_out, error);
    httally_history_close(history);
    for (size_t i = 0; i < 2; i++) {
        snprintf(beside, sizeof beside, "%s-%s", path, i ? "wal" : "shm");
        unlink(beside);
    }
    unlink(path);
    return result;
}

const struct scenario scenarios[] = {
    {"reading gzip", read_gzip},
    {"opening a file", open_file},
    {"a catalogue with a list of one's own", use_catalogue},
    {"a filter of all kinds", use_filter},
    {"formats, named and defined", use_definitions},
    {"an analysis and its reports", analyse},
    {"incidents alone", render_incidents},
    {"the input of the search for spikes", search_input},
    {"keys as long as a line", count_long_keys},
    {"a history", keep_history},
    {NULL, NULL},
};
