/* SPDX-License-Identifier: MIT */
/* scan.h - which variant of structurals.h the tests run with: the environment's HTTALLY_SCAN. */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>

/* Force the variant that HTTALLY_SCAN names, if it is set.  False when this processor has not got
 * it: then the program is reported as skipped. */
bool scan_choose(void);

/* A test: the variant that was chosen is what parsers take. */
void scans_as_chosen(void **state);

#endif
