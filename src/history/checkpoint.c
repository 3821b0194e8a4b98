/* SPDX-License-Identifier: MIT */
#include "history/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "history/log_name.h"
#include "input/source_kind.h"

/* Streams are looked up by the hash of so many bytes at their beginning. */
enum { INDEXED_BYTES = 64, CANDIDATES_MAX = 4096 };

/* A row of the table `files`. */
struct candidate {
    int64_t id;
    uint64_t offset_bytes;
    uint64_t lines;
    uint32_t crc32;
    unsigned char tail_hash[LOG_HASH_BYTES];
    char last_day[DAY_TEXT_SIZE];
    bool is_same;
    bool is_copy;
    /* Its beginning is what a writer without O_APPEND leaves behind after its file was cut: a
     * shorter file that begins so may be any. */
    bool is_all_nul;
};

struct candidates {
    struct candidate *list;
    size_t count;
    size_t capacity;
};

static size_t head_length(const struct log_file *file)
{
    return file->head_length < LOG_HEAD_BYTES ? file->head_length : LOG_HEAD_BYTES;
}

/* SQL has signed numbers only. */
static int64_t head_hash(const char *head)
{
    return (int64_t)hash_fixed(httally_slice_of(head, INDEXED_BYTES));
}

static void set_text(char *text_out, size_t size, struct httally_slice text)
{
    snprintf(text_out, size, "%.*s", (int)text.length, text.data);
}

/* Is the file of a row still where it was? */
static bool is_there(const char *name, int64_t device, int64_t inode)
{
    struct stat status;
    return stat(name, &status) == 0 && (int64_t)status.st_dev == device &&
           (int64_t)status.st_ino == inode;
}

static bool is_all_nul(struct httally_slice bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        if (bytes.data[i])
            return false;
    }
    return true;
}

/*
 * Does the file begin as the row's stream, as far as both go?  Streams that begin alike with fewer
 * bytes than the head holds may be those of two servers that were asked the same; so then the names
 * must fit as well.
 */
static bool begins_alike(const struct log_file *file, struct httally_slice head, const char *name,
                         bool is_same_inode)
{
    size_t own = head_length(file);
    size_t common = own < head.length ? own : head.length;
    if (common == 0 || memcmp(file->head, head.data, common) != 0)
        return false;
    return common == LOG_HEAD_BYTES || is_same_inode || log_names_are_related(name, file->path);
}

enum {
    COLUMN_ID,
    COLUMN_NAME,
    COLUMN_DEVICE,
    COLUMN_INODE,
    COLUMN_OFFSET,
    COLUMN_LINES,
    COLUMN_HEAD,
    COLUMN_TAIL,
    COLUMN_CRC32,
    COLUMN_LAST_DAY
};

#define COLUMNS                                                                                    \
    "SELECT id, name, device, inode, offset, lines, head, tail_hash, crc32, last_day FROM files "

static void add_candidate(struct candidates *candidates, struct statement *row,
                          const struct log_file *file, struct database *database)
{
    char name[4096];
    struct candidate candidate = {
        .id = statement_integer(row, COLUMN_ID),
        .offset_bytes = statement_count(row, COLUMN_OFFSET),
        .lines = statement_count(row, COLUMN_LINES),
        .crc32 = (uint32_t)statement_integer(row, COLUMN_CRC32),
    };
    set_text(name, sizeof name, statement_text(row, COLUMN_NAME));
    set_text(candidate.last_day, sizeof candidate.last_day, statement_text(row, COLUMN_LAST_DAY));
    bool has_inode = !statement_is_null(row, COLUMN_INODE);
    int64_t device = statement_integer(row, COLUMN_DEVICE);
    int64_t inode = statement_integer(row, COLUMN_INODE);
    bool is_same_inode =
        has_inode && device == (int64_t)file->device && inode == (int64_t)file->inode;
    struct httally_slice tail = statement_text(row, COLUMN_TAIL);
    if (tail.length != LOG_HASH_BYTES) {
        database_set_damaged(database, "the history is damaged (a checkpoint makes no sense); it "
                                       "was left as it is");
        return;
    }
    memcpy(candidate.tail_hash, tail.data, LOG_HASH_BYTES);
    candidate.is_all_nul = is_all_nul(statement_text(row, COLUMN_HEAD));
    candidate.is_same = is_same_inode && strcmp(name, file->path) == 0;
    candidate.is_copy = !is_same_inode && has_inode && is_there(name, device, inode);
    if (!begins_alike(file, statement_text(row, COLUMN_HEAD), name, is_same_inode))
        return;
    if (!memory_grow((void **)&candidates->list, candidates->count, &candidates->capacity, 8,
                     CANDIDATES_MAX, sizeof *candidates->list)) {
        database_set_out_of_memory(database);
        return;
    }
    candidates->list[candidates->count++] = candidate;
}

static void list_candidates(struct database *database, const struct log_file *file,
                            struct candidates *candidates)
{
    bool is_indexed = file->head_length >= INDEXED_BYTES;
    struct statement *row =
        is_indexed ? database_statement(database, COLUMNS
                                        "WHERE head_hash = ?1 OR head_hash IS NULL ORDER BY offset")
                   : database_statement(database, COLUMNS "ORDER BY offset");
    if (is_indexed)
        statement_bind_integer(row, 1, head_hash(file->head));
    while (statement_step(row))
        add_candidate(candidates, row, file, database);
    statement_reset(row);
}

static bool has_tail(const struct candidate *candidate, const struct stream_mark *mark)
{
    unsigned char hash[LOG_HASH_BYTES];
    log_hash(mark->tail, mark->tail_length, hash);
    return memcmp(hash, candidate->tail_hash, sizeof hash) == 0;
}

static void choose(struct checkpoint *checkpoint, const struct candidate *candidate,
                   uint64_t offset_bytes)
{
    checkpoint->id = candidate->id;
    checkpoint->offset_bytes = offset_bytes;
    checkpoint->lines = candidate->lines;
    checkpoint->is_same = candidate->is_same && offset_bytes == candidate->offset_bytes;
    checkpoint->is_copy = candidate->is_copy;
    memcpy(checkpoint->last_day, candidate->last_day, sizeof checkpoint->last_day);
}

/* Candidates are in the order of their offsets: the last one that agrees knows most. */
static void match_plain(const struct log_file *file, const struct candidates *candidates,
                        struct checkpoint *checkpoint)
{
    for (size_t i = candidates->count; i > 0; i--) {
        const struct candidate *candidate = &candidates->list[i - 1];
        struct stream_mark mark;
        if (candidate->offset_bytes > file->size_bytes && candidate->is_all_nul)
            continue;
        if (candidate->offset_bytes > file->size_bytes) {
            /* A copy made before the rest came.  Its CRC is found by reading it again. */
            choose(checkpoint, candidate, file->size_bytes);
            checkpoint->is_whole = true;
            return;
        }
        if (log_file_read_tail(file, candidate->offset_bytes, &mark) &&
            has_tail(candidate, &mark)) {
            choose(checkpoint, candidate, candidate->offset_bytes);
            checkpoint->mark = mark;
            checkpoint->mark.crc32 = candidate->crc32;
            return;
        }
    }
}

/* Move the mark to an offset; HTTALLY_END when the stream is shorter. */
static enum httally_result advance(struct httally_source *source, struct stream_mark *mark,
                                   uint64_t offset_bytes, struct httally_error *error)
{
    char bytes[16384];
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && mark->offset_bytes < offset_bytes) {
        uint64_t left = offset_bytes - mark->offset_bytes;
        size_t length;
        result = httally_source_read(
            source, bytes, left < sizeof bytes ? (size_t)left : sizeof bytes, &length, error);
        stream_mark_advance(mark, bytes, length);
    }
    return result;
}

/* Decode as far as anything is known of. */
static enum httally_result match_decoded(const struct log_file *file,
                                         const struct candidates *candidates,
                                         struct checkpoint *checkpoint, struct httally_error *error)
{
    struct httally_source *source;
    struct stream_mark mark = {0};
    enum httally_result result = log_file_read_from(file, 0, &source, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; result == HTTALLY_OK && i < candidates->count; i++) {
        const struct candidate *candidate = &candidates->list[i];
        result = advance(source, &mark, candidate->offset_bytes, error);
        if (result == HTTALLY_OK && has_tail(candidate, &mark))
            choose(checkpoint, candidate, candidate->offset_bytes);
        else if (result == HTTALLY_END && !candidate->is_all_nul)
            choose(checkpoint, candidate, mark.offset_bytes);
    }
    if (result == HTTALLY_OK)
        result = advance(source, &mark, mark.offset_bytes + 1, error);
    checkpoint->is_whole =
        result == HTTALLY_END && checkpoint->id && checkpoint->offset_bytes == mark.offset_bytes;
    httally_source_close(source);
    /* Damage is met again by who counts. */
    return result == HTTALLY_ERROR_IO || result == HTTALLY_ERROR_MEMORY ? result : HTTALLY_OK;
}

/* Does the gzip member end as a stream that was counted whole? */
static bool match_trailer(const struct log_file *file, const struct candidates *candidates,
                          struct checkpoint *checkpoint)
{
    for (size_t i = candidates->count; file->has_trailer && i > 0; i--) {
        const struct candidate *candidate = &candidates->list[i - 1];
        if (candidate->crc32 != file->trailer_crc32 ||
            (uint32_t)candidate->offset_bytes != file->trailer_length)
            continue;
        choose(checkpoint, candidate, candidate->offset_bytes);
        checkpoint->is_whole = true;
        return true;
    }
    return false;
}

/* Was this compressed file read to its end before, under whatever name? */
static bool match_stored(struct database *database, const struct log_file *file,
                         struct checkpoint *checkpoint)
{
    struct candidates candidates = {0};
    struct statement *row =
        database_statement(database, COLUMNS "WHERE stored_size = ?1 AND stored_hash = ?2");
    statement_bind_count(row, 1, file->size_bytes);
    statement_bind_bytes(row, 2, file->stored_hash, sizeof file->stored_hash);
    while (candidates.count == 0 && statement_step(row))
        add_candidate(&candidates, row, file, database);
    statement_reset(row);
    if (candidates.count > 0) {
        choose(checkpoint, &candidates.list[0], candidates.list[0].offset_bytes);
        checkpoint->is_whole = true;
    }
    free(candidates.list);
    return checkpoint->is_whole;
}

enum httally_result checkpoint_find(struct database *database, const struct log_file *file,
                                    struct checkpoint *checkpoint, struct httally_error *error)
{
    struct candidates candidates = {0};
    enum httally_result result = HTTALLY_OK;
    *checkpoint = (struct checkpoint){.last_day = DAY_TEXT_NONE};
    if (file->head_length == 0 || (!file->is_plain && match_stored(database, file, checkpoint)))
        return database_status(database, error);
    list_candidates(database, file, &candidates);
    if (file->is_plain)
        match_plain(file, &candidates, checkpoint);
    else if (candidates.count > 0 && !match_trailer(file, &candidates, checkpoint))
        result = match_decoded(file, &candidates, checkpoint, error);
    free(candidates.list);
    enum httally_result status = database_status(database, error);
    return status == HTTALLY_OK ? result : status;
}

/* Rows of files that were cut or replaced under their name, and those whose stream is all known by
 * another row. */
static void forget_replaced(struct database *database, const struct log_file *file, int64_t id)
{
    struct statement *statement = database_statement(
        database, "UPDATE files SET device = NULL, inode = NULL WHERE device = ?1 AND inode = ?2 "
                  "AND id <> ?3");
    statement_bind_integer(statement, 1, (int64_t)file->device);
    statement_bind_integer(statement, 2, (int64_t)file->inode);
    statement_bind_integer(statement, 3, id);
    statement_run(statement);
    statement = database_statement(
        database, "DELETE FROM files WHERE inode IS NULL AND id <> ?1 AND EXISTS (SELECT 1 FROM "
                  "files AS own WHERE own.id = ?1 AND own.head_hash = files.head_hash AND own.head "
                  "= files.head AND length(own.head) = 4096 AND own.offset >= files.offset)");
    statement_bind_integer(statement, 1, id);
    statement_run(statement);
}

static int64_t last_id(struct database *database)
{
    struct statement *statement = database_statement(database, "SELECT last_insert_rowid()");
    int64_t id = statement_step(statement) ? statement_integer(statement, 0) : 0;
    statement_reset(statement);
    return id;
}

void checkpoint_store(struct database *database, const struct log_file *file,
                      const struct checkpoint *checkpoint, const struct stream_mark *mark,
                      int64_t now)
{
    unsigned char tail_hash[LOG_HASH_BYTES];
    size_t length = head_length(file);
    if (mark->offset_bytes < length)
        length = (size_t)mark->offset_bytes;
    bool is_update = checkpoint->id && !checkpoint->is_copy;
    struct statement *statement =
        is_update
            ? database_statement(database,
                                 "UPDATE files SET name = ?1, device = ?2, inode = ?3, "
                                 "compression = ?4, offset = ?5, lines = ?6, head = ?7, head_hash "
                                 "= ?8, tail_hash = ?9, crc32 = ?10, last_day = ?11, stored_size "
                                 "= ?12, stored_hash = ?13, read_at = ?14 WHERE id = ?15")
            : database_statement(database,
                                 "INSERT INTO files(name, device, inode, compression, offset,"
                                 " lines, head, head_hash, tail_hash, crc32, last_day, "
                                 "stored_size, stored_hash, read_at) VALUES(?1, ?2, ?3, ?4, "
                                 "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
    log_hash(mark->tail, mark->tail_length, tail_hash);
    statement_bind_string(statement, 1, file->path);
    statement_bind_integer(statement, 2, (int64_t)file->device);
    statement_bind_integer(statement, 3, (int64_t)file->inode);
    statement_bind_string(statement, 4, file->compression);
    statement_bind_count(statement, 5, mark->offset_bytes);
    statement_bind_count(statement, 6, checkpoint->lines);
    statement_bind_bytes(statement, 7, file->head, length);
    if (length >= INDEXED_BYTES)
        statement_bind_integer(statement, 8, head_hash(file->head));
    else
        statement_bind_null(statement, 8);
    statement_bind_bytes(statement, 9, tail_hash, sizeof tail_hash);
    statement_bind_integer(statement, 10, mark->crc32);
    statement_bind_string(statement, 11, checkpoint->last_day);
    if (file->is_plain) {
        statement_bind_null(statement, 12);
        statement_bind_null(statement, 13);
    } else {
        statement_bind_count(statement, 12, file->size_bytes);
        statement_bind_bytes(statement, 13, file->stored_hash, sizeof file->stored_hash);
    }
    statement_bind_integer(statement, 14, now);
    if (is_update)
        statement_bind_integer(statement, 15, checkpoint->id);
    statement_run(statement);
    forget_replaced(database, file, is_update ? checkpoint->id : last_id(database));
}

void checkpoint_rename(struct database *database, const struct log_file *file,
                       const struct checkpoint *checkpoint, int64_t now)
{
    struct statement *statement =
        checkpoint->is_copy
            ? database_statement(
                  database, "INSERT INTO files(name, device, inode, compression, stored_size, "
                            "stored_hash, read_at, offset, lines, head, head_hash, tail_hash, "
                            "crc32, last_day) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, offset, lines, "
                            "head, head_hash, tail_hash, crc32, last_day FROM files WHERE id = ?8")
            : database_statement(database,
                                 "UPDATE files SET name = ?1, device = ?2, inode = ?3, compression "
                                 "= ?4, stored_size = ?5, stored_hash = ?6, read_at = ?7 WHERE id "
                                 "= ?8");
    statement_bind_string(statement, 1, file->path);
    statement_bind_integer(statement, 2, (int64_t)file->device);
    statement_bind_integer(statement, 3, (int64_t)file->inode);
    statement_bind_string(statement, 4, file->compression);
    if (file->is_plain) {
        statement_bind_null(statement, 5);
        statement_bind_null(statement, 6);
    } else {
        statement_bind_count(statement, 5, file->size_bytes);
        statement_bind_bytes(statement, 6, file->stored_hash, sizeof file->stored_hash);
    }
    statement_bind_integer(statement, 7, now);
    statement_bind_integer(statement, 8, checkpoint->id);
    statement_run(statement);
    forget_replaced(database, file, checkpoint->is_copy ? last_id(database) : checkpoint->id);
}

int64_t checkpoint_looked_at(struct database *database, const char *name)
{
    struct statement *statement =
        database_statement(database, "SELECT looked_at FROM logs WHERE name = ?1");
    int64_t time = INT64_MAX;
    statement_bind_string(statement, 1, name);
    if (statement_step(statement))
        time = statement_integer(statement, 0);
    statement_reset(statement);
    return time;
}

void checkpoint_set_looked_at(struct database *database, const char *name, int64_t now)
{
    struct statement *statement = database_statement(
        database, "INSERT INTO logs VALUES(?1, ?2) ON CONFLICT DO UPDATE SET looked_at = ?2");
    statement_bind_string(statement, 1, name);
    statement_bind_integer(statement, 2, now);
    statement_run(statement);
}
