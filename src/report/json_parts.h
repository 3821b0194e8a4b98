/* SPDX-License-Identifier: MIT */
/* json_parts.h - the parts of the JSON report that have files of their own. */
#ifndef JSON_PARTS_H
#define JSON_PARTS_H

#include "report/json_writer.h"
#include "report/model.h"

/* The members "code" and "token". */
void json_put_status(struct json *json, httally_status status);

/* "latency", how long requests took; null where that was not logged. */
void json_put_latency(struct json *json, const struct model *model);

/* "upstream", what servers behind had answered; null where that was not logged. */
void json_put_upstream(struct json *json, const struct model *model);

/* "comparison" with an earlier report; null where there is none. */
void json_put_changes(struct json *json, const struct model *model);

#endif
