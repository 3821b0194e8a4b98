/* SPDX-License-Identifier: MIT */
/* text_detail.c - of each error code: since when it occurs, and what its requests share. */
#include <stdio.h>

#include "base/escape.h"
#include "report/agent.h"
#include "report/detail.h"
#include "report/text_parts.h"
#include "report/wording.h"

/* Below that many requests nothing is typical. */
enum { FEW_REQUESTS = 5, SHARE_COLUMNS = 5 };

static void put_indent(const struct layout *layout)
{
    buffer_append_repeated(layout->out, " ", 2 + 5 + LAYOUT_COUNT_COLUMNS);
}

/* "92% on /api/v1/checkout (11% of traffic)" */
static void put_common(const struct layout *layout, const struct model_detail *detail, int key)
{
    char share[LAYOUT_NUMBER_SIZE], usual[LAYOUT_NUMBER_SIZE], shortened[AGENT_SHORT_SIZE];
    const char *word = wording_place(key)->word;
    struct httally_slice value = detail->common[key].value;
    size_t used = 2 + 5 + LAYOUT_COUNT_COLUMNS + SHARE_COLUMNS + 2 + strlen(word);
    number_text_percent(detail->common[key].share, share);
    number_text_percent(detail->common[key].usual_share, usual);
    size_t room = layout->width - used - strlen(" ( of traffic)") - strlen(usual);
    if (httally_slice_equals_string(value, "-"))
        value = httally_slice_of_string(wording_place(key)->absent);
    else if (key == LEDGER_AGENT && escape_text_columns(value) > room)
        value = agent_shorten(value, shortened);
    put_indent(layout);
    layout_put_right(layout, share, SHARE_COLUMNS);
    buffer_append_format(layout->out, " %s ", word);
    layout_put_key(layout, value, room);
    layout_colour(layout, COLOUR_DIM);
    buffer_append_format(layout->out, " (%s of traffic)", usual);
    layout_colour(layout, COLOUR_PLAIN);
    buffer_append_char(layout->out, '\n');
}

static void put_window(const struct layout *layout, const struct model_detail *detail)
{
    const struct httally_tally *tally = layout->model->tally;
    char share[LAYOUT_NUMBER_SIZE], start[LAYOUT_NUMBER_SIZE], end[LAYOUT_NUMBER_SIZE];
    int64_t length = detail->window_end - detail->window_start;
    if (!tally->has_times || length <= 0)
        return;
    layout_format_time(detail->window_start, tally->first.utc_offset_sec, false, start);
    layout_format_time(detail->window_end, tally->first.utc_offset_sec, false, end);
    bool is_same_day = memcmp(start, end, 10) == 0;
    bool is_everywhere = length > (tally->last.time - tally->first.time) / 2;
    if (length <= layout->model->tally->series.interval_sec && detail->window_share >= 1) {
        buffer_append_format(layout->out, "  at %s", start);
    } else if (is_everywhere) {
        buffer_append_string(layout->out, "  over the whole period");
    } else {
        number_text_percent(detail->window_share, share);
        layout_put_right(layout, share, SHARE_COLUMNS);
        buffer_append_format(layout->out, " between %s and %s", start,
                             is_same_day ? end + 11 : end);
    }
}

static void put_detail(const struct layout *layout, const struct model_detail *detail)
{
    /* Where first: it is what one acts on. */
    static const int keys[] = {LEDGER_PATH,   LEDGER_HOST,   LEDGER_UPSTREAM,
                               LEDGER_METHOD, LEDGER_CLIENT, LEDGER_AGENT};
    char token[4], count[LAYOUT_NUMBER_SIZE];
    bool has_common = false;
    httally_status_token(detail->status->status, token);
    number_text_count(detail->status->count.requests, count);
    buffer_append_string(layout->out, "  ");
    layout_colour(layout, layout_class_colour(httally_status_class(detail->status->status)));
    layout_put_left(layout, token, 5);
    layout_colour(layout, COLOUR_PLAIN);
    layout_put_right(layout, count, LAYOUT_COUNT_COLUMNS);
    put_window(layout, detail);
    buffer_append_char(layout->out, '\n');
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        if (!detail_is_telling(detail, keys[i]))
            continue;
        put_common(layout, detail, keys[i]);
        has_common = true;
    }
    if (!has_common && !layout->model->tally->options.is_brief &&
        detail->status->count.requests >= FEW_REQUESTS) {
        put_indent(layout);
        buffer_append_string(layout->out, "  no path, client or agent stands out\n");
    }
}

void text_put_details(const struct layout *layout)
{
    const struct model *model = layout->model;
    bool is_sampled = false;
    for (size_t i = 0; i < model->detail_count; i++)
        is_sampled |= model->details[i].is_sampled;
    if (model->detail_count == 0)
        return;
    layout_heading(layout,
                   layout->model->tally->options.is_brief ? "Errors, since when"
                                                          : "Errors, since when and where",
                   is_sampled ? "places estimated from a sample" : NULL);
    for (size_t i = 0; i < model->detail_count; i++)
        put_detail(layout, &model->details[i]);
}
