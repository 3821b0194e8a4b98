/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "base/utf8.h"
#include "unit.h"

/* The bytes of a code point, by the definition (RFC 3629 section 3), surrogates included. */
static size_t encode(uint32_t code_point, char bytes_out[4])
{
    size_t length = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i > 1; i--, code_point >>= 6)
        bytes_out[i - 1] = (char)(0x80 | (code_point & 0x3F));
    bytes_out[0] = (char)(leads[length] | code_point);
    return length;
}

static void decodes_every_character(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        char bytes[4];
        uint32_t decoded = UINT32_MAX;
        size_t length = encode(code_point, bytes);
        bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        size_t taken = utf8_decode(bytes, length, &decoded);
        if (taken != (is_surrogate ? 0 : length) || (taken && decoded != code_point))
            fail_msg("U+%04X", (unsigned)code_point);
        /* The last byte is missing. */
        assert_int_equal(utf8_decode(bytes, length - 1, &decoded), 0);
    }
}

static void refuses_what_is_no_character(void **state)
{
    (void)state;
    static const struct httally_slice wrong[] = {
        {"\x80", 1},
        {"\xBF", 1},
        {"\xC0\x80", 2},
        {"\xC1\xBF", 2},
        {"\xE0\x9F\xBF", 3},
        {"\xF0\x8F\xBF\xBF", 4},
        {"\xF4\x90\x80\x80", 4},
        {"\xF5\x80\x80\x80", 4},
        {"\xFE", 1},
        {"\xFF", 1},
        {"\xC3(", 2},
        {"\xE2\x82(", 3},
        {"\xE2(\xA1", 3},
        {"\xF8\x88\x80\x80\x80", 5},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        uint32_t code_point;
        if (utf8_decode(wrong[i].data, wrong[i].length, &code_point) != 0)
            fail_msg("case %zu", i);
    }
}

static void shows_text_and_hides_what_cannot_be_seen(void **state)
{
    (void)state;
    static const uint32_t shown[] = {' ',    '~',    0xA0,   0xE9,   0x3B1,   0x5D0,   0x2014,
                                     0x202F, 0x20AC, 0x4E00, 0xFFFD, 0x1F600, 0x10FFFD};
    static const uint32_t hidden[] = {
        0,      0x1B,   0x1F,    0x7F,    0x80,    0x9B,    0x9F,    0xAD,     0x34F,
        0x61C,  0x115F, 0x180E,  0x200B,  0x200E,  0x200F,  0x2028,  0x202A,   0x202E,
        0x2066, 0x2069, 0x3164,  0xD800,  0xFDD0,  0xFE0F,  0xFEFF,  0xFFA0,   0xFFF9,
        0xFFFE, 0xFFFF, 0x1D173, 0x1FFFE, 0xE0001, 0xE0041, 0xE0100, 0x10FFFF, 0x110000};
    for (size_t i = 0; i < ARRAY_LENGTH(shown); i++) {
        if (!utf8_is_showable(shown[i]))
            fail_msg("U+%04X is hidden", (unsigned)shown[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(hidden); i++) {
        if (utf8_is_showable(hidden[i]))
            fail_msg("U+%04X is shown", (unsigned)hidden[i]);
    }
}

static void knows_how_wide_characters_are(void **state)
{
    (void)state;
    assert_int_equal(utf8_columns('a'), 1);
    assert_int_equal(utf8_columns(0xE9), 1);
    assert_int_equal(utf8_columns(0x301), 0);
    assert_int_equal(utf8_columns(0x4E2D), 2);
    assert_int_equal(utf8_columns(0xAC00), 2);
    assert_int_equal(utf8_columns(0xFF21), 2);
    assert_int_equal(utf8_columns(0x1F600), 2);
    assert_int_equal(utf8_columns(0x2588), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_every_character),
        cmocka_unit_test(refuses_what_is_no_character),
        cmocka_unit_test(shows_text_and_hides_what_cannot_be_seen),
        cmocka_unit_test(knows_how_wide_characters_are),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
