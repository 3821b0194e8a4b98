/* SPDX-License-Identifier: MIT */
/*
 * step.h - a format as a row of steps over the line, from left to right.
 *
 * A step's literal is what stands behind its field; it is found and stepped over with the field.
 * Where it occurs within the field too, a later step fails, and the nearest step before that one
 * whose text may hold anything goes on to the next occurrence: STEPS_TRIES_MAX times in a line, so
 * that a crafted line costs no more than so many plain ones.
 */
#ifndef STEP_H
#define STEP_H

#include "base/word.h"
#include "format/field.h"
#include "format/format.h"

enum { STEPS_MAX = 100, STEPS_TRIES_MAX = 8 };

enum step_kind {
    /* Nothing but the literal. */
    STEP_LITERAL = 0,
    /* Any number of spaces. */
    STEP_SPACES,
    /* Text up to the literal. */
    STEP_FIELD,
    /* Text up to the quote that the literal begins with: the first that no odd number of
     * backslashes stands before. */
    STEP_QUOTED,
    /* Texts of limited forms, which are looked at as soon as they are met. */
    STEP_CLF_TIME,
    STEP_STATUS,
    STEP_BYTES,
};

struct step {
    enum step_kind kind;
    /* Its text may hold the literal, whose next occurrence is worth a try. */
    bool is_open;
    /* Values with ", " or " : " between them. */
    bool is_list;
    /* A field that ends before the first byte that is the literal, whatever is in it. */
    bool is_plain;
    /* The next field begins with the literal. */
    bool keeps_literal;
    /* A line that was cut has no closing quote. */
    bool may_be_cut;
    /* Occurrences of the literal that belong to the text, as in "%a %b %e". */
    unsigned skip_count;
    /* Empty behind a last field, which takes the rest of the line. */
    const char *literal;
    size_t literal_length;
    /* The byte of the literal to search for: the first that is no space, or the first. */
    size_t anchor;
    /* Up to eight bytes that the literal begins with, and the bits of a word that they take. */
    uint64_t head, head_bits;
    struct field_spec spec;
    /* Where in the record the text belongs, for fields that are no more than a text; or 0. */
    size_t text_offset;
};

struct steps {
    struct step *list;
    size_t count;
    /* Numbers of those whose texts are given to the builder when all have been done. */
    uint8_t set_last[STEPS_MAX];
    size_t set_last_count;
    bool ignores_rest;
};

/* A run of the steps over one line. */
struct steps_run {
    const struct steps *steps;
    const char *start, *end;
    struct clf_time_memory *time_memory;
    struct record_builder *builder;
    int tries;
    /* No later occurrence of any literal can help. */
    bool is_hopeless;
    struct clf_time clf_time;
    bool has_clf_time;
    /* Of the first failure. */
    enum httally_unparsed_reason reason;
    /* By step; a quoted one is loose when the first quote that is not escaped did not close it. */
    struct httally_slice texts[STEPS_MAX];
    bool is_loose[STEPS_MAX];
};

/*
 * Run the steps from number 'first' on over the line from 'at' to its end, and give the builder
 * what they find.  False leaves the reason in 'run', of which steps, start, end, time_memory and
 * builder are set, and tries, is_hopeless, has_clf_time and reason are zero.
 */
bool steps_run(struct steps_run *run, size_t first, const char *at);

/* Does the step's literal stand at 'at'? */
static ALWAYS_INLINE bool step_literal_is_at(const struct step *step, const char *at,
                                             const char *end)
{
    size_t rest = (size_t)(end - at), length = step->literal_length;
    if (LIKELY(rest >= sizeof step->head)) {
        if ((word_load(at) ^ step->head) & step->head_bits)
            return false;
        if (LIKELY(length <= sizeof step->head))
            return true;
    }
    return rest >= length && word_equal(at, step->literal, length);
}

#endif
