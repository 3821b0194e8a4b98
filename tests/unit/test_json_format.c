/* SPDX-License-Identifier: MIT */
#include "format/json_format.h"

#include <stdio.h>

#include "keyed_line.h"
#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct httally_record read_as(struct keyed_reader *reader, const char *definition,
                                     struct httally_slice line)
{
    *reader = keyed_reader_of(json_format_create, definition);
    return keyed_reader_read(reader, line);
}

#define CADDY_LINE                                                                                 \
    "{\"level\":\"info\",\"ts\":1773320587.7564995,\"logger\":\"http.log.access\",\"msg\":"        \
    "\"handled request\",\"request\":{\"remote_ip\":\"192.0.2.1\",\"remote_port\":\"44790\","      \
    "\"client_ip\":\"198.51.100.7\",\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":"           \
    "\"shop.example\",\"uri\":\"/a?b=\\u0026\",\"headers\":{\"Accept\":[\"*/*\"],\"User-Agent\":"  \
    "[\"curl/8.5.0\"],\"Referer\":[\"https://shop.example/\"],\"X-Forwarded-For\":"                \
    "[\"203.0.113.9\"]},\"tls\":{\"resumed\":false,\"version\":772}},\"bytes_read\":3,"            \
    "\"user_id\":\"frank\",\"duration\":0.002701,\"size\":512,\"status\":404,\"resp_headers\":"    \
    "{\"Server\":[\"Caddy\"],\"Etag\":[\"\\\"s5b\\\"\"]}}"

static void reads_caddy(void **state)
{
    struct keyed_reader reader;
    struct httally_record record = read_as(&reader, "caddy", SLICE(CADDY_LINE));
    (void)state;
    assert_int_equal(record.status, 404);
    assert_int_equal(record.time, 1773320587);
    assert_int_equal(record.bytes, 512);
    assert_slice_equal(record.client, SLICE("198.51.100.7"));
    assert_slice_equal(record.user, SLICE("frank"));
    assert_slice_equal(record.host, SLICE("shop.example"));
    assert_slice_equal(record.method, SLICE("GET"));
    assert_slice_equal(record.target, SLICE("/a?b=&"));
    assert_slice_equal(record.path, SLICE("/a"));
    assert_slice_equal(record.protocol, SLICE("HTTP/2.0"));
    assert_slice_equal(record.referer, SLICE("https://shop.example/"));
    assert_slice_equal(record.agent, SLICE("curl/8.5.0"));
    assert_true(record.has_details);
    assert_int_equal(record.details.duration_us, 2701);
    assert_slice_equal(record.details.tls, SLICE("TLSv1.3"));
    assert_slice_equal(record.details.forwarded_for, SLICE("203.0.113.9"));
    assert_string_equal(reader.format->vendors, "caddy");
    keyed_reader_finish(&reader);
}

/* Caddy before 2.5 logs the address with its port; durations are texts when it is told so; the
 * console encoder writes a part of the line before the object. */
static void reads_caddy_of_all_versions(void **state)
{
    static const struct {
        struct httally_slice line, client;
        uint64_t duration_us;
        int64_t time;
    } cases[] = {
        {TEXT("{\"ts\":1773320587,\"request\":{\"remote_addr\":\"192.0.2.1:4711\",\"method\":"
              "\"GET\",\"uri\":\"/\"},\"status\":200,\"duration\":\"1.5ms\"}"),
         TEXT("192.0.2.1"), 1500, 1773320587},
        {TEXT("{\"ts\":1773320587123.5,\"request\":{\"remote_addr\":\"[2001:db8::1]:4711\","
              "\"method\":\"GET\",\"uri\":\"/\"},\"status\":200,\"duration\":\"1m2.5s\"}"),
         TEXT("2001:db8::1"), 62500000, 1773320587},
        {TEXT("{\"ts\":\"2026/03/12 13:03:07\",\"request\":{\"client_ip\":\"\",\"remote_ip\":"
              "\"2001:db8::1\",\"method\":\"GET\",\"uri\":\"/\"},\"status\":200,"
              "\"duration\":\"12\\u00b5s\"}"),
         TEXT("2001:db8::1"), 12, 1773320587},
        {TEXT("2026/03/12 13:03:07.120\tINFO\thttp.log.access.log0\thandled request\t"
              "{\"request\":{\"remote_ip\":\"192.0.2.1\",\"method\":\"GET\",\"uri\":\"/\"},"
              "\"duration\":2,\"status\":200}"),
         TEXT("192.0.2.1"), 2000000, 1773320587},
    };
    struct keyed_reader reader = keyed_reader_of(json_format_create, "Caddy");
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct httally_record record = keyed_reader_read(&reader, cases[i].line);
        assert_slice_equal(record.client, cases[i].client);
        assert_int_equal(record.time, cases[i].time);
        assert_int_equal(record.details.duration_us, cases[i].duration_us);
    }
    assert_refused(&reader, SLICE("{\"level\":\"info\",\"ts\":1773320587.1,\"msg\":\"serving\"}"),
                   HTTALLY_UNPARSED_BAD_STATUS);
    keyed_reader_finish(&reader);
}

#define TRAEFIK_LINE                                                                               \
    "{\"ClientAddr\":\"192.0.2.1:39496\",\"ClientHost\":\"192.0.2.1\",\"ClientUsername\":\"-\","   \
    "\"DownstreamContentSize\":357,\"DownstreamStatus\":200,\"Duration\":357313,"                  \
    "\"OriginDuration\""                                                                           \
    ":324669,\"OriginStatus\":200,\"RequestAddr\":\"shop.example\",\"RequestHost\":"               \
    "\"shop.example\",\"RequestMethod\":\"GET\",\"RequestPath\":\"/a\",\"RequestProtocol\":"       \
    "\"HTTP/1.1\",\"ServiceAddr\":\"198.51.100.3:80\",\"ServiceURL\":{\"Host\":\"x\",\"User\":"    \
    "null},\"StartUTC\":\"2026-03-12T13:03:07.587782192Z\",\"msg\":\"\","                          \
    "\"request_User-Agent\":\"curl/8.5.0\",\"TLSVersion\":\"1.3\","                                \
    "\"time\":\"2026-03-12T13:03:08Z\"}"

static void reads_traefik(void **state)
{
    struct keyed_reader reader;
    struct httally_record record = read_as(&reader, "traefik-json", SLICE(TRAEFIK_LINE));
    (void)state;
    assert_int_equal(record.status, 200);
    assert_int_equal(record.time, 1773320587);
    assert_int_equal(record.bytes, 357);
    assert_slice_equal(record.client, SLICE("192.0.2.1"));
    assert_slice_equal(record.path, SLICE("/a"));
    assert_slice_equal(record.agent, SLICE("curl/8.5.0"));
    assert_int_equal(record.details.duration_us, 357);
    assert_int_equal(record.details.upstream_duration_us, 324);
    assert_slice_equal(record.details.upstream, SLICE("198.51.100.3:80"));
    assert_slice_equal(record.details.upstream_status, SLICE("200"));
    record = keyed_reader_read(&reader, SLICE("{\"DownstreamStatus\":404,\"OriginStatus\":0,"
                                              "\"OriginDuration\":0,\"Duration\":1000}"));
    assert_null(record.details.upstream_status.data);
    assert_true(record.details.upstream_duration_us == HTTALLY_DURATION_NONE);
    keyed_reader_finish(&reader);
}

#define ENVOY_LINE                                                                                 \
    "{\":authority\":\"shop.example\",\"bytes_sent\":121,\"downstream_remote_address\":"           \
    "\"[2001:db8::1]:59292\",\"duration\":11,\"method\":\"GET\",\"protocol\":\"HTTP/2\","          \
    "\"response_code\":503,\"response_flags\":\"UF\",\"start_time\":\"2026-03-12T13:03:07.479Z\"," \
    "\"upstream_host\":\"192.0.2.82:8080\",\"user-agent\":null,\"x-envoy-origin-path\":\"/a?b\","  \
    "\"x-envoy-upstream-service-time\":\"9\",\"x-forwarded-for\":\"192.0.2.1, 192.0.2.2\","        \
    "\"x-request-id\":\"3bbc0252\"}"

static void reads_envoy(void **state)
{
    struct keyed_reader reader;
    struct httally_record record = read_as(&reader, "envoy-json", SLICE(ENVOY_LINE));
    (void)state;
    assert_int_equal(record.status, 503);
    assert_int_equal(record.time, 1773320587);
    assert_slice_equal(record.client, SLICE("2001:db8::1"));
    assert_slice_equal(record.host, SLICE("shop.example"));
    assert_slice_equal(record.path, SLICE("/a"));
    assert_slice_equal(record.agent, SLICE(""));
    assert_int_equal(record.details.duration_us, 11000);
    assert_int_equal(record.details.upstream_duration_us, 9000);
    assert_slice_equal(record.details.request_id, SLICE("3bbc0252"));
    assert_slice_equal(record.details.forwarded_for, SLICE("192.0.2.1, 192.0.2.2"));
    keyed_reader_finish(&reader);
}

#define CLOUDFLARE_HEAD                                                                            \
    "{\"ClientIP\":\"2001:db8::9\",\"ClientRequestHost\":\"shop.example\","                        \
    "\"ClientRequestMethod\":"                                                                     \
    "\"GET\",\"ClientRequestURI\":\"/a?b\",\"ClientRequestPath\":\"/a\",\"EdgeResponseBytes\":77," \
    "\"EdgeResponseStatus\":522,\"OriginResponseStatus\":0,\"OriginResponseDurationMs\":0,"        \
    "\"CacheCacheStatus\":\"miss\",\"RayID\":\"3a6\",\"EdgeStartTimestamp\":"

static void reads_cloudflare(void **state)
{
    static const struct httally_slice lines[] = {
        TEXT(CLOUDFLARE_HEAD "1773320587}"),
        TEXT(CLOUDFLARE_HEAD "1773320587479000000}"),
        TEXT(CLOUDFLARE_HEAD "\"2026-03-12T13:03:07Z\"}"),
    };
    struct keyed_reader reader = keyed_reader_of(json_format_create, "cloudflare-logpush");
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct httally_record record = keyed_reader_read(&reader, lines[i]);
        assert_int_equal(record.status, 522);
        assert_int_equal(record.time, 1773320587);
        assert_slice_equal(record.target, SLICE("/a?b"));
        assert_slice_equal(record.path, SLICE("/a"));
        assert_slice_equal(record.client, SLICE("2001:db8::9"));
        assert_slice_equal(record.details.cache, SLICE("miss"));
        assert_slice_equal(record.details.request_id, SLICE("3a6"));
        assert_null(record.details.upstream_status.data);
        assert_true(record.details.upstream_duration_us == HTTALLY_DURATION_NONE);
    }
    keyed_reader_finish(&reader);
}

#define GCP_LINE                                                                                   \
    "{\"httpRequest\":{\"latency\":\"0.123456s\",\"protocol\":\"HTTP/1.1\",\"remoteIp\":"          \
    "\"192.0.2.1\",\"requestMethod\":\"GET\",\"requestSize\":\"30\",\"requestUrl\":"               \
    "\"https://shop.example/a?b\",\"responseSize\":\"512\",\"status\":502,\"userAgent\":"          \
    "\"curl/8.5.0\",\"referer\":\"https://x.example/\"},\"jsonPayload\":{\"statusDetails\":"       \
    "\"failed_to_connect_to_backend\"},\"timestamp\":\"2026-03-12T13:03:07.123456Z\"}"

static void reads_google_cloud(void **state)
{
    struct keyed_reader reader;
    struct httally_record record = read_as(&reader, "gcp-lb", SLICE(GCP_LINE));
    (void)state;
    assert_int_equal(record.status, 502);
    assert_int_equal(record.bytes, 512);
    assert_int_equal(record.time, 1773320587);
    assert_slice_equal(record.path, SLICE("/a"));
    assert_slice_equal(record.host, SLICE("shop.example"));
    assert_slice_equal(record.agent, SLICE("curl/8.5.0"));
    assert_int_equal(record.details.duration_us, 123456);
    keyed_reader_finish(&reader);
}

/* Detection tries every flavour: a line is of its own one and of "json" alone. */
/* Whatever keys the line before had, and however they begin as others do. */
static void reads_keys_in_any_order(void **state)
{
    static const struct httally_slice lines[] = {
        TEXT("{\"status\":200,\"request\":\"GET /a HTTP/1.1\",\"host\":\"a.example\"}"),
        TEXT("{\"status\":200,\"request\":\"GET /a HTTP/1.1\",\"host\":\"a.example\"}"),
        TEXT("{\"host\":\"a.example\",\"request\":\"GET /a HTTP/1.1\",\"status\":200}"),
        TEXT("{\"status\":200,\"request_x\":1,\"request\":\"GET /a HTTP/1.1\",\"h\":\"b\","
             "\"host\":\"a.example\"}"),
        TEXT("{\"x\":{\"status\":500},\"status\":200,\"request\":\"GET /a HTTP/1.1\","
             "\"host\":\"a.example\"}"),
    };
    struct keyed_reader reader = keyed_reader_of(json_format_create, "json");
    struct httally_record record;
    enum httally_unparsed_reason reason;
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        assert_true(keyed_reader_try(&reader, lines[i], &record, &reason));
        assert_int_equal(record.status, 200);
        assert_slice_equal(record.path, SLICE("/a"));
        assert_slice_equal(record.host, SLICE("a.example"));
    }
    assert_false(keyed_reader_try(&reader, SLICE("{\"status"), &record, &reason));
    assert_int_equal(reason, HTTALLY_UNPARSED_NOT_JSON);
    keyed_reader_finish(&reader);
}

static void tells_flavours_apart(void **state)
{
    static const struct {
        const char *name;
        struct httally_slice line;
        bool is_generic;
    } cases[] = {
        {"caddy", TEXT(CADDY_LINE), true},
        {"traefik-json", TEXT(TRAEFIK_LINE), true},
        {"envoy-json", TEXT(ENVOY_LINE), true},
        {"cloudflare-logpush", TEXT(CLOUDFLARE_HEAD "1}"), false},
        {"gcp-lb", TEXT(GCP_LINE), false},
        {"json", TEXT("{\"status\":200,\"response_code\":200,\"path\":\"/\"}"), true},
    };
    const char *name;
    (void)state;
    for (size_t at = 0; (name = json_format_name(at)) != NULL; at++) {
        struct keyed_reader reader = keyed_reader_of(json_format_create, name);
        for (size_t i = 0; i < COUNT(cases); i++) {
            struct httally_record record;
            enum httally_unparsed_reason reason;
            bool is_own = strcmp(name, cases[i].name) == 0;
            bool is_expected = is_own || (cases[i].is_generic && strcmp(name, "json") == 0);
            if (keyed_reader_try(&reader, cases[i].line, &record, &reason) != is_expected)
                fail_msg("a line of %s as %s", cases[i].name, name);
        }
        keyed_reader_finish(&reader);
    }
}

static void knows_names_of_all_sorts(void **state)
{
    static const char *const lines[] = {
        "{\"remote_addr\":\"192.0.2.1\",\"time_local\":\"12/Mar/2026:14:03:07 +0100\",\"request\":"
        "\"GET /a?b HTTP/1.1\",\"status\":\"404\",\"body_bytes_sent\":\"512\",\"http_referer\":"
        "\"-\",\"http_user_agent\":\"curl/8.5.0\"}",
        "{\"clientIp\":\"192.0.2.1\",\"timestamp\":1773320587123,\"method\":\"GET\",\"url\":"
        "\"/a?b\",\"protocol\":\"HTTP/1.1\",\"statusCode\":404,\"responseSize\":512,\"referrer\":"
        "null,\"userAgent\":\"curl/8.5.0\"}",
        "{\"@timestamp\":\"2026-03-12T14:03:07+01:00\",\"ip\":\"192.0.2.1\",\"verb\":\"GET\","
        "\"request\":\"/a?b\",\"response\":404,\"bytes\":512,\"referer\":\"\",\"agent\":"
        "\"curl/8.5.0\",\"proto\":\"HTTP/1.1\"}",
        "{\"level\":30,\"time\":1773320587123,\"req\":{\"method\":\"GET\",\"url\":\"/a?b\","
        "\"headers\":{\"user-agent\":\"curl/8.5.0\",\"referer\":\"\"},\"remoteAddress\":"
        "\"192.0.2.1\"},\"res\":{\"statusCode\":404},\"responseTime\":5,\"size\":512,"
        "\"protocol\":\"HTTP/1.1\"}",
        "{\"msec\":1773320587.123,\"Client-IP\":\"192.0.2.1:4711\",\"status\":\"not found\","
        "\"code\":404,\"Method\":\"GET\",\"Path\":\"/a?b\",\"size\":512,\"user-agent\":"
        "\"curl/8.5.0\",\"Protocol\":\"HTTP/1.1\",\"Referer\":\"-\",\"time\":0.003}",
        "{\"client.ip\":\"192.0.2.1\",\"http\":{\"request\":{\"method\":\"GET\",\"referrer\":\"\"},"
        "\"response\":{\"status_code\":404,\"body\":{\"bytes\":512}}},\"url\":{\"original\":"
        "\"/a?b\"},\"user_agent\":{\"original\":\"curl/8.5.0\"},\"@timestamp\":"
        "\"2026-03-12T13:03:07.000Z\",\"protocol\":\"HTTP/1.1\"}",
    };
    struct keyed_reader reader = keyed_reader_of(json_format_create, "JSON");
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct httally_record record =
            keyed_reader_read(&reader, httally_slice_of_string(lines[i]));
        assert_int_equal(record.status, 404);
        assert_int_equal(record.time, 1773320587);
        assert_int_equal(record.bytes, 512);
        assert_slice_equal(record.client, SLICE("192.0.2.1"));
        assert_slice_equal(record.method, SLICE("GET"));
        assert_slice_equal(record.path, SLICE("/a"));
        assert_slice_equal(record.protocol, SLICE("HTTP/1.1"));
        assert_slice_equal(record.agent, SLICE("curl/8.5.0"));
        assert_non_null(record.referer.data);
    }
    keyed_reader_finish(&reader);
}

static void cuts_ports_off_clients(void **state)
{
    static const char *const cases[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:4711", "192.0.2.1"},
        {"192.0.2.1:4711, 192.0.2.2:4712", "192.0.2.1"},
        {"192.0.2.1, 192.0.2.2:4712", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]:4711", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"unix:", "unix:"},
        {"pc-17.shop.example:4711", "pc-17.shop.example"},
        {"-", "-"},
        {"", ""},
    };
    struct keyed_reader reader = keyed_reader_of(json_format_create, "json");
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[128];
        int length = snprintf(line, sizeof line, "{\"status\":200,\"ip\":\"%s\"}", cases[i][0]);
        struct httally_record record =
            keyed_reader_read(&reader, httally_slice_of(line, (size_t)length));
        assert_slice_equal(record.client, httally_slice_of_string(cases[i][1]));
    }
    keyed_reader_finish(&reader);
}

struct duration_case {
    const char *members;
    uint64_t expected_us;
};

static void assert_durations(const char *definition, const struct duration_case *cases,
                             size_t count)
{
    struct keyed_reader reader = keyed_reader_of(json_format_create, definition);
    for (size_t i = 0; i < count; i++) {
        char line[256];
        int length =
            snprintf(line, sizeof line, "{\"status\":200,\"path\":\"/\",%s}", cases[i].members);
        struct httally_record record =
            keyed_reader_read(&reader, httally_slice_of(line, (size_t)length));
        uint64_t actual = record.has_details ? record.details.duration_us : HTTALLY_DURATION_NONE;
        if (actual != cases[i].expected_us)
            fail_msg("%s: got %llu", line, (unsigned long long)actual);
    }
    keyed_reader_finish(&reader);
}

static void never_guesses_a_unit(void **state)
{
    static const struct duration_case cases[] = {
        {"\"duration\":12", HTTALLY_DURATION_NONE},
        {"\"latency\":0.5", HTTALLY_DURATION_NONE},
        {"\"time_taken\":\"12\"", HTTALLY_DURATION_NONE},
        {"\"responseTime\":12", HTTALLY_DURATION_NONE},
        {"\"duration\":\"slow\"", HTTALLY_DURATION_NONE},
        {"\"duration\":\"12ms\"", 12000},
        {"\"duration\":\"1.5s\"", 1500000},
        {"\"latency\":\"12\xc2\xb5s\"", 12},
        {"\"latency\":\"1h1m0.5s\"", 3660500000},
        {"\"request_time\":0.012", 12000},
        {"\"request_time\":\"0.012\"", 12000},
        {"\"request_time\":-", HTTALLY_DURATION_NONE},
        {"\"duration_ms\":12", 12000},
        {"\"durationMs\":12.5", 12500},
        {"\"latency_us\":12", 12},
        {"\"elapsed_seconds\":0.25", 250000},
        {"\"took-ns\":12000", 12},
        {"\"duration\":12,\"elapsed_ms\":3", 3000},
    };
    (void)state;
    assert_durations("json", cases, COUNT(cases));
}

static void takes_the_users_keys(void **state)
{
    static const struct duration_case cases[] = {
        {"\"took\":12", 12000},
        {"\"took\":\"12s\"", 12000000},
        {"\"duration_us\":1,\"took\":2", 2000},
        {"\"duration_us\":1", 1},
    };
    struct keyed_reader reader;
    struct httally_record record = read_as(
        &reader, "json:status=resp.code,time=when:ms,host=:authority",
        SLICE("{\"status\":200,\"resp\":{\"code\":503},\"when\":5000,\":authority\":\"a\"}"));
    (void)state;
    assert_int_equal(record.status, 503);
    assert_int_equal(record.time, 5);
    assert_slice_equal(record.host, SLICE("a"));
    assert_string_equal(reader.format->name, "json:status=resp.code,time=when:ms,host=:authority");
    keyed_reader_finish(&reader);
    assert_durations("json:duration=took:ms", cases, COUNT(cases));
}

/* Keys may be empty, as any text may; a sanitizer looks at where the first of them is kept. */
static void reads_empty_keys(void **state)
{
    struct keyed_reader reader;
    struct httally_record record =
        read_as(&reader, "json:status=.x,client=.", SLICE("{\"\":{\"x\":503,\"\":\"a\"}}"));
    (void)state;
    assert_int_equal(record.status, 503);
    assert_slice_equal(record.client, SLICE("a"));
    keyed_reader_finish(&reader);
}

static void refuses_definitions(void **state)
{
    static const struct {
        const char *definition, *message;
    } cases[] = {
        {"", "unknown JSON format"},
        {"jsonl", "unknown JSON format"},
        {"caddy:status=x", "unknown JSON format"},
        {"json:", "is no 'field=key'"},
        {"json:status", "is no 'field=key'"},
        {"json:status=", "is no 'field=key'"},
        {"json:status=a,", "is no 'field=key'"},
        {"json:state=a", "unknown field 'state'; known: client, user, host"},
        {"json:(skipped)=a", "unknown field"},
        {"json:duration=took", "does not say its unit"},
        {"json:duration=:ms", "does not say its unit"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct httally_format *format;
        struct httally_error error;
        assert_int_equal(json_format_create(cases[i].definition, &format, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_null(format);
        if (!strstr(error.message, cases[i].message))
            fail_msg("'%s': %s", cases[i].definition, error.message);
    }
}

/* Programs log a status of all sorts: it takes more to be a request, unless the user says so. */
static void refuses_a_status_without_a_request(void **state)
{
    static const char *const requests[] = {
        "{\"status\":200,\"path\":\"/a\"}", "{\"status\":200,\"method\":\"GET\"}",
        "{\"status\":200,\"url\":\"https://shop.example/a\"}",
        "{\"status\":200,\"request\":\"GET / HTTP/1.1\"}", "{\"status\":200,\"ip\":\"192.0.2.7\"}"};
    static const char *const others[] = {
        "{\"level\":\"info\",\"msg\":\"job "
        "done\",\"job\":\"mail\",\"status\":200,\"duration_ms\":3}",
        "{\"ts\":1773320587.1,\"msg\":\"upstream answered\",\"code\":502,\"host\":\"db1\"}",
        "{\"status\":0}"};
    (void)state;
    struct keyed_reader reader = keyed_reader_of(json_format_create, "json");
    for (size_t i = 0; i < COUNT(requests); i++)
        (void)keyed_reader_read(&reader, httally_slice_of_string(requests[i]));
    for (size_t i = 0; i < COUNT(others); i++)
        assert_refused(&reader, httally_slice_of_string(others[i]), HTTALLY_UNPARSED_NO_REQUEST);
    keyed_reader_finish(&reader);
    reader = keyed_reader_of(json_format_create, "json:status=code");
    (void)keyed_reader_read(&reader, SLICE("{\"code\":502}"));
    keyed_reader_finish(&reader);
}

static void refuses_what_has_no_status(void **state)
{
    struct keyed_reader reader = keyed_reader_of(json_format_create, "json");
    (void)state;
    assert_refused(&reader, SLICE("{\"status\":\"ok\"}"), HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(&reader, SLICE("{\"status\":null}"), HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(&reader, SLICE("{\"status\":1234}"), HTTALLY_UNPARSED_BAD_STATUS);
    assert_refused(&reader, SLICE("{\"status\":200,\"time\":\"2026-02-30T00:00:00Z\"}"),
                   HTTALLY_UNPARSED_BAD_TIME);
    assert_refused(&reader, SLICE("192.0.2.1 - -"), HTTALLY_UNPARSED_NOT_JSON);
    assert_refused(&reader, SLICE("{\"status\":200"), HTTALLY_UNPARSED_NOT_JSON);
    keyed_reader_finish(&reader);
}

/* Written in any order, with any spacing and any way to escape, a record reads back the same. */

struct line_writer {
    struct random random;
    char text[8192];
    size_t length;
};

static void put(struct line_writer *writer, const char *text)
{
    size_t length = strlen(text);
    assert_true(writer->length + length < sizeof writer->text);
    memcpy(writer->text + writer->length, text, length);
    writer->length += length;
}

static void put_spaces(struct line_writer *writer)
{
    static const char *const spaces[] = {"", "", "", " ", "\t", "  "};
    put(writer, spaces[random_between(&writer->random, 0, COUNT(spaces) - 1)]);
}

static void put_byte(struct line_writer *writer, char byte)
{
    char text[8] = {byte};
    bool is_ascii = (unsigned char)byte < 0x80;
    if ((is_ascii && random_between(&writer->random, 0, 9) == 0) || byte == '\0')
        snprintf(text, sizeof text, "\\u%04X", (unsigned)(unsigned char)byte);
    else if (byte == '"' || byte == '\\' || (byte == '/' && random_between(&writer->random, 0, 1)))
        snprintf(text, sizeof text, "\\%c", byte);
    put(writer, text);
}

static void put_string(struct line_writer *writer, struct httally_slice text)
{
    put(writer, "\"");
    for (size_t i = 0; i < text.length; i++)
        put_byte(writer, text.data[i]);
    put(writer, "\"");
}

static void put_key(struct line_writer *writer, const char *key)
{
    bool is_first = writer->length == 1;
    put_spaces(writer);
    put(writer, is_first ? "" : ",");
    put_spaces(writer);
    put(writer, "\"");
    put(writer, key);
    put(writer, "\"");
    put_spaces(writer);
    put(writer, ":");
    put_spaces(writer);
}

/* Something that nobody asks for. */
static void put_stranger(struct line_writer *writer)
{
    static const char *const strangers[] = {
        "{}",
        "[]",
        "null",
        "-1.5e-7",
        "[[{\"status\":9}]]",
        "{\"status\":\"7\",\"x\":[true, {}]}",
        "\"{\\\"status\\\":8}\"",
        "",
        "0.1, 0.2 : -",
    };
    put_key(writer, "stranger");
    put(writer, strangers[random_between(&writer->random, 0, COUNT(strangers) - 1)]);
}

/* Of three bytes or more: `-` gives way to others, and "" in quotes is how some write no user. */
static struct httally_slice draw_text(struct random *random, char *room, size_t size)
{
    static const char alphabet[] = "ab\"\\/{}[],:\x01\x7f\xc3\xa9\xff\0 ";
    size_t length = random_between(random, 3, size);
    for (size_t i = 0; i < length; i++)
        room[i] = alphabet[random_between(random, 0, sizeof alphabet - 2)];
    return httally_slice_of(room, length);
}

/* Numbers of the members that are written, in a random order. */
static void shuffle(struct random *random, unsigned *order, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned other = (unsigned)random_between(random, 0, i);
        order[i] = order[other];
        order[other] = i;
    }
}

enum { TEXT_COUNT = 6, NUMBER_COUNT = 4, TEXT_BYTES = 40 };

struct drawn {
    char rooms[TEXT_COUNT][TEXT_BYTES];
    struct httally_slice texts[TEXT_COUNT];
    unsigned numbers[NUMBER_COUNT];
};

static void write_drawn(struct line_writer *writer, const struct drawn *drawn)
{
    static const char *const text_keys[TEXT_COUNT] = {
        "host", "remote_user", "user_agent", "referer", "request_id", "http_x_forwarded_for",
    };
    static const char *const number_keys[NUMBER_COUNT] = {"status", "size", "ts", "duration_us"};
    unsigned order[TEXT_COUNT + NUMBER_COUNT];
    shuffle(&writer->random, order, COUNT(order));
    writer->length = 0;
    put(writer, "{");
    for (size_t i = 0; i < COUNT(order); i++) {
        if (random_between(&writer->random, 0, 2) == 0)
            put_stranger(writer);
        if (order[i] < TEXT_COUNT) {
            put_key(writer, text_keys[order[i]]);
            put_string(writer, drawn->texts[order[i]]);
        } else {
            char number[16];
            bool is_quoted = random_between(&writer->random, 0, 1);
            snprintf(number, sizeof number, is_quoted ? "\"%u\"" : "%u",
                     drawn->numbers[order[i] - TEXT_COUNT]);
            put_key(writer, number_keys[order[i] - TEXT_COUNT]);
            put(writer, number);
        }
    }
    put(writer, ",\"path\":\"/\"");
    put_spaces(writer);
    put(writer, "}");
}

static void assert_drawn(const struct httally_record *record, const struct drawn *drawn)
{
    const struct httally_slice actual[TEXT_COUNT] = {
        record->host,
        record->user,
        record->agent,
        record->referer,
        record->details.request_id,
        record->details.forwarded_for,
    };
    for (size_t i = 0; i < TEXT_COUNT; i++)
        assert_slice_equal(actual[i], drawn->texts[i]);
    assert_int_equal(record->status, drawn->numbers[0]);
    assert_int_equal(record->bytes, drawn->numbers[1]);
    assert_int_equal(record->time, drawn->numbers[2]);
    assert_int_equal(record->details.duration_us, drawn->numbers[3]);
}

static void reads_back_what_was_written(void **state)
{
    struct keyed_reader reader = keyed_reader_of(json_format_create, "json");
    static struct line_writer writer;
    writer.random.state = 4711;
    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct drawn drawn;
        for (size_t i = 0; i < TEXT_COUNT; i++)
            drawn.texts[i] = draw_text(&writer.random, drawn.rooms[i], TEXT_BYTES);
        drawn.numbers[0] = (unsigned)random_between(&writer.random, 100, 999);
        drawn.numbers[1] = (unsigned)random_between(&writer.random, 0, 1u << 31);
        drawn.numbers[2] = (unsigned)random_between(&writer.random, 1000000000, 2000000000);
        drawn.numbers[3] = (unsigned)random_between(&writer.random, 0, 1u << 31);
        write_drawn(&writer, &drawn);
        struct httally_record record =
            keyed_reader_read(&reader, httally_slice_of(writer.text, writer.length));
        assert_drawn(&record, &drawn);
    }
    keyed_reader_finish(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_caddy),
        cmocka_unit_test(reads_caddy_of_all_versions),
        cmocka_unit_test(reads_traefik),
        cmocka_unit_test(reads_envoy),
        cmocka_unit_test(reads_cloudflare),
        cmocka_unit_test(reads_google_cloud),
        cmocka_unit_test(reads_keys_in_any_order),
        cmocka_unit_test(tells_flavours_apart),
        cmocka_unit_test(knows_names_of_all_sorts),
        cmocka_unit_test(cuts_ports_off_clients),
        cmocka_unit_test(never_guesses_a_unit),
        cmocka_unit_test(takes_the_users_keys),
        cmocka_unit_test(reads_empty_keys),
        cmocka_unit_test(refuses_definitions),
        cmocka_unit_test(refuses_what_has_no_status),
        cmocka_unit_test(refuses_a_status_without_a_request),
        cmocka_unit_test(reads_back_what_was_written),
    };
    return cmocka_run_group_tests_name("json_format", tests, NULL, NULL);
}
