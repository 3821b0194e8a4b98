/* SPDX-License-Identifier: MIT */
/* catalogue_builtin.h - the tables that generate_catalogue.py makes of the two TSV files. */
#ifndef CATALOGUE_BUILTIN_H
#define CATALOGUE_BUILTIN_H

#include <stddef.h>

#include "httally/status.h"

/* In the order code, sub-code, rank of the vendor; at least one. */
extern const struct httally_status_entry catalogue_builtin_entries[];
extern const size_t catalogue_builtin_entry_count;

/* By rank, which is 0 or more; each one's id is known to every entry of it. */
extern const struct httally_vendor catalogue_builtin_vendors[];
extern const size_t catalogue_builtin_vendor_count;

#endif
