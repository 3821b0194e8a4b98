/* SPDX-License-Identifier: MIT */
/* request_line.h - the parts of a request line as logged, however odd it is. */
#ifndef REQUEST_LINE_H
#define REQUEST_LINE_H

#include "base/word.h"
#include "httally/record.h"

/*
 * Fill request, request_kind, method, target, path and protocol of 'record' from 'request'.
 * Never fails: what is no HTTP request is marked so.
 */
void request_line_split(struct httally_slice request, struct httally_record *record);

/* The target up to its '?'. */
struct httally_slice request_line_path(struct httally_slice target);

/* 10 * x + y for the eight bytes "HTTP/x.y", 0 for any others. */
static ALWAYS_INLINE unsigned request_line_http_version(const char *protocol)
{
    /* The bytes of "HTTP/0.0", and all their bits but the lower halves of the digits. */
    const uint64_t pattern = 0x302E302F50545448ULL, fixed_bits = 0xF0FFF0FFFFFFFFFFULL;
    uint64_t digits = word_load_little(protocol) ^ pattern;
    unsigned major = (unsigned)(digits >> 40 & 0xF), minor = (unsigned)(digits >> 56);
    return LIKELY((digits & fixed_bits) == 0 && major <= 9 && minor <= 9) ? major * 10 + minor : 0;
}

/*
 * The same for `METHOD /target HTTP/x.y` with a usual method, and false for anything else, whose
 * record is left as it was.  Reads nothing beyond the request.
 */
static ALWAYS_INLINE bool request_line_split_usual(struct httally_slice request,
                                                   struct httally_record *record)
{
    enum { LENGTH_MIN = 14, PROTOCOL_LENGTH = 8 };
    static const char get[4] = {'G', 'E', 'T', ' '}, head[4] = {'H', 'E', 'A', 'D'};
    static const char post[4] = {'P', 'O', 'S', 'T'};
    if (UNLIKELY(request.length < LENGTH_MIN))
        return false;
    enum httally_method method = HTTALLY_METHOD_OTHER;
    size_t method_length = 4;
    uint32_t start = word_load_4(request.data);
    if (LIKELY(start == word_load_4(get))) {
        method = HTTALLY_METHOD_GET;
        method_length = 3;
    } else if (request.data[4] == ' ') {
        method = start == word_load_4(post)   ? HTTALLY_METHOD_POST
                 : start == word_load_4(head) ? HTTALLY_METHOD_HEAD
                                              : HTTALLY_METHOD_OTHER;
    }
    const char *end = request.data + request.length;
    const char *protocol = end - PROTOCOL_LENGTH;
    const char *target = request.data + method_length + 1;
    unsigned version = request_line_http_version(protocol);
    if (UNLIKELY(method == HTTALLY_METHOD_OTHER || version == 0 || protocol[-1] != ' ' ||
                 protocol[-2] == ' ' || *target != '/'))
        return false;
    record->request = request;
    record->request_kind = HTTALLY_REQUEST_HTTP;
    record->method_number = (uint8_t)method;
    record->http_version = (uint8_t)version;
    record->method = httally_slice_of(request.data, method_length);
    record->protocol = httally_slice_of(protocol, PROTOCOL_LENGTH);
    const char *target_end = protocol - 1;
    /* No protocol holds a question mark. */
    const char *query = word_find_within(request.data, target, end, '?');
    record->target = httally_slice_of(target, (size_t)(target_end - target));
    record->path =
        httally_slice_of(target, (size_t)((query < target_end ? query : target_end) - target));
    return true;
}

/* Fill method_number and http_version from method and protocol. */
void request_line_number(struct httally_record *record);

#endif
