/* SPDX-License-Identifier: MIT */
#include "history_report.h"

#include "httally/period.h"

enum { SECONDS_PER_DAY = 86400 };

/* Seconds on the clock of the log; the ends of int64_t are no bounds. */
struct wall_span {
    int64_t since;
    int64_t until;
};

/* What asks for single lines, of which a history has none. */
static enum httally_result check_options(const struct options *options, struct httally_error *error)
{
    static const enum option_id line_options[] = {
        OPTION_STATUS,  OPTION_OUTCOME,     OPTION_PATH,  OPTION_AGENT,
        OPTION_REFERER, OPTION_CLIENT,      OPTION_HOST,  OPTION_METHOD,
        OPTION_FORMAT,  OPTION_FORMAT_FROM, OPTION_GROUP, OPTION_ANONYMIZE,
    };
    if (options->operand_count > 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--history and FILEs exclude each other; 'httally update' reads "
                                 "files into a history");
    for (size_t i = 0; i < sizeof line_options / sizeof *line_options; i++) {
        if (options_has(options, line_options[i]))
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                     "--history takes --period, --since and --until only: it has "
                                     "no lines to filter or to parse");
    }
    return HTTALLY_OK;
}

static void narrow(struct wall_span *span, const struct httally_period *period, int32_t offset)
{
    int64_t since = httally_instant_resolve(&period->since, period->now, offset);
    int64_t until = httally_instant_resolve(&period->until, period->now, offset);
    if (since != INT64_MIN && since + offset > span->since)
        span->since = since + offset;
    /* What is to come is not in any log. */
    if (until < period->now && until + offset < span->until)
        span->until = until + offset;
}

static enum httally_result read_option(const struct option_value *option, int64_t now,
                                       struct httally_period *period, struct httally_error *error)
{
    *period = httally_period_always(now);
    switch (option->id) {
    case OPTION_PERIOD:
        return httally_period_parse(option->value, now, period, error);
    case OPTION_SINCE:
        return httally_instant_parse(option->value, now, &period->since, error);
    case OPTION_UNTIL:
        return httally_instant_parse(option->value, now, &period->until, error);
    default:
        return HTTALLY_OK;
    }
}

static int64_t day_of(int64_t seconds)
{
    int64_t rest = seconds % SECONDS_PER_DAY;
    return (seconds - (rest < 0 ? rest + SECONDS_PER_DAY : rest)) / SECONDS_PER_DAY;
}

/* The days that all options allow; days are whole. */
static enum httally_result choose_days(const struct options *options, int64_t now, int32_t offset,
                                       int64_t *first_out, int64_t *last_out,
                                       struct httally_error *error)
{
    struct wall_span span = {INT64_MIN, INT64_MAX};
    struct httally_period period;
    for (size_t i = 0; i < options->value_count; i++) {
        enum httally_result result = read_option(&options->values[i], now, &period, error);
        if (result != HTTALLY_OK)
            return result;
        narrow(&span, &period, offset);
    }
    bool is_whole = (span.since == INT64_MIN || span.since % SECONDS_PER_DAY == 0) &&
                    (span.until == INT64_MAX || span.until % SECONDS_PER_DAY == 0);
    if (!is_whole)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "a history reports whole days: write 2026-11-22, yesterday, "
                                 "last-week or 2026-11-16..2026-11-22");
    *first_out = span.since == INT64_MIN ? HTTALLY_HISTORY_FIRST_DAY : day_of(span.since);
    *last_out = span.until == INT64_MAX ? HTTALLY_HISTORY_LAST_DAY : day_of(span.until) - 1;
    return HTTALLY_OK;
}

static enum httally_result load_tally(struct history_report *report, const struct options *options,
                                      int64_t first, int64_t last, int64_t now,
                                      struct httally_error *error)
{
    const char *memory = options_value(options, OPTION_MEMORY);
    struct httally_tally_options tally_options = {
        .is_brief = options_has(options, OPTION_BRIEF),
        .now = now,
    };
    enum httally_result result = HTTALLY_OK;
    if (memory)
        result = options_parse_size("memory", memory, &tally_options.memory_bytes, error);
    if (result == HTTALLY_OK)
        result = httally_tally_create(&tally_options, &report->tally, error);
    if (result == HTTALLY_OK)
        result = httally_history_load(report->history, first, last, report->tally, error);
    return result;
}

enum httally_result history_report_load(struct history_report *report,
                                        const struct options *options, int64_t now,
                                        struct httally_error *error)
{
    const char *path = options_value(options, OPTION_HISTORY);
    const struct httally_history_options history_options = {.now = now};
    struct httally_history_summary summary = {0};
    int64_t first = 0, last = 0;
    *report = (struct history_report){0};
    enum httally_result result = check_options(options, error);
    if (result == HTTALLY_OK)
        result = httally_history_open(path, &history_options, &report->history, error);
    if (result == HTTALLY_OK)
        result = httally_history_summarize(report->history, &summary, error);
    if (result == HTTALLY_OK)
        result = choose_days(options, now, summary.utc_offset_sec, &first, &last, error);
    if (result == HTTALLY_OK)
        result = load_tally(report, options, first, last, now, error);
    if (result == HTTALLY_OK)
        result = httally_history_formats(report->history, &report->format, &report->vendors, error);
    if (result != HTTALLY_OK) {
        history_report_finish(report);
        return result;
    }
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

void history_report_finish(struct history_report *report)
{
    httally_tally_destroy(report->tally);
    httally_history_close(report->history);
    *report = (struct history_report){0};
}
