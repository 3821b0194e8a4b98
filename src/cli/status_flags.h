/* SPDX-License-Identifier: MIT */
/* status_flags.h - a list of status codes as --status takes it, one flag per status. */
#ifndef STATUS_FLAGS_H
#define STATUS_FLAGS_H

#include "httally/status.h"

/* HTTALLY_ERROR_ARGUMENT names the term that makes no sense. */
enum httally_result status_flags_of_terms(const char *terms, bool flags_out[HTTALLY_STATUS_COUNT],
                                          struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
