/* SPDX-License-Identifier: MIT */
#include "report/layout.h"

#include <string.h>

#include "base/escape.h"

void layout_colour(const struct layout *layout, enum layout_colour colour)
{
    static const char *const codes[COLOUR_COUNT] = {
        [COLOUR_PLAIN] = "\x1b[0m",  [COLOUR_BOLD] = "\x1b[1m",  [COLOUR_DIM] = "\x1b[2m",
        [COLOUR_GOOD] = "\x1b[32m",  [COLOUR_INFO] = "\x1b[36m", [COLOUR_WARN] = "\x1b[33m",
        [COLOUR_BAD] = "\x1b[1;31m",
    };
    if (layout->model->report->has_colour)
        buffer_append_string(layout->out, codes[colour]);
}

enum layout_colour layout_class_colour(enum httally_class class_)
{
    static const enum layout_colour colours[HTTALLY_CLASS_COUNT] = {
        [HTTALLY_CLASS_1XX] = COLOUR_DIM,  [HTTALLY_CLASS_2XX] = COLOUR_GOOD,
        [HTTALLY_CLASS_3XX] = COLOUR_INFO, [HTTALLY_CLASS_4XX] = COLOUR_WARN,
        [HTTALLY_CLASS_5XX] = COLOUR_BAD,  [HTTALLY_CLASS_OTHER] = COLOUR_WARN,
    };
    return colours[class_];
}

void layout_heading(const struct layout *layout, const char *title, const char *note)
{
    buffer_append_char(layout->out, '\n');
    layout_colour(layout, COLOUR_BOLD);
    buffer_append_string(layout->out, title);
    layout_colour(layout, COLOUR_PLAIN);
    if (note) {
        layout_colour(layout, COLOUR_DIM);
        buffer_append_format(layout->out, "  %s", note);
        layout_colour(layout, COLOUR_PLAIN);
    }
    buffer_append_char(layout->out, '\n');
}

void layout_table_heading(const struct layout *layout, const char *title, const char *caption,
                          size_t end, const char *captions)
{
    size_t used = strlen(title) + strlen(caption);
    buffer_append_char(layout->out, '\n');
    layout_colour(layout, COLOUR_BOLD);
    buffer_append_string(layout->out, title);
    layout_colour(layout, COLOUR_PLAIN);
    layout_colour(layout, COLOUR_DIM);
    buffer_append_repeated(layout->out, " ", used < end ? end - used : 1);
    buffer_append_string(layout->out, caption);
    buffer_append_string(layout->out, captions);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
}

enum { LABEL_COLUMNS = 10 };

struct layout_line layout_line_begin(const struct layout *layout, const char *label)
{
    layout_colour(layout, COLOUR_DIM);
    layout_put_left(layout, label, LABEL_COLUMNS);
    layout_colour(layout, COLOUR_PLAIN);
    return (struct layout_line){.layout = layout, .column = LABEL_COLUMNS, .is_empty = true};
}

void layout_line_add(struct layout_line *line, const char *separator, enum layout_colour colour,
                     struct httally_slice text)
{
    const struct layout *layout = line->layout;
    size_t columns = escape_text_columns(text), room = layout->width - LABEL_COLUMNS - 1;
    size_t gap = line->is_empty ? 0 : strlen(separator);
    if (columns > room)
        columns = room;
    if (line->column + gap + columns <= layout->width) {
        buffer_append(layout->out, separator, gap);
        line->column += gap;
    } else if (gap) {
        buffer_append(layout->out, separator, gap - 1);
        buffer_append_char(layout->out, '\n');
        buffer_append_repeated(layout->out, " ", LABEL_COLUMNS);
        line->column = LABEL_COLUMNS;
    }
    if (colour != COLOUR_PLAIN)
        layout_colour(layout, colour);
    line->column += escape_append_cell(layout->out, text, columns);
    if (colour != COLOUR_PLAIN)
        layout_colour(layout, COLOUR_PLAIN);
    line->is_empty = false;
}

void layout_line_end(struct layout_line *line)
{
    buffer_append_char(line->layout->out, '\n');
}

void layout_put_right(const struct layout *layout, const char *text, size_t columns)
{
    size_t length = strlen(text);
    if (length < columns)
        buffer_append_repeated(layout->out, " ", columns - length);
    buffer_append_string(layout->out, text);
}

void layout_put_left(const struct layout *layout, const char *text, size_t columns)
{
    size_t used = escape_append_cell(layout->out, httally_slice_of_string(text), columns);
    if (used < columns)
        buffer_append_repeated(layout->out, " ", columns - used);
}

void layout_put_key(const struct layout *layout, struct httally_slice key, size_t columns)
{
    escape_append_cell(layout->out, key.length ? key : httally_slice_of_string("(empty)"), columns);
}

void layout_put_count_and_share(const struct layout *layout, uint64_t count, uint64_t whole)
{
    char text[LAYOUT_NUMBER_SIZE];
    number_text_count(count, text);
    layout_put_right(layout, text, LAYOUT_COUNT_COLUMNS);
    layout_format_share(model_share(count, whole), text);
    layout_put_right(layout, text, LAYOUT_SHARE_COLUMNS);
}

void layout_put_bar(const struct layout *layout, double share, size_t columns)
{
    static const char *const eighths[] = {"",       "\u258f", "\u258e", "\u258d",
                                          "\u258c", "\u258b", "\u258a", "\u2589"};
    size_t parts = (size_t)(share * (double)columns * 8 + 0.5);
    /* Five errors in a million must be seen to be there. */
    if (share > 0 && parts == 0)
        parts = 1;
    if (layout->model->report->has_unicode) {
        buffer_append_repeated(layout->out, "\u2588", parts / 8);
        buffer_append_string(layout->out, eighths[parts % 8]);
    } else {
        buffer_append_repeated(layout->out, "#", (parts + 7) / 8);
    }
}

void layout_put_mark(const struct layout *layout, uint64_t value, uint64_t largest)
{
    static const char *const blocks[] = {" ",      "\u2581", "\u2582", "\u2583", "\u2584",
                                         "\u2585", "\u2586", "\u2587", "\u2588"};
    static const char *const letters[] = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};
    enum { LEVELS = 8 };
    size_t level = value ? 1 + (size_t)(model_share(value, largest) * (LEVELS - 1) + 0.5) : 0;
    buffer_append_string(layout->out,
                         layout->model->report->has_unicode ? blocks[level] : letters[level]);
}
