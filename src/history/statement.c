/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/utf8.h"
#include "history/database_state.h"

struct statement *database_statement(struct database *database, const char *sql)
{
    if (database->result != HTTALLY_OK)
        return NULL;
    for (size_t i = 0; i < database->statement_count; i++) {
        if (database->statements[i].sql == sql)
            return &database->statements[i];
    }
    if (database->statement_count == DATABASE_STATEMENTS_MAX) {
        database_keep_error(database, SQLITE_NOMEM);
        return NULL;
    }
    struct statement *statement = &database->statements[database->statement_count];
    *statement = (struct statement){.database = database, .sql = sql};
    int code = sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, NULL);
    if (code != SQLITE_OK) {
        database_keep_error(database, code);
        return NULL;
    }
    database->statement_count++;
    return statement;
}

static void check(struct statement *statement, int code)
{
    if (code != SQLITE_OK)
        database_keep_error(statement->database, code);
}

void statement_bind_count(struct statement *statement, int parameter, uint64_t count)
{
    statement_bind_integer(statement, parameter, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

void statement_bind_integer(struct statement *statement, int parameter, int64_t value)
{
    if (statement)
        check(statement, sqlite3_bind_int64(statement->handle, parameter, value));
}

static bool is_text(struct httally_slice text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t character;
        size_t length = utf8_decode(text.data + at, text.length - at, &character);
        if (length == 0 || character == 0)
            return false;
        at += length;
    }
    return true;
}

void statement_bind_text(struct statement *statement, int parameter, struct httally_slice text)
{
    if (!statement)
        return;
    const char *data = text.length ? text.data : "";
    check(statement, is_text(text) ? sqlite3_bind_text64(statement->handle, parameter, data,
                                                         text.length, SQLITE_TRANSIENT, SQLITE_UTF8)
                                   : sqlite3_bind_blob64(statement->handle, parameter, data,
                                                         text.length, SQLITE_TRANSIENT));
}

void statement_bind_string(struct statement *statement, int parameter, const char *string)
{
    statement_bind_text(statement, parameter, httally_slice_of_string(string));
}

void statement_bind_bytes(struct statement *statement, int parameter, const void *bytes,
                          size_t length)
{
    if (statement)
        check(statement,
              sqlite3_bind_blob64(statement->handle, parameter, bytes, length, SQLITE_STATIC));
}

void statement_bind_null(struct statement *statement, int parameter)
{
    if (statement)
        check(statement, sqlite3_bind_null(statement->handle, parameter));
}

bool statement_step(struct statement *statement)
{
    if (!statement || statement->database->result != HTTALLY_OK)
        return false;
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        database_keep_error(statement->database, code);
    sqlite3_reset(statement->handle);
    return false;
}

void statement_run(struct statement *statement)
{
    while (statement_step(statement))
        continue;
}

void statement_reset(struct statement *statement)
{
    if (statement)
        sqlite3_reset(statement->handle);
}

int64_t statement_integer(struct statement *statement, int column)
{
    return statement ? sqlite3_column_int64(statement->handle, column) : 0;
}

uint64_t statement_count(struct statement *statement, int column)
{
    int64_t value = statement_integer(statement, column);
    return value > 0 ? (uint64_t)value : 0;
}

bool statement_is_null(struct statement *statement, int column)
{
    return !statement || sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

struct httally_slice statement_text(struct statement *statement, int column)
{
    if (!statement)
        return httally_slice_of("", 0);
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    int length = sqlite3_column_bytes(statement->handle, column);
    return httally_slice_of(bytes ? bytes : "", (size_t)length);
}
