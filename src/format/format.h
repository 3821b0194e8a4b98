/* SPDX-License-Identifier: MIT */
/* format.h - inside view of the public format.h: what the files of this folder share. */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include "format/clf_time.h"
#include "httally/format.h"

/* A longer line is counted as too long; its line end and leading NULs do not count. */
#define FORMAT_LINE_CAP_BYTES 65536

/* One kind of reader of lines: combined family, steps, JSON, W3C, ... */
struct format_methods {
    /*
     * Read one line, which is neither blank nor a directive and has no line end.  False with the
     * reason when it is not whole in this format.  The record's 'line' is set by the method.
     */
    bool (*parse)(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out);
    /* Learn from a line such as `#Fields: ...`; NULL where directives say nothing. */
    void (*learn)(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line);
    /* Free what the kind has added, and the format. */
    void (*destroy)(struct httally_format *format);
};

/* The beginning of each kind's own structure. */
struct httally_format {
    const struct format_methods *methods;
    /* As the user would write it after -F; static, or part of the kind's own structure. */
    const char *name;
    /* Vendors of the catalogue whose software writes this, as for httally_profile_create(); NULL
     * when the format does not tell. */
    const char *vendors;
    /* Earlier lines say how later ones are read (#Fields): a file must be read from its start. */
    bool is_sequential;
};

/* What is remembered between lines of one input; one per thread. */
struct httally_format_state {
    struct clf_time_memory time_memory;
    /* Texts whose escapes were undone; a text needs no more room than it has in its line.  Emptied
     * by whoever has done with the records that point into it. */
    char *unescaped;
    size_t unescaped_used;
    size_t unescaped_capacity;
    /* Of the W3C kind: the columns that the last #Fields named; freed with free(). */
    void *columns;
};

/* Room for a text of up to 'length' bytes in the state, or NULL when its memory is used up: the
 * capacity is two lines of FORMAT_LINE_CAP_BYTES or more, so that one line always fits. */
char *format_state_room(struct httally_format_state *state, size_t length);

static inline enum httally_shape format_shape(const struct httally_record *record)
{
    return (enum httally_shape)((record->agent.data ? HTTALLY_SHAPE_COMBINED : 0) |
                                (record->host.data ? HTTALLY_SHAPE_VCOMMON : 0));
}

/* Without "\r"s at the end and NULs at the beginning. */
struct httally_slice format_trim_line(struct httally_slice line);

#endif
