/* SPDX-License-Identifier: MIT */
#include "history/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "history/database_state.h"

enum { MILLISECONDS_PER_SECOND = 1000, LOCK_TRIES_PER_SECOND = 20 };

static enum httally_result system_error(struct database *database, const char *what,
                                        struct httally_error *error)
{
    char reason[128] = "";
    int os_error = errno;
    if (strerror_r(os_error, reason, sizeof reason) != 0)
        reason[0] = '\0';
    httally_error_set(error, HTTALLY_ERROR_IO, os_error, "cannot %s the history: %s", what, reason);
    httally_error_set_source(error, database->path);
    return HTTALLY_ERROR_IO;
}

static enum httally_result result_of_code(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return HTTALLY_ERROR_BUSY;
    case SQLITE_NOMEM:
        return HTTALLY_ERROR_MEMORY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return HTTALLY_ERROR_DATA;
    default:
        return HTTALLY_ERROR_IO;
    }
}

void database_keep_error(struct database *database, int code)
{
    if (database->result != HTTALLY_OK)
        return;
    database->result = result_of_code(code);
    switch (database->result) {
    case HTTALLY_ERROR_BUSY:
        httally_error_set(&database->error, HTTALLY_ERROR_BUSY, 0,
                          "the history is in use by another program");
        break;
    case HTTALLY_ERROR_MEMORY:
        memory_error(&database->error);
        break;
    case HTTALLY_ERROR_DATA:
        httally_error_set(&database->error, HTTALLY_ERROR_DATA, 0,
                          "the history is damaged (%s); it was left as it is",
                          sqlite3_errmsg(database->handle));
        break;
    default:
        httally_error_set(&database->error, HTTALLY_ERROR_IO,
                          sqlite3_system_errno(database->handle), "the history failed: %s",
                          sqlite3_errmsg(database->handle));
    }
    httally_error_set_source(&database->error, database->path);
}

void database_set_damaged(struct database *database, const char *what)
{
    if (database->result != HTTALLY_OK)
        return;
    database->result = httally_error_set(&database->error, HTTALLY_ERROR_DATA, 0, "%s", what);
    httally_error_set_source(&database->error, database->path);
}

void database_set_out_of_memory(struct database *database)
{
    if (database->result == HTTALLY_OK)
        database->result = memory_error(&database->error);
}

enum httally_result database_status(struct database *database, struct httally_error *error)
{
    enum httally_result result = database->result;
    if (result != HTTALLY_OK && error)
        *error = database->error;
    database->result = HTTALLY_OK;
    return result;
}

/* Wait until nobody else holds the file. */
static enum httally_result lock_file(struct database *database, unsigned timeout_sec,
                                     struct httally_error *error)
{
    const struct timespec pause = {.tv_nsec = 1000000000 / LOCK_TRIES_PER_SECOND};
    uint64_t tries = (uint64_t)timeout_sec * LOCK_TRIES_PER_SECOND;
    while (flock(database->descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return system_error(database, "lock", error);
        if (tries-- == 0) {
            httally_error_set(error, HTTALLY_ERROR_BUSY, 0, "another run holds the history");
            httally_error_set_source(error, database->path);
            return HTTALLY_ERROR_BUSY;
        }
        nanosleep(&pause, NULL);
    }
    return HTTALLY_OK;
}

/* The file is made here, and not by SQLite: nobody else may read it. */
static enum httally_result open_file(struct database *database, bool is_writing,
                                     struct httally_error *error)
{
    int flags = is_writing ? O_RDWR | O_CREAT : O_RDONLY;
    struct stat status;
    do {
        database->descriptor =
            open(database->path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    } while (database->descriptor < 0 && errno == EINTR);
    if (database->descriptor < 0 || fstat(database->descriptor, &status) != 0)
        return system_error(database, "open", error);
    if (S_ISREG(status.st_mode))
        return HTTALLY_OK;
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    return system_error(database, "open", error);
}

/* Of a history in a folder that may not be written to, what the file alone holds is read. */
static enum httally_result open_handle(struct database *database, bool is_writing,
                                       unsigned timeout_sec, struct httally_error *error)
{
    int code = sqlite3_open_v2(database->path, &database->handle, SQLITE_OPEN_READWRITE, NULL);
    if (code != SQLITE_OK && !is_writing) {
        sqlite3_close_v2(database->handle);
        code = sqlite3_open_v2(database->path, &database->handle, SQLITE_OPEN_READONLY, NULL);
    }
    if (!database->handle)
        return memory_error(error);
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, (int)timeout_sec * MILLISECONDS_PER_SECOND);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    if (code != SQLITE_OK)
        database_keep_error(database, code);
    return database_status(database, error);
}

enum httally_result database_open(const char *path, bool is_writing, unsigned timeout_sec,
                                  struct database **database_out, struct httally_error *error)
{
    struct database *database = memory_allocate(1, sizeof *database);
    *database_out = NULL;
    if (!database)
        return memory_error(error);
    database->descriptor = -1;
    database->path = strdup(path);
    enum httally_result result = database->path ? HTTALLY_OK : memory_error(error);
    if (result == HTTALLY_OK)
        result = open_file(database, is_writing, error);
    if (result == HTTALLY_OK && is_writing)
        result = lock_file(database, timeout_sec, error);
    if (result == HTTALLY_OK)
        result = open_handle(database, is_writing, timeout_sec, error);
    if (result != HTTALLY_OK) {
        database_close(database);
        return result;
    }
    *database_out = database;
    return HTTALLY_OK;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    for (size_t i = 0; i < database->statement_count; i++)
        sqlite3_finalize(database->statements[i].handle);
    sqlite3_close_v2(database->handle);
    if (database->descriptor >= 0)
        close(database->descriptor);
    free(database->path);
    free(database);
}

void database_run(struct database *database, const char *sql)
{
    if (database->result != HTTALLY_OK)
        return;
    int code = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        database_keep_error(database, code);
}

uint64_t database_size_bytes(const struct database *database)
{
    struct stat status;
    return fstat(database->descriptor, &status) == 0 ? (uint64_t)status.st_size : 0;
}
