/* SPDX-License-Identifier: MIT */
/* log_file.h - a log on disk, looked at before it is read. */
#ifndef LOG_FILE_H
#define LOG_FILE_H

#include <stdbool.h>

#include "httally/source.h"
#include "input/stream_mark.h"

enum { LOG_HEAD_BYTES = 4096, LOG_SAMPLE_BYTES = 32768, LOG_HASH_BYTES = 16 };

struct log_file {
    const char *path;
    int descriptor;
    /* The file as it is stored, from which sources with a position of their own are made. */
    struct httally_source *raw;
    const char *compression;
    bool is_plain;
    uint64_t device;
    uint64_t inode;
    uint64_t size_bytes;
    int64_t changed_at;
    /* Nothing will be appended to it any more, as far as one can tell. */
    bool is_final;
    /* The first bytes of the decoded stream: enough to tell its format by; what it is known by are
     * LOG_HEAD_BYTES of them. */
    char head[LOG_SAMPLE_BYTES];
    size_t head_length;
    /* Of a compressed file: the hash of its last stored bytes, and of gzip the CRC and length that
     * it ends with. */
    unsigned char stored_hash[LOG_HASH_BYTES];
    bool has_trailer;
    uint32_t trailer_crc32;
    uint32_t trailer_length;
};

/* Open the file at 'path', which must outlive it; 'now' is in seconds since 1970 UTC. */
enum httally_result log_file_open(struct log_file *file, const char *path, int64_t now,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

/* A zeroed one is fine. */
void log_file_close(struct log_file *file);

/* Its decoded stream from the beginning, or, of a plain file, from 'offset_bytes'. */
enum httally_result log_file_read_from(const struct log_file *file, uint64_t offset_bytes,
                                       struct httally_source **source_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Of a plain file: the end of its last whole line behind 'offset_bytes', which is returned when
 * there is none. */
uint64_t log_file_last_line_end(const struct log_file *file, uint64_t offset_bytes);

/* Of a plain file: the bytes before an offset, as they stand in a mark.  False when it is shorter,
 * or cannot be read. */
bool log_file_read_tail(const struct log_file *file, uint64_t offset_bytes,
                        struct stream_mark *mark_out);

/* Is a plain file still what it was when it was opened, up to 'length_bytes'? */
bool log_file_is_unchanged(const struct log_file *file, uint64_t length_bytes);

/* Was it written to in the last hour? */
bool log_file_is_recent(const struct log_file *file, int64_t now);

/* The hash that bytes are known by. */
void log_hash(const char *bytes, size_t length, unsigned char hash_out[LOG_HASH_BYTES]);

#endif
