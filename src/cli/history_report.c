/* SPDX-License-Identifier: MIT */
#include "history_report.h"

#include <stdio.h>
#include <string.h>

#include "history_minutes.h"

enum { SECONDS_PER_DAY = 86400, DAYS_PER_WEEK = 7 };

enum httally_result history_report_check(const struct options *options, bool with_files,
                                         struct httally_error *error)
{
    /* Those that choose lines come first: files do not help. */
    static const enum option_id line_options[] = {
        OPTION_STATUS,  OPTION_OUTCOME, OPTION_PATH, OPTION_AGENT,
        OPTION_REFERER, OPTION_CLIENT,  OPTION_HOST, OPTION_METHOD,
    };
    static const enum option_id reading_options[] = {OPTION_FORMAT, OPTION_FORMAT_FROM,
                                                     OPTION_GROUP, OPTION_ANONYMIZE};
    enum { CHOOSING = sizeof line_options / sizeof *line_options };
    enum { ALL = CHOOSING + sizeof reading_options / sizeof *reading_options };
    for (size_t i = 0; i < (with_files ? CHOOSING : ALL); i++) {
        if (options_has(options, i < CHOOSING ? line_options[i] : reading_options[i - CHOOSING]))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--history takes --period, --since and --until only: it has "
                                     "no lines to filter or to parse");
    }
    return HTTALLY_OK;
}

/* What the history has of the period. */
static struct history_period bounded(const struct history_period *period,
                                     const struct httally_history_summary *summary)
{
    struct history_period bounded = *period;
    int64_t first_sec = summary->first_day * SECONDS_PER_DAY;
    int64_t end_sec = (summary->last_day + 1) * SECONDS_PER_DAY;
    bounded.since = bounded.since > first_sec ? bounded.since : first_sec;
    bounded.until = bounded.until < end_sec ? bounded.until : end_sec;
    return bounded;
}

/* A part of a day is told by minutes, else by hours; what those cannot tell is refused. */
static enum httally_result choose_detail(struct httally_history *history,
                                         const struct history_period *period,
                                         enum httally_history_detail *detail_out,
                                         struct httally_error *error)
{
    char day[HISTORY_DAY_SIZE];
    int64_t minutes, hours, first = history_period_first_day(period);
    enum httally_result result = httally_history_first_days(history, &minutes, &hours, error);
    if (result != HTTALLY_OK)
        return result;
    *detail_out = HTTALLY_HISTORY_MINUTES;
    if (first >= minutes)
        return HTTALLY_OK;
    *detail_out = HTTALLY_HISTORY_HOURS;
    if (first >= hours && history_period_has_whole_hours(period))
        return HTTALLY_OK;
    history_day_format(first, day);
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "%s of %s are not kept any more: write whole %s",
                             first >= hours ? "minutes" : "hours", day,
                             first >= hours ? "hours" : "days, such as 2026-11-16..2026-11-22");
}

/* Counts by status and time alone. */
static enum httally_result load_part(const struct history_report *report,
                                     const struct options *options,
                                     const struct history_period *period, int64_t now,
                                     struct httally_tally **tally_out, struct httally_error *error)
{
    struct httally_history_summary summary;
    enum httally_history_detail detail = HTTALLY_HISTORY_MINUTES;
    enum httally_result result = httally_history_summarize(report->history, &summary, error);
    if (result == HTTALLY_OK)
        result = history_tally_create(options, true, now, tally_out, error);
    if (result != HTTALLY_OK || summary.day_count == 0)
        return result;
    struct history_period known = bounded(period, &summary);
    if (known.since >= known.until)
        return HTTALLY_OK;
    result = choose_detail(report->history, &known, &detail, error);
    if (result == HTTALLY_OK)
        result = httally_history_load_span(report->history, known.since, known.until, detail,
                                           *tally_out, error);
    return result;
}

static enum httally_result load_tally(const struct history_report *report,
                                      const struct options *options,
                                      const struct history_period *period, int64_t now,
                                      struct httally_tally **tally_out, struct httally_error *error)
{
    if (!history_period_has_whole_days(period))
        return load_part(report, options, period, now, tally_out, error);
    enum httally_result result =
        history_tally_create(options, options_has(options, OPTION_BRIEF), now, tally_out, error);
    if (result == HTTALLY_OK)
        result = httally_history_load(report->history, history_period_first_day(period),
                                      history_period_last_day(period), *tally_out, error);
    return result;
}

/* Of a period that begins before minutes are kept, incidents are known in part. */
static void write_note(struct history_report *report, const struct incident_search *search,
                       int64_t first_minute_day, const struct httally_history_summary *summary,
                       bool is_of_incidents)
{
    char day[HISTORY_DAY_SIZE];
    struct history_period known = bounded(&report->period, summary);
    bool has_note_of_counts = report->has_counts_only && !is_of_incidents;
    bool is_searched_in_part = !search->not_searched && summary->day_count > 0 &&
                               history_period_first_day(&known) < first_minute_day;
    history_day_format(first_minute_day, day);
    snprintf(report->note, sizeof report->note, "%s%s%s%s",
             has_note_of_counts ? "a part of a day is known by codes and times alone: bytes, "
                                  "tops and lines that are no requests are kept by whole days"
                                : "",
             has_note_of_counts && is_searched_in_part ? "; " : "",
             is_searched_in_part ? "incidents are searched from the first kept minutes on: " : "",
             is_searched_in_part ? day : "");
}

enum httally_result history_report_load(struct history_report *report,
                                        const struct options *options,
                                        struct incident_search *search, bool is_of_incidents,
                                        int64_t now, struct httally_error *error)
{
    const char *path = options_value(options, OPTION_HISTORY);
    const struct httally_history_options history_options = {.now = now};
    struct httally_history_summary summary = {0};
    int64_t first_minute_day = INT64_MAX;
    *report = (struct history_report){0};
    enum httally_result result =
        httally_history_open(path, &history_options, &report->history, error);
    if (result == HTTALLY_OK)
        result = httally_history_summarize(report->history, &summary, error);
    if (result == HTTALLY_OK)
        result =
            history_period_of_options(options, now, summary.utc_offset_sec, &report->period, error);
    if (result == HTTALLY_OK)
        result = load_tally(report, options, &report->period, now, &report->tally, error);
    if (result == HTTALLY_OK)
        result = history_minutes_load(report->history, options, &report->period, search,
                                      &report->minutes, &first_minute_day, error);
    if (result == HTTALLY_OK)
        result = httally_history_formats(report->history, &report->format, &report->vendors, error);
    if (result != HTTALLY_OK) {
        history_report_finish(report);
        return result;
    }
    report->has_counts_only = !history_period_has_whole_days(&report->period);
    report->utc_offset_sec = summary.utc_offset_sec;
    write_note(report, search, first_minute_day, &summary, is_of_incidents);
    report->input = (struct httally_input){
        .name = path,
        .bytes = summary.size_bytes,
        .stored_bytes = summary.size_bytes,
        .lines = httally_tally_lines(report->tally).read,
        .compression = "none",
        .format = report->format,
    };
    return HTTALLY_OK;
}

/* What goes on until now is compared up to this hour of the week. */
static enum httally_result find_week_before(const struct history_report *report, int64_t now,
                                            struct history_period *period_out,
                                            struct httally_error *error)
{
    static const int64_t week_sec = (int64_t)DAYS_PER_WEEK * SECONDS_PER_DAY;
    int64_t since = report->period.since, until = report->period.until;
    if (since == INT64_MIN)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--compare-period week-before: write since when, such as "
                                 "--period last-week");
    until = until == INT64_MAX ? now + report->utc_offset_sec : until;
    *period_out = (struct history_period){since - week_sec, until - week_sec};
    return HTTALLY_OK;
}

/* Up to a week of whole days that are over, the week before all known? */
static enum httally_result has_week_before(const struct history_report *report, bool *has_out,
                                           struct httally_error *error)
{
    struct httally_history_summary summary;
    const struct history_period *period = &report->period;
    int64_t first = history_period_first_day(period), last = history_period_last_day(period);
    *has_out = false;
    enum httally_result result = httally_history_summarize(report->history, &summary, error);
    *has_out = !report->has_counts_only && period->since != INT64_MIN &&
               period->until != INT64_MAX && last - first < DAYS_PER_WEEK &&
               summary.day_count > 0 && first - DAYS_PER_WEEK >= summary.first_day;
    return result;
}

enum httally_result history_report_compare(const struct history_report *report,
                                           const struct options *options, int64_t now,
                                           struct httally_previous **previous_out,
                                           struct httally_error *error)
{
    const char *text = options_value(options, OPTION_COMPARE_PERIOD);
    struct history_period period = {0};
    struct httally_tally *tally = NULL;
    bool is_compared = text != NULL;
    enum httally_result result = HTTALLY_OK;
    *previous_out = NULL;
    if (!text)
        result = has_week_before(report, &is_compared, error);
    else if (strcmp(text, "none") == 0)
        is_compared = false;
    if (result == HTTALLY_OK && is_compared)
        result = !text || strcmp(text, "week-before") == 0
                     ? find_week_before(report, now, &period, error)
                     : history_period_parse(text, now, report->utc_offset_sec, &period, error);
    if (result != HTTALLY_OK || !is_compared)
        return result;
    result = load_tally(report, options, &period, now, &tally, error);
    if (result == HTTALLY_OK && (text || httally_tally_total(tally).requests > 0))
        result = httally_previous_of_tally(tally, previous_out, error);
    httally_tally_destroy(tally);
    return result;
}

void history_report_finish(struct history_report *report)
{
    httally_tally_destroy(report->tally);
    httally_tally_destroy(report->minutes);
    httally_history_close(report->history);
    *report = (struct history_report){0};
}
