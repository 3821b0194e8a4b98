/* SPDX-License-Identifier: MIT */
/* outputs.h - where reports go and how they look: --output, --as, --table, --width, --color. */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include <time.h>

#include "httally/report.h"
#include "options.h"

/* What a command writes. */
struct output_kind {
    /* Its renderers, NULL-terminated. */
    const char *const *(*renderers)(void);
    const char *(*renderer_of_name)(const char *file_name);
    const char *(*extension)(const char *renderer);
    enum httally_result (*render)(const struct httally_report *report, const char *renderer,
                                  char **text_out, size_t *length_out, struct httally_error *error);
};

extern const struct output_kind report_output;
extern const struct output_kind incident_output;

struct output {
    /* NULL for standard output. */
    const char *path;
    const char *renderer;
    /* Of CSV; NULL for the first one. */
    const char *table;
};

/* A zeroed struct is empty. */
struct outputs {
    const struct output_kind *kind;
    struct output *list;
    size_t count;
    /* For dates in names. */
    time_t now;
    unsigned width;
    bool has_colour;
    bool has_unicode;
};

/* Say what is wrong with the options before hours of reading; an input is no output. */
enum httally_result outputs_init(struct outputs *outputs, const struct output_kind *kind,
                                 const struct options *options, time_t now,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* The list alone, of a struct with its kind: every --output, and standard output unless there is an
 * --output and no --as. */
enum httally_result outputs_list(struct outputs *outputs, const struct options *options,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* Write one report per output; false, and said on standard error, when any cannot be. */
bool outputs_write(const struct outputs *outputs, const struct httally_report *report);

void outputs_finish(struct outputs *outputs);

#endif
