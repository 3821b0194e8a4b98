/* SPDX-License-Identifier: MIT */
/* code_file.h - a user's tab-separated list of status codes, read strictly. */
#ifndef CODE_FILE_H
#define CODE_FILE_H

#include "httally/status.h"

struct code_row {
    /* Strings point into the file's text. */
    struct httally_status_entry entry;
    /* Counted from 1, for messages. */
    uint64_t line;
};

/* A zeroed struct is an empty file. */
struct code_file {
    char *text;
    struct code_row *rows;
    size_t row_count;
};

/*
 * Read 'text', which need not outlive the call.  At the first fault: HTTALLY_ERROR_DATA, 'error'
 * (may be NULL) names the line, and 'file_out' is empty.  Rows stand in the order of the file;
 * the same code and vendor may stand twice.
 */
enum httally_result code_file_read(struct httally_slice text, struct code_file *file_out,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

void code_file_finish(struct code_file *file);

#endif
