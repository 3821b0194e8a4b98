/* SPDX-License-Identifier: MIT */
#include "incident/tally_input.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "incident/tally_streams.h"

enum { SECONDS_PER_MINUTE = 60, CODE_ERRORS_MIN = 5, CODE_TEXT_BYTES = 4 };

/* What all streams together may take; two counts for each minute. */
static const size_t counts_bytes_max = (size_t)64 << 20;

/* What is none of the server's doing: neither an error, nor a request that could have been one. */
static const httally_status set_apart[] = {404, 429, 444, 499, 501};
static const httally_status client_closed[] = {499};
static const httally_status throttled[] = {429};
static const httally_status tls[] = {495, 496, 497, 525, 526};

void *tally_input_allocate(struct tally_input *input, size_t count, size_t size)
{
    assert(input->block_count < ARRAY_LENGTH(input->blocks));
    void *block = memory_allocate(count, size);
    if (block)
        input->blocks[input->block_count++] = block;
    return block;
}

void tally_input_finish(struct tally_input *input)
{
    for (size_t i = 0; i < input->block_count; i++)
        free(input->blocks[i]);
    tally_minutes_finish(&input->minutes);
    *input = (struct tally_input){.block_count = 0};
}

void tally_input_add_stream(struct tally_input *input, const struct httally_incident_stream *stream)
{
    assert(input->input.stream_count < TALLY_INPUT_STREAMS_MAX);
    input->streams[input->input.stream_count++] = *stream;
}

/* Which statuses are errors, and which are of requests that could have failed. */
static void flag_statuses(struct tally_input *input, const struct httally_incident_options *options)
{
    const bool *is_error = options ? options->is_error : NULL;
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        input->is_error[i] = is_error ? is_error[i] : i >= 500 && i <= 599 && i != 501;
        input->can_fail[i] = true;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(set_apart); i++)
        input->can_fail[set_apart[i]] = input->is_error[set_apart[i]];
}

/* Counts by minute of the flagged statuses; NULL when memory is out. */
static uint64_t *count_statuses(struct tally_input *input, const struct httally_tally *tally,
                                const bool *flags, uint64_t *sum_out)
{
    uint64_t *counts = tally_input_allocate(input, input->minutes.count, sizeof *counts);
    if (counts)
        *sum_out = tally_minutes_add(&input->minutes, &tally->series, flags, counts);
    return counts;
}

/* What the stretch has of each error status. */
struct code_count {
    httally_status status;
    uint64_t errors;
};

/* The error statuses that occurred most, best first; returns how many. */
static size_t rank_codes(const struct tally_input *input, const struct series *series,
                         struct code_count best[TALLY_INPUT_CODES])
{
    uint64_t sums[HTTALLY_STATUS_COUNT] = {0};
    size_t count = 0;
    for (size_t i = 0; i < input->minutes.span_count; i++) {
        const struct series_span *span = input->minutes.spans[i];
        for (size_t row = 0; row < span->row_count; row++) {
            uint64_t *sum = &sums[series->statuses[row]];
            for (int at = 0; span->rows[row] && at < SERIES_INTERVALS_PER_SPAN; at++)
                *sum = number_add_saturating(*sum, span->rows[row][at]);
        }
    }
    for (int status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        if (!input->is_error[status] || sums[status] < CODE_ERRORS_MIN)
            continue;
        size_t at = count;
        while (at > 0 && sums[status] > best[at - 1].errors)
            at--;
        if (at == TALLY_INPUT_CODES)
            continue;
        if (count < TALLY_INPUT_CODES)
            count++;
        for (size_t i = count - 1; i > at; i--)
            best[i] = best[i - 1];
        best[at] = (struct code_count){(httally_status)status, sums[status]};
    }
    return count;
}

static bool add_code(struct tally_input *input, const struct httally_tally *tally,
                     httally_status status, const uint64_t *requests)
{
    bool flags[HTTALLY_STATUS_COUNT] = {[0] = false};
    uint64_t sum;
    flags[status] = true;
    char *name = tally_input_allocate(input, CODE_TEXT_BYTES, 1);
    const uint64_t *errors = count_statuses(input, tally, flags, &sum);
    if (!name || !errors)
        return false;
    httally_status_token(status, name);
    tally_input_add_stream(input, &(struct httally_incident_stream){
                                      .kind = HTTALLY_INCIDENT_CODE,
                                      .name = httally_slice_of_string(name),
                                      .requests = requests,
                                      .errors = errors,
                                  });
    return true;
}

/* A stream of statuses that are told apart from server errors, if any of them occurred. */
static bool add_apart(struct tally_input *input, const struct httally_tally *tally,
                      enum httally_incident_kind kind, const httally_status *statuses, size_t count)
{
    bool flags[HTTALLY_STATUS_COUNT] = {[0] = false}, has_any = false;
    for (size_t i = 0; i < count; i++) {
        flags[statuses[i]] = true;
        has_any |= tally->statuses[statuses[i]].requests > 0;
    }
    uint64_t sum;
    if (!has_any)
        return true;
    const uint64_t *errors = count_statuses(input, tally, flags, &sum);
    if (!errors)
        return false;
    tally_input_add_stream(input, &(struct httally_incident_stream){.kind = kind,
                                                                    .requests = input->input.lines,
                                                                    .errors = errors});
    return true;
}

/* What all streams share, and the stream of all errors. */
static bool add_total(struct tally_input *input, const struct httally_tally *tally,
                      uint64_t **requests_out)
{
    bool all[HTTALLY_STATUS_COUNT];
    uint64_t line_count = 0, sum, timed = 0;
    size_t minute_count = input->minutes.count;
    memset(all, true, sizeof all);
    int32_t *offsets = tally_input_allocate(input, minute_count, sizeof *offsets);
    uint64_t *lines = count_statuses(input, tally, all, &line_count);
    uint64_t *requests = count_statuses(input, tally, input->can_fail, &sum);
    uint64_t *errors = count_statuses(input, tally, input->is_error, &sum);
    if (!offsets || !lines || !requests || !errors)
        return false;
    for (size_t i = 0; i < minute_count; i++)
        offsets[i] = tally->first.utc_offset_sec;
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++)
        timed += tally->statuses[i].requests;
    input->left_out = timed - line_count;
    input->input.start_sec = input->minutes.start_sec;
    input->input.minute_count = minute_count;
    input->input.lines = lines;
    input->input.utc_offset_sec = offsets;
    tally_input_add_stream(input, &(struct httally_incident_stream){
                                      .kind = HTTALLY_INCIDENT_SERVER_ERRORS,
                                      .requests = requests,
                                      .errors = errors,
                                  });
    *requests_out = requests;
    return true;
}

/* Everything once it is known which streams there are. */
static bool add_streams(struct tally_input *input, const struct httally_tally *tally,
                        const struct code_count *codes, size_t code_count,
                        const struct tally_streams parts[2])
{
    uint64_t *requests;
    size_t counts = 4 + code_count + parts[0].count + parts[1].count;
    tally_minutes_cut(&input->minutes, counts_bytes_max / (2 * sizeof(uint64_t) * counts));
    bool has_memory = add_total(input, tally, &requests);
    for (size_t i = 0; has_memory && i < code_count; i++)
        has_memory = add_code(input, tally, codes[i].status, requests);
    for (size_t i = 0; has_memory && i < 2; i++)
        has_memory = tally_streams_add(&parts[i], input, tally, requests);
    return has_memory &&
           add_apart(input, tally, HTTALLY_INCIDENT_CLIENT_CLOSED, client_closed,
                     ARRAY_LENGTH(client_closed)) &&
           add_apart(input, tally, HTTALLY_INCIDENT_THROTTLED, throttled,
                     ARRAY_LENGTH(throttled)) &&
           add_apart(input, tally, HTTALLY_INCIDENT_TLS, tls, ARRAY_LENGTH(tls)) &&
           tally_streams_count_clients(input, tally);
}

static bool build(struct tally_input *input, const struct httally_tally *tally)
{
    struct code_count codes[TALLY_INPUT_CODES];
    struct tally_streams parts[2] = {{.count = 0}, {.count = 0}};
    input->streams = tally_input_allocate(input, TALLY_INPUT_STREAMS_MAX, sizeof *input->streams);
    input->input.streams = input->streams;
    bool has_memory =
        input->streams &&
        tally_streams_choose(&parts[0], HTTALLY_INCIDENT_PATH, TALLY_INPUT_PATHS, input, tally) &&
        tally_streams_choose(&parts[1], HTTALLY_INCIDENT_UPSTREAM, TALLY_INPUT_UPSTREAMS, input,
                             tally);
    if (has_memory) {
        size_t code_count = rank_codes(input, &tally->series, codes);
        has_memory = add_streams(input, tally, codes, code_count, parts);
    }
    tally_streams_finish(&parts[0]);
    tally_streams_finish(&parts[1]);
    return has_memory;
}

enum httally_result tally_input_init(struct tally_input *input, const struct httally_tally *tally,
                                     const struct httally_incident_options *options,
                                     struct httally_error *error)
{
    *input = (struct tally_input){.block_count = 0};
    flag_statuses(input, options);
    bool has_memory = tally_minutes_find(&input->minutes, &tally->series);
    input->not_searched = input->minutes.not_searched;
    if (has_memory && !input->not_searched)
        has_memory = build(input, tally);
    /* One network may be many clients. */
    if (options && options->has_masked_clients)
        input->input.new_error_clients = NULL;
    if (has_memory)
        return HTTALLY_OK;
    tally_input_finish(input);
    return memory_error(error);
}
