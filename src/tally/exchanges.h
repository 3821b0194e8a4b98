/* SPDX-License-Identifier: MIT */
/*
 * exchanges.h - what formats with details tell of an exchange: how long it took, and what the
 * server behind had answered.
 */
#ifndef EXCHANGES_H
#define EXCHANGES_H

#include "httally/record.h"
#include "httally/tally.h"
#include "tally/histogram.h"

/* A zeroed one is empty. */
struct exchanges {
    /* Made when the first duration comes. */
    struct histogram *latency[HTTALLY_CLASS_COUNT];
    struct histogram *upstream_latency;
    struct httally_hops hops[HTTALLY_STATUS_COUNT];
    struct httally_retries retries;
};

void exchanges_finish(struct exchanges *exchanges);

/* Count a record that has details.  A duration for which there is no memory is left out. */
void exchanges_add(struct exchanges *exchanges, const struct httally_record *record,
                   enum httally_class class_);

/* Durations for which there is no memory are left out: the count of them tells. */
void exchanges_merge(struct exchanges *exchanges, const struct exchanges *from);

#endif
