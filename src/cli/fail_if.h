/* SPDX-License-Identifier: MIT */
/*
 * fail_if.h - conditions on what logs say: --fail-if, and --warning and --critical of `check`.
 *
 *     condition  = event | subject comparison
 *     event      = ( "spike" | "page" ) [ comparison ] | "silence"
 *     subject    = codes as --status takes them | an outcome | "requests" | "unparsed" | "silence"
 *                | "p50" | "p90" | "p95" | "p99" | "max"
 *     comparison = ( ">" | ">=" | "<" | "<=" ) value | "=" [ "@" ] range
 *     range      = value | value ":" | ( "~" | value ) ":" value
 *     value      = number [ unit ]
 *     unit       = "%" (of requests; unparsed: of lines)
 *                | "us" | "ms" | "s" | "min" | "h" (durations; silence: "m" and "d" too)
 *
 * Spikes and pages alone are any at all, silence alone is that of no request.  A range is that of
 * the monitoring plugins: the condition holds outside of it, with "@" inside of it, both ends
 * included; it begins at 0 unless it says otherwise, "~" is no end.  --fail-if takes none: there
 * "=" would be read as "equals".  Durations have a unit, counts
 * of events and requests have none.  Numbers are compared exactly.
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
    /* Since the last request. */
    FAIL_IF_SILENCE,
    FAIL_IF_OUTCOME,
    FAIL_IF_STATUS,
};

/* One side of what is fine. */
struct fail_if_bound {
    bool is_set;
    /* The condition holds at the bound itself too. */
    bool is_inclusive;
    /* In millionths of the unit. */
    uint64_t millionths;
    /* Of a duration. */
    uint64_t unit_us;
};

struct fail_if {
    /* As given, borrowed; and what it is about, without the comparison. */
    const char *text;
    struct httally_slice name;
    enum fail_if_subject subject;
    enum httally_outcome outcome;
    bool statuses[HTTALLY_STATUS_COUNT];
    /* It holds above the one and below the other; or, 'is_inside', between them. */
    struct fail_if_bound above;
    struct fail_if_bound below;
    bool is_inside;
    bool is_share;
    /* Of durations. */
    const char *unit;
};

/* What conditions are held against. */
struct fail_if_facts {
    /* Its tally may be NULL. */
    const struct httally_report *report;
    /* How long ago the last request was, or FAIL_IF_NO_REQUEST. */
    int64_t silence_sec;
};

#define FAIL_IF_NO_REQUEST INT64_MAX

enum fail_if_verdict {
    FAIL_IF_CLEAR = 0,
    FAIL_IF_HOLDS,
    /* The logs do not tell: no duration was logged, there is no request to be a share of. */
    FAIL_IF_UNKNOWN,
};

enum { FAIL_IF_TEXT_SIZE = 128 };

/* What a condition looks at: a quotient of two numbers, durations in microseconds. */
struct fail_if_measure {
    uint64_t part;
    uint64_t whole;
    /* Why there is none, or NULL. */
    const char *unknown;
};

/* HTTALLY_ERROR_ARGUMENT names the option and the place where it makes no sense. */
enum httally_result fail_if_parse(const char *option, const char *text,
                                  struct fail_if *condition_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* The facts of a report at the time 'now'. */
struct fail_if_facts fail_if_facts_of(const struct httally_report *report, int64_t now);

struct fail_if_measure fail_if_measure(const struct fail_if *condition,
                                       const struct fail_if_facts *facts);

/* Hold the condition against the facts.  What it rests on is written to 'actual_out': "5.2% (418 of
 * 8044)", or why it is not known. */
enum fail_if_verdict fail_if_judge(const struct fail_if *condition,
                                   const struct fail_if_facts *facts,
                                   char actual_out[FAIL_IF_TEXT_SIZE]);

/* It asks for spikes or pages. */
bool fail_if_is_of_incidents(const struct fail_if *condition);

/* It asks for a duration of requests: a quantile, or the longest. */
bool fail_if_is_of_durations(const struct fail_if *condition);

/* A zeroed struct is empty. */
struct fail_if_list {
    struct fail_if *list;
    size_t count;
};

/* All conditions of an option of the command line; on failure the list is empty. */
enum httally_result fail_if_of_options(const struct options *options, enum option_id option,
                                       struct fail_if_list *list_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Say on standard error which hold, and which cannot be told, unless 'is_quiet'; whether any does
 * hold. */
bool fail_if_list_judge(const struct fail_if_list *list, const struct fail_if_facts *facts,
                        bool is_quiet);

void fail_if_list_finish(struct fail_if_list *list);

#endif
