/* SPDX-License-Identifier: MIT */
/* series_columns.h - what the columns of a series are, by their names. */
#ifndef SERIES_COLUMNS_H
#define SERIES_COLUMNS_H

#include "httally/error.h"
#include "httally/slice.h"

enum { SERIES_COLUMNS_MAX = 160, SERIES_NAME_SIZE = 24 };

enum series_role {
    /* Any other column: its numbers are not looked at. */
    SERIES_OTHER = 0,
    SERIES_TIME,
    SERIES_OFFSET,
    SERIES_TOTAL,
    SERIES_ERRORS,
    SERIES_NEW_CLIENTS,
    /* One code; 'number' is it. */
    SERIES_CODE,
    /* Requests and errors of one path or upstream; 'number' tells which. */
    SERIES_PATH_TOTAL,
    SERIES_PATH_ERRORS,
    SERIES_UPSTREAM_TOTAL,
    SERIES_UPSTREAM_ERRORS,
};

struct series_column {
    enum series_role role;
    unsigned number;
};

struct series_columns {
    struct series_column list[SERIES_COLUMNS_MAX];
    size_t count;
};

/* Read the header line.  HTTALLY_ERROR_DATA: too many columns, one of them twice, or ts, total or
 * s5xx missing. */
enum httally_result series_columns_read(struct httally_slice line,
                                        struct series_columns *columns_out,
                                        struct httally_error *error) HTTALLY_MUST_CHECK;

/* The place of a column; 'count' when there is none. */
size_t series_columns_find(const struct series_columns *columns, enum series_role role,
                           unsigned number);

#endif
