/* SPDX-License-Identifier: MIT */
#include "tally/hyperloglog.h"

#include <math.h>

/* Hash bits that are not the register's index. */
enum { RANK_BITS = 64 - HYPERLOGLOG_INDEX_BITS };

static const double alpha_infinity = 0.721347520444481703680; /* 1 / (2 ln 2) */

void hyperloglog_add(struct hyperloglog *sketch, uint64_t hash)
{
    uint64_t index = hash >> RANK_BITS;
    uint64_t rest = hash << HYPERLOGLOG_INDEX_BITS;
    uint8_t rank = 1;
    while (rank <= RANK_BITS && !(rest >> 63)) {
        rest <<= 1;
        rank++;
    }
    if (sketch->registers[index] < rank)
        sketch->registers[index] = rank;
}

void hyperloglog_merge(struct hyperloglog *into, const struct hyperloglog *from)
{
    for (int i = 0; i < HYPERLOGLOG_REGISTERS; i++) {
        if (into->registers[i] < from->registers[i])
            into->registers[i] = from->registers[i];
    }
}

/* Ertl's sigma: x + sum of x^(2^k) * 2^(k-1). */
static double sigma(double x)
{
    if (x == 1.0)
        return INFINITY;
    double weight = 1.0, sum = x, before;
    do {
        x *= x;
        before = sum;
        sum += x * weight;
        weight += weight;
    } while (sum != before);
    return sum;
}

/* Ertl's tau: (1 - x - sum of (1 - x^(2^-k))^2 * 2^-k) / 3. */
static double tau(double x)
{
    if (x == 0.0 || x == 1.0)
        return 0.0;
    double weight = 1.0, sum = 1.0 - x, before;
    do {
        x = sqrt(x);
        before = sum;
        weight *= 0.5;
        sum -= (1.0 - x) * (1.0 - x) * weight;
    } while (sum != before);
    return sum / 3.0;
}

double hyperloglog_estimate(const struct hyperloglog *sketch)
{
    double counts[RANK_BITS + 2] = {0};
    for (int i = 0; i < HYPERLOGLOG_REGISTERS; i++)
        counts[sketch->registers[i]]++;
    const double m = HYPERLOGLOG_REGISTERS;
    double sum = m * tau(1.0 - counts[RANK_BITS + 1] / m);
    for (int rank = RANK_BITS; rank >= 1; rank--)
        sum = 0.5 * (sum + counts[rank]);
    sum += m * sigma(counts[0] / m);
    return alpha_infinity * m * m / sum;
}
