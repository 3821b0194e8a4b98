/* SPDX-License-Identifier: MIT */
/* tally.h - inside view of the public tally.h, for the stages that read a finished tally. */
#ifndef TALLY_TALLY_H
#define TALLY_TALLY_H

#include "httally/tally.h"

#include "tally/exchanges.h"
#include "tally/hyperloglog.h"
#include "tally/key_table.h"
#include "tally/ledger.h"
#include "tally/minute_samples.h"
#include "tally/samples.h"
#include "tally/series.h"

enum { TALLY_ERROR_SAMPLES = 3, TALLY_UNPARSED_SAMPLES = SAMPLES_MAX };

/* 4xx and 5xx keep ledgers of their own: a flood of 404s does not push out the 5xx.  The one of
 * requests takes everything, so that errors have something to be compared with; it stays empty in a
 * brief tally, which has no keys to compare. */
enum tally_ledger {
    TALLY_LEDGER_CLIENT_ERRORS,
    TALLY_LEDGER_SERVER_ERRORS,
    TALLY_LEDGER_REQUESTS,
    TALLY_LEDGER_COUNT,
    /* Those of errors come first. */
    TALLY_ERROR_LEDGER_COUNT = TALLY_LEDGER_REQUESTS
};

enum { TALLY_RECENT_KEYS = 64, TALLY_HTTP_VERSIONS = 100 };

/* A point in time as the line's clock showed it. */
struct tally_instant {
    int64_t time;
    int32_t utc_offset_sec;
};

struct httally_tally {
    struct httally_tally_options options;
    struct hash_secret secret;

    struct httally_lines lines;
    struct httally_count statuses[HTTALLY_STATUS_COUNT];

    /* Of believable times; meaningless while 'has_times' is false. */
    struct tally_instant first, last;
    bool has_times;
    /* Requests dated before 1995 or more than a day ahead of now. */
    uint64_t implausible_times;
    struct series series;

    struct key_table tables[HTTALLY_DIMENSION_COUNT];
    /* Ids of keys met before, so that they need not be hashed: table_pool.c. */
    uint32_t recent_ids[HTTALLY_DIMENSION_COUNT][TALLY_RECENT_KEYS];
    uint32_t method_ids[HTTALLY_METHOD_COUNT];
    uint32_t version_ids[TALLY_HTTP_VERSIONS];
    /* Bytes that all tables together may use. */
    size_t table_limit_bytes;
    struct hyperloglog clients;

    struct exchanges exchanges;

    struct ledger ledgers[TALLY_LEDGER_COUNT];
    /* Lines of each error status, made when the first comes. */
    struct samples *error_samples[HTTALLY_STATUS_COUNT];
    struct minute_samples minute_samples;
    struct samples unparsed_samples;
    uint64_t unparsed_reasons[HTTALLY_TALLY_REASONS];
};

/* Is it a time that a log may tell: from 1995 on, and at most a day ahead of now? */
bool tally_believes(const struct httally_tally_options *options, int64_t time);

/* The highest rows of one order. */
struct tally_top {
    enum httally_order order;
    /* The caller's, with room for 'capacity' rows; none when that is 0. */
    struct httally_row *rows;
    size_t capacity;
    size_t count;
};

/* httally_tally_top() for all orders in one pass: tops[order]. */
void tally_list_tops(const struct httally_tally *tally, enum httally_dimension dimension,
                     struct tally_top tops[HTTALLY_ORDER_COUNT]);

#endif
