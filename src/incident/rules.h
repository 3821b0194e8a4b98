/* SPDX-License-Identifier: MIT */
/* rules.h - the figures of docs/spikes.md, in one place. */
#ifndef RULES_H
#define RULES_H

#include "incident/counts.h"

/* Minutes between a reference and now: the beginning of an incident stays out of it. */
enum { REFERENCE_LAG = 10 };

/* Requests without errors that every reference begins with, beside half an error. */
static const double prior_requests = 500;
static const double prior_errors = 0.5;

/* The objective that severity and impact are measured by: 99.9 % of requests succeed. */
static const double error_budget = 0.001;

/* What a scan asks of an alarm. */
struct rules {
    /* -log10 of the probability: of the first stream, and of its parts, of which there are many. */
    double evidence;
    double evidence_of_parts;
    double min_errors;
    /* Errors over expected errors. */
    double min_ratio;
    /* New error clients in the window. */
    double min_clients;
    /* Excess errors as a share of the last hour's requests. */
    double min_impact;
};

#endif
