/* SPDX-License-Identifier: MIT */
#include "tally/exchanges.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "status/status_class.h"
#include "tally/tally.h"
#include "tally/upstream_list.h"

void exchanges_finish(struct exchanges *exchanges)
{
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        free(exchanges->latency[i]);
    free(exchanges->upstream_latency);
    *exchanges = (struct exchanges){0};
}

static void add_duration(struct histogram **histogram, uint64_t duration_us)
{
    if (duration_us == HTTALLY_DURATION_NONE)
        return;
    if (!*histogram)
        *histogram = memory_allocate(1, sizeof **histogram);
    if (*histogram)
        histogram_add(*histogram, duration_us);
}

/* Did an answer of the server behind fail, or never come?  What is no status counts as none. */
static bool is_failure(struct httally_slice answer)
{
    httally_status status;
    if (!httally_status_parse(answer, &status))
        return true;
    return status_class(status) == HTTALLY_CLASS_5XX || status_class(status) == HTTALLY_CLASS_OTHER;
}

/*
 * A request is retried when a second server of a group was asked.  It is saved by that when a
 * server that was asked after one that failed did not, and the client got no failure either: `502,
 * -` with 499 is a client that left while it waited, and `502, 502 : 200` an error page.
 */
static void add_retries(struct exchanges *exchanges, const struct httally_record *record,
                        enum httally_class class_)
{
    struct httally_slice rest = record->details.upstream_status, answer;
    bool is_retry, is_retried = false, had_failed = false, is_mended = false;
    while (upstream_list_next(&rest, &answer, &is_retry)) {
        bool has_failed = is_failure(answer);
        is_retried |= is_retry;
        is_mended |= is_retry && had_failed && !has_failed;
        had_failed = has_failed;
    }
    exchanges->retries.requests += is_retried;
    exchanges->retries.saved +=
        is_mended && class_ != HTTALLY_CLASS_5XX && class_ != HTTALLY_CLASS_OTHER;
}

static void add_hop(struct exchanges *exchanges, const struct httally_record *record,
                    enum httally_class class_)
{
    struct httally_slice answers = record->details.upstream_status;
    if (!answers.data)
        return;
    httally_status last;
    struct httally_slice answer = upstream_list_last(answers);
    bool is_passed = answer.data && httally_status_parse(answer, &last) && last == record->status;
    struct httally_hops *hops = &exchanges->hops[record->status];
    *(is_passed ? &hops->passed : &hops->minted) += 1;
    if (memchr(answers.data, ',', answers.length))
        add_retries(exchanges, record, class_);
}

void exchanges_add(struct exchanges *exchanges, const struct httally_record *record,
                   enum httally_class class_)
{
    add_duration(&exchanges->latency[class_], record->details.duration_us);
    add_duration(&exchanges->upstream_latency, record->details.upstream_duration_us);
    add_hop(exchanges, record, class_);
}

static void merge_histogram(struct histogram **histogram, const struct histogram *from)
{
    if (!from)
        return;
    if (!*histogram)
        *histogram = memory_allocate(1, sizeof **histogram);
    if (*histogram)
        histogram_merge(*histogram, from);
}

void exchanges_merge(struct exchanges *exchanges, const struct exchanges *from)
{
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++)
        merge_histogram(&exchanges->latency[i], from->latency[i]);
    merge_histogram(&exchanges->upstream_latency, from->upstream_latency);
    for (int i = 0; i < HTTALLY_STATUS_COUNT; i++) {
        exchanges->hops[i].passed += from->hops[i].passed;
        exchanges->hops[i].minted += from->hops[i].minted;
    }
    exchanges->retries.requests += from->retries.requests;
    exchanges->retries.saved += from->retries.saved;
}

static struct httally_latency summarize(const struct histogram *histogram)
{
    return (struct httally_latency){
        .requests = histogram->count,
        .p50_us = histogram_quantile(histogram, 0.5),
        .p90_us = histogram_quantile(histogram, 0.9),
        .p95_us = histogram_quantile(histogram, 0.95),
        .p99_us = histogram_quantile(histogram, 0.99),
        .max_us = histogram->largest,
    };
}

bool httally_tally_class_latency(const struct httally_tally *tally, enum httally_class class_,
                                 struct httally_latency *latency_out)
{
    const struct histogram *histogram = tally->exchanges.latency[class_];
    if (histogram)
        *latency_out = summarize(histogram);
    return histogram != NULL;
}

bool httally_tally_latency(const struct httally_tally *tally, struct httally_latency *latency_out)
{
    struct histogram all = {0};
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        if (tally->exchanges.latency[i])
            histogram_merge(&all, tally->exchanges.latency[i]);
    }
    *latency_out = summarize(&all);
    return all.count > 0;
}

bool httally_tally_upstream_latency(const struct httally_tally *tally,
                                    struct httally_latency *latency_out)
{
    const struct histogram *histogram = tally->exchanges.upstream_latency;
    if (histogram)
        *latency_out = summarize(histogram);
    return histogram != NULL;
}

struct httally_hops httally_tally_hops(const struct httally_tally *tally, httally_status status)
{
    return tally->exchanges.hops[status];
}

struct httally_retries httally_tally_retries(const struct httally_tally *tally)
{
    return tally->exchanges.retries;
}
