/* SPDX-License-Identifier: MIT */
#include "analysis/day_counter.h"

#include "base/number.h"
#include "tally/tally.h"

enum { SECONDS_PER_DAY = 86400 };

void day_counter_begin(struct day_counter *counter, uint32_t input, uint64_t part, int64_t last_day)
{
    counter->input = input;
    counter->part = part;
    counter->has_day = part == 0 && last_day != DAY_NONE;
    counter->last_day = part == 0 ? last_day : DAY_NONE;
    counter->given = (struct httally_lines){0};
}

void day_counter_add_unparsed(struct day_counter *counter, const struct odd_line *line)
{
    counter->reasons[line->reason]++;
    if (counter->sample_count < DAY_COUNTER_SAMPLES)
        counter->samples[counter->sample_count++] = *line;
}

static int64_t day_of(const struct day_counter *counter, const struct httally_record *record)
{
    if (!tally_believes(&counter->days.options, record->time))
        return DAY_NONE;
    return number_floor_to(record->time + record->utc_offset_sec, SECONDS_PER_DAY) /
           SECONDS_PER_DAY;
}

/* Give the samples to a tally; the other lines that were not parsed are only counted. */
static void add_samples(struct day_counter *counter, struct httally_tally *tally)
{
    for (size_t i = 0; i < counter->sample_count; i++) {
        const struct odd_line *line = &counter->samples[i];
        httally_tally_add_unparsed(tally, counter->input, counter->part, line->index,
                                   (int)line->reason, line->text);
        counter->reasons[line->reason]--;
    }
    for (int i = 0; i < HTTALLY_TALLY_REASONS; i++) {
        tally->unparsed_reasons[i] += counter->reasons[i];
        counter->reasons[i] = 0;
    }
    counter->sample_count = 0;
}

/* Lines that are no requests and were not given to a day before. */
static enum httally_result add_odd(struct day_counter *counter, const struct line_counts *counts,
                                   int64_t day, struct httally_error *error)
{
    struct httally_lines lines = {
        .unparsed = counts->unparsed - counter->given.unparsed,
        .too_long = counts->too_long - counter->given.too_long,
        .blank = counts->blank - counter->given.blank,
        .directives = counts->directives - counter->given.directives,
    };
    lines.read = lines.unparsed + lines.too_long + lines.blank + lines.directives;
    if (lines.read == 0)
        return HTTALLY_OK;
    struct httally_tally *tally;
    enum httally_result result = day_tallies_find(&counter->days, day, &tally, error);
    if (result != HTTALLY_OK)
        return result;
    httally_tally_add_lines(tally, &lines);
    add_samples(counter, tally);
    counter->given.unparsed = counts->unparsed;
    counter->given.too_long = counts->too_long;
    counter->given.blank = counts->blank;
    counter->given.directives = counts->directives;
    return HTTALLY_OK;
}

/* Requests of one day. */
static enum httally_result add_run(struct day_counter *counter, int64_t day,
                                   const struct httally_record *records, size_t count,
                                   const struct httally_origin *origin, struct httally_error *error)
{
    struct httally_tally *tally;
    enum httally_result result = day_tallies_find(&counter->days, day, &tally, error);
    if (result != HTTALLY_OK)
        return result;
    httally_tally_add(tally, records, count, origin);
    httally_tally_add_lines(tally, &(struct httally_lines){.read = count, .requests = count});
    return HTTALLY_OK;
}

enum httally_result day_counter_add(struct day_counter *counter,
                                    const struct httally_record *records, size_t count,
                                    const struct httally_origin *origin,
                                    const struct line_counts *counts, struct httally_error *error)
{
    int64_t day = day_of(counter, &records[0]);
    enum httally_result result =
        add_odd(counter, counts, counter->has_day ? counter->last_day : day, error);
    for (size_t start = 0, end; result == HTTALLY_OK && start < count; start = end) {
        day = day_of(counter, &records[start]);
        for (end = start + 1; end < count && day_of(counter, &records[end]) == day; end++)
            continue;
        result = add_run(counter, day, records + start, end - start, origin, error);
    }
    counter->last_day = day;
    counter->has_day = true;
    return result;
}

enum httally_result day_counter_add_rest(struct day_counter *counter,
                                         const struct line_counts *counts,
                                         struct httally_error *error)
{
    return add_odd(counter, counts, counter->last_day, error);
}
