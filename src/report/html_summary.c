/* SPDX-License-Identifier: MIT */
/* html_summary.c - the first screen: what happened, in sentences, and the key numbers. */
#include <stdio.h>
#include <string.h>

#include "report/detail.h"
#include "report/html_incident.h"
#include "report/html_parts.h"
#include "report/wording.h"

/* The commonest status with 5xx, or NULL. */
static const struct model_detail *find_worst(const struct model *model)
{
    const struct model_detail *first = model->detail_count ? &model->details[0] : NULL;
    bool is_server = first && httally_status_class(first->status->status) == HTTALLY_CLASS_5XX;
    return is_server ? first : NULL;
}

/* "; 92% of them on /api/v1/checkout (11% of traffic)" */
static void put_place(const struct html *html, const struct model_detail *detail)
{
    static const int keys[] = {LEDGER_PATH, LEDGER_UPSTREAM, LEDGER_HOST, LEDGER_CLIENT,
                               LEDGER_AGENT};
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        char share[LAYOUT_NUMBER_SIZE], usual[LAYOUT_NUMBER_SIZE];
        if (!detail_is_telling(detail, keys[i]))
            continue;
        number_text_percent(detail->common[keys[i]].share, share);
        number_text_percent(detail->common[keys[i]].usual_share, usual);
        html_put(html, "; ");
        html_put_text(html, share);
        html_put_format(html, " %s ", wording_place(keys[i])->word);
        html_put_value(html, detail->common[keys[i]].value);
        html_put(html, ", which has ");
        html_put_text(html, usual);
        html_put(html, " of the traffic");
        return;
    }
}

/* "Most are 502 Bad Gateway (388): 94% between 14:03 and 14:27; 92% on /api ..." */
static void put_worst(const struct html *html, const struct model_detail *worst)
{
    const struct httally_tally *tally = html->model->tally;
    char token[4], share[LAYOUT_NUMBER_SIZE];
    int64_t length = worst->window_end - worst->window_start;
    bool is_short =
        tally->has_times && length > 0 && length <= (tally->last.time - tally->first.time) / 2;
    httally_status_token(worst->status->status, token);
    html_put_format(html, " The commonest is <b>%s ", token);
    html_put_text(html, worst->status->reading->name);
    html_put(html, "</b> (");
    html_put_count(html, worst->status->count.requests);
    html_put(html, ")");
    if (is_short) {
        number_text_percent(worst->window_share, share);
        html_put(html, ": ");
        html_put_text(html, share);
        html_put(html, " of them between ");
        html_put_span(html, worst->window_start, "and", worst->window_end);
    }
    put_place(html, worst);
    html_put(html, ".");
}

/* "5.12% of 8,044 requests failed on the server's side (412 with 5xx)." */
static void put_errors(const struct html *html)
{
    const struct model *model = html->model;
    uint64_t errors = model->class_requests[HTTALLY_CLASS_5XX];
    /* Spikes have told more than that. */
    bool has_spikes = model->report->incidents && model->report->incidents->count;
    const struct model_detail *worst = has_spikes ? NULL : find_worst(model);
    html_put(html, "<p class=\"lead\">");
    if (model->total.requests == 0) {
        html_put(html, "<b>No request was found.</b>");
    } else if (errors == 0) {
        html_put(html, "<b>No server error</b> (5xx) in ");
        html_put_count(html, model->total.requests);
        html_put(html, model->total.requests == 1 ? " request." : " requests.");
    } else {
        html_put(html, "<b>");
        html_put_share(html, model_share(errors, model->total.requests));
        html_put(html, "</b> of ");
        html_put_count(html, model->total.requests);
        html_put(html, model->total.requests == 1 ? " request" : " requests");
        html_put(html, " got a server error: ");
        html_put_count(html, errors);
        html_put(html, " with 5xx.");
    }
    if (worst)
        put_worst(html, worst);
    html_put(html, "</p>\n");
}

struct problems {
    const struct html *html;
    bool is_open;
};

static void begin_problem(struct problems *problems)
{
    html_put(problems->html, problems->is_open ? "<li>" : "<ul class=\"problems\">\n<li>");
    problems->is_open = true;
}

static void put_problem(struct problems *problems, uint64_t count, const char *one,
                        const char *many)
{
    if (count == 0)
        return;
    begin_problem(problems);
    html_put_count(problems->html, count);
    html_put_format(problems->html, " %s</li>\n", count == 1 ? one : many);
}

/* What to know before one believes the numbers. */
static void put_problems(const struct html *html)
{
    const struct model *model = html->model;
    struct problems problems = {.html = html};
    for (size_t i = 0; i < model->report->input_count; i++) {
        const struct httally_input *input = &model->report->inputs[i];
        if (!input->error)
            continue;
        begin_problem(&problems);
        html_put_value(html, wording_input_name(input));
        html_put(html, ": ");
        html_put_text(html, input->error);
        html_put(html, "</li>\n");
    }
    put_problem(&problems, model->lines.unparsed, "line could not be read as a request",
                "lines could not be read as requests");
    put_problem(&problems, model->lines.too_long, "line was too long", "lines were too long");
    put_problem(&problems, model->tally->implausible_times,
                "request is dated before 1995 or in the future: not in the period",
                "requests are dated before 1995 or in the future: not in the period");
    put_problem(&problems, model->tally->series.outside,
                "request is not shown over time: it did not fit --memory",
                "requests are not shown over time: they did not fit --memory");
    put_problem(&problems, model->report->pattern_limit_hits,
                "match of a pattern gave up at a limit: counted as no match",
                "matches of patterns gave up at a limit: counted as no match");
    if (problems.is_open)
        html_put(html, "</ul>\n");
}

static void begin_figure(const struct html *html, const char *name)
{
    html_put_format(html, "<div><dt>%s</dt><dd>", name);
}

static void put_share_figure(const struct html *html, const char *name, uint64_t count,
                             enum httally_class class_)
{
    begin_figure(html, name);
    html_put_share(html, model_share(count, html->model->total.requests));
    html_put(html, " <small>");
    html_put_swatch(html, class_);
    html_put(html, " ");
    html_put_count(html, count);
    html_put(html, "</small></dd></div>\n");
}

static void put_clients_figure(const struct html *html)
{
    const struct model *model = html->model;
    if (model->tally->options.is_brief)
        return;
    begin_figure(html, "Clients");
    html_put(html, model->has_exact_clients ? "" : "about ");
    html_put_count(html, model->unique_clients);
    html_put(html, "</dd></div>\n");
}

static void put_latency_figure(const struct html *html)
{
    struct httally_latency latency;
    char median[LAYOUT_NUMBER_SIZE], high[LAYOUT_NUMBER_SIZE];
    if (!httally_tally_latency(html->model->tally, &latency))
        return;
    layout_format_duration(latency.p50_us, median);
    layout_format_duration(latency.p99_us, high);
    begin_figure(html, "Latency, median");
    html_put_text(html, median);
    html_put(html, " <small>p99 ");
    html_put_text(html, high);
    html_put(html, "</small></dd></div>\n");
}

static void put_figures(const struct html *html)
{
    const struct model *model = html->model;
    char bytes[LAYOUT_NUMBER_SIZE];
    if (model->total.requests == 0)
        return;
    html_put(html, "<dl class=\"figures\">\n");
    put_share_figure(html, "Server errors, 5xx", model->class_requests[HTTALLY_CLASS_5XX],
                     HTTALLY_CLASS_5XX);
    put_share_figure(html, "Client errors, 4xx", model->class_requests[HTTALLY_CLASS_4XX],
                     HTTALLY_CLASS_4XX);
    begin_figure(html, "Requests");
    html_put_count(html, model->total.requests);
    html_put(html, "</dd></div>\n");
    put_clients_figure(html);
    put_latency_figure(html);
    if (!model->report->has_counts_only) {
        begin_figure(html, "Sent");
        layout_format_bytes(model->total.bytes, bytes);
        html_put(html, bytes);
        html_put(html, "</dd></div>\n");
    }
    html_put(html, "</dl>\n");
}

static void put_note(const struct html *html)
{
    const char *note = html->model->report->note;
    if (!note)
        return;
    html_put(html, "<p>Note: ");
    html_put_text(html, note);
    html_put(html, ".</p>\n");
}

void html_put_summary(struct html *html)
{
    html_section_begin(html, "summary", "What happened", NULL);
    html_put_headlines(html);
    put_errors(html);
    put_problems(html);
    put_figures(html);
    put_note(html);
    html_section_end(html);
}
