/* SPDX-License-Identifier: MIT */
/* html_latency.c - how long requests took: a picture of quantiles, and their table. */
#include <math.h>
#include <stdio.h>

#include "report/html_parts.h"

/* All requests, each class, and upstreams. */
enum { ROWS_MOST = HTTALLY_CLASS_COUNT + 2, QUANTILES = 5, MIN_US = 100 };

/* Pixels: the scale above, and each row. */
enum { HEAD = 18, ROW = 34 };

struct row {
    const char *name;
    enum httally_class class_;
    struct httally_latency latency;
};

/* Durations on a scale of decades. */
struct scale {
    struct row rows[ROWS_MOST];
    size_t count;
    double low, high;
};

static void add_row(struct scale *scale, const char *name, enum httally_class class_,
                    const struct httally_latency *latency)
{
    scale->rows[scale->count++] = (struct row){name, class_, *latency};
    double low = log10((double)(latency->p50_us < MIN_US ? MIN_US : latency->p50_us));
    double high = log10((double)(latency->max_us < MIN_US ? MIN_US : latency->max_us));
    scale->low = low < scale->low ? floor(low) : scale->low;
    scale->high = high > scale->high ? ceil(high) : scale->high;
}

static void list_rows(const struct httally_tally *tally, struct scale *scale)
{
    struct httally_latency latency;
    if (httally_tally_latency(tally, &latency))
        add_row(scale, "all", HTTALLY_CLASS_2XX, &latency);
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        enum httally_class class_ = (enum httally_class)i;
        if (httally_tally_class_latency(tally, class_, &latency))
            add_row(scale, httally_class_name(class_), class_, &latency);
    }
    if (httally_tally_upstream_latency(tally, &latency))
        add_row(scale, "upstream", HTTALLY_CLASS_3XX, &latency);
}

static double place(const struct scale *scale, uint64_t duration_us)
{
    double value = log10((double)(duration_us < MIN_US ? MIN_US : duration_us));
    return 1 + (value - scale->low) / (scale->high - scale->low) * 98;
}

static void put_line(const struct html *html, double from, double to, int y, double width)
{
    html_put_format(html,
                    "<line x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\" "
                    "stroke-width=\"%.1f\"/>",
                    from, to, y, y, width);
}

static void put_row(const struct html *html, const struct scale *scale, size_t index)
{
    const struct row *row = &scale->rows[index];
    int top = HEAD + (int)index * ROW, y = top + 24;
    double median = place(scale, row->latency.p50_us), p95 = place(scale, row->latency.p95_us);
    double p99 = place(scale, row->latency.p99_us), most = place(scale, row->latency.max_us);
    const char *colour = html_class_colour(row->class_);
    char text[LAYOUT_NUMBER_SIZE];
    layout_format_duration(row->latency.p50_us, text);
    html_put_format(html, "<text class=\"axis\" x=\"0\" y=\"%d\" font-size=\"12\">%s, median ",
                    top + 13, row->name);
    html_put_text(html, text);
    html_put_format(html, "</text>\n<g class=\"k%d\" fill=\"%s\" stroke=\"%s\">", (int)row->class_,
                    colour, colour);
    put_line(html, median, p95, y, 6);
    put_line(html, p95, p99, y, 2.5);
    put_line(html, p99, most, y, 1);
    html_put_format(html,
                    "<line x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\" stroke-width=\"1.5\"/>"
                    "<circle cx=\"%.2f%%\" cy=\"%d\" r=\"5\"/></g>\n",
                    most, most, y - 4, y + 4, median, y);
}

static void put_decades(const struct html *html, const struct scale *scale)
{
    int bottom = HEAD + (int)scale->count * ROW;
    for (double decade = scale->low; decade <= scale->high; decade++) {
        uint64_t duration_us = (uint64_t)(pow(10, decade) + 0.5);
        double x = place(scale, duration_us);
        char text[LAYOUT_NUMBER_SIZE];
        if (duration_us >= 1000000)
            snprintf(text, sizeof text, "%g s", (double)duration_us / 1e6);
        else
            snprintf(text, sizeof text, "%g ms", (double)duration_us / 1e3);
        html_put_format(html,
                        "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\" "
                        "stroke=\"#c9cfd6\"/><text class=\"axis\" x=\"%.2f%%\" y=\"12\" "
                        "text-anchor=\"%s\" font-size=\"11\">%s</text>\n",
                        x, x, HEAD, bottom, x,
                        decade == scale->low    ? "start"
                        : decade == scale->high ? "end"
                                                : "middle",
                        text);
    }
}

static void put_picture(struct html *html, const struct scale *scale)
{
    unsigned id = ++html->id_count;
    html_put(html, "<figure>\n<figcaption><span class=\"dim\">dot: the median; thick line: to 95 "
                   "in 100; thin line: to 99, then to the longest; on a scale of decades</span>"
                   "</figcaption>\n");
    html_put_format(html,
                    "<svg class=\"chart\" role=\"img\" aria-labelledby=\"p%u d%u\" width=\"100%%\" "
                    "height=\"%d\">\n<title id=\"p%u\">Latency by class</title><desc id=\"d%u\">"
                    "Median, 95th and 99th of 100, and longest, on a logarithmic scale. The "
                    "numbers are in the table below.</desc>\n",
                    id, id, HEAD + (int)scale->count * ROW + 4, id, id);
    put_decades(html, scale);
    for (size_t i = 0; i < scale->count; i++)
        put_row(html, scale, i);
    html_put(html, "</svg>\n</figure>\n");
}

static void put_table(struct html *html, const struct scale *scale)
{
    static const struct html_column columns[] = {
        {.title = "Requests of", .is_text = true},
        {.title = "Requests"},
        {.title = "p50"},
        {.title = "p90"},
        {.title = "p95"},
        {.title = "p99"},
        {.title = "Longest"},
        {.title = NULL},
    };
    static const struct html_table table = {
        .caption = "Latency by class", .is_wide = true, .columns = columns};
    html_table_begin(html, &table);
    for (size_t i = 0; i < scale->count; i++) {
        const struct httally_latency *latency = &scale->rows[i].latency;
        const uint64_t durations_us[QUANTILES] = {latency->p50_us, latency->p90_us, latency->p95_us,
                                                  latency->p99_us, latency->max_us};
        html_row_begin(html);
        html_row_head(html, scale->rows[i].name);
        html_cell_count(html, latency->requests);
        for (size_t k = 0; k < QUANTILES; k++) {
            char text[LAYOUT_NUMBER_SIZE];
            layout_format_duration(durations_us[k], text);
            html_cell_number(html, text);
        }
        html_row_end(html);
    }
    html_table_end(html, &table);
}

void html_put_latency(struct html *html)
{
    struct scale scale = {.low = 19, .high = 0};
    list_rows(html->model->tally, &scale);
    if (scale.count == 0)
        return;
    /* At least one decade. */
    if (scale.high <= scale.low)
        scale.high = scale.low + 1;
    html_section_begin(html, "latency", "Latency", "how long requests took");
    put_picture(html, &scale);
    put_table(html, &scale);
    html_section_end(html);
}
