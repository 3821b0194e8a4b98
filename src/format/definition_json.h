/* SPDX-License-Identifier: MIT */
/*
 * definition_json.h - a log_format of nginx that writes JSON, as a mapping of keys.
 *
 * Lines of {"time":"$time_iso8601","status":$status} are read as JSON and not by the texts between
 * the variables: whatever ships logs writes spaces and keys in an order of its own.
 */
#ifndef DEFINITION_JSON_H
#define DEFINITION_JSON_H

#include "base/buffer.h"

/* Does it begin and end as an object with a key does? */
bool definition_is_json(struct httally_slice definition);

/*
 * Append "json:status=code,time=at", ended by a NUL, to 'mapping': what json_format_create() takes.
 * Keys whose value is no variable, or one that is no field, are left out.
 * HTTALLY_ERROR_ARGUMENT when no key holds $status.
 */
enum httally_result definition_json_mapping(struct httally_slice definition, struct buffer *mapping,
                                            struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
