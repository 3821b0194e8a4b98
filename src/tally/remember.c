/* SPDX-License-Identifier: MIT */
#include "tally/remember.h"

#include "base/memory.h"

static void add_error_sample(struct httally_tally *tally, const struct httally_record *record,
                             const struct sample *sample)
{
    struct samples **samples = &tally->error_samples[record->status];
    if (!*samples)
        *samples = memory_allocate(1, sizeof **samples);
    if (*samples && samples_want(*samples, TALLY_ERROR_SAMPLES, sample))
        samples_add(*samples, TALLY_ERROR_SAMPLES, sample, record->line);
}

/* What lies between two believed times is one, and the record was counted already. */
static bool has_believed_time(const struct httally_tally *tally,
                              const struct httally_record *record)
{
    return tally->has_times && record->time >= tally->first.time &&
           record->time <= tally->last.time;
}

static uint32_t key_id(const struct httally_tally *tally, const struct table_batch *batch,
                       enum httally_dimension dimension, size_t i)
{
    const struct key_entry *entry = batch->entries[dimension][i];
    return entry ? key_table_id(&tally->tables[dimension], entry) : KEY_NONE;
}

void remember_entry(struct httally_tally *tally, enum tally_ledger ledger,
                    const struct httally_record *record, uint64_t priority,
                    const struct table_batch *batch, size_t i)
{
    struct ledger_entry entry = {
        .priority = priority,
        .time = record->time,
        .status = record->status,
        .keys =
            {
                [LEDGER_PATH] = key_id(tally, batch, HTTALLY_DIMENSION_PATH, i),
                [LEDGER_CLIENT] = key_id(tally, batch, HTTALLY_DIMENSION_CLIENT, i),
                [LEDGER_AGENT] = key_id(tally, batch, HTTALLY_DIMENSION_AGENT, i),
                [LEDGER_HOST] = key_id(tally, batch, HTTALLY_DIMENSION_HOST, i),
                [LEDGER_METHOD] = key_id(tally, batch, HTTALLY_DIMENSION_METHOD, i),
                [LEDGER_UPSTREAM] = key_id(tally, batch, HTTALLY_DIMENSION_UPSTREAM, i),
            },
    };
    ledger_add(&tally->ledgers[ledger], &entry);
}

void remember_error(struct httally_tally *tally, const struct httally_record *record,
                    const struct httally_origin *origin, const struct table_batch *batch, size_t i)
{
    uint64_t place = origin->offset_bytes + (uint64_t)(record->line.data - origin->data);
    struct sample sample = {.input = origin->input, .place = place};
    add_error_sample(tally, record, &sample);
    if (remember_is_of_incidents(record->status) && has_believed_time(tally, record))
        minute_samples_add(&tally->minute_samples, record->time, record->status, &sample,
                           record->line);
    enum httally_class class_ = (enum httally_class)batch->classes[i];
    if (class_ != HTTALLY_CLASS_4XX && class_ != HTTALLY_CLASS_5XX)
        return;
    enum tally_ledger ledger =
        class_ == HTTALLY_CLASS_5XX ? TALLY_LEDGER_SERVER_ERRORS : TALLY_LEDGER_CLIENT_ERRORS;
    uint64_t priority = ledger_priority(remember_place_base(origin) + (uintptr_t)record->line.data);
    tally->ledgers[ledger].seen++;
    if (ledger_keeps(&tally->ledgers[ledger], priority))
        remember_entry(tally, ledger, record, priority, batch, i);
}
