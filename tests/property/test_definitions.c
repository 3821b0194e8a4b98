/* SPDX-License-Identifier: MIT */
/*
 * test_definitions.c - what a server writes in any format of its own is what is read from it.
 *
 * Definitions are made of random variables, known and unknown ones, with random texts around them;
 * their lines of hostile values, escaped as the server escapes them.  HTTALLY_SEED=N makes others
 * than seed 1 does.
 */
#include "defined_line.h"

#include "logged_value.h"

enum { PICKED_MAX = 12, DEFINITIONS = 2000, LINES_EACH = 4 };

/* What may stand in a definition. */
struct variable {
    const char *written;
    enum value_kind kind;
    /* Of the record; NULL where the value is stepped over. */
    const char *field;
    /* Of several that are the same field, the least weak one holds, and of those the first. */
    int weakness;
};

static const struct variable nginx_variables[] = {
    {"$remote_addr", VALUE_ADDRESS, "client", 0},
    {"$http_x_real_ip", VALUE_ADDRESS, "client", 1},
    {"$remote_user", VALUE_USER, "user", 0},
    {"$request", VALUE_REQUEST, "request", 0},
    {"${request_method}", VALUE_METHOD, "method", 0},
    {"$request_uri", VALUE_TARGET, "target", 0},
    {"$server_protocol", VALUE_PROTOCOL, "protocol", 0},
    {"$body_bytes_sent", VALUE_SIZE, "bytes", 0},
    {"$bytes_sent", VALUE_SIZE, "bytes", 1},
    {"$http_referer", VALUE_TEXT, "referer", 0},
    {"${http_user_agent}", VALUE_TEXT, "agent", 0},
    {"$host", VALUE_NAME, "host", 0},
    {"$request_time", VALUE_SECONDS, "duration", 0},
    {"$upstream_addr", VALUE_ADDRESSES, "upstream", 0},
    {"$upstream_status", VALUE_STATUSES, "upstream_status", 0},
    {"$upstream_response_time", VALUE_MANY_SECONDS, "upstream_duration", 0},
    {"$upstream_connect_time", VALUE_MANY_SECONDS, NULL, 0},
    {"$upstream_cache_status", VALUE_NAME, "cache", 0},
    {"$ssl_protocol", VALUE_NAME, "tls", 0},
    {"$http_x_request_id", VALUE_TEXT, "request_id", 1},
    {"$http_x_forwarded_for", VALUE_FORWARDED, "forwarded_for", 0},
    {"$cookie_of_our_own", VALUE_TEXT, NULL, 0},
    {"${geoip_city}", VALUE_TEXT, NULL, 0},
};

static const struct variable nginx_times[] = {
    {"$time_local", VALUE_TIME_CLF, "time", 0},
    {"$time_iso8601", VALUE_TIME_ISO, "time", 0},
    {"$msec", VALUE_TIME_MSEC, "time", 1},
};

static const struct variable apache_variables[] = {
    {"%h", VALUE_ADDRESS, "client", 0},
    {"%{c}a", VALUE_ADDRESS, "client", 1},
    {"%l", VALUE_NAME, NULL, 0},
    {"%u", VALUE_USER, "user", 0},
    {"%r", VALUE_REQUEST, "request", 0},
    {"%m", VALUE_METHOD, "method", 0},
    {"%U%q", VALUE_TARGET, "target", 0},
    {"%H", VALUE_PROTOCOL, "protocol", 0},
    {"%b", VALUE_SIZE, "bytes", 0},
    {"%O", VALUE_SIZE, "bytes", 1},
    {"%I", VALUE_SIZE, NULL, 0},
    {"%{Referer}i", VALUE_TEXT, "referer", 0},
    {"%!200,304{User-agent}i", VALUE_TEXT, "agent", 0},
    {"%v", VALUE_NAME, "host", 0},
    {"%D", VALUE_MICROSECONDS, "duration", 0},
    {"%{ms}T", VALUE_MILLISECONDS, "duration", 1},
    {"%T", VALUE_WHOLE_SECONDS, "duration", 2},
    {"%{X-Forwarded-For}i", VALUE_FORWARDED, "forwarded_for", 0},
    {"%{UNIQUE_ID}e", VALUE_NAME, "request_id", 0},
    {"%{SSL_PROTOCOL}x", VALUE_NAME, "tls", 0},
    {"%{Our-Own}o", VALUE_TEXT, NULL, 0},
    {"%400,501{note}n", VALUE_TEXT, NULL, 0},
    {"%^FB", VALUE_SIZE, NULL, 0},
};

static const struct variable apache_times[] = {
    {"%t", VALUE_TIME_BRACKETS, "time", 0},
    {"%{%d/%b/%Y:%T %z}t", VALUE_TIME_CLF, "time", 0},
    {"%{sec}t", VALUE_TIME_SEC, "time", 0},
    {"%{end:usec}t", VALUE_TIME_USEC, "time", 0},
    {"%{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t %{%z}t", VALUE_TIME_PIECES, "time", 0},
};

static const struct dialect {
    const char *prefix;
    const struct variable *variables, *times;
    size_t variable_count, time_count;
    struct variable status;
} dialects[] = {
    [WRITER_NGINX] = {"nginx:",
                      nginx_variables,
                      nginx_times,
                      ARRAY_LENGTH(nginx_variables),
                      ARRAY_LENGTH(nginx_times),
                      {"$status", VALUE_STATUS, "status", 0}},
    [WRITER_NGINX_JSON] = {"",
                           nginx_variables,
                           nginx_times,
                           ARRAY_LENGTH(nginx_variables),
                           ARRAY_LENGTH(nginx_times),
                           {"$status", VALUE_STATUS, "status", 0}},
    [WRITER_APACHE] = {"apache:",
                       apache_variables,
                       apache_times,
                       ARRAY_LENGTH(apache_variables),
                       ARRAY_LENGTH(apache_times),
                       {"%>s", VALUE_STATUS, "status", 0}},
};

/* A variable with the texts around it. */
struct part {
    const struct variable *variable;
    char before[48];
    char after[16];
    /* No text within the value can end it. */
    bool is_free;
};

struct made {
    enum writer writer;
    struct part parts[PICKED_MAX];
    size_t count;
    struct buffer definition;
};

/* What was logged of a field, as a record has it. */
struct logged {
    const struct variable *variable;
    struct buffer text;
    struct buffer number;
};

static struct random random_numbers;

static uint64_t between(uint64_t low, uint64_t high)
{
    return random_between(&random_numbers, low, high);
}

static int set_up(void **state)
{
    (void)state;
    const char *seed = getenv("HTTALLY_SEED");
    unsigned long long number = seed ? strtoull(seed, NULL, 10) : 1;
    print_message("# HTTALLY_SEED=%llu\n", number);
    random_numbers.state = number * 2654435761U + 1;
    return 0;
}

static bool is_request_part(const char *field)
{
    return strcmp(field, "method") == 0 || strcmp(field, "target") == 0 ||
           strcmp(field, "protocol") == 0;
}

/* May both be in a definition?  Of the keys of JSON that are one field it is not the order that
 * tells which holds, and beside a method people call a target "request". */
static bool go_together(enum writer writer, const char *field, const char *other)
{
    if (writer != WRITER_NGINX_JSON || !field || !other)
        return true;
    return strcmp(field, other) != 0 &&
           !(strcmp(field, "request") == 0 && is_request_part(other)) &&
           !(strcmp(other, "request") == 0 && is_request_part(field));
}

static void add_part(struct made *made, const struct variable *variable)
{
    if (made->count == PICKED_MAX)
        return;
    for (size_t i = 0; i < made->count; i++) {
        const struct variable *other = made->parts[i].variable;
        if (other == variable || !go_together(made->writer, variable->field, other->field))
            return;
    }
    made->parts[made->count++].variable = variable;
}

static void shuffle(struct made *made)
{
    for (size_t i = made->count; i > 1; i--) {
        size_t other = between(0, i - 1);
        const struct variable *moved = made->parts[other].variable;
        made->parts[other].variable = made->parts[i - 1].variable;
        made->parts[i - 1].variable = moved;
    }
}

static void pick_variables(struct made *made)
{
    const struct dialect *dialect = &dialects[made->writer];
    add_part(made, &dialect->status);
    if (between(0, 3) > 0)
        add_part(made, &dialect->times[between(0, dialect->time_count - 1)]);
    for (uint64_t count = between(0, PICKED_MAX); count > 0; count--)
        add_part(made, &dialect->variables[between(0, dialect->variable_count - 1)]);
    shuffle(made);
}

/* Without quotes around it, this would end at its first space. */
static bool needs_quotes(enum value_kind kind)
{
    return kind == VALUE_REQUEST || kind == VALUE_TIME_PIECES;
}

/* The texts around a variable, but for what separates it from the one before. */
static void surround(struct part *part, bool is_last)
{
    static const char *const styles[][2] = {
        {"\"", "\""}, {"\"", "\""}, {"", ""},   {"", ""},
        {"[", "]"},   {"(", ")"},   {"x=", ""}, {"ua=\"", "\""},
    };
    const char *const *style = styles[between(0, ARRAY_LENGTH(styles) - 1)];
    if (needs_quotes(part->variable->kind))
        style = styles[0];
    bool is_bare = style[1][0] == '\0';
    part->is_free = style[1][0] == '"' || (is_last && is_bare);
    strncat(part->before, style[0], sizeof part->before - strlen(part->before) - 1);
    snprintf(part->after, sizeof part->after, "%s", style[1]);
}

static void make_texts(struct made *made)
{
    static const char *const separators[] = {" ", " ", " ", "\t", "|", " | ", " - ", "; ", " at "};
    for (size_t i = 0; i < made->count; i++) {
        const char *separator = separators[between(0, ARRAY_LENGTH(separators) - 1)];
        snprintf(made->parts[i].before, sizeof made->parts[i].before, "%s", i ? separator : "");
        surround(&made->parts[i], i + 1 == made->count);
    }
}

/* Only numbers do without quotes in JSON, and what nginx makes of lists of them. */
static bool may_be_bare(enum value_kind kind)
{
    return kind == VALUE_STATUS || kind == VALUE_SIZE || kind == VALUE_SECONDS ||
           kind == VALUE_TIME_MSEC || kind == VALUE_STATUSES || kind == VALUE_MANY_SECONDS;
}

static void make_json_texts(struct made *made)
{
    for (size_t i = 0; i < made->count; i++) {
        struct part *part = &made->parts[i];
        bool is_bare = may_be_bare(part->variable->kind) && between(0, 1),
             is_nested = !between(0, 4);
        snprintf(part->before, sizeof part->before, "%s\"key%zu\":%s%s", i ? "," : "{", i,
                 is_nested ? "{\"in\":" : "", is_bare ? "" : "\"");
        snprintf(part->after, sizeof part->after, "%s%s%s", is_bare ? "" : "\"",
                 is_nested ? "}" : "", i + 1 == made->count ? "}" : "");
        part->is_free = true;
    }
}

static void make_definition(struct made *made)
{
    *made = (struct made){.writer = (enum writer)between(0, ARRAY_LENGTH(dialects) - 1)};
    pick_variables(made);
    if (made->writer == WRITER_NGINX_JSON)
        make_json_texts(made);
    else
        make_texts(made);
    buffer_append_string(&made->definition, dialects[made->writer].prefix);
    for (size_t i = 0; i < made->count; i++) {
        buffer_append_string(&made->definition, made->parts[i].before);
        buffer_append_string(&made->definition, made->parts[i].variable->written);
        buffer_append_string(&made->definition, made->parts[i].after);
    }
    buffer_append_char(&made->definition, '\0');
    assert_int_equal(buffer_status(&made->definition, NULL), HTTALLY_OK);
}

/* Append a line, and tell what was logged, part by part. */
static void make_line(const struct made *made, struct buffer *line, struct logged *logged)
{
    for (size_t i = 0; i < made->count; i++) {
        const struct part *part = &made->parts[i];
        struct buffer value = {.data = NULL}, written = {.data = NULL};
        logged[i] = (struct logged){.variable = part->variable};
        logged_value_make(&random_numbers, part->variable->kind, part->is_free, &value,
                          &logged[i].number);
        logged_value_write(made->writer, buffer_slice(&value), &written);
        buffer_append_string(line, part->before);
        buffer_append_slice(line, buffer_slice(&written));
        buffer_append_string(line, part->after);
        /* JSON's escapes are undone. */
        buffer_append_slice(&logged[i].text,
                            buffer_slice(made->writer == WRITER_NGINX_JSON ? &value : &written));
        buffer_finish(&value);
        buffer_finish(&written);
    }
}

static const struct logged *find_logged(const struct logged *logged, size_t count,
                                        const char *field)
{
    const struct logged *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *other = logged[i].variable->field;
        if (other && strcmp(other, field) == 0 &&
            (!found || logged[i].variable->weakness < found->variable->weakness))
            found = &logged[i];
    }
    return found;
}

/* Does another variable say it rather than this one, or do parts of a request say nothing?  They
 * are not asked for what a request line says, and without a target they are no request; a list of
 * addresses is the client where nothing else is. */
static bool is_outdone(const struct logged *logged, size_t count, const struct logged *item)
{
    const char *field = item->variable->field;
    if (is_request_part(field) &&
        (find_logged(logged, count, "request") || !find_logged(logged, count, "target")))
        return true;
    return find_logged(logged, count, field) != item ||
           (strcmp(field, "forwarded_for") == 0 && !find_logged(logged, count, "client"));
}

/* JSON that says nothing of a field has not got it. */
static bool is_left_out(const struct made *made, struct httally_slice text)
{
    return made->writer == WRITER_NGINX_JSON &&
           (text.length == 0 || httally_slice_equals_string(text, "-"));
}

static void assert_logged(const struct made *made, const struct buffer *line,
                          const struct httally_record *record, const struct logged *item)
{
    char room[1024];
    struct httally_slice text, expected = buffer_slice(&item->text);
    const char *field = item->variable->field;
    bool is_same;
    if (find_text_field(record, field, &text)) {
        is_same = text.data ? httally_slice_equal(text, expected) : is_left_out(made, expected);
    } else {
        text = httally_slice_of_string(shown_field(record, field, room, sizeof room));
        expected = buffer_slice(&item->number);
        is_same = httally_slice_equal(text, expected);
    }
    if (!is_same)
        fail_msg("%s\nreads '%.*s'\n%s is '%.*s', not '%.*s'", made->definition.data,
                 (int)line->length, line->data, field, (int)text.length, text.data ? text.data : "",
                 (int)expected.length, expected.data ? expected.data : "");
}

static void check_line(const struct made *made)
{
    struct logged logged[PICKED_MAX];
    struct buffer line = {.data = NULL};
    make_line(made, &line, logged);
    struct defined_line read = read_defined(made->definition.data, buffer_slice(&line));
    if (read.kind != HTTALLY_LINE_REQUEST)
        fail_msg("%s\ndoes not read '%.*s': %s", made->definition.data, (int)line.length, line.data,
                 httally_unparsed_reason_text(read.reason));
    for (size_t i = 0; i < made->count; i++) {
        if (logged[i].variable->field && !is_outdone(logged, made->count, &logged[i]))
            assert_logged(made, &line, &read.record, &logged[i]);
        buffer_finish(&logged[i].number);
    }
    for (size_t i = 0; i < made->count; i++)
        buffer_finish(&logged[i].text);
    finish_defined(&read);
    buffer_finish(&line);
}

static void any_definition_reads_what_was_written_in_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < DEFINITIONS; i++) {
        struct made made;
        make_definition(&made);
        for (size_t j = 0; j < LINES_EACH; j++)
            check_line(&made);
        buffer_finish(&made.definition);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_definition_reads_what_was_written_in_it),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
