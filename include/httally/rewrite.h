/* SPDX-License-Identifier: MIT */
/*
 * rewrite.h - records made coarser before they are counted: paths grouped into routes, clients
 * masked to networks.
 *
 * @example
 *     static const char *const groups[] = {"/users/\\d+=/users/:id"};
 *     struct httally_rewrite_options options = {.groups = groups, .group_count = 1};
 *     httally_rewriter_create(&options, &rewriter, &error);
 *     analysis_options.rewriter = rewriter;
 */
#ifndef HTTALLY_REWRITE_H
#define HTTALLY_REWRITE_H

#include "httally/record.h"

HTTALLY_BEGIN_DECLS

struct httally_rewrite_options {
    /* Rules "REGEX=REPLACEMENT", the last '=' being the one that separates: every match of the
     * regular expression (PCRE2, on bytes) in a path is replaced, rule after rule.  $1 and ${name}
     * in the replacement are groups of the match. */
    const char *const *groups;
    size_t group_count;
    /* Then replace ids, UUIDs, hashes and dates by ":id", ":uuid", ":hash", ":date". */
    bool groups_automatically;
    /* Mask clients to their networks: IPv4 /24, IPv6 /64; of host names the last two labels stay.
     * In paths, referers and agents addresses are masked, names before the '@' of e-mail addresses
     * and queries hidden. */
    bool masks_clients;
};

/* Belongs to one thread at a time. */
struct httally_rewriter;

/* The texts need not outlive the call.  HTTALLY_ERROR_ARGUMENT names the rule that makes no sense.
 * The caller ends it with httally_rewriter_destroy(). */
HTTALLY_API enum httally_result httally_rewriter_create(
    const struct httally_rewrite_options *options, struct httally_rewriter **rewriter_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* One more of the same for another thread. */
HTTALLY_API enum httally_result httally_rewriter_clone(
    const struct httally_rewriter *rewriter, struct httally_rewriter **clone_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Rewrite records in place; what they point to then lives until the next call.  A path on which a
 * rule hits a limit of the engine, or grows beyond 4 KiB, stays as it is and is counted. */
HTTALLY_API enum httally_result httally_rewriter_apply(
    struct httally_rewriter *rewriter, struct httally_record *records, size_t count,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Paths that a rule gave up on. */
HTTALLY_API uint64_t httally_rewriter_limit_hits(const struct httally_rewriter *rewriter);
HTTALLY_API void httally_rewriter_add_limit_hits(struct httally_rewriter *rewriter, uint64_t count);

HTTALLY_API bool httally_rewriter_masks_clients(const struct httally_rewriter *rewriter);

HTTALLY_API void httally_rewriter_destroy(struct httally_rewriter *rewriter);

HTTALLY_END_DECLS

#endif
