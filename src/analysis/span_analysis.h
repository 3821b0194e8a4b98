/* SPDX-License-Identifier: MIT */
/* span_analysis.h - what an update of a history asks of an analysis. */
#ifndef SPAN_ANALYSIS_H
#define SPAN_ANALYSIS_H

#include "analysis/day_tallies.h"
#include "analysis/inputs.h"
#include "httally/analysis.h"

/* Add a part of a stream; what 'span' points to must outlive the run. */
enum httally_result analysis_add_span(struct httally_analysis *analysis,
                                      const struct input_span *span,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* Give a tally of each day to 'take', and only counts of lines to the analysis' own. */
void analysis_split_days(struct httally_analysis *analysis, day_function take, void *context);

/* The day of the last request of an input that was run, or DAY_NONE. */
int64_t analysis_last_day(const struct httally_analysis *analysis, size_t input);

#endif
