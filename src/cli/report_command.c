/* SPDX-License-Identifier: MIT */
/* report_command.c - the command `report`: read, then write one report per output. */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "filter_options.h"
#include "history_report.h"
#include "httally/report.h"
#include "output_file.h"
#include "outputs.h"
#include "reading.h"

static enum httally_result choose_colour(const struct options *options, bool *has_colour_out,
                                         struct httally_error *error)
{
    const char *when = options_value(options, OPTION_COLOR);
    const char *terminal = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");
    *has_colour_out = false;
    if (when && strcmp(when, "always") == 0)
        *has_colour_out = true;
    else if (!when || strcmp(when, "auto") == 0)
        *has_colour_out = isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]) &&
                          !(terminal && strcmp(terminal, "dumb") == 0);
    else if (strcmp(when, "never") != 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--color '%.60s': write auto, always or never", when);
    return HTTALLY_OK;
}

static bool has_utf8_locale(void)
{
    return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static enum httally_result write_output(const struct output *output, struct httally_report report,
                                        time_t now, struct httally_error *error)
{
    char path[OUTPUT_PATH_SIZE];
    char *text;
    size_t length;
    report.table = output->table;
    if (output->path) {
        report.has_colour = false;
        report.has_unicode = true;
    }
    enum httally_result result =
        httally_report_render(&report, output->renderer, &text, &length, error);
    if (result != HTTALLY_OK)
        return result;
    if (output->path)
        result = output_file_expand(output->path, now, path, error);
    if (output->path && result == HTTALLY_OK)
        result = output_file_write(path, text, length, error);
    else if (!output->path)
        result = output_stdout_write(text, length, error);
    free(text);
    return result == HTTALLY_END ? HTTALLY_OK : result;
}

/* What is known before a byte is read. */
struct plan {
    struct vocabulary vocabulary;
    struct httally_filter *filter;
    struct outputs outputs;
    /* What the format tells of vendors; NULL when that is nothing. */
    struct httally_profile *profile;
    struct httally_report report;
    time_t now;
};

static void plan_finish(struct plan *plan)
{
    httally_filter_destroy(plan->filter);
    httally_profile_destroy(plan->profile);
    vocabulary_finish(&plan->vocabulary);
    outputs_finish(&plan->outputs);
}

/* A log must not be replaced by its own report. */
static enum httally_result check_output(const char *path, const struct options *options,
                                        struct httally_error *error)
{
    struct stat target, input;
    if (stat(path, &target) != 0 || !S_ISREG(target.st_mode))
        return HTTALLY_OK;
    for (size_t i = 0; i < options->operand_count || i == 0; i++) {
        bool is_stdin = options->operand_count == 0 || strcmp(options->operands[i], "-") == 0;
        int failed = is_stdin ? fstat(STDIN_FILENO, &input) : stat(options->operands[i], &input);
        if (failed == 0 && input.st_dev == target.st_dev && input.st_ino == target.st_ino)
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--output '%.100s' is an input too", path);
    }
    return HTTALLY_OK;
}

static enum httally_result check_outputs(const struct plan *plan, const struct options *options,
                                         struct httally_error *error)
{
    char path[OUTPUT_PATH_SIZE];
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < plan->outputs.count; i++) {
        const char *pattern = plan->outputs.list[i].path;
        if (!pattern)
            continue;
        result = output_file_expand(pattern, plan->now, path, error);
        if (result == HTTALLY_OK)
            result = check_output(path, options, error);
    }
    return result;
}

/* Say what is wrong with the options before hours of reading. */
static enum httally_result plan_init(struct plan *plan, const struct options *options,
                                     struct httally_error *error)
{
    *plan = (struct plan){.now = time(NULL)};
    const char *top = options_value(options, OPTION_TOP);
    enum httally_result result = outputs_of_options(options, &plan->outputs, error);
    if (result == HTTALLY_OK)
        result = check_outputs(plan, options, error);
    if (result == HTTALLY_OK)
        result = choose_width(options, &plan->report.width, error);
    if (result == HTTALLY_OK)
        result = choose_colour(options, &plan->report.has_colour, error);
    if (result == HTTALLY_OK && top)
        result = options_parse_number("top", top, 1, 1000000, &plan->report.top_count, error);
    if (result == HTTALLY_OK)
        result = vocabulary_init(&plan->vocabulary, options, error);
    if (result == HTTALLY_OK)
        result =
            filter_of_options(options, plan->vocabulary.profile, plan->now, &plan->filter, error);
    plan->report.has_unicode = has_utf8_locale();
    plan->report.profile = plan->vocabulary.profile;
    plan->report.catalogue = plan->vocabulary.catalogue;
    if (result != HTTALLY_OK)
        plan_finish(plan);
    return result;
}

/* Without --vendor, the format may tell whose software wrote the codes. */
static enum httally_result settle_profile(struct plan *plan, const struct options *options,
                                          const char *vendors, struct httally_error *error)
{
    if (options_has(options, OPTION_VENDOR) || !vendors[0])
        return HTTALLY_OK;
    enum httally_result result =
        httally_profile_create(plan->vocabulary.catalogue, vendors, &plan->profile, error);
    plan->report.profile = plan->profile;
    return result;
}

/* 'vendors' are those of the formats that were read. */
static int write_outputs(struct plan *plan, const struct options *options, const char *vendors,
                         int exit_code)
{
    struct httally_error error;
    if (settle_profile(plan, options, vendors, &error) != HTTALLY_OK) {
        message_error(&error);
        return EXIT_CODE_FAILED;
    }
    for (size_t i = 0; i < plan->outputs.count; i++) {
        if (write_output(&plan->outputs.list[i], plan->report, plan->now, &error) != HTTALLY_OK) {
            message_error(&error);
            exit_code = EXIT_CODE_FAILED;
        }
    }
    return exit_code;
}

static int report_reading(struct plan *plan, const struct options *options,
                          const struct reading *reading)
{
    int exit_code = reading_exit_code(reading, options_has(options, OPTION_QUIET),
                                      "; 'httally inspect' shows why");
    if (exit_code == EXIT_CODE_FAILED)
        return exit_code;
    plan->report.tally = httally_analysis_tally(reading->analysis);
    plan->report.inputs = reading->inputs;
    plan->report.input_count = reading->input_count;
    plan->report.format = httally_analysis_format_name(reading->analysis);
    plan->report.pattern_limit_hits = reading_limit_hits(reading, plan->filter);
    return write_outputs(plan, options, httally_analysis_vendors(reading->analysis), exit_code);
}

static int report_history(struct plan *plan, const struct options *options)
{
    struct history_report history;
    struct httally_error error;
    if (history_report_load(&history, options, plan->now, &error) != HTTALLY_OK)
        return fail_with(&error);
    plan->report.tally = history.tally;
    plan->report.inputs = &history.input;
    plan->report.input_count = 1;
    plan->report.format = history.format;
    int exit_code = write_outputs(plan, options, history.vendors, EXIT_CODE_DONE);
    history_report_finish(&history);
    return exit_code;
}

int report_command(const struct options *options)
{
    struct plan plan;
    struct reading reading;
    struct httally_error error;
    if (plan_init(&plan, options, &error) != HTTALLY_OK) {
        message_error(&error);
        return EXIT_CODE_FAILED;
    }
    int exit_code = EXIT_CODE_FAILED;
    if (options_has(options, OPTION_HISTORY)) {
        exit_code = report_history(&plan, options);
    } else if (reading_run(&reading, options, plan.filter, plan.now, &error) == HTTALLY_OK) {
        exit_code = report_reading(&plan, options, &reading);
        reading_finish(&reading);
    } else {
        message_error(&error);
    }
    plan_finish(&plan);
    return exit_code;
}
