/* SPDX-License-Identifier: MIT */
/* sampling.h - lines of an input, by which its format is told. */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "analysis/inputs.h"
#include "base/buffer.h"

/* Copies of lines; a zeroed one is empty. */
struct line_sample {
    struct buffer text;
    size_t ends[DETECTION_LINES_MAX];
    size_t count;
};

void line_sample_finish(struct line_sample *sample);

/* Take the first lines of a block, where directives are, and then some that lie evenly behind them:
 * 'wanted' in all. */
void line_sample_add(struct line_sample *sample, struct httally_slice block, size_t wanted);

/*
 * Take lines from several places of a regular file.  Which ones depends on the file alone, not on
 * how it will be read.  'buffer' is overwritten.  Faults of reading are left to whoever reads the
 * lines.
 */
enum httally_result line_sample_add_file(struct line_sample *sample,
                                         const struct httally_source *source, uint64_t size_bytes,
                                         struct line_buffer *buffer,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

/* Are there lines in it that look as if #Fields named their columns? */
bool line_sample_may_have_columns(const struct line_sample *sample);

/*
 * Set the input's formats by the sample.  HTTALLY_ERROR_DATA, with what to do about it, when the
 * sample is of no format that is known.
 */
enum httally_result line_sample_detect(const struct line_sample *sample,
                                       const struct detector *detector, struct input *input,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
