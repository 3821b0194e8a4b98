/* SPDX-License-Identifier: MIT */
#include "filter/network.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "filter/terms.h"

enum { IPV6_BITS = 128, IPV4_BITS = 32, MAPPED_PREFIX_BITS = 96 };

/* Bits of 'mask' for a prefix that reaches 'bits' into this half; any value is fine. */
static uint64_t half_mask(int bits)
{
    if (bits <= 0)
        return 0;
    return bits >= 64 ? UINT64_MAX : UINT64_MAX << (64 - bits);
}

/* Clears the bits behind the prefix: 192.0.2.7/24 is 192.0.2.0/24. */
static void set_prefix(struct network *network, int prefix_bits)
{
    struct ip_address *address = &network->address;
    if (ip_address_is_mapped(address) && prefix_bits >= MAPPED_PREFIX_BITS) {
        *address = (struct ip_address){.high = address->low << 32, .is_ipv4 = true};
        prefix_bits -= MAPPED_PREFIX_BITS;
    }
    network->mask_high = half_mask(prefix_bits);
    network->mask_low = half_mask(prefix_bits - 64);
    address->high &= network->mask_high;
    address->low &= network->mask_low;
}

static enum httally_result not_an_address(struct httally_slice term, struct httally_error *error)
{
    struct ip_address address;
    const char *problem = "expected an IPv4 or IPv6 address, or one with a prefix length (/24)";
    if (memchr(term.data, '%', term.length))
        problem = "an address with a zone is not understood";
    else if (ip_address_of_client(term, &address))
        problem = "an address is written without brackets and port";
    return bad_text(error, "network", term, problem);
}

static enum httally_result parse_network(struct httally_slice term, struct network *network_out,
                                         struct httally_error *error)
{
    const char *slash = memchr(term.data, '/', term.length);
    struct httally_slice address = term;
    if (slash)
        address.length = (size_t)(slash - term.data);
    *network_out = (struct network){0};
    if (!ip_address_parse_as_written(address, &network_out->address))
        return not_an_address(term, error);
    unsigned highest = network_out->address.is_ipv4 ? IPV4_BITS : IPV6_BITS;
    unsigned prefix_bits = highest;
    struct httally_slice prefix = {0};
    if (slash)
        prefix = httally_slice_of(slash + 1, term.length - address.length - 1);
    if (slash && !ip_number_parse(prefix, highest, &prefix_bits)) {
        char problem[64];
        snprintf(problem, sizeof problem, "the prefix length is a number from 0 to %u", highest);
        return bad_text(error, "network", term, problem);
    }
    set_prefix(network_out, (int)prefix_bits);
    return HTTALLY_OK;
}

static enum httally_result append_network(struct network_list *list, const struct term *term,
                                          struct httally_error *error)
{
    struct network network;
    enum httally_result result = parse_network(term->text, &network, error);
    if (result != HTTALLY_OK)
        return result;
    void *networks = list->networks;
    if (!memory_grow(&networks, list->network_count, &list->capacity, 8, TERMS_LIMIT,
                     sizeof network))
        return memory_error(error);
    list->networks = networks;
    network.is_negated = term->is_negated;
    list->networks[list->network_count++] = network;
    if (!term->is_negated)
        list->has_wanted = true;
    return HTTALLY_OK;
}

enum httally_result network_list_add(struct network_list *list, const char *terms,
                                     struct httally_error *error)
{
    struct term_list rest = term_list_of(terms, "network");
    size_t old_count = list->network_count;
    bool had_wanted = list->has_wanted;
    struct term term;
    enum httally_result result;
    while ((result = term_list_next(&rest, &term, error)) == HTTALLY_OK) {
        result = append_network(list, &term, error);
        if (result != HTTALLY_OK)
            break;
    }
    if (result == HTTALLY_END)
        return HTTALLY_OK;
    list->network_count = old_count;
    list->has_wanted = had_wanted;
    return result;
}

bool network_list_matches(const struct network_list *list, struct httally_slice client)
{
    struct ip_address address;
    if (list->network_count == 0)
        return true;
    bool is_wanted = !list->has_wanted;
    if (!ip_address_of_client(client, &address))
        return is_wanted;
    for (size_t i = 0; i < list->network_count; i++) {
        if (!network_contains(&list->networks[i], &address))
            continue;
        if (list->networks[i].is_negated)
            return false;
        is_wanted = true;
    }
    return is_wanted;
}

enum httally_result network_list_copy(const struct network_list *list,
                                      struct network_list *copy_out, struct httally_error *error)
{
    void *networks;
    if (!copy_array(list->networks, list->network_count, sizeof *list->networks, &networks))
        return memory_error(error);
    *copy_out = *list;
    copy_out->networks = networks;
    copy_out->capacity = list->network_count;
    return HTTALLY_OK;
}

void network_list_finish(struct network_list *list)
{
    free(list->networks);
    *list = (struct network_list){0};
}
