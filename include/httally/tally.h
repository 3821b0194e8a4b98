/* SPDX-License-Identifier: MIT */
/*
 * tally.h - a mergeable summary of requests.
 *
 * Merging is associative and commutative: however a log is split, the merged tallies say the same
 * as one tally of the whole.  Counts by status and by minute, bytes and lines are always exact.
 * Tables of keys (paths, clients, ...) are exact until the memory allowed is used up; then rare
 * keys are dropped, and every row says by how much it may be short ('max_error').
 *
 * One tally belongs to one thread at a time.
 */
#ifndef HTTALLY_TALLY_H
#define HTTALLY_TALLY_H

#include "httally/record.h"

HTTALLY_BEGIN_DECLS

struct httally_tally;

/* What keys are counted by. */
enum httally_dimension {
    /* Without the query; "(no request)" and "(not HTTP)" stand for requests that have none. */
    HTTALLY_DIMENSION_PATH = 0,
    HTTALLY_DIMENSION_CLIENT,
    HTTALLY_DIMENSION_AGENT,
    HTTALLY_DIMENSION_REFERER,
    HTTALLY_DIMENSION_HOST,
    HTTALLY_DIMENSION_METHOD,
    HTTALLY_DIMENSION_PROTOCOL,
    /* Of formats with details (struct httally_details): the server behind that was asked last, what
     * the cache had, and the version of TLS. */
    HTTALLY_DIMENSION_UPSTREAM,
    HTTALLY_DIMENSION_CACHE,
    HTTALLY_DIMENSION_TLS,
    HTTALLY_DIMENSION_COUNT
};

/* Zero is the default of every field. */
struct httally_tally_options {
    /* Bytes that may be used; 0 is 256 MiB, less than 4 MiB is 4 MiB. */
    size_t memory_bytes;
    /* Of them, for the tables of keys; 0 is seven tenths. */
    size_t table_bytes;
    /* Count codes, bytes and times only: all dimensions stay empty. */
    bool is_brief;
    /* What "now" is, in seconds since 1970 UTC: requests dated more than 24 h later are counted,
     * but their time is not believed.  0 believes any time from 1995 on. */
    int64_t now;
};

/* read = requests + filtered + unparsed + too_long + blank + directives. */
struct httally_lines {
    uint64_t read;
    uint64_t requests;
    uint64_t filtered;
    uint64_t unparsed;
    uint64_t too_long;
    uint64_t blank;
    uint64_t directives;
};

struct httally_count {
    uint64_t requests;
    /* Stops at UINT64_MAX. */
    uint64_t bytes;
};

/* Durations of requests in microseconds: each quantile at most 1/128 of itself off, the largest
 * exact. */
struct httally_latency {
    /* Those whose duration was logged. */
    uint64_t requests;
    uint64_t p50_us;
    uint64_t p90_us;
    uint64_t p95_us;
    uint64_t p99_us;
    uint64_t max_us;
};

/* Requests of a status whose line tells what the server behind had answered: the same status, which
 * was passed through, or another one or none, so that the status was made here. */
struct httally_hops {
    uint64_t passed;
    uint64_t minted;
};

/* Requests for which another server of the same group was asked; and those of them that this saved:
 * one server had failed (5xx or no answer), the next one did not, and the client got no 5xx. */
struct httally_retries {
    uint64_t requests;
    uint64_t saved;
};

/* Where the lines of records come from, so that samples can be put in the input's order. */
struct httally_origin {
    /* Number of the input, in the order in which inputs were given. */
    uint32_t input;
    /* Place of 'data' in the decoded input, in bytes; records' lines lie at or behind 'data'. */
    uint64_t offset_bytes;
    const char *data;
};

/* One key of a dimension.  counted <= true <= counted + max_error. */
struct httally_row {
    /* Valid until the tally changes. */
    struct httally_slice key;
    uint64_t requests;
    uint64_t bytes;
    uint64_t class_requests[HTTALLY_CLASS_COUNT];
    uint64_t max_error;
};

/* What rows are sorted by, highest first; equal ones by key. */
enum httally_order {
    HTTALLY_ORDER_REQUESTS = 0,
    HTTALLY_ORDER_BYTES,
    HTTALLY_ORDER_CLIENT_ERRORS,
    HTTALLY_ORDER_SERVER_ERRORS,
    HTTALLY_ORDER_COUNT
};

/* 'options' may be NULL.  The caller owns the tally. */
HTTALLY_API enum httally_result httally_tally_create(
    const struct httally_tally_options *options, struct httally_tally **tally_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Count records; what is kept of them is copied.  Lines are counted by httally_tally_add_lines(),
 * not here. */
HTTALLY_API void httally_tally_add(struct httally_tally *tally,
                                   const struct httally_record *records, size_t count,
                                   const struct httally_origin *origin);

/* Add line counts, member by member. */
HTTALLY_API void httally_tally_add_lines(struct httally_tally *tally,
                                         const struct httally_lines *lines);

enum { HTTALLY_TALLY_REASONS = 32 };

/* Count the reason (0 to HTTALLY_TALLY_REASONS - 1, an enum httally_unparsed_reason) of an unparsed
 * line, and keep the line as a sample if it is among the first ones, in the order of 'offset_bytes'
 * (of a part of the input) and 'index' (lines before it in that part). */
HTTALLY_API void httally_tally_add_unparsed(struct httally_tally *tally, uint32_t input,
                                            uint64_t offset_bytes, uint64_t index, int reason,
                                            struct httally_slice line);

/* A line that is no request. */
struct httally_unparsed {
    /* Number of the input, and of the line in it, from 0. */
    uint32_t input;
    uint64_t index;
    int reason;
    /* Its first 1024 bytes; valid until the tally changes. */
    struct httally_slice text;
};

/* The first unparsed lines in the order of the input: false when there is no such one. */
HTTALLY_API bool httally_tally_unparsed(const struct httally_tally *tally, size_t number,
                                        struct httally_unparsed *unparsed_out);

/* How many lines were unparsed for a reason. */
HTTALLY_API uint64_t httally_tally_unparsed_count(const struct httally_tally *tally, int reason);

/* Add everything that 'from' holds; 'from' stays as it is.  On HTTALLY_ERROR_MEMORY 'into' is to
 * be thrown away. */
HTTALLY_API enum httally_result httally_tally_merge(struct httally_tally *into,
                                                    const struct httally_tally *from,
                                                    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Mask the clients in the lines that are kept as samples: IPv4 to its /24, IPv6 to its /64, a host
 * name at the beginning to its last two labels.  Keys are not touched: httally/rewrite.h. */
HTTALLY_API void httally_tally_mask_samples(struct httally_tally *tally);

HTTALLY_API struct httally_lines httally_tally_lines(const struct httally_tally *tally);
HTTALLY_API struct httally_count httally_tally_total(const struct httally_tally *tally);
HTTALLY_API struct httally_count httally_tally_status(const struct httally_tally *tally,
                                                      httally_status status);

/* The latest time of a request, in seconds since 1970 UTC, of those that can be believed; false
 * when there is none. */
HTTALLY_API bool httally_tally_last_time(const struct httally_tally *tally, int64_t *time_out);

/* False when no durations were logged. */
HTTALLY_API bool httally_tally_latency(const struct httally_tally *tally,
                                       struct httally_latency *latency_out);
HTTALLY_API bool httally_tally_class_latency(const struct httally_tally *tally,
                                             enum httally_class class_,
                                             struct httally_latency *latency_out);
/* The time that servers behind took. */
HTTALLY_API bool httally_tally_upstream_latency(const struct httally_tally *tally,
                                                struct httally_latency *latency_out);

HTTALLY_API struct httally_hops httally_tally_hops(const struct httally_tally *tally,
                                                   httally_status status);
HTTALLY_API struct httally_retries httally_tally_retries(const struct httally_tally *tally);

/* Number of keys in a dimension, and whether all keys ever seen are among them. */
HTTALLY_API size_t httally_tally_key_count(const struct httally_tally *tally,
                                           enum httally_dimension dimension);
HTTALLY_API bool httally_tally_is_exact(const struct httally_tally *tally,
                                        enum httally_dimension dimension);

/* Fill up to 'capacity' rows, those with nothing to show for 'order' left out; returns how many. */
HTTALLY_API size_t httally_tally_top(const struct httally_tally *tally,
                                     enum httally_dimension dimension, enum httally_order order,
                                     struct httally_row *rows, size_t capacity);

HTTALLY_API void httally_tally_destroy(struct httally_tally *tally);

HTTALLY_END_DECLS

#endif
