/* SPDX-License-Identifier: MIT */
/* word.h - look at several bytes at once, whatever the byte order of the machine. */
#ifndef WORD_H
#define WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

static ALWAYS_INLINE uint16_t word_load_2(const char *bytes)
{
    uint16_t word;
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

/* Eight bytes with the first one lowest, whatever the machine's order. */
static ALWAYS_INLINE uint64_t word_load_little(const char *bytes)
{
    uint64_t word = word_load(bytes);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/*
 * The number that the 'count' digits (1 to 8) before 'end' spell; UINT64_MAX when one of them is
 * none.  The 8 bytes before 'end' must be readable.
 */
static ALWAYS_INLINE uint64_t word_number_before(const char *end, size_t count)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t zeros = 0x3030303030303030ULL;
    /* The first digit is the lowest byte.  What stands before it becomes leading zeros. */
    unsigned shift = (unsigned)(8 - count) * 8;
    uint64_t values = (word_load(end - 8) ^ zeros) >> shift << shift;
    if (UNLIKELY(((values + 0x7676767676767676ULL) | values) & 0x8080808080808080ULL))
        return UINT64_MAX;
    /* Neighbours are joined to two, four and eight digits. */
    values = values * 10 + (values >> 8);
    return (((values & 0x000000FF000000FFULL) * 0x000F424000000064ULL) +
            (((values >> 16) & 0x000000FF000000FFULL) * 0x0000271000000001ULL)) >>
           32;
#else
    uint64_t number = 0;
    for (const char *at = end - count; at < end; at++) {
        if (!word_is_digit(*at))
            return UINT64_MAX;
        number = number * 10 + (uint64_t)(*at - '0');
    }
    return number;
#endif
}

#if defined(__SSE2__)
typedef __m128i word_chunk;

static ALWAYS_INLINE bool word_chunks_equal(const char *a, const char *b)
{
    word_chunk left = _mm_loadu_si128((const word_chunk *)(const void *)a);
    word_chunk right = _mm_loadu_si128((const word_chunk *)(const void *)b);
    return _mm_movemask_epi8(_mm_cmpeq_epi8(left, right)) == 0xFFFF;
}

#else
static ALWAYS_INLINE bool word_chunks_equal(const char *a, const char *b)
{
    return word_load(a) == word_load(b) && word_load(a + 8) == word_load(b + 8);
}

#endif

enum { WORD_CHUNK_BYTES = 16, WORD_EQUAL_INLINE_BYTES = 48 };

/* Are 'length' bytes the same?  For keys of some tens of bytes, where a call of memcmp() costs more
 * than its comparison: whole chunks, the last one overlapping the one before.  Longer ones gain
 * from the wider vectors that memcmp() may use. */
static ALWAYS_INLINE bool word_equal(const char *a, const char *b, size_t length)
{
    if (LIKELY(length >= WORD_CHUNK_BYTES)) {
        if (UNLIKELY(length > WORD_EQUAL_INLINE_BYTES))
            return memcmp(a, b, length) == 0;
        if (length > 2 * WORD_CHUNK_BYTES &&
            !word_chunks_equal(a + WORD_CHUNK_BYTES, b + WORD_CHUNK_BYTES))
            return false;
        return word_chunks_equal(a, b) &&
               word_chunks_equal(a + length - WORD_CHUNK_BYTES, b + length - WORD_CHUNK_BYTES);
    }
    if (length >= 8)
        return word_load(a) == word_load(b) &&
               word_load(a + length - 8) == word_load(b + length - 8);
    if (length >= 4)
        return word_load_4(a) == word_load_4(b) &&
               word_load_4(a + length - 4) == word_load_4(b + length - 4);
    /* Of up to three bytes, these are all. */
    return length == 0 ||
           (a[0] == b[0] && a[length / 2] == b[length / 2] && a[length - 1] == b[length - 1]);
}

/* Bytes behind a range that word_find() may read. */
enum { WORD_FIND_PADDING_BYTES = 15 };

/*
 * Offset of the first 'byte' in data[0..length), or 'length'.  Reads up to WORD_FIND_PADDING_BYTES
 * behind the range; for short ranges, where a call of memchr() costs more than its search.
 */
static ALWAYS_INLINE size_t word_find(const char *data, size_t length, char byte)
{
#if defined(__SSE2__)
    const word_chunk wanted = _mm_set1_epi8(byte);
    for (size_t i = 0; i < length; i += WORD_CHUNK_BYTES) {
        word_chunk chunk = _mm_loadu_si128((const word_chunk *)(const void *)(data + i));
        unsigned bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, wanted));
        if (bits) {
            size_t found = i + (size_t)__builtin_ctz(bits);
            return found < length ? found : length;
        }
    }
    return length;
#else
    const char *found = length ? memchr(data, byte, length) : NULL;
    return found ? (size_t)(found - data) : length;
#endif
}

#if defined(__SSE2__)
/* One bit for each of the 16 bytes that is the wanted one. */
static ALWAYS_INLINE unsigned word_chunk_matches(const char *bytes, word_chunk wanted)
{
    word_chunk chunk = _mm_loadu_si128((const word_chunk *)(const void *)bytes);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, wanted));
}
#endif

/*
 * The first 'byte' from 'at' on, or 'end'.  Reads nothing but what lies between 'start' and 'end':
 * the last chunk overlaps the one before it.  'at' is not behind 'end'.
 */
static ALWAYS_INLINE const char *word_find_within(const char *start, const char *at,
                                                  const char *end, char byte)
{
#if defined(__SSE2__)
    const word_chunk wanted = _mm_set1_epi8(byte);
    for (; end - at >= WORD_CHUNK_BYTES; at += WORD_CHUNK_BYTES) {
        unsigned bits = word_chunk_matches(at, wanted);
        if (bits)
            return at + __builtin_ctz(bits);
    }
    if (LIKELY(end - start >= WORD_CHUNK_BYTES)) {
        const char *last = end - WORD_CHUNK_BYTES;
        unsigned bits = word_chunk_matches(last, wanted) >> (at - last);
        return bits ? at + __builtin_ctz(bits) : end;
    }
    while (at < end && *at != byte)
        at++;
    return at;
#else
    (void)start;
    const char *found = at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
    return found ? found : end;
#endif
}

#endif
