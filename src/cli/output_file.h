/* SPDX-License-Identifier: MIT */
/* output_file.h - put a file in place as a whole or not at all. */
#ifndef OUTPUT_FILE_H
#define OUTPUT_FILE_H

#include <stdbool.h>
#include <time.h>

#include "httally/error.h"

enum { OUTPUT_PATH_SIZE = 4096 };

/*
 * Replace 'path' by 'length' bytes: they are written to a temporary file beside it, synced and
 * renamed, so that a full disk or a crash leaves the old file as it was.  A device or a pipe is
 * written to directly; a symbolic link is replaced, not followed.  Permissions: those of the
 * file replaced, else 0640 less the umask.
 */
enum httally_result output_file_write(const char *path, const char *bytes, size_t length,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* Do two paths, both shorter than OUTPUT_PATH_SIZE, name one file that output_file_write() would
 * replace?  A link is a file of its own: it is not followed. */
bool output_file_is_same(const char *path, const char *other);

/*
 * Write all bytes to standard output.  HTTALLY_END when its reader went away, which is no failure
 * of ours.
 */
enum httally_result output_stdout_write(const char *bytes, size_t length,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

/* Put the date into a name such as "/srv/%F.json" (strftime(3), local time). */
enum httally_result output_file_expand(const char *pattern, time_t now,
                                       char path_out[OUTPUT_PATH_SIZE],
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
