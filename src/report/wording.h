/* SPDX-License-Identifier: MIT */
/* wording.h - what things are called in the reports that people read. */
#ifndef WORDING_H
#define WORDING_H

#include "report/model.h"

/* The name of an input; "standard input" for "-". */
struct httally_slice wording_input_name(const struct httally_input *input);

/* Do all inputs with lines have the report's format? */
bool wording_has_one_format(const struct httally_report *report);

/* "a limit was hit": an outcome in words. */
const char *wording_outcome(enum httally_outcome outcome);

/* The title of the vendor whose reading it is, or NULL where it is the registered one. */
const char *wording_vendor(const struct httally_report *report,
                           const struct httally_reading *reading);

/* What stands before a value of a ledger's key, and instead of one that was not sent. */
struct wording_place {
    const char *word;
    const char *absent;
};

const struct wording_place *wording_place(int key);

#endif
