/* SPDX-License-Identifier: MIT */
/* piece_source.h - parts of a plain file, read side by side by several threads. */
#ifndef PIECE_SOURCE_H
#define PIECE_SOURCE_H

#include <stdbool.h>

#include "httally/source.h"

/*
 * Can pieces of the source be read?  Only of an uncompressed regular file of which the descriptor
 * stands at its beginning (as far as 'source' has not read on).  Says its present size.
 */
bool piece_source_is_possible(const struct httally_source *source, uint64_t *size_out);

/*
 * Read the file of 'whole' from 'offset_bytes' to its end, with a position of its own.  'whole'
 * must outlive the piece; several pieces of it may be used at the same time.
 */
enum httally_result piece_source_open(const struct httally_source *whole, uint64_t offset_bytes,
                                      struct httally_source **source_out,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
