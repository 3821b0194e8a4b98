/* SPDX-License-Identifier: MIT */
#include "httally/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum httally_result httally_error_set(struct httally_error *error, enum httally_result result,
                                      int os_error, const char *format, ...)
{
    if (!error)
        return result;
    *error = (struct httally_error){.result = result, .os_error = os_error};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return result;
}

void httally_error_set_source(struct httally_error *error, const char *name)
{
    if (error)
        snprintf(error->source, sizeof error->source, "%s", name);
}
