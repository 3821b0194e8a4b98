/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include <string.h>
#include <unistd.h>

#include "command.h"
#include "log_format.h"
#include "processors.h"
#include "progress.h"
#include "rewrite_options.h"

static enum httally_result add_inputs(struct httally_analysis *analysis,
                                      const struct options *options, struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    if (options->operand_count == 0) {
        if (isatty(STDIN_FILENO))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "no file given, and standard input is a terminal; "
                                     "try 'httally access.log' or 'httally --help'");
        return httally_analysis_add_descriptor(analysis, STDIN_FILENO, "-", error);
    }
    for (size_t i = 0; result == HTTALLY_OK && i < options->operand_count; i++) {
        const char *name = options->operands[i];
        result = strcmp(name, "-") == 0
                     ? httally_analysis_add_descriptor(analysis, STDIN_FILENO, name, error)
                     : httally_analysis_add_file(analysis, name, error);
    }
    return result;
}

static enum httally_result read_options(const struct options *options,
                                        struct httally_analysis_options *analysis_options,
                                        struct httally_error *error)
{
    const char *memory = options_value(options, OPTION_MEMORY);
    const char *jobs = options_value(options, OPTION_JOBS);
    enum httally_result result = HTTALLY_OK;
    analysis_options->job_count = processors_available();
    analysis_options->is_brief = options_has(options, OPTION_BRIEF);
    if (memory)
        result = options_parse_size("memory", memory, &analysis_options->memory_bytes, error);
    if (result == HTTALLY_OK && jobs)
        result = options_parse_number("jobs", jobs, 1, 256, &analysis_options->job_count, error);
    return result;
}

enum httally_result reading_options(const struct options *options,
                                    struct httally_analysis_options *analysis_options_out,
                                    struct httally_format **format_out, struct httally_error *error)
{
    *format_out = NULL;
    enum httally_result result = read_options(options, analysis_options_out, error);
    if (result == HTTALLY_OK)
        result = log_format_of_options(options, format_out, error);
    analysis_options_out->format = *format_out;
    return result;
}

/* Progress is for a person who waits. */
static bool wants_progress(const struct options *options)
{
    return isatty(STDERR_FILENO) && !options_has(options, OPTION_QUIET) &&
           !options_has(options, OPTION_NO_PROGRESS);
}

enum httally_result reading_run(struct reading *reading, const struct options *options,
                                struct httally_filter *filter, int64_t now,
                                struct httally_error *error)
{
    return reading_run_since(reading, options, filter, now, 0, error);
}

enum httally_result reading_run_since(struct reading *reading, const struct options *options,
                                      struct httally_filter *filter, int64_t now, int64_t since_sec,
                                      struct httally_error *error)
{
    *reading = (struct reading){0};
    struct progress progress = {0};
    struct httally_analysis_options analysis_options = {
        .filter = filter, .now = now, .since_sec = since_sec};
    enum httally_result result =
        reading_options(options, &analysis_options, &reading->format, error);
    if (result == HTTALLY_OK)
        result = rewriter_of_options(options, &reading->rewriter, error);
    analysis_options.rewriter = reading->rewriter;
    if (wants_progress(options)) {
        progress_init(&progress, options->operands, options->operand_count);
        analysis_options.on_progress = progress_tell;
        analysis_options.progress_context = &progress;
    }
    if (result == HTTALLY_OK)
        result = httally_analysis_create(&analysis_options, &reading->analysis, error);
    if (result == HTTALLY_OK)
        result = add_inputs(reading->analysis, options, error);
    if (result == HTTALLY_OK)
        result = httally_analysis_run(reading->analysis, error);
    progress_finish(&progress);
    if (result == HTTALLY_OK)
        reading->inputs = httally_analysis_inputs(reading->analysis, &reading->input_count);
    else
        reading_finish(reading);
    return result;
}

uint64_t reading_limit_hits(const struct reading *reading, const struct httally_filter *filter)
{
    return (filter ? httally_filter_limit_hits(filter) : 0) +
           httally_rewriter_limit_hits(reading->rewriter);
}

const char *reading_shown_name(const struct httally_input *input)
{
    return strcmp(input->name, "-") == 0 ? "standard input" : input->name;
}

/* More than one line in so many that cannot be read: probably a format that httally does not know.
 */
enum { UNREAD_SHARE = 2 };

int reading_exit_code(const struct reading *reading, bool is_quiet, const char *hint)
{
    bool is_damaged = false;
    for (size_t i = 0; i < reading->input_count; i++) {
        const struct httally_input *input = &reading->inputs[i];
        if (input->error && !is_quiet)
            message_print("%s: %s", reading_shown_name(input), input->error);
        is_damaged |= input->error != NULL;
    }
    if (httally_analysis_readable_count(reading->analysis) == 0)
        return EXIT_CODE_FAILED;
    struct httally_lines lines = httally_tally_lines(httally_analysis_tally(reading->analysis));
    if (lines.unparsed + lines.too_long > 0 && lines.requests + lines.filtered == 0) {
        if (!is_quiet)
            message_print("no line is in %s%s",
                          reading->format ? "the format given" : "a format that httally knows",
                          hint);
        return EXIT_CODE_DAMAGED;
    }
    uint64_t unread = lines.unparsed + lines.too_long;
    if (unread > lines.read / UNREAD_SHARE && !is_quiet)
        message_print("%llu of %llu lines could not be read%s", (unsigned long long)unread,
                      (unsigned long long)lines.read, hint);
    return is_damaged ? EXIT_CODE_DAMAGED : EXIT_CODE_DONE;
}

void reading_finish(struct reading *reading)
{
    httally_analysis_destroy(reading->analysis);
    httally_format_destroy(reading->format);
    httally_rewriter_destroy(reading->rewriter);
    *reading = (struct reading){0};
}
