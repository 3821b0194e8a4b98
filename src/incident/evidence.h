/* SPDX-License-Identifier: MIT */
/* evidence.h - what a tally knows of its incidents: codes, causes and lines. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "incident/cause.h"
#include "incident/tally_input.h"

struct evidence {
    const struct httally_tally *tally;
    const struct tally_input *input;
    const struct httally_incident_options *options;
    struct cause_values values;
    struct cause_counts counts;
    struct ledger_minutes ledgers[TALLY_LEDGER_COUNT];
    /* Minutes with lines that are of no incident. */
    bool *is_calm;
    /* What the incident that is looked at counts as an error, and what could have been one. */
    bool is_error[HTTALLY_STATUS_COUNT];
    bool is_request[HTTALLY_STATUS_COUNT];
};

/* All must outlive the evidence.  False when memory is out; to be finished all the same. */
bool evidence_init(struct evidence *evidence, const struct httally_tally *tally,
                   const struct tally_input *input, const struct httally_incident_options *options,
                   const struct httally_incidents *incidents);
void evidence_finish(struct evidence *evidence);

/* Fill the codes of 'incident', and find its causes: their names are set by cause_name(), once
 * those of all incidents are known.  False when memory is out. */
bool evidence_find(struct evidence *evidence, struct httally_incident *incident,
                   struct cause_finding *finding_out);

/* Fill the samples, which point into the tally: lines of the commonest codes, those first that show
 * the first cause. */
void evidence_choose_samples(const struct httally_tally *tally, struct httally_incident *incident);

#endif
