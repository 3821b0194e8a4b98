/* SPDX-License-Identifier: MIT */
/* previous.h - inside view of the public previous.h. */
#ifndef PREVIOUS_H
#define PREVIOUS_H

#include "base/buffer.h"
#include "httally/previous.h"

struct previous_row {
    /* As it stands in a JSON report once that was read: bytes that are no UTF-8 are \xHH. */
    struct httally_slice text;
    uint64_t requests;
    uint64_t server_errors;
};

struct httally_previous {
    uint64_t requests;
    uint64_t statuses[HTTALLY_STATUS_COUNT];
    /* ISO 8601, empty when there were no times. */
    char first[32];
    char last[32];
    /* Paths by text. */
    struct previous_row *rows;
    size_t row_count;
    /* False of a --brief report. */
    bool has_paths;
    /* A path that is not there had at most so many; 0 when all are there. */
    uint64_t most_of_others;
    uint64_t most_errors_of_others;
    /* What the texts point into. */
    struct buffer texts;
};

/* Append a path as it stands in 'text'; its slice is valid when all are there: previous_sort(). */
void previous_add_row(struct httally_previous *previous, struct httally_slice text,
                      uint64_t requests, uint64_t server_errors);

/* Make room for so many rows. */
enum httally_result previous_reserve(struct httally_previous *previous, size_t row_count,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

/* Put the rows in their order, once they are all there. */
enum httally_result previous_sort(struct httally_previous *previous,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* The row of a text, or NULL. */
struct previous_row *previous_find(const struct httally_previous *previous,
                                   struct httally_slice text);

/* Append a key as a JSON report would give it back. */
void previous_append_key(struct buffer *buffer, struct httally_slice key);

#endif
