/* SPDX-License-Identifier: MIT */
/* named.h - the formats that have a name. */
#ifndef NAMED_H
#define NAMED_H

#include "format/steps_format.h"

/* How a kind of format is made from its name. */
typedef enum httally_result (*named_create_function)(const char *name,
                                                     struct httally_format **format_out,
                                                     struct httally_error *error);

struct named_format {
    struct httally_named_format shown;
    /*
     * How much a line says by being read whole: detection tries formats of a higher rank first, and
     * takes them rather than others that read as many lines.  0 to 9 have no marks of their own.
     */
    int rank;
    /* NULL where the definition says it all, which has neither name nor vendors of its own. */
    named_create_function create;
    struct steps_definition definition;
};

/* All of them, in the order to show them in. */
size_t named_formats(const struct named_format **formats_out);

/* Names and aliases are in any case; NULL when there is none. */
const struct named_format *named_format_find(const char *name);

enum httally_result named_format_create(const struct named_format *named,
                                        struct httally_format **format_out,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

/* Fail, and say which names are like 'name'. */
enum httally_result named_format_unknown(const char *name, struct httally_error *error);

#endif
