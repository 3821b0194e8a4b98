/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "base/compiler.h"

struct range {
    uint32_t first;
    uint32_t last;
};

static bool is_within(uint32_t code_point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last)
            return true;
    }
    return false;
}

size_t utf8_decode(const char *data, size_t length, uint32_t *code_point_out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (length == 0)
        return 0;
    uint32_t first = (unsigned char)data[0];
    size_t needed = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (needed == 0 || first > 0xF4 || needed > length)
        return 0;
    uint32_t code_point = needed == 1 ? first : first & (0x7F >> needed);
    for (size_t i = 1; i < needed; i++) {
        uint32_t byte = (unsigned char)data[i];
        if ((byte & 0xC0) != 0x80)
            return 0;
        code_point = code_point << 6 | (byte & 0x3F);
    }
    if (code_point < least[needed] || code_point > 0x10FFFF ||
        (code_point >= 0xD800 && code_point <= 0xDFFF))
        return 0;
    *code_point_out = code_point;
    return needed;
}

bool utf8_is_showable(uint32_t code_point)
{
    /* Controls, separators of lines, Default_Ignorable_Code_Point, interlinear annotations. */
    static const struct range hidden[] = {
        {0x00, 0x1F},       {0x7F, 0x9F},     {0xAD, 0xAD},       {0x34F, 0x34F},
        {0x61C, 0x61C},     {0x115F, 0x1160}, {0x17B4, 0x17B5},   {0x180B, 0x180F},
        {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x206F},   {0x3164, 0x3164},
        {0xD800, 0xDFFF},   {0xFDD0, 0xFDEF}, {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
        {0xE0000, 0xE0FFF},
    };
    if (code_point >= 0x20 && code_point < 0x7F)
        return true;
    return code_point <= 0x10FFFF && (code_point & 0xFFFE) != 0xFFFE &&
           !is_within(code_point, hidden, ARRAY_LENGTH(hidden));
}

unsigned utf8_columns(uint32_t code_point)
{
    static const struct range combining[] = {
        {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
        {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
    };
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
        {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
    };
    if (code_point < 0x300)
        return 1;
    if (is_within(code_point, combining, ARRAY_LENGTH(combining)))
        return 0;
    return is_within(code_point, wide, ARRAY_LENGTH(wide)) ? 2 : 1;
}
