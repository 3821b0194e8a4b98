/* SPDX-License-Identifier: MIT */
#include "filter/network.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "filter/terms.h"

enum { IPV6_GROUPS = 8, IPV6_BITS = 128, IPV4_BITS = 32, MAPPED_PREFIX_BITS = 96 };

/* 0..15, or -1 for a byte that is no hexadecimal digit. */
static int hex_digit(char byte)
{
    if (is_digit(byte))
        return byte - '0';
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The whole of 'text' as a number up to 'highest' without leading zeros. */
static bool parse_number(struct httally_slice text, unsigned highest, unsigned *number_out)
{
    if (text.length == 0 || text.length > 5 || (text.length > 1 && *text.data == '0'))
        return false;
    unsigned number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.data[i]))
            return false;
        number = number * 10 + (unsigned)(text.data[i] - '0');
    }
    *number_out = number;
    return number <= highest;
}

static bool parse_ipv4(struct httally_slice text, uint32_t *address_out)
{
    uint32_t address = 0;
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        if (part && (at == text.length || text.data[at++] != '.'))
            return false;
        size_t begin = at;
        while (at < text.length && is_digit(text.data[at]))
            at++;
        unsigned byte;
        if (!parse_number(httally_slice_of(text.data + begin, at - begin), 255, &byte))
            return false;
        address = address << 8 | byte;
    }
    *address_out = address;
    return at == text.length;
}

/* The groups of an IPv6 text as far as they are read; 'gap' is where `::` stood, -1 for nowhere. */
struct ipv6_groups {
    uint16_t groups[IPV6_GROUPS];
    int group_count;
    int gap;
};

static bool add_ipv4_tail(struct ipv6_groups *ipv6, struct httally_slice tail)
{
    uint32_t address;
    if (ipv6->group_count > IPV6_GROUPS - 2 || !parse_ipv4(tail, &address))
        return false;
    ipv6->groups[ipv6->group_count++] = (uint16_t)(address >> 16);
    ipv6->groups[ipv6->group_count++] = (uint16_t)address;
    return true;
}

static bool parse_groups(struct httally_slice text, struct ipv6_groups *ipv6)
{
    const char *at = text.data, *end = text.data + text.length;
    *ipv6 = (struct ipv6_groups){.gap = -1};
    if (text.length >= 2 && at[0] == ':' && at[1] == ':') {
        ipv6->gap = 0;
        at += 2;
    }
    while (at < end) {
        const char *begin = at;
        unsigned group = 0;
        for (; at < end && at - begin < 4 && hex_digit(*at) >= 0; at++)
            group = group << 4 | (unsigned)hex_digit(*at);
        if (at < end && *at == '.')
            return add_ipv4_tail(ipv6, httally_slice_of(begin, (size_t)(end - begin)));
        if (at == begin || ipv6->group_count == IPV6_GROUPS)
            return false;
        ipv6->groups[ipv6->group_count++] = (uint16_t)group;
        if (at == end)
            break;
        /* A colon has a group behind it, or is the first half of the one `::`. */
        if (*at++ != ':' || at == end)
            return false;
        if (*at == ':') {
            if (ipv6->gap >= 0)
                return false;
            ipv6->gap = ipv6->group_count;
            at++;
        }
    }
    return true;
}

static bool parse_ipv6(struct httally_slice text, struct ip_address *address_out)
{
    struct ipv6_groups ipv6;
    if (!parse_groups(text, &ipv6))
        return false;
    /* `::` stands for at least one group. */
    bool has_gap = ipv6.gap >= 0;
    if (has_gap ? ipv6.group_count == IPV6_GROUPS : ipv6.group_count != IPV6_GROUPS)
        return false;
    uint64_t halves[2] = {0, 0};
    int skipped = IPV6_GROUPS - ipv6.group_count;
    for (int i = 0; i < ipv6.group_count; i++) {
        int place = has_gap && i >= ipv6.gap ? i + skipped : i;
        halves[place / 4] |= (uint64_t)ipv6.groups[i] << (48 - place % 4 * 16);
    }
    *address_out = (struct ip_address){.high = halves[0], .low = halves[1]};
    return true;
}

static bool is_mapped(const struct ip_address *address)
{
    return !address->is_ipv4 && address->high == 0 && address->low >> 32 == 0xffff;
}

/* As written, that is without turning a mapped address into IPv4. */
static bool parse_as_written(struct httally_slice text, struct ip_address *address_out)
{
    uint32_t ipv4;
    if (text.length && memchr(text.data, ':', text.length))
        return parse_ipv6(text, address_out);
    if (!parse_ipv4(text, &ipv4))
        return false;
    *address_out = (struct ip_address){.high = (uint64_t)ipv4 << 32, .is_ipv4 = true};
    return true;
}

bool ip_address_parse(struct httally_slice text, struct ip_address *address_out)
{
    if (!parse_as_written(text, address_out))
        return false;
    if (is_mapped(address_out))
        *address_out = (struct ip_address){.high = address_out->low << 32, .is_ipv4 = true};
    return true;
}

bool ip_address_of_client(struct httally_slice client, struct ip_address *address_out)
{
    if (client.length == 0)
        return false;
    size_t begin = *client.data == '[', end = client.length;
    if (begin) {
        const char *bracket = memchr(client.data, ']', client.length);
        if (!bracket)
            return false;
        end = (size_t)(bracket - client.data);
    } else {
        /* One colon only comes before a port; IPv6 without brackets has two at least. */
        const char *colon = memchr(client.data, ':', client.length);
        size_t at = colon ? (size_t)(colon - client.data) : 0;
        if (colon && !memchr(colon + 1, ':', client.length - at - 1))
            end = at;
    }
    size_t behind = end + begin;
    unsigned port;
    if (behind < client.length &&
        (client.data[behind] != ':' ||
         !parse_number(httally_slice_of(client.data + behind + 1, client.length - behind - 1),
                       65535, &port)))
        return false;
    return ip_address_parse(httally_slice_of(client.data + begin, end - begin), address_out);
}

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
    if (is_mapped(address) && prefix_bits >= MAPPED_PREFIX_BITS) {
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
    if (!parse_as_written(address, &network_out->address))
        return not_an_address(term, error);
    unsigned highest = network_out->address.is_ipv4 ? IPV4_BITS : IPV6_BITS;
    unsigned prefix_bits = highest;
    struct httally_slice prefix = {0};
    if (slash)
        prefix = httally_slice_of(slash + 1, term.length - address.length - 1);
    if (slash && !parse_number(prefix, highest, &prefix_bits)) {
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
