/* SPDX-License-Identifier: MIT */
/* random.h - numbers that look random and are the same in every run. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* Any state but 0 (xorshift64*). */
struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * UINT64_C(0x2545f4914f6cdd1d);
}

/* A number from 'low' to 'high', both included. */
static inline uint64_t random_between(struct random *random, uint64_t low, uint64_t high)
{
    return low + (random_next(random) >> 11) % (high - low + 1);
}

#endif
