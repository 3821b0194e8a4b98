/* SPDX-License-Identifier: MIT */
#include "cli/plain_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A piece of text that cannot be split: one character, or one byte that is none. */
struct unit {
    const char *bytes;
    unsigned length;
    uint32_t character;
    bool is_valid;
};

/* Decode the character that 'text' (not at its NUL) begins with; RFC 3629 forms only. */
static struct unit unit_at(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    struct unit unit = {.bytes = text, .length = 1, .character = bytes[0], .is_valid = true};
    if (bytes[0] < 0x80)
        return unit;
    unsigned more = bytes[0] >= 0xF0 ? 3 : bytes[0] >= 0xE0 ? 2 : 1;
    uint32_t character = bytes[0] & (0x3Fu >> more);
    unsigned seen = 0;
    while (seen < more && (bytes[seen + 1] & 0xC0) == 0x80)
        character = character << 6 | (bytes[++seen] & 0x3Fu);
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || seen < more || character < smallest[more] ||
        character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        unit.is_valid = false;
        return unit;
    }
    unit.length = more + 1;
    unit.character = character;
    return unit;
}

/* Characters that change how what follows is shown: controls, and directions of writing. */
static bool is_harmful(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0x9F) || character == 0x061C ||
           character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF;
}

static bool is_plain(const struct unit *unit)
{
    return unit->is_valid && !is_harmful(unit->character);
}

static unsigned unit_columns(const struct unit *unit)
{
    return is_plain(unit) ? 1 : 4 * unit->length;
}

static void put_escaped_bytes(FILE *out, const struct unit *unit, const char *format)
{
    for (unsigned i = 0; i < unit->length; i++)
        fprintf(out, format, (unsigned)(unsigned char)unit->bytes[i]);
}

static void put_unit(FILE *out, const struct unit *unit)
{
    if (is_plain(unit))
        fwrite(unit->bytes, 1, unit->length, out);
    else
        put_escaped_bytes(out, unit, "\\x%02X");
}

unsigned plain_text_columns(const char *text)
{
    unsigned columns = 0;
    while (*text) {
        struct unit unit = unit_at(text);
        columns += unit_columns(&unit);
        text += unit.length;
    }
    return columns;
}

void plain_text_put(FILE *out, const char *text)
{
    while (*text) {
        struct unit unit = unit_at(text);
        put_unit(out, &unit);
        text += unit.length;
    }
}

void plain_text_put_cell(FILE *out, const char *text, unsigned columns)
{
    static const char ellipsis[] = "...";
    bool is_cut = plain_text_columns(text) > columns;
    unsigned room = is_cut ? columns - (unsigned)strlen(ellipsis) : columns;
    unsigned used = 0;
    while (*text) {
        struct unit unit = unit_at(text);
        if (used + unit_columns(&unit) > room)
            break;
        put_unit(out, &unit);
        used += unit_columns(&unit);
        text += unit.length;
    }
    if (is_cut)
        fputs(ellipsis, out);
    fprintf(out, "%*s", (int)(room - used), "");
}

/* Columns of the word that 'text' begins with. */
static unsigned word_columns(const char *text)
{
    unsigned columns = 0;
    while (*text && *text != ' ') {
        struct unit unit = unit_at(text);
        columns += unit_columns(&unit);
        text += unit.length;
    }
    return columns;
}

static void begin_line(struct paragraph *paragraph)
{
    fputc('\n', paragraph->out);
    paragraph->column = 0;
}

/* Make room for a word: a space before it, or the indent of a new line. */
static void separate(struct paragraph *paragraph, unsigned columns)
{
    bool is_first = paragraph->column <= paragraph->indent;
    if (!is_first && paragraph->column + 1 + columns > paragraph->width) {
        begin_line(paragraph);
        is_first = true;
    }
    unsigned spaces = is_first ? paragraph->indent - paragraph->column : 1;
    fprintf(paragraph->out, "%*s", (int)spaces, "");
    paragraph->column += spaces;
}

void paragraph_add(struct paragraph *paragraph, const char *text)
{
    while (*text) {
        if (*text == ' ') {
            text++;
            continue;
        }
        separate(paragraph, word_columns(text));
        while (*text && *text != ' ') {
            struct unit unit = unit_at(text);
            put_unit(paragraph->out, &unit);
            paragraph->column += unit_columns(&unit);
            text += unit.length;
        }
    }
}

void paragraph_end(struct paragraph *paragraph)
{
    begin_line(paragraph);
}

void json_put_string(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        struct unit unit = unit_at(text);
        if (!unit.is_valid)
            put_escaped_bytes(out, &unit, "\\\\x%02X");
        else if (is_harmful(unit.character))
            fprintf(out, "\\u%04x", (unsigned)unit.character);
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else
            fwrite(unit.bytes, 1, unit.length, out);
        text += unit.length;
    }
    fputc('"', out);
}
