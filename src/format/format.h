/* SPDX-License-Identifier: MIT */
/* format.h - inside view of the public format.h: what the files of this folder share. */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include "httally/format.h"

/* A longer line is counted as too long; its line end and leading NULs do not count. */
#define FORMAT_LINE_CAP_BYTES 65536

struct httally_format {
    const char *name;
};

static inline enum httally_shape format_shape(const struct httally_record *record)
{
    return (enum httally_shape)((record->agent.data ? HTTALLY_SHAPE_COMBINED : 0) |
                                (record->host.data ? HTTALLY_SHAPE_VCOMMON : 0));
}

/* Without "\r"s at the end and NULs at the beginning. */
struct httally_slice format_trim_line(struct httally_slice line);

/* Read any line the exact way, as httally_format_parse() does. */
enum httally_line_kind format_parse_odd(struct httally_slice line, struct httally_record *record,
                                        enum httally_unparsed_reason *reason_out);

#endif
