/* SPDX-License-Identifier: MIT */
/* json_changes.c - what rose and fell since an earlier report. */
#include "report/json_parts.h"

static void put_change(struct json *json, const struct change *change)
{
    json_open(json, '{');
    json_put_key(json, "subject");
    json_put_text(json, change_subject_name(change->subject));
    json_put_key(json, "value");
    json_put_slice(json, change->name);
    json_put_key(json, "change");
    json_put_text(json, change_kind_name(change->kind));
    json_put_key(json, "before");
    json_put_count(json, change->before);
    json_put_key(json, "before_at_most");
    json_put_literal(json, change->is_before_bound ? "true" : "false");
    json_put_key(json, "now");
    json_put_count(json, change->now);
    json_put_key(json, "expected");
    json_put_share(json, change->expected);
    json_close(json, '}');
}

static void put_time(struct json *json, const char *key, const char *time)
{
    json_put_key(json, key);
    if (time[0])
        json_put_text(json, time);
    else
        json_put_literal(json, "null");
}

void json_put_changes(struct json *json, const struct model *model)
{
    const struct httally_previous *previous = model->report->previous;
    json_put_top_key(json, "comparison");
    if (!previous) {
        json_put_literal(json, "null");
        return;
    }
    json_open(json, '{');
    json_put_key(json, "requests");
    json_put_count(json, previous->requests);
    put_time(json, "first", previous->first);
    put_time(json, "last", previous->last);
    json_put_key(json, "changes");
    json_open(json, '[');
    for (size_t i = 0; i < model->changes.count; i++)
        put_change(json, &model->changes.list[i]);
    json_close(json, ']');
    json_close(json, '}');
}
