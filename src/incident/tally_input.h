/* SPDX-License-Identifier: MIT */
/*
 * tally_input.h - what the detector looks at, made of a finished tally.
 *
 * Counts of all requests and of each status are exact.  Those of paths, upstreams and clients come
 * from the ledgers of errors and of requests: exact while these hold everything, estimated when
 * they keep a sample.  The same tally gives the same arrays, and so do all tallies of the same log
 * whose tables are exact.
 */
#ifndef TALLY_INPUT_H
#define TALLY_INPUT_H

#include "httally/incident.h"
#include "incident/tally_minutes.h"
#include "tally/tally.h"

enum { TALLY_INPUT_CODES = 16, TALLY_INPUT_PATHS = 24, TALLY_INPUT_UPSTREAMS = 16 };
/* With the total, and the streams of 499, 429 and TLS. */
enum {
    TALLY_INPUT_STREAMS_MAX = 4 + TALLY_INPUT_CODES + TALLY_INPUT_PATHS + TALLY_INPUT_UPSTREAMS
};

struct tally_input {
    /* To be searched unless 'not_searched' says why not (static). */
    struct httally_incident_input input;
    const char *not_searched;
    /* Requests with a believed time that is not in the minutes searched. */
    uint64_t left_out;

    /* What the minutes are, which statuses are errors, and which are of requests that could have
     * failed. */
    struct tally_minutes minutes;
    bool is_error[HTTALLY_STATUS_COUNT];
    bool can_fail[HTTALLY_STATUS_COUNT];

    struct httally_incident_stream *streams;
    /* What all of it points to. */
    void *blocks[6 + 3 * TALLY_INPUT_STREAMS_MAX];
    size_t block_count;
};

/* 'options' may be NULL.  On failure (HTTALLY_ERROR_MEMORY) there is nothing to finish.  Names
 * point into the input's own memory. */
enum httally_result tally_input_init(struct tally_input *input, const struct httally_tally *tally,
                                     const struct httally_incident_options *options,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

void tally_input_finish(struct tally_input *input);

/* 'count' zeroed objects that live as long as the input; NULL when memory is out. */
void *tally_input_allocate(struct tally_input *input, size_t count, size_t size);

/* Add a stream; its counts are the caller's to fill.  There is room for as many as the enum says.
 */
void tally_input_add_stream(struct tally_input *input,
                            const struct httally_incident_stream *stream);

#endif
