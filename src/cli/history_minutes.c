/* SPDX-License-Identifier: MIT */
#include "history_minutes.h"

enum { SECONDS_PER_DAY = 86400, REFERENCE_DAYS = 35 };

enum httally_result history_tally_create(const struct options *options, bool is_brief, int64_t now,
                                         struct httally_tally **tally_out,
                                         struct httally_error *error)
{
    const char *memory = options_value(options, OPTION_MEMORY);
    struct httally_tally_options tally_options = {.is_brief = is_brief, .now = now};
    enum httally_result result = HTTALLY_OK;
    if (memory)
        result = options_parse_size("memory", memory, &tally_options.memory_bytes, error);
    return result == HTTALLY_OK ? httally_tally_create(&tally_options, tally_out, error) : result;
}

/* What the search looks at: the period, the weeks before it, and the baseline that was asked for.
 */
static struct history_period widen(const struct history_period *period,
                                   const struct incident_search *search, int64_t first_sec,
                                   int64_t end_sec, int32_t utc_offset_sec)
{
    struct history_period wide = *period;
    if (wide.since != INT64_MIN)
        wide.since -= (int64_t)REFERENCE_DAYS * SECONDS_PER_DAY;
    if (search->baseline_text) {
        int64_t from_sec = search->settings.baseline_from_sec + utc_offset_sec;
        int64_t until_sec = search->settings.baseline_until_sec + utc_offset_sec;
        wide.since = from_sec < wide.since ? from_sec : wide.since;
        wide.until = until_sec > wide.until ? until_sec : wide.until;
    }
    wide.since = wide.since > first_sec ? wide.since : first_sec;
    wide.until = wide.until < end_sec ? wide.until : end_sec;
    return wide;
}

enum httally_result history_minutes_load(struct httally_history *history,
                                         const struct options *options,
                                         const struct history_period *period,
                                         struct incident_search *search,
                                         struct httally_tally **minutes_out, int64_t *first_day_out,
                                         struct httally_error *error)
{
    struct httally_history_summary summary;
    int64_t first_hour_day;
    enum httally_result result = httally_history_summarize(history, &summary, error);
    if (result == HTTALLY_OK)
        result = httally_history_first_days(history, first_day_out, &first_hour_day, error);
    if (result != HTTALLY_OK || search->not_searched)
        return result;
    int64_t first_sec = *first_day_out == INT64_MAX ? INT64_MAX : *first_day_out * SECONDS_PER_DAY;
    if (first_sec == INT64_MAX || period->until <= first_sec) {
        search->not_searched = "minutes of that time are not kept any more";
        return HTTALLY_OK;
    }
    incident_search_settle(search, summary.utc_offset_sec);
    struct history_period wide =
        widen(period, search, first_sec, (summary.last_day + 1) * SECONDS_PER_DAY,
              summary.utc_offset_sec);
    if (period->since != INT64_MIN)
        result = httally_history_resolve(history, period->since, &search->settings.from_sec, error);
    if (result == HTTALLY_OK)
        result = history_tally_create(options, true, 0, minutes_out, error);
    if (result == HTTALLY_OK && wide.since < wide.until)
        result = httally_history_load_span(history, wide.since, wide.until, HTTALLY_HISTORY_MINUTES,
                                           *minutes_out, error);
    return result;
}

enum httally_result history_minutes_before(const struct options *options,
                                           const struct httally_tally *judged, int64_t now,
                                           struct incident_search *search,
                                           struct httally_tally **minutes_out,
                                           struct httally_error *error)
{
    const struct httally_history_options history_options = {.now = now};
    struct httally_history *history = NULL;
    enum httally_result result = httally_history_open(options_value(options, OPTION_HISTORY),
                                                      &history_options, &history, error);
    if (result == HTTALLY_OK)
        result = history_tally_create(options, false, now, minutes_out, error);
    if (result == HTTALLY_OK)
        result = httally_history_load_before(history, judged, REFERENCE_DAYS, *minutes_out,
                                             &search->settings.from_sec, error);
    if (result == HTTALLY_OK)
        result = httally_tally_merge(*minutes_out, judged, error);
    httally_history_close(history);
    return result;
}
