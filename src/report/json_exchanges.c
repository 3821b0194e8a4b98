/* SPDX-License-Identifier: MIT */
/* json_exchanges.c - what formats with details tell: durations, and the answers of upstreams. */
#include "report/json_parts.h"

/* Nothing is known of how long no request took. */
static void put_quantiles(struct json *json, const struct httally_latency *latency)
{
    const struct {
        const char *name;
        uint64_t duration_us;
    } members[] = {
        {"p50", latency->p50_us}, {"p90", latency->p90_us}, {"p95", latency->p95_us},
        {"p99", latency->p99_us}, {"max", latency->max_us},
    };
    json_put_key(json, "requests");
    json_put_count(json, latency->requests);
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++) {
        json_put_key(json, members[i].name);
        if (latency->requests)
            json_put_seconds(json, members[i].duration_us);
        else
            json_put_literal(json, "null");
    }
}

static void put_latency_object(struct json *json, const struct httally_latency *latency)
{
    json_open(json, '{');
    put_quantiles(json, latency);
    json_close(json, '}');
}

static void put_class_latencies(struct json *json, const struct httally_tally *tally)
{
    struct httally_latency latency;
    json_put_key(json, "classes");
    json_open(json, '{');
    for (int i = 0; i < HTTALLY_CLASS_COUNT; i++) {
        if (!httally_tally_class_latency(tally, (enum httally_class)i, &latency))
            continue;
        json_put_key(json, httally_class_name((enum httally_class)i));
        put_latency_object(json, &latency);
    }
    json_close(json, '}');
}

void json_put_latency(struct json *json, const struct model *model)
{
    struct httally_latency all, upstream;
    bool has_all = httally_tally_latency(model->tally, &all);
    bool has_upstream = httally_tally_upstream_latency(model->tally, &upstream);
    json_put_top_key(json, "latency");
    if (!has_all && !has_upstream) {
        json_put_literal(json, "null");
        return;
    }
    json_open(json, '{');
    json_put_key(json, "unit");
    json_put_text(json, "s");
    put_quantiles(json, &all);
    put_class_latencies(json, model->tally);
    json_put_key(json, "upstream");
    if (has_upstream)
        put_latency_object(json, &upstream);
    else
        json_put_literal(json, "null");
    json_close(json, '}');
}

static void put_hops(struct json *json, const struct httally_hops *hops)
{
    json_put_key(json, "passed");
    json_put_count(json, hops->passed);
    json_put_key(json, "minted");
    json_put_count(json, hops->minted);
}

static void put_status_hops(struct json *json, const struct model *model)
{
    json_put_key(json, "status");
    json_open(json, '[');
    for (size_t i = 0; i < model->status_count; i++) {
        httally_status status = model->statuses[i].status;
        struct httally_hops hops = httally_tally_hops(model->tally, status);
        if (hops.passed == 0 && hops.minted == 0)
            continue;
        json_open(json, '{');
        json_put_status(json, status);
        put_hops(json, &hops);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void json_put_upstream(struct json *json, const struct model *model)
{
    struct httally_hops all = model_hops(model, HTTALLY_CLASS_COUNT);
    struct httally_retries retries = httally_tally_retries(model->tally);
    json_put_top_key(json, "upstream");
    if (all.passed == 0 && all.minted == 0) {
        json_put_literal(json, "null");
        return;
    }
    json_open(json, '{');
    put_hops(json, &all);
    json_put_key(json, "retried");
    json_put_count(json, retries.requests);
    json_put_key(json, "saved");
    json_put_count(json, retries.saved);
    put_status_hops(json, model);
    json_close(json, '}');
}
