/* SPDX-License-Identifier: MIT */
/* retention.h - how long what is kept, and how much of it. */
#ifndef RETENTION_H
#define RETENTION_H

#include "history/database.h"

/* In days; 0 is for ever. */
struct retention {
    int64_t minutes;
    int64_t hours;
    int64_t days;
};

void retention_load(struct database *database, struct retention *retention_out);
void retention_store(struct database *database, const struct retention *retention);

/* The first day that is kept: INT64_MIN + 1 for ever. */
int64_t retention_first_day(int64_t kept_days, int64_t now);

/* Drop what is too old, and settle days that are over. */
void retention_apply(struct database *database, const struct retention *retention, int64_t now);

#endif
