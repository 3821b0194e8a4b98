/* SPDX-License-Identifier: MIT */
/* network.h - networks, and the addresses that they hold. */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip_address.h"
#include "httally/error.h"

struct network {
    struct ip_address address;
    uint64_t mask_high;
    uint64_t mask_low;
    bool is_negated;
};

static inline bool network_contains(const struct network *network, const struct ip_address *address)
{
    return network->address.is_ipv4 == address->is_ipv4 &&
           (address->high & network->mask_high) == network->address.high &&
           (address->low & network->mask_low) == network->address.low;
}

/* A zeroed list has no terms and is met by every client. */
struct network_list {
    struct network *networks;
    size_t network_count;
    size_t capacity;
    bool has_wanted;
};

/* Add the terms described at httally_filter_add_client(); on failure nothing is added. */
enum httally_result network_list_add(struct network_list *list, const char *terms,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

bool network_list_matches(const struct network_list *list, struct httally_slice client);

enum httally_result network_list_copy(const struct network_list *list,
                                      struct network_list *copy_out,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

void network_list_finish(struct network_list *list);

#endif
