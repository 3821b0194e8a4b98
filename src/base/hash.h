/* SPDX-License-Identifier: MIT */
/*
 * hash.h - a keyed hash for tables, and XXH3 (xxhash.com) for sketches.
 *
 * Keys of a table come from whoever sends requests.  A secret drawn at random per table keeps
 * them from choosing keys that collide; full keys are compared all the same.  A sketch that is
 * merged across processes needs the same hash everywhere: XXH3 with no seed.
 *
 * The keyed hash folds 128-bit products of text and secret, as wyhash and its kin do (Wang Yi,
 * "wyhash", 2019).  It stands here, small enough to be inlined, because counting spends as much on
 * hashes as on anything: keys are mostly of 10 to 100 bytes, where XXH3 with a secret takes twice
 * the instructions.
 */
#ifndef HASH_H
#define HASH_H

#include <stdint.h>

#include "base/word.h"
#include "httally/slice.h"

#define XXH_INLINE_ALL
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#include <xxhash.h>
#pragma GCC diagnostic pop

enum { HASH_SECRET_WORDS = 4 };

struct hash_secret {
    uint64_t words[HASH_SECRET_WORDS];
};

/* Fill it with random bytes of the system's; what is there counts where there are none. */
void hash_secret_draw(struct hash_secret *secret);

/* Both halves of a product, folded into one. */
static ALWAYS_INLINE uint64_t hash_fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 product_of_words;
    product_of_words product = (product_of_words)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static ALWAYS_INLINE uint64_t hash_keyed(const struct hash_secret *secret, struct httally_slice key)
{
    const uint64_t *words = secret->words;
    const char *data = key.data;
    uint64_t state = words[0], low = 0, high = 0;
    if (LIKELY(key.length > 16)) {
        /* Sixteen bytes at a time; the last sixteen overlap what was before. */
        const char *last = data + (key.length - 16);
        for (; last - data > 16; data += 32) {
            state = hash_fold(word_load(data) ^ words[1], word_load(data + 8) ^ state);
            state = hash_fold(word_load(data + 16) ^ words[2], word_load(data + 24) ^ state);
        }
        if (data < last)
            state = hash_fold(word_load(data) ^ words[3], word_load(data + 8) ^ state);
        low = word_load(last);
        high = word_load(last + 8);
    } else if (key.length >= 8) {
        low = word_load(data);
        high = word_load(data + (key.length - 8));
    } else if (key.length >= 4) {
        low = (uint64_t)word_load_4(data) << 32 | word_load_4(data + (key.length - 4));
    } else if (key.length > 0) {
        low = (uint64_t)(unsigned char)data[0] << 16 |
              (uint64_t)(unsigned char)data[key.length / 2] << 8 |
              (unsigned char)data[key.length - 1];
    }
    state = hash_fold(low ^ words[1], high ^ state);
    return hash_fold(state ^ words[2], key.length ^ words[3]);
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
