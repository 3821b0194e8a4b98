/* SPDX-License-Identifier: MIT */
/* update_command.c - the command `update`: what is new in logs goes into a history. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "httally/history.h"
#include "reading.h"
#include "rewrite_options.h"

enum { KEEP_DAYS_MAX = 100000, LOCK_TIMEOUT_MAX = 1000000 };

/* Read "minutes=35,hours=400,days=all": what is not named stays. */
static enum httally_result parse_keep(const char *text, struct httally_history_keep *keep,
                                      struct httally_error *error)
{
    const struct {
        const char *name;
        int64_t *days;
    } spans[] = {{"minutes=", &keep->minutes}, {"hours=", &keep->hours}, {"days=", &keep->days}};
    for (const char *at = text; *at; at += *at == ',') {
        char value[16];
        size_t length = strcspn(at, ","), i = 0, days = 0;
        while (i < 3 && strncmp(at, spans[i].name, strlen(spans[i].name)) != 0)
            i++;
        size_t name_length = i < 3 ? strlen(spans[i].name) : 0;
        if (i == 3 || length - name_length >= sizeof value)
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--keep '%.60s': write minutes=35,hours=400,days=all", text);
        memcpy(value, at + name_length, length - name_length);
        value[length - name_length] = '\0';
        if (strcmp(value, "all") != 0) {
            enum httally_result result =
                options_parse_number("keep", value, 1, KEEP_DAYS_MAX, &days, error);
            if (result != HTTALLY_OK)
                return result;
        }
        *spans[i].days = (int64_t)days;
        at += length;
    }
    return HTTALLY_OK;
}

static enum httally_result set_keep(struct httally_history *history, const char *text,
                                    struct httally_error *error)
{
    struct httally_history_keep keep;
    enum httally_result result = httally_history_get_keep(history, &keep, error);
    if (result == HTTALLY_OK)
        result = parse_keep(text, &keep, error);
    return result == HTTALLY_OK ? httally_history_set_keep(history, &keep, error) : result;
}

/* What became of all files. */
struct progress_of_files {
    bool is_quiet;
    size_t good_count;
    size_t bad_count;
};

static void tell(void *context, const struct httally_update *update)
{
    struct progress_of_files *files = context;
    if (update->is_damaged)
        files->bad_count++;
    else
        files->good_count++;
    if (update->message && !files->is_quiet)
        message_print("%s: %s", update->name, update->message);
}

static int exit_code_of(const struct progress_of_files *files)
{
    if (files->bad_count == 0)
        return EXIT_CODE_DONE;
    return files->good_count ? EXIT_CODE_DAMAGED : EXIT_CODE_FAILED;
}

static enum httally_result update_all(struct httally_history *history,
                                      const struct options *options, int64_t now,
                                      struct progress_of_files *files, struct httally_error *error)
{
    struct httally_analysis_options analysis_options = {.now = now};
    struct httally_format *format = NULL;
    struct httally_rewriter *rewriter = NULL;
    enum httally_result result = reading_options(options, &analysis_options, &format, error);
    const char *keep = options_value(options, OPTION_KEEP);
    if (result == HTTALLY_OK)
        result = rewriter_of_options(options, &rewriter, error);
    analysis_options.rewriter = rewriter;
    if (result == HTTALLY_OK && keep)
        result = set_keep(history, keep, error);
    for (size_t i = 0; result == HTTALLY_OK && i < options->operand_count; i++)
        result = httally_history_update(history, &analysis_options, options->operands[i], tell,
                                        files, error);
    if (result == HTTALLY_OK)
        result = httally_history_tidy(history, error);
    httally_rewriter_destroy(rewriter);
    httally_format_destroy(format);
    return result;
}

static enum httally_result check_usage(const struct options *options,
                                       struct httally_history_options *history_options,
                                       struct httally_error *error)
{
    const char *timeout = options_value(options, OPTION_LOCK_TIMEOUT);
    struct httally_history_keep keep = {0};
    const char *keep_text = options_value(options, OPTION_KEEP);
    size_t seconds = 0;
    if (!options_has(options, OPTION_HISTORY))
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "name the history: httally update --history DB FILE...");
    if (options->operand_count == 0 && !keep_text)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "no file given: httally update --history DB FILE...");
    enum httally_result result = HTTALLY_OK;
    if (timeout)
        result =
            options_parse_number("lock-timeout", timeout, 0, LOCK_TIMEOUT_MAX, &seconds, error);
    if (result == HTTALLY_OK && keep_text)
        result = parse_keep(keep_text, &keep, error);
    history_options->lock_timeout_sec = (unsigned)seconds;
    return result;
}

int update_command(const struct options *options)
{
    struct httally_error error;
    struct httally_history *history;
    struct httally_history_options history_options = {.is_writing = true, .now = time(NULL)};
    struct progress_of_files files = {.is_quiet = options_has(options, OPTION_QUIET)};
    const char *path = options_value(options, OPTION_HISTORY);
    if (check_usage(options, &history_options, &error) != HTTALLY_OK ||
        httally_history_open(path, &history_options, &history, &error) != HTTALLY_OK)
        return fail_with(&error);
    int exit_code;
    if (update_all(history, options, history_options.now, &files, &error) == HTTALLY_OK)
        exit_code = exit_code_of(&files);
    else
        exit_code = fail_with(&error);
    httally_history_close(history);
    return exit_code;
}
