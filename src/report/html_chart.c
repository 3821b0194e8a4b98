/* SPDX-License-Identifier: MIT */
#include "report/html_chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* Pixels above the plot for the names of spikes, and below it for the axis; units of a pixel. */
enum { HEAD = 18, FOOT = 20, UNITS = 10 };

enum { DAY_SEC = 86400 };

static int head_of(const struct html_chart *chart)
{
    return chart->is_small ? 0 : HEAD;
}

double html_chart_round_up(double value)
{
    static const double mantissas[] = {1, 1.5, 2, 3, 4, 5, 6, 8, 10};
    double decade = value > 0 ? pow(10, floor(log10(value))) : 1;
    for (size_t i = 0; i < ARRAY_LENGTH(mantissas); i++) {
        if (mantissas[i] * decade >= value)
            return mantissas[i] * decade;
    }
    return 20 * decade;
}

/* The inner picture, of which a step is one unit wide. */
static void begin_plot(const struct html *html, const struct html_chart *chart)
{
    html_put_format(html,
                    "<svg y=\"%d\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 %zu %d\" "
                    "preserveAspectRatio=\"none\">\n",
                    head_of(chart), chart->height, chart->axis->count, chart->height * UNITS);
}

void html_chart_begin(struct html *html, const struct html_chart *chart)
{
    unsigned id = ++html->id_count;
    int foot = chart->is_small ? 2 : FOOT;
    html_put_format(html,
                    "<svg class=\"chart\" role=\"img\" aria-labelledby=\"p%u d%u\" width=\"100%%\" "
                    "height=\"%d\">\n<title id=\"p%u\">",
                    id, id, head_of(chart) + chart->height + foot, id);
    html_put_text(html, chart->title);
    html_put_format(html, "</title><desc id=\"d%u\">", id);
    html_put_text(html, chart->description);
    html_put(html, "</desc>\n");
}

/* Distance from the top of a value, in units; what is there at all is a pixel high. */
static int place(const struct html_chart *chart, double value)
{
    double units = value / chart->top * chart->height * UNITS;
    if (value > 0 && units < UNITS)
        units = UNITS;
    return chart->height * UNITS - (int)(units + 0.5);
}

/* The outline of the sum of the first 'count' counts. */
static void put_area(const struct html *html, const struct html_chart *chart,
                     const uint64_t *const *counts, size_t count)
{
    int bottom = chart->height * UNITS, last = bottom;
    html_put_format(html, "M0 %d", bottom);
    for (size_t step = 0; step < chart->axis->count; step++) {
        int at = bottom;
        double sum = 0;
        for (size_t i = 0; i < count; i++) {
            sum += (double)counts[i][step];
            /* A thin layer is seen above the ones below it. */
            int above = place(chart, sum);
            at = counts[i][step] == 0 ? at : above <= at - UNITS ? above : at - UNITS;
        }
        if (at != last)
            html_put_format(html, "H%zuV%d", step, at);
        last = at;
    }
    html_put_format(html, "H%zuV%dZ", chart->axis->count, bottom);
}

void html_chart_put_stack(const struct html *html, const struct html_chart *chart,
                          const uint64_t *const *counts, const enum httally_class *classes,
                          size_t count)
{
    begin_plot(html, chart);
    /* From the whole to its lowest part: what lies behind needs no edge of its own. */
    for (size_t i = count; i > 0; i--) {
        enum httally_class class_ = classes[i - 1];
        html_put_format(html, "<path class=\"k%d\" fill=\"%s\" d=\"", (int)class_,
                        html_class_colour(class_));
        put_area(html, chart, counts, i);
        html_put(html, "\"/>\n");
    }
    html_put(html, "</svg>\n");
}

void html_chart_put_line(const struct html *html, const struct html_chart *chart,
                         const double *values)
{
    int bottom = chart->height * UNITS;
    bool is_drawing = false;
    begin_plot(html, chart);
    html_put_format(html,
                    "<path class=\"line\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" "
                    "vector-effect=\"non-scaling-stroke\" d=\"",
                    html_class_colour(HTTALLY_CLASS_5XX));
    for (size_t step = 0; step < chart->axis->count; step++) {
        bool is_there = values[step] >= 0;
        if (is_there && !is_drawing)
            html_put_format(html, "M%zu %d", step, bottom);
        if (is_there)
            html_put_format(html, "V%dH%zu", place(chart, values[step]), step + 1);
        else if (is_drawing)
            html_put_format(html, "V%d", bottom);
        is_drawing = is_there;
    }
    if (is_drawing)
        html_put_format(html, "V%d", bottom);
    html_put(html, "\"/>\n</svg>\n");
}

/* A label near the left edge, on its line. */
static void put_level_text(const struct html *html, const char *class_, double y, const char *text,
                           bool is_right)
{
    html_put_format(html,
                    "<text class=\"%s\" x=\"%s\" y=\"%.1f\" text-anchor=\"%s\" "
                    "font-size=\"11\">",
                    class_, is_right ? "100%" : "0", y - 3, is_right ? "end" : "start");
    html_put_text(html, text);
    html_put(html, "</text>\n");
}

void html_chart_put_level(const struct html *html, const struct html_chart *chart, double value,
                          const char *name)
{
    double y = head_of(chart) + (double)place(chart, value) / UNITS;
    html_put_format(html,
                    "<line class=\"usual\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#333\" "
                    "stroke-dasharray=\"5 4\"/>\n",
                    y, y);
    put_level_text(html, "usual", y, name, true);
}

void html_chart_hints_begin(const struct html *html, const struct html_chart *chart)
{
    begin_plot(html, chart);
    html_put(html, "<g class=\"hints\" fill=\"none\" pointer-events=\"all\">\n");
}

void html_chart_put_hint(const struct html *html, const struct html_chart *chart, size_t step,
                         const char *text)
{
    html_put_format(html, "<rect x=\"%zu\" width=\"1\" height=\"%d\"><title>", step,
                    chart->height * UNITS);
    html_put_text(html, text);
    html_put(html, "</title></rect>\n");
}

void html_chart_hints_end(const struct html *html)
{
    html_put(html, "</g>\n</svg>\n");
}

static void put_scale(const struct html *html, const struct html_chart *chart)
{
    for (int half = 0; half <= 2; half++) {
        double value = chart->top * half / 2;
        double y = head_of(chart) + chart->height - chart->height * half / 2.0;
        char text[LAYOUT_NUMBER_SIZE];
        /* There is no half request. */
        if (!chart->is_rate && value != floor(value))
            continue;
        if (chart->is_rate)
            snprintf(text, sizeof text, "%g%%", value * 100);
        else
            number_text_count((uint64_t)value, text);
        html_put_format(html,
                        "<line class=\"grid\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\" "
                        "stroke=\"#c9cfd6\"/>\n",
                        y, y);
        if (half)
            put_level_text(html, "scale", y, text, false);
    }
}

static double percent_of(const struct time_axis *axis, int64_t time)
{
    double whole = (double)axis->step_sec * (double)axis->count;
    double percent = (double)(time - axis->start) / whole * 100;
    return percent < 0 ? 0 : percent > 100 ? 100 : percent;
}

/* What tells a label from its neighbours: the date where a day begins, else the time. */
static void format_label(const struct time_axis *axis, int64_t time, int64_t distance_sec,
                         char label_out[LAYOUT_NUMBER_SIZE])
{
    enum { YEAR = 4, MONTH_END = 7, DAY_END = 10, TIME = 11 };
    char text[LAYOUT_NUMBER_SIZE];
    layout_format_time(time, axis->utc_offset_sec, false, text);
    bool is_midnight = strcmp(text + TIME, "00:00") == 0;
    if (distance_sec >= 30 * (int64_t)DAY_SEC)
        snprintf(label_out, LAYOUT_NUMBER_SIZE, "%.*s", MONTH_END, text);
    else if (distance_sec >= DAY_SEC || is_midnight)
        snprintf(label_out, LAYOUT_NUMBER_SIZE, "%.*s", DAY_END - YEAR - 1, text + YEAR + 1);
    else
        snprintf(label_out, LAYOUT_NUMBER_SIZE, "%s", text + TIME);
}

static void put_axis(const struct html *html, const struct html_chart *chart)
{
    enum { LABELS = 10 };
    const struct time_axis *axis = chart->axis;
    int64_t distance = time_axis_label_distance(axis, LABELS);
    int64_t local = axis->start + axis->utc_offset_sec;
    int64_t first = number_floor_to(local + distance - 1, distance) - axis->utc_offset_sec;
    int64_t end = axis->start + axis->step_sec * (int64_t)axis->count;
    int y = HEAD + chart->height;
    unsigned number = 0;
    for (int64_t time = first; time < end; time += distance, number++) {
        char label[LAYOUT_NUMBER_SIZE];
        double percent = percent_of(axis, time);
        format_label(axis, time, distance, label);
        html_put_format(html,
                        "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\" "
                        "stroke=\"#c9cfd6\"/>",
                        percent, percent, y, y + 5);
        /* Every second one is left out on a phone. */
        if (percent <= 96)
            html_put_format(html,
                            "<text class=\"axis%s\" x=\"%.2f%%\" y=\"%d\" text-anchor=\"%s\" "
                            "font-size=\"11\">%s</text>\n",
                            number % 2 ? " second" : "", percent, y + FOOT - 4,
                            percent < 3 ? "start" : "middle", label);
    }
}

/* Each spike as a band with its number; where they are close, some numbers are left out. */
static void put_incidents(const struct html *html, const struct html_chart *chart)
{
    enum { CLOSE_PERCENT = 3 };
    const struct httally_incidents *incidents = html->model->report->incidents;
    double last = -CLOSE_PERCENT;
    for (size_t i = 0; incidents && i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        double start = percent_of(chart->axis, incident->start_sec);
        double width = percent_of(chart->axis, incident->end_sec) - start;
        double middle = start + width / 2;
        html_put_format(
            html,
            "<rect class=\"spike\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"%d\" height=\"%d\" "
            "fill=\"#0b5fa5\" fill-opacity=\"0.16\"/>",
            start, width < 0.3 ? 0.3 : width, HEAD - 3, chart->height + 3);
        if (middle - last < CLOSE_PERCENT)
            continue;
        last = middle;
        html_put_format(html,
                        "<text class=\"spike\" x=\"%.2f%%\" y=\"%d\" text-anchor=\"%s\" "
                        "font-size=\"11\">%s%zu</text>\n",
                        middle, HEAD - 6,
                        middle < 4    ? "start"
                        : middle > 96 ? "end"
                                      : "middle",
                        incidents->count <= 4 ? "spike " : "", i + 1);
    }
}

void html_chart_end(const struct html *html, const struct html_chart *chart)
{
    if (!chart->is_small) {
        put_incidents(html, chart);
        put_scale(html, chart);
        put_axis(html, chart);
    }
    html_put(html, "</svg>\n");
}
