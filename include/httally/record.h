/* SPDX-License-Identifier: MIT */
/*
 * record.h - one request as its line tells it: slices into the line, nothing copied.
 */
#ifndef HTTALLY_RECORD_H
#define HTTALLY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/slice.h"
#include "httally/status.h"

HTTALLY_BEGIN_DECLS

/* What stands where the request line should be. */
enum httally_request_kind {
    /* METHOD SP target SP HTTP/x.y (RFC 9112 section 3). */
    HTTALLY_REQUEST_HTTP = 0,
    /* METHOD SP target without a protocol, as HTTP/0.9 clients and some monitors send. */
    HTTALLY_REQUEST_HTTP09,
    /* `-` or nothing: the connection ended before a request line came. */
    HTTALLY_REQUEST_NONE,
    /* Anything else: a TLS hello on a plain port, an SSH banner, a bare word. */
    HTTALLY_REQUEST_NOT_HTTP,
    HTTALLY_REQUEST_KIND_COUNT
};

/* No such thing was logged. */
#define HTTALLY_DURATION_NONE UINT64_MAX
#define HTTALLY_TIME_NONE INT64_MIN

/*
 * What only some formats log.  Slices are as in struct httally_record: NULL where the format has no
 * such field, `-` and the empty field as logged.
 */
struct httally_details {
    /* How long the request took, in microseconds; HTTALLY_DURATION_NONE where it is not said. */
    uint64_t duration_us;
    /* The same of the server behind; of several that were asked, the sum. */
    uint64_t upstream_duration_us;
    /* Servers behind that were asked, and what each answered, as logged: nginx writes lists such as
     * "192.0.2.1:80, 192.0.2.2:80 : 192.0.2.3:80" and "502, 200 : 304". */
    struct httally_slice upstream;
    struct httally_slice upstream_status;
    /* HIT, MISS, ... */
    struct httally_slice cache;
    /* Version of TLS: "TLSv1.3". */
    struct httally_slice tls;
    struct httally_slice request_id;
    /* X-Forwarded-For, as logged. */
    struct httally_slice forwarded_for;
};

/* Methods that nearly all requests have, numbered so that they need not be compared again. */
enum httally_method {
    /* Any other, or none. */
    HTTALLY_METHOD_OTHER = 0,
    HTTALLY_METHOD_GET,
    HTTALLY_METHOD_HEAD,
    HTTALLY_METHOD_POST,
    HTTALLY_METHOD_COUNT
};

/*
 * Slices point into the line handed to the parser, or into the memory of its state where escapes
 * had to be undone (JSON); they live until either changes.  A field that the
 * line's format has not got is a slice with NULL data; `-` and the empty field stay as logged.
 * Escapes of the server (\xHH, \") are left as they stand.
 */
struct httally_record {
    /* The line without its line end. */
    struct httally_slice line;

    struct httally_slice client;
    struct httally_slice user;
    /* The virtual host as logged, with its port where there is one. */
    struct httally_slice host;

    /* The whole request line, and its parts.  For a request that is not HTTP the parts are
     * NULL slices; 'path' is the target up to its '?'. */
    struct httally_slice request;
    struct httally_slice method;
    struct httally_slice target;
    struct httally_slice path;
    struct httally_slice protocol;

    struct httally_slice referer;
    struct httally_slice agent;
    /* Everything behind the size, with referer and agent among it: httally_record_extra(). */
    struct httally_slice tail;

    /* Seconds since 1970-01-01 00:00:00 UTC, HTTALLY_TIME_NONE where no time is logged; and what
     * the line's clock adds to UTC, in seconds. */
    int64_t time;
    int32_t utc_offset_sec;

    httally_status status;
    enum httally_request_kind request_kind;
    /* What 'method' and 'protocol' say, where that is usual: HTTALLY_METHOD_GET only for "GET", 11
     * only for "HTTP/1.1", 10 for "HTTP/1.0", 20 for "HTTP/2.0".  0 says nothing. */
    uint8_t method_number;
    uint8_t http_version;
    /* Response size as logged; 0 for `-`. */
    uint64_t bytes;

    /* Undefined unless 'has_details'. */
    struct httally_details details;
    bool has_details;
};

/*
 * Take the next field of the tail that is neither referer nor agent, without its quotes, in the
 * order of the line.  '*position' is the walker's place: 0 to begin with.  Returns false when none
 * is left.
 */
HTTALLY_API bool httally_record_extra(const struct httally_record *record, size_t *position,
                                      struct httally_slice *field_out);

HTTALLY_END_DECLS

#endif
