/* SPDX-License-Identifier: MIT */
#include "format/step.h"

#include "base/word.h"

enum { SIZE_DIGITS_MAX = 18 };

/* Every function that takes a step returns what follows, or NULL, with the reason noted. */
static const char *fail(struct steps_run *run, enum httally_unparsed_reason reason)
{
    if (run->reason == HTTALLY_UNPARSED_NONE)
        run->reason = reason;
    return NULL;
}

/* What a search does not find from here on, it does not find further on either. */
static const char *give_up(struct steps_run *run, enum httally_unparsed_reason reason)
{
    run->is_hopeless = true;
    return fail(run, reason);
}

/* The next place of the literal, or NULL. */
static ALWAYS_INLINE const char *find_literal(const struct steps_run *run, const struct step *step,
                                              const char *from)
{
    const char *end = run->end;
    if (UNLIKELY((size_t)(end - from) < step->literal_length))
        return NULL;
    for (const char *at = from + step->anchor;; at++) {
        at = word_find_within(run->start, at, end, step->literal[step->anchor]);
        if (UNLIKELY(at == end))
            return NULL;
        if (LIKELY(step->literal_length == 1 || step_literal_is_at(step, at - step->anchor, end)))
            return at - step->anchor;
    }
}

/* The end of a last field. */
static const char *find_end(const struct steps_run *run, const char *from)
{
    if (!run->steps->ignores_rest || from >= run->end)
        return run->end;
    return word_find_within(run->start, from, run->end, ' ');
}

/* Where the text that ends at 'found' goes on, when it is a list; NULL when it ends there.  Only
 * servers behind come in groups. */
static const char *list_goes_on(const struct step *step, const char *start, const char *found,
                                const char *end)
{
    if (*found != ' ')
        return NULL;
    if (found > start && found[-1] == ',')
        return found + 1;
    if (step->spec.field == FIELD_CLIENT || step->spec.field == FIELD_FORWARDED_FOR)
        return NULL;
    /* The literal may begin as the next value does: " - ", " [". */
    if (found > start + 1 && found[-1] == ':' && found[-2] == ' ')
        return found + 1;
    return end - found > 3 && found[1] == ':' && found[2] == ' ' ? found + 3 : NULL;
}

static NO_INLINE const char *find_list_end(const struct steps_run *run, const struct step *step,
                                           const char *start, const char *found)
{
    const char *next;
    while (found && (next = list_goes_on(step, start, found, run->end)))
        found = find_literal(run, step, next);
    return found;
}

static ALWAYS_INLINE const char *find_field_end(const struct steps_run *run,
                                                const struct step *step, const char *start,
                                                const char *from)
{
    if (UNLIKELY(step->literal_length == 0))
        return find_end(run, from);
    const char *found = find_literal(run, step, from);
    if (UNLIKELY(step->is_list && found && *found == ' '))
        return find_list_end(run, step, start, found);
    return found;
}

static ALWAYS_INLINE const char *end_field(struct steps_run *run, size_t index, const char *start,
                                           const char *found)
{
    const struct step *step = &run->steps->list[index];
    if (UNLIKELY(!found))
        return give_up(run, HTTALLY_UNPARSED_SHORT_LINE);
    run->texts[index] = httally_slice_of(start, (size_t)(found - start));
    return step->keeps_literal ? found : found + step->literal_length;
}

static ALWAYS_INLINE const char *take_field(struct steps_run *run, size_t index, const char *at)
{
    const struct step *step = &run->steps->list[index];
    const char *found = find_field_end(run, step, at, at);
    for (unsigned skip = step->skip_count; UNLIKELY(skip > 0) && found && found < run->end; skip--)
        found = find_literal(run, step, found + 1);
    return end_field(run, index, at, found);
}

/* The same for a plain field. */
static ALWAYS_INLINE const char *take_plain(struct steps_run *run, const struct step *step,
                                            size_t index, const char *at)
{
    const char *end = run->end, *found = word_find_within(run->start, at, end, step->literal[0]);
    if (UNLIKELY(found == end))
        return give_up(run, HTTALLY_UNPARSED_SHORT_LINE);
    run->texts[index] = httally_slice_of(at, (size_t)(found - at));
    return found + 1;
}

static bool is_escaped(const char *start, const char *quote)
{
    const char *first = quote;
    while (first > start && first[-1] == '\\')
        first--;
    return (quote - first) % 2 == 1;
}

/* The first quote that is not escaped, or NULL. */
static ALWAYS_INLINE const char *find_closing_quote(const struct steps_run *run, const char *start)
{
    for (const char *at = start; at < run->end; at++) {
        at = word_find_within(run->start, at, run->end, '"');
        if (at == run->end)
            return NULL;
        if (LIKELY(at == start || at[-1] != '\\' || !is_escaped(start, at)))
            return at;
    }
    return NULL;
}

/* Where the server escapes nothing, any quote with the literal behind it may close the field.  But
 * a text with `" "` in it is two fields. */
static NO_INLINE const char *take_loosely(struct steps_run *run, size_t index, const char *start,
                                          const char *from)
{
    static const char between[] = {'"', ' ', '"'};
    const struct step *step = &run->steps->list[index];
    const char *found = find_literal(run, step, from);
    run->is_loose[index] = true;
    if (!found)
        return give_up(run, HTTALLY_UNPARSED_OPEN_FIELD);
    for (const char *at = start; found - at >= (ptrdiff_t)sizeof between; at++) {
        at = memchr(at, '"', (size_t)(found - at));
        if (!at)
            break;
        if (found - at >= (ptrdiff_t)sizeof between && memcmp(at, between, sizeof between) == 0)
            return fail(run, HTTALLY_UNPARSED_STRAY_QUOTE);
    }
    return end_field(run, index, start, found);
}

static ALWAYS_INLINE const char *take_quoted(struct steps_run *run, size_t index, const char *at)
{
    const struct step *step = &run->steps->list[index];
    const char *close = find_closing_quote(run, at);
    run->is_loose[index] = false;
    if (LIKELY(close != NULL && step_literal_is_at(step, close, run->end)))
        return end_field(run, index, at, close);
    if (step->may_be_cut && !close) {
        run->texts[index] = httally_slice_of(at, (size_t)(run->end - at));
        return run->end;
    }
    if (!close)
        return give_up(run, HTTALLY_UNPARSED_OPEN_FIELD);
    return take_loosely(run, index, at, at);
}

static ALWAYS_INLINE const char *take_clf_time(struct steps_run *run, const struct step *step,
                                               const char *at)
{
    if (run->end - at < CLF_TIME_LENGTH ||
        !clf_time_parse_remembering(run->time_memory, at, &run->clf_time))
        return fail(run, HTTALLY_UNPARSED_BAD_TIME);
    at += CLF_TIME_LENGTH;
    run->has_clf_time = true;
    if (UNLIKELY(!step_literal_is_at(step, at, run->end)))
        return fail(run, HTTALLY_UNPARSED_OTHER_TEXT);
    return at + step->literal_length;
}

/* Some write quotes around a number, or around the `-` that stands for it. */
static struct httally_slice without_quotes(struct httally_slice text)
{
    if (text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"')
        return httally_slice_of(text.data + 1, text.length - 2);
    return text;
}

/* Does the literal stand at 'at', and is there one? */
static ALWAYS_INLINE bool is_ended(const struct steps_run *run, const struct step *step,
                                   const char *at)
{
    return step->literal_length > 0 ? step_literal_is_at(step, at, run->end)
                                    : at == run->end && !run->steps->ignores_rest;
}

/* A text of limited form, up to 'stop' when the literal stands there. */
static NO_INLINE const char *take_number(struct steps_run *run, size_t index, const char *at,
                                         const char *stop)
{
    const struct step *step = &run->steps->list[index];
    enum httally_unparsed_reason reason;
    bool is_near = step->literal_length > 0 && step_literal_is_at(step, stop, run->end);
    const char *found = is_near ? stop : find_field_end(run, step, at, at);
    const char *next = end_field(run, index, at, found);
    if (UNLIKELY(next == NULL))
        return NULL;
    if (UNLIKELY(!record_builder_set(run->builder, &step->spec, without_quotes(run->texts[index]),
                                     &reason)))
        return fail(run, reason);
    return next;
}

static ALWAYS_INLINE const char *take_status(struct steps_run *run, size_t index, const char *at)
{
    const struct step *step = &run->steps->list[index];
    if (UNLIKELY(run->end - at < 3 || !word_is_digit(at[0]) || word_two_digits(at + 1) > 99))
        return take_number(run, index, at, run->end);
    if (UNLIKELY(!is_ended(run, step, at + 3)))
        return take_number(run, index, at, at + 3);
    run->builder->has_status = true;
    run->builder->record->status =
        (httally_status)((unsigned)(at[0] - '0') * 100 + word_two_digits(at + 1));
    return at + 3 + (step->keeps_literal ? 0 : step->literal_length);
}

static ALWAYS_INLINE const char *take_bytes(struct steps_run *run, size_t index, const char *at)
{
    const struct step *step = &run->steps->list[index];
    const char *stop = at;
    uint64_t bytes = 0;
    while (stop < run->end && word_is_digit(*stop) && stop - at < SIZE_DIGITS_MAX)
        bytes = bytes * 10 + (uint64_t)(*stop++ - '0');
    if (UNLIKELY(stop == at || !is_ended(run, step, stop)))
        return take_number(run, index, at, stop);
    run->builder->record->bytes = bytes;
    return stop + (step->keeps_literal ? 0 : step->literal_length);
}

static ALWAYS_INLINE const char *take_step(struct steps_run *run, size_t index, const char *at)
{
    const struct step *step = &run->steps->list[index];
    if (step->is_plain)
        return take_plain(run, step, index, at);
    switch (step->kind) {
    case STEP_LITERAL:
        return step_literal_is_at(step, at, run->end) ? at + step->literal_length
                                                      : fail(run, HTTALLY_UNPARSED_OTHER_TEXT);
    case STEP_SPACES:
        while (at < run->end && *at == ' ')
            at++;
        return at;
    case STEP_FIELD:
        return take_field(run, index, at);
    case STEP_QUOTED:
        return take_quoted(run, index, at);
    case STEP_CLF_TIME:
        return take_clf_time(run, step, at);
    case STEP_STATUS:
        return take_status(run, index, at);
    default:
        return take_bytes(run, index, at);
    }
}

static bool is_separator(char byte)
{
    static const char separators[] = {' ', '\t', ',', ';', '|'};
    return memchr(separators, byte, sizeof separators) != NULL;
}

/* Behind the last step: nothing, blanks, or a rest that does not matter and is apart from it. */
static bool is_whole(const struct steps_run *run, const char *at)
{
    if (LIKELY(at == run->end))
        return true;
    if (run->steps->ignores_rest)
        return is_separator(*at) || is_separator(at[-1]);
    while (at < run->end && *at == ' ')
        at++;
    return at == run->end;
}

/* Give the builder all texts that it has not got yet.  Returns the number of the step whose text
 * cannot be, or of no step. */
static size_t set_fields(struct steps_run *run, size_t first)
{
    struct record_builder *builder = run->builder;
    enum httally_unparsed_reason reason;
    builder->time = (struct time_parts){.memory = builder->time.memory};
    builder->record->has_details = false;
    if (run->has_clf_time) {
        builder->time.is_whole = true;
        builder->time.seconds = run->clf_time.seconds;
        builder->time.utc_offset_sec = run->clf_time.utc_offset_sec;
    }
    for (size_t i = 0; i < run->steps->set_last_count; i++) {
        const size_t index = run->steps->set_last[i];
        if (index < first)
            continue;
        const struct step *step = &run->steps->list[index];
        if (step->text_offset > 0) {
            memcpy((char *)builder->record + step->text_offset, &run->texts[index],
                   sizeof run->texts[index]);
            continue;
        }
        if (LIKELY(record_builder_set(builder, &step->spec, run->texts[index], &reason)) ||
            record_builder_set(builder, &step->spec, without_quotes(run->texts[index]), &reason))
            continue;
        fail(run, reason);
        return index;
    }
    return run->steps->count;
}

static const char *take_next(struct steps_run *run, size_t index, const char *start,
                             const char *from)
{
    const struct step *step = &run->steps->list[index];
    if (step->kind == STEP_FIELD)
        return end_field(run, index, start, find_field_end(run, step, start, from));
    return take_loosely(run, index, start, from);
}

/* The next text that an open step may have; NULL when it has no other, which says nothing about
 * the steps before it. */
static const char *take_longer(struct steps_run *run, size_t index)
{
    const struct step *step = &run->steps->list[index];
    if (!step->is_open || step->literal_length == 0)
        return NULL;
    struct httally_slice text = run->texts[index];
    const char *stop = text.data + text.length, *next = NULL;
    if (stop >= run->end)
        return NULL;
    run->tries++;
    /* A quoted text may be shorter, too, when backslashes have no meaning. */
    if (step->kind == STEP_QUOTED && !run->is_loose[index])
        next = take_next(run, index, text.data, text.data);
    if (!next || next == stop + step->literal_length)
        next = take_next(run, index, text.data, stop + 1);
    run->is_hopeless = false;
    return next;
}

/* Step back from step 'index', which has failed, to one that finds a longer text.  Returns what
 * follows that step, with its number in '*index', or NULL. */
static const char *step_back(struct steps_run *run, size_t first, size_t *index)
{
    while (*index > first) {
        if (run->is_hopeless || run->tries >= STEPS_TRIES_MAX)
            return NULL;
        const char *next = take_longer(run, --*index);
        if (next)
            return next;
    }
    return NULL;
}

bool steps_run(struct steps_run *run, size_t first, const char *at)
{
    const size_t count = run->steps->count;
    size_t index = first;
    for (;;) {
        while (index < count) {
            const char *next = take_step(run, index, at);
            if (UNLIKELY(!next))
                break;
            at = next;
            index++;
        }
        if (index == count) {
            if (LIKELY(is_whole(run, at))) {
                size_t failed = set_fields(run, first);
                if (LIKELY(failed == count))
                    return true;
                index = failed + 1;
            } else
                fail(run, HTTALLY_UNPARSED_OTHER_TEXT);
        }
        at = step_back(run, first, &index);
        if (!at)
            return false;
        index++;
    }
}
