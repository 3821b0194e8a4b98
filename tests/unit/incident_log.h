/* SPDX-License-Identifier: MIT */
/*
 * incident_log.h - made-up traffic of a site, with an incident whose cause is known.
 *
 * Popularity falls with rank, errors come now and then and in clusters, and one client polls a path
 * that always fails: what every real log has, and what a cause is not to be mistaken for.
 */
#ifndef INCIDENT_LOG_H
#define INCIDENT_LOG_H

#include <stdio.h>

#include "httally/incident.h"
#include "random.h"
#include "tally_records.h"

/* No cause: every request may fail. */
enum { LOG_CAUSE_NONE = HTTALLY_CAUSE_DIMENSION_COUNT };

enum {
    LOG_PATHS = 40,
    LOG_CLIENTS = 600,
    LOG_NETWORKS = 40,
    LOG_UPSTREAMS = 4,
    LOG_AGENTS = 8,
    LOG_HOSTS = 4,
};

struct incident_log {
    struct random random;
    unsigned requests_a_minute;
    /* In 10,000 requests. */
    unsigned usual_errors, incident_errors;
    /* What the errors of the incident have in common, and which one it is. */
    unsigned cause;
    unsigned choice;
    /* Minutes of the log, and of the incident. */
    unsigned minutes, from, until;
    httally_status status;
    /* Lines so far: each has a place of its own. */
    uint64_t line_count;
    /* Line k goes to tallies[k % tally_count]. */
    struct httally_tally *const *tallies;
    size_t tally_count;
};

struct log_request {
    unsigned path, client, upstream, agent, host;
    bool is_post;
};

static const char *const log_agents[LOG_AGENTS][2] = {
    {"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u.0.0.0 "
     "Safari/537.36",
     "Chrome"},
    {"Mozilla/5.0 (X11; Linux x86_64; rv:%u.0) Gecko/20100101 Firefox/140.0", "Firefox"},
    {"Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%u.3 "
     "Safari/605.1.15",
     "Safari"},
    {"Mozilla/5.0 (compatible; Googlebot/2.%u; +http://www.google.com/bot.html)", "Googlebot"},
    {"okhttp/4.%u.0", "okhttp"},
    {"Mozilla/5.0 (compatible; bingbot/2.%u; +http://www.bing.com/bingbot.htm)", "bingbot"},
    {"curl/8.%u.0", "curl"},
    {"python-requests/2.%u.0", "python-requests"},
};

/* From 0 to count - 1, low ones more often. */
static inline unsigned log_popular(struct random *random, unsigned count)
{
    unsigned a = (unsigned)random_between(random, 0, count - 1);
    unsigned b = (unsigned)random_between(random, 0, count - 1);
    return a < b ? a : b;
}

static inline struct log_request log_draw(struct random *random)
{
    return (struct log_request){
        .path = log_popular(random, LOG_PATHS),
        .client = log_popular(random, LOG_CLIENTS),
        .upstream = (unsigned)random_between(random, 0, LOG_UPSTREAMS - 1),
        .agent = log_popular(random, LOG_AGENTS),
        .host = log_popular(random, LOG_HOSTS),
        .is_post = random_between(random, 1, 10) <= 2,
    };
}

/* Path 7 is below "/api/v1/", as are five in forty, and has ids. */
static inline void log_path(unsigned path, unsigned id, char text[64])
{
    static const char *const sections[] = {"/shop", "/api/v1", "/blog", "/api/v2",
                                           "/help", "/media",  "/user", "/search"};
    snprintf(text, 64, path % 3 ? "%s/page%c" : "%s/item%c/%u", sections[path % 8],
             (int)('a' + path / 8), id);
}

static inline void log_add(struct incident_log *log, const struct log_request *request,
                           int64_t time, httally_status status)
{
    char path[64], client[32], upstream[32], agent[160], host[32];
    unsigned id = (unsigned)random_between(&log->random, 1000, 99999);
    struct httally_record record = record_of(status, time, 100);
    log_path(request->path, id, path);
    snprintf(client, sizeof client, "198.51.%u.%u", request->client % LOG_NETWORKS,
             request->client / LOG_NETWORKS + 1);
    snprintf(upstream, sizeof upstream, "10.0.0.%u:8080", request->upstream + 1);
    snprintf(agent, sizeof agent, log_agents[request->agent][0], id % 30);
    snprintf(host, sizeof host, "host%u.example", request->host);
    record.path = httally_slice_of_string(path);
    record.client = httally_slice_of_string(client);
    record.agent = httally_slice_of_string(agent);
    record.host = httally_slice_of_string(host);
    record.method = request->is_post ? SLICE("POST") : SLICE("GET");
    record.has_details = true;
    record.details = (struct httally_details){.duration_us = HTTALLY_DURATION_NONE,
                                              .upstream_duration_us = HTTALLY_DURATION_NONE,
                                              .upstream = httally_slice_of_string(upstream)};
    struct httally_origin origin = {.data = record.line.data,
                                    .offset_bytes = 100 * log->line_count};
    httally_tally_add(log->tallies[log->line_count % log->tally_count], &record, 1, &origin);
    log->line_count++;
}

static inline bool log_is_hit(const struct incident_log *log, const struct log_request *request)
{
    switch (log->cause) {
    case HTTALLY_CAUSE_PATH:
        return request->path == log->choice;
    case HTTALLY_CAUSE_PATH_PREFIX:
        return request->path % 8 == log->choice % 8;
    case HTTALLY_CAUSE_UPSTREAM:
        return request->upstream == log->choice % LOG_UPSTREAMS;
    case HTTALLY_CAUSE_CLIENT:
        return request->client == log->choice;
    case HTTALLY_CAUSE_NETWORK:
        return request->client % LOG_NETWORKS == log->choice;
    case HTTALLY_CAUSE_AGENT:
        return request->agent == log->choice % LOG_AGENTS;
    case HTTALLY_CAUSE_HOST:
        return request->host == log->choice % LOG_HOSTS;
    case HTTALLY_CAUSE_METHOD:
        return request->is_post;
    default:
        return true;
    }
}

/* As httally_cause would name it. */
static inline void log_cause_name(const struct incident_log *log, char text[64])
{
    char path[64];
    text[0] = '\0';
    log_path(log->choice, 0, path);
    switch (log->cause) {
    case HTTALLY_CAUSE_PATH:
        /* Without the 0 of "/0". */
        snprintf(text, 64, "%.*s%s", (int)strlen(path) - !(log->choice % 3), path,
                 log->choice % 3 ? "" : ":id");
        break;
    case HTTALLY_CAUSE_PATH_PREFIX:
        snprintf(text, 64, "%.*s", (int)(strstr(path, log->choice % 3 ? "page" : "item") - path),
                 path);
        break;
    case HTTALLY_CAUSE_UPSTREAM:
        snprintf(text, 64, "10.0.0.%u:8080", log->choice % LOG_UPSTREAMS + 1);
        break;
    case HTTALLY_CAUSE_CLIENT:
        snprintf(text, 64, "198.51.%u.%u", log->choice % LOG_NETWORKS,
                 log->choice / LOG_NETWORKS + 1);
        break;
    case HTTALLY_CAUSE_NETWORK:
        snprintf(text, 64, "198.51.%u.0/24", log->choice);
        break;
    case HTTALLY_CAUSE_AGENT:
        snprintf(text, 64, "%s", log_agents[log->choice % LOG_AGENTS][1]);
        break;
    case HTTALLY_CAUSE_HOST:
        snprintf(text, 64, "host%u.example", log->choice % LOG_HOSTS);
        break;
    case HTTALLY_CAUSE_METHOD:
        snprintf(text, 64, "POST");
        break;
    default:
        break;
    }
}

/* A request that fails now and then, twice or three times when it does. */
static inline void log_usual(struct incident_log *log, int64_t time)
{
    struct log_request request = log_draw(&log->random);
    bool has_failed = random_between(&log->random, 1, 10000) <= log->usual_errors;
    unsigned times = has_failed ? (unsigned)random_between(&log->random, 1, 3) : 1;
    while (times--)
        log_add(log, &request, time, has_failed ? 500 : 200);
}

static inline void log_minute(struct incident_log *log, unsigned minute)
{
    static const struct log_request poller = {.path = 11, .client = 17, .agent = 7};
    int64_t time = some_time / 60 * 60 + 60 * (int64_t)minute;
    bool is_bad = minute >= log->from && minute < log->until;
    for (unsigned i = 0; i < log->requests_a_minute; i++) {
        struct log_request request = log_draw(&log->random);
        /* A client or a network of clients in a loop makes requests of its own. */
        bool is_extra =
            is_bad && (log->cause == HTTALLY_CAUSE_CLIENT || log->cause == HTTALLY_CAUSE_NETWORK) &&
            random_between(&log->random, 1, 100000) <= log->incident_errors;
        if (is_extra && log->cause == HTTALLY_CAUSE_CLIENT)
            request.client = log->choice;
        else if (is_extra)
            request.client += log->choice - request.client % LOG_NETWORKS;
        if (is_bad && log_is_hit(log, &request) &&
            random_between(&log->random, 1, 10000) <= log->incident_errors)
            log_add(log, &request, time + i % 60, log->status);
        else
            log_usual(log, time + i % 60);
    }
    if (minute % 4 == 0)
        log_add(log, &poller, time + 30, 503);
}

static inline void log_write(struct incident_log *log)
{
    for (unsigned minute = 0; minute < log->minutes; minute++)
        log_minute(log, minute);
}

#endif
