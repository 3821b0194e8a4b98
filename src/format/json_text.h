/* SPDX-License-Identifier: MIT */
/* json_text.h - strings of JSON without their escapes (RFC 8259 section 7). */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include "httally/slice.h"

/*
 * Write the string 'text', given without its quotes, to 'out' with room for as many bytes, and
 * return how many it became.  A surrogate without its other half becomes U+FFFD.  What is no
 * escape of JSON (nginx's \x22) stays as it stands.
 */
size_t json_text_unescape(struct httally_slice text, char *out);

#endif
