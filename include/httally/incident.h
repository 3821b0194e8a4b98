/* SPDX-License-Identifier: MIT */
/*
 * incident.h - when errors rose beyond what chance and habit explain.
 *
 * The detector is a pure function of a finished series of counts per minute.  It keeps nothing
 * between calls and may run in any number of threads, each on its own input.  docs/spikes.md has
 * the formulas, their sources, and what they cannot see.
 *
 * @example
 *     struct httally_incidents incidents;
 *     if (httally_incidents_find(&input, &options, &incidents, &error) == HTTALLY_OK) {
 *         for (size_t i = 0; i < incidents.count; i++)
 *             tell(&input, &incidents.list[i]);
 *         httally_incidents_finish(&incidents);
 *     }
 */
#ifndef HTTALLY_INCIDENT_H
#define HTTALLY_INCIDENT_H

#include <stdbool.h>

#include "httally/error.h"
#include "httally/slice.h"

HTTALLY_BEGIN_DECLS

/* What the counts of a stream are of. */
enum httally_incident_kind {
    /* All 5xx that are the server's doing. */
    HTTALLY_INCIDENT_SERVER_ERRORS = 0,
    /* One code of them. */
    HTTALLY_INCIDENT_CODE,
    /* The server errors of one path, or group of paths. */
    HTTALLY_INCIDENT_PATH,
    /* ... of one upstream. */
    HTTALLY_INCIDENT_UPSTREAM,
    /* Requests given up by clients (499), of all requests: told apart from server errors. */
    HTTALLY_INCIDENT_CLIENT_CLOSED,
    /* Requests refused for being too many (429), of all requests: told apart likewise. */
    HTTALLY_INCIDENT_THROTTLED,
    HTTALLY_INCIDENT_KIND_COUNT
};

enum httally_incident_severity {
    HTTALLY_INCIDENT_NOTICE = 0,
    /* Many clients, and 14.4 times the errors that an objective of 99.9 % allows, over an hour and
     * over five minutes. */
    HTTALLY_INCIDENT_PAGE,
};

enum httally_incident_sensitivity {
    HTTALLY_SENSITIVITY_NORMAL = 0,
    HTTALLY_SENSITIVITY_LOW,
    HTTALLY_SENSITIVITY_HIGH,
};

/* Counts of one kind; arrays hold one element per minute of the input and belong to the caller. */
struct httally_incident_stream {
    enum httally_incident_kind kind;
    /* What it is of: "503", "/api", "10.0.0.7:8080"; may be empty.  Not looked at. */
    struct httally_slice name;
    /* Requests that could have failed, and those that did (of them). */
    const uint64_t *requests;
    const uint64_t *errors;
};

struct httally_incident_input {
    /* Seconds since 1970 of the first minute's start. */
    int64_t start_sec;
    size_t minute_count;
    /* Lines of the log; a minute without any tells nothing. */
    const uint64_t *lines;
    /* What the log's clock is ahead of UTC, in seconds, for habits of the day; NULL: nothing. */
    const int32_t *utc_offset_sec;
    /* Clients with a server error in the minute and none in the hour before; NULL: not known, and
     * then one client in a loop looks like many. */
    const uint64_t *new_error_clients;
    /* Streams of one scan share their incidents: all server errors first, then their parts.
     * Streams of other kinds (client_closed, throttled) are scanned on their own. */
    const struct httally_incident_stream *streams;
    size_t stream_count;
};

/* Zeroed is the default. */
struct httally_incident_options {
    enum httally_incident_sensitivity sensitivity;
    /* Errors that an incident has at least, and has more than expected; 0: 5. */
    uint64_t min_errors;
    /* Judge each minute by what came before it, as it could have been done live.  Otherwise the
     * first day is judged by itself, with hindsight. */
    bool is_online;
};

struct httally_incident {
    /* Seconds since 1970: the first minute, and the end of the last one. */
    int64_t start_sec;
    int64_t end_sec;
    /* Start of the minute with most errors. */
    int64_t peak_sec;
    /* End of the minute whose data gave it away. */
    int64_t fired_sec;
    enum httally_incident_kind kind;
    enum httally_incident_severity severity;
    /* It had not ended when the series did. */
    bool is_open;
    /* Place in the input of the stream that gave it away; all below is of that stream. */
    size_t stream;
    uint64_t requests;
    uint64_t errors;
    /* How many were to be expected of as many requests in that time. */
    double expected_errors;
    /* Shares of requests, 0 to 1. */
    double error_rate;
    double baseline_rate;
    /* -log10 of the probability that chance does as much in the window that gave it away; 99 in the
     * first hour of unknown data, where a plain rule stands in. */
    double likelihood;
};

struct httally_incidents {
    /* By start. */
    struct httally_incident *list;
    size_t count;
};

/*
 * Find the incidents of 'input'.  On success the caller ends '*incidents_out' with
 * httally_incidents_finish(); on failure it is empty.  HTTALLY_ERROR_ARGUMENT: no stream, or more
 * than 64 times 400 days of minutes; HTTALLY_ERROR_MEMORY.  'error' may be NULL.
 */
HTTALLY_API enum httally_result httally_incidents_find(
    const struct httally_incident_input *input, const struct httally_incident_options *options,
    struct httally_incidents *incidents_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/* Zeroed is fine. */
HTTALLY_API void httally_incidents_finish(struct httally_incidents *incidents);

/* "server_errors", "client_closed", ... and "notice", "page". */
HTTALLY_API const char *httally_incident_kind_name(enum httally_incident_kind kind);
HTTALLY_API const char *httally_incident_severity_name(enum httally_incident_severity severity);

HTTALLY_END_DECLS

#endif
