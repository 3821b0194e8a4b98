/* SPDX-License-Identifier: MIT */
/*
 * cause_values.h - what requests can have in common, each value under a number.
 *
 * A ledger's entry names keys of the tally; what errors concentrate on are often groups of keys: a
 * path with its ids masked, the paths below "/api/", a network, a family of agents.  Values are
 * worked out when an entry is first looked at.
 */
#ifndef CAUSE_VALUES_H
#define CAUSE_VALUES_H

#include "httally/incident.h"
#include "tally/tally.h"

enum {
    CAUSE_NO_VALUE = 0,
    CAUSE_PREFIX_SEGMENTS = 3,
    /* A value of each dimension, and prefixes of one to three segments. */
    CAUSE_SLOTS = HTTALLY_CAUSE_DIMENSION_COUNT + CAUSE_PREFIX_SEGMENTS - 1
};

/* The values of one entry, CAUSE_NO_VALUE where it has none: a slot for each dimension, that of
 * HTTALLY_CAUSE_PATH_PREFIX for the first segment; longer prefixes stand behind. */
struct cause_entry {
    uint32_t values[CAUSE_SLOTS];
};

struct cause_values {
    const struct httally_tally *tally;
    /* Names with a byte for the dimension in front; ids there plus one are values. */
    struct key_table names;
    /* of_key[key of a ledger][id in the tally] once known, else CAUSE_NO_VALUE. */
    uint32_t *of_key[LEDGER_KEY_COUNT];
    uint32_t of_status[HTTALLY_STATUS_COUNT];
    /* parents[value * CAUSE_PREFIX_SEGMENTS]: prefixes of a path, the network of a client. */
    uint32_t *parents;
    size_t parent_capacity;
    /* Memory ran out: what was found since is not to be used. */
    bool has_failed;
};

/* 'tally' must outlive the values and not change. */
enum httally_result cause_values_init(struct cause_values *values,
                                      const struct httally_tally *tally,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;
void cause_values_finish(struct cause_values *values);

/* The number of a value, new or not. */
uint32_t cause_values_number(struct cause_values *values, enum httally_cause_dimension dimension,
                             struct httally_slice name);

struct cause_entry cause_values_of(struct cause_values *values, const struct ledger_entry *entry);

/* Numbers are below that. */
static inline size_t cause_values_end(const struct cause_values *values)
{
    return values->names.entry_count + 1;
}

enum httally_cause_dimension cause_values_dimension(const struct cause_values *values,
                                                    uint32_t value);

/* Valid until the next value comes. */
struct httally_slice cause_values_name(const struct cause_values *values, uint32_t value);

static inline const uint32_t *cause_values_parents(const struct cause_values *values,
                                                   uint32_t value)
{
    return values->parents + (size_t)value * CAUSE_PREFIX_SEGMENTS;
}

#endif
