/* SPDX-License-Identifier: MIT */
/* rotated_files.h - the files that a log was rotated to, by their names. */
#ifndef ROTATED_FILES_H
#define ROTATED_FILES_H

#include <stdint.h>

#include "httally/error.h"

/* A zeroed one is empty. */
struct file_names {
    char **list;
    size_t count;
    size_t capacity;
};

/* Those in the folder of the log at 'path' that were written to at 'since_sec' or later, in seconds
 * since 1970 UTC. A folder that cannot be read has none.  On failure the list is empty. */
enum httally_result rotated_files_list(const char *path, int64_t since_sec,
                                       struct file_names *names_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

void file_names_finish(struct file_names *names);

#endif
