/* SPDX-License-Identifier: MIT */
/* html_time.c - requests, errors and their rate over time: three pictures and one table. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "report/html_chart.h"
#include "report/html_parts.h"

/* From the bottom of a stack to its top: errors stand on the ground, where their shape is seen. */
static const enum httally_class stack[HTTALLY_CLASS_COUNT] = {
    HTTALLY_CLASS_5XX, HTTALLY_CLASS_4XX, HTTALLY_CLASS_OTHER,
    HTTALLY_CLASS_3XX, HTTALLY_CLASS_2XX, HTTALLY_CLASS_1XX,
};

/* Fewer requests than that make no rate. */
enum { FEW_REQUESTS = 10, LABEL_SIZE = 160 };

/* Some of the classes, in the order of the stack. */
struct layers {
    enum httally_class classes[HTTALLY_CLASS_COUNT];
    const uint64_t *counts[HTTALLY_CLASS_COUNT];
    size_t count;
};

bool html_has_over_time(const struct model *model)
{
    struct time_axis axis;
    time_axis_init(&axis, model, TIME_AXIS_STEPS_MOST);
    return axis.count > 1;
}

static bool is_error(enum httally_class class_)
{
    return class_ == HTTALLY_CLASS_5XX || class_ == HTTALLY_CLASS_4XX;
}

static struct layers choose_layers(const struct model *model, const struct time_axis *axis,
                                   bool is_errors_only)
{
    struct layers layers = {.count = 0};
    for (size_t i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        enum httally_class class_ = stack[i];
        if (model->class_requests[class_] == 0 || (is_errors_only && !is_error(class_)))
            continue;
        layers.classes[layers.count] = class_;
        layers.counts[layers.count++] = axis->classes[class_];
    }
    return layers;
}

static double largest_sum(const struct layers *layers, const struct time_axis *axis,
                          size_t *step_out)
{
    double largest = 0;
    *step_out = 0;
    for (size_t step = 0; step < axis->count; step++) {
        double sum = 0;
        for (size_t i = 0; i < layers->count; i++)
            sum += (double)layers->counts[i][step];
        if (sum > largest) {
            largest = sum;
            *step_out = step;
        }
    }
    return largest;
}

static int64_t time_of(const struct time_axis *axis, size_t step)
{
    return axis->start + axis->step_sec * (int64_t)step;
}

static void format_step_time(const struct time_axis *axis, size_t step,
                             char text_out[LAYOUT_NUMBER_SIZE])
{
    layout_format_time(time_of(axis, step), axis->utc_offset_sec, false, text_out);
}

static void put_legend(const struct html *html, const struct layers *layers)
{
    html_put(html, "<ul class=\"legend\">");
    for (size_t i = layers->count; i > 0; i--) {
        html_put(html, "<li>");
        html_put_swatch(html, layers->classes[i - 1]);
        html_put_format(html, " %s</li>", httally_class_name(layers->classes[i - 1]));
    }
    html_put(html, "</ul>");
}

static void begin_figure(const struct html *html, const char *title, const char *note,
                         const struct layers *layers)
{
    html_put_format(html, "<figure>\n<figcaption><b>%s</b> <span class=\"dim\">", title);
    html_put_text(html, note);
    html_put(html, "</span>");
    if (layers && layers->count > 1)
        put_legend(html, layers);
    html_put(html, "</figcaption>\n");
}

static void put_stack_hints(const struct html *html, const struct html_chart *chart,
                            const struct layers *layers)
{
    html_chart_hints_begin(html, chart);
    for (size_t step = 0; step < chart->axis->count; step++) {
        char text[LABEL_SIZE], time[LAYOUT_NUMBER_SIZE], count[LAYOUT_NUMBER_SIZE];
        format_step_time(chart->axis, step, time);
        int length = snprintf(text, sizeof text, "%s", time);
        for (size_t i = 0; i < layers->count; i++) {
            if (layers->counts[i][step] == 0)
                continue;
            number_text_count(layers->counts[i][step], count);
            length += snprintf(text + length, sizeof text - (size_t)length, "\n%s %s",
                               httally_class_name(layers->classes[i]), count);
        }
        if (chart->axis->requests[step])
            html_chart_put_hint(html, chart, step, text);
    }
    html_chart_hints_end(html);
}

static void put_stack(struct html *html, const struct time_axis *axis, bool is_errors_only)
{
    struct layers layers = choose_layers(html->model, axis, is_errors_only);
    size_t peak_step;
    double largest = largest_sum(&layers, axis, &peak_step);
    char step[LAYOUT_NUMBER_SIZE], peak[LAYOUT_NUMBER_SIZE], time[LAYOUT_NUMBER_SIZE];
    char note[LABEL_SIZE], description[2 * LABEL_SIZE];
    if (layers.count == 0)
        return;
    time_axis_format_step(axis->step_sec, step);
    number_text_count((uint64_t)largest, peak);
    format_step_time(axis, peak_step, time);
    snprintf(note, sizeof note, "per %s; most %s at %s", step, peak, time);
    snprintf(description, sizeof description,
             "Stacked areas, %s. All numbers are in the table behind the pictures.", note);
    begin_figure(html, is_errors_only ? "Errors" : "Requests", note, &layers);
    const struct html_chart chart = {
        .axis = axis,
        .title = is_errors_only ? "Errors over time by class" : "Requests over time by class",
        .description = description,
        .height = 120,
        .top = html_chart_round_up(largest < 2 ? 2 : largest),
    };
    html_chart_begin(html, &chart);
    html_chart_put_stack(html, &chart, layers.counts, layers.classes, layers.count);
    put_stack_hints(html, &chart, &layers);
    html_chart_end(html, &chart);
    html_put(html, "</figure>\n");
}

static bool is_in_incident(const struct httally_incidents *incidents, int64_t start, int64_t end)
{
    for (size_t i = 0; incidents && i < incidents->count; i++) {
        if (incidents->list[i].start_sec < end && start < incidents->list[i].end_sec)
            return true;
    }
    return false;
}

/* The share of 5xx where there is no spike. */
static double usual_rate(const struct model *model, const struct time_axis *axis)
{
    uint64_t requests = 0, errors = 0;
    for (size_t step = 0; step < axis->count; step++) {
        int64_t start = time_of(axis, step);
        if (is_in_incident(model->report->incidents, start, start + axis->step_sec))
            continue;
        requests = number_add_saturating(requests, axis->requests[step]);
        errors = number_add_saturating(errors, axis->classes[HTTALLY_CLASS_5XX][step]);
    }
    return model_share(errors, requests);
}

static double rate_at(const struct time_axis *axis, size_t step)
{
    return model_share(axis->classes[HTTALLY_CLASS_5XX][step], axis->requests[step]);
}

static void put_rate_chart(struct html *html, const struct html_chart *chart, const double *rates,
                           double usual, const char *usual_name)
{
    html_chart_begin(html, chart);
    html_chart_put_line(html, chart, rates);
    html_chart_put_level(html, chart, usual, usual_name);
    html_chart_hints_begin(html, chart);
    for (size_t step = 0; step < chart->axis->count; step++) {
        char text[LABEL_SIZE], time[LAYOUT_NUMBER_SIZE], share[LAYOUT_NUMBER_SIZE];
        if (rates[step] < 0)
            continue;
        format_step_time(chart->axis, step, time);
        layout_format_share(rates[step], share);
        snprintf(text, sizeof text, "%s\n%s", time, share);
        html_chart_put_hint(html, chart, step, text);
    }
    html_chart_hints_end(html);
    html_chart_end(html, chart);
}

/* The share of 5xx against what it is where there is no spike. */
static void put_rate(struct html *html, const struct time_axis *axis)
{
    const struct httally_incidents *incidents = html->model->report->incidents;
    double rates[TIME_AXIS_STEPS_MOST], largest = 0;
    for (size_t step = 0; step < axis->count; step++) {
        rates[step] = axis->requests[step] < FEW_REQUESTS ? -1 : rate_at(axis, step);
        largest = rates[step] > largest ? rates[step] : largest;
    }
    if (largest <= 0)
        return;
    double usual = usual_rate(html->model, axis);
    bool has_spikes = incidents && incidents->count > 0;
    char share[LAYOUT_NUMBER_SIZE], peak[LAYOUT_NUMBER_SIZE], name[LABEL_SIZE];
    char note[2 * LABEL_SIZE], description[3 * LABEL_SIZE];
    layout_format_share(usual, share);
    layout_format_share(largest, peak);
    snprintf(name, sizeof name, "%s %s", has_spikes ? "usual" : "on average", share);
    snprintf(note, sizeof note, "share of 5xx; %s%s, highest %s", name,
             has_spikes ? " (outside spikes)" : "", peak);
    snprintf(description, sizeof description,
             "A line, %s. All numbers are in the table behind the pictures.", note);
    begin_figure(html, "Server error rate", note, NULL);
    double top = html_chart_round_up(largest > usual ? largest : usual);
    const struct html_chart chart = {.axis = axis,
                                     .title = "Share of 5xx over time",
                                     .description = description,
                                     .height = 90,
                                     .top = top > 1 ? 1 : top,
                                     .is_rate = true};
    put_rate_chart(html, &chart, rates, usual, name);
    html_put(html, "</figure>\n");
}

static void put_table(struct html *html, const struct time_axis *axis)
{
    struct html_column columns[HTTALLY_CLASS_COUNT + 4] = {{.title = "From", .is_text = true},
                                                           {.title = "Requests"}};
    size_t count = 2;
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        if (html->model->class_requests[i])
            columns[count++].title = httally_class_name((enum httally_class)i);
    }
    columns[count].title = "5xx rate";
    const struct html_table table = {
        .caption = "Requests over time by class", .is_wide = true, .columns = columns};
    html_table_begin(html, &table);
    for (size_t step = 0; step < axis->count; step++) {
        char time[LAYOUT_NUMBER_SIZE];
        if (axis->requests[step] == 0)
            continue;
        format_step_time(axis, step, time);
        html_row_begin(html);
        html_row_head(html, time);
        html_cell_count(html, axis->requests[step]);
        for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
            if (html->model->class_requests[i])
                html_cell_count(html, axis->classes[i][step]);
        }
        html_cell_share(html, rate_at(axis, step));
        html_row_end(html);
    }
    html_table_end(html, &table);
}

void html_put_over_time(struct html *html)
{
    struct time_axis axis;
    char length[LAYOUT_NUMBER_SIZE];
    time_axis_init(&axis, html->model, TIME_AXIS_STEPS_MOST);
    if (axis.count < 2)
        return;
    html_section_begin(html, "time", "Over time", NULL);
    put_stack(html, &axis, false);
    put_stack(html, &axis, true);
    put_rate(html, &axis);
    time_axis_format_step(axis.step_sec, length);
    html_fold_begin(html, false, true);
    html_put_format(html, "The numbers, per %s", length);
    html_fold_body(html);
    put_table(html, &axis);
    html_fold_end(html);
    html_put_week(html);
    html_section_end(html);
}
