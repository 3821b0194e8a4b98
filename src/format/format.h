/* SPDX-License-Identifier: MIT */
/* format.h - inside view of the public format.h: what the files of this folder share. */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include "format/clf_time.h"
#include "format/key_tree.h"
#include "format/time_parts.h"
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
    /*
     * Of formats that write the combined family and more: make what combined_parse_fast() has read
     * a record of this format, the same that parse() gives; false when parse() must look.  NULL
     * where lines are not read the fast way, or need nothing behind it.
     */
    bool (*complete)(const struct httally_format *format, struct httally_format_state *state,
                     struct httally_record *record);
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
    /* It has a bar between fields: `NAME | ` in front of a line is not an envelope's. */
    bool has_bar;
    /* The parser may read its lines with combined_parse_fast() first. */
    bool is_combined;
};

/* What is remembered between lines of one input; one per thread. */
struct httally_format_state {
    struct clf_time_memory time_memory;
    struct time_memory parts_memory;
    struct key_order key_order;
    /* Texts whose escapes were undone; a text needs no more room than it has in its line.  Emptied
     * by whoever has done with the records that point into it. */
    char *unescaped;
    size_t unescaped_used;
    size_t unescaped_capacity;
    /* What the line being read may use ends there: as much wherever in the memory it begins, lest
     * the lines before it show in its record. */
    size_t unescaped_limit;
    /* Of the W3C kind: the columns that the last #Fields named; freed with free(). */
    void *columns;
    /* Of the regex kind: working memory of its searches, made by the first of them; whoever
     * destroys the state ends it with the function, unless it is NULL. */
    void *search_scratch;
    void (*destroy_search_scratch)(void *scratch);
};

/* Of one line, more than formats undo unless one text of it is meant for many fields. */
enum {
    FORMAT_LINE_ROOM_BYTES = 4 * FORMAT_LINE_CAP_BYTES,
    FORMAT_UNESCAPED_BYTES = 2 * FORMAT_LINE_ROOM_BYTES
};

/* Room for a text of up to 'length' bytes in the state, or NULL when the line has had its share. */
char *format_state_room(struct httally_format_state *state, size_t length);

/* Any line, in any of the kinds that a line can be: httally_format_parse() that leaves the texts of
 * the records before it in the state. */
enum httally_line_kind format_read_line(const struct httally_format *format,
                                        struct httally_format_state *state,
                                        struct httally_slice line, struct httally_record *record,
                                        enum httally_unparsed_reason *reason_out);

/* Does the format read all of the combined family, and nothing more? */
static inline bool format_is_family(const struct httally_format *format)
{
    return format->is_combined && !format->methods->complete;
}

/* Programs of all kinds log a status and a time; who asked, or for what, is what access logs add.
 */
static inline bool format_is_request(const struct httally_record *record)
{
    return record->client.data || record->request.data || record->method.data ||
           record->target.data;
}

/* The host of a URL stands behind the client, and is no virtual host in front of it. */
static inline enum httally_shape format_shape(const struct httally_record *record)
{
    bool has_host = record->host.data && record->host.data < record->client.data;
    return (enum httally_shape)((record->agent.data ? HTTALLY_SHAPE_COMBINED : 0) |
                                (has_host ? HTTALLY_SHAPE_VCOMMON : 0));
}

/* Without "\r"s at the end and NULs at the beginning. */
struct httally_slice format_trim_line(struct httally_slice line);

#endif
