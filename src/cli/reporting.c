/* SPDX-License-Identifier: MIT */
#include "reporting.h"

#include "command.h"
#include "comparison.h"
#include "fail_if.h"
#include "filter_options.h"
#include "history_minutes.h"
#include "history_report.h"
#include "incident_search.h"
#include "reading.h"

/* What is known before a byte is read, and then what was found. */
struct reporting {
    struct vocabulary vocabulary;
    struct httally_filter *filter;
    struct outputs outputs;
    struct incident_search search;
    struct fail_if_list conditions;
    /* One of them. */
    struct reading reading;
    struct history_report history;
    /* What was read from logs, with the weeks before it from a history; else NULL. */
    struct httally_tally *with_before;
    /* What the format tells of vendors; NULL when that is nothing. */
    struct httally_profile *profile;
    struct httally_incidents incidents;
    /* NULL when it is not compared. */
    struct httally_previous *previous;
    struct httally_report report;
    time_t now;
};

static void reporting_finish(struct reporting *reporting)
{
    httally_incidents_finish(&reporting->incidents);
    httally_previous_destroy(reporting->previous);
    httally_profile_destroy(reporting->profile);
    reading_finish(&reporting->reading);
    history_report_finish(&reporting->history);
    httally_tally_destroy(reporting->with_before);
    fail_if_list_finish(&reporting->conditions);
    outputs_finish(&reporting->outputs);
    httally_filter_destroy(reporting->filter);
    vocabulary_finish(&reporting->vocabulary);
}

/* A condition that cannot hold would let everything pass. */
static enum httally_result check_conditions(const struct reporting *reporting,
                                            struct httally_error *error)
{
    const char *reason = reporting->search.not_searched;
    for (size_t i = 0; reason && i < reporting->conditions.count; i++) {
        const struct fail_if *condition = &reporting->conditions.list[i];
        if (fail_if_is_of_incidents(condition))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--fail-if '%.60s' has nothing to look at: %s",
                                     condition->text, reason);
    }
    return HTTALLY_OK;
}

/* A history is reported; of logs it tells what was usual before them. */
static enum httally_result check_history(const struct options *options,
                                         const struct output_kind *kind,
                                         struct httally_error *error)
{
    bool has_files = options->operand_count > 0;
    if (has_files && kind != &incident_output)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--history and FILEs exclude each other; 'httally update' reads "
                                 "files into a history, 'httally spikes' compares them with it");
    return history_report_check(options, has_files, error);
}

/* Say what is wrong with the options before hours of reading. */
static enum httally_result read_options(struct reporting *reporting, const struct options *options,
                                        const struct output_kind *kind, struct httally_error *error)
{
    const char *top = options_value(options, OPTION_TOP);
    enum httally_result result =
        outputs_init(&reporting->outputs, kind, options, reporting->now, error);
    if (result == HTTALLY_OK && top)
        result = options_parse_number("top", top, 1, 1000000, &reporting->report.top_count, error);
    if (result == HTTALLY_OK)
        result = vocabulary_init(&reporting->vocabulary, options, error);
    if (result == HTTALLY_OK)
        result = filter_of_options(options, reporting->vocabulary.profile, reporting->now,
                                   &reporting->filter, error);
    if (result == HTTALLY_OK && !options_has(options, OPTION_VENDOR))
        httally_filter_follow_vendors(reporting->filter, reporting->vocabulary.catalogue);
    if (result == HTTALLY_OK)
        result = incident_search_init(&reporting->search, options, reporting->now, error);
    if (result == HTTALLY_OK)
        result = fail_if_of_options(options, OPTION_FAIL_IF, &reporting->conditions, error);
    if (result == HTTALLY_OK)
        result = check_conditions(reporting, error);
    if (result == HTTALLY_OK && options_has(options, OPTION_HISTORY))
        result = check_history(options, kind, error);
    if (result == HTTALLY_OK)
        result = comparison_of_options(options, &reporting->vocabulary, reporting->now,
                                       &reporting->previous, error);
    return result;
}

/* Without --vendor, the formats may tell whose software wrote the codes. */
static enum httally_result settle_profile(struct reporting *reporting,
                                          const struct options *options, const char *vendors,
                                          struct httally_error *error)
{
    reporting->report.profile = reporting->vocabulary.profile;
    if (options_has(options, OPTION_VENDOR) || !vendors[0])
        return HTTALLY_OK;
    enum httally_result result = httally_profile_create(reporting->vocabulary.catalogue, vendors,
                                                        &reporting->profile, error);
    reporting->report.profile = reporting->profile;
    return result;
}

/* What was read; returns the vendors that its formats tell of. */
static const char *report_reading(struct reporting *reporting)
{
    struct httally_report *report = &reporting->report;
    struct httally_analysis *analysis = reporting->reading.analysis;
    report->tally = httally_analysis_tally(analysis);
    report->inputs = reporting->reading.inputs;
    report->input_count = reporting->reading.input_count;
    report->format = httally_analysis_format_name(analysis);
    report->pattern_limit_hits = reading_limit_hits(&reporting->reading, reporting->filter);
    incident_search_settle(&reporting->search, httally_analysis_utc_offset(analysis));
    return httally_analysis_vendors(analysis);
}

static const char *report_history(struct reporting *reporting)
{
    struct httally_report *report = &reporting->report;
    report->tally = reporting->history.tally;
    report->inputs = &reporting->history.input;
    report->input_count = 1;
    report->format = reporting->history.format;
    report->has_counts_only = reporting->history.has_counts_only;
    if (reporting->history.note[0])
        report->note = reporting->history.note;
    return reporting->history.vendors;
}

static const struct httally_tally *searched_tally(const struct reporting *reporting)
{
    if (reporting->history.tally)
        return reporting->history.minutes;
    return reporting->with_before ? reporting->with_before : reporting->report.tally;
}

/* Everything that a report is made of. */
static enum httally_result settle_report(struct reporting *reporting, const struct options *options,
                                         struct httally_error *error)
{
    struct httally_report *report = &reporting->report;
    report->catalogue = reporting->vocabulary.catalogue;
    report->incidents = &reporting->incidents;
    report->previous = reporting->previous;
    const char *vendors =
        reporting->history.tally ? report_history(reporting) : report_reading(reporting);
    enum httally_result result = settle_profile(reporting, options, vendors, error);
    if (result == HTTALLY_OK)
        result = incident_search_run(&reporting->search, searched_tally(reporting),
                                     &reporting->incidents, error);
    return result;
}

static int report_and_judge(struct reporting *reporting, const struct options *options,
                            struct httally_error *error)
{
    bool is_quiet = options_has(options, OPTION_QUIET);
    int exit_code = EXIT_CODE_DONE;
    if (!reporting->history.tally)
        exit_code =
            reading_exit_code(&reporting->reading, is_quiet, "; 'httally inspect' shows why");
    if (exit_code == EXIT_CODE_FAILED)
        return exit_code;
    if (settle_report(reporting, options, error) != HTTALLY_OK) {
        message_error(error);
        return EXIT_CODE_FAILED;
    }
    bool is_written = outputs_write(&reporting->outputs, &reporting->report);
    const struct fail_if_facts facts = fail_if_facts_of(&reporting->report, reporting->now);
    bool has_failed = fail_if_list_judge(&reporting->conditions, &facts, is_quiet);
    if (!is_written)
        return EXIT_CODE_FAILED;
    return has_failed ? EXIT_CODE_CONDITION : exit_code;
}

/* What is asked for, from logs or from a history. */
static enum httally_result load(struct reporting *reporting, const struct options *options,
                                struct httally_error *error)
{
    bool has_history = options_has(options, OPTION_HISTORY);
    if (!has_history || options->operand_count > 0) {
        enum httally_result result =
            reading_run(&reporting->reading, options, reporting->filter, reporting->now, error);
        if (result == HTTALLY_OK && has_history)
            result = history_minutes_before(
                options, httally_analysis_tally(reporting->reading.analysis), reporting->now,
                &reporting->search, &reporting->with_before, error);
        return result;
    }
    enum httally_result result =
        history_report_load(&reporting->history, options, &reporting->search,
                            reporting->outputs.kind == &incident_output, reporting->now, error);
    if (result == HTTALLY_OK)
        result = check_conditions(reporting, error);
    if (result == HTTALLY_OK && !reporting->previous)
        result = history_report_compare(&reporting->history, options, reporting->now,
                                        &reporting->previous, error);
    return result;
}

int reporting_run(const struct options *options, const struct output_kind *kind)
{
    struct reporting reporting = {.now = time(NULL)};
    struct httally_error error;
    int exit_code = EXIT_CODE_FAILED;
    enum httally_result result = read_options(&reporting, options, kind, &error);
    if (result == HTTALLY_OK)
        result = load(&reporting, options, &error);
    if (result == HTTALLY_OK)
        exit_code = report_and_judge(&reporting, options, &error);
    else
        exit_code = fail_with(&error);
    reporting_finish(&reporting);
    return exit_code;
}
