/* SPDX-License-Identifier: MIT */
/*
 * field.h - what a part of a line says, and how a record is put together from such parts.
 *
 * Every reader of lines (steps, JSON, W3C, LTSV, regex) finds texts and says which field each is;
 * what a field's text means is known here alone.
 */
#ifndef FIELD_H
#define FIELD_H

#include "format/time_parts.h"
#include "httally/format.h"

enum field {
    /* Stepped over. */
    FIELD_NONE = 0,
    FIELD_CLIENT,
    /* Address and port: 192.0.2.1:443, 2001:db8::1:443 or [2001:db8::1]:443; the port is cut off.
     */
    FIELD_CLIENT_AND_PORT,
    FIELD_USER,
    FIELD_HOST,
    /* The whole request line; a URL in it may be absolute: the path is what follows its host. */
    FIELD_REQUEST,
    /* Where the request is logged in parts.  A target may have a query; an absolute one (Squid,
     * AWS) is cut as in FIELD_REQUEST. */
    FIELD_METHOD,
    FIELD_TARGET,
    FIELD_PROTOCOL,
    FIELD_STATUS,
    FIELD_BYTES,
    FIELD_REFERER,
    FIELD_AGENT,
    /* Of the details.  Durations have a unit; parts of one duration (AWS: three times) add up, and
     * -1 stands for none. */
    FIELD_DURATION,
    FIELD_UPSTREAM_DURATION,
    FIELD_UPSTREAM,
    FIELD_UPSTREAM_STATUS,
    FIELD_CACHE,
    FIELD_TLS,
    FIELD_REQUEST_ID,
    FIELD_FORWARDED_FOR,
    /* The time or a part of it (date, clock, zone, fraction): parts add up to one time. */
    FIELD_TIME,
    FIELD_COUNT
};

enum time_unit {
    UNIT_SECONDS = 0,
    UNIT_MILLISECONDS,
    UNIT_MICROSECONDS,
    UNIT_NANOSECONDS,
};

struct field_spec {
    enum field field;
    /* Of durations, and of TIME_STYLE_EPOCH. */
    enum time_unit unit;
    /* Of FIELD_TIME. */
    enum time_style style;
    /* Of TIME_STYLE_PATTERN: a strptime()-like pattern; belongs to the format. */
    const char *pattern;
};

/* A record being put together. */
struct record_builder {
    struct httally_record *record;
    struct time_parts time;
    bool has_status;
    /* The request came as one text, not in parts. */
    bool has_request;
    /* The host of an absolute URL in the request; it stands where the line has no other. */
    struct httally_slice url_host;
};

void record_builder_begin(struct record_builder *builder, struct httally_record *record,
                          struct httally_slice line);

/* Take a field's text, without its quotes.  False, with the reason, when it cannot be what the
 * field says (a status of four letters). */
bool record_builder_set(struct record_builder *builder, const struct field_spec *spec,
                        struct httally_slice text, enum httally_unparsed_reason *reason_out);

/* The offset of the record's member that is set to the text of such a field, and nothing else done;
 * 0 where there is more to it. */
size_t field_text_offset(enum field field);

/* All fields are in.  False, with the reason, when the line has no status, or times that make no
 * time. A format without any time gives HTTALLY_TIME_NONE. */
bool record_builder_finish(struct record_builder *builder,
                           enum httally_unparsed_reason *reason_out);

/* The details of a record, which begin with none. */
struct httally_details *record_details(struct httally_record *record);

/* The name of a field as `inspect` prints it: "upstream_status". */
const char *field_name(enum field field);

#endif
