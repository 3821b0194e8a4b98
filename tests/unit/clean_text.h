/* SPDX-License-Identifier: MIT */
/* clean_text.h - what holds for every text of a report, whatever the log. */
#ifndef CLEAN_TEXT_H
#define CLEAN_TEXT_H

#include "base/escape.h"
#include "base/utf8.h"
#include "unit.h"

/* No line is wider, ends in a blank, or has a byte that a terminal does more with than show it. */
static inline void assert_clean_within(const char *text, size_t width)
{
    for (const char *line = text; *line;) {
        struct httally_slice rest = {line, strcspn(line, "\n")};
        if (rest.length && line[rest.length - 1] == ' ')
            fail_msg("ends in a blank: '%.*s'", (int)rest.length, line);
        if (escape_text_columns(rest) > width)
            fail_msg("wider than %zu: '%.*s'", width, (int)rest.length, line);
        line += rest.length + 1;
        while (rest.length) {
            uint32_t code_point;
            size_t taken = utf8_decode(rest.data, rest.length, &code_point);
            assert_true(taken > 0 && utf8_is_showable(code_point));
            rest = httally_slice_of(rest.data + taken, rest.length - taken);
        }
    }
}

#endif
