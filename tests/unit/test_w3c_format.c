/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/w3c_columns.h"
#include "format/w3c_format.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* 12 March 2026, 14:03:07 UTC. */
#define UTC_SEC 1773324187
#define DAY_START (UTC_SEC - 14 * 3600 - 3 * 60 - 7)

static struct httally_format *format;
static struct httally_format_state *memory;
static struct httally_record record;
static enum httally_unparsed_reason reason;
/* The last line: it ends where its memory does, so that a sanitizer sees a read behind it. */
static char *copy;

static int begin(void **state)
{
    (void)state;
    return w3c_format_create("w3c", &format, NULL) == HTTALLY_OK &&
                   httally_format_state_create(&memory, NULL) == HTTALLY_OK
               ? 0
               : -1;
}

static int end(void **state)
{
    (void)state;
    format->methods->destroy(format);
    httally_format_state_destroy(memory);
    free(copy);
    copy = NULL;
    return 0;
}

static void learn(const char *directive)
{
    format->methods->learn(format, memory, httally_slice_of_string(directive));
}

static bool parse(struct httally_slice line)
{
    free(copy);
    copy = malloc(line.length);
    assert_non_null(copy);
    memcpy(copy, line.data, line.length);
    reason = HTTALLY_UNPARSED_NONE;
    memory->unescaped_used = 0;
    return format->methods->parse(format, memory, httally_slice_of(copy, line.length), &record,
                                  &reason);
}

static void read_line(const char *line)
{
    if (!parse(httally_slice_of_string(line)))
        fail_msg("'%s' is refused: %s", line, httally_unparsed_reason_text(reason));
    assert_int_equal(reason, HTTALLY_UNPARSED_NONE);
}

static void refuse(const char *line, enum httally_unparsed_reason expected)
{
    if (parse(httally_slice_of_string(line)))
        fail_msg("'%s' is taken", line);
    if (reason != expected)
        fail_msg("'%s': %s", line, httally_unparsed_reason_text(reason));
}

static void assert_text(struct httally_slice actual, const char *expected)
{
    assert_slice_equal(actual, httally_slice_of_string(expected));
    assert_true((actual.data == NULL) == (expected == NULL));
}

#define IIS_FIELDS                                                                                 \
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "          \
    "cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes "         \
    "time-taken"
#define IIS_LINE                                                                                   \
    "2026-03-12 14:03:07 198.51.100.1 GET /a/b.aspx id=7&x=%20 443 SHOP\\frank 192.0.2.7 "         \
    "Mozilla/5.0+(compatible;+bot/2.0;++http://bot.example) https://shop.example/ 404 0 2 1405 "   \
    "242 283"

static void reads_every_column_of_iis(void **state)
{
    (void)state;
    learn("#Software: Microsoft Internet Information Services 10.0");
    learn("#Version: 1.0");
    learn("#Date: 2026-03-12 14:03:07");
    learn(IIS_FIELDS);
    read_line(IIS_LINE);
    assert_text(record.line, IIS_LINE);
    assert_int_equal(record.time, UTC_SEC);
    assert_int_equal(record.utc_offset_sec, 0);
    assert_text(record.client, "192.0.2.7");
    assert_text(record.user, "SHOP\\frank");
    assert_text(record.method, "GET");
    assert_text(record.target, "/a/b.aspx?id=7&x=%20");
    assert_text(record.path, "/a/b.aspx");
    assert_text(record.agent, "Mozilla/5.0 (compatible; bot/2.0; +http://bot.example)");
    assert_text(record.referer, "https://shop.example/");
    assert_int_equal(record.status, 404);
    assert_int_equal(record.bytes, 1405);
    assert_true(record.has_details);
    assert_int_equal(record.details.duration_us, 283000);
}

#define CLOUDFRONT_FIELDS                                                                          \
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "   \
    "cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id "     \
    "x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher "       \
    "x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port "      \
    "time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "               \
    "sc-range-start sc-range-end"
#define CLOUDFRONT_LINE                                                                            \
    "2026-03-12\t14:03:07\tCDG50-P2\t703\t192.0.2.7\tGET\td1.cdn.example\t/a%20b\t502\t-\t"        \
    "Mozilla/5.0%20(X11;%2520%zz%)\tid=7\t-\tError\tR3qu3st==\tshop.example\thttps\t62\t0.113\t"   \
    "198.51.100.9,%20203.0.113.4\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tError\tHTTP/2.0\t-\t-\t51754\t" \
    "0.113\tOriginConnectError\ttext/plain;%20charset=utf-8\t20\t-\t-"

static void assert_cloudfront_record(void)
{
    assert_int_equal(record.time, UTC_SEC);
    assert_text(record.client, "192.0.2.7");
    assert_text(record.host, "shop.example");
    assert_text(record.target, "/a%20b?id=7");
    assert_text(record.protocol, "HTTP/2.0");
    assert_text(record.agent, "Mozilla/5.0 (X11;%20%zz%)");
    assert_text(record.details.cache, "Error");
    assert_text(record.details.request_id, "R3qu3st==");
    assert_text(record.details.tls, "TLSv1.3");
    assert_text(record.details.forwarded_for, "198.51.100.9,%20203.0.113.4");
    assert_int_equal(record.status, 502);
    assert_int_equal(record.bytes, 703);
    assert_int_equal(record.details.duration_us, 113000);
}

static void reads_every_column_of_cloudfront(void **state)
{
    (void)state;
    learn("#Version: 1.0");
    learn(CLOUDFRONT_FIELDS);
    read_line(CLOUDFRONT_LINE);
    assert_cloudfront_record();
    /* Columns have been added over the years. */
    read_line(CLOUDFRONT_LINE "\tnew\t-");
    assert_cloudfront_record();
}

static void reads_the_usual_orders_without_fields(void **state)
{
    (void)state;
    read_line(CLOUDFRONT_LINE);
    assert_cloudfront_record();
    read_line(
        "2026-03-12 14:03:07 198.51.100.1 GET /a - 80 - 192.0.2.7 curl/8.5.0 - 500 0 64 1500");
    assert_int_equal(record.status, 500);
    assert_text(record.referer, "-");
    assert_text(record.target, "/a");
    assert_int_equal(record.details.duration_us, 1500000);
    read_line("2026-03-12 14:03:07 198.51.100.1 GET /a - 80 - 192.0.2.7 curl/8.5.0 304 0 0 15");
    assert_int_equal(record.status, 304);
    assert_text(record.agent, "curl/8.5.0");
    assert_text(record.referer, NULL);
    /* The CloudFront of 2011. */
    read_line(
        "2026-03-12\t14:03:07\tFRA2\t4045\t192.0.2.7\tGET\td1.cdn.example\t/a\t000\t-\tcurl\t-");
    assert_int_equal(record.status, 0);
    assert_int_equal(record.bytes, 4045);
    assert_false(record.has_details);
}

static void refuses_other_lines_without_fields(void **state)
{
    (void)state;
    refuse("2026-03-12 14:03:07 198.51.100.1 GET", HTTALLY_UNPARSED_NO_COLUMNS);
    refuse("a b c d e f g h i j k 200 m n o", HTTALLY_UNPARSED_NO_COLUMNS);
    refuse("x", HTTALLY_UNPARSED_NO_COLUMNS);
    refuse("1\t2\t3", HTTALLY_UNPARSED_NO_COLUMNS);
    /* 15 TABs are neither. */
    refuse("a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\tn\to", HTTALLY_UNPARSED_NO_COLUMNS);
}

/* As IIS appends on each start. */
static void takes_other_fields_at_any_time(void **state)
{
    (void)state;
    learn("#Fields: date time sc-status c-ip");
    read_line("2026-03-12 14:03:07 200 192.0.2.1");
    assert_text(record.client, "192.0.2.1");
    assert_text(record.agent, NULL);
    learn("#fields:  date\ttime   c-ip cs(user-agent) sc-status ");
    read_line("2026-03-12 14:03:07 192.0.2.2 curl 503");
    assert_text(record.client, "192.0.2.2");
    assert_text(record.agent, "curl");
    assert_int_equal(record.status, 503);
    refuse("2026-03-12 14:03:07 200 192.0.2.1", HTTALLY_UNPARSED_COLUMN_COUNT);
    refuse("2026-03-12 14:03:07 192.0.2.2 curl x 503", HTTALLY_UNPARSED_COLUMN_COUNT);
    /* A separator at the end separates nothing. */
    read_line("2026-03-12 14:03:07 192.0.2.2 curl 503 ");
    /* A whole new input. */
    httally_format_state_reset(memory);
    refuse("2026-03-12 14:03:07 192.0.2.2 curl 503", HTTALLY_UNPARSED_NO_COLUMNS);
}

static void says_why_a_line_is_no_request(void **state)
{
    (void)state;
    learn("#Fields: date time c-ip sc-status sc-bytes");
    refuse("2026-02-30 14:03:07 192.0.2.7 200 5", HTTALLY_UNPARSED_BAD_TIME);
    refuse("2026-03-12 24:03:07 192.0.2.7 200 5", HTTALLY_UNPARSED_BAD_TIME);
    refuse("- 14:03:07 192.0.2.7 200 5", HTTALLY_UNPARSED_BAD_TIME);
    refuse("2026-03-12 - 192.0.2.7 200 5", HTTALLY_UNPARSED_BAD_TIME);
    refuse("2026-03-12 14:03:07 192.0.2.7 OK 5", HTTALLY_UNPARSED_BAD_STATUS);
    refuse("2026-03-12 14:03:07 192.0.2.7 200 x", HTTALLY_UNPARSED_BAD_NUMBER);
    learn("#Fields: date time c-ip cs-method");
    refuse("2026-03-12 14:03:07 192.0.2.7 GET", HTTALLY_UNPARSED_BAD_STATUS);
    learn("#Fields:");
    refuse("2026-03-12 14:03:07 192.0.2.7 GET", HTTALLY_UNPARSED_NO_COLUMNS);
}

/* Incapsula quotes everything; IIS Advanced Logging what has spaces. */
static void reads_values_in_quotes(void **state)
{
    (void)state;
    learn("#Software: Incapsula LOGS API");
    learn("#Date: 12/Mar/2026 14:03:07");
    learn("#Fields: date time c-ip cs(User-Agent) s-computername cs-uri cs-version cs(Referrer) "
          "cs-method cs-uri-query sc-status s-xff");
    read_line(
        "\"2026-03-12\" \"14:03:07\" \"192.0.2.7\" \"Mozilla/5.0 (X11; a+b)\" \"www.shop.example\" "
        "\"shop.example/page.php\" \"HTTP\" \"\" \"GET\" \"variable=test\" \"200\" \"192.0.2.9\"");
    assert_int_equal(record.time, UTC_SEC);
    assert_text(record.agent, "Mozilla/5.0 (X11; a+b)");
    assert_text(record.host, "www.shop.example");
    assert_text(record.target, "/page.php");
    assert_text(record.referer, "");
    assert_text(record.details.forwarded_for, "192.0.2.9");
    /* There was no answer. */
    read_line(
        "\"2026-03-12\" \"14:03:07\" \"192.0.2.7\" \"\" \"-\" \"shop.example/page\" \"HTTP\" \"\" "
        "\"GET\" \"\" \"\" \"\"");
    assert_int_equal(record.status, HTTALLY_STATUS_DASH);
    assert_text(record.host, "shop.example");
    assert_text(record.path, "/page");
}

static void undoes_doubled_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *value, *agent;
    } cases[] = {
        {"\" \"\"garbage\"\" w/ spaces \"", " \"garbage\" w/ spaces "},
        {"\"\"", ""},
        {"\"\"\"\"", "\""},
        {"\"a\"\"\"", "a\""},
        {"\"a\tb\"", "a\tb"},
        /* Quotes that quote nothing. */
        {"\"", "\""},
        {"\"a", "\"a"},
        {"\"a\"b", "\"a\"b"},
        {"a\"b", "a\"b"},
        {"\"\"\"", "\"\"\""},
    };
    learn("#Fields: sc-status cs(User-Agent) c-ip");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[80];
        snprintf(line, sizeof line, "200 %s 192.0.2.7", cases[i].value);
        read_line(line);
        assert_text(record.agent, cases[i].agent);
        assert_text(record.client, "192.0.2.7");
        assert_int_equal(record.time, HTTALLY_TIME_NONE);
    }
}

static void undoes_plus_for_a_space(void **state)
{
    (void)state;
    static const struct {
        const char *value, *agent;
    } cases[] = {
        {"Mozilla/4.0+(compatible;+MSIE+8.0)", "Mozilla/4.0 (compatible; MSIE 8.0)"},
        {"bot;++http://bot.example", "bot; +http://bot.example"},
        {"bot+(+http://bot.example)", "bot (+http://bot.example)"},
        {"+", " "},
        {"++", " +"},
        {"c++", "c +"},
        {"\"a+b\"", "a+b"},
        {"a%20b", "a%20b"},
        {"-", "-"},
    };
    learn("#Fields: sc-status cs(User-Agent)");
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[80];
        snprintf(line, sizeof line, "200 %s", cases[i].value);
        read_line(line);
        assert_text(record.agent, cases[i].agent);
    }
    read_line("200\ta+b");
    assert_text(record.agent, "a+b");
}

/* Units are never guessed. */
static void tells_the_unit_of_durations(void **state)
{
    (void)state;
    static const struct {
        const char *software, *fields, *line;
        uint64_t duration_us;
    } cases[] = {
        {"#Software: Something else", "#Fields: sc-status time-taken", "200 12",
         HTTALLY_DURATION_NONE},
        {"#Software: Microsoft Internet Information Services 8.5", "#Fields: sc-status time-taken",
         "200 12", 12000},
        {"#Software: Microsoft Internet Information Server 4.0", "#Fields: sc-status time-taken",
         "200 12", 12000},
        {"#Software: Something else", "#Fields: sc-status time-taken x-edge-location",
         "200 0.25 FRA2", 250000},
        {"#Software: IIS Advanced Logging Module", "#Fields: sc-status TimeTakenMS", "200 12",
         12000},
        {"#Software: IIS Advanced Logging Module", "#Fields: TimeTakenMS sc-status time-taken",
         "12 200 7", 12000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        learn(cases[i].fields);
        learn(cases[i].software);
        read_line(cases[i].line);
        uint64_t duration = record.has_details ? record.details.duration_us : HTTALLY_DURATION_NONE;
        if (duration != cases[i].duration_us)
            fail_msg("%s: %llu", cases[i].fields, (unsigned long long)duration);
    }
}

static void takes_the_users_word_for_the_unit(void **state)
{
    (void)state;
    static const struct {
        const char *name, *vendors;
        uint64_t duration_us;
    } cases[] = {{"iis", "iis,microsoft", 12000}, {"cloudfront", "cloudfront", 12000000}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct httally_format *named;
        assert_int_equal(w3c_format_create(cases[i].name, &named, NULL), HTTALLY_OK);
        assert_string_equal(named->name, cases[i].name);
        assert_string_equal(named->vendors, cases[i].vendors);
        assert_true(named->is_sequential);
        learn("#Fields: sc-status time-taken");
        assert_true(named->methods->parse(named, memory, SLICE("200 12"), &record, &reason));
        assert_int_equal(record.details.duration_us, cases[i].duration_us);
        named->methods->destroy(named);
    }
    struct httally_error error;
    struct httally_format *none = format;
    assert_int_equal(w3c_format_create("nonsense", &none, &error), HTTALLY_ERROR_ARGUMENT);
    assert_null(none);
    assert_null(format->vendors);
}

static void takes_the_best_of_several_columns(void **state)
{
    (void)state;
    learn("#Fields: s-sitename cs-host s-computername x-host-header cs(Host) sc-status c-dns c-ip");
    read_line("W3SVC1 b WEB01 shop.example c 200 pc.example 192.0.2.7");
    assert_text(record.host, "shop.example");
    assert_text(record.client, "192.0.2.7");
    learn("#Fields: s-computername s-sitename sc-status c-dns");
    read_line("WEB01 W3SVC1 200 pc.example");
    assert_text(record.host, "W3SVC1");
    assert_text(record.client, "pc.example");
}

/* Proxies log the whole URL, and the server behind. */
static void reads_proxies(void **state)
{
    (void)state;
    learn("#Fields: date time c-ip cs-method cs-uri sc-status s-action r-ip rs-status");
    read_line(
        "2026-03-12 14:03 192.0.2.7 GET http://shop.example/a?b 502 TCP_MISS 203.0.113.5 500");
    assert_int_equal(record.time, UTC_SEC - 7);
    assert_text(record.path, "/a");
    assert_text(record.details.cache, "TCP_MISS");
    assert_text(record.details.upstream, "203.0.113.5");
    assert_text(record.details.upstream_status, "500");
    read_line("2026-03-12 14:03 192.0.2.7 CONNECT shop.example:443 200 - - -");
    assert_text(record.target, "shop.example:443");
}

static void takes_the_date_from_its_directive(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int64_t seconds;
    } cases[] = {
        {"23:59:58.363 200", 86398},
        {"23:59:59 200", 86399},
        /* The next day, with a late line, and the day after it. */
        {"00:00:01 200", 86401},
        {"23:59:59 200", 86399},
        {"00:00:02 200", 86402},
        {"12:00:00 200", 86400 + 43200},
        {"11:59:00 200", 86400 + 43140},
        {"23:00:00 200", 86400 + 82800},
        {"00:30:00 200", 2 * 86400 + 1800},
    };
    learn("#Fields: time sc-status");
    read_line("10:00:00 200");
    assert_int_equal(record.time, HTTALLY_TIME_NONE);
    learn("#Start-Date: 2026-03-12 23:59:00.128");
    for (size_t i = 0; i < COUNT(cases); i++) {
        read_line(cases[i].line);
        assert_int_equal(record.time - DAY_START, cases[i].seconds);
    }
    learn("#Date: 12/Mar/2026");
    read_line("00:00:01 200");
    assert_int_equal(record.time, DAY_START + 1);
    learn("#Date: yesterday");
    read_line("00:00:01 200");
    assert_int_equal(record.time, HTTALLY_TIME_NONE);
}

static void reads_dates_and_clocks(void **state)
{
    (void)state;
    static const char *const bad_dates[] = {"",           "2026-3-12",   "2026-13-01",
                                            "2026/03/12", "12/Foo/2026", "1x/Mar/2026",
                                            "20x6-03-12", "2026-00-01",  "2026-03-12 "};
    static const char *const bad_clocks[] = {"",           "14",       "14:3",       "14:60",
                                             "14:03:",     "14:03:0",  "14:03:07,5", "14:03:07.",
                                             "14:03:07.x", "14.03.07", "14:03:61",   "x4:03"};
    int64_t midnight;
    int seconds;
    for (size_t i = 0; i < COUNT(bad_dates); i++)
        assert_false(w3c_date_read(httally_slice_of_string(bad_dates[i]), &midnight));
    for (size_t i = 0; i < COUNT(bad_clocks); i++)
        assert_false(w3c_clock_read(httally_slice_of_string(bad_clocks[i]), &seconds));
    assert_true(w3c_date_read(SLICE("1970-01-02"), &midnight));
    assert_int_equal(midnight, 86400);
    assert_true(w3c_clock_read(SLICE("23:59:60.999999"), &seconds));
    assert_int_equal(seconds, 86400);
}

static void bounds_the_columns(void **state)
{
    (void)state;
    enum { NAMES = W3C_COLUMN_MAX + 1 };
    char fields[16 + NAMES * 2] = "#Fields: sc-status";
    size_t length = strlen(fields);
    for (size_t i = 1; i < W3C_COLUMN_MAX; i++) {
        memcpy(fields + length, " x", 2);
        length += 2;
        if (length > sizeof fields - 4)
            break;
    }
    char line[4 + NAMES * 2] = "200";
    for (size_t i = 0; i + 1 < W3C_COLUMN_MAX; i++)
        memcpy(line + 3 + 2 * i, " y", 2);
    format->methods->learn(format, memory, httally_slice_of(fields, length));
    assert_true(parse(httally_slice_of(line, 3 + 2 * (W3C_COLUMN_MAX - 1))));
    memcpy(fields + length, " x", 2);
    format->methods->learn(format, memory, httally_slice_of(fields, length + 2));
    assert_false(parse(httally_slice_of(line, 3 + 2 * W3C_COLUMN_MAX)));
    assert_int_equal(reason, HTTALLY_UNPARSED_NO_COLUMNS);
}

/* NUL is data, and no byte behind the line is looked at. */
static void keeps_to_the_line(void **state)
{
    (void)state;
    learn("#Fields: sc-status cs(User-Agent)");
    assert_true(parse(SLICE("200 a\0b")));
    assert_slice_equal(record.agent, SLICE("a\0b"));
    static const char *const lines[] = {"200 \"a\"\"b\"", "200 a+b%", "\"200\" \"\"\"\"", "200\ta"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        for (size_t length = 1; length <= strlen(lines[i]); length++)
            (void)parse(httally_slice_of(lines[i], length));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_column_of_iis, begin, end),
        cmocka_unit_test_setup_teardown(reads_every_column_of_cloudfront, begin, end),
        cmocka_unit_test_setup_teardown(reads_the_usual_orders_without_fields, begin, end),
        cmocka_unit_test_setup_teardown(refuses_other_lines_without_fields, begin, end),
        cmocka_unit_test_setup_teardown(takes_other_fields_at_any_time, begin, end),
        cmocka_unit_test_setup_teardown(says_why_a_line_is_no_request, begin, end),
        cmocka_unit_test_setup_teardown(reads_values_in_quotes, begin, end),
        cmocka_unit_test_setup_teardown(undoes_doubled_quotes, begin, end),
        cmocka_unit_test_setup_teardown(undoes_plus_for_a_space, begin, end),
        cmocka_unit_test_setup_teardown(tells_the_unit_of_durations, begin, end),
        cmocka_unit_test_setup_teardown(takes_the_users_word_for_the_unit, begin, end),
        cmocka_unit_test_setup_teardown(takes_the_best_of_several_columns, begin, end),
        cmocka_unit_test_setup_teardown(reads_proxies, begin, end),
        cmocka_unit_test_setup_teardown(takes_the_date_from_its_directive, begin, end),
        cmocka_unit_test(reads_dates_and_clocks),
        cmocka_unit_test_setup_teardown(bounds_the_columns, begin, end),
        cmocka_unit_test_setup_teardown(keeps_to_the_line, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
