/* SPDX-License-Identifier: MIT */
/*
 * time_text.h - the words of times: digits, names and spans, taken off the front of a text.
 *
 * A take_...() function that fails may have taken a part: give up the text, or try a copy.
 */
#ifndef TIME_TEXT_H
#define TIME_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/slice.h"

/* Far more than ten thousand years; sums of a few of these do not overflow. */
#define TIME_SPAN_MAX_SEC ((int64_t)1000000000000)

void skip_bytes(struct httally_slice *text, size_t count);
void skip_blanks(struct httally_slice *text);

bool take_char(struct httally_slice *text, char wanted);

/* 'word' is lower case and NUL-terminated; it is found in any case, and its `-` as ` ` and `_`. */
bool take_word(struct httally_slice *text, const char *word);

/* Exactly 'count' digits with no further one behind them. */
bool take_digits(struct httally_slice *text, size_t count, int *number_out);

/* A run of digits up to TIME_SPAN_MAX_SEC. */
bool take_number(struct httally_slice *text, int64_t *number_out);

/* `2h`, `90 min`, `1h30m` up to TIME_SPAN_MAX_SEC; stops before what is no number with a unit. */
bool take_span(struct httally_slice *text, int64_t *seconds_out);

/* The whole of 'text' is one span. */
bool time_span_parse(struct httally_slice text, int64_t *seconds_out);

/* a + b, or the end of int64_t that it passes. */
int64_t add_seconds(int64_t a, int64_t b);

#endif
