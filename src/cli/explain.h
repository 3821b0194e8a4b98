/* SPDX-License-Identifier: MIT */
/* explain.h - the command `explain`: what one code means, whose trouble it is, what to check. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "httally/status.h"

/*
 * Explain 'code_text' on 'out': a status as logged (`499`, `-`, `0`, `000`, `-1`), with a sub-code
 * (`404.13`), a vendor's number (`1016`) or a class (`5xx`, `other`).  Text is wrapped at 'width'
 * columns (0 is 80, at least 40); as JSON it is an array of objects, the one with "chosen" true
 * being the reading under 'profile'.  A code that nobody lists is explained by its class; what is
 * no code at all is HTTALLY_ERROR_ARGUMENT, with nothing written.  Write errors stay in the stream.
 */
enum httally_result explain_print(FILE *out, const struct httally_catalogue *catalogue,
                                  const struct httally_profile *profile, const char *code_text,
                                  bool as_json, unsigned width,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
