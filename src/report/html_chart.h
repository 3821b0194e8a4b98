/* SPDX-License-Identifier: MIT */
/*
 * html_chart.h - pictures over time, as SVG.
 *
 * Places along the time are percentages, so that a picture is as wide as the page and its letters
 * keep their size; what is drawn in steps lies in an inner picture that is stretched.
 */
#ifndef HTML_CHART_H
#define HTML_CHART_H

#include "report/html_writer.h"
#include "report/time_axis.h"

struct html_chart {
    const struct time_axis *axis;
    /* For those who cannot see it. */
    const char *title;
    const char *description;
    /* Pixels between the top and the axis, and what they stand for. */
    int height;
    double top;
    bool is_rate;
    /* A picture among many: no scale, no axis, no spikes. */
    bool is_small;
};

/* The least round number that is not below 'value'. */
double html_chart_round_up(double value);

void html_chart_begin(struct html *html, const struct html_chart *chart);

/* Areas on top of each other, the first at the bottom: counts[i] is of classes[i]. */
void html_chart_put_stack(const struct html *html, const struct html_chart *chart,
                          const uint64_t *const *counts, const enum httally_class *classes,
                          size_t count);

/* A line; values below 0 are gaps. */
void html_chart_put_line(const struct html *html, const struct html_chart *chart,
                         const double *values);

/* A dashed line at 'value', with its name. */
void html_chart_put_level(const struct html *html, const struct html_chart *chart, double value,
                          const char *name);

/* What is shown when one points at a step. */
void html_chart_put_hint(const struct html *html, const struct html_chart *chart, size_t step,
                         const char *text);
/* Hints stand between these. */
void html_chart_hints_begin(const struct html *html, const struct html_chart *chart);
void html_chart_hints_end(const struct html *html);

/* Scale, spikes and axis. */
void html_chart_end(const struct html *html, const struct html_chart *chart);

#endif
