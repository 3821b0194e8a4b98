/* SPDX-License-Identifier: MIT */
/*
 * hash.h - XXH3 (xxhash.com), keyed for tables and fixed for sketches.
 *
 * Keys of a table come from whoever sends requests.  A secret drawn at random per process keeps
 * them from choosing keys that collide; full keys are compared all the same.  A sketch that is
 * merged across processes needs the same hash everywhere: XXH3 with no seed.
 */
#ifndef HASH_H
#define HASH_H

#include <stdint.h>

#include "base/compiler.h"
#include "httally/slice.h"

#define XXH_INLINE_ALL
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#include <xxhash.h>
#pragma GCC diagnostic pop

enum { HASH_SECRET_BYTES = 192 };

struct hash_secret {
    unsigned char bytes[HASH_SECRET_BYTES];
};

/* Fill it with random bytes of the system's; what is there counts where there are none. */
void hash_secret_draw(struct hash_secret *secret);

static ALWAYS_INLINE uint64_t hash_keyed(const struct hash_secret *secret, struct httally_slice key)
{
    return XXH3_64bits_withSecret(key.data, key.length, secret->bytes, HASH_SECRET_BYTES);
}

static inline uint64_t hash_fixed(struct httally_slice key)
{
    return XXH3_64bits(key.data, key.length);
}

/* Spread the bits of a number over the whole word (the finalizer of splitmix64, Steele, Lea and
 * Flood 2014). */
static inline uint64_t hash_number(uint64_t number)
{
    number += 0x9E3779B97F4A7C15ULL;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9ULL;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBULL;
    return number ^ (number >> 31);
}

#endif
