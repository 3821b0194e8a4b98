/* SPDX-License-Identifier: MIT */
/*
 * day_counter.h - count the lines of one worker by their day.
 *
 * A line that is no request has no time.  It counts for the day of the last request of the batches
 * before it, and at the beginning of a part for that of the first one behind it: in any case a day
 * of requests close by.
 */
#ifndef DAY_COUNTER_H
#define DAY_COUNTER_H

#include "analysis/day_tallies.h"
#include "format/parser.h"

enum { DAY_COUNTER_SAMPLES = 5 };

struct day_counter {
    struct day_tallies days;
    /* Of the part that is read: which it is, and the day of its last request. */
    uint32_t input;
    uint64_t part;
    int64_t last_day;
    bool has_day;
    /* Lines of the part that were given a day, or DAY_NONE. */
    struct httally_lines given;
    /* The first lines that were not parsed and wait for their day. */
    struct odd_line samples[DAY_COUNTER_SAMPLES];
    size_t sample_count;
    uint64_t reasons[HTTALLY_TALLY_REASONS];
};

/* A part begins; what came before it was of the day 'last_day', if it is the first one. */
void day_counter_begin(struct day_counter *counter, uint32_t input, uint64_t part,
                       int64_t last_day);

/* A line was not parsed; its text must stay until the batch it came with is added. */
void day_counter_add_unparsed(struct day_counter *counter, const struct odd_line *line);

/* Count a batch; 'counts' are those of the part so far. */
enum httally_result day_counter_add(struct day_counter *counter,
                                    const struct httally_record *records, size_t count,
                                    const struct httally_origin *origin,
                                    const struct line_counts *counts,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;

/* Count the lines that came behind the last request; before their text is gone. */
enum httally_result day_counter_add_rest(struct day_counter *counter,
                                         const struct line_counts *counts,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
