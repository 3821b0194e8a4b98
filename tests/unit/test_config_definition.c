/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "format/config_definition.h"
#include "format/definition_json.h"
#include "httally/format.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct find_case {
    const char *config, *name;
    const char *text;
    enum config_server server;
    enum config_escape escape;
};

static void assert_found(const struct find_case *wanted)
{
    struct config_definition definition;
    struct httally_error error;
    if (config_definition_find(httally_slice_of_string(wanted->config), wanted->name, &definition,
                               &error) != HTTALLY_OK)
        fail_msg("%s\n%s, line %d", wanted->config, error.message, (int)error.line);
    assert_slice_equal(buffer_slice(&definition.text), httally_slice_of_string(wanted->text));
    assert_int_equal(definition.server, wanted->server);
    assert_int_equal(definition.escape, wanted->escape);
    assert_null(definition.built_in);
    config_definition_finish(&definition);
}

static void assert_built_in(const char *config, const char *name, const char *built_in)
{
    struct config_definition definition;
    struct httally_error error;
    if (config_definition_find(httally_slice_of_string(config), name, &definition, &error) !=
        HTTALLY_OK)
        fail_msg("%s\n%s, line %d", config, error.message, (int)error.line);
    assert_non_null(definition.built_in);
    assert_string_equal(definition.built_in, built_in);
    config_definition_finish(&definition);
}

struct error_case {
    const char *config, *name;
    enum httally_result result;
    uint64_t line;
    const char *words;
};

static void assert_errors(const struct error_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct config_definition definition;
        struct httally_error error;
        enum httally_result result = config_definition_find(
            httally_slice_of_string(cases[i].config), cases[i].name, &definition, &error);
        config_definition_finish(&definition);
        if (result != cases[i].result || error.line != cases[i].line ||
            !strstr(error.message, cases[i].words))
            fail_msg("%s\nresult %d, line %d: %s", cases[i].config, (int)result, (int)error.line,
                     error.message);
    }
}

/* As distributions ship it, with what people add. */
static const char nginx_config[] =
    "user www-data;\n"
    "events { worker_connections 768; }\n"
    "http {\n"
    "\tinclude /etc/nginx/mime.types; # don't mind the \"quote\n"
    "    map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n"
    "    log_format  main  '$remote_addr - $remote_user [$time_local] \"$request\" '\n"
    "                      '$status $body_bytes_sent \"$http_referer\" '   # second part\n"
    "                      '\"$http_user_agent\" \"$http_x_forwarded_for\"';\n"
    "    log_format timed escape=none \"$remote_addr \\\"$request\\\" \"\n"
    "\t\t\"${status}s $request_time\";\n"
    "    log_format bare $remote_addr\\ $status:${request_time};\n"
    "    access_log /var/log/nginx/access.log main buffer=32k;\n"
    "    server {\n"
    "        location = /health { access_log off; }\n"
    "        location ~ ^/a{2} { access_log /var/log/nginx/a.log main; }\n"
    "        content_by_lua_block { ngx.say('it\\'s { } \"' .. 1) -- don't\n"
    "        }\n"
    "    }\n"
    "}\n";

#define MAIN_TEXT                                                                                  \
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "             \
    "\"$http_referer\" \"$http_user_agent\" \"$http_x_forwarded_for\""

static void finds_log_formats_of_nginx(void **state)
{
    (void)state;
    static const struct find_case cases[] = {
        {nginx_config, NULL, MAIN_TEXT, CONFIG_NGINX, CONFIG_ESCAPE_DEFAULT},
        {nginx_config, "main", MAIN_TEXT, CONFIG_NGINX, CONFIG_ESCAPE_DEFAULT},
        {nginx_config, "timed", "$remote_addr \"$request\" ${status}s $request_time", CONFIG_NGINX,
         CONFIG_ESCAPE_NONE},
        {nginx_config, "bare", "$remote_addr\\ $status:${request_time}", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
        /* Only a part of a file, CRLF, a byte order mark, TABs. */
        {"\xEF\xBB\xBFlog_format\tx\r\n\t'$status'\r\n\t\"\t$request\";\r\n", NULL,
         "$status\t$request", CONFIG_NGINX, CONFIG_ESCAPE_DEFAULT},
        {"log_format x escape=json '$status';", NULL, "$status", CONFIG_NGINX, CONFIG_ESCAPE_JSON},
        {"log_format x escape=default '$status';", NULL, "$status", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
        /* Only the second word is an option. */
        {"log_format x '$status ' escape=json;", NULL, "$status escape=json", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
        {"log_format x 'a\\tb\\\\c\\'d\\\"e\\xf';", NULL, "a\tb\\c'd\"e\\xf", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
        {"log_format \"x y\" 'it;{}#';", "x y", "it;{}#", CONFIG_NGINX, CONFIG_ESCAPE_DEFAULT},
        /* The same twice, as in the output of nginx -T for two files. */
        {"log_format x '$status'; log_format x \"$status\";", NULL, "$status", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
        /* One that is used, of several. */
        {"log_format a '1'; log_format b '2'; access_log logs/x b; access_log logs/y b if=$c;",
         NULL, "2", CONFIG_NGINX, CONFIG_ESCAPE_DEFAULT},
        /* A definition is used before it comes. */
        {"access_log x a; log_format a '1'; log_format b '2';", NULL, "1", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
        {"log_format combined '1'; access_log x;", NULL, "1", CONFIG_NGINX, CONFIG_ESCAPE_DEFAULT},
        {"#log_format a '1';\nlog_format b '2'; # log_format c '3';", NULL, "2", CONFIG_NGINX,
         CONFIG_ESCAPE_DEFAULT},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_found(&cases[i]);
    assert_built_in("http { access_log logs/access.log; }", NULL, "combined");
    assert_built_in("log_format x '1'; access_log logs/access.log combined;", NULL, "combined");
    assert_built_in("log_format x '1';", "combined", "combined");
    assert_built_in("access_log a; access_log b combined; access_log off;", NULL, "combined");
}

static void says_what_is_wrong_with_nginx(void **state)
{
    (void)state;
    static const struct error_case cases[] = {
        {"log_format x '1';\nlog_format y '2';", NULL, HTTALLY_ERROR_ARGUMENT, 0,
         "several formats are defined: x, y; say which by FILE:NAME"},
        {"log_format x '1';\naccess_log a x;\naccess_log b;", NULL, HTTALLY_ERROR_ARGUMENT, 0,
         "several formats are in use: x, combined; say"},
        {"log_format x '1';\nlog_format y '2';", "z", HTTALLY_ERROR_ARGUMENT, 0,
         "no log_format is called 'z'; there are: x, y"},
        {"access_log off;\naccess_log a;", "z", HTTALLY_ERROR_ARGUMENT, 0,
         "no log_format is called 'z'"},
        {"log_format y '2';\n\naccess_log a x;", NULL, HTTALLY_ERROR_DATA, 3,
         "access_log uses 'x', which no log_format of this file defines"},
        {"\nlog_format x '1';\nlog_format x '2';", NULL, HTTALLY_ERROR_DATA, 3,
         "log_format 'x' has another text than on line 2"},
        {"http {\n  log_format x '$status\n $request;\n}\n", NULL, HTTALLY_ERROR_DATA, 2,
         "no closing quote"},
        {"http {\n  log_format x '$status'\n}\n", NULL, HTTALLY_ERROR_DATA, 2, "no ';'"},
        {"log_format x '$status' {", NULL, HTTALLY_ERROR_DATA, 1, "no ';'"},
        {"log_format x '$status'", NULL, HTTALLY_ERROR_DATA, 1, "no ';'"},
        {"\nlog_format;", NULL, HTTALLY_ERROR_DATA, 2, "without a name and a text"},
        {"log_format x;", NULL, HTTALLY_ERROR_DATA, 1, "without a name and a text"},
        {"log_format x escape=json;", NULL, HTTALLY_ERROR_DATA, 1, "without a name and a text"},
        {"", NULL, HTTALLY_ERROR_ARGUMENT, 0, "neither a log_format"},
        {"worker_processes 4;\n# log_format x '1';\n", NULL, HTTALLY_ERROR_ARGUMENT, 0,
         "neither a log_format"},
        {"\\", NULL, HTTALLY_ERROR_ARGUMENT, 0, "neither a log_format"},
        {"192.0.2.7 - - [12/Mar/2026:14:03:07 +0100] \"GET / HTTP/1.1\" 200 5\n", NULL,
         HTTALLY_ERROR_ARGUMENT, 0, "neither a log_format"},
    };
    assert_errors(cases, COUNT(cases));
}

/* As Debian ships it, with what people add. */
static const char httpd_config[] =
    "# LogFormat \"a comment\" combined\n"
    "ServerRoot \"/etc/apache2\"\n"
    "ErrorLogFormat \"[%t] [%l] %E: %M\"\n"
    "<IfModule log_config_module>\n"
    "    LogFormat \"%v:%p %h %l %u %t \\\"%r\\\" %>s %O \\\"%{Referer}i\\\"\" vhost_combined\n"
    "    logformat \"%h %l %u %t \\\"%r\\\" %>s %O \\\\\n"
    "\\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\"\" combined\n"
    "    LogFormat '%h\\t\"%r\"\\t%>s' tabbed\n"
    "    LogFormat %h_%>s bare\n"
    "</IfModule>\n"
    "<VirtualHost *:80>\n"
    "    CustomLog \"|/usr/bin/rotatelogs -l \\\"/var/log/x\\\" 86400\" combined env=!dontlog\n"
    "</VirtualHost>\n";

static void finds_log_formats_of_httpd(void **state)
{
    (void)state;
    static const struct find_case cases[] = {
        {httpd_config, "vhost_combined", "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\"",
         CONFIG_HTTPD, 0},
        {httpd_config, "tabbed", "%h\t\"%r\"\t%>s", CONFIG_HTTPD, 0},
        {httpd_config, "bare", "%h_%>s", CONFIG_HTTPD, 0},
        /* A backslash before the line end joins lines, CRLF or not; blanks stay. */
        {"LogFormat \"%h \\\r\n  %>s\" \\\r\n x\r\nCustomLog logs/a x\r\n", NULL, "%h   %>s",
         CONFIG_HTTPD, 0},
        {"# a comment \\\nLogFormat \"1%h\" x\nLogFormat \"2%h\" y\n", NULL, "2%h", CONFIG_HTTPD,
         0},
        /* The last definition of a nickname holds. */
        {"LogFormat \"1%h\" x\nLogFormat \"2%h\" x\nCustomLog logs/a x\n", NULL, "2%h",
         CONFIG_HTTPD, 0},
        {"LogFormat \"1%h\" x\nLogFormat \"2%h\" x\n", NULL, "2%h", CONFIG_HTTPD, 0},
        {"\tCUSTOMLOG logs/a \"%t \\\"%r\\\" %>s\"\n", NULL, "%t \"%r\" %>s", CONFIG_HTTPD, 0},
        {"GlobalLog logs/a \"%h %>s\"\nCustomLog logs/b \"%h %>s\" env=x\n", NULL, "%h %>s",
         CONFIG_HTTPD, 0},
        /* The format that TransferLog writes, on its own or by nickname. */
        {"LogFormat \"1%h\"\nTransferLog logs/a\n", NULL, "1%h", CONFIG_HTTPD, 0},
        {"LogFormat \"1%h\" x\nLogFormat x\nTransferLog logs/a\n", NULL, "1%h", CONFIG_HTTPD, 0},
        /* Escapes stay within an argument; other backslashes everywhere. */
        {"LogFormat \"%{a\\tb}t\\x\\\\\\\\n\" x\n", NULL, "%{a\\tb}t\\x\\n", CONFIG_HTTPD, 0},
        {"LogFormat \"it's %h\" x", NULL, "it's %h", CONFIG_HTTPD, 0},
        {"\xEF\xBB\xBFLogFormat %h x", NULL, "%h", CONFIG_HTTPD, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_found(&cases[i]);
    assert_built_in("CustomLog logs/access_log combined\n", NULL, "combined");
    assert_built_in("CustomLog logs/access_log common\nTransferLog logs/b\n", NULL, "common");
    assert_built_in("TransferLog logs/access_log\n", NULL, "common");
    assert_built_in("LogFormat \"%h\" x\n", "combined", "combined");
}

static void says_what_is_wrong_with_httpd(void **state)
{
    (void)state;
    static const struct error_case cases[] = {
        {"LogFormat \"%h\" x\nLogFormat \"%u\" y\n", NULL, HTTALLY_ERROR_ARGUMENT, 0,
         "several formats are defined: x, y; say which"},
        {"LogFormat \"%h\" x\nCustomLog a x\nCustomLog b \"%u\"\n", NULL, HTTALLY_ERROR_ARGUMENT, 0,
         "several formats are in use: x, (a format without a name); say"},
        {"LogFormat \"%h\" x\n", "z", HTTALLY_ERROR_ARGUMENT, 0,
         "no LogFormat is called 'z'; there are: x"},
        {"\nCustomLog logs/a mine\n", NULL, HTTALLY_ERROR_DATA, 2,
         "CustomLog uses 'mine', which no LogFormat of this file defines"},
        {"# x\nLogFormat \"%h \\\"%r\\\" x\nListen 80\n", NULL, HTTALLY_ERROR_DATA, 2,
         "no closing quote"},
        {"LogFormat '%h x", NULL, HTTALLY_ERROR_DATA, 1, "no closing quote"},
        {"CustomLog\nCustomLog a\nLogFormat\n", NULL, HTTALLY_ERROR_ARGUMENT, 0,
         "neither a log_format (nginx) nor a LogFormat"},
    };
    assert_errors(cases, COUNT(cases));
}

static void lists_no_more_names_than_fit(void **state)
{
    (void)state;
    struct buffer config = {.data = NULL};
    for (int i = 0; i < 100; i++)
        buffer_append_format(&config, "log_format format_number_%d '%d';\n", i, i);
    struct config_definition definition;
    struct httally_error error;
    assert_int_equal(config_definition_find(buffer_slice(&config), NULL, &definition, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "format_number_0, format_number_1, "));
    assert_non_null(strstr(error.message, "...; say which"));
    config_definition_finish(&definition);
    for (int i = 100; i <= CONFIG_FORMAT_MAX; i++)
        buffer_append_format(&config, "log_format format_number_%d '%d';\n", i, i);
    assert_int_equal(
        config_definition_find(buffer_slice(&config), "format_number_0", &definition, &error),
        HTTALLY_ERROR_DATA);
    assert_non_null(strstr(error.message, "more than 1024 formats"));
    config_definition_finish(&definition);
    buffer_finish(&config);
}

/* Whatever becomes of it. */
static void try_config(struct httally_slice config)
{
    struct config_definition definition;
    struct httally_error error = {.result = HTTALLY_OK};
    enum httally_result result = config_definition_find(config, NULL, &definition, &error);
    assert_int_equal(result, error.result);
    config_definition_finish(&definition);
}

static void keeps_to_the_text(void **state)
{
    (void)state;
    static const char *const configs[] = {nginx_config, httpd_config};
    for (size_t i = 0; i < COUNT(configs); i++) {
        size_t length = strlen(configs[i]);
        for (size_t cut = 0; cut < length; cut++) {
            /* A sanitizer sees a read behind the end. */
            char *head = malloc(cut ? cut : 1);
            assert_non_null(head);
            memcpy(head, configs[i], cut);
            try_config(httally_slice_of(head, cut));
            try_config(httally_slice_of(configs[i] + cut, length - cut));
            free(head);
        }
    }
    try_config(httally_slice_of(NULL, 0));
    struct config_definition definition;
    assert_int_equal(
        config_definition_find(SLICE("\0log_format x 'a\0b';"), NULL, &definition, NULL),
        HTTALLY_ERROR_ARGUMENT);
    config_definition_finish(&definition);
    assert_int_equal(config_definition_find(SLICE("log_format x 'a\0b';"), NULL, &definition, NULL),
                     HTTALLY_OK);
    assert_slice_equal(buffer_slice(&definition.text), SLICE("a\0b"));
    config_definition_finish(&definition);
}

static void maps_the_keys_of_json(void **state)
{
    (void)state;
    static const struct {
        const char *definition, *mapping;
    } cases[] = {
        {"{\"time\":\"$time_iso8601\",\"status\":$status}", "json:status=status,time=time"},
        {" { \"code\" : \"${status}\" , \"t\":\"$msec\", \"rt\": $request_time }\n",
         "json:status=code,time=t:s,duration=rt:s"},
        {"{\"http\":{\"status\":\"$status\",\"req\":{\"m\":\"$request_method\"}},"
         "\"ip\":\"$remote_addr\"}",
         "json:status=http.status,client=ip,method=http.req.m"},
        /* Of several for one field the better one is first. */
        {"{\"a\":\"$server_name\",\"b\":\"$host\",\"c\":\"$bytes_sent\",\"d\":$body_bytes_sent,"
         "\"e\":$status}",
         "json:status=e,host=b,host=a,bytes=d,bytes=c"},
        {"{\"a\":\"$http_x_real_ip\",\"b\":\"$remote_addr\",\"s\":$status}",
         "json:status=s,client=b,client=a"},
        {"{\"r\":\"$request_method $request_uri $server_protocol\",\"s\":$status}",
         "json:status=s,request=r"},
        /* What is no variable, not one alone, or not ours. */
        {"{\"v\":1,\"n\":null,\"x\":\"$connection\",\"two\":\"$host:$status\",\"e\":\"\",\"s\":"
         "$status,\"arr\":[\"$host\",\"$status\"],\"nested\":{},\"$host\":\"x\"}",
         "json:status=s"},
        {"{\"a,b\":\"$host\",\"c\\\"d\":\"$host\",\"@timestamp\":\"$time_iso8601\",\"s:\":$status}",
         "json:status=s:,time=@timestamp"},
        {"{\"urt\":$upstream_response_time,\"s\":$status,\"ua\":\"$upstream_addr\"}",
         "json:status=s,upstream_duration=urt:s,upstream=ua"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer mapping = {.data = NULL};
        struct httally_error error;
        struct httally_slice definition = httally_slice_of_string(cases[i].definition);
        assert_true(definition_is_json(definition));
        if (definition_json_mapping(definition, &mapping, &error) != HTTALLY_OK)
            fail_msg("%s: %s", cases[i].definition, error.message);
        assert_string_equal(mapping.data, cases[i].mapping);
        buffer_finish(&mapping);
    }
}

static void tells_json_from_other_definitions(void **state)
{
    (void)state;
    static const char *const others[] = {
        "",         "{",        "{}",         "{ }",
        "$status",  "{\"a\"}",  "{$status}",  "[\"$status\"]",
        "{\"a\":1", "\"a\":1}", "x{\"a\":1}",
    };
    for (size_t i = 0; i < COUNT(others); i++)
        assert_false(definition_is_json(httally_slice_of_string(others[i])));
    struct buffer mapping = {.data = NULL};
    struct httally_error error;
    assert_int_equal(definition_json_mapping(SLICE("{\"a\":\"$host\"}"), &mapping, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "$status"));
    buffer_finish(&mapping);
}

static void bounds_the_depth_of_json(void **state)
{
    (void)state;
    struct buffer definition = {.data = NULL}, mapping = {.data = NULL};
    buffer_append_string(&definition, "{\"s\":$status,");
    buffer_append_repeated(&definition, "\"a\":{", 40);
    buffer_append_string(&definition, "\"b\":\"$host\"");
    buffer_append_repeated(&definition, "}", 41);
    assert_int_equal(definition_json_mapping(buffer_slice(&definition), &mapping, NULL),
                     HTTALLY_OK);
    assert_string_equal(mapping.data, "json:status=s");
    buffer_finish(&mapping);
    buffer_finish(&definition);
}

/* The public function: a definition that writes JSON is read as JSON. */
static void makes_formats(void **state)
{
    (void)state;
    static const struct {
        const char *config, *line;
    } cases[] = {
        {"log_format j escape=json '{\"ip\":\"$remote_addr\",' '\"code\":$status}';",
         "{\"code\": 502, \"ip\": \"192.0.2.7\"}"},
        {"access_log logs/a combined;",
         "192.0.2.7 - - [12/Mar/2026:14:03:07 +0100] \"GET / HTTP/1.1\" 502 5 \"-\" \"-\""},
        {"log_format x '$remote_addr\\\\n$status';", "192.0.2.7\\n502"},
        {"LogFormat \"%h\\t\\\"%>s\\\"\" x\n", "192.0.2.7\t\"502\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct httally_format *format;
        struct httally_format_state *memory;
        struct httally_record record;
        struct httally_error error;
        enum httally_unparsed_reason reason;
        if (httally_format_from_config(httally_slice_of_string(cases[i].config), NULL, &format,
                                       &error) != HTTALLY_OK)
            fail_msg("%s: %s", cases[i].config, error.message);
        assert_int_equal(httally_format_state_create(&memory, NULL), HTTALLY_OK);
        if (httally_format_parse(format, memory, httally_slice_of_string(cases[i].line), &record,
                                 &reason) != HTTALLY_LINE_REQUEST)
            fail_msg("%s: %s", cases[i].config, httally_unparsed_reason_text(reason));
        assert_slice_equal(record.client, SLICE("192.0.2.7"));
        assert_int_equal(record.status, 502);
        httally_format_state_destroy(memory);
        httally_format_destroy(format);
    }
    struct httally_format *none;
    assert_int_equal(httally_format_from_config(SLICE("x"), NULL, &none, NULL),
                     HTTALLY_ERROR_ARGUMENT);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_log_formats_of_nginx),
        cmocka_unit_test(says_what_is_wrong_with_nginx),
        cmocka_unit_test(finds_log_formats_of_httpd),
        cmocka_unit_test(says_what_is_wrong_with_httpd),
        cmocka_unit_test(lists_no_more_names_than_fit),
        cmocka_unit_test(keeps_to_the_text),
        cmocka_unit_test(maps_the_keys_of_json),
        cmocka_unit_test(tells_json_from_other_definitions),
        cmocka_unit_test(bounds_the_depth_of_json),
        cmocka_unit_test(makes_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
