/* SPDX-License-Identifier: MIT */
/*
 * json_scan.h - one line that is a JSON object: the values of known keys, in one pass and without a
 * tree.
 *
 * Taken as written are also: invalid UTF-8, control bytes, and what nginx's escape=json makes of
 * variables without quotes around them: nothing at all, `-`, or a list (`502, 200 : 304`), which
 * ends at the `, "` of the next key or at the closing brace.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "format/keyed_values.h"

/* Objects and arrays within each other. */
enum { JSON_DEPTH_MAX = 64 };

/*
 * Give 'values' every value of a key that its tree knows; of an array, the first element stands for
 * it.  False,
 * with the reason, when 'text' is no whole object; a comma behind it is stepped over.
 */
bool json_scan(struct httally_slice text, struct keyed_values *values,
               enum httally_unparsed_reason *reason_out);

/* The place of the quote that ends the string that begins at 'at', behind its first quote, or NULL;
 * 'has_escapes_out' is set when there are backslashes in it. */
const char *json_scan_string(struct httally_slice text, const char *at, bool *has_escapes_out);

#endif
