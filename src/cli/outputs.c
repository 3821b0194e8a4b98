/* SPDX-License-Identifier: MIT */
#include "outputs.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "output_file.h"

const struct output_kind report_output = {
    .renderers = httally_report_renderers,
    .renderer_of_name = httally_report_renderer_of_name,
    .extension = httally_report_extension,
    .render = httally_report_render,
};

const struct output_kind incident_output = {
    .renderers = httally_incident_renderers,
    .renderer_of_name = httally_incident_renderer_of_name,
    .extension = httally_incident_extension,
    .render = httally_incidents_render,
};

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

static bool is_input(const struct stat *target, const char *name)
{
    struct stat input;
    int failed = strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, &input) : stat(name, &input);
    return failed == 0 && input.st_dev == target->st_dev && input.st_ino == target->st_ino;
}

/* A log must not be replaced by its own report. */
static enum httally_result check_output(const char *path, const struct options *options,
                                        struct httally_error *error)
{
    struct stat target;
    const char *series = options_value(options, OPTION_SERIES);
    if (stat(path, &target) != 0 || !S_ISREG(target.st_mode))
        return HTTALLY_OK;
    bool is_taken = options->operand_count == 0 && is_input(&target, series ? series : "-");
    for (size_t i = 0; i < options->operand_count; i++)
        is_taken |= is_input(&target, options->operands[i]);
    if (!is_taken)
        return HTTALLY_OK;
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--output '%.100s' is an input too",
                             path);
}

/* The second would replace the first, and nobody would know. */
static enum httally_result check_other(const struct outputs *outputs, size_t index,
                                       const char *path, struct httally_error *error)
{
    char other[OUTPUT_PATH_SIZE];
    for (size_t i = 0; i < index; i++) {
        if (!outputs->list[i].path)
            continue;
        enum httally_result result =
            output_file_expand(outputs->list[i].path, outputs->now, other, error);
        if (result != HTTALLY_OK)
            return result;
        if (output_file_is_same(path, other))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--output '%.100s' would be written twice", path);
    }
    return HTTALLY_OK;
}

static enum httally_result check_outputs(const struct outputs *outputs,
                                         const struct options *options, struct httally_error *error)
{
    char path[OUTPUT_PATH_SIZE];
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < outputs->count; i++) {
        const char *pattern = outputs->list[i].path;
        if (!pattern)
            continue;
        result = output_file_expand(pattern, outputs->now, path, error);
        if (result == HTTALLY_OK)
            result = check_output(path, options, error);
        if (result == HTTALLY_OK)
            result = check_other(outputs, i, path, error);
    }
    return result;
}

enum httally_result outputs_init(struct outputs *outputs, const struct output_kind *kind,
                                 const struct options *options, time_t now,
                                 struct httally_error *error)
{
    *outputs = (struct outputs){.kind = kind, .now = now, .has_unicode = has_utf8_locale()};
    enum httally_result result = outputs_list(outputs, options, error);
    if (result == HTTALLY_OK)
        result = check_outputs(outputs, options, error);
    if (result == HTTALLY_OK)
        result = choose_width(options, &outputs->width, error);
    if (result == HTTALLY_OK)
        result = choose_colour(options, &outputs->has_colour, error);
    if (result != HTTALLY_OK)
        outputs_finish(outputs);
    return result;
}

static enum httally_result write_output(const struct outputs *outputs, const struct output *output,
                                        const struct httally_report *report,
                                        struct httally_error *error)
{
    char path[OUTPUT_PATH_SIZE];
    char *text;
    size_t length;
    struct httally_report view = *report;
    view.table = output->table;
    view.width = outputs->width;
    view.has_colour = outputs->has_colour && !output->path;
    view.has_unicode = outputs->has_unicode || output->path;
    enum httally_result result =
        outputs->kind->render(&view, output->renderer, &text, &length, error);
    if (result != HTTALLY_OK)
        return result;
    if (output->path)
        result = output_file_expand(output->path, outputs->now, path, error);
    if (output->path && result == HTTALLY_OK)
        result = output_file_write(path, text, length, error);
    else if (!output->path)
        result = output_stdout_write(text, length, error);
    free(text);
    return result == HTTALLY_END ? HTTALLY_OK : result;
}

bool outputs_write(const struct outputs *outputs, const struct httally_report *report)
{
    struct httally_error error;
    bool is_done = true;
    for (size_t i = 0; i < outputs->count; i++) {
        if (write_output(outputs, &outputs->list[i], report, &error) == HTTALLY_OK)
            continue;
        message_error(&error);
        is_done = false;
    }
    return is_done;
}

void outputs_finish(struct outputs *outputs)
{
    free(outputs->list);
    *outputs = (struct outputs){0};
}
