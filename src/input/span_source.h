/* SPDX-License-Identifier: MIT */
/* span_source.h - a part of a stream, with a mark kept of how far it was read. */
#ifndef SPAN_SOURCE_H
#define SPAN_SOURCE_H

#include "httally/source.h"
#include "input/stream_mark.h"

/*
 * The bytes [start, end) of a stream.  'upstream' goes on at 'mark', which is not behind 'start';
 * the span owns it from then on, a failure leaves it with the caller.  'end' may be UINT64_MAX.
 */
enum httally_result span_source_create(struct httally_source *upstream,
                                       const struct stream_mark *mark, uint64_t start, uint64_t end,
                                       struct httally_source **source_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* How far the stream was read; valid until the source is closed. */
const struct stream_mark *span_source_mark(const struct httally_source *source);

#endif
