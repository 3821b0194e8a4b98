/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <unistd.h>

void hash_secret_draw(struct hash_secret *secret)
{
    if (getentropy(secret->bytes, sizeof secret->bytes) == 0)
        return;
    /* No randomness to be had: addresses differ from run to run at least. */
    uint64_t number = (uint64_t)(uintptr_t)secret;
    for (size_t i = 0; i < sizeof secret->bytes; i++)
        secret->bytes[i] ^= (unsigned char)(hash_number(number + i + secret->bytes[i]) >> 56);
}
