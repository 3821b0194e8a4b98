/* SPDX-License-Identifier: MIT */
/*
 * format.h - how one line of a log becomes a record.
 *
 * A format has a name, or somebody has defined it in the words of a server.  The combined family is
 * one format with optional parts, since real files mix its members:
 *
 *     [vhost[:port] ]client ident user [time] "request" status size[ "referer" "agent"][ extra]...
 *
 * `common` stops after the size, `combined` has referer and agent, a virtual host may lead, and
 * any number of fields may follow.  Escapes are those of nginx (\xHH, never \") and of Apache
 * httpd (\" and \xhh): a quote ends a field unless an odd number of backslashes stands before it.
 */
#ifndef HTTALLY_FORMAT_H
#define HTTALLY_FORMAT_H

#include "httally/record.h"

HTTALLY_BEGIN_DECLS

/* What a line turned out to be; every line read is exactly one of these. */
enum httally_line_kind {
    HTTALLY_LINE_REQUEST = 0,
    HTTALLY_LINE_UNPARSED,
    /* Longer than 64 KiB. */
    HTTALLY_LINE_TOO_LONG,
    /* Empty, or of nothing but spaces, tabs and NUL bytes. */
    HTTALLY_LINE_BLANK,
    /* `#Fields: ...` and its like (W3C WD-logfile-960323). */
    HTTALLY_LINE_DIRECTIVE,
    HTTALLY_LINE_KIND_COUNT
};

/* Why a line is no request. */
enum httally_unparsed_reason {
    HTTALLY_UNPARSED_NONE = 0,
    HTTALLY_UNPARSED_NO_QUOTE,
    HTTALLY_UNPARSED_NO_TIME,
    HTTALLY_UNPARSED_BAD_TIME,
    HTTALLY_UNPARSED_SHORT_HEAD,
    HTTALLY_UNPARSED_OPEN_REQUEST,
    HTTALLY_UNPARSED_NO_STATUS,
    HTTALLY_UNPARSED_OPEN_FIELD,
    HTTALLY_UNPARSED_STRAY_QUOTE,
    /* Of formats other than the combined family. */
    HTTALLY_UNPARSED_SHORT_LINE,
    HTTALLY_UNPARSED_OTHER_TEXT,
    HTTALLY_UNPARSED_BAD_STATUS,
    HTTALLY_UNPARSED_BAD_NUMBER,
    HTTALLY_UNPARSED_NOT_JSON,
    HTTALLY_UNPARSED_NO_COLUMNS,
    HTTALLY_UNPARSED_COLUMN_COUNT,
    HTTALLY_UNPARSED_NO_REQUEST,
    HTTALLY_UNPARSED_NO_MATCH,
    HTTALLY_UNPARSED_MATCH_LIMIT,
    /* The input is damaged in the middle of the line. */
    HTTALLY_UNPARSED_CUT,
    HTTALLY_UNPARSED_REASON_COUNT
};

/* A sentence without its stop: "no closing quote after the request".  Static. */
HTTALLY_API const char *httally_unparsed_reason_text(enum httally_unparsed_reason reason);

/* A compiled format: immutable, any number of threads may use it. */
struct httally_format;

/*
 * 'definition' is one of these:
 *
 *     combined, nginx-main, ...   a name of httally_format_description(), in any case; "combined"
 *                                 and its kin ("common", "auto", ...) all read the whole family
 *     nginx:TEXT                  a log_format of nginx: $remote_addr - $remote_user ...
 *     apache:TEXT                 a LogFormat of Apache httpd, or of a server that took it over
 *     goaccess:TEXT               a log-format of GoAccess, perhaps with lines behind it that begin
 *                                 with "date-format ", "time-format " or
 *                                 "datetime-format "
 *     json:status=KEY,...         JSON, with the keys that hold the fields
 *     ltsv:status=LABEL,...       the same with labels
 *     regex:PATTERN               a regular expression with named groups, whose match must begin
 *                                 among the first 1024 bytes of a line
 *     TEXT                        one of the three dialects, told by what it holds: a $name and no
 *                                 %directive is nginx's; a directive that only Apache httpd has
 *                                 (%>s, %{...}i, %l, %a, %O, ...) its; else %^, %d, %x, %~, or
 *                                 ~h{...} GoAccess'; and what is left is Apache httpd's
 *
 * Variables and directives that mean nothing here are text up to what follows them.  \t, \n, \", \'
 * and \\ are as in the servers' own files.  A definition that is none of these, has no status, or
 * two fields with nothing between them, is HTTALLY_ERROR_ARGUMENT.
 */
HTTALLY_API enum httally_result httally_format_create(
    const char *definition, struct httally_format **format_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Make the format that a server's configuration, of nginx or Apache httpd, defines under a name:
 * 'text' is that of the file that has the log_format or LogFormat.  NULL takes the one that all
 * access_log or CustomLog of the file use, or the only one there is.  Included files are not read.
 * HTTALLY_ERROR_ARGUMENT when the choice is not clear or there is none, with the names that there
 * are; HTTALLY_ERROR_DATA, with the line, when the file is broken.
 */
HTTALLY_API enum httally_result httally_format_from_config(
    struct httally_slice text, const char *name_or_null, struct httally_format **format_out,
    struct httally_error *error) HTTALLY_MUST_CHECK;

HTTALLY_API const char *httally_format_name(const struct httally_format *format);

HTTALLY_API void httally_format_destroy(struct httally_format *format);

/* A format that has a name.  All texts are static. */
struct httally_named_format {
    const char *name;
    /* Other names of it, with spaces between them; empty when there are none. */
    const char *aliases;
    /* A line about it without a stop. */
    const char *description;
    /* Vendors of the catalogue whose software writes it, with commas between them; NULL when it
     * tells of none. */
    const char *vendors;
    /* A line in it. */
    const char *example;
};

HTTALLY_API size_t httally_format_count(void);

/* 'index' from 0 on; NULL behind the last. */
HTTALLY_API const struct httally_named_format *httally_format_description(size_t index);

/* What is remembered between the lines of one input (a W3C log's #Fields); one per thread, of one
 * format or of several in turn. */
struct httally_format_state;

HTTALLY_API enum httally_result httally_format_state_create(
    struct httally_format_state **state_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/* Forget everything: another input begins. */
HTTALLY_API void httally_format_state_reset(struct httally_format_state *state);

HTTALLY_API void httally_format_state_destroy(struct httally_format_state *state);

/*
 * Read one line, given without its "\n" ("\r"s before it are dropped here), perhaps within what a
 * container's runtime or syslog has put around it.  The record is filled for HTTALLY_LINE_REQUEST
 * only; it points into 'line' and 'state', until the next call with that state.  'reason_out' is
 * set for HTTALLY_LINE_UNPARSED, otherwise it is HTTALLY_UNPARSED_NONE.
 */
HTTALLY_API enum httally_line_kind httally_format_parse(const struct httally_format *format,
                                                        struct httally_format_state *state,
                                                        struct httally_slice line,
                                                        struct httally_record *record_out,
                                                        enum httally_unparsed_reason *reason_out);

/* Members of the combined family, told apart by the fields that a request has. */
enum httally_shape {
    HTTALLY_SHAPE_COMMON = 0,
    /* With an agent. */
    HTTALLY_SHAPE_COMBINED,
    /* The same behind a virtual host. */
    HTTALLY_SHAPE_VCOMMON,
    HTTALLY_SHAPE_VCOMBINED,
    HTTALLY_SHAPE_COUNT
};

/* "combined"; "unknown" for HTTALLY_SHAPE_COUNT. */
HTTALLY_API const char *httally_shape_name(enum httally_shape shape);

HTTALLY_API enum httally_shape httally_record_shape(const struct httally_record *record);

HTTALLY_END_DECLS

#endif
