/* SPDX-License-Identifier: MIT */
#include "comparison.h"

#include <stdlib.h>
#include <string.h>

#include "filter_options.h"
#include "reading.h"
#include "whole_file.h"

static enum httally_result read_report(const char *path, struct httally_previous **previous_out,
                                       struct httally_error *error)
{
    char *bytes;
    size_t length;
    enum httally_result result = whole_file_read(path, &bytes, &length, error);
    if (result != HTTALLY_OK)
        return result;
    result = httally_previous_read(httally_slice_of(bytes, length), previous_out, error);
    if (result != HTTALLY_OK)
        httally_error_set_source(error, path);
    free(bytes);
    return result;
}

/* The same options for another period. */
static enum httally_result change_period(const struct options *options, const char *period,
                                         struct options *changed_out, struct httally_error *error)
{
    *changed_out = *options;
    changed_out->value_count = 0;
    changed_out->values = calloc(options->value_count + 1, sizeof *changed_out->values);
    if (!changed_out->values)
        return httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < options->value_count; i++) {
        enum option_id id = options->values[i].id;
        if (id != OPTION_PERIOD && id != OPTION_SINCE && id != OPTION_UNTIL)
            changed_out->values[changed_out->value_count++] = options->values[i];
    }
    changed_out->values[changed_out->value_count++] = (struct option_value){OPTION_PERIOD, period};
    return HTTALLY_OK;
}

static enum httally_result check_files(const struct options *options, struct httally_error *error)
{
    bool is_stdin = options->operand_count == 0;
    for (size_t i = 0; i < options->operand_count; i++)
        is_stdin = is_stdin || strcmp(options->operands[i], "-") == 0;
    if (is_stdin)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--compare-period reads logs twice: name files, standard input "
                                 "is gone after once");
    return HTTALLY_OK;
}

static enum httally_result read_logs(const struct options *options,
                                     const struct vocabulary *vocabulary, int64_t now,
                                     struct httally_previous **previous_out,
                                     struct httally_error *error)
{
    struct reading reading;
    struct httally_filter *filter;
    enum httally_result result =
        filter_of_options(options, vocabulary->profile, now, &filter, error);
    if (result != HTTALLY_OK)
        return result;
    if (!options_has(options, OPTION_VENDOR))
        httally_filter_follow_vendors(filter, vocabulary->catalogue);
    result = reading_run(&reading, options, filter, now, error);
    if (result == HTTALLY_OK) {
        result = httally_previous_of_tally(httally_analysis_tally(reading.analysis), previous_out,
                                           error);
        reading_finish(&reading);
    }
    httally_filter_destroy(filter);
    return result;
}

enum httally_result comparison_of_options(const struct options *options,
                                          const struct vocabulary *vocabulary, int64_t now,
                                          struct httally_previous **previous_out,
                                          struct httally_error *error)
{
    const char *path = options_value(options, OPTION_COMPARE);
    const char *period = options_value(options, OPTION_COMPARE_PERIOD);
    struct options changed;
    *previous_out = NULL;
    if (path && period)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--compare and --compare-period: one of them");
    if (path)
        return read_report(path, previous_out, error);
    /* A history knows earlier periods itself. */
    if (!period || options_has(options, OPTION_HISTORY))
        return HTTALLY_OK;
    if (strcmp(period, "week-before") == 0 || strcmp(period, "none") == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--compare-period %s goes with --history; of logs, write the "
                                 "period",
                                 period);
    enum httally_result result = check_files(options, error);
    if (result == HTTALLY_OK)
        result = change_period(options, period, &changed, error);
    if (result != HTTALLY_OK)
        return result;
    result = read_logs(&changed, vocabulary, now, previous_out, error);
    free(changed.values);
    return result;
}
