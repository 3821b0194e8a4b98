/* SPDX-License-Identifier: MIT */
/* inspect_command.c - the command `inspect`: how the lines of a log are read, and which are not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "httally/text.h"
#include "reading.h"

/* Fields bear the names that json: and regex: know them by, of which this is the longest. */
enum { LABEL_COLUMNS = sizeof "upstream_duration" };

static void print_escaped(struct httally_slice bytes)
{
    char piece[HTTALLY_ESCAPE_SIZE];
    while (bytes.length > 0) {
        httally_escape_next(HTTALLY_ESCAPE_TEXT, &bytes, piece);
        fputs(piece, stdout);
    }
}

static void print_field(const char *name, struct httally_slice value)
{
    if (!value.data)
        return;
    printf("  %-*s", LABEL_COLUMNS, name);
    if (value.length == 0)
        fputs("(empty)", stdout);
    print_escaped(value);
    putchar('\n');
}

static void print_time(const struct httally_record *record)
{
    time_t local = (time_t)(record->time + record->utc_offset_sec);
    struct tm civil;
    char text[64];
    int offset = record->utc_offset_sec < 0 ? -record->utc_offset_sec : record->utc_offset_sec;
    if (!gmtime_r(&local, &civil) || strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &civil) == 0)
        return;
    printf("  %-*s%s%c%02d:%02d\n", LABEL_COLUMNS, "time", text,
           record->utc_offset_sec < 0 ? '-' : '+', offset / 3600, offset / 60 % 60);
}

static void print_duration(const char *name, uint64_t duration_us)
{
    if (duration_us != HTTALLY_DURATION_NONE)
        printf("  %-*s%llu.%06llu s\n", LABEL_COLUMNS, name,
               (unsigned long long)duration_us / 1000000,
               (unsigned long long)duration_us % 1000000);
}

static void print_details(const struct httally_details *details)
{
    print_duration("duration", details->duration_us);
    print_field("upstream", details->upstream);
    print_field("upstream_status", details->upstream_status);
    print_duration("upstream_duration", details->upstream_duration_us);
    print_field("cache", details->cache);
    print_field("tls", details->tls);
    print_field("request_id", details->request_id);
    print_field("forwarded_for", details->forwarded_for);
}

static void print_record(const struct httally_record *record)
{
    char token[4], name[32];
    struct httally_slice extra;
    size_t position = 0, number = 0;
    print_field("host", record->host);
    print_field("client", record->client);
    print_field("user", record->user);
    print_time(record);
    if (record->request_kind == HTTALLY_REQUEST_NONE ||
        record->request_kind == HTTALLY_REQUEST_NOT_HTTP)
        print_field("request", record->request);
    print_field("method", record->method);
    print_field("target", record->target);
    print_field("path", record->path);
    print_field("protocol", record->protocol);
    httally_status_token(record->status, token);
    print_field("status", httally_slice_of_string(token));
    printf("  %-*s%llu\n", LABEL_COLUMNS, "bytes", (unsigned long long)record->bytes);
    print_field("referer", record->referer);
    print_field("agent", record->agent);
    if (record->has_details)
        print_details(&record->details);
    while (httally_record_extra(record, &position, &extra)) {
        snprintf(name, sizeof name, "extra %zu", ++number);
        print_field(name, extra);
    }
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static void print_shapes(const struct reading *reading, size_t number)
{
    const struct httally_input *input = &reading->inputs[number];
    for (int i = 0; i < HTTALLY_SHAPE_COUNT; i++) {
        enum httally_shape shape = (enum httally_shape)i;
        uint64_t count = httally_analysis_shape_count(reading->analysis, number, shape);
        if (count)
            printf("           %5.1f%% of the lines are %s\n", percent(count, input->lines),
                   httally_shape_name(shape));
    }
}

/* Formats by the lines that they have read; the combined family by its shapes. */
static void print_shares(const struct reading *reading, size_t number)
{
    const struct httally_input *input = &reading->inputs[number];
    const struct httally_format *format;
    uint64_t requests;
    for (size_t i = 0; (format = httally_analysis_format(reading->analysis, number, i, &requests));
         i++) {
        if (i == 0 && requests == input->lines &&
            strcmp(httally_format_name(format), input->format) == 0)
            return;
        /* A definition is long, and stands just above. */
        if (requests)
            printf("           %5.1f%% of the lines are %s\n", percent(requests, input->lines),
                   reading->format ? "in it" : httally_format_name(format));
    }
}

static void print_format(const struct reading *reading, size_t number)
{
    const struct httally_input *input = &reading->inputs[number];
    struct httally_detection detection;
    uint64_t requests;
    bool has_requests = strcmp(input->format, "unknown") != 0;
    const char *name =
        reading->format && !has_requests ? httally_format_name(reading->format) : input->format;
    printf("Format     ");
    print_escaped(httally_slice_of_string(name));
    puts(has_requests ? "" : ": no line is a request");
    const struct httally_format *second =
        httally_analysis_format(reading->analysis, number, 1, &requests);
    const struct httally_format *first =
        httally_analysis_format(reading->analysis, number, 0, &requests);
    bool is_family = first && !second && strcmp(httally_format_name(first), "combined") == 0;
    if (is_family)
        print_shapes(reading, number);
    else
        print_shares(reading, number);
    if (!httally_analysis_detection(reading->analysis, number, &detection) ||
        detection.format_lines == 0)
        return;
    printf("           told by %zu line%s: %s reads %zu", detection.lines,
           detection.lines == 1 ? "" : "s", detection.format, detection.format_lines);
    if (detection.runner_up)
        printf(", next comes %s with %zu", detection.runner_up, detection.runner_up_lines);
    putchar('\n');
}

static struct httally_slice cut_line(struct httally_slice *text)
{
    const char *newline = memchr(text->data, '\n', text->length);
    size_t length = newline ? (size_t)(newline - text->data) : text->length;
    struct httally_slice line = {text->data, length};
    size_t taken = length + (newline != NULL);
    *text = httally_slice_of(text->data + taken, text->length - taken);
    return line;
}

/* Is the last line of the example a request in the format?  Then print it. */
static bool print_example(const struct httally_format *format, struct httally_slice text)
{
    struct httally_format_state *state;
    struct httally_record record;
    enum httally_unparsed_reason reason;
    bool is_request = false;
    if (httally_format_state_create(&state, NULL) != HTTALLY_OK)
        return false;
    while (text.length > 0 && !is_request) {
        struct httally_slice line = cut_line(&text);
        is_request =
            httally_format_parse(format, state, line, &record, &reason) == HTTALLY_LINE_REQUEST;
    }
    if (is_request) {
        printf("\nThe first request, field by field\n");
        print_record(&record);
    }
    httally_format_state_destroy(state);
    return is_request;
}

static void print_examples(const struct reading *reading, size_t number)
{
    struct httally_slice text = httally_analysis_example(reading->analysis, number);
    const struct httally_format *format;
    uint64_t requests;
    for (size_t i = 0;
         text.data && (format = httally_analysis_format(reading->analysis, number, i, &requests));
         i++) {
        if (print_example(format, text))
            return;
    }
}

static void print_candidate(const char *name, size_t lines, size_t all)
{
    printf("  %-20s reads %zu of %zu lines, %.1f%%\n", name, lines, all, percent(lines, all));
}

/* Of a format that nobody knows: how the lines look, which formats came nearest, and what to do. */
static void print_unknown(const struct reading *reading, size_t number)
{
    struct httally_slice lines = httally_analysis_refused_lines(reading->analysis, number);
    struct httally_detection detection;
    if (lines.length == 0 || !httally_analysis_detection(reading->analysis, number, &detection))
        return;
    puts("\nSome of its lines");
    while (lines.length > 0) {
        fputs("  ", stdout);
        print_escaped(cut_line(&lines));
        putchar('\n');
    }
    if (detection.format_lines) {
        puts("\nFormats that read some");
        print_candidate(detection.format, detection.format_lines, detection.lines);
        if (detection.runner_up)
            print_candidate(detection.runner_up, detection.runner_up_lines, detection.lines);
    }
    puts("\nWhat to do\n"
         "  --format NAME                the name of the format, of 'httally formats'\n"
         "  --format-from FILE:NAME      the server's own configuration, nginx.conf or httpd.conf\n"
         "  --format '$remote_addr ...'  the log_format or LogFormat, as it stands there\n"
         "  --format 'regex:...'         a regular expression with named groups\n"
         "  No access log: error logs and programs' messages have no requests to count.");
}

static void print_input(const struct reading *reading, size_t number)
{
    const struct httally_input *input = &reading->inputs[number];
    printf("%sInput      ", number ? "\n" : "");
    print_escaped(httally_slice_of_string(reading_shown_name(input)));
    printf(", %llu line%s, %llu bytes, compression %s\n", (unsigned long long)input->lines,
           input->lines == 1 ? "" : "s", (unsigned long long)input->bytes, input->compression);
    if (input->error) {
        printf("Problem    ");
        print_escaped(httally_slice_of_string(input->error));
        putchar('\n');
    }
    if (httally_analysis_refused_lines(reading->analysis, number).length > 0) {
        print_unknown(reading, number);
        return;
    }
    print_format(reading, number);
    print_examples(reading, number);
}

static void print_lines(const struct httally_lines *lines)
{
    const struct {
        uint64_t count;
        const char *name;
    } others[] = {
        {lines->too_long, "too long"}, {lines->blank, "blank"}, {lines->directives, "directives"}};
    printf("\nLines      %llu read = %llu requests + %llu unparsed",
           (unsigned long long)lines->read, (unsigned long long)lines->requests,
           (unsigned long long)lines->unparsed);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i].count)
            printf(" + %llu %s", (unsigned long long)others[i].count, others[i].name);
    }
    putchar('\n');
}

static void print_unparsed(const struct reading *reading)
{
    const struct httally_tally *tally = httally_analysis_tally(reading->analysis);
    struct httally_lines lines = httally_tally_lines(tally);
    struct httally_unparsed sample;
    print_lines(&lines);
    if (lines.unparsed)
        printf("\nWhy lines are unparsed\n");
    for (int reason = 0; reason < HTTALLY_UNPARSED_REASON_COUNT; reason++) {
        uint64_t count = httally_tally_unparsed_count(tally, reason);
        if (count)
            printf("  %10llu  %s\n", (unsigned long long)count,
                   httally_unparsed_reason_text((enum httally_unparsed_reason)reason));
    }
    if (lines.unparsed)
        printf("\nThe first unparsed lines\n");
    for (size_t i = 0; httally_tally_unparsed(tally, i, &sample); i++) {
        printf("  ");
        print_escaped(httally_slice_of_string(reading_shown_name(&reading->inputs[sample.input])));
        printf(":%llu: %s\n    ", (unsigned long long)sample.index + 1,
               httally_unparsed_reason_text((enum httally_unparsed_reason)sample.reason));
        print_escaped(sample.text);
        putchar('\n');
    }
}

int inspect_command(const struct options *options)
{
    struct reading reading;
    struct httally_error error;
    if (reading_run(&reading, options, NULL, (int64_t)time(NULL), &error) != HTTALLY_OK) {
        message_error(&error);
        return EXIT_CODE_FAILED;
    }
    int exit_code = reading_exit_code(&reading, options_has(options, OPTION_QUIET), "");
    for (size_t i = 0; i < reading.input_count; i++) {
        if (exit_code != EXIT_CODE_FAILED ||
            httally_analysis_refused_lines(reading.analysis, i).length > 0)
            print_input(&reading, i);
    }
    if (exit_code != EXIT_CODE_FAILED)
        print_unparsed(&reading);
    reading_finish(&reading);
    return finish_stdout(exit_code);
}
