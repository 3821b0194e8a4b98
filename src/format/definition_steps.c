/* SPDX-License-Identifier: MIT */
#include "format/definition_steps.h"

#include <stdlib.h>

#include "base/memory.h"
#include "format/time_pattern.h"

struct maker {
    const struct definition *definition;
    const char *text;
    struct steps *steps;
    struct httally_error *error;
};

static enum httally_result complain(const struct maker *maker, const struct piece *piece,
                                    const char *message)
{
    size_t place = piece ? piece->place : strlen(maker->text);
    return definition_error(maker->error, maker->text, place, message);
}

static const struct piece *piece_at(const struct maker *maker, size_t index)
{
    return index < maker->definition->count ? &maker->definition->pieces[index] : NULL;
}

static bool is_kind(const struct piece *piece, enum piece_kind kind)
{
    return piece && piece->kind == kind;
}

/* What may hold anything, spaces and quotes too; all else is of a limited form. */
static bool is_open_field(const struct field_spec *spec)
{
    switch (spec->field) {
    case FIELD_NONE:
    case FIELD_USER:
    case FIELD_HOST:
    case FIELD_REQUEST:
    case FIELD_TARGET:
    case FIELD_REFERER:
    case FIELD_AGENT:
    case FIELD_UPSTREAM:
    case FIELD_FORWARDED_FOR:
        return true;
    case FIELD_TIME:
        return spec->style == TIME_STYLE_PATTERN || spec->style == TIME_STYLE_ANY;
    default:
        return false;
    }
}

static enum step_kind kind_of_field(const struct field_spec *spec, bool is_quoted)
{
    if (spec->field == FIELD_STATUS)
        return STEP_STATUS;
    if (spec->field == FIELD_BYTES)
        return STEP_BYTES;
    if (spec->field == FIELD_TIME && spec->style == TIME_STYLE_CLF)
        return STEP_CLF_TIME;
    return is_quoted ? STEP_QUOTED : STEP_FIELD;
}

static void set_literal(struct step *step, const char *literal, size_t length)
{
    step->literal = literal;
    step->literal_length = length;
    while (step->anchor < length && literal[step->anchor] == ' ')
        step->anchor++;
    if (step->anchor == length)
        step->anchor = 0;
    size_t head_length = length < sizeof step->head ? length : sizeof step->head;
    memcpy(&step->head, literal, head_length);
    memset(&step->head_bits, 0xFF, head_length);
}

static bool ends_in_quote(const struct maker *maker, const struct piece *piece)
{
    return is_kind(piece, PIECE_LITERAL) &&
           maker->definition->texts.data[piece->offset + piece->length - 1] == '"';
}

/* Give the step the text that ends it; '*index' is the field's, and of what was taken with it. */
static enum httally_result end_step(const struct maker *maker, struct step *step, size_t *index)
{
    const struct definition *definition = maker->definition;
    const struct piece *field = piece_at(maker, *index), *next = piece_at(maker, *index + 1);
    if (is_kind(next, PIECE_LITERAL)) {
        set_literal(step, definition->texts.data + next->offset, next->length);
        ++*index;
    } else if (is_kind(next, PIECE_SPACES))
        set_literal(step, " ", 1);
    else if (next && next->spec.field == FIELD_TARGET && field->spec.field == FIELD_HOST) {
        set_literal(step, "/", 1);
        step->keeps_literal = true;
    } else if (next)
        return complain(maker, next, "nothing tells this field from the one before it");
    bool is_quoted = step->literal_length > 0 && step->literal[0] == '"' && *index > 1 &&
                     ends_in_quote(maker, field - 1);
    step->kind = kind_of_field(&step->spec, is_quoted);
    return HTTALLY_OK;
}

static enum httally_result make_field(const struct maker *maker, size_t *index)
{
    const struct definition *definition = maker->definition;
    const struct piece *piece = piece_at(maker, *index);
    struct step *step = &maker->steps->list[maker->steps->count++];
    step->spec = piece->spec;
    step->is_open = !piece->is_word && is_open_field(&piece->spec);
    step->is_list = piece->is_list || piece->spec.field == FIELD_CLIENT;
    enum httally_result result = end_step(maker, step, index);
    if (result != HTTALLY_OK || piece->spec.field != FIELD_TIME ||
        piece->spec.style != TIME_STYLE_PATTERN)
        return result;
    step->spec.pattern = definition->texts.data + piece->offset;
    if (!time_pattern_is_known(step->spec.pattern))
        return complain(maker, piece, "this form of time is not known");
    if (step->literal_length > 0)
        step->skip_count =
            time_pattern_occurrences(step->spec.pattern, step->literal, step->literal_length);
    return HTTALLY_OK;
}

static enum httally_result make_step(const struct maker *maker, size_t *index)
{
    const struct piece *piece = piece_at(maker, *index);
    if (maker->steps->count == STEPS_MAX)
        return complain(maker, piece, "too many fields");
    if (piece->kind == PIECE_FIELD)
        return make_field(maker, index);
    struct step *step = &maker->steps->list[maker->steps->count++];
    step->kind = piece->kind == PIECE_SPACES ? STEP_SPACES : STEP_LITERAL;
    if (piece->kind == PIECE_LITERAL)
        set_literal(step, maker->definition->texts.data + piece->offset, piece->length);
    return HTTALLY_OK;
}

/* A line has no line end, whatever the definition ends in. */
static void drop_line_end(struct definition *definition)
{
    struct piece *last = definition->count > 0 ? &definition->pieces[definition->count - 1] : NULL;
    if (!is_kind(last, PIECE_LITERAL))
        return;
    while (last->length > 0 && (definition->texts.data[last->offset + last->length - 1] == '\n' ||
                                definition->texts.data[last->offset + last->length - 1] == '\r'))
        last->length--;
    definition->count -= last->length == 0;
}

static enum httally_result check_steps(const struct maker *maker)
{
    bool has_status = false;
    for (size_t i = 0; i < maker->steps->count; i++) {
        struct step *step = &maker->steps->list[i];
        has_status |= step->spec.field == FIELD_STATUS;
        step->text_offset = field_text_offset(step->spec.field);
        bool is_text = step->kind == STEP_FIELD || step->kind == STEP_QUOTED;
        if (is_text && step->spec.field != FIELD_NONE)
            maker->steps->set_last[maker->steps->set_last_count++] = (uint8_t)i;
        step->is_plain = step->kind == STEP_FIELD && step->literal_length == 1 &&
                         step->skip_count == 0 && !step->keeps_literal &&
                         !(step->is_list && step->literal[0] == ' ');
    }
    if (!has_status)
        return complain(maker, NULL, "no field is the status");
    struct step *last = &maker->steps->list[maker->steps->count - 1];
    last->may_be_cut = maker->definition->may_be_cut && last->kind == STEP_QUOTED;
    return HTTALLY_OK;
}

enum httally_result definition_make_steps(struct definition *definition, const char *text,
                                          struct steps *steps_out, struct httally_error *error)
{
    *steps_out = (struct steps){.ignores_rest = definition->ignores_rest};
    const struct maker maker = {definition, text, steps_out, error};
    enum httally_result result = buffer_status(&definition->texts, error);
    if (result != HTTALLY_OK)
        return result;
    if (definition->is_too_long)
        return complain(&maker, NULL, "too many fields");
    drop_line_end(definition);
    definition_join(definition);
    definition_settle(definition);
    steps_out->list = memory_allocate(STEPS_MAX, sizeof *steps_out->list);
    if (!steps_out->list)
        return memory_error(error);
    for (size_t i = 0; result == HTTALLY_OK && i < definition->count; i++)
        result = make_step(&maker, &i);
    if (result == HTTALLY_OK)
        result = check_steps(&maker);
    if (result != HTTALLY_OK) {
        free(steps_out->list);
        steps_out->list = NULL;
    }
    return result;
}
