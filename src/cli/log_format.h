/* SPDX-License-Identifier: MIT */
/* log_format.h - the format that --format or --format-from ask for. */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "httally/format.h"
#include "options.h"

/* '*format_out' is NULL when the lines are to tell it: without an option, or with --format auto. */
enum httally_result log_format_of_options(const struct options *options,
                                          struct httally_format **format_out,
                                          struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
