/* SPDX-License-Identifier: MIT */
/* steps_format.h - formats that somebody has defined, in the words of their server. */
#ifndef STEPS_FORMAT_H
#define STEPS_FORMAT_H

#include "format/format.h"

enum dialect {
    /* nginx's log_format. */
    DIALECT_NGINX,
    /* LogFormat of Apache httpd, and of all that took it over. */
    DIALECT_APACHE,
    /* GoAccess' log-format. */
    DIALECT_GOACCESS,
    /* Ours: definition_plain.c. */
    DIALECT_PLAIN,
};

enum { STEPS_VARIANTS_MAX = 4 };

struct steps_definition {
    /* As -F takes it; copied, as all texts here. */
    const char *name;
    enum dialect dialect;
    /* Lines are read by the first that fits; the others are NULL. */
    const char *texts[STEPS_VARIANTS_MAX];
    /* Of GoAccess; NULL for the usual ones. */
    const char *date, *time;
    /* Static, or NULL. */
    const char *vendors;
    /* The vendor adds fields behind the known ones from time to time. */
    bool ignores_rest;
    /* Lines may be cut within their last field. */
    bool may_be_cut;
};

enum httally_result steps_format_create(const struct steps_definition *definition,
                                        struct httally_format **format_out,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
