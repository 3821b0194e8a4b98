/* SPDX-License-Identifier: MIT */
/*
 * html.c - the report as one HTML file: no script, nothing fetched, no link to anywhere.
 *
 * The policy in the head allows this file's own style sheet, by its hash, and nothing else.  What
 * understands no styles still gets headings, sentences and tables.
 */
#include "config.h"
#include "report/html_parts.h"
#include "report/html_style.h"
#include "report/renderer.h"
#include "report/wording.h"

static void put_name(const struct html *html)
{
    const struct httally_report *report = html->model->report;
    if (report->input_count == 1)
        html_put_slice(html, wording_input_name(&report->inputs[0]));
    else
        html_put_format(html, "%zu files", report->input_count);
}

static void put_head(const struct html *html)
{
    html_put(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src '");
    html_put(html, html_style_hash);
    html_put(html, "'; base-uri 'none'; form-action 'none'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n"
                   "<meta name=\"referrer\" content=\"no-referrer\">\n"
                   "<meta name=\"format-detection\" content=\"telephone=no\">\n"
                   "<meta name=\"robots\" content=\"noindex\">\n"
                   "<meta name=\"generator\" content=\"httally " HTTALLY_VERSION "\">\n<title>");
    put_name(html);
    html_put(html, " - httally</title>\n<style>");
    buffer_append(html->out, html_style, html_style_length);
    html_put(html, "</style>\n</head>\n<body>\n");
}

static void put_period(const struct html *html)
{
    const struct httally_tally *tally = html->model->tally;
    char text[LAYOUT_NUMBER_SIZE];
    int32_t offset = tally->first.utc_offset_sec;
    int32_t minutes = (offset < 0 ? -offset : offset) / 60;
    if (!tally->has_times) {
        html_put(html,
                 html->model->total.requests ? "No request with a believable time" : "No request");
        return;
    }
    html_put_time(html, tally->first.time);
    html_put(html, " to ");
    html_put_time(html, tally->last.time);
    layout_format_span(tally->last.time - tally->first.time, text);
    html_put_format(html, " %c%02d:%02d (%s)", offset < 0 ? '-' : '+', (int)minutes / 60,
                    (int)minutes % 60, text);
}

static void put_banner(const struct html *html)
{
    html_put(html, "<header>\n<p class=\"brand\">Access log report</p>\n<h1><bdi>");
    put_name(html);
    html_put(html, "</bdi></h1>\n<p class=\"period\">");
    put_period(html);
    html_put(html, "</p>\n</header>\n");
}

struct link {
    const char *id;
    const char *title;
    bool is_there;
};

static void put_navigation(const struct html *html)
{
    const struct model *model = html->model;
    bool has_requests = model->total.requests > 0, has_keys = !model->tally->options.is_brief;
    bool has_errors =
        model->class_requests[HTTALLY_CLASS_4XX] || model->class_requests[HTTALLY_CLASS_5XX];
    struct httally_latency latency;
    const struct link links[] = {
        {"time", "Over time", html_has_over_time(model)},
        {"spikes", "Spikes", html_has_incidents(model)},
        {"changes", "Compared", has_requests && model->report->previous},
        {"codes", "Error codes", model->detail_count > 0},
        {"statuses", "Statuses", has_requests},
        {"latency", "Latency", httally_tally_latency(model->tally, &latency)},
        {"behind", "Behind the errors", has_errors && has_keys},
        {"tops", "Most frequent", has_requests && has_keys},
        {"inputs", "Inputs and lines", true},
    };
    html_put(html, "<nav aria-label=\"Sections\"><ul>\n");
    for (size_t i = 0; i < ARRAY_LENGTH(links); i++) {
        if (links[i].is_there)
            html_put_format(html, "<li><a href=\"#%s\">%s</a></li>\n", links[i].id, links[i].title);
    }
    html_put(html, "</ul></nav>\n");
}

static void render_html(const struct model *model, struct buffer *out)
{
    struct html html = {.model = model, .out = out};
    put_head(&html);
    put_banner(&html);
    html_put(&html, "<main>\n");
    html_put_summary(&html);
    put_navigation(&html);
    if (model->total.requests) {
        html_put_over_time(&html);
        html_put_incidents(&html);
        html_put_changes(&html);
        html_put_codes(&html);
        html_put_statuses(&html);
        html_put_latency(&html);
        html_put_upstream(&html);
        if (!model->tally->options.is_brief) {
            html_put_errors_behind(&html);
            html_put_tops(&html);
        }
    }
    html_put_inputs(&html);
    html_put(&html, "</main>\n<footer><p>Written by httally " HTTALLY_VERSION
                    ". Times are as in the log. Nothing in this file runs or is fetched.</p>"
                    "</footer>\n</body>\n</html>\n");
}

const struct renderer html_renderer = {.name = "html", .extension = ".html", .render = render_html};
