/* SPDX-License-Identifier: MIT */
/* ugly_log.h - logs as they really are: mostly fine, in no order, with all that goes wrong. */
#ifndef UGLY_LOG_H
#define UGLY_LOG_H

#include "base/buffer.h"
#include "random.h"

struct ugly_log_options {
    uint64_t seed;
    size_t line_count;
    /* Of clients, paths, agents and referers each; few of them make ties. */
    uint64_t key_count;
    /* Requests are dated within so many days. */
    uint64_t day_count;
    /* One line in so many is odd in one of a dozen ways. */
    uint64_t odd_every;
};

/* Append the lines, each with its '\n', to 'out'; the same options give the same bytes. */
void ugly_log_write(const struct ugly_log_options *options, struct buffer *out);

#endif
