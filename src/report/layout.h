/* SPDX-License-Identifier: MIT */
/* layout.h - columns, bars and colours of the text report. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "base/buffer.h"
#include "report/layout_number.h"
#include "report/model.h"

enum layout_colour {
    COLOUR_PLAIN = 0,
    COLOUR_BOLD,
    COLOUR_DIM,
    COLOUR_GOOD,
    COLOUR_INFO,
    COLOUR_WARN,
    COLOUR_BAD,
    COLOUR_COUNT
};

/* The text report under way. */
struct layout {
    const struct model *model;
    struct buffer *out;
    size_t width;
};

/* Switch the colour on (COLOUR_PLAIN: off) where the report has colours. */
void layout_colour(const struct layout *layout, enum layout_colour colour);

enum layout_colour layout_class_colour(enum httally_class class_);

/* A heading with an empty line above it; 'note' (may be NULL) stands behind it, dimmed. */
void layout_heading(const struct layout *layout, const char *title, const char *note);

/* Columns that counts and shares are right-aligned in, the same in all tables. */
enum { LAYOUT_COUNT_COLUMNS = 12, LAYOUT_SHARE_COLUMNS = 8 };

/* A heading whose first caption ends where the column 'end' of its table does; 'captions' holds
 * the others, aligned like their columns. */
void layout_table_heading(const struct layout *layout, const char *title, const char *caption,
                          size_t end, const char *captions);

/*
 * A labelled line of the head: "Requests  8,044 from 509 clients, 141 MB sent".  What does not fit
 * goes to a next line under it.
 */
struct layout_line {
    const struct layout *layout;
    size_t column;
    bool is_empty;
};

struct layout_line layout_line_begin(const struct layout *layout, const char *label);

/* Add 'text' escaped; 'separator' stands before it unless it is the first, and ends in a blank. */
void layout_line_add(struct layout_line *line, const char *separator, enum layout_colour colour,
                     struct httally_slice text);

void layout_line_end(struct layout_line *line);

/* Append 'text' right-aligned in 'columns'. */
void layout_put_right(const struct layout *layout, const char *text, size_t columns);

/* Append 'text' escaped, left-aligned and filled up to exactly 'columns'. */
void layout_put_left(const struct layout *layout, const char *text, size_t columns);

/* Append 'key' in at most 'columns', or "(empty)". */
void layout_put_key(const struct layout *layout, struct httally_slice key, size_t columns);

/* Append a count and its share of 'whole' in their columns. */
void layout_put_count_and_share(const struct layout *layout, uint64_t count, uint64_t whole);

/* Append a bar of share * columns. */
void layout_put_bar(const struct layout *layout, double share, size_t columns);

/* Append one mark whose height is value / largest. */
void layout_put_mark(const struct layout *layout, uint64_t value, uint64_t largest);

#endif
