/* SPDX-License-Identifier: MIT */
/* spike_digest.h - what a tally has for the search of spikes, in few lines of text. */
#ifndef SPIKE_DIGEST_H
#define SPIKE_DIGEST_H

#include "httally/tally.h"

/* Hashes of all arrays of the detector's input, and the sample lines; the caller frees it. */
char *spike_digest(const struct httally_tally *tally);

#endif
