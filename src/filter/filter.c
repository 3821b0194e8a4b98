/* SPDX-License-Identifier: MIT */
#include "httally/filter.h"

#include <assert.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "filter/literal.h"
#include "filter/network.h"
#include "filter/pattern.h"
#include "filter/status_terms.h"
#include "filter/terms.h"

enum { PATTERN_FIELD_COUNT = HTTALLY_FILTER_REFERER + 1, PATTERN_LIMIT = 1000 };

/* A log's clock changes twice a year, so the bounds are worked out for the last offset seen. */
struct period_term {
    struct httally_period period;
    int64_t since;
    int64_t until;
    int32_t utc_offset_sec;
};

struct pattern_term {
    struct pattern *pattern;
    bool is_negated;
};

struct pattern_list {
    struct pattern_term *terms;
    size_t term_count;
    size_t capacity;
    bool has_wanted;
};

struct httally_filter {
    bool has_conditions;
    struct status_terms codes;
    struct status_terms outcomes;
    /* Whose readings the outcomes are settled by; NULL when they are settled. */
    const struct httally_catalogue *catalogue;
    /* What both of them come to: one look at a bit per record. */
    struct status_set accepted;

    struct period_term *periods;
    size_t period_count;
    size_t period_capacity;

    struct literal_list methods;
    struct literal_list hosts;
    struct network_list networks;

    struct pattern_list patterns[PATTERN_FIELD_COUNT];
    /* NULL until the first pattern comes. */
    struct pattern_scratch *scratch;
    uint64_t limit_hits;
};

enum httally_result httally_filter_create(struct httally_filter **filter_out,
                                          struct httally_error *error)
{
    struct httally_filter *filter = memory_allocate(1, sizeof *filter);
    *filter_out = filter;
    if (!filter)
        return memory_error(error);
    filter->accepted = status_terms_combine(&filter->codes, &filter->outcomes);
    return HTTALLY_OK;
}

static enum httally_result note_conditions(struct httally_filter *filter,
                                           enum httally_result result)
{
    if (result == HTTALLY_OK) {
        filter->has_conditions = true;
        filter->accepted = status_terms_combine(&filter->codes, &filter->outcomes);
    }
    return result;
}

enum httally_result httally_filter_add_status(struct httally_filter *filter, const char *terms,
                                              struct httally_error *error)
{
    return note_conditions(filter, status_terms_add_codes(&filter->codes, terms, error));
}

enum httally_result httally_filter_add_outcome(struct httally_filter *filter, const char *terms,
                                               const struct httally_profile *profile,
                                               struct httally_error *error)
{
    assert(profile);
    return note_conditions(filter,
                           status_terms_add_outcomes(&filter->outcomes, terms, profile, error));
}

void httally_filter_follow_vendors(struct httally_filter *filter,
                                   const struct httally_catalogue *catalogue)
{
    filter->catalogue = catalogue;
}

enum httally_result httally_filter_settle(struct httally_filter *filter, const char *vendors,
                                          struct httally_error *error)
{
    struct httally_profile *profile;
    if (!filter->catalogue ||
        (filter->outcomes.wanted_outcomes | filter->outcomes.unwanted_outcomes) == 0)
        return HTTALLY_OK;
    enum httally_result result =
        httally_profile_create(filter->catalogue, vendors, &profile, error);
    if (result != HTTALLY_OK)
        return result;
    status_terms_read_outcomes(&filter->outcomes, profile);
    filter->accepted = status_terms_combine(&filter->codes, &filter->outcomes);
    httally_profile_destroy(profile);
    return HTTALLY_OK;
}

static void resolve_period(struct period_term *term, int32_t utc_offset_sec)
{
    const struct httally_period *period = &term->period;
    term->since = httally_instant_resolve(&period->since, period->now, utc_offset_sec);
    term->until = httally_instant_resolve(&period->until, period->now, utc_offset_sec);
    term->utc_offset_sec = utc_offset_sec;
}

enum httally_result httally_filter_add_period(struct httally_filter *filter,
                                              const struct httally_period *period,
                                              struct httally_error *error)
{
    struct period_term term = {.period = *period};
    void *periods = filter->periods;
    if (!memory_grow(&periods, filter->period_count, &filter->period_capacity, 2, TERMS_LIMIT,
                     sizeof term))
        return memory_error(error);
    filter->periods = periods;
    resolve_period(&term, 0);
    filter->periods[filter->period_count++] = term;
    return note_conditions(filter, HTTALLY_OK);
}

enum httally_result httally_filter_add_client(struct httally_filter *filter, const char *terms,
                                              struct httally_error *error)
{
    return note_conditions(filter, network_list_add(&filter->networks, terms, error));
}

/* Takes 'pattern' over, failing or not. */
static enum httally_result append_pattern(struct pattern_list *list, struct pattern *pattern,
                                          bool is_negated, struct httally_error *error)
{
    void *terms = list->terms;
    if (!memory_grow(&terms, list->term_count, &list->capacity, 4, PATTERN_LIMIT,
                     sizeof *list->terms)) {
        pattern_destroy(pattern);
        if (list->term_count < PATTERN_LIMIT)
            return memory_error(error);
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "more than %d regular expressions for one field", PATTERN_LIMIT);
    }
    list->terms = terms;
    list->terms[list->term_count++] = (struct pattern_term){pattern, is_negated};
    if (!is_negated)
        list->has_wanted = true;
    return HTTALLY_OK;
}

static enum httally_result add_pattern(struct httally_filter *filter,
                                       enum httally_filter_field field, const char *term,
                                       struct httally_error *error)
{
    struct httally_slice text = httally_slice_of_string(term);
    bool is_negated = take_negation(&text);
    if (text.length == 0)
        return bad_text(error, "regular expression", httally_slice_of_string(term),
                        "it is empty, so it would hold for every record");
    enum httally_result result = HTTALLY_OK;
    if (!filter->scratch)
        result = pattern_scratch_create(&filter->scratch, error);
    struct pattern *pattern = NULL;
    if (result == HTTALLY_OK)
        result = pattern_create(text, &pattern, error);
    if (result == HTTALLY_OK)
        result = append_pattern(&filter->patterns[field], pattern, is_negated, error);
    return result;
}

enum httally_result httally_filter_add_field(struct httally_filter *filter,
                                             enum httally_filter_field field, const char *term,
                                             struct httally_error *error)
{
    assert(field >= 0 && field < HTTALLY_FILTER_FIELD_COUNT);
    enum httally_result result;
    if (field == HTTALLY_FILTER_HOST)
        result = literal_list_add(&filter->hosts, LITERAL_HOST, term, error);
    else if (field == HTTALLY_FILTER_METHOD)
        result = literal_list_add(&filter->methods, LITERAL_METHOD, term, error);
    else
        result = add_pattern(filter, field, term, error);
    return note_conditions(filter, result);
}

bool httally_filter_is_empty(const struct httally_filter *filter)
{
    return !filter->has_conditions;
}

/* A request that nobody knows the time of is in no period, open ones included. */
static bool meets_periods(struct httally_filter *filter, const struct httally_record *record)
{
    if (UNLIKELY(filter->period_count > 0 && record->time == HTTALLY_TIME_NONE))
        return false;
    for (size_t i = 0; i < filter->period_count; i++) {
        struct period_term *term = &filter->periods[i];
        if (UNLIKELY(term->utc_offset_sec != record->utc_offset_sec))
            resolve_period(term, record->utc_offset_sec);
        if (record->time < term->since || (record->time >= term->until && term->until != INT64_MAX))
            return false;
    }
    return true;
}

static bool meets_patterns(struct httally_filter *filter, enum httally_filter_field field,
                           struct httally_slice subject)
{
    const struct pattern_list *list = &filter->patterns[field];
    bool is_wanted = !list->has_wanted;
    for (size_t i = 0; i < list->term_count; i++) {
        const struct pattern_term *term = &list->terms[i];
        if (is_wanted && !term->is_negated)
            continue;
        enum pattern_verdict verdict = pattern_search(term->pattern, filter->scratch, subject);
        if (UNLIKELY(verdict == PATTERN_UNDECIDED))
            filter->limit_hits++;
        if (verdict != PATTERN_FOUND)
            continue;
        if (term->is_negated)
            return false;
        is_wanted = true;
    }
    return is_wanted;
}

/* Cheapest first. */
bool httally_filter_matches(struct httally_filter *filter, const struct httally_record *record)
{
    return status_set_has(&filter->accepted, record->status) && meets_periods(filter, record) &&
           literal_list_matches(&filter->methods, LITERAL_METHOD, record->method) &&
           network_list_matches(&filter->networks, record->client) &&
           literal_list_matches(&filter->hosts, LITERAL_HOST, record->host) &&
           meets_patterns(filter, HTTALLY_FILTER_PATH, record->path) &&
           meets_patterns(filter, HTTALLY_FILTER_AGENT, record->agent) &&
           meets_patterns(filter, HTTALLY_FILTER_REFERER, record->referer);
}

void httally_filter_add_limit_hits(struct httally_filter *filter, uint64_t hits)
{
    filter->limit_hits += hits;
}

uint64_t httally_filter_limit_hits(const struct httally_filter *filter)
{
    return filter->limit_hits;
}

static enum httally_result copy_patterns(const struct pattern_list *list, struct pattern_list *copy,
                                         struct httally_error *error)
{
    for (size_t i = 0; i < list->term_count; i++) {
        struct pattern *pattern;
        enum httally_result result = pattern_copy(list->terms[i].pattern, &pattern, error);
        if (result == HTTALLY_OK)
            result = append_pattern(copy, pattern, list->terms[i].is_negated, error);
        if (result != HTTALLY_OK)
            return result;
    }
    return HTTALLY_OK;
}

static enum httally_result copy_periods(const struct httally_filter *filter,
                                        struct httally_filter *clone, struct httally_error *error)
{
    void *periods;
    if (!copy_array(filter->periods, filter->period_count, sizeof *filter->periods, &periods))
        return memory_error(error);
    clone->periods = periods;
    clone->period_count = clone->period_capacity = filter->period_count;
    return HTTALLY_OK;
}

/* 'clone' is a new filter; what it has got on failure ends with it. */
static enum httally_result copy_conditions(const struct httally_filter *filter,
                                           struct httally_filter *clone,
                                           struct httally_error *error)
{
    clone->has_conditions = filter->has_conditions;
    clone->codes = filter->codes;
    clone->outcomes = filter->outcomes;
    clone->catalogue = filter->catalogue;
    clone->accepted = filter->accepted;
    enum httally_result result = copy_periods(filter, clone, error);
    if (result == HTTALLY_OK)
        result = literal_list_copy(&filter->methods, &clone->methods, error);
    if (result == HTTALLY_OK)
        result = literal_list_copy(&filter->hosts, &clone->hosts, error);
    if (result == HTTALLY_OK)
        result = network_list_copy(&filter->networks, &clone->networks, error);
    if (result == HTTALLY_OK && filter->scratch)
        result = pattern_scratch_create(&clone->scratch, error);
    for (size_t i = 0; result == HTTALLY_OK && i < PATTERN_FIELD_COUNT; i++)
        result = copy_patterns(&filter->patterns[i], &clone->patterns[i], error);
    return result;
}

enum httally_result httally_filter_clone(const struct httally_filter *filter,
                                         struct httally_filter **clone_out,
                                         struct httally_error *error)
{
    *clone_out = NULL;
    struct httally_filter *clone = NULL;
    enum httally_result result = httally_filter_create(&clone, error);
    if (result == HTTALLY_OK)
        result = copy_conditions(filter, clone, error);
    if (result != HTTALLY_OK) {
        httally_filter_destroy(clone);
        return result;
    }
    *clone_out = clone;
    return HTTALLY_OK;
}

void httally_filter_destroy(struct httally_filter *filter)
{
    if (!filter)
        return;
    for (size_t field = 0; field < PATTERN_FIELD_COUNT; field++) {
        for (size_t i = 0; i < filter->patterns[field].term_count; i++)
            pattern_destroy(filter->patterns[field].terms[i].pattern);
        free(filter->patterns[field].terms);
    }
    pattern_scratch_destroy(filter->scratch);
    network_list_finish(&filter->networks);
    literal_list_finish(&filter->hosts);
    literal_list_finish(&filter->methods);
    free(filter->periods);
    free(filter);
}
