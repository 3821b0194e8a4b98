/* SPDX-License-Identifier: MIT */
#include "whole_file.h"

#include <stdlib.h>

#include "httally/source.h"

enum { FILE_BYTES_MAX = 8 << 20 };

enum httally_result whole_file_read(const char *path, char **bytes_out, size_t *length_out,
                                    struct httally_error *error)
{
    struct httally_source *source;
    enum httally_result result = httally_source_open_file(path, &source, error);
    *length_out = 0;
    *bytes_out = NULL;
    if (result != HTTALLY_OK)
        return result;
    char *bytes = malloc(FILE_BYTES_MAX);
    if (!bytes)
        result = httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    while (result == HTTALLY_OK && *length_out < FILE_BYTES_MAX) {
        size_t length;
        result = httally_source_read(source, bytes + *length_out, FILE_BYTES_MAX - *length_out,
                                     &length, error);
        *length_out += length;
    }
    if (result == HTTALLY_OK)
        result = httally_error_set(error, HTTALLY_ERROR_DATA, 0, "larger than 8 MiB");
    httally_source_close(source);
    if (result == HTTALLY_END) {
        *bytes_out = bytes;
        return HTTALLY_OK;
    }
    free(bytes);
    return result;
}
