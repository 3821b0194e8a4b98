/* SPDX-License-Identifier: MIT */
/* combined_steps.c - is a definition one of the combined family, perhaps with more behind it? */
#include "base/compiler.h"
#include "format/definition_steps.h"

struct pattern {
    enum step_kind kind;
    enum field field;
    const char *literal;
};

/* NULL for any literal, or one that begins so. */
static bool matches(const struct step *step, const struct pattern *pattern, bool is_exact)
{
    size_t length = pattern->literal ? strlen(pattern->literal) : 0;
    return step->kind == pattern->kind && step->spec.field == pattern->field &&
           step->literal_length >= length && (!is_exact || step->literal_length == length) &&
           (length == 0 || memcmp(step->literal, pattern->literal, length) == 0);
}

bool combined_steps_find(const struct steps *steps, struct combined_steps *combined_out)
{
    static const struct pattern host = {STEP_FIELD, FIELD_HOST, " "};
    static const struct pattern head[] = {
        {STEP_FIELD, FIELD_CLIENT, " "},     {STEP_FIELD, FIELD_NONE, " "},
        {STEP_FIELD, FIELD_USER, " ["},      {STEP_CLF_TIME, FIELD_TIME, "] \""},
        {STEP_QUOTED, FIELD_REQUEST, "\" "}, {STEP_STATUS, FIELD_STATUS, " "},
    };
    static const struct pattern size = {STEP_BYTES, FIELD_BYTES, NULL};
    static const struct pattern size_before_referer = {STEP_BYTES, FIELD_BYTES, " \""};
    static const struct pattern referer = {STEP_QUOTED, FIELD_REFERER, "\" \""};
    static const struct pattern agent = {STEP_QUOTED, FIELD_AGENT, "\""};
    const struct step *step = steps->list;
    size_t rest = steps->count;
    *combined_out = (struct combined_steps){.has_host = rest > 0 && matches(step, &host, true)};
    if (combined_out->has_host) {
        step++;
        rest--;
    }
    if (rest < ARRAY_LENGTH(head) + 1)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(head); i++, step++, rest--) {
        if (!matches(step, &head[i], true))
            return false;
    }
    if (!matches(step, &size, false))
        return false;
    combined_out->has_agent = rest >= 3 && matches(step, &size_before_referer, true) &&
                              matches(step + 1, &referer, true) && matches(step + 2, &agent, false);
    combined_out->last = (size_t)(step - steps->list) + (combined_out->has_agent ? 2 : 0);
    return true;
}
