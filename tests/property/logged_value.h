/* SPDX-License-Identifier: MIT */
/* logged_value.h - values as clients and servers make them, and how a server writes them down. */
#ifndef LOGGED_VALUE_H
#define LOGGED_VALUE_H

#include "base/buffer.h"
#include "random.h"

/* Whose way of writing it is. */
enum writer {
    WRITER_NGINX,
    WRITER_NGINX_JSON,
    WRITER_APACHE,
};

enum value_kind {
    VALUE_ADDRESS,
    /* Anything at all, or, where spaces and brackets would end it, anything else. */
    VALUE_TEXT,
    /* A text that begins neither with "- " nor with two quotes. */
    VALUE_USER,
    VALUE_NAME,
    VALUE_REQUEST,
    VALUE_METHOD,
    VALUE_TARGET,
    VALUE_PROTOCOL,
    VALUE_STATUS,
    VALUE_SIZE,
    /* Durations: 1.234, and whole numbers of three units. */
    VALUE_SECONDS,
    VALUE_WHOLE_SECONDS,
    VALUE_MILLISECONDS,
    VALUE_MICROSECONDS,
    /* Of one server behind after another. */
    VALUE_ADDRESSES,
    VALUE_STATUSES,
    VALUE_MANY_SECONDS,
    VALUE_FORWARDED,
    /* Times, in the forms of the servers' variables. */
    VALUE_TIME_CLF,
    VALUE_TIME_ISO,
    VALUE_TIME_MSEC,
    VALUE_TIME_BRACKETS,
    VALUE_TIME_SEC,
    VALUE_TIME_USEC,
    VALUE_TIME_PIECES,
};

/* Make a value: the bytes of 'value' before they are escaped; and what a record says of it, where
 * that is a number or a time, in 'expected', which is empty otherwise. */
void logged_value_make(struct random *random, enum value_kind kind, bool is_free,
                       struct buffer *value, struct buffer *expected);

/* Append bytes as the server does; quotes around them are the definition's. */
void logged_value_write(enum writer writer, struct httally_slice value, struct buffer *out);

#endif
