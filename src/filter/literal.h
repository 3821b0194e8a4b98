/* SPDX-License-Identifier: MIT */
/* literal.h - lists of methods and virtual hosts, compared without regard to case. */
#ifndef LITERAL_H
#define LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "httally/error.h"
#include "httally/slice.h"

/* A DNS name has 253 bytes at most. */
enum { LITERAL_NAME_MAX = 255, LITERAL_ANY_PORT = -1 };

enum literal_kind {
    LITERAL_METHOD,
    LITERAL_HOST,
};

struct literal {
    /* Lower case, not NUL-terminated; of a host without port and `*`. */
    char name[LITERAL_NAME_MAX];
    unsigned char name_length;
    /* Written as `*.name`: the name itself and all below it. */
    bool includes_below;
    bool is_negated;
    int port;
};

/* A zeroed list has no terms and is met by every record. */
struct literal_list {
    struct literal *literals;
    size_t literal_count;
    size_t capacity;
    bool has_wanted;
};

/* Add the terms described at httally_filter_add_field(); on failure nothing is added. */
enum httally_result literal_list_add(struct literal_list *list, enum literal_kind kind,
                                     const char *terms,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

/* 'kind' as it was when adding. */
bool literal_list_matches(const struct literal_list *list, enum literal_kind kind,
                          struct httally_slice field);

enum httally_result literal_list_copy(const struct literal_list *list,
                                      struct literal_list *copy_out,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

void literal_list_finish(struct literal_list *list);

#endif
