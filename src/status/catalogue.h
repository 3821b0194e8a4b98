/* SPDX-License-Identifier: MIT */
/* catalogue.h - what the rest of the stage asks of a catalogue beyond the public functions. */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "httally/status.h"

enum {
    /* Ceilings on what users may load: far above any real list, far below trouble. */
    CATALOGUE_TEXT_MAX_BYTES = 4 * 1024 * 1024,
    CATALOGUE_ENTRY_MAX = 65536
};

/* All vendors' entries of one code and sub-code, likeliest vendor first; none: count 0. */
const struct httally_status_entry *catalogue_range(const struct httally_catalogue *catalogue,
                                                   int code, int subcode, size_t *count_out);

/* Vendors of a user's code file have ranks below zero, built-in ones have not. */
bool catalogue_is_users_vendor(const struct httally_catalogue *catalogue, const char *vendor);

#endif
