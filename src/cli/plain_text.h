/* SPDX-License-Identifier: MIT */
/*
 * plain_text.h - strings of unknown origin, laid out for people or quoted for JSON.
 *
 * Every function takes any NUL-terminated bytes and lets them out through httally/text.h's escapes;
 * write errors stay in the stream (ferror()).
 */
#ifndef PLAIN_TEXT_H
#define PLAIN_TEXT_H

#include <stdio.h>

/* Columns that the text takes once escaped. */
unsigned plain_text_columns(const char *text);

void plain_text_put(FILE *out, const char *text);

/* The text, cut with "..." or filled up with spaces to exactly 'columns' (4 or more). */
void plain_text_put_cell(FILE *out, const char *text, unsigned columns);

/*
 * Where a paragraph stands: lines begin at column 'indent' and words go to the next line rather
 * than beyond 'width'.  'column' is where the next byte goes; start it where the line is.
 */
struct paragraph {
    FILE *out;
    unsigned width;
    unsigned indent;
    unsigned column;
};

/* Add the words of 'text', with one space between them and what is there already. */
void paragraph_add(struct paragraph *paragraph, const char *text);

/* End the last line. */
void paragraph_end(struct paragraph *paragraph);

/* The text as a JSON string, with its quotes. */
void json_put_string(FILE *out, const char *text);

#endif
