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
    static const struct {
        const char *name, *vendors;
    } kinds[] = {{"combined", NULL}, {"common", NULL},   {"vcombined", NULL},
                 {"vcommon", NULL},  {"nginx", "nginx"}, {"apache", "apache"}};
    struct httally_format *format = memory_allocate(1, sizeof *format);
    *format_out = format;
    if (!format)
        return memory_error(error);
    format->methods = &methods;
    format->is_combined = true;
    format->name = kinds[0].name;
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (strcmp(name, kinds[i].name) == 0) {
            format->name = kinds[i].name;
            format->vendors = kinds[i].vendors;
        }
    }
    return HTTALLY_OK;
}
