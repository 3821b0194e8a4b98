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

/* Of digits, hexadecimal digits, dots and colons, with a dot or two colons: good enough to tell an
 * address from a name, which is all that is asked here. */
static bool looks_like_address(struct httally_slice text)
{
    size_t dots = 0, colons = 0, letters = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        unsigned char lower = byte | 0x20;
        dots += byte == '.';
        colons += byte == ':';
        letters += lower >= 'a' && lower <= 'f';
        bool is_known = word_is_digit((char)byte) || byte == '.' || byte == ':' ||
                        (lower >= 'a' && lower <= 'f');
        if (!is_known)
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
 * A virtual host leads when a client follows it: an address, or, behind a name with a port, any
 * name.  A line with three fields has none.
 */
static bool leads_with_host(struct httally_slice first, struct httally_slice second,
                            struct httally_slice behind)
{
    if (!behind.data || !memchr(behind.data, ' ', behind.length))
        return false;
    if (looks_like_address(second))
        return true;
    return has_port(first) && !looks_like_address(first) && second.length > 0 &&
           !httally_slice_equals_string(second, "-");
}

/* "203.0.113.9, 192.0.2.1 - -": $http_x_forwarded_for in the client's place.  Steps over the list
 * and leaves its first address in 'first'; false when it is none, or too little follows. */
static bool take_forwarded_list(struct httally_slice *first, struct httally_slice *rest)
{
    struct httally_slice behind = *rest, hop = *first;
    while (hop.length > 1 && hop.data[hop.length - 1] == ',') {
        if (!take_field(&behind, &hop))
            return false;
    }
    bool is_list = hop.data != first->data;
    if (!is_list || !behind.data || !memchr(behind.data, ' ', behind.length))
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
