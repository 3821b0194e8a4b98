/* SPDX-License-Identifier: MIT */
#include "format/key_rows.h"

/* Within one table the first row of a field is the one that is preferred. */
#define ROW(path, field, unit)                                                                     \
    {                                                                                              \
        (path), (field), (unit)                                                                    \
    }
#define TEXT_ROW(path, field) ROW(path, field, UNIT_IN_TEXT)

/* Caddy 2: durations are seconds, or texts with their unit, as its `duration_format` says.  Before
 * 2.5 the client was "remote_addr", with its port; client_ip is what trusted proxies say. */
static const struct key_row caddy_rows[] = {
    TEXT_ROW("status", FIELD_STATUS),
    TEXT_ROW("ts", FIELD_TIME),
    TEXT_ROW("request.client_ip", FIELD_CLIENT),
    TEXT_ROW("request.remote_ip", FIELD_CLIENT),
    TEXT_ROW("request.remote_addr", FIELD_CLIENT),
    TEXT_ROW("user_id", FIELD_USER),
    TEXT_ROW("request.host", FIELD_HOST),
    TEXT_ROW("request.method", FIELD_METHOD),
    TEXT_ROW("request.uri", FIELD_TARGET),
    TEXT_ROW("request.proto", FIELD_PROTOCOL),
    TEXT_ROW("size", FIELD_BYTES),
    TEXT_ROW("request.headers.Referer", FIELD_REFERER),
    TEXT_ROW("request.headers.User-Agent", FIELD_AGENT),
    TEXT_ROW("request.headers.X-Forwarded-For", FIELD_FORWARDED_FOR),
    TEXT_ROW("request.headers.X-Request-Id", FIELD_REQUEST_ID),
    TEXT_ROW("request.tls.version", FIELD_TLS),
    ROW("duration", FIELD_DURATION, UNIT_SECONDS),
};

/* Traefik writes Go's nanoseconds.  "time" is when the line was written. */
static const struct key_row traefik_rows[] = {
    TEXT_ROW("DownstreamStatus", FIELD_STATUS),
    TEXT_ROW("StartUTC", FIELD_TIME),
    TEXT_ROW("StartLocal", FIELD_TIME),
    TEXT_ROW("time", FIELD_TIME),
    TEXT_ROW("ClientHost", FIELD_CLIENT),
    TEXT_ROW("ClientAddr", FIELD_CLIENT),
    TEXT_ROW("ClientUsername", FIELD_USER),
    TEXT_ROW("RequestAddr", FIELD_HOST),
    TEXT_ROW("RequestHost", FIELD_HOST),
    TEXT_ROW("RequestMethod", FIELD_METHOD),
    TEXT_ROW("RequestPath", FIELD_TARGET),
    TEXT_ROW("RequestProtocol", FIELD_PROTOCOL),
    TEXT_ROW("RequestLine", FIELD_REQUEST),
    TEXT_ROW("DownstreamContentSize", FIELD_BYTES),
    TEXT_ROW("request_Referer", FIELD_REFERER),
    TEXT_ROW("request_User-Agent", FIELD_AGENT),
    TEXT_ROW("request_X-Forwarded-For", FIELD_FORWARDED_FOR),
    TEXT_ROW("request_X-Request-Id", FIELD_REQUEST_ID),
    TEXT_ROW("TLSVersion", FIELD_TLS),
    TEXT_ROW("ServiceAddr", FIELD_UPSTREAM),
    TEXT_ROW("OriginStatus", FIELD_UPSTREAM_STATUS),
    ROW("Duration", FIELD_DURATION, UNIT_NANOSECONDS),
    ROW("OriginDuration", FIELD_UPSTREAM_DURATION, UNIT_NANOSECONDS),
};

/* Keys are those of Envoy Gateway and of Istio; times are milliseconds.  Every known set of keys
 * has the response flags, which nothing else writes: a log of somebody's own with a
 * "response_code" must not have its durations taken for Envoy's. */
static const struct key_row envoy_rows[] = {
    TEXT_ROW("response_flags", FIELD_NONE),
    TEXT_ROW("response_code", FIELD_STATUS),
    TEXT_ROW("start_time", FIELD_TIME),
    TEXT_ROW("downstream_remote_address", FIELD_CLIENT),
    TEXT_ROW("downstream_direct_remote_address", FIELD_CLIENT),
    TEXT_ROW(":authority", FIELD_HOST),
    TEXT_ROW("authority", FIELD_HOST),
    TEXT_ROW("method", FIELD_METHOD),
    TEXT_ROW("x-envoy-origin-path", FIELD_TARGET),
    TEXT_ROW("x-envoy-original-path", FIELD_TARGET),
    TEXT_ROW("path", FIELD_TARGET),
    TEXT_ROW("protocol", FIELD_PROTOCOL),
    TEXT_ROW("bytes_sent", FIELD_BYTES),
    TEXT_ROW("referer", FIELD_REFERER),
    TEXT_ROW("user-agent", FIELD_AGENT),
    TEXT_ROW("user_agent", FIELD_AGENT),
    TEXT_ROW("x-forwarded-for", FIELD_FORWARDED_FOR),
    TEXT_ROW("x_forwarded_for", FIELD_FORWARDED_FOR),
    TEXT_ROW("x-request-id", FIELD_REQUEST_ID),
    TEXT_ROW("request_id", FIELD_REQUEST_ID),
    TEXT_ROW("downstream_tls_version", FIELD_TLS),
    TEXT_ROW("upstream_host", FIELD_UPSTREAM),
    ROW("duration", FIELD_DURATION, UNIT_MILLISECONDS),
    ROW("x-envoy-upstream-service-time", FIELD_UPSTREAM_DURATION, UNIT_MILLISECONDS),
    ROW("upstream_service_time", FIELD_UPSTREAM_DURATION, UNIT_MILLISECONDS),
};

/* Logpush and Logpull, dataset http_requests. */
static const struct key_row cloudflare_rows[] = {
    TEXT_ROW("EdgeResponseStatus", FIELD_STATUS),
    TEXT_ROW("EdgeStartTimestamp", FIELD_TIME),
    TEXT_ROW("EdgeEndTimestamp", FIELD_TIME),
    TEXT_ROW("ClientIP", FIELD_CLIENT),
    TEXT_ROW("ClientRequestHost", FIELD_HOST),
    TEXT_ROW("ClientRequestMethod", FIELD_METHOD),
    TEXT_ROW("ClientRequestURI", FIELD_TARGET),
    TEXT_ROW("ClientRequestPath", FIELD_TARGET),
    TEXT_ROW("ClientRequestProtocol", FIELD_PROTOCOL),
    TEXT_ROW("EdgeResponseBytes", FIELD_BYTES),
    TEXT_ROW("EdgeResponseBodyBytes", FIELD_BYTES),
    TEXT_ROW("ClientRequestReferer", FIELD_REFERER),
    TEXT_ROW("ClientRequestUserAgent", FIELD_AGENT),
    TEXT_ROW("CacheCacheStatus", FIELD_CACHE),
    TEXT_ROW("CacheStatus", FIELD_CACHE),
    TEXT_ROW("RayID", FIELD_REQUEST_ID),
    TEXT_ROW("ClientSSLProtocol", FIELD_TLS),
    TEXT_ROW("OriginIP", FIELD_UPSTREAM),
    TEXT_ROW("OriginResponseStatus", FIELD_UPSTREAM_STATUS),
    ROW("OriginResponseDurationMs", FIELD_UPSTREAM_DURATION, UNIT_MILLISECONDS),
    ROW("OriginResponseTime", FIELD_UPSTREAM_DURATION, UNIT_NANOSECONDS),
};

/* Cloud Logging's HttpRequest; "latency" is a text such as "0.123s". */
static const struct key_row gcp_rows[] = {
    TEXT_ROW("httpRequest.status", FIELD_STATUS),
    TEXT_ROW("timestamp", FIELD_TIME),
    TEXT_ROW("receiveTimestamp", FIELD_TIME),
    TEXT_ROW("httpRequest.remoteIp", FIELD_CLIENT),
    TEXT_ROW("httpRequest.requestMethod", FIELD_METHOD),
    TEXT_ROW("httpRequest.requestUrl", FIELD_TARGET),
    TEXT_ROW("httpRequest.protocol", FIELD_PROTOCOL),
    TEXT_ROW("httpRequest.responseSize", FIELD_BYTES),
    TEXT_ROW("httpRequest.referer", FIELD_REFERER),
    TEXT_ROW("httpRequest.userAgent", FIELD_AGENT),
    TEXT_ROW("httpRequest.serverIp", FIELD_UPSTREAM),
    TEXT_ROW("httpRequest.latency", FIELD_DURATION),
};

/* Objects of loggers in everybody's own logs, beside the synonyms: Caddy's, those of pino and
 * bunyan for node, and the Elastic Common Schema. */
static const struct key_row nested_rows[] = {
    TEXT_ROW("http.response.status_code", FIELD_STATUS),
    TEXT_ROW("response.status", FIELD_STATUS),
    TEXT_ROW("res.statusCode", FIELD_STATUS),
    TEXT_ROW("request.client_ip", FIELD_CLIENT),
    TEXT_ROW("request.remote_ip", FIELD_CLIENT),
    TEXT_ROW("request.remote_addr", FIELD_CLIENT),
    TEXT_ROW("client.ip", FIELD_CLIENT),
    TEXT_ROW("source.ip", FIELD_CLIENT),
    TEXT_ROW("source.address", FIELD_CLIENT),
    TEXT_ROW("req.remoteAddress", FIELD_CLIENT),
    TEXT_ROW("user.name", FIELD_USER),
    TEXT_ROW("request.host", FIELD_HOST),
    TEXT_ROW("url.domain", FIELD_HOST),
    TEXT_ROW("req.headers.host", FIELD_HOST),
    TEXT_ROW("request.method", FIELD_METHOD),
    TEXT_ROW("http.request.method", FIELD_METHOD),
    TEXT_ROW("req.method", FIELD_METHOD),
    TEXT_ROW("request.uri", FIELD_TARGET),
    TEXT_ROW("request.url", FIELD_TARGET),
    TEXT_ROW("url.original", FIELD_TARGET),
    TEXT_ROW("url.path", FIELD_TARGET),
    TEXT_ROW("req.url", FIELD_TARGET),
    TEXT_ROW("request.proto", FIELD_PROTOCOL),
    TEXT_ROW("http.response.body.bytes", FIELD_BYTES),
    TEXT_ROW("http.response.bytes", FIELD_BYTES),
    TEXT_ROW("request.headers.Referer", FIELD_REFERER),
    TEXT_ROW("http.request.referrer", FIELD_REFERER),
    TEXT_ROW("req.headers.referer", FIELD_REFERER),
    TEXT_ROW("request.headers.User-Agent", FIELD_AGENT),
    TEXT_ROW("user_agent.original", FIELD_AGENT),
    TEXT_ROW("req.headers.user-agent", FIELD_AGENT),
    TEXT_ROW("request.headers.X-Forwarded-For", FIELD_FORWARDED_FOR),
    TEXT_ROW("req.headers.x-forwarded-for", FIELD_FORWARDED_FOR),
    TEXT_ROW("request.tls.version", FIELD_TLS),
};

#define BIT(field) (UINT32_C(1) << (field))
#define ROWS(rows) (rows), ARRAY_LENGTH(rows)

/* The more particular first. */
static const struct json_flavour flavours[] = {
    {"caddy", "caddy", ROWS(caddy_rows), BIT(FIELD_METHOD), false, true},
    {"traefik-json", "traefik", ROWS(traefik_rows), 0, false, false},
    {"envoy-json", "envoy", ROWS(envoy_rows), BIT(FIELD_NONE), false, false},
    {"cloudflare-logpush", "cloudflare", ROWS(cloudflare_rows), 0, false, false},
    {"gcp-lb", "gcp-lb", ROWS(gcp_rows), 0, false, false},
    {"json", NULL, ROWS(nested_rows), 0, true, true},
};

size_t json_flavours(const struct json_flavour **flavours_out)
{
    *flavours_out = flavours;
    return ARRAY_LENGTH(flavours);
}
