/* SPDX-License-Identifier: MIT */
/* json_format.h - logs whose lines are JSON objects. */
#ifndef JSON_FORMAT_H
#define JSON_FORMAT_H

#include "format/format.h"

/*
 * 'definition' is the name of a flavour (key_rows.h) in any case: "caddy", "json"; or
 * "json:status=resp.code,..." with keys to be preferred to those that "json" knows.  Anything else
 * is HTTALLY_ERROR_ARGUMENT.
 */
enum httally_result json_format_create(const char *definition, struct httally_format **format_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Names of the flavours, the more particular first, which is the order to try them in; NULL when
 * there are no more. */
const char *json_format_name(size_t index);

#endif
