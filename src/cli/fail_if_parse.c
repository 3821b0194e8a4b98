/* SPDX-License-Identifier: MIT */
/* fail_if_parse.c - from the words of a condition to what is compared with what. */
#include <stdio.h>
#include <string.h>

#include "fail_if.h"
#include "status_flags.h"

static const struct {
    const char *name;
    enum fail_if_subject subject;
} words[] = {
    {"spike", FAIL_IF_SPIKES},      {"page", FAIL_IF_PAGES}, {"requests", FAIL_IF_REQUESTS},
    {"unparsed", FAIL_IF_UNPARSED}, {"p50", FAIL_IF_P50},    {"p90", FAIL_IF_P90},
    {"p95", FAIL_IF_P95},           {"p99", FAIL_IF_P99},    {"max", FAIL_IF_MAX},
    {"silence", FAIL_IF_SILENCE},
};

static const struct {
    const char *name;
    uint64_t us;
} units[] = {
    {"us", 1},
    {"ms", 1000},
    {"s", 1000000},
    {"min", 60000000},
    {"h", 3600000000},
    /* Of silence only: for a duration of requests, "m" might be meant to be a millisecond. */
    {"m", 60000000},
    {"d", 86400000000},
};

enum { SILENCE_UNIT_FIRST = 5 };

/* The words under way. */
struct words_left {
    const char *option;
    const char *whole;
    const char *at;
    bool takes_ranges;
};

static enum httally_result fail(const struct words_left *left, const char *problem,
                                struct httally_error *error)
{
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--%s '%.60s', character %zu: %s",
                             left->option, left->whole, (size_t)(left->at - left->whole) + 1,
                             problem);
}

static void skip_blanks(struct words_left *left)
{
    left->at += strspn(left->at, " ");
}

static bool has_share(enum fail_if_subject subject)
{
    return subject == FAIL_IF_STATUS || subject == FAIL_IF_OUTCOME || subject == FAIL_IF_UNPARSED;
}

static bool find_word(struct httally_slice name, struct fail_if *condition)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (httally_slice_equals_string(name, words[i].name)) {
            condition->subject = words[i].subject;
            return true;
        }
    }
    condition->subject = FAIL_IF_OUTCOME;
    return httally_outcome_of_name(name, &condition->outcome);
}

/* Codes begin with a digit, a sign or a '!'; the class "other" is the one that is a word. */
static bool looks_like_codes(struct httally_slice name)
{
    return strchr("0123456789-!", name.data[0]) ||
           (name.length >= 5 && memcmp(name.data, "other", 5) == 0);
}

static enum httally_result read_codes(const struct words_left *left, struct httally_slice name,
                                      struct fail_if *condition, struct httally_error *error)
{
    char terms[256];
    struct httally_error reason;
    condition->subject = FAIL_IF_STATUS;
    if (name.length >= sizeof terms)
        return fail(left, "the list of codes is too long", error);
    memcpy(terms, name.data, name.length);
    terms[name.length] = '\0';
    enum httally_result result = status_flags_of_terms(terms, condition->statuses, &reason);
    if (result == HTTALLY_OK)
        return HTTALLY_OK;
    return httally_error_set(error, result, 0, "--%s '%.60s': %s", left->option, left->whole,
                             reason.message);
}

static enum httally_result read_subject(struct words_left *left, struct fail_if *condition,
                                        struct httally_error *error)
{
    skip_blanks(left);
    struct httally_slice name = httally_slice_of(left->at, strcspn(left->at, "<>="));
    while (name.length && name.data[name.length - 1] == ' ')
        name.length--;
    if (name.length == 0)
        return fail(left, "expected what to look at, such as 5xx, upstream, p95 or spike", error);
    if (looks_like_codes(name)) {
        enum httally_result result = read_codes(left, name, condition, error);
        if (result != HTTALLY_OK)
            return result;
    } else if (!find_word(name, condition)) {
        return fail(left,
                    "expected codes (5xx, 502), an outcome (upstream), requests, unparsed, "
                    "silence, p50, p90, p95, p99, max, spike or page",
                    error);
    }
    condition->name = name;
    left->at = name.data + name.length;
    skip_blanks(left);
    return HTTALLY_OK;
}

/* "10", "0.5": up to six digits behind the point. */
static enum httally_result read_number(struct words_left *left, struct fail_if_bound *bound,
                                       struct httally_error *error)
{
    static const uint64_t most = 1000000000000;
    static const char digits[] = "0123456789";
    uint64_t whole = 0, part = 0, unit = 1000000;
    if (!*left->at || !strchr(digits, *left->at))
        return fail(left, "expected a number", error);
    for (; *left->at && strchr(digits, *left->at); left->at++) {
        whole = whole * 10 + (uint64_t)(*left->at - '0');
        if (whole > most)
            return fail(left, "the number is too large", error);
    }
    if (*left->at == '.') {
        left->at++;
        if (!*left->at || !strchr(digits, *left->at))
            return fail(left, "expected a digit", error);
        for (; *left->at && strchr(digits, *left->at); left->at++) {
            if (unit == 1)
                return fail(left, "more than six digits behind the point", error);
            unit /= 10;
            part += unit * (uint64_t)(*left->at - '0');
        }
    }
    bound->millionths = whole * 1000000 + part;
    skip_blanks(left);
    return HTTALLY_OK;
}

static enum httally_result read_duration_unit(struct words_left *left, struct fail_if *condition,
                                              struct fail_if_bound *bound,
                                              struct httally_error *error)
{
    bool is_silence = condition->subject == FAIL_IF_SILENCE;
    size_t length = strcspn(left->at, " :");
    size_t count = is_silence ? sizeof units / sizeof *units : SILENCE_UNIT_FIRST;
    for (size_t i = 0; i < count; i++) {
        if (httally_slice_equals_string(httally_slice_of(left->at, length), units[i].name)) {
            condition->unit = units[i].name;
            bound->unit_us = units[i].us;
            left->at += length;
            return HTTALLY_OK;
        }
    }
    return fail(left,
                is_silence ? "expected the unit of a duration: s, min, h or d"
                           : "expected the unit of a duration: us, ms, s, min or h",
                error);
}

static enum httally_result read_unit(struct words_left *left, struct fail_if *condition,
                                     struct fail_if_bound *bound, struct httally_error *error)
{
    static const uint64_t hundred = 100000000;
    if (fail_if_is_of_durations(condition) || condition->subject == FAIL_IF_SILENCE)
        return read_duration_unit(left, condition, bound, error);
    if (*left->at != '%')
        return HTTALLY_OK;
    if (!has_share(condition->subject))
        return fail(left, "this is a count, not a share of anything", error);
    if (bound->millionths > hundred)
        return fail(left, "no share is above 100%", error);
    condition->is_share = true;
    left->at++;
    return HTTALLY_OK;
}

static enum httally_result read_value(struct words_left *left, struct fail_if *condition,
                                      struct fail_if_bound *bound, struct httally_error *error)
{
    enum httally_result result = read_number(left, bound, error);
    if (result == HTTALLY_OK)
        result = read_unit(left, condition, bound, error);
    bound->is_set = true;
    skip_blanks(left);
    return result;
}

/* Are the ends of a range of the same kind, and in order? */
static enum httally_result check_range(const struct words_left *left,
                                       const struct fail_if *condition, bool was_share,
                                       struct httally_error *error)
{
    const struct fail_if_bound *low = &condition->below, *high = &condition->above;
    if (!low->is_set || !high->is_set)
        return HTTALLY_OK;
    if (was_share != condition->is_share)
        return fail(left, "a % is missing at the beginning of the range", error);
    double low_us = (double)low->millionths * (double)(low->unit_us ? low->unit_us : 1);
    double high_us = (double)high->millionths * (double)(high->unit_us ? high->unit_us : 1);
    return low_us > high_us ? fail(left, "the range ends before it begins", error) : HTTALLY_OK;
}

/* "10" is 0:10; "10:" has no upper end, "~:10" no lower one. */
static enum httally_result read_range(struct words_left *left, struct fail_if *condition,
                                      struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    condition->is_inside = *left->at == '@';
    left->at += condition->is_inside;
    bool has_no_start = *left->at == '~';
    left->at += has_no_start;
    if (!has_no_start)
        result = read_value(left, condition, &condition->below, error);
    if (result != HTTALLY_OK)
        return result;
    if (*left->at != ':') {
        if (has_no_start)
            return fail(left, "expected ':'", error);
        condition->above = condition->below;
        condition->below = (struct fail_if_bound){0};
        return HTTALLY_OK;
    }
    bool was_share = condition->is_share;
    left->at++;
    skip_blanks(left);
    if (*left->at)
        result = read_value(left, condition, &condition->above, error);
    if (result == HTTALLY_OK && !condition->above.is_set && !condition->below.is_set)
        result = fail(left, "nothing is outside of this range", error);
    return result == HTTALLY_OK ? check_range(left, condition, was_share, error) : result;
}

static enum httally_result read_comparison(struct words_left *left, struct fail_if *condition,
                                           struct httally_error *error)
{
    char operator= * left->at;
    if (operator== '=' && left->takes_ranges) {
        left->at++;
        skip_blanks(left);
        return read_range(left, condition, error);
    }
    if (operator!= '<' && operator!= '>')
        return fail(left,
                    left->takes_ranges ? "expected >, >=, < or <=, or = and a range"
                                       : "expected >, >=, < or <=",
                    error);
    struct fail_if_bound *bound = operator== '>' ? &condition->above : & condition->below;
    left->at++;
    bound->is_inclusive = *left->at == '=';
    left->at += bound->is_inclusive;
    skip_blanks(left);
    return read_value(left, condition, bound, error);
}

/* Spikes alone are "more than none", silence alone is "no request". */
static bool is_event(struct fail_if *condition)
{
    if (fail_if_is_of_incidents(condition)) {
        condition->above.is_set = true;
        return true;
    }
    if (condition->subject != FAIL_IF_SILENCE)
        return false;
    condition->subject = FAIL_IF_REQUESTS;
    condition->name = httally_slice_of_string("requests");
    condition->below = (struct fail_if_bound){.is_set = true, .is_inclusive = true};
    return true;
}

enum httally_result fail_if_parse(const char *option, const char *text,
                                  struct fail_if *condition_out, struct httally_error *error)
{
    struct words_left left = {option, text, text, strcmp(option, "fail-if") != 0};
    *condition_out = (struct fail_if){.text = text};
    enum httally_result result = read_subject(&left, condition_out, error);
    if (result == HTTALLY_OK && !*left.at && is_event(condition_out))
        return HTTALLY_OK;
    if (result == HTTALLY_OK)
        result = read_comparison(&left, condition_out, error);
    skip_blanks(&left);
    if (result == HTTALLY_OK && *left.at)
        result = fail(&left, "expected the end", error);
    return result;
}
