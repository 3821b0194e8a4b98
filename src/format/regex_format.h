/* SPDX-License-Identifier: MIT */
/*
 * regex_format.h - lines read by a regular expression of the user's, whose named groups are fields.
 *
 *     regex:^(?<client>\S+) .* "(?<request>[^"]*)" (?<status>\d{3}) (?<duration_ms>\d+)$
 *
 * Groups are called as field_name() has it, and `path` is another name of `target`.  Durations name
 * their unit, since none is ever guessed: duration_s, duration_ms, duration_us, duration_ns. `time`
 * is any time that says itself what it is; `time_epoch` is a number of seconds, or of what the same
 * endings say.
 *
 * As in filters, pattern and line are bytes: `.` matches every byte, `$` is the very end, and the
 * expression may match anywhere in the line unless `^` holds it.  A line that makes the search run
 * into its limits is unparsed and says so.
 */
#ifndef REGEX_FORMAT_H
#define REGEX_FORMAT_H

#include "format/format.h"

/*
 * Compile 'pattern', which need not outlive the call.  HTTALLY_ERROR_ARGUMENT for one that PCRE2
 * refuses, that names groups which are no fields or durations without a unit, or that has no group
 * `status`.
 */
enum httally_result regex_format_create(const char *pattern, struct httally_format **format_out,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
