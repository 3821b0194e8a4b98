/* SPDX-License-Identifier: MIT */
/* clf_time.h - the time of the combined family: 10/Oct/2000:13:55:36 -0700. */
#ifndef CLF_TIME_H
#define CLF_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/word.h"

enum { CLF_TIME_LENGTH = 26 };

struct clf_time {
    /* Seconds since 1970 UTC, and what the clock of the line adds to UTC. */
    int64_t seconds;
    int32_t utc_offset_sec;
};

/* Digits, letters and separators where they must be, whatever they say?  'text' has
 * CLF_TIME_LENGTH bytes. */
bool clf_time_has_shape(const char *text);

/* Read the time; false when it has another shape or does not exist (31 February). */
bool clf_time_parse(const char *text, struct clf_time *time_out);

/*
 * The last minute that was read: successive lines mostly share it, and then only the seconds are
 * looked at.  One per thread.
 */
struct clf_time_memory {
    char text[CLF_TIME_LENGTH];
    int64_t minute_sec;
    int32_t utc_offset_sec;
};

/* Remember no time: no line holds a newline. */
static inline void clf_time_memory_init(struct clf_time_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    memory->text[0] = '\n';
}

/* clf_time_parse() that remembers. */
bool clf_time_parse_and_remember(struct clf_time_memory *memory, const char *text,
                                 struct clf_time *time_out);

/* Everything but the two digits of the second, bytes 18 and 19. */
static ALWAYS_INLINE bool clf_time_is_same_minute(const char *a, const char *b)
{
    return ((word_load(a) ^ word_load(b)) | (word_load(a + 8) ^ word_load(b + 8)) |
            (word_load_2(a + 16) ^ word_load_2(b + 16)) |
            (word_load_4(a + 20) ^ word_load_4(b + 20)) |
            (word_load_2(a + 24) ^ word_load_2(b + 24))) == 0;
}

/* The same answer as clf_time_parse(). */
static ALWAYS_INLINE bool clf_time_parse_remembering(struct clf_time_memory *memory,
                                                     const char *text, struct clf_time *time_out)
{
    unsigned second = word_two_digits(text + 18);
    if (UNLIKELY(second > 60 || !clf_time_is_same_minute(memory->text, text)))
        return clf_time_parse_and_remember(memory, text, time_out);
    time_out->seconds = memory->minute_sec + second;
    time_out->utc_offset_sec = memory->utc_offset_sec;
    return true;
}

#endif
