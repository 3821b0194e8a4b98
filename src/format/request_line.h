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

/* Fill method_number and http_version from method and protocol. */
void request_line_number(struct httally_record *record);

#endif
