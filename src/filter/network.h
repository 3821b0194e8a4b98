/* SPDX-License-Identifier: MIT */
/* network.h - IP addresses out of bytes that are no C string, and the networks that hold them. */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "httally/error.h"
#include "httally/slice.h"

/*
 * An address, first bit in the top bit of 'high': IPv4 fills the upper half of 'high'.  An
 * IPv4-mapped IPv6 address (::ffff:192.0.2.1) is IPv4.
 */
struct ip_address {
    uint64_t high;
    uint64_t low;
    bool is_ipv4;
};

/*
 * Read what inet_pton() reads: four decimal parts without leading zeros, or RFC 4291 text with at
 * most one `::` and an optional IPv4 tail.  No zone (%eth0), port or blank.
 */
bool ip_address_parse(struct httally_slice text, struct ip_address *address_out);

/* Read a client as proxies log it: an address, `192.0.2.1:5678`, `[2001:db8::1]:5678`, or an
 * address in brackets. */
bool ip_address_of_client(struct httally_slice client, struct ip_address *address_out);

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
