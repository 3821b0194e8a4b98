/* SPDX-License-Identifier: MIT */
/*
 * check.h - the parts of the command `check`, a monitoring plugin by the Monitoring Plugins'
 * guidelines: what is asked, how it is judged, and how that is said.
 */
#ifndef CHECK_H
#define CHECK_H

#include "fail_if.h"

/* Exit codes of monitoring plugins. */
enum check_state {
    CHECK_OK = 0,
    CHECK_WARNING = 1,
    CHECK_CRITICAL = 2,
    CHECK_UNKNOWN = 3,
};

/* What was asked for, and what it is held against. */
struct check {
    struct fail_if_list warnings;
    struct fail_if_list criticals;
    struct fail_if_facts facts;
    /* Of fewer requests, shares and durations are not judged. */
    uint64_t min_requests;
    const char *last_text;
    /* What could not be read, escaped; "" when all is well. */
    char trouble[512];
};

/* Judge, and say it on standard output: one line with performance data, then the details. */
enum check_state check_say(const struct check *check);

/* "'5xx'=5.2%;1;5;0;100 ..." of everything that was asked for, and the number of requests. */
void check_print_perfdata(const struct check *check);

/* Text of any origin, fit for the output of a plugin: on one line, without '|'. */
void check_escape(const char *text, char *escaped_out, size_t capacity);

#endif
