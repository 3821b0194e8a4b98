/* SPDX-License-Identifier: MIT */
#include "tally/tally.h"

#include <stdlib.h>

#include "base/civil_time.h"
#include "base/number.h"
#include "tally/remember.h"
#include "tally/table_pool.h"

enum { SECONDS_PER_DAY = 86400 };

static const size_t default_memory_bytes = (size_t)256 << 20;
static const size_t least_memory_bytes = (size_t)4 << 20;
/* 1995-01-01: no earlier log exists in a format of ours, and clocks that were reset say 1970. */
static const int64_t earliest_time = 788918400;

/* How the memory is shared out, in hundredths; the rest is for what has a fixed size. */
enum {
    TABLES_PERCENT = 70,
    SERIES_PERCENT = 12,
    /* Of 4xx, and of 5xx. */
    ERROR_LEDGER_PERCENT = 4,
    REQUEST_LEDGER_PERCENT = 4,
    MINUTE_SAMPLES_PERCENT = 2
};

/* More say nothing that so many do not. */
enum { REQUEST_LEDGER_ENTRIES_MAX = 1 << 15 };

static size_t percent_of(size_t bytes, unsigned percent)
{
    return bytes / 100 * percent;
}

/* Settle what the options leave open. */
static void settle_options(struct httally_tally_options *options)
{
    if (options->memory_bytes == 0)
        options->memory_bytes = default_memory_bytes;
    if (options->memory_bytes < least_memory_bytes)
        options->memory_bytes = least_memory_bytes;
    if (options->table_bytes == 0)
        options->table_bytes = percent_of(options->memory_bytes, TABLES_PERCENT);
}

static void init_ledgers(struct httally_tally *tally)
{
    size_t memory_bytes = tally->options.memory_bytes;
    size_t request_bytes = percent_of(memory_bytes, REQUEST_LEDGER_PERCENT);
    size_t request_bytes_max = REQUEST_LEDGER_ENTRIES_MAX * sizeof(struct ledger_entry);
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_init(&tally->ledgers[i], percent_of(memory_bytes, ERROR_LEDGER_PERCENT));
    ledger_init(&tally->ledgers[TALLY_LEDGER_REQUESTS],
                request_bytes < request_bytes_max ? request_bytes : request_bytes_max);
}

enum httally_result httally_tally_create(const struct httally_tally_options *options,
                                         struct httally_tally **tally_out,
                                         struct httally_error *error)
{
    struct httally_tally *tally = memory_allocate(1, sizeof *tally);
    *tally_out = NULL;
    if (!tally)
        return memory_error(error);
    if (options)
        tally->options = *options;
    settle_options(&tally->options);
    size_t memory_bytes = tally->options.memory_bytes;
    hash_secret_draw(&tally->secret);
    series_init(&tally->series, percent_of(memory_bytes, SERIES_PERCENT));
    init_ledgers(tally);
    minute_samples_init(&tally->minute_samples, percent_of(memory_bytes, MINUTE_SAMPLES_PERCENT));
    enum httally_result result = table_pool_init(tally, tally->options.table_bytes, error);
    if (result != HTTALLY_OK) {
        httally_tally_destroy(tally);
        return result;
    }
    *tally_out = tally;
    return HTTALLY_OK;
}

void httally_tally_destroy(struct httally_tally *tally)
{
    if (!tally)
        return;
    table_pool_finish(tally);
    series_finish(&tally->series);
    exchanges_finish(&tally->exchanges);
    for (int i = 0; i < TALLY_LEDGER_COUNT; i++)
        ledger_finish(&tally->ledgers[i]);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        if (tally->error_samples[i])
            samples_finish(tally->error_samples[i]);
        free(tally->error_samples[i]);
    }
    samples_finish(&tally->unparsed_samples);
    minute_samples_finish(&tally->minute_samples);
    free(tally);
}

static void add_count(struct httally_count *count, const struct httally_count *more)
{
    count->requests += more->requests;
    count->bytes = number_add_saturating(count->bytes, more->bytes);
}

/* Of equal instants the one on the clock furthest ahead stands: any rule will do that does not
 * depend on which came first. */
static bool is_before(const struct tally_instant *a, const struct tally_instant *b)
{
    return a->time != b->time ? a->time < b->time : a->utc_offset_sec > b->utc_offset_sec;
}

static bool is_after(const struct tally_instant *a, const struct tally_instant *b)
{
    return a->time != b->time ? a->time > b->time : a->utc_offset_sec > b->utc_offset_sec;
}

static void add_instants(struct httally_tally *tally, const struct tally_instant *first,
                         const struct tally_instant *last)
{
    if (!tally->has_times || is_before(first, &tally->first))
        tally->first = *first;
    if (!tally->has_times || is_after(last, &tally->last))
        tally->last = *last;
    tally->has_times = true;
}

bool tally_believes(const struct httally_tally_options *options, int64_t time)
{
    return time != HTTALLY_TIME_NONE && time >= earliest_time &&
           (!options->now || time - SECONDS_PER_DAY <= options->now);
}

static ALWAYS_INLINE void add_time(struct httally_tally *tally, const struct httally_record *record)
{
    int64_t time = record->time;
    const struct tally_instant *first = &tally->first, *last = &tally->last;
    /* What lies between two believable times is one, and so is the last one again. */
    if (LIKELY(time > first->time &&
               (time < last->time ||
                (time == last->time && record->utc_offset_sec == last->utc_offset_sec)))) {
        series_add(&tally->series, time, record->status, 1);
        return;
    }
    if (UNLIKELY(time == HTTALLY_TIME_NONE))
        return;
    if (UNLIKELY(!tally_believes(&tally->options, time))) {
        tally->implausible_times++;
        return;
    }
    struct tally_instant instant = {time, record->utc_offset_sec};
    add_instants(tally, &instant, &instant);
    series_add(&tally->series, time, record->status, 1);
}

/* Count the records of a batch in everything but the tables. */
static ALWAYS_INLINE void add_records(struct httally_tally *tally,
                                      const struct httally_record *records, size_t count,
                                      const struct httally_origin *origin,
                                      const struct table_batch *batch, bool is_brief)
{
    const struct ledger *requests = &tally->ledgers[TALLY_LEDGER_REQUESTS];
    uint64_t threshold = requests->threshold, base = remember_place_base(origin);
    for (size_t i = 0; i < count; i++) {
        const struct httally_record *record = &records[i];
        struct httally_count one = {1, record->bytes};
        add_count(&tally->statuses[record->status], &one);
        add_time(tally, record);
        if (UNLIKELY(record->has_details))
            exchanges_add(&tally->exchanges, record, batch->classes[i]);
        if (UNLIKELY(batch->classes[i] >= HTTALLY_CLASS_4XX))
            remember_error(tally, record, origin, batch, i);
        uint64_t priority = is_brief ? 0 : ledger_priority(base + (uintptr_t)record->line.data);
        if (LIKELY(is_brief || priority > threshold))
            continue;
        remember_entry(tally, TALLY_LEDGER_REQUESTS, record, priority, batch, i);
        threshold = requests->threshold;
    }
}

static void add_batch(struct httally_tally *tally, const struct httally_record *records,
                      size_t count, const struct httally_origin *origin)
{
    struct table_batch batch;
    table_pool_classify(records, count, &batch);
    if (tally->options.is_brief) {
        memset(batch.entries, 0, sizeof batch.entries);
        add_records(tally, records, count, origin, &batch, true);
        return;
    }
    table_pool_add(tally, records, count, &batch);
    add_records(tally, records, count, origin, &batch, false);
    tally->ledgers[TALLY_LEDGER_REQUESTS].seen += count;
}

void httally_tally_add(struct httally_tally *tally, const struct httally_record *records,
                       size_t count, const struct httally_origin *origin)
{
    while (count > 0) {
        size_t part = count < TABLE_BATCH_RECORDS ? count : TABLE_BATCH_RECORDS;
        add_batch(tally, records, part, origin);
        records += part;
        count -= part;
    }
}

void httally_tally_add_lines(struct httally_tally *tally, const struct httally_lines *lines)
{
    tally->lines.read += lines->read;
    tally->lines.requests += lines->requests;
    tally->lines.filtered += lines->filtered;
    tally->lines.unparsed += lines->unparsed;
    tally->lines.too_long += lines->too_long;
    tally->lines.blank += lines->blank;
    tally->lines.directives += lines->directives;
}

void httally_tally_add_unparsed(struct httally_tally *tally, uint32_t input, uint64_t offset_bytes,
                                uint64_t index, int reason, struct httally_slice line)
{
    tally->unparsed_reasons[reason]++;
    struct sample sample = {
        .input = input, .place = offset_bytes, .index = index, .reason = reason};
    samples_add(&tally->unparsed_samples, TALLY_UNPARSED_SAMPLES, &sample, line);
}

bool httally_tally_unparsed(const struct httally_tally *tally, size_t number,
                            struct httally_unparsed *unparsed_out)
{
    if (number >= tally->unparsed_samples.count)
        return false;
    const struct sample *sample = &tally->unparsed_samples.list[number];
    *unparsed_out = (struct httally_unparsed){
        .input = sample->input,
        .index = sample->index,
        .reason = sample->reason,
        .text = httally_slice_of(sample->text, sample->text_length),
    };
    return true;
}

uint64_t httally_tally_unparsed_count(const struct httally_tally *tally, int reason)
{
    return tally->unparsed_reasons[reason];
}

static void merge_error_samples(struct httally_tally *into, const struct httally_tally *from)
{
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        if (!from->error_samples[i])
            continue;
        if (!into->error_samples[i])
            into->error_samples[i] = memory_allocate(1, sizeof *into->error_samples[i]);
        if (into->error_samples[i])
            samples_merge(into->error_samples[i], TALLY_ERROR_SAMPLES, from->error_samples[i]);
    }
}

enum httally_result httally_tally_merge(struct httally_tally *into,
                                        const struct httally_tally *from,
                                        struct httally_error *error)
{
    struct table_merge merge;
    bool has_memory = table_merge_begin(&merge, into, from);
    for (int i = 0; i < HTTALLY_DIMENSION_COUNT && has_memory; i++) {
        enum httally_dimension dimension = (enum httally_dimension)i;
        table_merge_known(&merge, dimension, 0, from->tables[i].entry_count);
        has_memory = table_merge_new(&merge, dimension);
    }
    if (has_memory)
        tally_merge_rest(&merge);
    table_merge_finish(&merge);
    return has_memory ? HTTALLY_OK : memory_error(error);
}

void tally_merge_rest(struct table_merge *merge)
{
    struct httally_tally *into = merge->into;
    const struct httally_tally *from = merge->from;
    table_merge_ledgers(merge);
    httally_tally_add_lines(into, &from->lines);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++)
        add_count(&into->statuses[i], &from->statuses[i]);
    if (from->has_times)
        add_instants(into, &from->first, &from->last);
    into->implausible_times += from->implausible_times;
    for (int i = 0; i < HTTALLY_TALLY_REASONS; i++)
        into->unparsed_reasons[i] += from->unparsed_reasons[i];
    series_merge(&into->series, &from->series);
    exchanges_merge(&into->exchanges, &from->exchanges);
    hyperloglog_merge(&into->clients, &from->clients);
    merge_error_samples(into, from);
    minute_samples_merge(&into->minute_samples, &from->minute_samples);
    samples_merge(&into->unparsed_samples, TALLY_UNPARSED_SAMPLES, &from->unparsed_samples);
}

void httally_tally_mask_samples(struct httally_tally *tally)
{
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        if (tally->error_samples[i])
            samples_mask_clients(tally->error_samples[i]);
    }
    samples_mask_clients(&tally->unparsed_samples);
    minute_samples_mask_clients(&tally->minute_samples);
}

struct httally_lines httally_tally_lines(const struct httally_tally *tally)
{
    return tally->lines;
}

struct httally_count httally_tally_total(const struct httally_tally *tally)
{
    struct httally_count total = {0};
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++)
        add_count(&total, &tally->statuses[i]);
    return total;
}

bool httally_tally_last_time(const struct httally_tally *tally, int64_t *time_out)
{
    *time_out = tally->last.time;
    return tally->has_times;
}

struct httally_count httally_tally_status(const struct httally_tally *tally, httally_status status)
{
    return tally->statuses[status];
}

size_t httally_tally_key_count(const struct httally_tally *tally, enum httally_dimension dimension)
{
    return tally->tables[dimension].entry_count;
}

bool httally_tally_is_exact(const struct httally_tally *tally, enum httally_dimension dimension)
{
    return tally->tables[dimension].removed == 0;
}
