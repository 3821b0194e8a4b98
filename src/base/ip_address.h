/* SPDX-License-Identifier: MIT */
/* ip_address.h - IP addresses out of bytes that are no C string. */
#ifndef IP_ADDRESS_H
#define IP_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

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

/* As written, that is without turning a mapped address into IPv4; and whether it is mapped. */
bool ip_address_parse_as_written(struct httally_slice text, struct ip_address *address_out);
bool ip_address_is_mapped(const struct ip_address *address);

/* The whole of 'text' as a number up to 'highest' (below 100,000) without leading zeros: a port, a
 * prefix length. */
bool ip_number_parse(struct httally_slice text, unsigned highest, unsigned *number_out);

#endif
