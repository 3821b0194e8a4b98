/* SPDX-License-Identifier: MIT */
/* agent_family.h - what kind of software a user agent is of, whatever its version. */
#ifndef AGENT_FAMILY_H
#define AGENT_FAMILY_H

#include "httally/slice.h"

/*
 * "Chrome", "Googlebot", "curl": a robot by the name that it gives itself, a browser by its own
 * name among those that it carries for compatibility, anything else by its first product.  The
 * slice points into 'agent' or is static; empty for an empty agent.
 */
struct httally_slice agent_family(struct httally_slice agent);

#endif
