/* SPDX-License-Identifier: MIT */
#include "format/json_text.h"

#include <stdint.h>

enum { REPLACEMENT = 0xFFFD, UNICODE_ESCAPE_LENGTH = 6 };

/* The byte that "\n" and its like stand for, or NUL. */
static char simple_escape(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* The number in the `\uXXXX` at the beginning of 'text'; false when there is none. */
static bool read_unit(struct httally_slice text, uint32_t *unit_out)
{
    if (text.length < UNICODE_ESCAPE_LENGTH || text.data[0] != '\\' || text.data[1] != 'u')
        return false;
    *unit_out = 0;
    for (int i = 2; i < UNICODE_ESCAPE_LENGTH; i++) {
        int digit = hex_digit(text.data[i]);
        if (digit < 0)
            return false;
        *unit_out = *unit_out << 4 | (uint32_t)digit;
    }
    return true;
}

/* Bytes of UTF-8; at most three for one unit, four for a pair of them. */
static size_t write_character(uint32_t code_point, char *out)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(0xF00 >> length | code_point);
    return length;
}

/* Read the character whose escapes begin 'text'; returns how many bytes they take, 0 for none. */
static size_t read_character(struct httally_slice text, uint32_t *code_point_out)
{
    uint32_t unit, low;
    if (!read_unit(text, &unit))
        return 0;
    *code_point_out = unit;
    if (unit < 0xD800 || unit > 0xDFFF)
        return UNICODE_ESCAPE_LENGTH;
    struct httally_slice rest = {text.data + UNICODE_ESCAPE_LENGTH,
                                 text.length - UNICODE_ESCAPE_LENGTH};
    if (unit <= 0xDBFF && read_unit(rest, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        *code_point_out = 0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00));
        return (size_t)2 * UNICODE_ESCAPE_LENGTH;
    }
    *code_point_out = REPLACEMENT;
    return UNICODE_ESCAPE_LENGTH;
}

/* Undo the escape that begins 'text'; returns how many bytes it takes. */
static size_t unescape_one(struct httally_slice text, char **out)
{
    uint32_t code_point;
    char byte = text.length > 1 ? simple_escape(text.data[1]) : '\0';
    if (byte) {
        *(*out)++ = byte;
        return 2;
    }
    size_t taken = read_character(text, &code_point);
    if (taken) {
        *out += write_character(code_point, *out);
        return taken;
    }
    *(*out)++ = '\\';
    return 1;
}

size_t json_text_unescape(struct httally_slice text, char *out)
{
    char *start = out;
    while (text.length > 0) {
        const char *escape = memchr(text.data, '\\', text.length);
        size_t plain = escape ? (size_t)(escape - text.data) : text.length;
        memcpy(out, text.data, plain);
        out += plain;
        text = httally_slice_of(text.data + plain, text.length - plain);
        if (text.length > 0) {
            size_t taken = unescape_one(text, &out);
            text = httally_slice_of(text.data + taken, text.length - taken);
        }
    }
    return (size_t)(out - start);
}
