/* SPDX-License-Identifier: MIT */
#include "filter/status_terms.h"

#include <stdio.h>

#include "filter/terms.h"

#define ALL_DIGITS(text) ((text).length > 0 && count_digits(text) == (text).length)

static size_t count_digits(struct httally_slice text)
{
    size_t count = 0;
    while (count < text.length && is_digit(text.data[count]))
        count++;
    return count;
}

static int code_of_digits(const char *digits)
{
    return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

static void add_codes(struct status_set *set, int first, int last)
{
    for (int code = first; code <= last; code++)
        status_set_add(set, (httally_status)code);
}

/* `5xx`, `40x`: digits, then at least one 'x', three characters in all. */
static bool add_wildcard(struct status_set *set, struct httally_slice text)
{
    if (text.length != 3 || count_digits(text) == 0 || count_digits(text) == 3)
        return false;
    char first[3], last[3];
    for (size_t i = 0; i < 3; i++) {
        bool is_fixed = i < count_digits(text);
        if (!is_fixed && text.data[i] != 'x' && text.data[i] != 'X')
            return false;
        first[i] = is_fixed ? text.data[i] : '0';
        last[i] = is_fixed ? text.data[i] : '9';
    }
    add_codes(set, code_of_digits(first), code_of_digits(last));
    return true;
}

static bool add_other(struct status_set *set, struct httally_slice text)
{
    if (text.length != 5 || !equals_lower(text.data, "other", 5))
        return false;
    for (int status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        if (httally_status_class((httally_status)status) == HTTALLY_CLASS_OTHER)
            status_set_add(set, (httally_status)status);
    }
    return true;
}

/* Why a run of digits is no code, or NULL when it is one. */
static const char *problem_of_code(struct httally_slice digits)
{
    if (digits.length > 3)
        return "the highest code is 999";
    return digits.length < 3 ? "a code has three digits" : NULL;
}

static enum httally_result add_range(struct status_set *set, struct httally_slice text,
                                     struct httally_error *error)
{
    size_t first_length = count_digits(text);
    struct httally_slice first = httally_slice_of(text.data, first_length);
    if (first_length == text.length && first_length > 0)
        return bad_text(error, "status", text, problem_of_code(text));
    struct httally_slice last = {0};
    if (first_length && text.data[first_length] == '-')
        last = httally_slice_of(text.data + first_length + 1, text.length - first_length - 1);
    if (!ALL_DIGITS(last))
        return bad_text(error, "status", text,
                        "expected a code (404), a range (500-502), a class (5xx), 'other' or one "
                        "of the tokens '-', '0' and '-1'");
    const char *problem = problem_of_code(first);
    if (!problem)
        problem = problem_of_code(last);
    if (!problem && code_of_digits(first.data) > code_of_digits(last.data))
        problem = "the range ends before it begins";
    if (problem)
        return bad_text(error, "status", text, problem);
    add_codes(set, code_of_digits(first.data), code_of_digits(last.data));
    return HTTALLY_OK;
}

static enum httally_result add_code_term(struct status_set *set, struct httally_slice text,
                                         struct httally_error *error)
{
    httally_status status;
    if (httally_status_parse(text, &status)) {
        status_set_add(set, status);
        return HTTALLY_OK;
    }
    if (add_wildcard(set, text) || add_other(set, text))
        return HTTALLY_OK;
    return add_range(set, text, error);
}

/* "one of success, redirect, ..." for the message about a name that is none of them. */
static void list_outcomes(char *text, size_t capacity)
{
    size_t length = (size_t)snprintf(text, capacity, "expected one of");
    for (int outcome = 0; outcome < HTTALLY_OUTCOME_COUNT && length < capacity; outcome++)
        length += (size_t)snprintf(text + length, capacity - length, "%s %s", outcome ? "," : "",
                                   httally_outcome_name((enum httally_outcome)outcome));
}

static void add_outcomes(struct status_set *set, uint32_t outcomes,
                         const struct httally_profile *profile)
{
    for (int status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        if (outcomes >> httally_profile_read(profile, (httally_status)status)->outcome & 1)
            status_set_add(set, (httally_status)status);
    }
}

void status_terms_read_outcomes(struct status_terms *terms, const struct httally_profile *profile)
{
    terms->wanted = terms->unwanted = (struct status_set){.words = {0}};
    add_outcomes(&terms->wanted, terms->wanted_outcomes, profile);
    add_outcomes(&terms->unwanted, terms->unwanted_outcomes, profile);
}

static enum httally_result add_outcome_term(struct status_set *set, uint32_t *outcomes,
                                            struct httally_slice text,
                                            const struct httally_profile *profile,
                                            struct httally_error *error)
{
    enum httally_outcome outcome;
    if (!httally_outcome_of_name(text, &outcome)) {
        char expected[200];
        list_outcomes(expected, sizeof expected);
        return bad_text(error, "outcome", text, expected);
    }
    *outcomes |= UINT32_C(1) << outcome;
    add_outcomes(set, UINT32_C(1) << outcome, profile);
    return HTTALLY_OK;
}

/* Terms of codes without a profile, of outcomes with one. */
static enum httally_result add_terms(struct status_terms *terms, struct term_list list,
                                     const struct httally_profile *profile,
                                     struct httally_error *error)
{
    struct status_terms added = *terms;
    struct term term;
    enum httally_result result;
    while ((result = term_list_next(&list, &term, error)) == HTTALLY_OK) {
        struct status_set *set = term.is_negated ? &added.unwanted : &added.wanted;
        uint32_t *outcomes = term.is_negated ? &added.unwanted_outcomes : &added.wanted_outcomes;
        result = profile ? add_outcome_term(set, outcomes, term.text, profile, error)
                         : add_code_term(set, term.text, error);
        if (result != HTTALLY_OK)
            return result;
        if (!term.is_negated)
            added.has_wanted = true;
    }
    if (result != HTTALLY_END)
        return result;
    *terms = added;
    return HTTALLY_OK;
}

enum httally_result status_terms_add_codes(struct status_terms *terms, const char *text,
                                           struct httally_error *error)
{
    return add_terms(terms, term_list_of(text, "status"), NULL, error);
}

enum httally_result status_terms_add_outcomes(struct status_terms *terms, const char *text,
                                              const struct httally_profile *profile,
                                              struct httally_error *error)
{
    return add_terms(terms, term_list_of(text, "outcome"), profile, error);
}

struct status_set status_terms_combine(const struct status_terms *codes,
                                       const struct status_terms *outcomes)
{
    struct status_set met;
    for (size_t i = 0; i < STATUS_SET_WORDS; i++) {
        uint64_t by_code = codes->has_wanted ? codes->wanted.words[i] : UINT64_MAX;
        uint64_t by_outcome = outcomes->has_wanted ? outcomes->wanted.words[i] : UINT64_MAX;
        met.words[i] =
            by_code & ~codes->unwanted.words[i] & by_outcome & ~outcomes->unwanted.words[i];
    }
    return met;
}
