/* SPDX-License-Identifier: MIT */
/*
 * previous.h - what an earlier report said, for a report to be compared with.
 */
#ifndef HTTALLY_PREVIOUS_H
#define HTTALLY_PREVIOUS_H

#include "httally/tally.h"

HTTALLY_BEGIN_DECLS

struct httally_previous;

/*
 * Read a report as JSON, schema httally.report/1.  Only what it lists is known of it: of a path
 * that is not among its tops, no more than that it had at most as many requests as the last one
 * there. HTTALLY_ERROR_DATA says what is wrong with the text.  The caller ends it with
 * httally_previous_destroy(); 'text' need not outlive the call.
 */
HTTALLY_API enum httally_result httally_previous_read(
    struct httally_slice text, struct httally_previous **previous_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same of a tally, of which everything is known; it need not outlive the call. */
HTTALLY_API enum httally_result httally_previous_of_tally(
    const struct httally_tally *tally, struct httally_previous **previous_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

HTTALLY_API void httally_previous_destroy(struct httally_previous *previous);

HTTALLY_END_DECLS

#endif
