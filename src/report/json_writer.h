/* SPDX-License-Identifier: MIT */
/* json_writer.h - values of JSON one after the other; commas come by themselves. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include "base/buffer.h"
#include "httally/slice.h"

/* Where the next value goes.  'needs_comma' says that one stands before it on its level. */
struct json {
    struct buffer *out;
    bool needs_comma;
};

/* Text from outside: any bytes. */
void json_put_slice(struct json *json, struct httally_slice value);
void json_put_text(struct json *json, const char *value);

/* A value that is JSON already. */
void json_put_literal(struct json *json, const char *value);

void json_put_count(struct json *json, uint64_t value);
void json_put_integer(struct json *json, int64_t value);

/* A share between 0 and 1, with six digits. */
void json_put_share(struct json *json, double value);

/* A number that is not negative, with so many digits behind the point, 1 to 9. */
void json_put_decimal(struct json *json, double value, unsigned digits);

/* Microseconds as seconds, with all their digits. */
void json_put_seconds(struct json *json, uint64_t duration_us);

/* ISO 8601 of the time at the offset. */
void json_put_time(struct json *json, int64_t time, int32_t utc_offset_sec);

/* The key of the next value; 'name' needs no escapes. */
void json_put_key(struct json *json, const char *name);

/* Keys of the top level stand on lines of their own: a person looks at them too. */
void json_put_top_key(struct json *json, const char *name);

/* Open and close an object or array by its bracket. */
void json_open(struct json *json, char bracket);
void json_close(struct json *json, char bracket);

#endif
