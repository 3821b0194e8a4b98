/* SPDX-License-Identifier: MIT */
/* reporting.h - what the commands that read logs share: read, search, write, judge. */
#ifndef REPORTING_H
#define REPORTING_H

#include "outputs.h"

/* Read the operands, find incidents, write what 'kind' says; returns the exit code. */
int reporting_run(const struct options *options, const struct output_kind *kind);

#endif
