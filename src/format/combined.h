/* SPDX-License-Identifier: MIT */
/*
 * combined.h - the combined family: a fast reader for the lines that look as expected, and the
 * exact one that decides all others.  Both give the same record for every line that the fast one
 * takes (tests/fuzz/combined_fuzz.c).
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
 * Read a line whose quotes stand at quotes[0..quote_count), offsets from 'base'.  Returns false
 * when any check fails: then the exact reader decides.  WORD_FIND_PADDING_BYTES on either side of
 * the line must be readable.
 */
bool combined_parse_fast(const char *base, struct httally_slice line, const uint32_t *quotes,
                         size_t quote_count, struct clf_time_memory *memory,
                         struct httally_record *record);

/*
 * The same for who wants no more than line, time, status, bytes, and whether there are a host and
 * an agent: head and request are looked at no closer than it takes to know that the line is one.
 * The other members are undefined.
 */
bool combined_parse_brief(const char *base, struct httally_slice line, const uint32_t *quotes,
                          size_t quote_count, struct clf_time_memory *memory,
                          struct httally_record *record);

/*
 * Cut what stands before the time into client, user and virtual host; false when it has fewer than
 * three fields.
 */
bool combined_split_head(struct httally_slice head, struct httally_record *record);

/*
 * The end of the field of a parsed line's tail that begins at 'at': its next space that is not
 * within quotes, or 'end'.
 */
const char *combined_skip_field(const char *at, const char *end);

#endif
