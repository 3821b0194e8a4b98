/* SPDX-License-Identifier: MIT */
/*
 * The names that people give to fields in formats of their own: variables of nginx and Apache
 * httpd, of loggers for Go and node, of the Elastic Common Schema.  Written in snake_case; the
 * other spellings follow from it.
 *
 * Units are never guessed: a duration is taken where its key names the unit, where the key is a
 * variable of nginx, or where the value has its unit behind it.
 */
#include "format/key_rows.h"

#include <assert.h>

struct synonyms {
    enum field field;
    unsigned unit;
    /* Ended by NULL; the first one is preferred. */
    const char *const *names;
};

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct synonyms synonyms[] = {
    {FIELD_STATUS, UNIT_IN_TEXT,
     NAMES("status", "status_code", "response_status", "response_code", "response_status_code",
           "http_status", "http_status_code", "http_code", "http_response_code", "resp_status",
           "downstream_status", "response", "code")},
    {FIELD_TIME, UNIT_IN_TEXT,
     NAMES("time_iso8601", "time_local", "msec", "ts", "time", "timestamp", "time_stamp",
           "datetime", "date_time", "start_time", "request_timestamp", "local_time", "event_time",
           "date", "@timestamp")},
    {FIELD_CLIENT, UNIT_IN_TEXT,
     NAMES("client_ip", "clientip", "client_addr", "client_address", "real_ip", "realip",
           "remote_addr", "remote_address", "remote_ip", "remote_host", "client", "ip",
           "ip_address", "ip_addr", "source_ip", "src_ip", "c_ip", "client_host")},
    {FIELD_USER, UNIT_IN_TEXT,
     NAMES("remote_user", "user", "username", "user_name", "auth_user", "user_id")},
    {FIELD_HOST, UNIT_IN_TEXT,
     NAMES("http_host", "host", "vhost", "virtual_host", "server_name", "domain", "request_host",
           "authority", ":authority")},
    {FIELD_REQUEST, UNIT_IN_TEXT, NAMES("request", "request_line", "http_request")},
    {FIELD_METHOD, UNIT_IN_TEXT,
     NAMES("request_method", "method", "http_method", "verb", "http_verb", ":method")},
    {FIELD_TARGET, UNIT_IN_TEXT,
     NAMES("request_uri", "uri", "request_url", "url", "original_url", "request_path", "path",
           "url_path", "uri_path", "http_path", "target", "endpoint", ":path")},
    {FIELD_PROTOCOL, UNIT_IN_TEXT,
     NAMES("server_protocol", "protocol", "proto", "http_protocol", "request_protocol")},
    {FIELD_BYTES, UNIT_IN_TEXT,
     NAMES("body_bytes_sent", "bytes_sent", "bytes", "size", "response_size", "bytes_out",
           "body_size", "body_bytes", "response_bytes", "resp_size", "res_size", "response_length",
           "bytes_written", "content_length", "downstream_content_size")},
    {FIELD_REFERER, UNIT_IN_TEXT,
     NAMES("http_referer", "http_referrer", "referer", "referrer", "request_referer")},
    {FIELD_AGENT, UNIT_IN_TEXT,
     NAMES("http_user_agent", "user_agent", "useragent", "agent", "ua", "request_user_agent")},
    {FIELD_UPSTREAM, UNIT_IN_TEXT,
     NAMES("upstream_addr", "upstream_address", "upstream", "upstream_host", "backend")},
    {FIELD_UPSTREAM_STATUS, UNIT_IN_TEXT,
     NAMES("upstream_status", "upstream_status_code", "backend_status", "origin_status")},
    {FIELD_CACHE, UNIT_IN_TEXT,
     NAMES("upstream_cache_status", "cache_status", "cache", "upstream_cache", "x_cache",
           "sent_http_x_cache", "proxy_cache_status")},
    {FIELD_TLS, UNIT_IN_TEXT,
     NAMES("ssl_protocol", "tls_version", "tls_protocol", "ssl_version", "ssl_tls_version")},
    {FIELD_REQUEST_ID, UNIT_IN_TEXT,
     NAMES("request_id", "req_id", "reqid", "x_request_id", "http_x_request_id", "trace_id",
           "correlation_id", "unique_id")},
    {FIELD_FORWARDED_FOR, UNIT_IN_TEXT,
     NAMES("http_x_forwarded_for", "x_forwarded_for", "forwarded_for", "forwardedfor", "xff",
           "proxy_add_x_forwarded_for")},
    /* Variables of nginx are seconds. */
    {FIELD_DURATION, UNIT_SECONDS, NAMES("request_time")},
    {FIELD_UPSTREAM_DURATION, UNIT_SECONDS, NAMES("upstream_response_time")},
};

/* Durations whose key does not end in a unit: the value has to. */
static const char *const duration_names[] = {
    "duration",     "latency",    "elapsed",          "elapsed_time", "response_time",
    "request_time", "time_taken", "request_duration", "took",         "processing_time",
    "total_time",   "taken",      "reqtime",          "runtime",      "response_duration",
};

static const char *const upstream_duration_names[] = {
    "upstream_response_time", "upstream_duration", "upstream_latency",
    "upstream_time",          "origin_duration",   "backend_time",
};

static const struct {
    const char *suffix;
    enum time_unit unit;
} unit_suffixes[] = {
    {"_s", UNIT_SECONDS},
    {"_sec", UNIT_SECONDS},
    {"_seconds", UNIT_SECONDS},
    {"_ms", UNIT_MILLISECONDS},
    {"_msec", UNIT_MILLISECONDS},
    {"_millis", UNIT_MILLISECONDS},
    {"_us", UNIT_MICROSECONDS},
    {"_usec", UNIT_MICROSECONDS},
    {"_micros", UNIT_MICROSECONDS},
    {"_ns", UNIT_NANOSECONDS},
    {"_nsec", UNIT_NANOSECONDS},
    {"_nanos", UNIT_NANOSECONDS},
    {"_milliseconds", UNIT_MILLISECONDS},
    {"_microseconds", UNIT_MICROSECONDS},
    {"_nanoseconds", UNIT_NANOSECONDS},
    {"_microsec", UNIT_MICROSECONDS},
};

/* Labels of ltsv.org whose meaning differs or that are no synonyms above. */
static const struct key_row label_rows[] = {
    {"host", FIELD_CLIENT, UNIT_IN_TEXT},        {"vhost", FIELD_HOST, UNIT_IN_TEXT},
    {"req", FIELD_REQUEST, UNIT_IN_TEXT},        {"reqtime", FIELD_DURATION, UNIT_SECONDS},
    {"taken_sec", FIELD_DURATION, UNIT_SECONDS}, {"apptime", FIELD_UPSTREAM_DURATION, UNIT_SECONDS},
};

static void add_names(struct key_tree *tree, const struct synonyms *row)
{
    for (const char *const *name = row->names; *name; name++)
        key_tree_add_spellings(tree, httally_slice_of_string(*name), row->field, row->unit);
}

/* `duration_ms` and its like, and `duration` alone. */
static void add_duration(struct key_tree *tree, const char *name, enum field field)
{
    char key[64];
    size_t length = strlen(name);
    for (size_t i = 0; i < ARRAY_LENGTH(unit_suffixes); i++) {
        size_t suffix_length = strlen(unit_suffixes[i].suffix);
        assert(length + suffix_length <= sizeof key);
        memcpy(key, name, length);
        memcpy(key + length, unit_suffixes[i].suffix, suffix_length);
        key_tree_add_spellings(tree, httally_slice_of(key, length + suffix_length), field,
                               unit_suffixes[i].unit);
    }
    key_tree_add_spellings(tree, httally_slice_of(name, length), field, UNIT_IN_TEXT);
}

void key_rows_add_synonyms(struct key_tree *tree)
{
    for (size_t i = 0; i < ARRAY_LENGTH(synonyms); i++)
        add_names(tree, &synonyms[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(duration_names); i++)
        add_duration(tree, duration_names[i], FIELD_DURATION);
    for (size_t i = 0; i < ARRAY_LENGTH(upstream_duration_names); i++)
        add_duration(tree, upstream_duration_names[i], FIELD_UPSTREAM_DURATION);
}

void key_rows_add_labels(struct key_tree *tree)
{
    for (size_t i = 0; i < ARRAY_LENGTH(label_rows); i++)
        key_tree_add(tree, httally_slice_of_string(label_rows[i].path), label_rows[i].field,
                     label_rows[i].unit);
    key_rows_add_synonyms(tree);
}
