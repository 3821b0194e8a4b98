/* SPDX-License-Identifier: MIT */
/* filter_options.h - the filter that the options describe. */
#ifndef FILTER_OPTIONS_H
#define FILTER_OPTIONS_H

#include "httally/filter.h"
#include "options.h"

/* The caller owns '*filter_out'.  'now' in seconds since 1970. */
enum httally_result filter_of_options(const struct options *options,
                                      const struct httally_profile *profile, int64_t now,
                                      struct httally_filter **filter_out,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
