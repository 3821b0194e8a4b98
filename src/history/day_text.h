/* SPDX-License-Identifier: MIT */
/* day_text.h - days and dimensions as the tables of a history name them. */
#ifndef DAY_TEXT_H
#define DAY_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/slice.h"
#include "httally/tally.h"

enum { DAY_TEXT_SIZE = 16 };

/* The day of lines without a time; it sorts behind all others. */
#define DAY_TEXT_NONE "undated"

/* "2026-11-22" of days since 1970; DAY_TEXT_NONE of INT64_MIN. */
void day_text_format(int64_t day, char text_out[DAY_TEXT_SIZE]);

/* INT64_MIN for what is no day. */
int64_t day_text_parse(struct httally_slice text);

/* "path", "client", ... */
const char *dimension_text(enum httally_dimension dimension);

/* "1xx", ..., "other"; of HTTALLY_CLASS_COUNT, "upstream". */
const char *latency_text(int class_);

#endif
