/* SPDX-License-Identifier: MIT */
/* tally_streams.h - the errors of paths, upstreams and clients by minute, from a tally's ledgers.
 */
#ifndef TALLY_STREAMS_H
#define TALLY_STREAMS_H

#include "incident/tally_input.h"

/* The keys with most errors of one kind, chosen before the minutes are cut to what fits. */
struct tally_streams {
    enum httally_incident_kind kind;
    enum ledger_key key;
    enum httally_dimension dimension;
    /* Their names by rank, in the input's memory. */
    struct httally_slice names[TALLY_INPUT_PATHS];
    size_t count;
    /* Rank of each key of the tally, or KEY_NONE. */
    uint32_t *ranks;
};

/* Choose up to 'wanted' (at most TALLY_INPUT_PATHS) that have five errors or more.  False when
 * memory is out; to be finished all the same. */
bool tally_streams_choose(struct tally_streams *streams, enum httally_incident_kind kind,
                          size_t wanted, struct tally_input *input,
                          const struct httally_tally *tally);

/* Add them to the input; 'requests' are those of each minute that could have failed. */
bool tally_streams_add(const struct tally_streams *streams, struct tally_input *input,
                       const struct httally_tally *tally, const uint64_t *requests);

void tally_streams_finish(struct tally_streams *streams);

/* Fill input.new_error_clients, unless clients are not known. */
bool tally_streams_count_clients(struct tally_input *input, const struct httally_tally *tally);

#endif
