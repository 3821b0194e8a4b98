/* SPDX-License-Identifier: MIT */
/* agent.h - user agents, short enough for a column. */
#ifndef AGENT_H
#define AGENT_H

#include "httally/slice.h"

enum { AGENT_SHORT_SIZE = 512 };

/*
 * What tells an agent apart: browsers carry each other's names for compatibility, all in the same
 * frozen words, and what is left of "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36
 * (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36" without them is its parenthesis and
 * "Chrome/145.0.0.0".  The slice points into 'agent' or 'text'.
 */
struct httally_slice agent_shorten(struct httally_slice agent, char text[AGENT_SHORT_SIZE]);

#endif
