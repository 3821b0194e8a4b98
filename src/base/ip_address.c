/* SPDX-License-Identifier: MIT */
#include "base/ip_address.h"

#include "base/word.h"

enum { IPV6_GROUPS = 8 };

/* 0..15, or -1 for a byte that is no hexadecimal digit. */
static int hex_digit(char byte)
{
    if (word_is_digit(byte))
        return byte - '0';
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool ip_number_parse(struct httally_slice text, unsigned highest, unsigned *number_out)
{
    if (text.length == 0 || text.length > 5 || (text.length > 1 && *text.data == '0'))
        return false;
    unsigned number = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!word_is_digit(text.data[i]))
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
        while (at < text.length && word_is_digit(text.data[at]))
            at++;
        unsigned byte;
        if (!ip_number_parse(httally_slice_of(text.data + begin, at - begin), 255, &byte))
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

bool ip_address_is_mapped(const struct ip_address *address)
{
    return !address->is_ipv4 && address->high == 0 && address->low >> 32 == 0xffff;
}

bool ip_address_parse_as_written(struct httally_slice text, struct ip_address *address_out)
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
    if (!ip_address_parse_as_written(text, address_out))
        return false;
    if (ip_address_is_mapped(address_out))
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
         !ip_number_parse(httally_slice_of(client.data + behind + 1, client.length - behind - 1),
                          65535, &port)))
        return false;
    return ip_address_parse(httally_slice_of(client.data + begin, end - begin), address_out);
}
