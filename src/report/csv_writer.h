/* SPDX-License-Identifier: MIT */
/*
 * csv_writer.h - rows of a CSV table (RFC 4180), one field after the other.
 *
 * Lines end in LF, as everything here does; fields with text are always quoted, numbers never.
 */
#ifndef CSV_WRITER_H
#define CSV_WRITER_H

#include "base/buffer.h"
#include "httally/slice.h"

struct csv {
    struct buffer *out;
    bool is_within_row;
};

/* Text from outside: any bytes. */
void csv_put_slice(struct csv *csv, struct httally_slice value);
void csv_put_text(struct csv *csv, const char *value);

void csv_put_count(struct csv *csv, uint64_t value);
void csv_put_integer(struct csv *csv, int64_t value);

/* With six digits behind the point. */
void csv_put_number(struct csv *csv, double value);

/* Microseconds as seconds, with all their digits. */
void csv_put_seconds(struct csv *csv, uint64_t duration_us);

/* ISO 8601 of the time at the offset. */
void csv_put_time(struct csv *csv, int64_t time, int32_t utc_offset_sec);

/* A field without a value. */
void csv_put_nothing(struct csv *csv);

/* A name that needs no quotes. */
void csv_put_name(struct csv *csv, const char *name);

void csv_end_row(struct csv *csv);

#endif
