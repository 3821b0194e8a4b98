/* SPDX-License-Identifier: MIT */
#include "format/format.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/combined.h"

static const char *const reason_texts[HTTALLY_UNPARSED_REASON_COUNT] = {
    [HTTALLY_UNPARSED_NONE] = "",
    [HTTALLY_UNPARSED_NO_QUOTE] = "no quoted request line",
    [HTTALLY_UNPARSED_NO_TIME] = "no [day/Mon/year:h:m:s zone] before the request",
    [HTTALLY_UNPARSED_BAD_TIME] = "the time does not exist",
    [HTTALLY_UNPARSED_SHORT_HEAD] = "fewer than three fields before the time",
    [HTTALLY_UNPARSED_OPEN_REQUEST] = "no closing quote after the request",
    [HTTALLY_UNPARSED_NO_STATUS] = "no status and size after the request",
    [HTTALLY_UNPARSED_OPEN_FIELD] = "a quoted field has no closing quote",
    [HTTALLY_UNPARSED_STRAY_QUOTE] = "a quote within a field",
    [HTTALLY_UNPARSED_CUT] = "the input is damaged within this line",
};

const char *httally_unparsed_reason_text(enum httally_unparsed_reason reason)
{
    return reason < HTTALLY_UNPARSED_REASON_COUNT ? reason_texts[reason] : "";
}

const char *httally_shape_name(enum httally_shape shape)
{
    static const char *const names[HTTALLY_SHAPE_COUNT] = {
        [HTTALLY_SHAPE_COMMON] = "common",
        [HTTALLY_SHAPE_COMBINED] = "combined",
        [HTTALLY_SHAPE_VCOMMON] = "vcommon",
        [HTTALLY_SHAPE_VCOMBINED] = "vcombined",
    };
    return shape < HTTALLY_SHAPE_COUNT ? names[shape] : "unknown";
}

enum httally_shape httally_record_shape(const struct httally_record *record)
{
    return format_shape(record);
}

static const char *const family_names[] = {"auto", "combined", "common", "vcombined", "vcommon"};

static bool equals_caseless(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char lower = *a >= 'A' && *a <= 'Z' ? (char)(*a | 0x20) : *a;
        if (lower != *b)
            return false;
    }
    return *a == *b;
}

enum httally_result httally_format_create(const char *definition,
                                          struct httally_format **format_out,
                                          struct httally_error *error)
{
    *format_out = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(family_names); i++) {
        if (!equals_caseless(definition, family_names[i]))
            continue;
        struct httally_format *format = memory_allocate(1, sizeof *format);
        if (!format)
            return memory_error(error);
        format->name = family_names[i];
        *format_out = format;
        return HTTALLY_OK;
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "unknown format '%.100s'; known: auto, combined, common, vcombined, "
                             "vcommon",
                             definition);
}

const char *httally_format_name(const struct httally_format *format)
{
    return format->name;
}

void httally_format_destroy(struct httally_format *format)
{
    free(format);
}

static bool is_blank(struct httally_slice line)
{
    for (size_t i = 0; i < line.length; i++) {
        char byte = line.data[i];
        if (byte != ' ' && byte != '\t' && byte != '\0')
            return false;
    }
    return true;
}

/* `#Word:`, as in `#Fields: date time`. */
static bool is_directive(struct httally_slice line)
{
    size_t at = 1;
    if (line.length < 3 || line.data[0] != '#')
        return false;
    while (at < line.length && (((line.data[at] | 0x20) >= 'a' && (line.data[at] | 0x20) <= 'z') ||
                                line.data[at] == '-'))
        at++;
    return at > 1 && at < line.length && line.data[at] == ':';
}

struct httally_slice format_trim_line(struct httally_slice line)
{
    while (line.length && line.data[line.length - 1] == '\r')
        line.length--;
    while (line.length && line.data[0] == '\0') {
        line.data++;
        line.length--;
    }
    return line;
}

enum httally_line_kind format_parse_odd(struct httally_slice line, struct httally_record *record,
                                        enum httally_unparsed_reason *reason_out)
{
    line = format_trim_line(line);
    *reason_out = HTTALLY_UNPARSED_NONE;
    if (line.length > FORMAT_LINE_CAP_BYTES)
        return HTTALLY_LINE_TOO_LONG;
    if (is_blank(line))
        return HTTALLY_LINE_BLANK;
    if (is_directive(line))
        return HTTALLY_LINE_DIRECTIVE;
    return combined_parse_exact(line, record, reason_out) ? HTTALLY_LINE_REQUEST
                                                          : HTTALLY_LINE_UNPARSED;
}

enum httally_line_kind httally_format_parse(const struct httally_format *format,
                                            struct httally_slice line,
                                            struct httally_record *record_out,
                                            enum httally_unparsed_reason *reason_out)
{
    (void)format;
    return format_parse_odd(line, record_out, reason_out);
}

/* Referer or agent, if it is the field that begins at 'field', with its quote. */
static const struct httally_slice *known_field(const struct httally_record *record,
                                               const char *field)
{
    if (record->referer.data && field == record->referer.data - 1)
        return &record->referer;
    if (record->agent.data && field == record->agent.data - 1)
        return &record->agent;
    return NULL;
}

bool httally_record_extra(const struct httally_record *record, size_t *position,
                          struct httally_slice *field_out)
{
    const struct httally_slice tail = record->tail;
    while (*position < tail.length) {
        /* The tail begins with the space before its first field. */
        const char *field = tail.data + *position + 1;
        const struct httally_slice *known = known_field(record, field);
        if (known) {
            *position += known->length + 3;
            continue;
        }
        const char *stop = combined_skip_field(field, tail.data + tail.length);
        *position = (size_t)(stop - tail.data);
        bool is_quoted = stop - field >= 2 && *field == '"';
        struct httally_slice text = {is_quoted ? field + 1 : field,
                                     (size_t)(stop - field) - (is_quoted ? 2 : 0)};
        if (text.length || is_quoted) {
            *field_out = text;
            return true;
        }
    }
    return false;
}
