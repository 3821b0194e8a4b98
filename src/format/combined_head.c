/* SPDX-License-Identifier: MIT */
/* combined_head.c - what stands before the time: [vhost ]client ident user. */
#include "base/word.h"
#include "format/combined.h"

/* Take the field up to the next single space off 'rest'; false when none is left. */
static bool take_field(struct httally_slice *rest, struct httally_slice *field_out)
{
    if (!rest->data)
        return false;
    const char *space = rest->length ? memchr(rest->data, ' ', rest->length) : NULL;
    if (!space) {
        *field_out = *rest;
        *rest = httally_slice_of(NULL, 0);
        return true;
    }
    size_t length = (size_t)(space - rest->data);
    *field_out = httally_slice_of(rest->data, length);
    *rest = httally_slice_of(space + 1, rest->length - length - 1);
    return true;
}

/* Of digits, hexadecimal digits, dots and colons, with three dots or two colons, up to a comma, a
 * zone or a closing bracket: good enough to tell an address from a name, which is all that is asked
 * here. */
static bool looks_like_address(struct httally_slice text)
{
    size_t dots = 0, colons = 0, letters = 0;
    for (size_t i = text.length && text.data[0] == '['; i < text.length; i++) {
        char byte = text.data[i], lower = (char)(byte | 0x20);
        if (word_is_digit(byte))
            continue;
        if (byte == '.')
            dots++;
        else if (byte == ':')
            colons++;
        else if (lower >= 'a' && lower <= 'f')
            letters++;
        else if (byte == '%' || byte == ']' || byte == ',')
            break;
        else
            return httally_slice_equals_string(text, "unix:");
    }
    return colons >= 2 || (dots == 3 && letters == 0 && colons <= 1);
}

static bool has_port(struct httally_slice text)
{
    size_t digits = 0;
    while (digits < text.length && word_is_digit(text.data[text.length - 1 - digits]))
        digits++;
    return digits > 0 && digits < text.length && text.data[text.length - 1 - digits] == ':';
}

/*
 * A virtual host leads when a client follows it: an address; any name, behind a name with a port;
 * anything, when behind it stand ident and user, both `-`.  A line with three fields has none.
 */
static bool leads_with_host(struct httally_slice first, struct httally_slice second,
                            struct httally_slice behind)
{
    if (!behind.data || !behind.length || !memchr(behind.data, ' ', behind.length))
        return false;
    if (looks_like_address(second))
        return true;
    bool is_name = first.length > 0 && (first.data[0] == '[' || !looks_like_address(first));
    bool has_client = second.length > 0 && !httally_slice_equals_string(second, "-");
    return is_name &&
           ((has_port(first) && has_client) || httally_slice_equals_string(behind, "- -"));
}

/* "203.0.113.9, 192.0.2.1 - -": $http_x_forwarded_for in the client's place.  Steps over the list
 * and leaves its first address in 'first'; false, and nothing changed, when it is none or too
 * little follows. */
static bool take_forwarded_list(struct httally_slice *first, struct httally_slice *rest)
{
    struct httally_slice behind = *rest, hop = *first;
    if (LIKELY(first->length < 2 || first->data[first->length - 1] != ','))
        return false;
    while (hop.length > 1 && hop.data[hop.length - 1] == ',') {
        if (!take_field(&behind, &hop))
            return false;
    }
    if (!behind.data || !behind.length || !memchr(behind.data, ' ', behind.length))
        return false;
    first->length--;
    *rest = behind;
    return true;
}

bool combined_split_head(struct httally_slice head, struct httally_record *record)
{
    struct httally_slice rest = head, first, second, ident;
    record->host = httally_slice_of(NULL, 0);
    if (!take_field(&rest, &first))
        return false;
    struct httally_slice behind = rest;
    if (!take_forwarded_list(&first, &rest) && take_field(&behind, &second) &&
        leads_with_host(first, second, behind)) {
        record->host = first;
        first = second;
        rest = behind;
        (void)take_forwarded_list(&first, &rest);
    }
    record->client = first;
    if (!take_field(&rest, &ident) || !rest.data)
        return false;
    /* The user is all that is left: names may hold spaces and brackets. */
    record->user = rest;
    if (httally_slice_equals_string(rest, "\"\""))
        record->user = httally_slice_of(rest.data + 1, 0);
    return true;
}
