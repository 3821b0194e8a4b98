/* SPDX-License-Identifier: MIT */
/* code_entry.h - what `explain` and `codes` both show of an entry of the catalogue. */
#ifndef CODE_ENTRY_H
#define CODE_ENTRY_H

#include <stdio.h>

#include "httally/status.h"

enum { CODE_TEXT_SIZE = 32 };

/* "499", "404.13", "-1", "009", and a NUL; "0" stands for all tokens that are no status. */
void code_entry_text(int code, int subcode, char text_out[CODE_TEXT_SIZE]);

/* Of any code, four-digit vendor errors included: those are "other". */
enum httally_class code_entry_class(int code);

/* The vendor's title, or its id where the catalogue has no such vendor. */
const char *code_entry_vendor_title(const struct httally_catalogue *catalogue, const char *vendor);

/* The members of a JSON object, from "code" to "confidence", without the braces. */
void code_entry_put_json(FILE *out, const struct httally_catalogue *catalogue,
                         const struct httally_status_entry *entry);

#endif
