/* SPDX-License-Identifier: MIT */
/* value_look.h - times and durations that say themselves what they are. */
#ifndef VALUE_LOOK_H
#define VALUE_LOOK_H

#include "format/field.h"

/*
 * How to read a time in a form that loggers use: seconds since 1970 or parts of them, that of the
 * combined family, ISO 8601 and its kin, and what Go's loggers make of it.  False when the text
 * looks like none of them.
 */
bool value_look_of_time(struct httally_slice text, struct field_spec *spec_out);

/*
 * A duration with its unit behind it, in microseconds: "0.123s", "1.5ms", Go's "1m2.5s".  False
 * when it is none, a number without a unit among them.
 */
bool value_look_of_duration(struct httally_slice text, uint64_t *duration_us_out);

#endif
