/* SPDX-License-Identifier: MIT */
/* terms.h - what the kinds of conditions share: lists of terms, and how a bad one is told. */
#ifndef TERMS_H
#define TERMS_H

#include <stdbool.h>

#include "httally/error.h"
#include "httally/slice.h"

/* More terms of one kind than anybody writes; a generated list of networks stays below. */
#define TERMS_LIMIT ((size_t)1 << 20)

/* One piece of "5xx,!404" without its '!' and the blanks around it. */
struct term {
    struct httally_slice text;
    bool is_negated;
};

/* Walks a comma-separated list; 'what' names one term in messages ("status"). */
struct term_list {
    const char *what;
    struct httally_slice whole;
    struct httally_slice rest;
    size_t term_count;
    bool is_done;
};

/* 'terms' and 'what' must outlive the list and the slices it gives out. */
struct term_list term_list_of(const char *terms, const char *what);

/* The next term, HTTALLY_END after the last, HTTALLY_ERROR_ARGUMENT for an empty one. */
enum httally_result term_list_next(struct term_list *list, struct term *term_out,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;

/* Take the '!' off the front of 'text' and say whether there was one. */
bool take_negation(struct httally_slice *text);

static inline bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* tolower() asks the locale. */
static inline char lower_case(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

/* Whether 'bytes' in lower case are the 'length' bytes of 'lower'. */
static inline bool equals_lower(const char *bytes, const char *lower, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (lower_case(bytes[i]) != lower[i])
            return false;
    }
    return true;
}

struct httally_slice trim_blanks(struct httally_slice text);

/* Report "bad <what> '<text>': <problem>", a long text cut; returns HTTALLY_ERROR_ARGUMENT. */
enum httally_result bad_text(struct httally_error *error, const char *what,
                             struct httally_slice text, const char *problem);

/* Let '*copy_out' be a copy of an array, NULL for an empty one; false when memory is out. */
bool copy_array(const void *array, size_t count, size_t size, void **copy_out);

#endif
