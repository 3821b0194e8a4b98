/* SPDX-License-Identifier: MIT */
#include "base/escape.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* One character, or one byte that is none, as it is to be written. */
struct piece {
    char text[HTTALLY_ESCAPE_SIZE];
    size_t length;
    /* Bytes of the original. */
    size_t taken;
    size_t columns;
};

static void write_escape(struct piece *piece, const char *format, unsigned value)
{
    piece->length = (size_t)snprintf(piece->text, sizeof piece->text, format, value);
    piece->columns = piece->length;
}

static void escape_json_character(struct piece *piece, uint32_t code_point)
{
    if (code_point > 0xFFFF) {
        uint32_t rest = code_point - 0x10000;
        piece->length = (size_t)snprintf(piece->text, sizeof piece->text, "\\u%04x\\u%04x",
                                         (unsigned)(0xD800 + (rest >> 10)),
                                         (unsigned)(0xDC00 + (rest & 0x3FF)));
        piece->columns = piece->length;
        return;
    }
    write_escape(piece, "\\u%04x", code_point);
}

/* A character that is markup, as a reference; NULL for others. */
static const char *html_reference(uint32_t code_point)
{
    switch (code_point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* What stands for a character that means something where the text goes; NULL for itself. */
static const char *substitute(enum httally_escape target, uint32_t code_point)
{
    switch (target) {
    case HTTALLY_ESCAPE_JSON:
    case HTTALLY_ESCAPE_PROMETHEUS:
        return code_point == '"' ? "\\\"" : code_point == '\\' ? "\\\\" : NULL;
    case HTTALLY_ESCAPE_CSV:
        return code_point == '"' ? "\"\"" : NULL;
    case HTTALLY_ESCAPE_MARKDOWN:
        return code_point == '`' ? "\\x60" : code_point == '|' ? "\\x7c" : NULL;
    case HTTALLY_ESCAPE_HTML:
        return html_reference(code_point);
    default:
        return NULL;
    }
}

/* Does the target take a backslash for the beginning of an escape of its own? */
static bool doubles_backslashes(enum httally_escape target)
{
    return target == HTTALLY_ESCAPE_JSON || target == HTTALLY_ESCAPE_PROMETHEUS;
}

/* Take the first character of 'bytes', which is not empty. */
static struct piece next_piece(enum httally_escape target, struct httally_slice bytes)
{
    struct piece piece = {.length = 0};
    uint32_t code_point;
    piece.taken = utf8_decode(bytes.data, bytes.length, &code_point);
    bool has_doubled = doubles_backslashes(target);
    const char *substituted = piece.taken ? substitute(target, code_point) : NULL;
    if (piece.taken == 0) {
        piece.taken = 1;
        write_escape(&piece, has_doubled ? "\\\\x%02x" : "\\x%02x", (unsigned char)bytes.data[0]);
    } else if (!utf8_is_showable(code_point)) {
        if (target == HTTALLY_ESCAPE_JSON)
            escape_json_character(&piece, code_point);
        else if (has_doubled)
            write_escape(&piece, code_point < 0x80 ? "\\\\x%02x" : "\\\\u{%x}", code_point);
        else
            write_escape(&piece, code_point < 0x80 ? "\\x%02x" : "\\u{%x}", code_point);
    } else if (substituted) {
        piece.length = strlen(substituted);
        piece.columns = target == HTTALLY_ESCAPE_HTML ? 1 : piece.length;
        memcpy(piece.text, substituted, piece.length);
    } else {
        memcpy(piece.text, bytes.data, piece.taken);
        piece.length = piece.taken;
        piece.columns = utf8_columns(code_point);
    }
    return piece;
}

static struct httally_slice behind(struct httally_slice bytes, size_t taken)
{
    return httally_slice_of(bytes.data + taken, bytes.length - taken);
}

void escape_append(struct buffer *buffer, enum httally_escape target, struct httally_slice bytes)
{
    while (bytes.length) {
        struct piece piece = next_piece(target, bytes);
        buffer_append(buffer, piece.text, piece.length);
        bytes = behind(bytes, piece.taken);
    }
}

size_t escape_text_columns(struct httally_slice bytes)
{
    size_t columns = 0;
    while (bytes.length) {
        struct piece piece = next_piece(HTTALLY_ESCAPE_TEXT, bytes);
        columns += piece.columns;
        bytes = behind(bytes, piece.taken);
    }
    return columns;
}

size_t escape_append_cut(struct buffer *buffer, enum httally_escape target,
                         struct httally_slice bytes, size_t columns)
{
    static const char dots[] = "...";
    size_t total = escape_text_columns(bytes);
    size_t room = total <= columns ? total : columns - (sizeof dots - 1);
    size_t head = total <= columns ? total : (room + 1) / 2;
    size_t tail_from = total - (room - head), used = 0;
    bool has_dots = total <= columns;
    for (size_t at = 0; bytes.length;) {
        struct piece piece = next_piece(target, bytes);
        if (at + piece.columns <= head || at >= tail_from) {
            buffer_append(buffer, piece.text, piece.length);
            used += piece.columns;
        } else if (!has_dots) {
            buffer_append_string(buffer, dots);
            used += sizeof dots - 1;
            has_dots = true;
        }
        at += piece.columns;
        bytes = behind(bytes, piece.taken);
    }
    return used;
}

bool httally_needs_formula_guard(struct httally_slice text)
{
    return text.length > 1 && memchr("=+-@\t\r", text.data[0], 6) != NULL;
}

size_t escape_append_cell(struct buffer *buffer, struct httally_slice bytes, size_t columns)
{
    return escape_append_cut(buffer, HTTALLY_ESCAPE_TEXT, bytes, columns);
}

size_t httally_escape_bytes(enum httally_escape target, struct httally_slice bytes, char *text_out,
                            size_t capacity)
{
    size_t length = 0;
    while (bytes.length) {
        struct piece piece = next_piece(target, bytes);
        if (length + piece.length + 1 > capacity)
            break;
        memcpy(text_out + length, piece.text, piece.length);
        length += piece.length;
        bytes = behind(bytes, piece.taken);
    }
    text_out[length] = '\0';
    return length;
}

size_t httally_escape_next(enum httally_escape target, struct httally_slice *rest,
                           char text_out[HTTALLY_ESCAPE_SIZE])
{
    struct piece piece = next_piece(target, *rest);
    memcpy(text_out, piece.text, piece.length);
    text_out[piece.length] = '\0';
    *rest = behind(*rest, piece.taken);
    return piece.columns;
}
