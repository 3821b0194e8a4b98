/* SPDX-License-Identifier: MIT */
#include "defined_line.h"

#include <time.h>

struct reading_case {
    const char *definition, *line, *expected;
};

static void assert_all_read(const struct reading_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_reads(cases[i].definition, cases[i].line, cases[i].expected);
}

#define NGINX_COMBINED                                                                             \
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "             \
    "\"$http_referer\" \"$http_user_agent\""
#define APACHE_COMBINED "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""
#define HEAD "192.0.2.7 - - " LINE_TIME " "
#define REQUEST "\"GET /a?b HTTP/1.1\""

static void reads_variables_of_nginx(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {NGINX_COMBINED,
         "192.0.2.7 - frank " LINE_TIME " " REQUEST " 404 512 \"http://a/\" \"curl\"",
         "client=192.0.2.7|user=frank|time=1773320587+3600|request=GET /a?b HTTP/1.1|method=GET|"
         "path=/a|kind=http|status=404|bytes=512|referer=http://a/|agent=curl|host=none|"
         "tail=none|duration=none"},
        {"$time_iso8601 ${request_method} $scheme://$host$request_uri $server_protocol $status",
         "2026-03-12T14:03:07+01:00 GET https://shop.example/a?b HTTP/2.0 200",
         "time=1773320587+3600|method=GET|host=shop.example|target=/a?b|path=/a|protocol=HTTP/2.0"},
        {"$msec $status $uri$is_args$args $bytes_sent $request_time",
         "1773320587.123 499 /a?b 7 12.345",
         "time=1773320587+0|status=499|target=/a?b|path=/a|bytes=7|duration=12345000|kind=http|"
         "method=none|client=none|request=none"},
        {"$request_method $request_uri $server_protocol $status", "GET /a b HTTP/1.0 200",
         "request=GET /a b HTTP/1.0|target=/a b|protocol=HTTP/1.0"},
        /* What is weak gives way, wherever it stands; so do parts of a request beside the whole. */
        {"$server_name $host $bytes_sent $body_bytes_sent $uri \"$request\" $status $request_uri",
         "_ shop.example 700 512 /index " REQUEST " 200 /a?b",
         "host=shop.example|bytes=512|path=/a"},
        {"$server_name $status", "shop.example 200", "host=shop.example"},
        {"$http_x_forwarded_for [$time_local] $status", "203.0.113.9, 192.0.2.1 " LINE_TIME " 200",
         "client=203.0.113.9|forwarded_for=none"},
        {"$remote_addr \"$http_x_forwarded_for\" $status",
         "192.0.2.7 \"203.0.113.9, 192.0.2.1\" 200",
         "client=192.0.2.7|forwarded_for=203.0.113.9, 192.0.2.1"},
        {"$remote_addr\\t$status\\t$ssl_protocol\\t$request_id\\t$upstream_cache_status",
         "192.0.2.7\t200\tTLSv1.3\tc0ffee\tHIT",
         "client=192.0.2.7|tls=TLSv1.3|request_id=c0ffee|cache=HIT"},
        {"a \\\"b\\\\ $status", "a \"b\\ 200", "status=200"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

/* Unquoted, these hold the spaces that other fields are told apart by. */
static void steps_over_lists_of_servers(void **state)
{
    (void)state;
    static const char definition[] = "$status $upstream_addr $upstream_bytes_sent "
                                     "$upstream_status $upstream_response_time $request_time";
    static const struct reading_case cases[] = {
        {definition, "200 198.51.100.2:80 7 200 0.004 0.005",
         "upstream=198.51.100.2:80|upstream_status=200|upstream_duration=4000|duration=5000"},
        {definition,
         "200 198.51.100.2:80, [2001:db8::2]:80 : unix:/run/a 0, 0 : 7 502, - : 200 0.004, - : "
         "0.012 0.020",
         "upstream=198.51.100.2:80, [2001:db8::2]:80 : unix:/run/a|upstream_status=502, - : 200|"
         "upstream_duration=16000|duration=20000"},
        {definition, "502 - - - - 0.000",
         "upstream=-|upstream_status=-|upstream_duration=none|duration=0"},
        {"$status $http_x_forwarded_for $request_time", "200 192.0.2.1, unknown, 192.0.2.3 0.001",
         "client=192.0.2.1|duration=1000"},
        /* What follows the list begins as the next of its values. */
        {"$upstream_status - $upstream_addr [$status] x",
         "502 : - - unix:/a : [2001:db8::2]:80 "
         "[200] x",
         "upstream_status=502 : -|upstream=unix:/a : [2001:db8::2]:80|status=200"},
        {"$status u=\"$upstream_response_time\" $request_time", "200 u=\"0.1, 0.2\" 0.5",
         "upstream_duration=300000|duration=500000"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

static void reads_directives_of_apache(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {APACHE_COMBINED,
         "192.0.2.7 - - " LINE_TIME " " REQUEST " 200 - \"-\" \"a \\\"b\\\" \\\\\"",
         "client=192.0.2.7|bytes=0|referer=-|agent=a \\\"b\\\" \\\\|time=1773320587+3600"},
        {"%v:%p %h %l %u %t \"%r\" %>s %O %D", "shop.example:443 " HEAD REQUEST " 200 700 109",
         "host=shop.example:443|client=192.0.2.7|bytes=700|duration=109"},
        {"%h %l %u %t \\\"%r\\\" %>s %b", HEAD REQUEST " 200 512", "bytes=512|path=/a"},
        {"%a %s %>s %T %D %B %O", "192.0.2.7 302 200 1 1000109 5 9",
         "status=200|duration=1000109|bytes=5"},
        {"%s %b", "404 -", "status=404|bytes=0|client=none|kind=none|time=none"},
        {"%400,501{User-agent}i %!200,304{Referer}i %<s %m %U%q %H", "- - 200 GET /a?b HTTP/1.1",
         "agent=-|referer=-|status=200|path=/a|target=/a?b|protocol=HTTP/1.1"},
        {"%{Host}i %>s %{ms}T %{X-FORWARDED-FOR}i %{c}a",
         "shop.example 200 12 192.0.2.1, 192.0.2.2 198.51.100.2",
         "host=shop.example|duration=12000|forwarded_for=192.0.2.1, 192.0.2.2|client=198.51.100.2"},
        {"%>s %X %{UNIQUE_ID}e %{SSL_PROTOCOL}x %{Varnish:hitmiss}x %^FB %{x}^ti",
         "200 + ZzZ TLSv1.2 hit 7 y", "request_id=ZzZ|tls=TLSv1.2|cache=hit"},
        {"100%% %>s", "100% 200", "status=200"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

static void reads_times_of_apache(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"%t %>s", LINE_TIME " 200", "time=1773320587+3600"},
        {"%{begin:}t %>s", LINE_TIME " 200", "time=1773320587+3600"},
        {"[%{end:%d/%b/%Y:%H:%M:%S %z}t] %>s", LINE_TIME " 200", "time=1773320587+3600"},
        {"%{sec}t %>s", "1773320587 200", "time=1773320587+0"},
        {"%{msec}t %>s", "1773320587123 200", "time=1773320587+0"},
        {"%{usec}t %>s", "1773320587123456 200", "time=1773320587+0"},
        {"%{sec}t.%{msec_frac}t %>s", "1773320587.123 200", "time=1773320587+0"},
        {"[%{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t %{%z}t] %>s", "[2026-03-12 14:03:07.655 +0100] 200",
         "time=1773320587+3600"},
        {"%{%Y-%m-%d %H:%M:%S}t %{%z}t %>s", "2026-03-12 14:03:07 +0100 200",
         "time=1773320587+3600"},
        {"[%{%a %b %d %H:%M:%S %Y}t] %>s", "[Thu Mar 12 14:03:07 2026] 200", "time=1773324187+0"},
        {"%{%c}t %>s", "Thu Mar  5 14:03:07 2026 200", "time=1772719387+0"},
        {"%{%Y-%m-%d-%H.%M.%S}t %>s", "2026-03-12-14.03.07 200", "time=1773324187+0"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

static void reads_specifiers_of_goaccess(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"%h %^[%d:%t %^] \"%r\" %s %b \"%R\" \"%u\"", HEAD REQUEST " 200 5 \"-\" \"curl\"",
         "client=192.0.2.7|time=1773320587+3600|path=/a|bytes=5|agent=curl"},
        {"%h %^[%d:%t %^] \"%r\" %s %b", HEAD REQUEST " 200 5 \"-\" \"curl\"",
         "bytes=5|agent=none"},
        {"%v:%^ %h %^[%d:%t %^] \"%r\" %s %b", "shop.example:443 " HEAD REQUEST " 200 5",
         "host=shop.example:443|client=192.0.2.7"},
        {"%h [%d:%t %^] %m %U %q %H %s %D %e", "192.0.2.7 " LINE_TIME " GET /a b HTTP/1.1 200 9 u",
         "method=GET|path=/a|protocol=HTTP/1.1|duration=9|user=u"},
        {"goaccess:%x %~%L %h %C/%s %b %m %U", "1773320587.123    109 192.0.2.7 HIT/200 5 GET /a",
         "time=1773320587+0|duration=109000|cache=HIT|path=/a"},
        {"goaccess:log-format %d\\t%t\\t%h\\t%s\ntime-format %T\ndate-format %Y-%m-%d\n",
         "2026-03-12\t14:03:07\t192.0.2.7\t200", "time=1773324187+0|client=192.0.2.7"},
        {"%x %h %s\ntime-format %f", "1773320587123456 192.0.2.7 200", "time=1773320587+0"},
        {"~h{, } %^[%d:%t %^] \"%r\" %s %b", "203.0.113.9, 192.0.2.7 - - " LINE_TIME " \"-\" 408 -",
         "client=203.0.113.9|kind=none|status=408"},
        {"%h:%^ %x %n %K %k %M %s", "192.0.2.7:80 2026-03-12T14:03:07Z 4000 TLSv1.3 X a/b 200",
         "client=192.0.2.7|time=1773324187+0|duration=4|tls=TLSv1.3"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

/* A literal within a field is not the one behind it. */
static void finds_the_right_literal(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {NGINX_COMBINED, "192.0.2.7 - a [b] c " LINE_TIME " " REQUEST " 200 5 \"-\" \"-\"",
         "user=a [b] c|time=1773320587+3600"},
        {NGINX_COMBINED, "192.0.2.7 - " LINE_TIME " " LINE_TIME " " REQUEST " 200 5 \"-\" \"-\"",
         "user=" LINE_TIME},
        {NGINX_COMBINED, "192.0.2.7 - \"\" " LINE_TIME " " REQUEST " 200 5 \"-\" \"-\"", "user="},
        {NGINX_COMBINED, HEAD "\"GET /?q=\" x HTTP/1.1\" 200 5 \"-\" \"-\"",
         "target=/?q=\" x|status=200"},
        {NGINX_COMBINED, HEAD "\"GET /?q=\" 404 7 HTTP/1.1\" 200 5 \"-\" \"-\"",
         "target=/?q=\" 404 7|status=200"},
        {NGINX_COMBINED, HEAD REQUEST " 200 5 \"-\" \"a \"b\" c\"", "agent=a \"b\" c"},
        {NGINX_COMBINED, HEAD REQUEST " 200 5 \"-\" \"a \"b\" c\\\"", "agent=a \"b\" c\\"},
        {NGINX_COMBINED, HEAD REQUEST " 200 5 \"C:\\\" \"a\"", "referer=C:\\|agent=a"},
        {NGINX_COMBINED, HEAD "\"\" 400 0 \"-\" \"\"", "kind=none|request=|agent="},
        {NGINX_COMBINED, HEAD "\"\\x16\\x03\\x01\\x5C\" 400 0 \"-\" \"-\"",
         "kind=not_http|request=\\x16\\x03\\x01\\x5C"},
        {"$remote_addr [$proxy] $status", "192.0.2.7 [a] [b] 200", "status=200"},
        {"$request_uri $status $body_bytes_sent", "/a 1 b 200 5", "path=/a 1 b|status=200"},
        {"\"$status\" \"$body_bytes_sent\" \"$request_time\"", "\"200\" \"5\" \"0.1\"",
         "status=200|bytes=5|duration=100000"},
        {"$status $body_bytes_sent $request_time", "\"200\" \"-\" \"-\"",
         "status=200|bytes=0|duration=none"},
        {"$status \"$http_referer\"", "200 \"-\"  ", "status=200|referer=-"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

static void says_why_a_line_is_not_read(void **state)
{
    (void)state;
    static const struct {
        const char *definition, *line;
        enum httally_unparsed_reason reason;
    } cases[] = {
        {NGINX_COMBINED, "logrotate: done", HTTALLY_UNPARSED_SHORT_LINE},
        {NGINX_COMBINED, "a b c [d] e", HTTALLY_UNPARSED_BAD_TIME},
        {NGINX_COMBINED, HEAD "\"GET /", HTTALLY_UNPARSED_OPEN_FIELD},
        {NGINX_COMBINED, HEAD REQUEST, HTTALLY_UNPARSED_OPEN_FIELD},
        {NGINX_COMBINED, HEAD REQUEST " 200 5", HTTALLY_UNPARSED_SHORT_LINE},
        {NGINX_COMBINED, HEAD REQUEST " 2000 5 \"-\" \"-\"", HTTALLY_UNPARSED_BAD_STATUS},
        {NGINX_COMBINED, HEAD REQUEST " 200 5, \"-\" \"-\"", HTTALLY_UNPARSED_BAD_NUMBER},
        {NGINX_COMBINED, HEAD REQUEST " 200 5 \"-\" \"curl", HTTALLY_UNPARSED_OPEN_FIELD},
        {NGINX_COMBINED, HEAD REQUEST " 200 5 \"-\" \"curl\" 7", HTTALLY_UNPARSED_OTHER_TEXT},
        /* One field more is no longer agent. */
        {NGINX_COMBINED, HEAD REQUEST " 200 5 \"-\" \"curl\" \"-\"", HTTALLY_UNPARSED_OTHER_TEXT},
        {NGINX_COMBINED, "192.0.2.7 - - [31/Feb/2026:14:03:07 +0100] " REQUEST " 200 5 \"-\" \"-\"",
         HTTALLY_UNPARSED_BAD_TIME},
        {"$status $request_time", "200 soon", HTTALLY_UNPARSED_BAD_NUMBER},
        {"[$time_iso8601] $status", "[2026-02-29T14:03:07Z] 200", HTTALLY_UNPARSED_BAD_TIME},
        {"x$status", "200", HTTALLY_UNPARSED_OTHER_TEXT},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_unparsed(cases[i].definition, cases[i].line, cases[i].reason);
}

static void refuses_what_is_no_definition(void **state)
{
    (void)state;
    static const struct {
        const char *definition, *message;
    } cases[] = {
        {"$remote_addr $request", "no field is the status"},
        {"%h %r", "at its end: no field is the status"},
        {"$status$body_bytes_sent", "at byte 8, '$body_bytes_sent': nothing tells"},
        {"%>s%b", "at byte 4, '%b': nothing tells"},
        {"%>s %", "at byte 5, '%': no directive"},
        {"%>s % %b", "at byte 5, '% %b': no directive"},
        {"%>s %{Referer", "at byte 5, '%{Referer': no directive"},
        {"nginx:$status $", "at byte 9, '$': no variable"},
        {"nginx:$status ${x", "no variable"},
        {"%h %^ %s %Q", "at byte 10, '%Q': GoAccess has no such specifier"},
        {"%{%Q}t %>s", "this form of time is not known"},
        {"goaccess:%d %t %s\ndate-format %J", "this form of time is not known"},
        {"nginx:", "no field is the status"},
        {"combine", "no format is called 'combine'; is it combined, "},
        {"ngin", "is it nginx, nginx-main, ingress-nginx, nginx-proxy-manager?"},
        {"zzz", "no format is called 'zzz'"},
        {"", "no format is called ''"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_format *format;
        struct httally_error error;
        if (httally_format_create(cases[i].definition, &format, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' is taken", cases[i].definition);
        assert_null(format);
        if (!strstr(error.message, cases[i].message))
            fail_msg("'%s': %s", cases[i].definition, error.message);
    }
}

static void bounds_the_number_of_fields(void **state)
{
    (void)state;
    char text[4096] = "nginx:$status";
    struct httally_format *format;
    for (size_t i = 0; i < 99; i++)
        strncat(text, " $x", sizeof text - strlen(text) - 1);
    assert_int_equal(httally_format_create(text, &format, NULL), HTTALLY_OK);
    httally_format_destroy(format);
    for (size_t i = 0; i < 300; i++) {
        strncat(text, " $x", sizeof text - strlen(text) - 1);
        assert_int_equal(httally_format_create(text, &format, NULL), HTTALLY_ERROR_ARGUMENT);
    }
}

/* A line may not cost more than a few plain ones of its length, whatever is in it. */
static void crafted_lines_cost_little(void **state)
{
    (void)state;
    static const char head[] = HEAD "\"";
    size_t length = FORMAT_LINE_CAP_BYTES;
    char *line = malloc(length);
    assert_non_null(line);
    const clock_t start = clock();
    static const char *const fills[] = {"\" 200 5 \"", "\\\"", "\" \"", "\"", " [", "\" 2"};
    for (size_t i = 0; i < ARRAY_LENGTH(fills); i++) {
        size_t fill = strlen(fills[i]);
        memcpy(line, head, sizeof head - 1);
        for (size_t at = sizeof head - 1; at < length; at++)
            line[at] = fills[i][(at - sizeof head + 1) % fill];
        for (int times = 0; times < 20; times++) {
            struct defined_line read =
                read_defined(NGINX_COMBINED " $x $y", httally_slice_of(line, length));
            finish_defined(&read);
        }
    }
    free(line);
    /* It takes a tenth of a second; with work that grows as the square, hours. */
    assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
}

static void takes_dialects_for_what_they_are(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"$status 100%", "200 100%", "status=200"},
        {"nginx:%h $status", "%h 200", "status=200|client=none"},
        {"apache:%h $status %>s", "192.0.2.7 $status 200", "client=192.0.2.7"},
        {"%h %s", "192.0.2.7 200", "client=192.0.2.7"},
        {"goaccess:%h %s %T", "192.0.2.7 200 0.5", "duration=500000"},
        {"{\"status\":$status,\"ip\":\"$remote_addr\"}", "{\"ip\": \"192.0.2.7\", \"status\": 200}",
         "client=192.0.2.7|status=200"},
    };
    assert_all_read(cases, ARRAY_LENGTH(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_variables_of_nginx),
        cmocka_unit_test(steps_over_lists_of_servers),
        cmocka_unit_test(reads_directives_of_apache),
        cmocka_unit_test(reads_times_of_apache),
        cmocka_unit_test(reads_specifiers_of_goaccess),
        cmocka_unit_test(finds_the_right_literal),
        cmocka_unit_test(says_why_a_line_is_not_read),
        cmocka_unit_test(refuses_what_is_no_definition),
        cmocka_unit_test(bounds_the_number_of_fields),
        cmocka_unit_test(crafted_lines_cost_little),
        cmocka_unit_test(takes_dialects_for_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
