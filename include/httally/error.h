/* SPDX-License-Identifier: MIT */
/*
 * error.h - what went wrong, told by the function that saw it.
 *
 * Every function that can fail returns an enum httally_result and takes a caller-owned
 * struct httally_error as its last argument (NULL when the caller does not want the words).
 * The struct is written where the failure happens and passed up untouched; the library never
 * prints it.  A line of a log that cannot be parsed is never an error: it is counted.
 */
#ifndef HTTALLY_ERROR_H
#define HTTALLY_ERROR_H

#include <stddef.h>
#include <stdint.h>

#include "httally/export.h"

HTTALLY_BEGIN_DECLS

enum httally_result {
    HTTALLY_OK = 0,
    /* No more data; not a failure. */
    HTTALLY_END,
    /* The caller's words make no sense: an unknown option value, a bad regular expression. */
    HTTALLY_ERROR_ARGUMENT,
    /* The system refused: open, read, write.  'os_error' holds errno. */
    HTTALLY_ERROR_IO,
    /* The bytes are damaged: a truncated gzip member, a malformed code file. */
    HTTALLY_ERROR_DATA,
    HTTALLY_ERROR_MEMORY,
    /* Right, but beyond this build or its limits: a compression whose library was absent at build
     * time, or a stream that takes too much memory to decode. */
    HTTALLY_ERROR_UNSUPPORTED,
    /* Somebody else holds what is asked for, and did not let go in time: try again later. */
    HTTALLY_ERROR_BUSY,
    HTTALLY_RESULT_COUNT
};

/*
 * 'message' is one line without a final stop, in English, NUL-terminated, cut if need be.  It may
 * quote bytes of a file or a file's name as they are: escape it before it reaches a terminal
 * (httally_escape_text()).
 */
struct httally_error {
    enum httally_result result;
    /* errno of the failed call, or 0. */
    int os_error;
    /* Position within the named source, counted from 1 and 0; 0 when it has none. */
    uint64_t line;
    uint64_t offset_bytes;
    /* Name of the file or stream, cut if need be; empty when none is concerned. */
    char source[256];
    char message[256];
};

/*
 * Write 'result', 'os_error' and a printf-formatted message into 'error' (may be NULL), clear its
 * other fields, and return 'result', so that a failing function can end in
 * "return httally_error_set(...)".
 */
HTTALLY_API enum httally_result httally_error_set(struct httally_error *error,
                                                  enum httally_result result, int os_error,
                                                  const char *format, ...) HTTALLY_PRINTF(4, 5);

/* Name the source that an error already set belongs to; 'error' may be NULL. */
HTTALLY_API void httally_error_set_source(struct httally_error *error, const char *name);

HTTALLY_END_DECLS

#endif
