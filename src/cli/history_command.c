/* SPDX-License-Identifier: MIT */
/* history_command.c - the command `history`: what is in one, and care for it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "httally/history.h"
#include "httally/text.h"

enum { SECONDS_PER_DAY = 86400, TEXT_SIZE = 512, LOCK_TIMEOUT_MAX = 1000000 };

/* A day since 1970, or a point in time with 'format', in UTC. */
static const char *time_text(int64_t seconds, const char *format, char text_out[64])
{
    struct tm civil;
    time_t time = (time_t)seconds;
    text_out[0] = '\0';
    if (gmtime_r(&time, &civil))
        strftime(text_out, 64, format, &civil);
    return text_out;
}

static void print_file(void *context, const struct httally_history_file *file)
{
    char name[TEXT_SIZE], day[64], read_at[64];
    (void)context;
    httally_escape_bytes(HTTALLY_ESCAPE_TEXT, file->name, name, sizeof name);
    httally_escape_bytes(HTTALLY_ESCAPE_TEXT, file->last_day, day, sizeof day);
    printf("  %14" PRIu64 "  %12" PRIu64 "  %-10s  %s  %s%s\n", file->offset_bytes, file->lines,
           day, time_text(file->read_at, "%Y-%m-%d %H:%M", read_at), name,
           file->is_gone ? " (cut or replaced since)" : "");
}

static void print_keep(const char *name, int64_t days)
{
    if (days > 0)
        printf("%s %" PRId64 " days", name, days);
    else
        printf("%s for ever", name);
}

static enum httally_result print_summary(struct httally_history *history, const char *path,
                                         struct httally_error *error)
{
    struct httally_history_summary summary;
    struct httally_history_keep keep;
    char name[TEXT_SIZE], first[64], last[64];
    enum httally_result result = httally_history_summarize(history, &summary, error);
    if (result == HTTALLY_OK)
        result = httally_history_get_keep(history, &keep, error);
    if (result != HTTALLY_OK)
        return result;
    httally_escape_bytes(HTTALLY_ESCAPE_TEXT, httally_slice_of_string(path), name, sizeof name);
    printf("%s: %" PRIu64 " bytes\n", name, summary.size_bytes);
    if (summary.day_count)
        printf("days      %" PRIu64 ", %s to %s\n", summary.day_count,
               time_text(summary.first_day * SECONDS_PER_DAY, "%Y-%m-%d", first),
               time_text(summary.last_day * SECONDS_PER_DAY, "%Y-%m-%d", last));
    printf("lines     %" PRIu64 ": %" PRIu64 " requests, %" PRIu64 " unparsed, %" PRIu64
           " too long, %" PRIu64 " blank, %" PRIu64 " directives\n",
           summary.lines.read, summary.lines.requests, summary.lines.unparsed,
           summary.lines.too_long, summary.lines.blank, summary.lines.directives);
    print_keep("keeps     minutes", keep.minutes);
    print_keep(", hours", keep.hours);
    print_keep(", days", keep.days);
    printf("\nfiles     %" PRIu64 "\n", summary.file_count);
    if (summary.file_count == 0)
        return HTTALLY_OK;
    printf("\n  %14s  %12s  %-10s  %-16s  %s\n", "bytes read", "lines", "until", "read at (UTC)",
           "name");
    return httally_history_list_files(history, print_file, NULL, error);
}

static enum httally_result forget(struct httally_history *history, const char *name,
                                  struct httally_error *error)
{
    uint64_t count;
    enum httally_result result = httally_history_forget(history, name, &count, error);
    if (result == HTTALLY_OK && count == 0) {
        httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "the history knows no such file");
        httally_error_set_source(error, name);
        return HTTALLY_ERROR_ARGUMENT;
    }
    return result;
}

static enum httally_result read_usage(const struct options *options,
                                      struct httally_history_options *history_options,
                                      struct httally_error *error)
{
    const char *timeout = options_value(options, OPTION_LOCK_TIMEOUT);
    size_t seconds = 0;
    if (options->operand_count != 1)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "name one history: httally history DB");
    enum httally_result result = HTTALLY_OK;
    if (timeout)
        result =
            options_parse_number("lock-timeout", timeout, 0, LOCK_TIMEOUT_MAX, &seconds, error);
    history_options->lock_timeout_sec = (unsigned)seconds;
    history_options->is_writing = options_has(options, OPTION_FORGET);
    return result;
}

static enum httally_result forget_all(struct httally_history *history,
                                      const struct options *options, struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < options->value_count; i++) {
        if (options->values[i].id == OPTION_FORGET)
            result = forget(history, options->values[i].value, error);
    }
    return result;
}

int history_command(const struct options *options)
{
    struct httally_error error;
    struct httally_history *history;
    struct httally_history_options history_options = {.now = time(NULL)};
    enum httally_result result = read_usage(options, &history_options, &error);
    const char *path = result == HTTALLY_OK ? options->operands[0] : "";
    if (result == HTTALLY_OK && access(path, F_OK) != 0 && options_has(options, OPTION_FORGET))
        history_options.is_writing = false;
    if (result == HTTALLY_OK)
        result = httally_history_open(path, &history_options, &history, &error);
    if (result != HTTALLY_OK)
        return fail_with(&error);
    if (options_has(options, OPTION_VERIFY))
        result = httally_history_verify(history, &error);
    else if (options_has(options, OPTION_FORGET))
        result = forget_all(history, options, &error);
    else
        result = print_summary(history, path, &error);
    httally_history_close(history);
    return result == HTTALLY_OK ? finish_stdout(EXIT_CODE_DONE) : fail_with(&error);
}
