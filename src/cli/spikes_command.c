/* SPDX-License-Identifier: MIT */
/* spikes_command.c - the command `spikes`: when errors rose, from logs or from counts per minute.
 */
#include <stdlib.h>

#include "command.h"
#include "fail_if.h"
#include "incident_search.h"
#include "reporting.h"
#include "series_file.h"

/* What can be said of a series: the rest is about reading and choosing lines. */
static enum httally_result check_options(const struct options *options, struct httally_error *error)
{
    static const enum option_id of_series[] = {
        OPTION_SERIES,   OPTION_ONLINE, OPTION_SENSITIVITY, OPTION_MIN_ERRORS,
        OPTION_BASELINE, OPTION_OUTPUT, OPTION_AS,          OPTION_WIDTH,
        OPTION_COLOR,    OPTION_QUIET,  OPTION_NO_PROGRESS, OPTION_FAIL_IF,
    };
    if (options->operand_count > 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--series is read instead of logs: name no file besides");
    for (size_t i = 0; i < options->value_count; i++) {
        bool is_fine = false;
        for (size_t k = 0; k < sizeof of_series / sizeof *of_series; k++)
            is_fine |= options->values[i].id == of_series[k];
        if (!is_fine)
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--%s is about logs: it does not go with --series",
                                     options_name(options->values[i].id));
    }
    return HTTALLY_OK;
}

/* A series on its way to its incidents; big, and may not be moved. */
struct series_search {
    struct outputs outputs;
    struct incident_search search;
    struct fail_if_list conditions;
    struct series_file file;
    struct httally_incidents incidents;
};

static void series_search_finish(struct series_search *series)
{
    httally_incidents_finish(&series->incidents);
    series_file_finish(&series->file);
    fail_if_list_finish(&series->conditions);
    outputs_finish(&series->outputs);
}

/* What the search leaves out of incidents that are of no tally. */
static void name_incidents(struct series_search *series)
{
    const struct httally_incident_input *input = &series->file.input;
    for (size_t i = 0; i < series->incidents.count; i++) {
        struct httally_incident *incident = &series->incidents.list[i];
        size_t minute = (size_t)((incident->start_sec - input->start_sec) / 60);
        incident->name = input->streams[incident->stream].name;
        incident->utc_offset_sec = minute < input->minute_count ? input->utc_offset_sec[minute] : 0;
    }
    for (size_t i = 0; i < series->incidents.habit_count; i++) {
        struct httally_habit *habit = &series->incidents.habits[i];
        habit->name = input->streams[habit->stream].name;
    }
}

static enum httally_result find(struct series_search *series, const struct options *options,
                                struct httally_error *error)
{
    time_t now = time(NULL);
    enum httally_result result = check_options(options, error);
    if (result == HTTALLY_OK)
        result = outputs_init(&series->outputs, &incident_output, options, now, error);
    if (result == HTTALLY_OK)
        result = incident_search_init(&series->search, options, now, error);
    if (result == HTTALLY_OK)
        result = fail_if_of_options(options, OPTION_FAIL_IF, &series->conditions, error);
    if (result == HTTALLY_OK)
        result = series_file_read(options_value(options, OPTION_SERIES), &series->file, error);
    if (result != HTTALLY_OK)
        return result;
    incident_search_settle(&series->search, series->file.offsets[0]);
    result = httally_incidents_find(&series->file.input, &series->search.settings,
                                    &series->incidents, error);
    name_incidents(series);
    return result;
}

static int write_and_judge(const struct series_search *series, const struct options *options)
{
    const struct httally_input input = {
        .name = options_value(options, OPTION_SERIES), .compression = "none", .format = "csv"};
    const struct httally_report report = {
        .incidents = &series->incidents, .inputs = &input, .input_count = 1};
    bool is_written = outputs_write(&series->outputs, &report);
    const struct fail_if_facts facts = fail_if_facts_of(&report, time(NULL));
    bool has_failed =
        fail_if_list_judge(&series->conditions, &facts, options_has(options, OPTION_QUIET));
    if (!is_written)
        return EXIT_CODE_FAILED;
    return has_failed ? EXIT_CODE_CONDITION : EXIT_CODE_DONE;
}

static int series_command(const struct options *options)
{
    struct httally_error error;
    struct series_search *series = calloc(1, sizeof *series);
    if (!series) {
        message_print("out of memory");
        return EXIT_CODE_FAILED;
    }
    int exit_code = EXIT_CODE_FAILED;
    if (find(series, options, &error) == HTTALLY_OK)
        exit_code = write_and_judge(series, options);
    else
        message_error(&error);
    series_search_finish(series);
    free(series);
    return exit_code;
}

int spikes_command(const struct options *options)
{
    return options_has(options, OPTION_SERIES) ? series_command(options)
                                               : reporting_run(options, &incident_output);
}
