/* SPDX-License-Identifier: MIT */
/*
 * escape_fuzz.c - any bytes, escaped for each target.
 *
 * What comes out must be UTF-8 that may be shown, the same in one go and in pieces; and a JSON
 * string must read back as what went in, with \xHH for bytes that are not UTF-8.  The first byte
 * says how wide a cell is.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_showable(struct httally_slice text)
{
    while (text.length) {
        uint32_t code_point;
        size_t taken = utf8_decode(text.data, text.length, &code_point);
        require(taken > 0 && utf8_is_showable(code_point));
        text = httally_slice_of(text.data + taken, text.length - taken);
    }
}

static void append_character(struct buffer *buffer, uint32_t code_point)
{
    if (code_point < 0x80) {
        buffer_append_char(buffer, (char)code_point);
        return;
    }
    int more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    static const unsigned leads[] = {0, 0xC0, 0xE0, 0xF0};
    buffer_append_char(buffer, (char)(leads[more] | code_point >> (6 * more)));
    while (more-- > 0)
        buffer_append_char(buffer, (char)(0x80 | (code_point >> (6 * more) & 0x3F)));
}

/* The four digits behind "\u" at 'at'. */
static uint32_t read_unit(struct httally_slice json, size_t at)
{
    char digits[5] = "";
    require(at + 6 <= json.length && json.data[at] == '\\' && json.data[at + 1] == 'u');
    memcpy(digits, json.data + at + 2, 4);
    return (uint32_t)strtoul(digits, NULL, 16);
}

/* What a JSON parser makes of the inside of a string. */
static void read_json(struct httally_slice json, struct buffer *out)
{
    for (size_t at = 0; at < json.length;) {
        require(json.data[at] != '"');
        if (json.data[at] != '\\') {
            buffer_append_char(out, json.data[at++]);
        } else if (at + 1 < json.length && json.data[at + 1] != 'u') {
            require(json.data[at + 1] == '"' || json.data[at + 1] == '\\');
            buffer_append_char(out, json.data[at + 1]);
            at += 2;
        } else {
            uint32_t unit = read_unit(json, at);
            at += 6;
            if (unit >= 0xD800 && unit < 0xDC00) {
                unit = 0x10000 + ((unit - 0xD800) << 10) + (read_unit(json, at) - 0xDC00);
                at += 6;
            }
            append_character(out, unit);
        }
    }
}

/* What should be read. */
static void replace_bad_bytes(struct httally_slice bytes, struct buffer *out)
{
    while (bytes.length) {
        uint32_t code_point;
        size_t taken = utf8_decode(bytes.data, bytes.length, &code_point);
        if (taken == 0)
            buffer_append_format(out, "\\x%02x", (unsigned)(unsigned char)bytes.data[0]);
        buffer_append(out, bytes.data, taken);
        taken += taken == 0;
        bytes = httally_slice_of(bytes.data + taken, bytes.length - taken);
    }
}

static void check_pieces(enum httally_escape target, struct httally_slice bytes,
                         struct httally_slice whole)
{
    size_t at = 0;
    while (bytes.length) {
        char piece[HTTALLY_ESCAPE_SIZE];
        httally_escape_next(target, &bytes, piece);
        size_t length = strlen(piece);
        require(at + length <= whole.length && memcmp(whole.data + at, piece, length) == 0);
        at += length;
    }
    require(at == whole.length);
}

static void check_target(enum httally_escape target, struct httally_slice bytes)
{
    struct buffer whole = {0};
    char cut[48];
    escape_append(&whole, target, bytes);
    check_showable(buffer_slice(&whole));
    check_pieces(target, bytes, buffer_slice(&whole));
    size_t length = httally_escape_bytes(target, bytes, cut, sizeof cut);
    require(length < sizeof cut && length == strlen(cut));
    require(length == 0 || memcmp(whole.data, cut, length) == 0);
    if (target == HTTALLY_ESCAPE_JSON) {
        struct buffer read = {0}, expected = {0};
        read_json(buffer_slice(&whole), &read);
        replace_bad_bytes(bytes, &expected);
        require(httally_slice_equal(buffer_slice(&read), buffer_slice(&expected)));
        buffer_finish(&read);
        buffer_finish(&expected);
    }
    buffer_finish(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    struct httally_slice text = httally_slice_of((const char *)bytes + 1, size - 1);
    for (int target = 0; target < HTTALLY_ESCAPE_COUNT; target++)
        check_target((enum httally_escape)target, text);
    struct buffer cell = {0};
    size_t columns = 4 + bytes[0] % 100;
    size_t used = escape_append_cell(&cell, text, columns);
    require(used <= columns && used == escape_text_columns(buffer_slice(&cell)));
    check_showable(buffer_slice(&cell));
    buffer_finish(&cell);
    return 0;
}
