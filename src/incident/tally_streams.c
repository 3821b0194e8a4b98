/* SPDX-License-Identifier: MIT */
#include "incident/tally_streams.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/path_mask.h"
#include "base/slice_order.h"
#include "incident/error_entries.h"

/* Fewer errors make no stream; a share of fewer sampled requests is too rough. */
enum { STREAM_ERRORS_MIN = 5, SAMPLED_REQUESTS_WANTED = 50 };

/* Keys put together by what they have in common: groups are the keys of a table. */
struct grouping {
    struct key_table groups;
    /* Errors of each group. */
    uint64_t *errors;
    size_t error_capacity;
    /* Group of each key, KEY_NONE while it is not known. */
    uint32_t *group_of_key;
};

static struct httally_slice name_of(const struct tally_streams *streams,
                                    const struct httally_tally *tally, uint32_t id,
                                    char masked[PATH_MASK_BYTES])
{
    struct httally_slice key = key_table_key(&tally->tables[streams->dimension], id);
    if (streams->dimension != HTTALLY_DIMENSION_PATH)
        return key;
    return httally_slice_of(masked, path_mask(key, masked));
}

/* The group of a key, or KEY_NONE when memory is out. */
static uint32_t group_of(struct grouping *grouping, const struct tally_streams *streams,
                         const struct httally_tally *tally, uint32_t id)
{
    char masked[PATH_MASK_BYTES];
    bool was_added;
    if (grouping->group_of_key[id] != KEY_NONE)
        return grouping->group_of_key[id];
    struct httally_slice name = name_of(streams, tally, id, masked);
    if (!key_table_make_room(&grouping->groups, 1, name.length) ||
        !memory_grow((void **)&grouping->errors, grouping->groups.entry_count,
                     &grouping->error_capacity, 64, KEY_NONE, sizeof *grouping->errors))
        return KEY_NONE;
    uint32_t group = key_table_find_or_add(&grouping->groups, name,
                                           key_table_hash(&grouping->groups, name), &was_added);
    if (was_added)
        grouping->errors[group] = 0;
    return grouping->group_of_key[id] = group;
}

static bool group_errors(struct grouping *grouping, const struct tally_streams *streams,
                         struct error_entries *entries)
{
    size_t minute;
    const struct ledger_entry *entry;
    while ((entry = error_entries_next(entries, &minute))) {
        uint32_t id = entry->keys[streams->key];
        if (id == KEY_NONE)
            continue;
        uint32_t group = group_of(grouping, streams, entries->tally, id);
        if (group == KEY_NONE)
            return false;
        grouping->errors[group]++;
    }
    return true;
}

/* Does group 'a' rank before 'b'?  By errors, then by name: ids depend on the order of reading. */
static bool ranks_before(const struct grouping *grouping, uint32_t a, uint32_t b)
{
    if (grouping->errors[a] != grouping->errors[b])
        return grouping->errors[a] > grouping->errors[b];
    return slice_compare(key_table_key(&grouping->groups, a), key_table_key(&grouping->groups, b)) <
           0;
}

/* The groups with most errors, best first; returns how many. */
static size_t rank_groups(const struct grouping *grouping, uint64_t weight, uint32_t *best,
                          size_t wanted)
{
    size_t count = 0;
    for (uint32_t group = 0; group < grouping->groups.entry_count; group++) {
        if (grouping->errors[group] * weight < STREAM_ERRORS_MIN)
            continue;
        size_t at = count;
        while (at > 0 && ranks_before(grouping, group, best[at - 1]))
            at--;
        if (at == wanted)
            continue;
        if (count < wanted)
            count++;
        for (size_t i = count - 1; i > at; i--)
            best[i] = best[i - 1];
        best[at] = group;
    }
    return count;
}

static bool keep_names(struct tally_streams *streams, struct tally_input *input,
                       const struct grouping *grouping, const uint32_t *best)
{
    for (size_t i = 0; i < streams->count; i++) {
        struct httally_slice name = key_table_key(&grouping->groups, best[i]);
        char *copy = tally_input_allocate(input, name.length, 1);
        if (!copy)
            return false;
        if (name.length)
            memcpy(copy, name.data, name.length);
        streams->names[i] = httally_slice_of(copy, name.length);
    }
    return true;
}

/* Keys without errors may belong to a group that has some: their requests count. */
static void rank_keys(struct tally_streams *streams, const struct grouping *grouping,
                      const uint32_t *best, const struct httally_tally *tally)
{
    for (uint32_t id = 0; id < tally->tables[streams->dimension].entry_count; id++) {
        char masked[PATH_MASK_BYTES];
        uint32_t group = grouping->group_of_key[id];
        streams->ranks[id] = KEY_NONE;
        if (streams->count == 0)
            continue;
        if (group == KEY_NONE)
            group = key_table_find(&grouping->groups, name_of(streams, tally, id, masked));
        for (uint32_t rank = 0; group != KEY_NONE && rank < streams->count; rank++) {
            if (best[rank] == group)
                streams->ranks[id] = rank;
        }
    }
}

static uint32_t *allocate_ids(size_t count)
{
    uint32_t *ids = memory_allocate(count, sizeof *ids);
    if (ids)
        memset(ids, 0xFF, count * sizeof *ids);
    return ids;
}

bool tally_streams_choose(struct tally_streams *streams, enum httally_incident_kind kind,
                          size_t wanted, struct tally_input *input,
                          const struct httally_tally *tally)
{
    bool is_path = kind == HTTALLY_INCIDENT_PATH;
    *streams = (struct tally_streams){
        .kind = kind,
        .key = is_path ? LEDGER_PATH : LEDGER_UPSTREAM,
        .dimension = is_path ? HTTALLY_DIMENSION_PATH : HTTALLY_DIMENSION_UPSTREAM,
    };
    size_t key_count = tally->tables[streams->dimension].entry_count;
    uint32_t best[TALLY_INPUT_PATHS];
    struct error_entries entries;
    struct grouping grouping = {.group_of_key = allocate_ids(key_count)};
    streams->ranks = allocate_ids(key_count);
    error_entries_init(&entries, input, tally);
    bool has_memory = grouping.group_of_key && streams->ranks &&
                      key_table_init(&grouping.groups, &tally->secret, NULL) == HTTALLY_OK &&
                      group_errors(&grouping, streams, &entries);
    if (has_memory) {
        streams->count = rank_groups(&grouping, UINT64_C(1) << entries.level, best, wanted);
        rank_keys(streams, &grouping, best, tally);
        has_memory = keep_names(streams, input, &grouping, best);
    }
    key_table_finish(&grouping.groups);
    free(grouping.group_of_key);
    free(grouping.errors);
    return has_memory;
}

void tally_streams_finish(struct tally_streams *streams)
{
    free(streams->ranks);
    *streams = (struct tally_streams){.count = 0};
}

/* Requests of the sample; 'streams' in the end. */
struct sampled {
    bool is_whole;
    size_t minute_count;
    /* Sums up to each minute: of all that could have failed, and of one stream. */
    uint64_t *all_sum;
    uint64_t *own_sum;
};

static void sum_up(const uint64_t *counts, size_t count, uint64_t *sums)
{
    for (size_t i = 0; i < count; i++)
        sums[i + 1] = sums[i] + counts[i];
}

/*
 * Turn the sampled requests of a stream into an estimate of all: its share of the sample around
 * each minute, over a time that has enough of them, of the minute's requests, which are exact.
 * What is left by rounding goes to the next minute.  Each stands for 2^level, as errors do.
 */
static void estimate(const struct sampled *sampled, const uint64_t *requests,
                     const uint64_t *errors, unsigned level, uint64_t *counts)
{
    size_t count = sampled->minute_count, reach = 0;
    double carried = 0, scale = 1.0 / (double)(UINT64_C(1) << level);
    sum_up(counts, count, sampled->own_sum);
    for (size_t minute = 0; minute < count; minute++) {
        size_t first, end;
        uint64_t own;
        /* The window of the minute before, if shifted, is one of reach + 1. */
        for (reach = reach ? reach - 1 : 0;; reach++) {
            first = minute > reach ? minute - reach : 0;
            end = minute + reach < count ? minute + reach + 1 : count;
            own = sampled->own_sum[end] - sampled->own_sum[first];
            if (own >= SAMPLED_REQUESTS_WANTED || (first == 0 && end == count))
                break;
        }
        uint64_t all = sampled->all_sum[end] - sampled->all_sum[first];
        double share = all ? (double)own / (double)all : 0;
        carried +=
            (sampled->is_whole ? (double)counts[minute] : share * (double)requests[minute]) * scale;
        uint64_t whole = (uint64_t)carried;
        carried -= (double)whole;
        counts[minute] = whole > errors[minute] ? whole : errors[minute];
    }
}

/* counts[rank][minute] of errors, or of sampled requests that could have failed. */
static void count_errors(const struct tally_streams *streams, struct error_entries *entries,
                         uint64_t *const *counts)
{
    size_t minute;
    const struct ledger_entry *entry;
    while ((entry = error_entries_next(entries, &minute))) {
        uint32_t id = entry->keys[streams->key];
        if (id != KEY_NONE && streams->ranks[id] != KEY_NONE)
            counts[streams->ranks[id]][minute]++;
    }
}

static void count_requests(const struct tally_streams *streams, const struct tally_input *input,
                           const struct ledger *ledger, uint64_t *const *counts, uint64_t *all_sum)
{
    for (size_t i = 0; i < ledger->entry_count; i++) {
        const struct ledger_entry *entry = &ledger->entries[i];
        size_t minute = tally_minutes_of(&input->minutes, entry->time);
        if (minute == input->minutes.count || !input->can_fail[entry->status])
            continue;
        uint32_t id = entry->keys[streams->key];
        all_sum[minute + 1]++;
        if (id != KEY_NONE && streams->ranks[id] != KEY_NONE)
            counts[streams->ranks[id]][minute]++;
    }
    for (size_t minute = 0; minute < input->minutes.count; minute++)
        all_sum[minute + 1] += all_sum[minute];
}

static bool allocate_counts(const struct tally_streams *streams, struct tally_input *input,
                            uint64_t **counts)
{
    for (size_t i = 0; i < streams->count; i++) {
        counts[i] = tally_input_allocate(input, input->minutes.count, sizeof **counts);
        if (!counts[i])
            return false;
    }
    return true;
}

bool tally_streams_add(const struct tally_streams *streams, struct tally_input *input,
                       const struct httally_tally *tally, const uint64_t *requests)
{
    const struct ledger *ledger = &tally->ledgers[TALLY_LEDGER_REQUESTS];
    size_t minute_count = input->minutes.count;
    uint64_t *own_errors[TALLY_INPUT_PATHS], *own_requests[TALLY_INPUT_PATHS];
    struct error_entries entries;
    struct sampled sampled = {
        .is_whole = ledger->level == 0,
        .minute_count = minute_count,
        .all_sum = memory_allocate(minute_count + 1, sizeof *sampled.all_sum),
        .own_sum = memory_allocate(minute_count + 1, sizeof *sampled.own_sum),
    };
    error_entries_init(&entries, input, tally);
    bool has_memory = sampled.all_sum && sampled.own_sum &&
                      allocate_counts(streams, input, own_errors) &&
                      allocate_counts(streams, input, own_requests);
    if (has_memory) {
        count_errors(streams, &entries, own_errors);
        count_requests(streams, input, ledger, own_requests, sampled.all_sum);
    }
    for (size_t i = 0; has_memory && i < streams->count; i++) {
        estimate(&sampled, requests, own_errors[i], entries.level, own_requests[i]);
        tally_input_add_stream(input, &(struct httally_incident_stream){
                                          .kind = streams->kind,
                                          .name = streams->names[i],
                                          .requests = own_requests[i],
                                          .errors = own_errors[i],
                                          .weight = (double)(UINT64_C(1) << entries.level),
                                      });
    }
    free(sampled.all_sum);
    free(sampled.own_sum);
    return has_memory;
}
