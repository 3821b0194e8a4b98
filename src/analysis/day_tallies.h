/* SPDX-License-Identifier: MIT */
/*
 * day_tallies.h - a tally for each day that lines are of.
 *
 * A log goes on from day to day, so that few days are added to at a time.  When memory is short,
 * the day that was added to longest ago is given away before its time.
 */
#ifndef DAY_TALLIES_H
#define DAY_TALLIES_H

#include <pthread.h>

#include "httally/tally.h"

/* Lines without a believable time are of this day. */
#define DAY_NONE INT64_MIN

/* Take the tally of a day (days since 1970 on the clock of the lines); several may come for the
 * same day. */
typedef enum httally_result (*day_function)(void *context, int64_t day, struct httally_tally *tally,
                                            struct httally_error *error);

/* Who takes them; told by one thread at a time. */
struct day_sink {
    day_function take;
    void *context;
    /* Clients are masked in sample lines too. */
    bool masks_clients;
    pthread_mutex_t lock;
};

struct day_tally {
    int64_t day;
    uint64_t last_use;
    struct httally_tally *tally;
};

struct day_tallies {
    struct httally_tally_options options;
    struct day_sink *sink;
    struct day_tally *list;
    size_t count;
    size_t capacity;
    uint64_t uses;
};

/* 'options' are those of one tally of everything. */
void day_tallies_init(struct day_tallies *days, const struct httally_tally_options *options,
                      struct day_sink *sink);

/* The tally of a day, made when it is the first time. */
enum httally_result day_tallies_find(struct day_tallies *days, int64_t day,
                                     struct httally_tally **tally_out,
                                     struct httally_error *error) HTTALLY_MUST_CHECK;

/* Add what 'from' holds, and empty it. */
enum httally_result day_tallies_merge(struct day_tallies *days, struct day_tallies *from,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* Give all away, in their order. */
enum httally_result day_tallies_flush(struct day_tallies *days,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

/* Zeroed is fine. */
void day_tallies_finish(struct day_tallies *days);

#endif
