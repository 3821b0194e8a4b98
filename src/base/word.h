/* SPDX-License-Identifier: MIT */
/* word.h - look at several bytes at once, whatever the byte order of the machine. */
#ifndef WORD_H
#define WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

static ALWAYS_INLINE uint64_t word_load(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static ALWAYS_INLINE uint32_t word_load_4(const char *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static ALWAYS_INLINE bool word_is_digit(char byte)
{
    return (unsigned)(unsigned char)byte - '0' <= 9;
}

/* The value of two digits, or a value over 99 when one of them is none. */
static ALWAYS_INLINE unsigned word_two_digits(const char *bytes)
{
    unsigned tens = (unsigned)(unsigned char)bytes[0] - '0';
    unsigned ones = (unsigned)(unsigned char)bytes[1] - '0';
    return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

/*
 * Offset of the first 'byte' in data[0..length), or 'length'.  Looks at whole words, so that up to
 * 7 bytes behind the range must be readable; for short ranges, where a call of memchr() costs more
 * than its search.
 */
static ALWAYS_INLINE size_t word_find(const char *data, size_t length, char byte)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t ones = 0x0101010101010101ULL;
    const uint64_t wanted = ones * (unsigned char)byte;
    for (size_t i = 0; i < length; i += 8) {
        uint64_t difference = word_load(data + i) ^ wanted;
        uint64_t zeros = (difference - ones) & ~difference & (ones << 7);
        if (zeros) {
            size_t found = i + (size_t)__builtin_ctzll(zeros) / 8;
            return found < length ? found : length;
        }
    }
    return length;
#else
    const char *found = length ? memchr(data, byte, length) : NULL;
    return found ? (size_t)(found - data) : length;
#endif
}

#endif
