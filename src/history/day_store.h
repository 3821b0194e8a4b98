/* SPDX-License-Identifier: MIT */
/* day_store.h - the tally of a day, to and from the tables of a history. */
#ifndef DAY_STORE_H
#define DAY_STORE_H

#include "history/database.h"
#include "tally/tally.h"

/* Rows of a dimension that are kept for a day: while it goes on, and once it is settled; and of
 * those, that may be there for what they failed with instead of for their number. */
enum { DAY_ROWS_OPEN = 4000, DAY_ROWS_SETTLED = 1000 };

struct day_origin {
    /* The file that samples are of, and how many lines of it were counted before. */
    const char *file;
    uint64_t lines_before;
    /* Minutes and hours of earlier days are not kept any more. */
    int64_t first_minute_day;
    int64_t first_hour_day;
};

/* Add what a tally holds to its day; errors stick in the database. */
void day_store_add(struct database *database, int64_t day, const struct httally_tally *tally,
                   const struct day_origin *origin);

/* Keep no more than 'limit' rows of each dimension. */
void day_store_trim(struct database *database, const char *day, size_t limit);

/* Fill an empty tally with what a day holds; with is_brief, all but its tables.  Errors stick in
 * the database; true while memory lasts. */
bool day_load(struct database *database, const char *day, struct httally_tally *tally);

#endif
