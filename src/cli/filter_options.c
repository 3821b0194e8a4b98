/* SPDX-License-Identifier: MIT */
#include "filter_options.h"

/* --since and --until narrow on their own side only. */
static enum httally_result add_bound(struct httally_filter *filter,
                                     const struct option_value *option, int64_t now,
                                     struct httally_error *error)
{
    struct httally_period period = httally_period_always(now);
    struct httally_instant *bound = option->id == OPTION_SINCE ? &period.since : &period.until;
    enum httally_result result = httally_instant_parse(option->value, now, bound, error);
    if (result != HTTALLY_OK)
        return result;
    return httally_filter_add_period(filter, &period, error);
}

static enum httally_result add_period(struct httally_filter *filter, const char *text, int64_t now,
                                      struct httally_error *error)
{
    struct httally_period period;
    enum httally_result result = httally_period_parse(text, now, &period, error);
    if (result != HTTALLY_OK)
        return result;
    return httally_filter_add_period(filter, &period, error);
}

static enum httally_result add_option(struct httally_filter *filter,
                                      const struct option_value *option,
                                      const struct httally_profile *profile, int64_t now,
                                      struct httally_error *error)
{
    switch (option->id) {
    case OPTION_STATUS:
        return httally_filter_add_status(filter, option->value, error);
    case OPTION_OUTCOME:
        return httally_filter_add_outcome(filter, option->value, profile, error);
    case OPTION_SINCE:
    case OPTION_UNTIL:
        return add_bound(filter, option, now, error);
    case OPTION_PERIOD:
        return add_period(filter, option->value, now, error);
    case OPTION_CLIENT:
        return httally_filter_add_client(filter, option->value, error);
    case OPTION_PATH:
        return httally_filter_add_field(filter, HTTALLY_FILTER_PATH, option->value, error);
    case OPTION_AGENT:
        return httally_filter_add_field(filter, HTTALLY_FILTER_AGENT, option->value, error);
    case OPTION_REFERER:
        return httally_filter_add_field(filter, HTTALLY_FILTER_REFERER, option->value, error);
    case OPTION_HOST:
        return httally_filter_add_field(filter, HTTALLY_FILTER_HOST, option->value, error);
    case OPTION_METHOD:
        return httally_filter_add_field(filter, HTTALLY_FILTER_METHOD, option->value, error);
    default:
        return HTTALLY_OK;
    }
}

/* `--since 15:00 --until 14:00` can hold no request. */
static enum httally_result check_bounds(const struct options *options, int64_t now,
                                        struct httally_error *error)
{
    struct httally_instant since, until;
    const char *since_text = options_value(options, OPTION_SINCE);
    const char *until_text = options_value(options, OPTION_UNTIL);
    if (!since_text || !until_text ||
        httally_instant_parse(since_text, now, &since, error) != HTTALLY_OK ||
        httally_instant_parse(until_text, now, &until, error) != HTTALLY_OK)
        return HTTALLY_OK;
    if (httally_instant_resolve(&since, now, 0) < httally_instant_resolve(&until, now, 0) ||
        since.kind != until.kind)
        return HTTALLY_OK;
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "--since '%.60s' is not before --until '%.60s'", since_text,
                             until_text);
}

enum httally_result filter_of_options(const struct options *options,
                                      const struct httally_profile *profile, int64_t now,
                                      struct httally_filter **filter_out,
                                      struct httally_error *error)
{
    enum httally_result result = httally_filter_create(filter_out, error);
    for (size_t i = 0; result == HTTALLY_OK && i < options->value_count; i++)
        result = add_option(*filter_out, &options->values[i], profile, now, error);
    if (result == HTTALLY_OK)
        result = check_bounds(options, now, error);
    if (result != HTTALLY_OK) {
        httally_filter_destroy(*filter_out);
        *filter_out = NULL;
    }
    return result;
}
