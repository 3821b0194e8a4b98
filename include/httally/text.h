/* SPDX-License-Identifier: MIT */
/*
 * text.h - bytes of a log made fit to be looked at.
 *
 * An attacker wrote every byte of a log.  What comes out of these functions holds no control byte,
 * no C1 control, no bidirectional or other invisible formatting character, and is valid UTF-8.
 */
#ifndef HTTALLY_TEXT_H
#define HTTALLY_TEXT_H

#include <stdbool.h>

#include "httally/error.h"
#include "httally/slice.h"

HTTALLY_BEGIN_DECLS

enum httally_escape {
    /* For a terminal or a log: bytes that may not pass become \xHH, characters \u{hhhh}. */
    HTTALLY_ESCAPE_TEXT = 0,
    /* For between the quotes of a JSON string (RFC 8259): the same characters become \uHHHH; bytes
     * that are not UTF-8 become the text \xHH, as servers write them. */
    HTTALLY_ESCAPE_JSON,
    /* For between the quotes of a CSV field (RFC 4180): as text, with quotes doubled.  One that
     * httally_needs_formula_guard() gets an apostrophe in front. */
    HTTALLY_ESCAPE_CSV,
    /* For between the backticks of a Markdown code span, in a table too: as text, and backticks and
     * bars become \xHH.  Nothing in a code span is a link, a mention or HTML. */
    HTTALLY_ESCAPE_MARKDOWN,
    /* For between the quotes of a label in Prometheus' text format: as text, with quotes and
     * backslashes escaped. */
    HTTALLY_ESCAPE_PROMETHEUS,
    /* For HTML, between tags or between the quotes of an attribute: as text, and what would be
     * markup becomes a character reference. */
    HTTALLY_ESCAPE_HTML,
    HTTALLY_ESCAPE_COUNT
};

/*
 * Write 'bytes', escaped, and a NUL into 'text_out' of 'capacity' bytes (at least 1).  What does
 * not fit is cut between characters.  Returns the length without the NUL.
 */
HTTALLY_API size_t httally_escape_bytes(enum httally_escape target, struct httally_slice bytes,
                                        char *text_out, size_t capacity);

enum { HTTALLY_ESCAPE_SIZE = 16 };

/*
 * Take the first character off 'rest' (which is not empty), or the first byte when it begins with
 * none, and write it, escaped, and a NUL into 'text_out'.  Returns the columns that 'text_out'
 * takes on a terminal: 0 for a combining mark, 2 for a wide character, and so on.
 */
HTTALLY_API size_t httally_escape_next(enum httally_escape target, struct httally_slice *rest,
                                       char text_out[HTTALLY_ESCAPE_SIZE]);

/* Would a spreadsheet take the text for the beginning of a formula (OWASP, "CSV Injection")?  A
 * sign alone, as logs write for "nothing", is none. */
HTTALLY_API bool httally_needs_formula_guard(struct httally_slice text);

HTTALLY_END_DECLS

#endif
