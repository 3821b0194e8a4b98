/* SPDX-License-Identifier: MIT */
/* utf8.h - take UTF-8 apart, and know which characters may be shown. */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Length in bytes (1..4) of the well-formed character (RFC 3629: no overlong form, no surrogate,
 * nothing over U+10FFFF) at the beginning of 'data', and its code point; 0 when there is none.
 */
size_t utf8_decode(const char *data, size_t length, uint32_t *code_point_out);

/*
 * May the character stand in an output?  False for C0 and C1 controls and DEL, for the
 * bidirectional controls and the other invisible ones that can make text look like what it is not
 * (Unicode TR36; the property Default_Ignorable_Code_Point), and for what is not a character
 * (surrogates, U+FDD0-FDEF, U+xxFFFE, U+xxFFFF).
 */
bool utf8_is_showable(uint32_t code_point);

/* Columns on a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji. */
unsigned utf8_columns(uint32_t code_point);

#endif
