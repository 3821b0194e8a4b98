/* SPDX-License-Identifier: MIT */
/* tally_records.h - tallies, and records as simple as can be to count in them. */
#ifndef TALLY_RECORDS_H
#define TALLY_RECORDS_H

#include "tally/tally.h"
#include "unit.h"

static const int64_t some_time = 1700000000;

static inline struct httally_tally *create(size_t memory_bytes, int64_t now)
{
    struct httally_tally_options options = {.memory_bytes = memory_bytes, .now = now};
    struct httally_tally *tally;
    assert_int_equal(httally_tally_create(&options, &tally, NULL), HTTALLY_OK);
    return tally;
}

static inline struct httally_record record_of(httally_status status, int64_t time, uint64_t bytes)
{
    return (struct httally_record){
        .line = SLICE("the line"),
        .client = SLICE("192.0.2.1"),
        .method = SLICE("GET"),
        .path = SLICE("/"),
        .protocol = SLICE("HTTP/1.1"),
        .time = time,
        .status = status,
        .bytes = bytes,
    };
}

static inline void add(struct httally_tally *tally, const struct httally_record *record)
{
    struct httally_origin origin = {.data = record->line.data};
    httally_tally_add(tally, record, 1, &origin);
}

#endif
