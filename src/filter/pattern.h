/* SPDX-License-Identifier: MIT */
/*
 * pattern.h - a user's regular expression on hostile bytes.  The only door to PCRE2.
 *
 * Patterns and subjects are bytes, not UTF-8: a log may hold any byte, and a pattern written in
 * UTF-8 still finds the same bytes.  `.` matches every byte and `$` is the very end, since a field
 * of a line has no lines in it.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>

#include "httally/error.h"
#include "httally/slice.h"

/*
 * What one search may cost.  PCRE2's own defaults let one evil line of 25 bytes take 0.1 s and a
 * deep one take gigabytes.  The depth limit binds the interpreter only, the match limit both.
 */
enum {
    PATTERN_MATCH_LIMIT = 100000,
    PATTERN_DEPTH_LIMIT = 20000,
    PATTERN_HEAP_LIMIT_KIB = 4096,
    PATTERN_JIT_STACK_BYTES = 512 * 1024
};

enum pattern_verdict {
    PATTERN_ABSENT = 0,
    PATTERN_FOUND,
    /* PCRE2 gave up at a limit: nobody knows. */
    PATTERN_UNDECIDED
};

/* A compiled expression; immutable. */
struct pattern;

/* What searching needs beside the pattern: limits and working memory.  One per thread. */
struct pattern_scratch;

/*
 * Compile 'text', which need not outlive the call.  A bad expression is HTTALLY_ERROR_ARGUMENT with
 * PCRE2's reason and the offset.  Machine code is made where the system allows it.
 */
enum httally_result pattern_create(struct httally_slice text, struct pattern **pattern_out,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

enum httally_result pattern_copy(const struct pattern *pattern, struct pattern **copy_out,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* Whether searches run as machine code. */
bool pattern_is_jit(const struct pattern *pattern);

void pattern_destroy(struct pattern *pattern);

enum httally_result pattern_scratch_create(struct pattern_scratch **scratch_out,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;

void pattern_scratch_destroy(struct pattern_scratch *scratch);

/* Search anywhere in 'subject'; a slice that does not exist holds nothing, not even "". */
enum pattern_verdict pattern_search(const struct pattern *pattern, struct pattern_scratch *scratch,
                                    struct httally_slice subject);

/*
 * Replace every match in 'subject' by 'replacement', in which $1 and ${name} are groups, into
 * 'text_out' of '*length_inout' bytes, which becomes the length.  PATTERN_UNDECIDED at a limit, or
 * when there is no room.
 */
enum pattern_verdict pattern_replace(const struct pattern *pattern, struct pattern_scratch *scratch,
                                     struct httally_slice subject, const char *replacement,
                                     char *text_out, size_t *length_inout);

/* Has the pattern all groups that the replacement names? */
bool pattern_takes_replacement(const struct pattern *pattern, const char *replacement);

#endif
