/* SPDX-License-Identifier: MIT */
#include "format/absolute_url.h"

enum { SCHEME_LENGTH_MAX = 16 };

/* The length of "http://", or 0. */
static size_t scheme_length(struct httally_slice target)
{
    size_t at = 0;
    while (at < target.length && at < SCHEME_LENGTH_MAX && (target.data[at] | 0x20) >= 'a' &&
           (target.data[at] | 0x20) <= 'z')
        at++;
    bool is_scheme = at > 0 && target.length - at >= 3 && memcmp(target.data + at, "://", 3) == 0;
    return is_scheme ? at + 3 : 0;
}

/* "user:password@shop.example" is a host and what nobody should read in a report. */
static struct httally_slice without_user(struct httally_slice authority)
{
    size_t at = authority.length;
    while (at > 0 && authority.data[at - 1] != '@')
        at--;
    return httally_slice_of(authority.data + at, authority.length - at);
}

struct httally_slice absolute_url_target(struct httally_slice target,
                                         struct httally_slice *host_out)
{
    size_t start = scheme_length(target), end = start;
    *host_out = httally_slice_of(NULL, 0);
    if (start == 0)
        return target;
    while (end < target.length && target.data[end] != '/' && target.data[end] != '?')
        end++;
    *host_out = without_user(httally_slice_of(target.data + start, end - start));
    if (end == target.length || target.data[end] != '/')
        return httally_slice_of("/", 1);
    return httally_slice_of(target.data + end, target.length - end);
}
