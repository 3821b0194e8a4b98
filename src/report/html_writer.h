/* SPDX-License-Identifier: MIT */
/*
 * html_writer.h - pieces of an HTML document.
 *
 * Whatever comes from a log or a user goes through html_put_text() or html_put_value(), which
 * escape it; html_put() and html_put_format() take our own markup only.
 */
#ifndef HTML_WRITER_H
#define HTML_WRITER_H

#include "base/buffer.h"
#include "report/layout_number.h"
#include "report/model.h"

/* The document under way. */
struct html {
    const struct model *model;
    struct buffer *out;
    /* Numbers of captions, which name regions and pictures. */
    unsigned id_count;
};

void html_put(const struct html *html, const char *markup);
void html_put_format(const struct html *html, const char *format, ...) HTTALLY_PRINTF(2, 3);

/* Any bytes, as text or between the quotes of an attribute. */
void html_put_text(const struct html *html, const char *text);
void html_put_slice(const struct html *html, struct httally_slice text);

/* A value of a log, kept to itself whatever direction its letters run in, cut when it is very long;
 * "(empty)" where there is none. */
void html_put_value(const struct html *html, struct httally_slice value);

void html_put_count(const struct html *html, uint64_t count);
void html_put_share(const struct html *html, double share);
void html_put_time(const struct html *html, int64_t time);

/* "2026-03-12 14:06 to 14:24", with another word between; no date where the log is of one day. */
void html_put_span(const struct html *html, int64_t start, const char *between, int64_t end);

void html_section_begin(const struct html *html, const char *id, const char *title,
                        const char *note);
void html_section_end(const struct html *html);

/* What may be folded up; what is 'long' stays off paper unless it was opened. */
void html_fold_begin(const struct html *html, bool is_open, bool is_long);
/* What stands behind html_fold_begin() is the summary. */
void html_fold_body(const struct html *html);
void html_fold_end(const struct html *html);

struct html_column {
    /* NULL behind the last. */
    const char *title;
    bool is_text;
    /* A bar stands beside the numbers. */
    bool has_bar;
};

struct html_table {
    const char *caption;
    /* Said already by what stands above: for those who cannot see that. */
    bool has_hidden_caption;
    /* Wider than a phone: scrolls by itself. */
    bool is_wide;
    const struct html_column *columns;
};

void html_table_begin(struct html *html, const struct html_table *table);
void html_table_end(const struct html *html, const struct html_table *table);

/* A row, and its cells: the first is what the row is about. */
void html_row_begin(const struct html *html);
void html_row_head(const struct html *html, const char *text);
void html_row_head_value(const struct html *html, struct httally_slice value);
void html_cell_count(const struct html *html, uint64_t count);
void html_cell_share(const struct html *html, double share);
void html_cell_number(const struct html *html, const char *number);
void html_cell_text(const struct html *html, const char *text);
/* A share, with a bar of it in the colour of a class. */
void html_cell_bar(const struct html *html, double share, enum httally_class class_);
void html_row_end(const struct html *html);

/* The colour of a class, for programs that know no style sheets. */
const char *html_class_colour(enum httally_class class_);

/* A coloured square for a legend. */
void html_put_swatch(const struct html *html, enum httally_class class_);

#endif
