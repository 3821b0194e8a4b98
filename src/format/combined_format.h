/* SPDX-License-Identifier: MIT */
/* combined_format.h - the combined family as a format: any of its members on any line. */
#ifndef COMBINED_FORMAT_H
#define COMBINED_FORMAT_H

#include "format/format.h"

/* 'name' is "combined", "common", "vcombined" or "vcommon", which all read the same. */
enum httally_result combined_format_create(const char *name, struct httally_format **format_out,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
