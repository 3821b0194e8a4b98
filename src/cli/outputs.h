/* SPDX-License-Identifier: MIT */
/* outputs.h - where reports go, and how each is written: --as, --output and --table. */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include "httally/report.h"
#include "options.h"

/* Where a report goes and how it looks. */
struct output {
    /* NULL for standard output. */
    const char *path;
    const char *renderer;
    /* Of CSV; NULL for the first one. */
    const char *table;
};

struct outputs {
    struct output *list;
    size_t count;
};

/* Every --output, and standard output unless there is an --output and no --as. */
enum httally_result outputs_of_options(const struct options *options, struct outputs *outputs_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

void outputs_finish(struct outputs *outputs);

#endif
