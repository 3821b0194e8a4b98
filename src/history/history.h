/* SPDX-License-Identifier: MIT */
/* history.h - inside view of the public history.h, for who updates one. */
#ifndef HISTORY_H
#define HISTORY_H

#include "history/checkpoint.h"
#include "history/database.h"
#include "history/log_file.h"
#include "history/retention.h"
#include "httally/history.h"

struct httally_history {
    struct httally_history_options options;
    struct database *database;
    struct retention retention;
    char *formats;
    char *vendors;
};

/* A transaction around everything that one file changes. */
enum httally_result history_begin(struct httally_history *history,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;
enum httally_result history_commit(struct httally_history *history,
                                   struct httally_error *error) HTTALLY_MUST_CHECK;
void history_rollback(struct httally_history *history);

/* Within a transaction: add a tally of a day (INT64_MIN: none), and what a format has read. */
enum httally_result history_add_day(struct httally_history *history, int64_t day,
                                    const struct httally_tally *tally, const char *file,
                                    uint64_t lines_before,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;
enum httally_result history_add_format(struct httally_history *history, const char *name,
                                       const char *vendors, uint64_t requests,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
