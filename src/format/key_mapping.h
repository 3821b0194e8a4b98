/* SPDX-License-Identifier: MIT */
/* key_mapping.h - which key says which field, in the user's words. */
#ifndef KEY_MAPPING_H
#define KEY_MAPPING_H

#include "format/key_tree.h"

/*
 * Add "status=resp.code,time=ts,duration=took:ms": names as field_name() gives them, keys as in
 * struct key_row, and for times that are numbers and for durations the unit: s, ms, us or ns.  A
 * duration must have one.  Anything else is HTTALLY_ERROR_ARGUMENT.
 */
enum httally_result key_mapping_add(struct key_tree *tree, const char *mapping,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
