/* SPDX-License-Identifier: MIT */
/* ltsv_format.h - logs whose lines are `label:value` fields with tabs between them (ltsv.org). */
#ifndef LTSV_FORMAT_H
#define LTSV_FORMAT_H

#include "format/format.h"

/*
 * 'definition' is "ltsv" in any case, or "ltsv:status=code,..." with labels to be preferred to the
 * usual ones.  Anything else is HTTALLY_ERROR_ARGUMENT.
 */
enum httally_result ltsv_format_create(const char *definition, struct httally_format **format_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
