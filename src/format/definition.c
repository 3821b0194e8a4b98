/* SPDX-License-Identifier: MIT */
#include "format/definition.h"

static struct piece *add_piece(struct definition *definition, struct piece piece)
{
    if (definition->count == DEFINITION_PIECES_MAX) {
        definition->is_too_long = true;
        return NULL;
    }
    definition->pieces[definition->count] = piece;
    return &definition->pieces[definition->count++];
}

void definition_add_literal(struct definition *definition, const char *text, size_t length,
                            size_t place)
{
    struct piece *last = definition->count > 0 ? &definition->pieces[definition->count - 1] : NULL;
    if (!last || last->kind != PIECE_LITERAL)
        last = add_piece(definition, (struct piece){.kind = PIECE_LITERAL,
                                                    .offset = definition->texts.length,
                                                    .place = place});
    if (!last)
        return;
    buffer_append(&definition->texts, text, length);
    last->length += length;
}

void definition_add_field(struct definition *definition, const struct piece *piece,
                          const char *pattern, size_t pattern_length, size_t place)
{
    struct piece field = *piece;
    field.kind = PIECE_FIELD;
    field.place = place;
    field.offset = definition->texts.length;
    field.length = pattern_length;
    if (pattern) {
        buffer_append(&definition->texts, pattern, pattern_length);
        buffer_append_char(&definition->texts, '\0');
    }
    add_piece(definition, field);
}

void definition_add_spaces(struct definition *definition, size_t place)
{
    add_piece(definition, (struct piece){.kind = PIECE_SPACES, .place = place});
}

bool definition_escape(const char *text, char *byte_out)
{
    static const char letters[] = "tnr\"'\\", bytes[] = "\t\n\r\"'\\";
    const char *letter = text[0] == '\\' && text[1] ? strchr(letters, text[1]) : NULL;
    if (letter)
        *byte_out = bytes[letter - letters];
    return letter != NULL;
}

enum httally_result definition_error(struct httally_error *error, const char *text, size_t place,
                                     const char *message)
{
    const char *at = text + place;
    if (*at == '\0')
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "log format, at its end: %s",
                                 message);
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "log format, at byte %zu, '%.20s': %s", place + 1, at, message);
}

static bool is_name_byte(char byte)
{
    char lower = (char)(byte | 0x20);
    return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
}

/* The name of the variable that begins behind the '$' at 'text'; an empty one when there is none.
 * '*length_out' is that of all of it. */
static struct httally_slice variable_name(const char *text, size_t *length_out)
{
    size_t start = text[1] == '{' ? 2 : 1, end = start;
    while (is_name_byte(text[end]))
        end++;
    bool is_closed = start == 1 || text[end] == '}';
    *length_out = end + (start == 2);
    return httally_slice_of(text + start, is_closed ? end - start : 0);
}

enum httally_result definition_read_variables(struct definition *definition, const char *text,
                                              definition_variable_function find,
                                              struct httally_error *error)
{
    for (size_t at = 0; text[at];) {
        char byte = text[at];
        if (definition_escape(text + at, &byte)) {
            definition_add_literal(definition, &byte, 1, at);
            at += 2;
            continue;
        }
        if (byte != '$') {
            definition_add_literal(definition, &byte, 1, at);
            at++;
            continue;
        }
        size_t length;
        struct httally_slice name = variable_name(text + at, &length);
        if (name.length == 0)
            return definition_error(error, text, at, "no variable has such a name");
        struct piece piece = find(name);
        if (piece.kind == PIECE_SPACES)
            definition_add_spaces(definition, at);
        else
            definition_add_field(definition, &piece, piece.spec.pattern,
                                 piece.spec.pattern ? strlen(piece.spec.pattern) : 0, at);
        at += length;
    }
    return HTTALLY_OK;
}
