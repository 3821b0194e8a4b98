/* SPDX-License-Identifier: MIT */
#include "format/definition_json.h"

#include "base/compiler.h"

/* Longer paths and more keys are no log_format of this world; they are left out. */
enum { DEPTH_MAX = 16, PATH_MAX_BYTES = 256, KEY_MAX = 256 };

/* Of several keys for one field the first variable here counts. */
static const struct {
    const char *variable;
    /* As field_name() gives it, and the unit behind the key. */
    const char *field;
    const char *unit;
} variables[] = {
    {"status", "status", ""},
    {"time_iso8601", "time", ""},
    {"time_local", "time", ""},
    {"msec", "time", ":s"},
    {"remote_addr", "client", ""},
    {"realip_remote_addr", "client", ""},
    {"http_cf_connecting_ip", "client", ""},
    {"http_true_client_ip", "client", ""},
    {"http_x_real_ip", "client", ""},
    {"proxy_protocol_addr", "client", ""},
    {"the_real_ip", "client", ""},
    {"remote_user", "user", ""},
    {"host", "host", ""},
    {"http_host", "host", ""},
    {"server_name", "host", ""},
    {"request", "request", ""},
    {"request_method", "method", ""},
    {"request_uri", "target", ""},
    {"uri", "target", ""},
    {"document_uri", "target", ""},
    {"server_protocol", "protocol", ""},
    {"body_bytes_sent", "bytes", ""},
    {"bytes_sent", "bytes", ""},
    {"http_referer", "referer", ""},
    {"http_user_agent", "agent", ""},
    {"request_time", "duration", ":s"},
    {"upstream_response_time", "upstream_duration", ":s"},
    {"upstream_addr", "upstream", ""},
    {"upstream_status", "upstream_status", ""},
    {"upstream_cache_status", "cache", ""},
    {"ssl_protocol", "tls", ""},
    {"request_id", "request_id", ""},
    {"http_x_request_id", "request_id", ""},
    {"req_id", "request_id", ""},
    {"http_x_forwarded_for", "forwarded_for", ""},
    {"proxy_add_x_forwarded_for", "forwarded_for", ""},
};

/* A key and the variable that is its whole value. */
struct key {
    struct httally_slice variable;
    size_t path_offset, path_length;
};

struct reader {
    const char *at, *end;
    /* The keys of the objects that we are in, with a dot behind each. */
    char path[PATH_MAX_BYTES];
    size_t path_lengths[DEPTH_MAX];
    size_t depth;
    /* Paths of 'keys'. */
    struct buffer paths;
    struct key keys[KEY_MAX];
    size_t key_count;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct httally_slice trim(struct httally_slice text)
{
    while (text.length && is_blank(text.data[0]))
        text = httally_slice_of(text.data + 1, text.length - 1);
    while (text.length && is_blank(text.data[text.length - 1]))
        text.length--;
    return text;
}

bool definition_is_json(struct httally_slice definition)
{
    struct httally_slice text = trim(definition);
    if (text.length < 2 || text.data[0] != '{' || text.data[text.length - 1] != '}')
        return false;
    text = trim(httally_slice_of(text.data + 1, text.length - 2));
    return text.length && text.data[0] == '"' && memchr(text.data, ':', text.length);
}

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && is_blank(*reader->at))
        reader->at++;
}

/* The string that begins at the reader's place, without its quotes. */
static struct httally_slice take_string(struct reader *reader)
{
    const char *start = ++reader->at;
    while (reader->at < reader->end && *reader->at != '"')
        reader->at += *reader->at == '\\' && reader->at + 1 < reader->end ? 2 : 1;
    struct httally_slice text = {start, (size_t)(reader->at - start)};
    reader->at += reader->at < reader->end;
    return text;
}

/* A value without quotes: `$status`, `null`; braces of ${status} belong to it. */
static struct httally_slice take_bare(struct reader *reader)
{
    const char *start = reader->at;
    bool is_braced = false;
    while (reader->at < reader->end) {
        char byte = *reader->at;
        if (byte == '{')
            is_braced = true;
        else if (byte == ',' || byte == ']' || is_blank(byte) || (byte == '}' && !is_braced))
            break;
        else if (byte == '}')
            is_braced = false;
        reader->at++;
    }
    return httally_slice_of(start, (size_t)(reader->at - start));
}

/* The name in "$name" or "${name}", if that is all; the three parts of a request are one. */
static struct httally_slice variable_of(struct httally_slice value)
{
    static const char first[] = "$request_method $", last[] = " $server_protocol";
    struct httally_slice name = trim(value);
    if (name.length > sizeof first + sizeof last - 2 &&
        memcmp(name.data, first, sizeof first - 1) == 0 &&
        memcmp(name.data + name.length - (sizeof last - 1), last, sizeof last - 1) == 0)
        return httally_slice_of_string("request");
    if (name.length < 2 || name.data[0] != '$')
        return httally_slice_of(NULL, 0);
    name = httally_slice_of(name.data + 1, name.length - 1);
    if (name.length > 2 && name.data[0] == '{' && name.data[name.length - 1] == '}')
        name = httally_slice_of(name.data + 1, name.length - 2);
    return name;
}

static size_t path_length(const struct reader *reader)
{
    return reader->depth ? reader->path_lengths[reader->depth - 1] : 0;
}

/* A key cannot stand in a mapping when it holds what separates its terms, or an escape. */
static bool is_mappable(struct httally_slice key)
{
    return key.length && !memchr(key.data, ',', key.length) &&
           !memchr(key.data, '\\', key.length) && !memchr(key.data, '\0', key.length);
}

static void add_key(struct reader *reader, struct httally_slice key, struct httally_slice value)
{
    struct httally_slice variable = variable_of(value);
    if (!variable.data || !is_mappable(key) || reader->key_count == KEY_MAX)
        return;
    struct key *added = &reader->keys[reader->key_count++];
    added->variable = variable;
    added->path_offset = reader->paths.length;
    buffer_append(&reader->paths, reader->path, path_length(reader));
    buffer_append_slice(&reader->paths, key);
    added->path_length = path_length(reader) + key.length;
}

/* False when the object is too deep or its key does not fit: nothing in it is taken then. */
static bool enter_object(struct reader *reader, struct httally_slice key)
{
    size_t length = path_length(reader);
    if (reader->depth == DEPTH_MAX || !is_mappable(key) || length + key.length + 1 > PATH_MAX_BYTES)
        return false;
    memcpy(reader->path + length, key.data, key.length);
    reader->path[length + key.length] = '.';
    reader->path_lengths[reader->depth++] = length + key.length + 1;
    return true;
}

/* Read the value behind `"key":`; false when the rest cannot be placed. */
static bool read_value(struct reader *reader, struct httally_slice key)
{
    skip_blanks(reader);
    if (reader->at == reader->end)
        return false;
    if (*reader->at == '{') {
        reader->at++;
        return enter_object(reader, key);
    }
    add_key(reader, key, *reader->at == '"' ? take_string(reader) : take_bare(reader));
    return true;
}

static void read_keys(struct reader *reader)
{
    /* The outermost brace was seen by definition_is_json(). */
    reader->at++;
    while (reader->at < reader->end) {
        if (*reader->at == '}' && reader->depth > 0)
            reader->depth--;
        /* An object that no key names. */
        if (*reader->at == '{')
            return;
        if (*reader->at != '"') {
            reader->at++;
            continue;
        }
        struct httally_slice key = take_string(reader);
        skip_blanks(reader);
        if (reader->at == reader->end || *reader->at != ':')
            continue;
        reader->at++;
        if (!read_value(reader, key))
            return;
    }
}

/* Append the terms of one variable; '*term_count' are those so far. */
static void append_terms(const struct reader *reader, size_t variable, size_t *term_count,
                         struct buffer *mapping)
{
    for (size_t i = 0; i < reader->key_count; i++) {
        const struct key *key = &reader->keys[i];
        if (!httally_slice_equals_string(key->variable, variables[variable].variable))
            continue;
        /* A key may end in a colon itself: what was appended counts, not what stands there. */
        buffer_append_string(mapping, *term_count ? "," : "");
        buffer_append_string(mapping, variables[variable].field);
        buffer_append_char(mapping, '=');
        buffer_append(mapping, reader->paths.data + key->path_offset, key->path_length);
        buffer_append_string(mapping, variables[variable].unit);
        ++*term_count;
    }
}

enum httally_result definition_json_mapping(struct httally_slice definition, struct buffer *mapping,
                                            struct httally_error *error)
{
    struct httally_slice text = trim(definition);
    struct reader reader = {.at = text.data, .end = text.data + text.length};
    size_t term_count = 0, status_count = 0;
    if (definition_is_json(definition))
        read_keys(&reader);
    enum httally_result result = buffer_status(&reader.paths, error);
    buffer_append_string(mapping, "json:");
    for (size_t i = 0; result == HTTALLY_OK && i < ARRAY_LENGTH(variables); i++) {
        append_terms(&reader, i, &term_count, mapping);
        /* $status is the first. */
        status_count = i == 0 ? term_count : status_count;
    }
    buffer_append_char(mapping, '\0');
    if (result == HTTALLY_OK)
        result = buffer_status(mapping, error);
    if (result == HTTALLY_OK && status_count == 0)
        result = httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                   "no key of this JSON definition holds $status");
    buffer_finish(&reader.paths);
    return result;
}
