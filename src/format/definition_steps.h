/* SPDX-License-Identifier: MIT */
/* definition_steps.h - from the pieces of a definition to steps. */
#ifndef DEFINITION_STEPS_H
#define DEFINITION_STEPS_H

#include "format/definition.h"
#include "format/step.h"

/*
 * Make steps of a definition that a dialect has read.  'steps_out' owns its list, which points into
 * the definition's texts.  'text' is what the user wrote, for the message: a definition without a
 * status, or with two fields that nothing tells apart, is HTTALLY_ERROR_ARGUMENT.
 */
enum httally_result definition_make_steps(struct definition *definition, const char *text,
                                          struct steps *steps_out,
                                          struct httally_error *error) HTTALLY_MUST_CHECK;

/* Of steps that write the combined family: what combined_parse_fast() reads of their lines. */
struct combined_steps {
    bool has_host, has_agent;
    /* The step with which the fast reader stops: the size, or the agent. */
    size_t last;
};

/* False when the steps write something else. */
bool combined_steps_find(const struct steps *steps, struct combined_steps *combined_out);

#endif
