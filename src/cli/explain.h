/* SPDX-License-Identifier: MIT */
/* explain.h - the command `explain`: what one code means, whose trouble it is, what to check. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "httally/status.h"

struct explain_query {
    const char *const *codes;
    size_t code_count;
    bool as_json;
    /* Of the text, in columns; 0 is 80. */
    unsigned width;
};

/*
 * Explain codes on 'out'.  Each is a status as logged (`499`, `-`, `0`, `000`, `-1`), with a
 * sub-code (`404.13`), a vendor's number (`1016`) or a class (`5xx`, `other`).  Text is wrapped at
 * 'width' columns (at least 40); as JSON it is one array of objects, those with "chosen" true being
 * the readings under 'profile'.  A code that nobody lists is explained by its class; when one is no
 * code at all, it is HTTALLY_ERROR_ARGUMENT, with nothing written.  Write errors stay in the
 * stream.
 */
enum httally_result explain_print(FILE *out, const struct httally_catalogue *catalogue,
                                  const struct httally_profile *profile,
                                  const struct explain_query *query,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
