/* SPDX-License-Identifier: MIT */
#include "incident_search.h"

#include <string.h>

#include "status_flags.h"

static const struct {
    const char *name;
    enum httally_incident_sensitivity sensitivity;
} sensitivities[] = {
    {"normal", HTTALLY_SENSITIVITY_NORMAL},
    {"low", HTTALLY_SENSITIVITY_LOW},
    {"high", HTTALLY_SENSITIVITY_HIGH},
};

static enum httally_result read_sensitivity(struct incident_search *search, const char *name,
                                            struct httally_error *error)
{
    for (size_t i = 0; i < sizeof sensitivities / sizeof *sensitivities; i++) {
        if (!name || strcmp(name, sensitivities[i].name) == 0) {
            search->settings.sensitivity = sensitivities[i].sensitivity;
            return HTTALLY_OK;
        }
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "--sensitivity '%.60s': write low, normal or high", name);
}

static enum httally_result read_min_errors(struct incident_search *search, const char *text,
                                           struct httally_error *error)
{
    size_t number = 0;
    enum httally_result result =
        text ? options_parse_number("min-errors", text, 1, 1000000000, &number, error) : HTTALLY_OK;
    search->settings.min_errors = number;
    return result;
}

/* A list such as "!501" takes in all that went well. */
static enum httally_result read_error_codes(struct incident_search *search, const char *terms,
                                            struct httally_error *error)
{
    if (!terms)
        return HTTALLY_OK;
    enum httally_result result = status_flags_of_terms(terms, search->is_error, error);
    for (int i = 0; result == HTTALLY_OK && i < HTTALLY_STATUS_COUNT; i++) {
        if (search->is_error[i] && httally_status_class((httally_status)i) <= HTTALLY_CLASS_3XX)
            result = httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                       "--error-codes '%.60s': %d is no error; write 5xx,!501",
                                       terms, httally_status_code((httally_status)i));
    }
    search->settings.is_error = search->is_error;
    return result;
}

static enum httally_result read_baseline(struct incident_search *search, const char *text,
                                         int64_t now, struct httally_error *error)
{
    search->baseline_text = text;
    return text ? httally_period_parse(text, now, &search->baseline, error) : HTTALLY_OK;
}

enum httally_result incident_search_init(struct incident_search *search,
                                         const struct options *options, int64_t now,
                                         struct httally_error *error)
{
    *search = (struct incident_search){.settings.is_online = options_has(options, OPTION_ONLINE)};
    enum httally_result result =
        read_sensitivity(search, options_value(options, OPTION_SENSITIVITY), error);
    if (result == HTTALLY_OK)
        result = read_min_errors(search, options_value(options, OPTION_MIN_ERRORS), error);
    if (result == HTTALLY_OK)
        result = read_error_codes(search, options_value(options, OPTION_ERROR_CODES), error);
    search->settings.has_masked_clients = options_has(options, OPTION_ANONYMIZE);
    if (result == HTTALLY_OK)
        result = read_baseline(search, options_value(options, OPTION_BASELINE), now, error);
    /* A rate of errors needs the requests that went well. */
    if (options_has(options, OPTION_STATUS) || options_has(options, OPTION_OUTCOME))
        search->not_searched = "requests were chosen by their status";
    return result;
}

/* Open ends are far from any log, and not so far that a sum overflows. */
static int64_t bounded(int64_t time_sec)
{
    static const int64_t most_sec = (int64_t)1 << 40;
    return time_sec < 0 ? 0 : time_sec > most_sec ? most_sec : time_sec;
}

void incident_search_settle(struct incident_search *search, int32_t utc_offset_sec)
{
    const struct httally_period *period = &search->baseline;
    if (!search->baseline_text)
        return;
    search->settings.baseline_from_sec =
        bounded(httally_instant_resolve(&period->since, period->now, utc_offset_sec));
    search->settings.baseline_until_sec =
        bounded(httally_instant_resolve(&period->until, period->now, utc_offset_sec));
}

enum httally_result incident_search_run(struct incident_search *search,
                                        const struct httally_tally *tally,
                                        struct httally_incidents *incidents_out,
                                        struct httally_error *error)
{
    *incidents_out = (struct httally_incidents){.not_searched = search->not_searched};
    if (search->not_searched)
        return HTTALLY_OK;
    return httally_incidents_of_tally(tally, &search->settings, incidents_out, error);
}
