/* SPDX-License-Identifier: MIT */
/*
 * window_inputs.h - the files that a window of time lies in: a log, and what it was rotated to
 * since the window began.
 */
#ifndef WINDOW_INPUTS_H
#define WINDOW_INPUTS_H

#include "analysis/window.h"

/*
 * Add the rotated files of all files among the inputs, as far as the window reaches back into them.
 * No file is added twice, and no copy of one: during a rotation there are two for a while.
 * 'format' may be NULL, and 'detector' when it is not.
 */
enum httally_result window_inputs_add(struct inputs *inputs, const struct window *window,
                                      const struct httally_format *format,
                                      const struct detector *detector,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
