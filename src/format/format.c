/* SPDX-License-Identifier: MIT */
#include "format/format.h"

#include "base/compiler.h"
#include "format/combined.h"
#include "format/envelope.h"

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

const char *httally_format_name(const struct httally_format *format)
{
    return format->name;
}

void httally_format_destroy(struct httally_format *format)
{
    if (format)
        format->methods->destroy(format);
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

enum httally_line_kind format_read_line(const struct httally_format *format,
                                        struct httally_format_state *state,
                                        struct httally_slice line, struct httally_record *record,
                                        enum httally_unparsed_reason *reason_out)
{
    line = format_trim_line(line);
    *reason_out = HTTALLY_UNPARSED_NONE;
    if (line.length > FORMAT_LINE_CAP_BYTES)
        return HTTALLY_LINE_TOO_LONG;
    if (is_blank(line))
        return HTTALLY_LINE_BLANK;
    if (is_directive(line)) {
        if (format->methods->learn)
            format->methods->learn(format, state, line);
        return HTTALLY_LINE_DIRECTIVE;
    }
    state->unescaped_limit = state->unescaped_used + FORMAT_LINE_ROOM_BYTES;
    struct httally_slice inner = envelope_strip(line, !format->has_bar, state);
    if (UNLIKELY(is_blank(inner)))
        return HTTALLY_LINE_BLANK;
    if (!format->methods->parse(format, state, inner, record, reason_out))
        return HTTALLY_LINE_UNPARSED;
    record->line = line;
    return HTTALLY_LINE_REQUEST;
}

enum httally_line_kind httally_format_parse(const struct httally_format *format,
                                            struct httally_format_state *state,
                                            struct httally_slice line,
                                            struct httally_record *record_out,
                                            enum httally_unparsed_reason *reason_out)
{
    state->unescaped_used = 0;
    return format_read_line(format, state, line, record_out, reason_out);
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
