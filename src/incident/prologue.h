/* SPDX-License-Identifier: MIT */
/*
 * prologue.h - a first day that is its own reference.
 *
 * With hindsight the first day is put in front of the series once more, cleaned, so that each of
 * its minutes is judged by the whole day.
 */
#ifndef PROLOGUE_H
#define PROLOGUE_H

#include "incident/counts.h"

/*
 * Clean the first 'length' minutes: quarters of an hour far above the median hourly rate (weighted
 * by requests) are set to it, and so are the minutes that 'is_incident' marks (may be NULL).
 */
void prologue_clean(struct counts *counts, size_t length, const bool *is_incident);

#endif
