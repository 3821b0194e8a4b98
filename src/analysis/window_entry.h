/* SPDX-License-Identifier: MIT */
/* window_entry.h - go to the first line of an input that is of the window. */
#ifndef WINDOW_ENTRY_H
#define WINDOW_ENTRY_H

#include "analysis/worker.h"

/* The worker has opened its input, nobody else reads it yet, and its formats are known.  What it
 * reads then begins with the first request of the window. */
enum httally_result window_enter(struct worker *worker,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
