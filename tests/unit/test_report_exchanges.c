/* SPDX-License-Identifier: MIT */
/* test_report_exchanges.c - what reports say of durations, upstreams, cache and TLS. */
#include "base/compiler.h"
#include "clean_text.h"
#include "httally/report.h"
#include "unit.h"

#include <stdlib.h>

static const int64_t two_o_clock = 1773320400;

static struct httally_tally *tally;
static struct httally_catalogue *catalogue;
static struct httally_profile *profile;
static struct httally_report report;
static char *text;
static size_t length;

static int create(void **state)
{
    (void)state;
    static const struct httally_input input = {
        .name = "log", .compression = "none", .format = "test"};
    assert_int_equal(httally_tally_create(NULL, &tally, NULL), HTTALLY_OK);
    assert_int_equal(httally_catalogue_create(&catalogue, NULL), HTTALLY_OK);
    assert_int_equal(httally_profile_create(catalogue, NULL, &profile, NULL), HTTALLY_OK);
    report = (struct httally_report){
        .tally = tally,
        .profile = profile,
        .catalogue = catalogue,
        .inputs = &input,
        .input_count = 1,
        .format = "test",
    };
    return 0;
}

static int destroy(void **state)
{
    (void)state;
    httally_profile_destroy(profile);
    httally_catalogue_destroy(catalogue);
    httally_tally_destroy(tally);
    free(text);
    text = NULL;
    return 0;
}

/* A request of which nothing is told but its status. */
static struct httally_record record_of(httally_status status)
{
    return (struct httally_record){
        .line = SLICE("the line"),
        .client = SLICE("192.0.2.1"),
        .method = SLICE("GET"),
        .path = SLICE("/"),
        .protocol = SLICE("HTTP/1.1"),
        .time = two_o_clock,
        .status = status,
        .has_details = true,
        .details = {.duration_us = HTTALLY_DURATION_NONE,
                    .upstream_duration_us = HTTALLY_DURATION_NONE},
    };
}

static void add(const struct httally_record *record, unsigned times)
{
    struct httally_origin origin = {.data = record->line.data};
    while (times--)
        httally_tally_add(tally, record, 1, &origin);
}

static void add_duration(httally_status status, uint64_t duration_us, unsigned times)
{
    struct httally_record record = record_of(status);
    record.details.duration_us = duration_us;
    add(&record, times);
}

static void add_answer(httally_status status, const char *upstream, const char *answers,
                       unsigned times)
{
    struct httally_record record = record_of(status);
    record.details.upstream = httally_slice_of_string(upstream);
    record.details.upstream_status = httally_slice_of_string(answers);
    add(&record, times);
}

static void render(const char *renderer, unsigned width)
{
    struct httally_error error;
    free(text);
    report.width = width;
    if (httally_report_render(&report, renderer, &text, &length, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
}

static void assert_says(const char *words)
{
    if (!strstr(text, words))
        fail_msg("'%s' is not in:\n%s", words, text);
}

static void assert_silent_on(const char *words)
{
    if (strstr(text, words))
        fail_msg("'%s' is in:\n%s", words, text);
}

static void nothing_told_is_nothing_said(void **state)
{
    (void)state;
    struct httally_record record = record_of(502);
    add(&record, 1);
    render("text", 80);
    static const char *const titles[] = {"Latency",   "Made here", "retries",
                                         "Upstreams", "Cache",     "TLS"};
    for (size_t i = 0; i < ARRAY_LENGTH(titles); i++)
        assert_silent_on(titles[i]);
    render("json", 0);
    assert_says("\"latency\":null,\n\"upstream\":null,\n");
    assert_says("\"upstreams\":[],\"cache\":[],\"tls_versions\":[]}");
}

static void latency_is_told_by_class(void **state)
{
    (void)state;
    struct httally_record record = record_of(502);
    add_duration(200, 12000, 1204);
    add_duration(200, 850, 96);
    add_duration(304, 0, 1);
    record.details.duration_us = 60000000;
    record.details.upstream_duration_us = 1250000;
    add(&record, 3);
    render("text", 80);
    assert_says("\nLatency       requests      p50      p90      p95      p99      max\n"
                "  all            1,304    12 ms    12 ms    12 ms    12 ms    1 min\n"
                "  2xx            1,300    12 ms    12 ms    12 ms    12 ms    12 ms\n"
                "  3xx                1     0 ms     0 ms     0 ms     0 ms     0 ms\n"
                "  5xx                3    1 min    1 min    1 min    1 min    1 min\n"
                "  upstream           3   1.25 s   1.25 s   1.25 s   1.25 s   1.25 s\n\n");
}

/* The median and the largest stay longest. */
static void narrow_tables_leave_quantiles_out(void **state)
{
    (void)state;
    add_duration(200, 125000000, 10);
    render("text", 60);
    assert_says("\nLatency       requests       p50       p99       max\n"
                "  all               10 2 min 5 s 2 min 5 s 2 min 5 s\n");
    add_duration(500, 59 * 60000000ULL + 59000000, 1);
    render("text", 60);
    assert_says("\nLatency       requests         p50         p99         max\n");
    assert_says("59 min 59 s 59 min 59 s 59 min 59 s\n");
    render("text", 160);
    assert_says("p50         p90         p95         p99         max\n");
}

static void latency_of_upstreams_stands_alone_where_it_is_all(void **state)
{
    (void)state;
    struct httally_record record = record_of(200);
    record.details.upstream_duration_us = 5;
    add(&record, 1);
    render("text", 80);
    assert_says("max\n  upstream           1 <0.01 ms <0.01 ms <0.01 ms <0.01 ms <0.01 ms\n");
    assert_silent_on("max\n  all ");
    render("json", 0);
    assert_says("\"latency\":{\"unit\":\"s\",\"requests\":0,\"p50\":null,\"p90\":null,\"p95\":null,"
                "\"p99\":null,\"max\":null,\"classes\":{},\"upstream\":{\"requests\":1,"
                "\"p50\":0.000005,\"p90\":0.000005,\"p95\":0.000005,\"p99\":0.000005,"
                "\"max\":0.000005}},\n");
}

static void json_has_latency_in_seconds(void **state)
{
    (void)state;
    add_duration(200, 12, 99);
    add_duration(404, 2000001, 1);
    render("json", 0);
    assert_says("\"latency\":{\"unit\":\"s\",\"requests\":100,\"p50\":0.000012,\"p90\":0.000012,"
                "\"p95\":0.000012,\"p99\":0.000012,\"max\":2.000001,\"classes\":{"
                "\"2xx\":{\"requests\":99,\"p50\":0.000012,\"p90\":0.000012,\"p95\":0.000012,"
                "\"p99\":0.000012,\"max\":0.000012},"
                "\"4xx\":{\"requests\":1,\"p50\":2.000001,\"p90\":2.000001,\"p95\":2.000001,"
                "\"p99\":2.000001,\"max\":2.000001}},\"upstream\":null},\n");
}

static void statuses_are_told_apart_by_who_made_them(void **state)
{
    (void)state;
    add_answer(200, "192.0.2.1:80", "200", 5000);
    add_answer(204, "192.0.2.1:80", "204", 20);
    add_answer(206, "-", "-", 1204);
    add_answer(404, "192.0.2.2:80", "404", 7);
    add_answer(404, "-", "-", 1);
    add_answer(502, "192.0.2.1:80, 192.0.2.2:80", "-, -", 3);
    add_answer(HTTALLY_STATUS_DASH, "-", "-", 1);
    render("text", 60);
    assert_says("\nMade here or passed through    made here  passed through\n"
                "  2xx                              1,204           5,020\n"
                "  404  Not Found                       1               7\n"
                "  502  Bad Gateway                     3               -\n"
                "  -    No Status                       1               -\n");
    assert_says("  retries 3 requests were tried at another upstream;\n"
                "          none of them got an answer that way\n");
    render("json", 0);
    assert_says("\"upstream\":{\"passed\":5027,\"minted\":1209,\"retried\":3,\"saved\":0,"
                "\"status\":[{\"code\":0,\"token\":\"-\",\"passed\":0,\"minted\":1},"
                "{\"code\":200,\"token\":\"200\",\"passed\":5000,\"minted\":0},");
    assert_says("{\"code\":404,\"token\":\"404\",\"passed\":7,\"minted\":1},"
                "{\"code\":502,\"token\":\"502\",\"passed\":0,\"minted\":3}]},\n");
}

static void retries_are_told_in_words(void **state)
{
    (void)state;
    add_answer(200, "a, b", "502, 200", 1);
    render("text", 100);
    assert_says("  retries 1 request was tried at another upstream; it got an answer that way\n");
    add_answer(200, "a, b", "502, 200", 1149);
    render("text", 100);
    assert_says("  retries 1,150 requests were tried at another upstream; "
                "all of them got an answer that way\n");
    add_answer(502, "a, b", "502, 502", 54);
    render("text", 100);
    assert_says("  retries 1,204 requests were tried at another upstream; "
                "1,150 of them got an answer that way\n");
}

static void a_retry_in_vain_is_told(void **state)
{
    (void)state;
    add_answer(502, "a, b", "502, 502", 1);
    render("text", 100);
    assert_says("  retries 1 request was tried at another upstream; "
                "it never got an answer that way\n");
}

static void errors_are_traced_to_upstreams(void **state)
{
    (void)state;
    add_answer(200, "192.0.2.1:80", "200", 90);
    add_answer(200, "192.0.2.2:80", "200", 10);
    add_answer(502, "192.0.2.1:80, 192.0.2.2:80", "502, 502", 9);
    add_answer(502, "192.0.2.1:80", "502", 1);
    render("text", 60);
    assert_says("  90% via 192.0.2.2:80 (17% of traffic)\n");
    assert_says("  upstream           9  90.00%   47.37%  192.0.2.2:80\n"
                "                     1  10.00%    1.10%  192.0.2.1:80\n");
    assert_says("\nUpstreams ");
    assert_says("  192.0.2.1:80\n");
}

static void cache_and_tls_have_tables(void **state)
{
    (void)state;
    struct httally_record record = record_of(200);
    record.details.cache = SLICE("HIT");
    record.details.tls = SLICE("TLSv1.3");
    add(&record, 3);
    record.details.cache = SLICE("-");
    add(&record, 1);
    render("text", 80);
    assert_says("\nCache ");
    assert_says("  75.00%      0 B       -  HIT\n");
    assert_says("\nTLS       reqs ");
    assert_says(" 100.00%      0 B       -  TLSv1.3\n");
    render("json", 0);
    assert_says("\"cache\":[{\"value\":\"HIT\",\"requests\":3,");
}

/* Hostile bytes and lengths in every field. */
static void add_hostile_records(void)
{
    static const char *const odd[] = {
        "\x1b[31m",
        "\xE2\x80\xAE",
        "\xFF\xFE, \xC2\x9B",
        ", , ,",
        " : -",
        "200, 502 : 999, -",
        "\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87",
        "unix:/run/a-socket-with-a-name-that-is-longer-than-any-column-of-any-report.sock:",
    };
    for (unsigned i = 0; i < 1003; i++) {
        struct httally_record record = record_of((httally_status)i);
        struct httally_slice part = httally_slice_of_string(odd[i % ARRAY_LENGTH(odd)]);
        record.details = (struct httally_details){
            .duration_us = (UINT64_MAX - 1) >> i % 64,
            .upstream_duration_us = (UINT64_MAX - 1) >> i % 61,
            .upstream = part,
            .upstream_status = part,
            .cache = part,
            .tls = part,
        };
        add(&record, 1 + i % 7);
    }
}

static void no_line_is_wider_than_the_terminal_or_unclean(void **state)
{
    (void)state;
    static const unsigned widths[] = {60, 61, 66, 77, 80, 100, 160};
    add_hostile_records();
    for (size_t i = 0; i < ARRAY_LENGTH(widths); i++) {
        render("text", widths[i]);
        assert_clean_within(text, widths[i]);
        assert_says(">999 days");
    }
    render("json", 0);
    assert_clean_within(text, SIZE_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_told_is_nothing_said),
        TEST(latency_is_told_by_class),
        TEST(narrow_tables_leave_quantiles_out),
        TEST(latency_of_upstreams_stands_alone_where_it_is_all),
        TEST(json_has_latency_in_seconds),
        TEST(statuses_are_told_apart_by_who_made_them),
        TEST(retries_are_told_in_words),
        TEST(a_retry_in_vain_is_told),
        TEST(errors_are_traced_to_upstreams),
        TEST(cache_and_tls_have_tables),
        TEST(no_line_is_wider_than_the_terminal_or_unclean),
    };
    return cmocka_run_group_tests_name("report_exchanges", tests, NULL, NULL);
}
