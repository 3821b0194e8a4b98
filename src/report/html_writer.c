/* SPDX-License-Identifier: MIT */
#include "report/html_writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

/* Columns of a value: three lines of it on a phone's half, and more than most paths have. */
enum { VALUE_COLUMNS = 200, FORMAT_SIZE = 1024 };

void html_put(const struct html *html, const char *markup)
{
    buffer_append_string(html->out, markup);
}

void html_put_format(const struct html *html, const char *format, ...)
{
    char text[FORMAT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_append_string(html->out, text);
}

void html_put_slice(const struct html *html, struct httally_slice text)
{
    escape_append(html->out, HTTALLY_ESCAPE_HTML, text);
}

void html_put_text(const struct html *html, const char *text)
{
    html_put_slice(html, httally_slice_of_string(text));
}

void html_put_value(const struct html *html, struct httally_slice value)
{
    if (value.length == 0) {
        html_put(html, "<i>(empty)</i>");
        return;
    }
    html_put(html, "<bdi>");
    escape_append_cut(html->out, HTTALLY_ESCAPE_HTML, value, VALUE_COLUMNS);
    html_put(html, "</bdi>");
}

void html_put_count(const struct html *html, uint64_t count)
{
    char text[LAYOUT_NUMBER_SIZE];
    number_text_count(count, text);
    html_put(html, text);
}

void html_put_share(const struct html *html, double share)
{
    char text[LAYOUT_NUMBER_SIZE];
    layout_format_share(share, text);
    html_put_text(html, text);
}

void html_put_time(const struct html *html, int64_t time)
{
    char text[LAYOUT_NUMBER_SIZE];
    layout_format_time(time, html->model->tally->first.utc_offset_sec, false, text);
    html_put(html, text);
}

void html_put_span(const struct html *html, int64_t start, const char *between, int64_t end)
{
    enum { DATE = 10, TIME = 11 };
    const struct httally_tally *tally = html->model->tally;
    int32_t offset = tally->first.utc_offset_sec;
    char from[LAYOUT_NUMBER_SIZE], to[LAYOUT_NUMBER_SIZE];
    char first[LAYOUT_NUMBER_SIZE], last[LAYOUT_NUMBER_SIZE];
    layout_format_time(start, offset, false, from);
    layout_format_time(end, offset, false, to);
    layout_format_time(tally->first.time, offset, false, first);
    layout_format_time(tally->last.time, offset, false, last);
    bool is_same_day = memcmp(from, to, DATE) == 0;
    bool is_only_day = is_same_day && memcmp(first, last, DATE) == 0;
    html_put_format(html, "%s %s %s", from + (is_only_day ? TIME : 0), between,
                    to + (is_same_day ? TIME : 0));
}

void html_section_begin(const struct html *html, const char *id, const char *title,
                        const char *note)
{
    html_put_format(html, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n", id, id);
    html_put_format(html, "<h2 id=\"%s-title\">%s</h2>\n", id, title);
    if (note)
        html_put_format(html, "<p class=\"note\">%s</p>\n", note);
}

void html_section_end(const struct html *html)
{
    html_put(html, "</section>\n");
}

void html_fold_begin(const struct html *html, bool is_open, bool is_long)
{
    html_put_format(html, "<details%s%s><summary>", is_long ? " class=\"long\"" : "",
                    is_open ? " open" : "");
}

void html_fold_body(const struct html *html)
{
    html_put(html, "</summary>\n");
}

void html_fold_end(const struct html *html)
{
    html_put(html, "</details>\n");
}

void html_table_begin(struct html *html, const struct html_table *table)
{
    unsigned id = ++html->id_count;
    if (table->is_wide)
        html_put_format(html,
                        "<div class=\"scroll\" role=\"group\" aria-labelledby=\"t%u\" "
                        "tabindex=\"0\">\n",
                        id);
    html_put(html, "<table cellpadding=\"3\" cellspacing=\"0\">\n");
    html_put_format(html, "<caption id=\"t%u\" align=\"left\"%s>", id,
                    table->has_hidden_caption ? " class=\"unseen\"" : "");
    html_put_text(html, table->caption);
    html_put(html, "</caption>\n<thead><tr align=\"right\">");
    for (const struct html_column *column = table->columns; column->title; column++) {
        html_put_format(html, "<th scope=\"col\"%s%s>%s</th>",
                        column->has_bar ? " colspan=\"2\"" : "",
                        column->is_text ? " class=\"t\" align=\"left\"" : "", column->title);
    }
    html_put(html, "</tr></thead>\n<tbody>\n");
}

void html_table_end(const struct html *html, const struct html_table *table)
{
    html_put(html, "</tbody></table>\n");
    if (table->is_wide)
        html_put(html, "</div>\n");
}

void html_row_begin(const struct html *html)
{
    html_put(html, "<tr align=\"right\">");
}

void html_row_end(const struct html *html)
{
    html_put(html, "</tr>\n");
}

void html_row_head(const struct html *html, const char *text)
{
    html_put(html, "<th scope=\"row\" align=\"left\">");
    html_put_text(html, text);
    html_put(html, "</th>");
}

void html_row_head_value(const struct html *html, struct httally_slice value)
{
    html_put(html, "<th scope=\"row\" align=\"left\" class=\"v\">");
    html_put_value(html, value);
    html_put(html, "</th>");
}

void html_cell_count(const struct html *html, uint64_t count)
{
    html_put(html, "<td>");
    html_put_count(html, count);
    html_put(html, "</td>");
}

void html_cell_share(const struct html *html, double share)
{
    html_put(html, "<td>");
    html_put_share(html, share);
    html_put(html, "</td>");
}

void html_cell_number(const struct html *html, const char *number)
{
    html_put(html, "<td>");
    html_put_text(html, number);
    html_put(html, "</td>");
}

void html_cell_text(const struct html *html, const char *text)
{
    html_put(html, "<td class=\"t\" align=\"left\">");
    html_put_text(html, text);
    html_put(html, "</td>");
}

const char *html_class_colour(enum httally_class class_)
{
    static const char *const colours[HTTALLY_CLASS_COUNT] = {
        [HTTALLY_CLASS_1XX] = "#8a8f98", [HTTALLY_CLASS_2XX] = "#7d94aa",
        [HTTALLY_CLASS_3XX] = "#4e6579", [HTTALLY_CLASS_4XX] = "#c27803",
        [HTTALLY_CLASS_5XX] = "#b4122f", [HTTALLY_CLASS_OTHER] = "#7b3fa0",
    };
    return colours[class_];
}

void html_cell_bar(const struct html *html, double share, enum httally_class class_)
{
    /* Five errors in a million must be seen to be there. */
    double percent = share <= 0 ? 0 : share < 0.005 ? 0.5 : share * 100;
    html_cell_share(html, share);
    html_put_format(html,
                    "<td class=\"b\"><svg width=\"100%%\" height=\"10\" aria-hidden=\"true\">"
                    "<rect width=\"%.4g%%\" height=\"10\" class=\"k%d\" fill=\"%s\"/></svg></td>",
                    percent, (int)class_, html_class_colour(class_));
}

void html_put_swatch(const struct html *html, enum httally_class class_)
{
    html_put_format(html,
                    "<svg width=\"10\" height=\"10\" aria-hidden=\"true\"><rect width=\"10\" "
                    "height=\"10\" class=\"k%d\" fill=\"%s\"/></svg>",
                    (int)class_, html_class_colour(class_));
}
