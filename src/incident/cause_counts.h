/* SPDX-License-Identifier: MIT */
/*
 * cause_counts.h - errors and other requests of every value, in an incident and usually.
 *
 * Ledgers are samples, each of its own level: what is counted are weights, so that counts of
 * several ledgers add up.  They are sums of powers of two, and so exact in any order.
 */
#ifndef CAUSE_COUNTS_H
#define CAUSE_COUNTS_H

#include "incident/cause_values.h"
#include "incident/ledger_minutes.h"

/* What is asked of the entries; arrays belong to the caller. */
struct cause_question {
    /* What counts as an error, and which requests could have been one: HTTALLY_STATUS_COUNT flags
     * each. */
    const bool *is_error;
    const bool *is_request;
    /* Requests themselves are what there is too much of. */
    bool is_surge;
    /* Errors of this value alone; CAUSE_NO_VALUE: all. */
    uint32_t stream_value;
    /* Minutes of the incident, and flags of those that tell what is usual, of which there are any
     * in [usual_from, usual_until). */
    size_t from, until;
    const bool *is_usual;
    size_t usual_from, usual_until;
};

struct cause_cell {
    double errors;
    double others;
    double usual_errors;
    double usual_others;
    /* Errors of the largest part: of the path that has most below a prefix. */
    double largest_part;
};

struct cause_counts {
    /* By value; 'touched' are the values that are not all zero. */
    struct cause_cell *cells;
    size_t cell_count;
    uint32_t *touched;
    size_t touched_count;
    struct cause_cell total;
    /* How many errors the entry stands for that stands for most. */
    double error_weight;
};

void cause_counts_finish(struct cause_counts *counts);

/*
 * Count anew: the entries of all ledgers that have 'within' (CAUSE_NO_VALUE: all entries).  From a
 * window with more entries than some thousands a sample of them is taken, always the same.
 * False when memory is out.
 */
bool cause_counts_make(struct cause_counts *counts, struct cause_values *values,
                       const struct ledger_minutes ledgers[TALLY_LEDGER_COUNT],
                       const struct cause_question *question, uint32_t within);

#endif
