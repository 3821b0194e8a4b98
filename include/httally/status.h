/* SPDX-License-Identifier: MIT */
/*
 * status.h - HTTP status codes: what was logged, and what it means on the server that logged it.
 *
 * A status as logged (httally_status) keeps the token apart from the number: `-`, `0` and `000`
 * are all number 0, but a different piece of software wrote each.  The class is the number's first
 * digit (RFC 9110 section 15).  The meaning depends on the vendor; the catalogue has one entry per
 * code and vendor, and a profile says in which order vendors are asked.
 */
#ifndef HTTALLY_STATUS_H
#define HTTALLY_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/error.h"
#include "httally/slice.h"

HTTALLY_BEGIN_DECLS

/*
 * 0..999 is a three-digit token ("009" is 9, "000" is 0); the three other tokens that servers
 * write follow.  Always below HTTALLY_STATUS_COUNT, so it can index an array.
 */
typedef uint16_t httally_status;

enum {
    /* `-`: Apache httpd, gorouter. */
    HTTALLY_STATUS_DASH = 1000,
    /* `0`: Envoy, Caddy, Azure Front Door. */
    HTTALLY_STATUS_ZERO = 1001,
    /* `-1`: HAProxy. */
    HTTALLY_STATUS_MINUS_ONE = 1002,
    HTTALLY_STATUS_COUNT
};

enum httally_class {
    HTTALLY_CLASS_1XX = 0,
    HTTALLY_CLASS_2XX,
    HTTALLY_CLASS_3XX,
    HTTALLY_CLASS_4XX,
    HTTALLY_CLASS_5XX,
    /* Outside 100..599: no status at all, or one that RFC 9110 section 15 calls invalid. */
    HTTALLY_CLASS_OTHER,
    HTTALLY_CLASS_COUNT
};

/* Whose trouble a response was; every request has exactly one. */
enum httally_outcome {
    HTTALLY_OUTCOME_INFORMATIONAL = 0,
    HTTALLY_OUTCOME_SUCCESS,
    HTTALLY_OUTCOME_REDIRECT,
    HTTALLY_OUTCOME_CLIENT_ERROR,
    /* The client went away before the answer (nginx 499, AWS 460). */
    HTTALLY_OUTCOME_CLIENT_CLOSED,
    /* A limit was hit (429, 509, 529). */
    HTTALLY_OUTCOME_THROTTLED,
    /* Dropped on purpose or by policy (444, 451). */
    HTTALLY_OUTCOME_REFUSED,
    /* A TLS or certificate failure on either side (495-497, 525, 526). */
    HTTALLY_OUTCOME_TLS,
    HTTALLY_OUTCOME_SERVER_ERROR,
    /* The hop behind failed (502, 504, 520-524). */
    HTTALLY_OUTCOME_UPSTREAM,
    HTTALLY_OUTCOME_UNKNOWN,
    HTTALLY_OUTCOME_COUNT
};

enum httally_standing {
    HTTALLY_STANDING_STANDARD = 0,
    HTTALLY_STANDING_WEBDAV,
    HTTALLY_STANDING_DEPRECATED,
    HTTALLY_STANDING_RESERVED,
    HTTALLY_STANDING_UNOFFICIAL,
    /* A remark on an ordinary code: shown by explain, never chosen as a code's meaning. */
    HTTALLY_STANDING_NOTE,
    HTTALLY_STANDING_COUNT
};

enum httally_fault {
    HTTALLY_FAULT_NONE = 0,
    HTTALLY_FAULT_CLIENT,
    HTTALLY_FAULT_SERVER,
    HTTALLY_FAULT_UPSTREAM,
    HTTALLY_FAULT_NETWORK,
    /* Somebody's rule or configuration did it on purpose. */
    HTTALLY_FAULT_OPERATOR,
    HTTALLY_FAULT_COUNT
};

enum httally_retry {
    HTTALLY_RETRY_NO = 0,
    HTTALLY_RETRY_YES,
    HTTALLY_RETRY_MAYBE,
    HTTALLY_RETRY_COUNT
};

enum httally_confidence {
    HTTALLY_CONFIDENCE_PRIMARY = 0,
    HTTALLY_CONFIDENCE_SECONDARY,
    HTTALLY_CONFIDENCE_HEARSAY,
    HTTALLY_CONFIDENCE_COUNT
};

/* Names as they stand in reports and in the catalogue: "5xx", "client_closed", "webdav", "maybe".
 * Static strings. */
HTTALLY_API const char *httally_class_name(enum httally_class class_);
HTTALLY_API const char *httally_outcome_name(enum httally_outcome outcome);
HTTALLY_API const char *httally_standing_name(enum httally_standing standing);
HTTALLY_API const char *httally_fault_name(enum httally_fault fault);
HTTALLY_API const char *httally_retry_name(enum httally_retry retry);
HTTALLY_API const char *httally_confidence_name(enum httally_confidence confidence);

/* Find an outcome by its name; false when there is none such. */
HTTALLY_API bool httally_outcome_of_name(struct httally_slice name,
                                         enum httally_outcome *outcome_out);

/* Read a status token: three digits, `-`, `0` or `-1`.  Anything else is false. */
HTTALLY_API bool httally_status_parse(struct httally_slice token, httally_status *status_out);

/* The number: -1, 0, 9, 100..999. */
HTTALLY_API int httally_status_code(httally_status status);

/* The token as logged, NUL-terminated, into 'token_out'. */
HTTALLY_API void httally_status_token(httally_status status, char token_out[4]);

HTTALLY_API enum httally_class httally_status_class(httally_status status);

/* One reading of one code by one vendor.  Strings belong to the catalogue. */
struct httally_status_entry {
    /* -1, 0, 9, 100..999, or a four-digit vendor error such as Cloudflare's 1016. */
    int code;
    /* IIS writes 404.13 as code 404 and sub-code 13; -1 where there is none. */
    int subcode;
    const char *vendor;
    const char *name;
    const char *meaning;
    /* What to look at first; "-" where nothing is wrong. */
    const char *check;
    /* Where it is documented. */
    const char *source;
    enum httally_standing standing;
    enum httally_outcome outcome;
    enum httally_fault fault;
    enum httally_retry retry;
    enum httally_confidence confidence;
};

struct httally_vendor {
    /* As in entries and in --vendor: "nginx". */
    const char *id;
    /* As shown to a person: "nginx", "AWS load balancers". */
    const char *title;
    const char *about;
    /* Lower is likelier to have written a non-standard code into a server's access log.  Every
     * vendor has its own; below zero are those that a user's list brought along. */
    int rank;
};

/*
 * The built-in entries, plus a user's.  Load first: loading ends every pointer got from the
 * catalogue, profiles included.  From then on it is immutable: any number of threads may read.
 */
struct httally_catalogue;

/* Make a catalogue with the built-in entries; the caller owns it. */
HTTALLY_API enum httally_result httally_catalogue_create(
    struct httally_catalogue **catalogue_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Add the entries of a tab-separated text with the columns of the built-in catalogue (the members
 * of struct httally_status_entry, `code` being 499, 404.13, -1 ...), named in a header row in any
 * order; `code`, `vendor` and `name` are needed, the others may be left out or empty and have
 * defaults (the outcome of the code's class, a fault to go with it, unofficial, `-`).  Every row
 * has as many fields as the header.  Lines beginning with '#' and blank lines are skipped; CRLF and
 * a byte order mark are fine, NUL is not; other bytes are taken as they are: escape what you show.
 * An entry replaces the one of the same code and vendor; a vendor not seen before is added and
 * preferred to those there already.  At most 4 MiB of text and 65536 entries in all.
 *
 * At the first fault: HTTALLY_ERROR_DATA, 'error' names the line (the message does not repeat it),
 * and the catalogue is as it was before.  'text' need not outlive the call.
 */
HTTALLY_API enum httally_result httally_catalogue_load(
    struct httally_catalogue *catalogue, struct httally_slice text,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Entries in the order code, sub-code, then the vendor's rank. */
HTTALLY_API const struct httally_status_entry *httally_catalogue_entries(
    const struct httally_catalogue *catalogue, size_t *count_out);

/* Vendors by rank. */
HTTALLY_API const struct httally_vendor *httally_catalogue_vendors(
    const struct httally_catalogue *catalogue, size_t *count_out);

/* The entry of 'code' (and 'subcode', -1 for none) by 'vendor', notes included, or NULL. */
HTTALLY_API const struct httally_status_entry *httally_catalogue_find(
    const struct httally_catalogue *catalogue, int code, int subcode, const char *vendor);

/* The vendor with this id, or NULL. */
HTTALLY_API const struct httally_vendor *httally_catalogue_find_vendor(
    const struct httally_catalogue *catalogue, struct httally_slice id);

HTTALLY_API void httally_catalogue_destroy(struct httally_catalogue *catalogue);

enum { HTTALLY_READING_ALSO_MAX = 8 };

/* How one status is to be read under a profile. */
struct httally_reading {
    /* NULL when nobody lists the code: then only class, name and outcome are known. */
    const struct httally_status_entry *entry;
    /* The entry's name, or "Unassigned", "No status", "Not a status". */
    const char *name;
    /* The entry's vendor, or "" when nobody lists the code. */
    const char *vendor;
    enum httally_outcome outcome;
    /* False for a likely reading of a non-standard code: no vendor was named, or none that was has
     * it.  True when nobody lists the code: nothing is guessed then. */
    bool is_certain;
    /* Other vendors' readings of the same code, likeliest first, without notes, cut at
     * HTTALLY_READING_ALSO_MAX; filled for uncertain readings only. */
    const struct httally_status_entry *also[HTTALLY_READING_ALSO_MAX];
    size_t also_count;
};

/* An ordered list of vendors; immutable, any number of threads may read. */
struct httally_profile;

/*
 * 'vendors' is a comma-separated list such as "nginx,cloudflare" of at most 32, asked in this order
 * and then "iana".  A code that none of them has, or any when the list is "" or NULL, gets its
 * likeliest reading: a standard code keeps its IANA meaning, `000`, `-`, `0` and `-1` are read as
 * the software that writes this token means them, others as the vendor of the lowest rank does.
 * An unknown vendor is HTTALLY_ERROR_ARGUMENT.  The catalogue must outlive the profile.
 */
HTTALLY_API enum httally_result httally_profile_create(
    const struct httally_catalogue *catalogue, const char *vendors,
    struct httally_profile **profile_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/* Number of named vendors, and the id of each in order. */
HTTALLY_API size_t httally_profile_vendor_count(const struct httally_profile *profile);
HTTALLY_API const char *httally_profile_vendor(const struct httally_profile *profile, size_t index);

/* Constant time: readings are worked out when the profile is made.  Never NULL. */
HTTALLY_API const struct httally_reading *httally_profile_read(
    const struct httally_profile *profile, httally_status status);

HTTALLY_API void httally_profile_destroy(struct httally_profile *profile);

HTTALLY_END_DECLS

#endif
