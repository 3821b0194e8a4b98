/* SPDX-License-Identifier: MIT */
/* html_style.h - the style sheet of the HTML report: html.css, put here by embed_style.py. */
#ifndef HTML_STYLE_H
#define HTML_STYLE_H

#include <stddef.h>

extern const char html_style[];
extern const size_t html_style_length;

/* "sha256-...", as a Content-Security-Policy names it. */
extern const char html_style_hash[];

#endif
