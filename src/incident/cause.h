/* SPDX-License-Identifier: MIT */
/*
 * cause.h - what the excess errors of an incident concentrate on.
 *
 * Ranks values by their share of the excess times the logarithm of how much that is above their
 * share of requests: Adtributor's surprise (Bhagwan et al., "Adtributor: Revenue Debugging in
 * Advertising Systems", NSDI 2014).  docs/spikes.md has the formulas.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include "incident/cause_counts.h"

struct cause_finding {
    /* 'value' of the causes is valid until the next value comes to the values. */
    struct httally_cause causes[HTTALLY_INCIDENT_CAUSES];
    uint32_t values[HTTALLY_INCIDENT_CAUSES];
    size_t cause_count;
    bool is_concentrated;
    /* The first cause is what the errors were chosen by. */
    bool is_of_stream;
    /* What those errors have in common that have the first cause. */
    bool has_second;
    struct httally_cause second;
    uint32_t second_value;
    /* Errors that the ledgers know of at all, and dimensions that any of them has. */
    bool has_errors;
    bool has_dimension[HTTALLY_CAUSE_DIMENSION_COUNT];
};

/* False when memory is out. */
bool cause_find(struct cause_counts *counts, struct cause_values *values,
                const struct ledger_minutes ledgers[TALLY_LEDGER_COUNT],
                const struct cause_question *question, struct cause_finding *finding_out);

/* Point the names of the causes to the values' own. */
void cause_name(const struct cause_values *values, struct cause_finding *finding);

#endif
