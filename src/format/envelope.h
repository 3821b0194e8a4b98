/* SPDX-License-Identifier: MIT */
/*
 * envelope.h - what containers and syslog put in front of a line, or around it.
 *
 * No line of a known log format looks like one of these from its first byte on: their shapes are
 * checked to the end of the head.
 */
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include "format/format.h"

enum envelope_kind {
    ENVELOPE_NONE = 0,
    /* Kubernetes (CRI): `2026-03-12T14:03:07.123456789+01:00 stdout F `.  A line that goes on in
     * the next one has a P and is left as it is. */
    ENVELOPE_CRI,
    /* Docker's json-file: `{"log":"...\n","stream":"stdout","time":"..."}`.  A text that does not
     * end in a newline goes on in the next line, and is left as it is. */
    ENVELOPE_DOCKER,
    /* RFC 3164 and journald's export: `<134>Feb  6 12:14:14 host haproxy[123]: `, the number and
     * the host or not, and with dates of ISO 8601. */
    ENVELOPE_SYSLOG,
    /* RFC 5424: `<134>1 2026-03-12T14:03:07Z host app pid msgid [sd] `. */
    ENVELOPE_SYSLOG_5424,
    /* Of docker-compose and foreman: `web-1  | `, `14:03:07 web.1  | `. */
    ENVELOPE_NAME,
};

/* The outermost envelope. */
enum envelope_kind envelope_of(struct httally_slice line);

/*
 * The line without its envelope, or without two when one stands in the other; 'line' itself when it
 * has none.  The text of Docker's is put into 'state'.  ENVELOPE_NAME is only taken off where the
 * line 'may_be_named': formats that somebody has described may begin so.
 */
struct httally_slice envelope_strip(struct httally_slice line, bool may_be_named,
                                    struct httally_format_state *state);

#endif
