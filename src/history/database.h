/* SPDX-License-Identifier: MIT */
/*
 * database.h - the few things of SQLite that a history needs.
 *
 * Errors stick: after one, nothing is done any more, and database_status() says so.  So a row of
 * statements needs to be asked once, before its transaction is committed.
 */
#ifndef DATABASE_H
#define DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "httally/error.h"
#include "httally/slice.h"

struct database;
struct statement;

/*
 * Open the file at 'path' for reading, or for writing too, in which case it is made when it is not
 * there.  Who writes holds the file alone: while another does, the call waits up to 'timeout_sec'
 * and fails with HTTALLY_ERROR_BUSY.
 */
enum httally_result database_open(const char *path, bool is_writing, unsigned timeout_sec,
                                  struct database **database_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* NULL is fine.  What was not committed is undone. */
void database_close(struct database *database);

/* Run SQL that gives no rows. */
void database_run(struct database *database, const char *sql);

/* HTTALLY_OK, or the first error since it was asked last, which is forgotten. */
enum httally_result database_status(struct database *database, struct httally_error *error);

/* Say that what the file holds makes no sense. */
void database_set_damaged(struct database *database, const char *what);

/* Say that memory is out. */
void database_set_out_of_memory(struct database *database);

uint64_t database_size_bytes(const struct database *database);

/*
 * A statement of SQL, which must be a literal: it is prepared once.  Parameters are numbered from
 * 1, columns from 0.  NULL after an error, which is fine below.
 */
struct statement *database_statement(struct database *database, const char *sql);

/* Numbers beyond the largest of SQL become that. */
void statement_bind_count(struct statement *statement, int parameter, uint64_t count);
void statement_bind_integer(struct statement *statement, int parameter, int64_t value);
/* Text where it is valid, else bytes; copied. */
void statement_bind_text(struct statement *statement, int parameter, struct httally_slice text);
void statement_bind_string(struct statement *statement, int parameter, const char *string);
/* Borrowed until the statement has run. */
void statement_bind_bytes(struct statement *statement, int parameter, const void *bytes,
                          size_t length);
void statement_bind_null(struct statement *statement, int parameter);

/* Run it: true with a row, which stays until the next call. */
bool statement_step(struct statement *statement);

/* Run it to its end. */
void statement_run(struct statement *statement);

/* Done with its rows. */
void statement_reset(struct statement *statement);

int64_t statement_integer(struct statement *statement, int column);
/* Not below 0. */
uint64_t statement_count(struct statement *statement, int column);
bool statement_is_null(struct statement *statement, int column);
struct httally_slice statement_text(struct statement *statement, int column);

#endif
