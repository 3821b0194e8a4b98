/* SPDX-License-Identifier: MIT */
#include "history/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "history/log_name.h"
#include "input/piece_source.h"
#include "input/source_kind.h"

/* A writer that has been silent for so long has left the file. */
enum { SILENCE_SECONDS = 3600 };

enum { SEARCH_BYTES = 65536, GZIP_TRAILER_BYTES = 8 };

void log_hash(const char *bytes, size_t length, unsigned char hash_out[LOG_HASH_BYTES])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, length));
    memcpy(hash_out, canonical.digest, LOG_HASH_BYTES);
}

static enum httally_result fail(const char *path, int os_error, const char *what,
                                struct httally_error *error)
{
    char reason[128] = "";
    if (strerror_r(os_error, reason, sizeof reason) != 0)
        reason[0] = '\0';
    httally_error_set(error, HTTALLY_ERROR_IO, os_error, "%s: %s", what, reason);
    httally_error_set_source(error, path);
    return HTTALLY_ERROR_IO;
}

/* Read the whole range; fewer bytes only at the end of the file, or when reading fails. */
static size_t read_at(int descriptor, void *buffer, size_t length, uint64_t offset_bytes)
{
    size_t done = 0;
    while (done < length) {
        ssize_t count =
            pread(descriptor, (char *)buffer + done, length - done, (off_t)(offset_bytes + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        done += (size_t)count;
    }
    return done;
}

static enum httally_result look_at(struct log_file *file, int64_t now, struct httally_error *error)
{
    struct stat status;
    if (fstat(file->descriptor, &status) != 0)
        return fail(file->path, errno, "cannot read", error);
    if (S_ISDIR(status.st_mode))
        return fail(file->path, EISDIR, "cannot read", error);
    if (!S_ISREG(status.st_mode)) {
        httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                          "is no file: what was read of it before cannot be told");
        httally_error_set_source(error, file->path);
        return HTTALLY_ERROR_ARGUMENT;
    }
    file->device = (uint64_t)status.st_dev;
    file->inode = (uint64_t)status.st_ino;
    file->size_bytes = (uint64_t)status.st_size;
    file->changed_at = (int64_t)status.st_mtime;
    file->is_final = log_name_is_rotated(file->path) && !log_file_is_recent(file, now);
    return descriptor_source_create(file->descriptor, file->path, &file->raw, error);
}

/* Damage that stands in the head is met again when the file is read. */
static enum httally_result read_head(struct log_file *file, struct httally_error *error)
{
    struct httally_source *source;
    enum httally_result result = log_file_read_from(file, 0, &source, error);
    if (result != HTTALLY_OK)
        return result;
    const char *compression = httally_source_compression(source);
    file->compression = compression;
    file->is_plain = strcmp(compression, "none") == 0;
    while (result == HTTALLY_OK && file->head_length < sizeof file->head) {
        size_t length;
        result = httally_source_read(source, file->head + file->head_length,
                                     sizeof file->head - file->head_length, &length, error);
        file->head_length += length;
    }
    httally_source_close(source);
    return result == HTTALLY_ERROR_IO || result == HTTALLY_ERROR_MEMORY ? result : HTTALLY_OK;
}

static uint32_t little_endian(const unsigned char bytes[4])
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void read_stored_end(struct log_file *file)
{
    char bytes[LOG_HEAD_BYTES];
    uint64_t start = file->size_bytes > sizeof bytes ? file->size_bytes - sizeof bytes : 0;
    size_t length = read_at(file->descriptor, bytes, sizeof bytes, start);
    log_hash(bytes, length, file->stored_hash);
    file->has_trailer = strcmp(file->compression, "gzip") == 0 && length > 2 * GZIP_TRAILER_BYTES &&
                        start + length == file->size_bytes;
    if (!file->has_trailer)
        return;
    const unsigned char *trailer = (const unsigned char *)bytes + length - GZIP_TRAILER_BYTES;
    file->trailer_crc32 = little_endian(trailer);
    file->trailer_length = little_endian(trailer + 4);
}

enum httally_result log_file_open(struct log_file *file, const char *path, int64_t now,
                                  struct httally_error *error)
{
    *file = (struct log_file){.path = path, .compression = "none"};
    do {
        file->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    } while (file->descriptor < 0 && errno == EINTR);
    if (file->descriptor < 0)
        return fail(path, errno, "cannot open", error);
    enum httally_result result = look_at(file, now, error);
    if (result == HTTALLY_OK && file->size_bytes > 0)
        result = read_head(file, error);
    if (result == HTTALLY_OK && !file->is_plain && file->size_bytes > 0) {
        read_stored_end(file);
        file->is_final = true;
    }
    if (file->size_bytes == 0)
        file->is_plain = true;
    if (result != HTTALLY_OK)
        log_file_close(file);
    return result;
}

void log_file_close(struct log_file *file)
{
    if (!file->path)
        return;
    httally_source_close(file->raw);
    if (file->descriptor >= 0)
        close(file->descriptor);
    *file = (struct log_file){0};
}

enum httally_result log_file_read_from(const struct log_file *file, uint64_t offset_bytes,
                                       struct httally_source **source_out,
                                       struct httally_error *error)
{
    struct httally_source *piece;
    enum httally_result result = piece_source_open(file->raw, offset_bytes, &piece, error);
    /* A line in the middle of a plain file may begin as a compression does. */
    if (result != HTTALLY_OK || offset_bytes == 0)
        return result == HTTALLY_OK ? source_decode(piece, source_out, error) : result;
    *source_out = piece;
    return HTTALLY_OK;
}

uint64_t log_file_last_line_end(const struct log_file *file, uint64_t offset_bytes)
{
    char bytes[SEARCH_BYTES];
    uint64_t end = file->size_bytes;
    while (end > offset_bytes) {
        uint64_t start = end - offset_bytes > sizeof bytes ? end - sizeof bytes : offset_bytes;
        size_t length = (size_t)(end - start);
        if (read_at(file->descriptor, bytes, length, start) != length)
            return offset_bytes;
        while (length > 0 && bytes[length - 1] != '\n')
            length--;
        if (length > 0)
            return start + length;
        end = start;
    }
    return offset_bytes;
}

bool log_file_read_tail(const struct log_file *file, uint64_t offset_bytes,
                        struct stream_mark *mark_out)
{
    *mark_out = (struct stream_mark){.offset_bytes = offset_bytes};
    mark_out->tail_length =
        offset_bytes < STREAM_TAIL_BYTES ? (size_t)offset_bytes : STREAM_TAIL_BYTES;
    return offset_bytes <= file->size_bytes &&
           read_at(file->descriptor, mark_out->tail, mark_out->tail_length,
                   offset_bytes - mark_out->tail_length) == mark_out->tail_length;
}

bool log_file_is_unchanged(const struct log_file *file, uint64_t length_bytes)
{
    char head[LOG_HEAD_BYTES];
    struct stat status;
    size_t length = file->head_length < sizeof head ? file->head_length : sizeof head;
    if (length > length_bytes)
        length = (size_t)length_bytes;
    return fstat(file->descriptor, &status) == 0 && (uint64_t)status.st_size >= length_bytes &&
           read_at(file->descriptor, head, length, 0) == length &&
           memcmp(head, file->head, length) == 0;
}

bool log_file_is_recent(const struct log_file *file, int64_t now)
{
    return file->changed_at > now - SILENCE_SECONDS;
}
