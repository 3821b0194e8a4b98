/* SPDX-License-Identifier: MIT */
/* layout_number.h - numbers, durations and times as people read them, in text and in HTML. */
#ifndef LAYOUT_NUMBER_H
#define LAYOUT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number_text.h"

enum { LAYOUT_NUMBER_SIZE = NUMBER_TEXT_SIZE };

/* "312.5 MB": powers of 1000, as disks and networks are sold. */
void layout_format_bytes(uint64_t bytes, char text_out[LAYOUT_NUMBER_SIZE]);

/* "0.85 ms", "12 ms", "1.25 s", "2 min 5 s": at most 11 characters. */
void layout_format_duration(uint64_t duration_us, char text_out[LAYOUT_NUMBER_SIZE]);

/* "76.10%", "0.04%", "<0.01%", ">99.99%": rounding never makes nothing or all of a part. */
void layout_format_share(double share, char text_out[LAYOUT_NUMBER_SIZE]);

/* "2026-03-12 14:03" of the time at the offset. */
void layout_format_time(int64_t time, int32_t utc_offset_sec, bool has_seconds,
                        char text_out[LAYOUT_NUMBER_SIZE]);

/* "36 h", "7 days": the whole units that a period has at least two of. */
void layout_format_span(int64_t span_sec, char text_out[LAYOUT_NUMBER_SIZE]);

#endif
