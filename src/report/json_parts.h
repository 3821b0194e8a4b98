/* SPDX-License-Identifier: MIT */
/* json_parts.h - the parts of the JSON report that have files of their own. */
#ifndef JSON_PARTS_H
#define JSON_PARTS_H

#include "report/json_writer.h"
#include "report/model.h"

/* The members "code" and "token". */
void json_put_status(struct json *json, httally_status status);

/* What the file is, and who wrote it. */
void json_put_schema(struct json *json, const char *schema);

void json_put_inputs(struct json *json, const struct httally_report *report);

/* "first" and "last"; null without a tally or times. */
void json_put_period(struct json *json, const struct httally_tally *tally);

/* "incidents", "incidents_not_searched" and "habits". */
void json_put_incidents(struct json *json, const struct httally_incidents *incidents);
/* What is missing of the report. */
void json_put_note(struct json *json, const struct httally_report *report);

/* "latency", how long requests took; null where that was not logged. */
void json_put_latency(struct json *json, const struct model *model);

/* "upstream", what servers behind had answered; null where that was not logged. */
void json_put_upstream(struct json *json, const struct model *model);

/* "comparison" with an earlier report; null where there is none. */
void json_put_changes(struct json *json, const struct model *model);

#endif
