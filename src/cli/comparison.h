/* SPDX-License-Identifier: MIT */
/* comparison.h - what a report is compared with: --compare and --compare-period. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "command.h"
#include "httally/previous.h"

/*
 * '*previous_out' is NULL when none of the options was given; the caller ends it with
 * httally_previous_destroy().  --compare-period reads the inputs a second time, so that they must
 * be files. 'now' in seconds since 1970.
 */
enum httally_result comparison_of_options(const struct options *options,
                                          const struct vocabulary *vocabulary, int64_t now,
                                          struct httally_previous **previous_out,
                                          struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
