/* SPDX-License-Identifier: MIT */
#include "cli/plain_text.h"

#include <stdbool.h>
#include <string.h>

#include "httally/text.h"

/* What cannot be split: one character, or one byte that is none, escaped. */
struct unit {
    char text[HTTALLY_ESCAPE_SIZE];
    unsigned columns;
};

/* Take the first unit off 'rest', which is not empty. */
static struct unit next_unit(struct httally_slice *rest)
{
    struct unit unit;
    unit.columns = (unsigned)httally_escape_next(HTTALLY_ESCAPE_TEXT, rest, unit.text);
    return unit;
}

static unsigned columns_of(struct httally_slice text)
{
    unsigned columns = 0;
    while (text.length)
        columns += next_unit(&text).columns;
    return columns;
}

unsigned plain_text_columns(const char *text)
{
    return columns_of(httally_slice_of_string(text));
}

void plain_text_put(FILE *out, const char *text)
{
    struct httally_slice rest = httally_slice_of_string(text);
    while (rest.length)
        fputs(next_unit(&rest).text, out);
}

void plain_text_put_cell(FILE *out, const char *text, unsigned columns)
{
    static const char ellipsis[] = "...";
    struct httally_slice rest = httally_slice_of_string(text);
    bool is_cut = columns_of(rest) > columns;
    unsigned room = is_cut ? columns - (unsigned)strlen(ellipsis) : columns;
    unsigned used = 0;
    while (rest.length) {
        struct unit unit = next_unit(&rest);
        if (used + unit.columns > room)
            break;
        fputs(unit.text, out);
        used += unit.columns;
    }
    if (is_cut)
        fputs(ellipsis, out);
    fprintf(out, "%*s", (int)(room - used), "");
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

static void add_word(struct paragraph *paragraph, struct httally_slice word)
{
    separate(paragraph, columns_of(word));
    while (word.length) {
        struct unit unit = next_unit(&word);
        fputs(unit.text, paragraph->out);
        paragraph->column += unit.columns;
    }
}

void paragraph_add(struct paragraph *paragraph, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, " ");
        if (length)
            add_word(paragraph, httally_slice_of(text, length));
        text += length + (text[length] == ' ');
    }
}

void paragraph_end(struct paragraph *paragraph)
{
    begin_line(paragraph);
}

void json_put_string(FILE *out, const char *text)
{
    struct httally_slice rest = httally_slice_of_string(text);
    char piece[HTTALLY_ESCAPE_SIZE];
    fputc('"', out);
    while (rest.length) {
        httally_escape_next(HTTALLY_ESCAPE_JSON, &rest, piece);
        fputs(piece, out);
    }
    fputc('"', out);
}
