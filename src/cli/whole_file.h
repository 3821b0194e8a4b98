/* SPDX-License-Identifier: MIT */
/* whole_file.h - small files that are read at once: lists of codes, configurations. */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include "httally/error.h"

/* Read a file of up to 8 MiB, compressed or not.  The caller frees '*bytes_out'. */
enum httally_result whole_file_read(const char *path, char **bytes_out, size_t *length_out,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
