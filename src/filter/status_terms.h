/* SPDX-License-Identifier: MIT */
/* status_terms.h - conditions on the status, worked out beforehand to one bit per status. */
#ifndef STATUS_TERMS_H
#define STATUS_TERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/status.h"

enum { STATUS_SET_WORDS = (HTTALLY_STATUS_COUNT + 63) / 64 };

struct status_set {
    uint64_t words[STATUS_SET_WORDS];
};

static inline bool status_set_has(const struct status_set *set, httally_status status)
{
    return set->words[status / 64] >> (status % 64) & 1;
}

static inline void status_set_add(struct status_set *set, httally_status status)
{
    set->words[status / 64] |= (uint64_t)1 << (status % 64);
}

/* What the terms of one kind name; a zeroed struct has no terms. */
struct status_terms {
    struct status_set wanted;
    struct status_set unwanted;
    bool has_wanted;
    /* Of outcomes, one bit for each that was named. */
    uint32_t wanted_outcomes, unwanted_outcomes;
};

/* Add the terms described at httally_filter_add_status(); on failure nothing is added. */
enum httally_result status_terms_add_codes(struct status_terms *terms, const char *text,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;

/* The same for the names of outcomes, which 'profile' turns into statuses. */
enum httally_result status_terms_add_outcomes(struct status_terms *terms, const char *text,
                                              const struct httally_profile *profile,
                                              struct httally_error *error) HTTALLY_MUST_CHECK;

/* Turn the outcomes that were named into statuses again, as another profile reads them. */
void status_terms_read_outcomes(struct status_terms *terms, const struct httally_profile *profile);

/* The statuses that meet both 'codes' and 'outcomes'. */
struct status_set status_terms_combine(const struct status_terms *codes,
                                       const struct status_terms *outcomes);

#endif
