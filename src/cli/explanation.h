/* SPDX-License-Identifier: MIT */
/* explanation.h - what `explain` found about a code, before it is text or JSON. */
#ifndef EXPLANATION_H
#define EXPLANATION_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/code_entry.h"
#include "httally/status.h"

struct explanation {
    const struct httally_catalogue *catalogue;
    const struct httally_profile *profile;
    /* The code as logged or asked: "499", "404.13", "000"; for a class its name. */
    char text[CODE_TEXT_SIZE];
    enum httally_class class_;
    /* True for a class; then nothing below is filled. */
    bool is_class;
    int code;
    int subcode;
    /* How the code is to be read; 'also' is not filled: 'entries' has all. */
    struct httally_reading reading;
    /* Everybody's entries of the code, notes included, likeliest vendor first. */
    const struct httally_status_entry *entries;
    size_t entry_count;
};

/* All entries of the catalogue with this code and sub-code. */
const struct httally_status_entry *explanation_entries(const struct httally_catalogue *catalogue,
                                                       int code, int subcode, size_t *count_out);

void explanation_print_text(FILE *out, const struct explanation *explanation, unsigned width);

/* The objects of an array, one a line, with commas between them. */
void explanation_print_json(FILE *out, const struct explanation *explanation);

#endif
