/* SPDX-License-Identifier: MIT */
#include "defined_line.h"
#include "format/named.h"
#include "httally/format.h"

struct line_case {
    const char *format, *line, *expected;
};

static void assert_lines(const struct line_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_reads(cases[i].format, cases[i].line, cases[i].expected);
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static void every_format_reads_its_example(void **state)
{
    (void)state;
    assert_true(httally_format_count() > 20);
    for (size_t i = 0; i < httally_format_count(); i++) {
        const struct httally_named_format *shown = httally_format_description(i);
        assert_true(shown->name && shown->aliases && strlen(shown->description) > 10);
        assert_reads(shown->name, shown->example,
                     "status=200|path=/a|method=GET|client=192.0.2.7|kind=http");
        /* IIS logs no size unless told to. */
        if (strcmp(shown->name, "w3c") != 0 && strcmp(shown->name, "iis") != 0)
            assert_reads(shown->name, shown->example, "bytes=512");
        struct defined_line read =
            read_defined(shown->name, httally_slice_of_string(shown->example));
        assert_int_equal(read.record.time, LINE_TIME_SEC);
        assert_string_equal(httally_format_name(read.format), shown->name);
        finish_defined(&read);
    }
    assert_null(httally_format_description(httally_format_count()));
}

/* Those with marks of their own are told apart by lines alone. */
static void no_format_of_rank_reads_anothers_example(void **state)
{
    (void)state;
    static const char *const alike[] = {"w3c", "iis", "cloudfront", "json", "envoy"};
    const struct named_format *formats;
    size_t count = named_formats(&formats);
    for (size_t i = 0; i < count; i++) {
        const char *name = formats[i].shown.name;
        if (formats[i].rank < 50 || is_one_of(name, alike, ARRAY_LENGTH(alike)))
            continue;
        for (size_t j = 0; j < count; j++) {
            const char *other = formats[j].shown.name;
            struct defined_line read =
                read_defined(name, httally_slice_of_string(formats[j].shown.example));
            if (i != j && read.kind == HTTALLY_LINE_REQUEST &&
                !(strcmp(name, "haproxy-http") == 0 && strcmp(other, "haproxy-https") == 0))
                fail_msg("%s reads the example of %s", name, other);
            finish_defined(&read);
        }
    }
}

static void finds_names_in_any_case(void **state)
{
    (void)state;
    static const struct {
        const char *name, *found;
    } cases[] = {
        {"COMBINED", "combined"},
        {"VCOMBINED", "vcombined"},
        {"COMMON", "common"},
        {"VCOMMON", "vcommon"},
        {"W3C", "w3c"},
        {"CLOUDFRONT", "cloudfront"},
        {"CLOUDSTORAGE", "cloudstorage"},
        {"AWSELB", "aws-alb"},
        {"AWSALB", "aws-alb"},
        {"AWSS3", "aws-s3"},
        {"SQUID", "squid"},
        {"CADDY", "caddy"},
        {"TRAEFIKCLF", "traefik-clf"},
        {"Nginx-Main", "nginx-main"},
        {"httplog", "haproxy-http"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct named_format *named = named_format_find(cases[i].name);
        if (!named || strcmp(named->shown.name, cases[i].found) != 0)
            fail_msg("'%s' is %s", cases[i].name, named ? named->shown.name : "unknown");
    }
    assert_null(named_format_find(""));
    assert_null(named_format_find("combined "));
}

static void names_are_unique(void **state)
{
    (void)state;
    const struct named_format *formats;
    size_t count = named_formats(&formats);
    for (size_t i = 0; i < count; i++)
        assert_ptr_equal(named_format_find(formats[i].shown.name), &formats[i]);
}

#define HEAD "192.0.2.7 - - " LINE_TIME " "
#define REQUEST "\"GET /a?b HTTP/1.1\""

static void reads_ugly_lines_of_nginx(void **state)
{
    (void)state;
    static const struct line_case cases[] = {
        {"nginx-main", HEAD "\"\" 400 0 \"-\" \"-\" \"-\"", "kind=none|forwarded_for=-"},
        {"nginx-main", HEAD "\"\\x16\\x03\\x01\\x00\\xEA\\x22\" 400 157 \"-\" \"-\" \"-\"",
         "kind=not_http|path=none"},
        {"nginx-main", "unix: - a b " LINE_TIME " " REQUEST " 200 5 \"-\" \"-\" \"1, 2\"",
         "client=unix:|user=a b|forwarded_for=1, 2"},
        {"ingress-nginx",
         HEAD REQUEST " 502 0 \"-\" \"-\" 412 0.004 [shop-web-80] [] 198.51.100.2:80, "
                      "198.51.100.3:80 0, 0 0.001, 0.002 502, 502 c0ffee",
         "upstream=198.51.100.2:80, 198.51.100.3:80|upstream_status=502, 502|"
         "upstream_duration=3000|duration=4000|request_id=c0ffee"},
        {"ingress-nginx", HEAD REQUEST " 404 0 \"-\" \"-\" 412 0.000 [] [] - - - - c0ffee",
         "upstream=-|upstream_status=-|upstream_duration=none|duration=0"},
        {"ingress-nginx",
         HEAD REQUEST " 200 5 \"-\" \"-\" 412 0.001 [shop-web-80] 198.51.100.2:80 5 0.001 200 c0",
         "upstream=198.51.100.2:80|request_id=c0"},
        {"ingress-nginx",
         "192.0.2.7 - [192.0.2.7] - - " LINE_TIME " " REQUEST
         " 200 5 \"-\" \"-\" 412 0.001 [shop-web-80] 198.51.100.2:80 5 0.001 200",
         "client=192.0.2.7|user=-|upstream_status=200"},
        {"nginx-proxy-manager",
         LINE_TIME " - - 444 - GET https shop.example \"/.env\" [Client 2001:db8::1] [Length 0] "
                   "[Gzip -] [Sent-to openresty] \"-\" \"-\"",
         "client=2001:db8::1|status=444|host=shop.example|cache=-|upstream_status=-"},
        {"nginx-proxy-manager",
         LINE_TIME " 444 - GET https shop.example \"/.env\" [Client 192.0.2.7] [Length 0] "
                   "[Gzip -] \"Mozilla/5.0 (a; b)\" \"-\"",
         "client=192.0.2.7|status=444|path=/.env|agent=Mozilla/5.0 (a; b)"},
    };
    assert_lines(cases, ARRAY_LENGTH(cases));
}

static void reads_ugly_lines_of_proxies(void **state)
{
    (void)state;
    static const struct line_case cases[] = {
        {"traefik-clf", HEAD REQUEST " - - \"-\" \"-\" 45640 \"-\" \"-\" 0ms",
         "status=-|bytes=0|duration=0|upstream=-"},
        {"traefik-clf", HEAD "\"GET /?a=\"b\" HTTP/1.1\" 200 5 \"-\" \"-\" 1 \"-\" \"-\" 7ms",
         "target=/?a=\"b\"|duration=7000"},
        {"envoy",
         "[2026-03-12T13:03:07.123Z] \"- - HTTP/1.1\" 0 DC 0 0 1 - \"-\" \"-\" \"-\" \"-\" \"-\"",
         "status=0|client=-|duration=1000|upstream_duration=none"},
        {"envoy",
         "[2026-03-12T13:03:07.123Z] \"GET /a HTTP/2\" 503 UF upstream_reset - \"a b\" 0 91 9 - "
         "\"-\" \"curl\" \"c0\" \"shop.example\" \"198.51.100.2:80\" outbound|80||shop - - - -",
         "status=503|bytes=91|duration=9000|host=shop.example|agent=curl"},
        {"envoy",
         "2026-03-12T14:03:07.493035218+01:00 stdout F [2026-03-12T13:03:07.123Z] \"GET /a "
         "HTTP/2\" 200 - 0 5 1 1 \"203.0.113.9, 192.0.2.7\" \"-\" \"-\" \"-\" \"-\"",
         "client=203.0.113.9|path=/a"},
        {"squid",
         "1773320587.123      0 192.0.2.7 NONE/000 0 NONE error:no-request - HIER_NONE/- -",
         "status=000|kind=none|upstream=-|cache=NONE"},
        {"squid",
         "1773320587.123 123456 2001:db8::1 TCP_TUNNEL/200 0 CONNECT shop.example:443 frank "
         "HIER_DIRECT/198.51.100.2 -",
         "duration=123456000|method=CONNECT|path=shop.example:443|user=frank|host=none"},
        {"squid",
         "1773320587.123      9 192.0.2.7 TCP_MISS/200 5 GET http://a.example/b c - "
         "HIER_DIRECT/198.51.100.2 text/html",
         "host=a.example"},
        {"squid-combined", HEAD REQUEST " 200 5 \"-\" \"-\" TCP_MEM_HIT:HIER_NONE",
         "cache=TCP_MEM_HIT"},
        {"squid-common", HEAD REQUEST " 200 5 TCP_MISS:HIER_DIRECT", "cache=TCP_MISS|agent=none"},
        {"varnish", HEAD "\"GET http://shop.example/a?b HTTP/1.1\" 200 5 \"-\" \"-\"",
         "path=/a|host=shop.example"},
        {"lighttpd", "192.0.2.7 shop.example - " LINE_TIME " " REQUEST " 200 - \"-\" \"-\"",
         "host=shop.example|user=-|bytes=0"},
        {"gorouter",
         "shop.example - [2026-03-12T13:03:07.123456789Z] \"GET /\\x16\\\" HTTP/1.1\" \"-\" 0 0 "
         "\"-\" \"a \\\"b\\\"\" \"192.0.2.7:33317\" \"-\" x_forwarded_for:\"-\" "
         "x_forwarded_proto:\"https\" vcap_request_id:\"c0\" response_time:\"-\" "
         "gorouter_time:\"-\" app_id:\"-\"",
         "status=-|duration=none|agent=a \\\"b\\\"|client=192.0.2.7|forwarded_for=-"},
    };
    assert_lines(cases, ARRAY_LENGTH(cases));
}

#define HAPROXY_HEAD "192.0.2.7:33317 [12/Mar/2026:14:03:07.655] "

static void reads_ugly_lines_of_haproxy(void **state)
{
    (void)state;
    static const struct line_case cases[] = {
        {"haproxy",
         "Feb  6 12:14:14 lb haproxy[14389]: " HAPROXY_HEAD
         "http-in~ shop/<NOSRV> 0/-1/-1/-1/+109 503 +212 - - SC-- 1/1/1/0/+3 0/0 \"GET /a\"",
         "client=192.0.2.7|status=503|bytes=212|duration=109000|upstream_duration=none|"
         "upstream=shop/<NOSRV>|kind=http09|time=1773324187+0"},
        {"haproxy",
         HAPROXY_HEAD "http-in http-in/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 0/0/0/0/0 0/0 "
                      "\"<BADREQ>\"",
         "kind=not_http|request=<BADREQ>|duration=0"},
        {"haproxy",
         HAPROXY_HEAD "http-in a/b -1/-1/-1/-1/-1 -1 0 - - CR-- 0/0/0/0/0 0/0 {} {a b|c} \"GET /a?"
                      "b=cut off by sys",
         "status=-1|kind=http09|path=/a|duration=none"},
        {"haproxy",
         "[2001:db8::1]:443 [12/Mar/2026:14:03:07.655] f b/s 0/0/0/3/4 200 5 - - ---- "
         "0/0/0/0/0 0/0 " REQUEST,
         "client=2001:db8::1|upstream_duration=3000|duration=4000"},
        {"haproxy-https",
         HAPROXY_HEAD "f~ b/s 0/0/0/3/4 200 5 - - ---- 0/0/0/0/0 0/0 " REQUEST
                      " 0/0000000000000000/0/0/0 -/TLSv1.2/ECDHE",
         "tls=TLSv1.2|host=-"},
        {"haproxy-clf",
         HEAD REQUEST " 200 5 \"\" \"\" 33317 655 \"f\" \"b\" \"s\" 0 0 0 3 4 \"----\" 1 1",
         "duration=4000|upstream_duration=3000|upstream=s|agent="},
    };
    assert_lines(cases, ARRAY_LENGTH(cases));
    assert_unparsed("haproxy", "lb haproxy[1]: Proxy shop started.", HTTALLY_UNPARSED_SHORT_LINE);
    assert_unparsed("haproxy", HAPROXY_HEAD "f/b: SSL handshake failure",
                    HTTALLY_UNPARSED_SHORT_LINE);
}

#define ALB_HEAD "https 2026-03-12T13:03:07.123456Z app/shop/50dc "

static void reads_ugly_lines_of_aws(void **state)
{
    (void)state;
    static const struct line_case cases[] = {
        {"aws-alb",
         ALB_HEAD "192.0.2.7:2817 - -1 -1 -1 460 - 0 0 \"- http://shop.example:80- -\" \"-\" - - "
                  "- \"-\" \"-\" \"-\" - 2026-03-12T13:03:07Z \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" "
                  "\"-\" TID_c0ffee \"-\" \"-\" \"-\"",
         "status=460|kind=none|duration=none|upstream=-|upstream_status=-|agent=-"},
        {"aws-alb",
         ALB_HEAD "2001:db8::1:2817 198.51.100.2:80 0.086 0.048 0.037 200 200 0 57 \"GET "
                  "https://[2001:db8::9]:443/a HTTP/2.0\" \"a \\\"b\\\"\" X TLSv1.3 arn:aws:x "
                  "\"Root=1-5\" \"shop.example\"",
         "client=2001:db8::1|duration=171000|host=[2001:db8::9]:443|path=/a|tls=TLSv1.3|"
         "request_id=Root=1-5|agent=a \\\"b\\\""},
        {"aws-alb", ALB_HEAD "192.0.2.7:1 - -1 -1 -1 400 - 0 272 \"- - - \" \"-\"", "kind=none"},
        {"aws-elb",
         "2026-03-12T13:03:07.123456Z shop 192.0.2.7:1 198.51.100.2:80 0.1 0.2 0.3 - - 5 7 "
         "\"- - - \" \"-\" - -",
         "status=-|kind=none|bytes=7|duration=600000"},
        {"aws-elb",
         "2026-03-12T13:03:07.123456Z shop 192.0.2.7:1 - -1 -1 -1 503 0 0 0 "
         "\"GET http://shop.example:80/a HTTP/1.1\"",
         "status=503|path=/a|host=shop.example:80|agent=none"},
        {"aws-s3",
         "79a5 shop " LINE_TIME " 192.0.2.7 79a5 3E57 REST.GET.VERSIONING - \"GET "
         "/shop?versioning HTTP/1.1\" 200 - 113 - 7 - \"-\" \"S3 \"Console\"/0.4\" - s9lz= SigV2 "
         "X AuthHeader shop.example TLSV1.1 - -",
         "user=79a5|host=shop|bytes=113|duration=7000|upstream_duration=none|"
         "agent=S3 \"Console\"/0.4|path=/shop"},
        {"aws-s3",
         "79a5 shop " LINE_TIME " - AmazonS3 3E57 S3.EXPIRE.OBJECT a - - - - 512 - - \"-\" \"-\" -",
         "client=-|kind=none|status=-|bytes=0"},
        {"aws-s3",
         "79a5 shop " LINE_TIME " 192.0.2.7 - 3E57 BATCH.DELETE.OBJECT a - 204 - - 512 - - - - -",
         "status=204|kind=none|duration=none"},
    };
    assert_lines(cases, ARRAY_LENGTH(cases));
}

/* The fast reader with what stands behind it, and the steps alone, read the same. */
static void parser_reads_as_steps_do(void **state)
{
    (void)state;
    static const char *const definitions[] = {
        "nginx-main", "traefik-clf",
        "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
        "%h %l %u %t \"%r\" %>s %b %D", "%h %l %u %t \"%r\" %>s %b"};
    static const char *const lines[] = {
        HEAD REQUEST " 200 5 \"-\" \"curl\" \"192.0.2.1\"",
        HEAD REQUEST " 200 5 \"-\" \"curl\" \"192.0.2.1\"  ",
        HEAD REQUEST " 200 5 \"-\" \"curl\" 7 \"a\" \"b\" 4ms",
        HEAD REQUEST " 200 5 \"-\" \"curl\"",
        HEAD REQUEST " 200 5 109",
        HEAD REQUEST " 200 5",
        HEAD REQUEST " 200 5 ",
        HEAD "\"GET http://shop.example/a HTTP/1.1\" 200 5 \"-\" \"curl\" \"-\"",
        HEAD "\"- http://shop.example- -\" 400 5 \"-\" \"curl\" \"-\"",
        HEAD "\"\" 400 0 \"-\" \"curl\" \"-\"",
        "shop.example:443 " HEAD REQUEST " 200 5 \"-\" \"curl\"",
        "shop.example:443 " HEAD REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        "203.0.113.9, " HEAD REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        "192.0.2.7 - a b " LINE_TIME " " REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        "203.0.113.9,192.0.2.7 - - " LINE_TIME " " REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        "a : " HEAD REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        "192.0.2.7 - [ [ [ [ [ [ [ [ [ [ [ " LINE_TIME " " REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        "Mar 12 14:03:07 lb nginx: " HEAD REQUEST " 200 5 \"-\" \"curl\" \"-\"",
        HEAD REQUEST " 200 5 \"-\" \"c \"u\" rl\" \"-\"",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(definitions) * ARRAY_LENGTH(lines); i++) {
        const char *definition = definitions[i / ARRAY_LENGTH(lines)];
        const char *line = lines[i % ARRAY_LENGTH(lines)];
        struct defined_line alone = read_defined(definition, httally_slice_of_string(line));
        assert_true(alone.format->is_combined);
        char with_end[512];
        snprintf(with_end, sizeof with_end, "%s\n", line);
        struct padded_text padded = padded_text_of(httally_slice_of_string(with_end));
        struct httally_record records[PARSER_BATCH_RECORDS];
        struct parser *parser;
        assert_int_equal(parser_create(alone.format, false, NULL, NULL, &parser, NULL), HTTALLY_OK);
        assert_int_equal(parser_begin(parser, padded.text.data, padded.text.length, NULL),
                         HTTALLY_OK);
        size_t count = parser_next_batch(parser, records);
        if ((count == 1) != (alone.kind == HTTALLY_LINE_REQUEST))
            fail_msg("%s\n'%s': the parser reads %zu", definition, line, count);
        static const char *const fields[] = {
            "client", "user",    "host", "time",     "request",  "kind",
            "method", "target",  "path", "protocol", "status",   "bytes",
            "agent",  "referer", "tail", "duration", "upstream", "forwarded_for"};
        for (size_t field = 0; count == 1 && field < ARRAY_LENGTH(fields); field++) {
            char room[256], other[256];
            const char *a = shown_field(&alone.record, fields[field], room, sizeof room);
            const char *b = shown_field(&records[0], fields[field], other, sizeof other);
            if (strcmp(a, b) != 0)
                fail_msg("%s\n'%s': %s is '%s' or '%s'", definition, line, fields[field], a, b);
        }
        parser_destroy(parser);
        free(padded.memory);
        finish_defined(&alone);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_reads_its_example),
        cmocka_unit_test(no_format_of_rank_reads_anothers_example),
        cmocka_unit_test(finds_names_in_any_case),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(reads_ugly_lines_of_nginx),
        cmocka_unit_test(reads_ugly_lines_of_proxies),
        cmocka_unit_test(reads_ugly_lines_of_haproxy),
        cmocka_unit_test(reads_ugly_lines_of_aws),
        cmocka_unit_test(parser_reads_as_steps_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
