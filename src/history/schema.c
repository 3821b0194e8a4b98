/* SPDX-License-Identifier: MIT */
#include "history/schema.h"

#include <stdio.h>

/* "htly", as PRAGMA application_id says. */
enum { APPLICATION_ID = 0x68746C79 };

/* Of a version that was released nothing here may change: add an upgrade, and a database of the
 * old version to tests/history. */
static const char schema_sql[] =
    "CREATE TABLE settings(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO settings VALUES('keep_minutes', 35), ('keep_hours', 400), ('keep_days', 0);"
    "CREATE TABLE formats(name TEXT PRIMARY KEY, vendors TEXT NOT NULL,"
    " requests INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE files(id INTEGER PRIMARY KEY, name TEXT NOT NULL, device INTEGER, inode INTEGER,"
    " compression TEXT NOT NULL, offset INTEGER NOT NULL, lines INTEGER NOT NULL,"
    " head BLOB NOT NULL, head_hash INTEGER, tail_hash BLOB NOT NULL,"
    " crc32 INTEGER NOT NULL, last_day TEXT NOT NULL, stored_size INTEGER, stored_hash BLOB,"
    " read_at INTEGER NOT NULL);"
    "CREATE INDEX files_by_head ON files(head_hash);"
    "CREATE INDEX files_by_size ON files(stored_size);"
    "CREATE TABLE logs(name TEXT PRIMARY KEY, looked_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE days(day TEXT PRIMARY KEY, read INTEGER NOT NULL, requests INTEGER NOT NULL,"
    " unparsed INTEGER NOT NULL, too_long INTEGER NOT NULL, blank INTEGER NOT NULL,"
    " directives INTEGER NOT NULL, first INTEGER, first_offset INTEGER, last INTEGER,"
    " last_offset INTEGER, implausible INTEGER NOT NULL, retried INTEGER NOT NULL,"
    " saved_by_retry INTEGER NOT NULL, clients INTEGER NOT NULL, clients_sketch BLOB NOT NULL,"
    " is_settled INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE statuses(day TEXT, status TEXT, requests INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL, passed INTEGER NOT NULL, minted INTEGER NOT NULL,"
    " PRIMARY KEY(day, status)) WITHOUT ROWID;"
    "CREATE TABLE hours(day TEXT, hour INTEGER, status TEXT, requests INTEGER NOT NULL,"
    " PRIMARY KEY(day, hour, status)) WITHOUT ROWID;"
    "CREATE TABLE minutes(day TEXT, minute INTEGER, status TEXT, requests INTEGER NOT NULL,"
    " PRIMARY KEY(day, minute, status)) WITHOUT ROWID;"
    "CREATE TABLE tops(day TEXT, dimension TEXT, value, requests INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL, c1xx INTEGER NOT NULL, c2xx INTEGER NOT NULL,"
    " c3xx INTEGER NOT NULL, c4xx INTEGER NOT NULL, c5xx INTEGER NOT NULL,"
    " other INTEGER NOT NULL, max_error INTEGER NOT NULL,"
    " PRIMARY KEY(day, dimension, value)) WITHOUT ROWID;"
    "CREATE TABLE unlisted(day TEXT, dimension TEXT, max_requests INTEGER NOT NULL,"
    " PRIMARY KEY(day, dimension)) WITHOUT ROWID;"
    "CREATE TABLE latencies(day TEXT, class TEXT, microseconds INTEGER,"
    " requests INTEGER NOT NULL, PRIMARY KEY(day, class, microseconds)) WITHOUT ROWID;"
    "CREATE TABLE longest(day TEXT, class TEXT, microseconds INTEGER NOT NULL,"
    " PRIMARY KEY(day, class)) WITHOUT ROWID;"
    "CREATE TABLE samples(day TEXT, status TEXT, number INTEGER, file TEXT NOT NULL, line INTEGER,"
    " reason INTEGER NOT NULL, text NOT NULL, PRIMARY KEY(day, status, number)) WITHOUT ROWID;";

static int64_t pragma(struct database *database, const char *sql)
{
    struct statement *statement = database_statement(database, sql);
    int64_t value = statement_step(statement) ? statement_integer(statement, 0) : 0;
    statement_reset(statement);
    return value;
}

static void create(struct database *database)
{
    char sql[128];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             APPLICATION_ID, SCHEMA_VERSION);
    database_run(database, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE;");
    database_run(database, schema_sql);
    database_run(database, sql);
    database_run(database, "COMMIT;");
}

enum httally_result schema_open(struct database *database, bool is_writing,
                                struct httally_error *error)
{
    char message[160];
    database_run(database, "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                           "PRAGMA temp_store = MEMORY;");
    bool is_empty = pragma(database, "SELECT count(*) FROM sqlite_master") == 0;
    int64_t application = pragma(database, "PRAGMA application_id");
    int64_t version = pragma(database, "PRAGMA user_version");
    enum httally_result result = database_status(database, error);
    if (result != HTTALLY_OK)
        return result;
    if (is_empty && application == 0 && version == 0) {
        if (is_writing)
            create(database);
        else
            database_set_damaged(database, "the history is empty; 'httally update' fills it");
        return database_status(database, error);
    }
    if (application != APPLICATION_ID) {
        database_set_damaged(database, "this database is no history of httally");
    } else if (version > SCHEMA_VERSION) {
        snprintf(message, sizeof message,
                 "the history is of a newer httally: version %lld of its tables, this httally "
                 "knows %d; it was left as it is",
                 (long long)version, SCHEMA_VERSION);
        database_set_damaged(database, message);
    } else if (version != SCHEMA_VERSION) {
        database_set_damaged(database, "the history is damaged (it has no version); it was left "
                                       "as it is");
    }
    return database_status(database, error);
}
