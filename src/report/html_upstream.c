/* SPDX-License-Identifier: MIT */
/* html_upstream.c - which statuses the servers behind had answered, and which were made here. */
#include <stdio.h>

#include "report/html_parts.h"

static void put_row(const struct html *html, const struct model_status *status)
{
    struct httally_hops hops = httally_tally_hops(html->model->tally, status->status);
    char token[4];
    if (hops.passed + hops.minted == 0)
        return;
    httally_status_token(status->status, token);
    html_row_begin(html);
    html_put(html, "<th scope=\"row\" align=\"left\">");
    html_put_swatch(html, httally_status_class(status->status));
    html_put_format(html, " %s <span class=\"dim\">", token);
    html_put_text(html, status->reading->name);
    html_put(html, "</span></th>");
    html_cell_count(html, hops.minted);
    html_cell_count(html, hops.passed);
    html_row_end(html);
}

static void put_retries(const struct html *html)
{
    struct httally_retries retries = httally_tally_retries(html->model->tally);
    if (retries.requests == 0)
        return;
    html_put(html, "<p>Tried at another upstream: ");
    html_put_count(html, retries.requests);
    html_put(html, retries.requests == 1 ? " request; " : " requests; ");
    html_put_count(html, retries.saved);
    html_put(html, " of them got an answer that way.</p>\n");
}

void html_put_upstream(struct html *html)
{
    static const struct html_column columns[] = {
        {.title = "Code", .is_text = true},
        {.title = "Made here"},
        {.title = "Passed through"},
        {.title = NULL},
    };
    static const struct html_table table = {.caption = "Statuses made here or passed through",
                                            .has_hidden_caption = true,
                                            .is_wide = true,
                                            .columns = columns};
    const struct model *model = html->model;
    struct httally_hops all = model_hops(model, HTTALLY_CLASS_COUNT);
    if (all.passed + all.minted == 0)
        return;
    html_section_begin(html, "upstream", "Made here or passed through",
                       "did the server behind answer with that status?");
    html_table_begin(html, &table);
    for (size_t i = 0; i < model->status_count; i++)
        put_row(html, &model->statuses[i]);
    html_table_end(html, &table);
    put_retries(html);
    html_section_end(html);
}
