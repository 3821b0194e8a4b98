/* SPDX-License-Identifier: MIT */
/* following.h - formats that begin where the sample of an input did not reach. */
#ifndef FOLLOWING_H
#define FOLLOWING_H

#include "analysis/inputs.h"

/*
 * Look at the next block of a stream before anybody reads it in earnest, and add the formats that
 * its lines want.  #Fields names columns wherever it stands; and where lines cannot be read that
 * could before, those are looked at as the sample was.  Blocks come in order and are cut alike
 * however a pipe delivers them, so that it depends on the stream alone which formats its lines are
 * tried on.  'state' is for nothing else; the caller holds the input's lock.
 */
enum httally_result follow_block(struct input *input, const struct detector *detector,
                                 struct httally_format_state *state, const struct line_block *block,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same for #Fields in a file that is too large to be read in order unless it must: when some
 * line of its sample looks as if it had columns, the whole file is searched.  'buffer' is
 * overwritten; faults of reading are left to whoever reads the lines. */
enum httally_result follow_file(struct input *input, const struct detector *detector,
                                struct line_buffer *buffer,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
