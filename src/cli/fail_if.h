/* SPDX-License-Identifier: MIT */
/*
 * fail_if.h - conditions on a report that the exit status tells (--fail-if).
 *
 *     condition = event [ comparison ] | subject comparison
 *     event     = "spike" | "page"
 *     subject   = codes as --status takes them | an outcome | "requests" | "unparsed"
 *               | "p50" | "p90" | "p95" | "p99" | "max"
 *     comparison = ( ">" | ">=" | "<" | "<=" ) number [ unit ]
 *     unit      = "%" (of requests; unparsed: of lines) | "us" | "ms" | "s" | "min" | "h"
 * (durations)
 *
 * An event alone is one that occurred at all.  Durations have a unit, counts of events and requests
 * have none.  Numbers are compared exactly.
 */
#ifndef FAIL_IF_H
#define FAIL_IF_H

#include "httally/report.h"
#include "options.h"

enum fail_if_subject {
    FAIL_IF_SPIKES = 0,
    FAIL_IF_PAGES,
    FAIL_IF_REQUESTS,
    FAIL_IF_UNPARSED,
    FAIL_IF_P50,
    FAIL_IF_P90,
    FAIL_IF_P95,
    FAIL_IF_P99,
    FAIL_IF_MAX,
    FAIL_IF_OUTCOME,
    FAIL_IF_STATUS,
};

struct fail_if {
    /* As given, borrowed. */
    const char *text;
    enum fail_if_subject subject;
    enum httally_outcome outcome;
    bool statuses[HTTALLY_STATUS_COUNT];
    /* The bound, in millionths of its unit, and on which side of it the condition holds. */
    uint64_t millionths;
    bool is_above;
    bool has_bound;
    bool is_share;
    /* Of a duration's unit. */
    uint64_t unit_us;
    const char *unit;
};

enum fail_if_verdict {
    FAIL_IF_CLEAR = 0,
    FAIL_IF_HOLDS,
    /* The logs do not tell: no duration was logged, there is no request to be a share of. */
    FAIL_IF_UNKNOWN,
};

enum { FAIL_IF_TEXT_SIZE = 128 };

/* HTTALLY_ERROR_ARGUMENT names the place where it makes no sense. */
enum httally_result fail_if_parse(const char *text, struct fail_if *condition_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* Hold the condition against a report, whose tally may be NULL.  What it rests on is written to
 * 'actual_out': "5.2% (418 of 8044)", or why it is not known. */
enum fail_if_verdict fail_if_judge(const struct fail_if *condition,
                                   const struct httally_report *report,
                                   char actual_out[FAIL_IF_TEXT_SIZE]);

/* It asks for spikes or pages. */
bool fail_if_is_of_incidents(const struct fail_if *condition);

/* A zeroed struct is empty. */
struct fail_if_list {
    struct fail_if *list;
    size_t count;
};

/* All --fail-if of the command line; on failure the list is empty. */
enum httally_result fail_if_of_options(const struct options *options, struct fail_if_list *list_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Say on standard error which hold, and which cannot be told, unless 'is_quiet'; whether any does
 * hold. */
bool fail_if_list_judge(const struct fail_if_list *list, const struct httally_report *report,
                        bool is_quiet);

void fail_if_list_finish(struct fail_if_list *list);

#endif
