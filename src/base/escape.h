/* SPDX-License-Identifier: MIT */
/* escape.h - the one way for bytes of a log into each kind of output. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "base/buffer.h"
#include "httally/text.h"

/* Append 'bytes' escaped for 'target'. */
void escape_append(struct buffer *buffer, enum httally_escape target, struct httally_slice bytes);

/* Columns that 'bytes' take on a terminal once escaped as text. */
size_t escape_text_columns(struct httally_slice bytes);

/*
 * Append 'bytes' escaped for 'target' (text or HTML) in at most 'columns' columns (at least 4), cut
 * in the middle with "..." when they are longer: the beginning of a path and its end tell most.
 * Returns the columns used.
 */
size_t escape_append_cut(struct buffer *buffer, enum httally_escape target,
                         struct httally_slice bytes, size_t columns);

/* escape_append_cut() for a column of text. */
size_t escape_append_cell(struct buffer *buffer, struct httally_slice bytes, size_t columns);

#endif
