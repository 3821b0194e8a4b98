/* SPDX-License-Identifier: MIT */
#include "format/combined_format.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/combined.h"

static bool parse(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out)
{
    (void)format;
    (void)state;
    return combined_parse_exact(line, record, reason_out);
}

static void destroy(struct httally_format *format)
{
    free(format);
}

enum httally_result combined_format_create(const char *name, struct httally_format **format_out,
                                           struct httally_error *error)
{
    static const struct format_methods methods = {.parse = parse, .destroy = destroy};
    static const char *const names[] = {"combined", "common", "vcombined", "vcommon"};
    struct httally_format *format = memory_allocate(1, sizeof *format);
    *format_out = format;
    if (!format)
        return memory_error(error);
    format->methods = &methods;
    format->is_combined = true;
    format->name = names[0];
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(name, names[i]) == 0)
            format->name = names[i];
    }
    return HTTALLY_OK;
}
