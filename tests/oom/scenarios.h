/* SPDX-License-Identifier: MIT */
/* scenarios.h - things done with the library, each of which may run out of memory half-way. */
#ifndef SCENARIOS_H
#define SCENARIOS_H

#include "httally/error.h"

struct scenario {
    const char *name;
    /*
     * Do it, and end all that was made.  Returns what the library said; where it said HTTALLY_OK
     * and the outcome is not right, '*wrong_out' says what.
     */
    enum httally_result (*run)(const char **wrong_out, struct httally_error *error);
};

/* Ended by an entry without a name. */
extern const struct scenario scenarios[];

/* Make what the scenarios read, before any allocation fails; 'log_path' is an access log. */
void scenarios_prepare(const char *log_path);

#endif
