/* SPDX-License-Identifier: MIT */
/* rewrite_options.h - what --group and --anonymize make of records. */
#ifndef REWRITE_OPTIONS_H
#define REWRITE_OPTIONS_H

#include "httally/rewrite.h"
#include "options.h"

/* NULL when none of them was given; the caller ends it with httally_rewriter_destroy(). */
enum httally_result rewriter_of_options(const struct options *options,
                                        struct httally_rewriter **rewriter_out,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
