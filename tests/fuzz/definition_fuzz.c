/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what a user may say about the format of a log: either refused with words, or a
 * format that reads any lines.  The first byte chooses what the text up to the first NUL is; behind
 * it stand lines.
 */
#include <stdlib.h>
#include <string.h>

#include "format/definition_json.h"
#include "format/format.h"
#include "format/regex_format.h"
#include "format/w3c_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind {
    KIND_CONFIG,
    KIND_REGEX,
    KIND_DEFINITION,
    KIND_JSON_DEFINITION,
    /* No text: only lines. */
    KIND_W3C,
    KIND_COUNT
};

/* Longer ones take PCRE2 seconds to compile. */
enum { REGEX_MAX_BYTES = 200 };

static void require(bool condition)
{
    if (!condition)
        abort();
}

static enum httally_result create_json(const char *text, struct httally_error *error)
{
    struct buffer mapping = {.data = NULL};
    struct httally_slice definition = httally_slice_of_string(text);
    enum httally_result result = definition_json_mapping(definition, &mapping, error);
    if (result == HTTALLY_OK)
        require(strlen(mapping.data) + 1 == mapping.length && definition_is_json(definition));
    buffer_finish(&mapping);
    return result;
}

static enum httally_result create(enum kind kind, const char *text, struct httally_format **format,
                                  struct httally_error *error)
{
    switch (kind) {
    case KIND_CONFIG:
        return httally_format_from_config(httally_slice_of_string(text), NULL, format, error);
    case KIND_REGEX:
        if (strlen(text) > REGEX_MAX_BYTES)
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "too long");
        return regex_format_create(text, format, error);
    case KIND_DEFINITION:
        return httally_format_create(text, format, error);
    case KIND_JSON_DEFINITION:
        return create_json(text, error);
    default:
        return w3c_format_create("w3c", format, error);
    }
}

/* Is it a part of the line, of the memory of the state, or a text of the format's own? */
static void check_text(struct httally_slice text)
{
    require(text.data || text.length == 0);
    unsigned sum = 0;
    for (size_t i = 0; i < text.length; i++)
        sum += (unsigned char)text.data[i];
    require(sum <= 255 * text.length);
}

static void check_record(const struct httally_record *record)
{
    check_text(record->client);
    check_text(record->user);
    check_text(record->host);
    check_text(record->request);
    check_text(record->method);
    check_text(record->target);
    check_text(record->path);
    check_text(record->protocol);
    check_text(record->referer);
    check_text(record->agent);
    require(record->status < HTTALLY_STATUS_COUNT);
    if (record->has_details) {
        check_text(record->details.upstream);
        check_text(record->details.upstream_status);
        check_text(record->details.cache);
        check_text(record->details.tls);
        check_text(record->details.request_id);
        check_text(record->details.forwarded_for);
    }
}

/* Each line in memory of its own, so that a sanitizer sees a read behind it. */
static void read_line(const struct httally_format *format, struct httally_format_state *state,
                      const char *data, size_t length)
{
    struct httally_record record;
    enum httally_unparsed_reason reason;
    char *line = malloc(length ? length : 1);
    require(line != NULL);
    memcpy(line, data, length);
    state->unescaped_used = 0;
    enum httally_line_kind kind =
        httally_format_parse(format, state, httally_slice_of(line, length), &record, &reason);
    if (kind == HTTALLY_LINE_REQUEST)
        check_record(&record);
    require((kind == HTTALLY_LINE_UNPARSED) == (reason != HTTALLY_UNPARSED_NONE));
    free(line);
}

static void read_lines(const struct httally_format *format, const char *data, size_t size)
{
    struct httally_format_state *state;
    require(httally_format_state_create(&state, NULL) == HTTALLY_OK);
    while (size > 0) {
        const char *newline = memchr(data, '\n', size);
        size_t length = newline ? (size_t)(newline - data) : size;
        read_line(format, state, data, length);
        length += newline != NULL;
        data += length;
        size -= length;
    }
    httally_format_state_destroy(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    enum kind kind = (enum kind)(data[0] % KIND_COUNT);
    const char *rest = (const char *)data + 1;
    size_t length = kind == KIND_W3C ? 0 : strnlen(rest, size - 1);
    char *text = malloc(length + 1);
    require(text != NULL);
    memcpy(text, rest, length);
    text[length] = '\0';
    struct httally_format *format = NULL;
    struct httally_error error = {.result = HTTALLY_OK};
    enum httally_result result = create(kind, text, &format, &error);
    require(result == error.result && (result == HTTALLY_OK || (!format && error.message[0])));
    if (format)
        read_lines(format, rest + length, size - 1 - length);
    httally_format_destroy(format);
    free(text);
    return 0;
}
