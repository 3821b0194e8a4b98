/* SPDX-License-Identifier: MIT */
/*
 * combined.h - the combined family, read exactly: this decides what a line is.  combined_fast.h is
 * for the lines that look as expected.
 */
#ifndef COMBINED_H
#define COMBINED_H

#include <stdbool.h>

#include "format/clf_time.h"
#include "httally/format.h"

/* Read any line (without its line end); false sets 'reason_out'. */
bool combined_parse_exact(struct httally_slice line, struct httally_record *record,
                          enum httally_unparsed_reason *reason_out);

/*
 * Cut what stands before the time into client, user and virtual host; false when it has fewer than
 * three fields.
 */
bool combined_split_head(struct httally_slice head, struct httally_record *record);

/* Split the request of a line whose head is split: of an absolute URL the path is what follows its
 * host, which stands for the virtual host where the line has none. */
void combined_split_request(struct httally_slice request, struct httally_record *record);

/*
 * The end of the field of a parsed line's tail that begins at 'at': its next space that is not
 * within quotes, or 'end'.
 */
const char *combined_skip_field(const char *at, const char *end);

#endif
