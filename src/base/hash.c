/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <unistd.h>

void hash_secret_draw(struct hash_secret *secret)
{
    if (getentropy(secret->words, sizeof secret->words) == 0)
        return;
    /* No randomness to be had: addresses differ from run to run at least. */
    uint64_t number = (uint64_t)(uintptr_t)secret;
    for (size_t i = 0; i < HASH_SECRET_WORDS; i++)
        secret->words[i] ^= hash_number(number + i + secret->words[i]);
}
