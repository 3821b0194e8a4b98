/* SPDX-License-Identifier: MIT */
/* codes.h - the command `codes`: the catalogue as a list. */
#ifndef CODES_H
#define CODES_H

#include <stdio.h>

#include "httally/status.h"

enum codes_format {
    CODES_TEXT = 0,
    /* An array of objects. */
    CODES_JSON,
    /* The columns of a code file: what comes out can be edited and loaded again. */
    CODES_TSV
};

/* A zeroed query lists everything as text. */
struct codes_query {
    /* Comma-separated, such as "nginx,cloudflare"; NULL or "" for all. */
    const char *vendors;
    /* Comma-separated, such as "4xx,5xx,other"; NULL or "" for all. */
    const char *classes;
    enum codes_format format;
    /* Of the text, in columns; 0 is 80. */
    unsigned width;
};

/*
 * List the entries that match 'query' on 'out', by code, likeliest vendor first.  An unknown vendor
 * or class is HTTALLY_ERROR_ARGUMENT, with nothing written; write errors stay in the stream.
 */
enum httally_result codes_print(FILE *out, const struct httally_catalogue *catalogue,
                                const struct codes_query *query,
                                struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
