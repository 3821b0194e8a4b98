/* SPDX-License-Identifier: MIT */
/* number_text.h - counts and shares as people read them. */
#ifndef NUMBER_TEXT_H
#define NUMBER_TEXT_H

#include <stdint.h>

enum { NUMBER_TEXT_SIZE = 32 };

/* "8,044". */
void number_text_count(uint64_t count, char text_out[NUMBER_TEXT_SIZE]);

/* "92%", "<1%": rounding never makes nothing or all of a part. */
void number_text_percent(double share, char text_out[NUMBER_TEXT_SIZE]);

#endif
