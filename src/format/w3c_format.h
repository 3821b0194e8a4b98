/* SPDX-License-Identifier: MIT */
/*
 * w3c_format.h - W3C extended logs (WD-logfile-960323): IIS, CloudFront, Incapsula and their kin.
 *
 * `#Fields:` names the columns and may come again with others; values stand between single spaces
 * or TABs, whichever of the two a line has first; a value in quotes may hold both, and "" for a
 * quote.  Without any #Fields before it (a file that was split) a line is read in the order that
 * IIS or CloudFront writes unless told otherwise.
 *
 * Of agents the software's way of writing a space is undone, so that they compare with those of
 * other servers: `+` in lines with spaces, %20 in CloudFront's.  IIS writes a real `+` the same
 * way; after another `+` or an opening bracket it is taken for one.
 */
#ifndef W3C_FORMAT_H
#define W3C_FORMAT_H

#include "format/format.h"

/*
 * 'name' is "w3c", "iis" or "cloudfront".  All read the same lines; the latter two say what the
 * unit of time-taken is where the log does not, and whose codes these are.
 */
enum httally_result w3c_format_create(const char *name, struct httally_format **format_out,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
