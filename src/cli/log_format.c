/* SPDX-License-Identifier: MIT */
#include "log_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "whole_file.h"

enum { PATH_BYTES_MAX = 4096 };

/* "nginx.conf:main" is a file and a name, unless there is a file of that whole name. */
static const char *split_name(const char *argument, char path_out[PATH_BYTES_MAX])
{
    struct stat status;
    const char *colon = strrchr(argument, ':');
    bool is_path = !colon || colon == argument || stat(argument, &status) == 0;
    size_t length = is_path ? strlen(argument) : (size_t)(colon - argument);
    snprintf(path_out, PATH_BYTES_MAX, "%.*s",
             length < PATH_BYTES_MAX ? (int)length : PATH_BYTES_MAX - 1, argument);
    return is_path || !colon[1] ? NULL : colon + 1;
}

static enum httally_result read_config(const char *argument, struct httally_format **format_out,
                                       struct httally_error *error)
{
    char path[PATH_BYTES_MAX], *bytes;
    size_t length;
    const char *name = split_name(argument, path);
    enum httally_result result = whole_file_read(path, &bytes, &length, error);
    if (result == HTTALLY_OK)
        result =
            httally_format_from_config(httally_slice_of(bytes, length), name, format_out, error);
    if (result != HTTALLY_OK)
        httally_error_set_source(error, path);
    free(bytes);
    return result;
}

enum httally_result log_format_of_options(const struct options *options,
                                          struct httally_format **format_out,
                                          struct httally_error *error)
{
    const char *definition = options_value(options, OPTION_FORMAT);
    const char *config = options_value(options, OPTION_FORMAT_FROM);
    *format_out = NULL;
    if (definition && config)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--format and --format-from exclude each other");
    if (config)
        return read_config(config, format_out, error);
    if (!definition || strcmp(definition, "auto") == 0)
        return HTTALLY_OK;
    return httally_format_create(definition, format_out, error);
}
