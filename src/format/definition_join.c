/* SPDX-License-Identifier: MIT */
/* definition_join.c - what pieces are beside each other, and which of them holds. */
#include "base/compiler.h"
#include "format/definition.h"

static bool is_field(const struct definition *definition, size_t index, enum field field)
{
    return index < definition->count && definition->pieces[index].kind == PIECE_FIELD &&
           definition->pieces[index].spec.field == field;
}

static bool is_literal(const struct definition *definition, size_t index, const char *text)
{
    if (index >= definition->count)
        return false;
    const struct piece *piece = &definition->pieces[index];
    return piece->kind == PIECE_LITERAL &&
           httally_slice_equals_string(
               httally_slice_of(definition->texts.data + piece->offset, piece->length), text);
}

/* Drop 'count' pieces from 'index' on. */
static void drop(struct definition *definition, size_t index, size_t count)
{
    memmove(&definition->pieces[index], &definition->pieces[index + count],
            (definition->count - index - count) * sizeof definition->pieces[0]);
    definition->count -= count;
}

/* %v:%p is one field, and so is what AWS has of the client. */
static bool join_port(struct definition *definition, size_t index)
{
    bool is_host = is_field(definition, index, FIELD_HOST);
    if ((!is_host && !is_field(definition, index, FIELD_CLIENT)) ||
        !is_literal(definition, index + 1, ":") || !is_field(definition, index + 2, FIELD_NONE))
        return false;
    if (!is_host)
        definition->pieces[index].spec.field = FIELD_CLIENT_AND_PORT;
    drop(definition, index + 1, 2);
    return true;
}

/* A path, perhaps a question mark, and a query; and two things side by side that say nothing. */
static bool join_query(struct definition *definition, size_t index)
{
    bool is_target = is_field(definition, index, FIELD_TARGET);
    if (!is_target && !is_field(definition, index, FIELD_NONE))
        return false;
    size_t mark = is_target && is_literal(definition, index + 1, "?");
    if (!is_field(definition, index + 1 + mark, FIELD_NONE))
        return false;
    drop(definition, index + 1, 1 + mark);
    return true;
}

/* "$request_method $request_uri $server_protocol" is a request line. */
static bool join_request(struct definition *definition, size_t index)
{
    if (!is_field(definition, index, FIELD_METHOD) || !is_literal(definition, index + 1, " ") ||
        !is_field(definition, index + 2, FIELD_TARGET) || !is_literal(definition, index + 3, " ") ||
        !is_field(definition, index + 4, FIELD_PROTOCOL))
        return false;
    definition->pieces[index].spec.field = FIELD_REQUEST;
    drop(definition, index + 1, 4);
    return true;
}

/* nginx writes a dash where others have an ident: that makes "a - b [" the head of the combined
 * family, whatever stands there. */
static void loosen_ident(struct definition *definition, size_t index)
{
    if (!is_field(definition, index, FIELD_CLIENT) || !is_literal(definition, index + 1, " - ") ||
        !is_field(definition, index + 2, FIELD_USER) ||
        definition->count + 2 > DEFINITION_PIECES_MAX)
        return;
    struct piece *pieces = definition->pieces;
    memmove(&pieces[index + 4], &pieces[index + 2],
            (definition->count - index - 2) * sizeof pieces[0]);
    definition->count += 2;
    const struct piece space = {
        .kind = PIECE_LITERAL, .offset = pieces[index + 1].offset, .length = 1};
    pieces[index + 2] = (struct piece){.kind = PIECE_FIELD, .place = pieces[index + 1].place};
    pieces[index + 1] = pieces[index + 3] = space;
}

void definition_join(struct definition *definition)
{
    for (size_t i = 0; i < definition->count; i++) {
        while (join_port(definition, i) || join_query(definition, i))
            continue;
        loosen_ident(definition, i);
    }
    for (size_t i = 0; i < definition->count; i++)
        (void)join_request(definition, i);
}

/* Fields that say the same count as one. */
static enum field kind_of(enum field field)
{
    return field == FIELD_CLIENT_AND_PORT ? FIELD_CLIENT : field;
}

/* A pattern is a part of a time, which the others complete. */
static bool adds_up(const struct piece *piece)
{
    return piece->adds_up ||
           (piece->spec.field == FIELD_TIME && piece->spec.style == TIME_STYLE_PATTERN);
}

/* Does 'piece' hold rather than 'other', which stands before it?  Of durations the finer does. */
static bool is_better(const struct piece *piece, const struct piece *other)
{
    if (piece->is_weak != other->is_weak)
        return other->is_weak;
    return piece->spec.field == FIELD_DURATION && piece->spec.unit > other->spec.unit;
}

/* Of two pieces that are the same field one is stepped over. */
static void settle_pair(struct piece *first, struct piece *second)
{
    if (second->kind != PIECE_FIELD || second->spec.field == FIELD_NONE ||
        first->spec.field == FIELD_NONE ||
        kind_of(second->spec.field) != kind_of(first->spec.field) ||
        (adds_up(first) && adds_up(second)))
        return;
    struct piece *worse = is_better(second, first) ? first : second;
    worse->spec.field = FIELD_NONE;
}

/* What a request line says is not asked of its parts. */
static void drop_parts(struct definition *definition)
{
    bool has_request = false;
    for (size_t i = 0; i < definition->count; i++)
        has_request |= is_field(definition, i, FIELD_REQUEST);
    for (size_t i = 0; has_request && i < definition->count; i++) {
        if (is_field(definition, i, FIELD_METHOD) || is_field(definition, i, FIELD_TARGET) ||
            is_field(definition, i, FIELD_PROTOCOL))
            definition->pieces[i].spec.field = FIELD_NONE;
    }
}

void definition_settle(struct definition *definition)
{
    struct piece *pieces = definition->pieces, *forwarded = NULL;
    bool has_client = false;
    drop_parts(definition);
    for (size_t i = 0; i < definition->count; i++) {
        for (size_t j = i + 1; pieces[i].kind == PIECE_FIELD && j < definition->count; j++)
            settle_pair(&pieces[i], &pieces[j]);
    }
    for (size_t i = 0; i < definition->count; i++) {
        if (pieces[i].kind != PIECE_FIELD)
            continue;
        has_client |= kind_of(pieces[i].spec.field) == FIELD_CLIENT;
        if (pieces[i].spec.field == FIELD_FORWARDED_FOR)
            forwarded = &pieces[i];
    }
    /* A server that logs no address but this one trusts it. */
    if (!has_client && forwarded)
        forwarded->spec.field = FIELD_CLIENT;
}
