/* SPDX-License-Identifier: MIT */
#include "base/address_mask.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/ip_address.h"
#include "base/word.h"

static size_t write_part(unsigned part, char *text_out)
{
    size_t length = 0;
    if (part >= 100)
        text_out[length++] = (char)('0' + part / 100);
    if (part >= 10)
        text_out[length++] = (char)('0' + part / 10 % 10);
    text_out[length++] = (char)('0' + part % 10);
    return length;
}

/* "192.0.2.0": by hand, since inet_ntop() prints with formats, which costs as much as all else. */
static size_t write_ipv4_network(uint64_t high, char text_out[ADDRESS_MASK_SIZE])
{
    size_t length = 0;
    for (int i = 0; i < 3; i++) {
        length += write_part((unsigned)(high >> (56 - 8 * i)) & 0xFF, text_out + length);
        text_out[length++] = '.';
    }
    text_out[length++] = '0';
    return length;
}

/* Write the network's address without its length. */
static size_t write_network(const struct ip_address *address, char text_out[ADDRESS_MASK_SIZE])
{
    unsigned char bytes[16] = {0};
    if (address->is_ipv4)
        return write_ipv4_network(address->high, text_out);
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(address->high >> (56 - 8 * i));
    inet_ntop(AF_INET6, bytes, text_out, ADDRESS_MASK_SIZE);
    return strlen(text_out);
}

static bool is_name_byte(char byte)
{
    char lower = (char)(byte | 0x20);
    return word_is_digit(byte) || (lower >= 'a' && lower <= 'z') || byte == '-' || byte == '_' ||
           byte == '.';
}

/* The last two labels; a name of one label tells too much. */
static size_t mask_name(struct httally_slice name, char masked_out[ADDRESS_MASK_SIZE])
{
    static const char hidden[] = "(hidden)";
    size_t start = name.length, dots = 0;
    bool is_name = true;
    for (size_t i = 0; i < name.length; i++)
        is_name = is_name && is_name_byte(name.data[i]);
    while (start > 0 && (name.data[start - 1] != '.' || ++dots < 2))
        start--;
    size_t length = name.length - start;
    if (!is_name || dots == 0 || length > ADDRESS_MASK_SIZE / 2) {
        memcpy(masked_out, hidden, sizeof hidden - 1);
        return sizeof hidden - 1;
    }
    if (start == 0) {
        memcpy(masked_out, name.data, length);
        return length;
    }
    memcpy(masked_out, "*.", 2);
    memcpy(masked_out + 2, name.data + start, length);
    return length + 2;
}

size_t address_mask_client(struct httally_slice client, char masked_out[ADDRESS_MASK_SIZE])
{
    struct ip_address address;
    if (ip_address_of_client(client, &address)) {
        size_t length = write_network(&address, masked_out);
        const char *suffix = address.is_ipv4 ? "/24" : "/64";
        memcpy(masked_out + length, suffix, 3);
        return length + 3;
    }
    if (client.length == 0 || (client.length == 1 && *client.data == '-')) {
        memcpy(masked_out, client.length ? "-" : "", client.length);
        return client.length;
    }
    return mask_name(client, masked_out);
}

static bool is_address_byte(char byte)
{
    char lower = (char)(byte | 0x20);
    return word_is_digit(byte) || (lower >= 'a' && lower <= 'f') || byte == '.' || byte == ':';
}

/* Does "Chrome/" or the like stand right before 'at'? */
static bool is_behind_product(const char *text, size_t at)
{
    return at >= 2 && text[at - 1] == '/' && is_name_byte(text[at - 2]);
}

/* The address that a run of address bytes begins with, perhaps with a port or a full stop behind:
 * how long it is, 0 for none. */
static size_t address_length(struct httally_slice run, struct ip_address *address_out)
{
    size_t length = run.length;
    while (length > 0 && !ip_address_parse(httally_slice_of(run.data, length), address_out)) {
        /* Take a part off the end. */
        do
            length--;
        while (length > 0 && run.data[length] != '.' && run.data[length] != ':');
    }
    return length;
}

/* Mask the host name that a line may begin with, as a client's or as a virtual host's. */
static size_t mask_first_name(char *line, size_t length)
{
    char masked[ADDRESS_MASK_SIZE];
    struct ip_address address;
    size_t name_length = 0;
    while (name_length < length && is_name_byte(line[name_length]))
        name_length++;
    struct httally_slice name = httally_slice_of(line, name_length);
    bool is_word = name_length < length && line[name_length] == ' ';
    if (!is_word || !memchr(line, '.', name_length) || ip_address_parse(name, &address))
        return length;
    size_t masked_length = mask_name(name, masked);
    if (masked_length > name_length)
        return length;
    memcpy(line, masked, masked_length);
    memmove(line + masked_length, line + name_length, length - name_length);
    return length - name_length + masked_length;
}

size_t address_mask_line(char *line, size_t length)
{
    return address_mask_text(line, mask_first_name(line, length));
}

size_t address_mask_text(char *text, size_t length)
{
    enum { RUN_BYTES_MOST = 64 };
    size_t out = 0, at = 0;
    while (at < length) {
        size_t end = at;
        while (end < length && end - at < RUN_BYTES_MOST && is_address_byte(text[end]))
            end++;
        struct ip_address address;
        bool is_start = at == 0 || !is_name_byte(text[at - 1]);
        size_t taken = 0;
        if (end - at >= 3 && is_start && !is_behind_product(text, at))
            taken = address_length(httally_slice_of(text + at, end - at), &address);
        if (taken > 0) {
            char masked[ADDRESS_MASK_SIZE];
            size_t masked_length = write_network(&address, masked);
            if (masked_length > taken)
                masked_length = taken;
            memmove(text + out, masked, masked_length);
            out += masked_length;
            at += taken;
            continue;
        }
        /* "host:192.0.2.7": the address begins behind the colon. */
        const char *colon = end > at ? memchr(text + at, ':', end - at) : NULL;
        if (colon)
            end = (size_t)(colon - text) + 1;
        size_t step = end > at ? end - at : 1;
        memmove(text + out, text + at, step);
        out += step;
        at += step;
    }
    return out;
}
