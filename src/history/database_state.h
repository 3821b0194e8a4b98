/* SPDX-License-Identifier: MIT */
/* database_state.h - what the two files that know SQLite share. */
#ifndef DATABASE_STATE_H
#define DATABASE_STATE_H

#include <sqlite3.h>

#include "history/database.h"

enum { DATABASE_STATEMENTS_MAX = 128 };

struct statement {
    struct database *database;
    const char *sql;
    sqlite3_stmt *handle;
};

struct database {
    char *path;
    sqlite3 *handle;
    /* The file, held alone by who writes.  Closing it drops SQLite's own locks, so it goes last. */
    int descriptor;
    struct httally_error error;
    enum httally_result result;
    struct statement statements[DATABASE_STATEMENTS_MAX];
    size_t statement_count;
};

/* Keep what SQLite says to be wrong; 'code' is one of its results. */
void database_keep_error(struct database *database, int code);

#endif
