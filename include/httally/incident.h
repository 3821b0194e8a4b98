/* SPDX-License-Identifier: MIT */
/*
 * incident.h - when errors rose beyond what chance and habit explain, and what they concentrate on.
 *
 * The detector is a pure function of a finished series of counts per minute, or of a finished
 * tally. It keeps nothing between calls and may run in any number of threads, each on its own
 * input. docs/spikes.md has the formulas, their sources, and what they cannot see.
 *
 * @example
 *     struct httally_incidents incidents;
 *     if (httally_incidents_of_tally(tally, NULL, &incidents, &error) == HTTALLY_OK) {
 *         for (size_t i = 0; i < incidents.count; i++)
 *             puts(incidents.list[i].text);
 *         httally_incidents_finish(&incidents);
 *     }
 */
#ifndef HTTALLY_INCIDENT_H
#define HTTALLY_INCIDENT_H

#include <stdbool.h>

#include "httally/tally.h"

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
    /* TLS that failed (495 to 497, 525, 526), of all requests. */
    HTTALLY_INCIDENT_TLS,
    /* Many more requests than usual, and none at all where many were to be expected: 'errors' is 0,
     * 'expected_errors' is how many requests were to be expected. */
    HTTALLY_INCIDENT_SURGE,
    HTTALLY_INCIDENT_SILENCE,
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
    /* Counts that are of a sample: each stands for so many; 0 is 1. */
    double weight;
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
    /* What counts as a server error: HTTALLY_STATUS_COUNT flags, which must outlive the call; NULL
     * is 5xx without 501.  Of tallies only. */
    const bool *is_error;
    /* The tally's clients are networks: nobody knows how many had errors, and then one client in a
     * loop looks like many. */
    bool has_masked_clients;
    /* The time that "usual" is taken from, in seconds since 1970, instead of what came before; none
     * when they are equal. */
    int64_t baseline_from_sec;
    int64_t baseline_until_sec;
    /* Leave out what had ended by then, in seconds since 1970: earlier minutes only tell what is
     * usual.  0 leaves nothing out. */
    int64_t from_sec;
};

/* What errors can concentrate on. */
enum httally_cause_dimension {
    /* A path, ids in it masked ("/users/:id"), or the first segments that many paths share
     * ("/api/" and what is below it). */
    HTTALLY_CAUSE_PATH = 0,
    HTTALLY_CAUSE_PATH_PREFIX,
    HTTALLY_CAUSE_UPSTREAM,
    HTTALLY_CAUSE_CLIENT,
    /* IPv4 /24, IPv6 /48. */
    HTTALLY_CAUSE_NETWORK,
    /* "Chrome", "curl", "Googlebot". */
    HTTALLY_CAUSE_AGENT,
    HTTALLY_CAUSE_HOST,
    HTTALLY_CAUSE_METHOD,
    HTTALLY_CAUSE_CODE,
    HTTALLY_CAUSE_DIMENSION_COUNT
};

/* A value that the errors of an incident have in common. */
struct httally_cause {
    enum httally_cause_dimension dimension;
    /* As logged, not escaped; belongs to the incidents. */
    struct httally_slice value;
    /* Errors of the incident that have it; estimated where the tally keeps a sample. */
    uint64_t errors;
    /* Its share of the excess errors, its share of all requests, and its usual share of errors, 0
     * to 1 (usual_error_share is negative where there were no errors before). */
    double share;
    double request_share;
    double usual_error_share;
    /* What causes are ranked by: share * log2(share / request_share). */
    double score;
};

enum { HTTALLY_INCIDENT_CODES = 4, HTTALLY_INCIDENT_CAUSES = 8, HTTALLY_INCIDENT_SAMPLES = 3 };

/* An error status in an incident. */
struct httally_incident_code {
    httally_status status;
    uint64_t errors;
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
    /* What the log's clock is ahead of UTC at the start, in seconds. */
    int32_t utc_offset_sec;
    /* What the stream is of, as in struct httally_incident_stream; belongs to the input, or when
     * found in a tally to the incidents. */
    struct httally_slice name;

    /* From here on empty unless it was found in a tally. */

    /* The commonest codes first. */
    struct httally_incident_code codes[HTTALLY_INCIDENT_CODES];
    size_t code_count;
    /* What the excess errors concentrate on, best first: at most one of each dimension; and whether
     * the first is worth being named (half of the excess, twice its share of requests). Otherwise
     * the errors are spread over everything. */
    struct httally_cause causes[HTTALLY_INCIDENT_CAUSES];
    size_t cause_count;
    bool is_concentrated;
    /* Lines of it, as logged, the first 240 bytes. */
    struct httally_slice samples[HTTALLY_INCIDENT_SAMPLES];
    size_t sample_count;
    /* One or two sentences for a person, valid UTF-8 without control bytes; NULL without a tally;
     * belongs to the incidents. */
    const char *text;
};

/* What would be an incident if it did not happen every day, or every hour. */
struct httally_habit {
    enum httally_incident_kind kind;
    struct httally_slice name;
    /* The last time, and the place of its stream in the input. */
    int64_t last_sec;
    size_t stream;
    /* 86400 or 3600: how far apart; and in how many of the periods looked back at. */
    int32_t period_sec;
    unsigned seen;
    unsigned of;
    /* Of the last time. */
    uint64_t errors;
    /* "happens every day about 03:03 (12 of 14 days)"; NULL without a tally. */
    const char *text;
};

struct httally_incidents {
    /* By start. */
    struct httally_incident *list;
    size_t count;
    /* By kind, stream and time of day. */
    struct httally_habit *habits;
    size_t habit_count;
    /* Why no search was made ("times were logged by the hour"), or NULL; static. */
    const char *not_searched;
    /* What names, causes, samples and texts point to: one block of memory. */
    void *storage;
};

/*
 * Find the incidents of 'input'.  On success the caller ends '*incidents_out' with
 * httally_incidents_finish(); on failure it is empty.  HTTALLY_ERROR_ARGUMENT: no stream, or more
 * than 64 times 400 days of minutes, or a baseline without a minute; HTTALLY_ERROR_MEMORY.  'error'
 * may be NULL.
 */
HTTALLY_API enum httally_result httally_incidents_find(
    const struct httally_incident_input *input, const struct httally_incident_options *options,
    struct httally_incidents *incidents_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/*
 * Find the incidents of a finished tally, with codes, causes, samples and a sentence each.
 * 'options' may be NULL.  The caller ends '*incidents_out' with httally_incidents_finish(); it does
 * not depend on the tally any more.
 */
HTTALLY_API enum httally_result httally_incidents_of_tally(
    const struct httally_tally *tally, const struct httally_incident_options *options,
    struct httally_incidents *incidents_out, struct httally_error *error) HTTALLY_MUST_CHECK;

/* Zeroed is fine. */
HTTALLY_API void httally_incidents_finish(struct httally_incidents *incidents);

/* "server_errors", "client_closed", ... and "notice", "page". */
HTTALLY_API const char *httally_incident_kind_name(enum httally_incident_kind kind);
HTTALLY_API const char *httally_incident_severity_name(enum httally_incident_severity severity);
/* "path", "path_prefix", "upstream", ... */
HTTALLY_API const char *httally_cause_dimension_name(enum httally_cause_dimension dimension);

HTTALLY_END_DECLS

#endif
