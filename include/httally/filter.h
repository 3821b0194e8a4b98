/* SPDX-License-Identifier: MIT */
/*
 * filter.h - which records count.
 *
 * A filter is a set of conditions of several kinds.  A record matches when it meets every kind
 * that has conditions.  Within a kind, terms are alternatives: it is met when any positive term
 * holds (or there is none) and no negated one ("!term") does, in whatever order they were given.
 * So "4xx,!404" is 4xx without 404, and "!404" alone is all but 404.  A field that the record has
 * not got (a NULL slice) holds no term.
 *
 * Adding is done before use; an addition that fails leaves the filter as it was.  A finished filter
 * may be used by one thread at a time (regular expressions keep scratch space):
 * httally_filter_clone() gives each thread its own.
 *
 * @example
 *     struct httally_filter *filter = NULL;
 *     if (httally_filter_create(&filter, &error) == HTTALLY_OK &&
 *         httally_filter_add_status(filter, "5xx,!503", &error) == HTTALLY_OK &&
 *         httally_filter_add_field(filter, HTTALLY_FILTER_PATH, "^/api/", &error) == HTTALLY_OK)
 *         is_counted = httally_filter_matches(filter, &record);
 *     httally_filter_destroy(filter);
 */
#ifndef HTTALLY_FILTER_H
#define HTTALLY_FILTER_H

#include "httally/period.h"
#include "httally/record.h"

HTTALLY_BEGIN_DECLS

struct httally_filter;

/* Fields that a regular expression or a literal list can be asked of. */
enum httally_filter_field {
    /* PCRE2 on the path (without query), the agent, the referer, as logged. */
    HTTALLY_FILTER_PATH = 0,
    HTTALLY_FILTER_AGENT,
    HTTALLY_FILTER_REFERER,
    /* Literal, caseless: a virtual host; "*.example.com" is the domain and all below it.  With a
     * port ("example.com:8443") it holds for that port as logged, without one for any port. */
    HTTALLY_FILTER_HOST,
    /* Literal, caseless. */
    HTTALLY_FILTER_METHOD,
    HTTALLY_FILTER_FIELD_COUNT
};

HTTALLY_API enum httally_result httally_filter_create(
    struct httally_filter **filter_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Add terms of status codes, comma-separated: `404`, `500-502`, `5xx`, `40x`, `other` (the class),
 * the tokens `-`, `0`, `000`, `-1`, each with a leading `!` to leave it out.  Blanks around a term
 * are skipped.  HTTALLY_ERROR_ARGUMENT names the term that makes no sense.
 */
HTTALLY_API enum httally_result httally_filter_add_status(
    struct httally_filter *filter, const char *terms,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add outcomes by name, comma-separated, each with an optional `!`.  'profile' says which outcome
 * a status has; it must be the one of the report and is only used during the call. */
HTTALLY_API enum httally_result httally_filter_add_outcome(
    struct httally_filter *filter, const char *terms, const struct httally_profile *profile,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Where no vendors were named, the format of an input tells whose codes it has: let outcomes follow
 * httally_filter_settle().  'catalogue' must outlive the filter and its clones. */
HTTALLY_API void httally_filter_follow_vendors(struct httally_filter *filter,
                                               const struct httally_catalogue *catalogue);

/* The records from now on are of these vendors' software, a list as for httally_profile_create().
 * Nothing happens without httally_filter_follow_vendors(). */
HTTALLY_API enum httally_result httally_filter_settle(
    struct httally_filter *filter, const char *vendors,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Keep records with period.since <= time < period.until; several calls narrow. */
HTTALLY_API enum httally_result httally_filter_add_period(
    struct httally_filter *filter, const struct httally_period *period,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Add networks, comma-separated: an IPv4 or IPv6 address, or one with a prefix length
 * (192.0.2.0/24, 2001:db8::/32; bits behind the prefix do not matter), each with an optional `!`.
 * IPv4-mapped IPv6 clients match IPv4 networks and no others: `::/0` is all of IPv6.  A client
 * logged with its port (`192.0.2.1:5678`, `[2001:db8::1]:5678`) is taken by its address; a client
 * that is not an address matches no network.
 */
HTTALLY_API enum httally_result httally_filter_add_client(
    struct httally_filter *filter, const char *terms,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Add one term for 'field': a PCRE2 pattern for path, agent and referer (searched anywhere,
 * case-sensitive; a whole term, commas belong to it), a comma-separated list for host and method;
 * an optional `!` in front negates.  `\!` begins a pattern with a literal '!'.
 */
HTTALLY_API enum httally_result httally_filter_add_field(
    struct httally_filter *filter, enum httally_filter_field field, const char *term,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* True when no condition was added: every record matches. */
HTTALLY_API bool httally_filter_is_empty(const struct httally_filter *filter);

HTTALLY_API bool httally_filter_matches(struct httally_filter *filter,
                                        const struct httally_record *record);

/*
 * How many searches PCRE2 gave up since creation, at its match, depth, heap or stack limit.  Such a
 * record counts as not matching the term; the figure belongs in the report.  A clone counts its
 * own: the sum over all clones is the figure.
 */
HTTALLY_API uint64_t httally_filter_limit_hits(const struct httally_filter *filter);

/* Add the hits of a clone. */
HTTALLY_API void httally_filter_add_limit_hits(struct httally_filter *filter, uint64_t hits);

/* A filter of the same conditions for another thread; the caller ends both. */
HTTALLY_API enum httally_result httally_filter_clone(
    const struct httally_filter *filter, struct httally_filter **clone_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

HTTALLY_API void httally_filter_destroy(struct httally_filter *filter);

HTTALLY_END_DECLS

#endif
