/* SPDX-License-Identifier: MIT */
/* check_command.c - the command `check`: the end of a log, judged for a monitoring system. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "command.h"
#include "filter_options.h"
#include "incident_search.h"
#include "reading.h"

static const int64_t span_max_sec = 400 * 86400;

/* Big, and may not be moved. */
struct check_run {
    struct check check;
    struct vocabulary vocabulary;
    struct httally_profile *profile;
    struct httally_filter *filter;
    /* Of all that is looked back at, for spikes. */
    struct httally_filter *usual_filter;
    struct incident_search search;
    struct reading reading;
    struct reading usual;
    struct httally_incidents incidents;
    struct httally_report report;
    int64_t now;
    int64_t since_sec;
    int64_t usual_since_sec;
};

static void check_run_finish(struct check_run *run)
{
    httally_incidents_finish(&run->incidents);
    reading_finish(&run->usual);
    reading_finish(&run->reading);
    httally_filter_destroy(run->usual_filter);
    httally_filter_destroy(run->filter);
    httally_profile_destroy(run->profile);
    vocabulary_finish(&run->vocabulary);
    fail_if_list_finish(&run->check.warnings);
    fail_if_list_finish(&run->check.criticals);
}

/* "90s", "5m", "5min", "1h", "1d". */
static enum httally_result parse_span(const char *name, const char *text, int64_t *seconds_out,
                                      struct httally_error *error)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    const char *at = text;
    int64_t number = 0;
    for (; *at >= '0' && *at <= '9' && number <= span_max_sec; at++)
        number = number * 10 + (*at - '0');
    for (size_t i = 0; at > text && number > 0 && i < sizeof units / sizeof *units; i++) {
        if (strcmp(at, units[i].name) == 0 && number <= span_max_sec / units[i].seconds) {
            *seconds_out = number * units[i].seconds;
            return HTTALLY_OK;
        }
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "--%s '%.60s' is no span of up to 400 days; write 90s, 5m, 1h or 1d",
                             name, text);
}

static enum httally_result read_times(struct check_run *run, const struct options *options,
                                      struct httally_error *error)
{
    const char *last = options_value(options, OPTION_LAST);
    const char *look_back = options_value(options, OPTION_LOOK_BACK);
    const char *now = options_value(options, OPTION_NOW);
    int64_t last_sec = 0, look_back_sec = 0;
    run->check.last_text = last ? last : "5m";
    run->now = time(NULL);
    struct httally_instant instant;
    enum httally_result result =
        now ? httally_instant_parse(now, run->now, &instant, error) : HTTALLY_OK;
    if (result == HTTALLY_OK && now)
        run->now = httally_instant_resolve(&instant, run->now, 0);
    if (result == HTTALLY_OK)
        result = parse_span("last", run->check.last_text, &last_sec, error);
    if (result == HTTALLY_OK)
        result = parse_span("look-back", look_back ? look_back : "24h", &look_back_sec, error);
    if (result == HTTALLY_OK && run->now <= 2 * span_max_sec)
        result = httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--now '%.60s' is too early",
                                   now ? now : "");
    run->since_sec = run->now - last_sec;
    run->usual_since_sec = run->now - look_back_sec;
    if (run->usual_since_sec > run->since_sec)
        run->usual_since_sec = run->since_sec;
    return result;
}

/* Silence is counted from the last request of the window: beyond it, any is endless. */
static enum httally_result check_silences(const struct check_run *run,
                                          const struct fail_if_list *list,
                                          struct httally_error *error)
{
    double most_us = (double)(run->now - run->since_sec) * 1e6;
    for (size_t i = 0; i < list->count; i++) {
        const struct fail_if *condition = &list->list[i];
        const struct fail_if_bound *bounds[] = {&condition->above, &condition->below};
        if (condition->subject != FAIL_IF_SILENCE)
            continue;
        for (size_t k = 0; k < 2; k++) {
            double bound_us = (double)bounds[k]->millionths / 1e6 * (double)bounds[k]->unit_us;
            if (bounds[k]->is_set && bound_us > most_us)
                return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                         "'%.60s' looks further back than --last %.60s",
                                         condition->text, run->check.last_text);
        }
    }
    return HTTALLY_OK;
}

static enum httally_result read_conditions(struct check_run *run, const struct options *options,
                                           struct httally_error *error)
{
    struct check *check = &run->check;
    const char *least = options_value(options, OPTION_MIN_REQUESTS);
    size_t number = 0;
    enum httally_result result =
        fail_if_of_options(options, OPTION_WARNING, &check->warnings, error);
    if (result == HTTALLY_OK)
        result = fail_if_of_options(options, OPTION_CRITICAL, &check->criticals, error);
    if (result == HTTALLY_OK && least)
        result = options_parse_number("min-requests", least, 0, 1000000000, &number, error);
    check->min_requests = number;
    if (result == HTTALLY_OK)
        result = check_silences(run, &check->warnings, error);
    if (result == HTTALLY_OK)
        result = check_silences(run, &check->criticals, error);
    return result;
}

static enum httally_result make_filter(const struct check_run *run, const struct options *options,
                                       int64_t since_sec, struct httally_filter **filter_out,
                                       struct httally_error *error)
{
    struct httally_period period = httally_period_always(run->now);
    period.since = (struct httally_instant){.value_sec = since_sec};
    /* As if it were then: what came after it is not known. */
    if (options_has(options, OPTION_NOW))
        period.until = (struct httally_instant){.value_sec = run->now + 1};
    enum httally_result result =
        filter_of_options(options, run->vocabulary.profile, run->now, filter_out, error);
    if (result == HTTALLY_OK)
        result = httally_filter_add_period(*filter_out, &period, error);
    return result;
}

static enum httally_result read_options(struct check_run *run, const struct options *options,
                                        struct httally_error *error)
{
    enum httally_result result = read_times(run, options, error);
    if (result == HTTALLY_OK)
        result = read_conditions(run, options, error);
    if (result == HTTALLY_OK)
        result = vocabulary_init(&run->vocabulary, options, error);
    if (result == HTTALLY_OK)
        result = incident_search_init(&run->search, options, run->now, error);
    if (result == HTTALLY_OK)
        result = make_filter(run, options, run->since_sec, &run->filter, error);
    if (result == HTTALLY_OK)
        result = make_filter(run, options, run->usual_since_sec, &run->usual_filter, error);
    return result;
}

static bool wants_incidents(const struct fail_if_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (fail_if_is_of_incidents(&list->list[i]))
            return true;
    }
    return false;
}

/* Find what is a spike in the window by what is usual before it. */
static enum httally_result find_incidents(struct check_run *run, const struct options *options,
                                          struct httally_error *error)
{
    struct httally_incidents *incidents = &run->incidents;
    if (!wants_incidents(&run->check.warnings) && !wants_incidents(&run->check.criticals))
        return HTTALLY_OK;
    enum httally_result result = reading_run_since(&run->usual, options, run->usual_filter,
                                                   run->now, run->usual_since_sec, error);
    if (result != HTTALLY_OK)
        return result;
    run->search.settings.is_online = true;
    result = incident_search_run(&run->search, httally_analysis_tally(run->usual.analysis),
                                 incidents, error);
    size_t kept = 0;
    for (size_t i = 0; result == HTTALLY_OK && i < incidents->count; i++) {
        if (incidents->list[i].end_sec > run->since_sec)
            incidents->list[kept++] = incidents->list[i];
    }
    incidents->count = kept;
    run->report.incidents = incidents;
    return result;
}

/* What could not be read is said in the line. */
static void note_trouble(struct check_run *run)
{
    const struct reading *reading = &run->reading;
    struct httally_lines lines = httally_tally_lines(run->report.tally);
    char text[256];
    for (size_t i = 0; i < reading->input_count && !run->check.trouble[0]; i++) {
        const struct httally_input *input = &reading->inputs[i];
        if (!input->error)
            continue;
        snprintf(text, sizeof text, "%.120s: %.120s", reading_shown_name(input), input->error);
        check_escape(text, run->check.trouble, sizeof run->check.trouble);
    }
    if (!run->check.trouble[0] && lines.unparsed + lines.too_long > 0 &&
        lines.requests + lines.filtered == 0)
        snprintf(run->check.trouble, sizeof run->check.trouble, "no line could be read");
}

static enum httally_result read_logs(struct check_run *run, const struct options *options,
                                     struct httally_error *error)
{
    struct httally_report *report = &run->report;
    enum httally_result result =
        reading_run_since(&run->reading, options, run->filter, run->now, run->since_sec, error);
    if (result != HTTALLY_OK)
        return result;
    report->tally = httally_analysis_tally(run->reading.analysis);
    report->catalogue = run->vocabulary.catalogue;
    report->profile = run->vocabulary.profile;
    const char *vendors = httally_analysis_vendors(run->reading.analysis);
    if (!options_has(options, OPTION_VENDOR) && vendors[0]) {
        result = httally_profile_create(run->vocabulary.catalogue, vendors, &run->profile, error);
        report->profile = run->profile;
    }
    if (result == HTTALLY_OK)
        result = find_incidents(run, options, error);
    note_trouble(run);
    run->check.facts = fail_if_facts_of(report, run->now);
    return result;
}

int check_fail(const struct httally_error *error)
{
    char text[1024], escaped[2048];
    snprintf(text, sizeof text, "%s%s%s", error->source, error->source[0] ? ": " : "",
             error->message);
    check_escape(text, escaped, sizeof escaped);
    printf("HTTALLY UNKNOWN - %s\n", escaped);
    (void)finish_stdout(CHECK_UNKNOWN);
    return CHECK_UNKNOWN;
}

/* Nothing at all to look at: what was not read is no silence. */
static int fail_unreadable(const struct check_run *run)
{
    printf("HTTALLY UNKNOWN - %s\n",
           run->check.trouble[0] ? run->check.trouble : "nothing could be read");
    return CHECK_UNKNOWN;
}

int check_command(const struct options *options)
{
    struct check_run run = {.check = {.last_text = ""}};
    struct httally_error error;
    int exit_code;
    enum httally_result result = read_options(&run, options, &error);
    if (result == HTTALLY_OK)
        result = read_logs(&run, options, &error);
    if (result != HTTALLY_OK)
        exit_code = check_fail(&error);
    else if (httally_analysis_readable_count(run.reading.analysis) == 0)
        exit_code = fail_unreadable(&run);
    else
        exit_code = (int)check_say(&run.check);
    if (finish_stdout(EXIT_CODE_DONE) != EXIT_CODE_DONE)
        exit_code = CHECK_UNKNOWN;
    check_run_finish(&run);
    return exit_code;
}
