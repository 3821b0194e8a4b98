/* SPDX-License-Identifier: MIT */
/*
 * checkpoint.h - which part of a log was counted before, whatever its file is called now.
 *
 * A checkpoint knows the first bytes of a decoded stream, how many of its bytes were counted, and
 * the last of these.  A file whose bytes agree with both was counted up to there: it has grown, was
 * renamed, copied or compressed.  A file that is shorter, and begins like a checkpoint, is a copy
 * made before the rest came.
 */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "history/database.h"
#include "history/day_text.h"
#include "history/log_file.h"

/* What is known of a file. */
struct checkpoint {
    /* The row of the table `files`; 0 when the file is new. */
    int64_t id;
    /* Of the decoded stream, so many bytes were counted, with so many lines. */
    uint64_t offset_bytes;
    uint64_t lines;
    char last_day[DAY_TEXT_SIZE];
    /* How far the stream must be read before counting goes on: the checkpoint itself in a plain
     * file, its beginning else. */
    struct stream_mark mark;
    /* Nothing of the stream is left to count. */
    bool is_whole;
    /* The row is of the same file under the same name: there is nothing to write about it. */
    bool is_same;
    /* The row's own file is still there, so that this is another one. */
    bool is_copy;
};

/* Find what is known of a file; errors of the database stick. */
enum httally_result checkpoint_find(struct database *database, const struct log_file *file,
                                    struct checkpoint *checkpoint_out,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Keep that the file was counted up to 'mark', with what 'checkpoint' else says.  Errors stick. */
void checkpoint_store(struct database *database, const struct log_file *file,
                      const struct checkpoint *checkpoint, const struct stream_mark *mark,
                      int64_t now);

/* Keep that a file of which nothing is left to count has another name, or another compression, by
 * now.  Errors stick. */
void checkpoint_rename(struct database *database, const struct log_file *file,
                       const struct checkpoint *checkpoint, int64_t now);

/* When were the files last looked at that a log is rotated to?  INT64_MAX for never.  And they were
 * now. */
int64_t checkpoint_looked_at(struct database *database, const char *name);
void checkpoint_set_looked_at(struct database *database, const char *name, int64_t now);

#endif
