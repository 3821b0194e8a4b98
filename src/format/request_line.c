/* SPDX-License-Identifier: MIT */
#include "format/request_line.h"

#include <stdbool.h>

#include "base/word.h"

enum { METHOD_LENGTH_MAX = 32, PROTOCOL_LENGTH_MAX = 16 };

/* What the last word of a request line says. */
enum ending {
    /* Nothing: it belongs to the target. */
    ENDING_NONE,
    ENDING_HTTP,
    /* Another protocol: "OPTIONS / RTSP/1.0". */
    ENDING_FOREIGN,
};

struct httally_slice request_line_path(struct httally_slice target)
{
    const char *query = target.length ? memchr(target.data, '?', target.length) : NULL;
    return query ? httally_slice_of(target.data, (size_t)(query - target.data)) : target;
}

/*
 * RFC 9110 allows digits and more in a method.  No registered or known private one has them, while
 * banners of other protocols do ("SSH-2.0-...").
 */
static bool is_method(struct httally_slice word)
{
    if (word.length == 0 || word.length > METHOD_LENGTH_MAX || word.data[0] == '-')
        return false;
    for (size_t i = 0; i < word.length; i++) {
        unsigned char letter = (unsigned char)word.data[i] | 0x20;
        bool is_letter = letter >= 'a' && letter <= 'z';
        if (!is_letter && word.data[i] != '-' && word.data[i] != '_')
            return false;
    }
    return true;
}

/* What may stand before a bare word: "GET index.html", but not "EHLO mail.example". */
static bool is_usual_method(struct httally_slice word)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT"};
    for (size_t i = 0; i < ARRAY_LENGTH(methods); i++) {
        if (httally_slice_equals_string(word, methods[i]))
            return true;
    }
    return false;
}

/* Is it NAME/x.y, and if so, is the name HTTP?  HTTP may be in any case, and "HTTP/V1.0" is what
 * clients of the 1990s sent. */
static enum ending ending_of(struct httally_slice word)
{
    static const char http[] = "HTTP";
    size_t slash = 0, start;
    bool is_http = true, is_upper = true;
    for (; slash < word.length && word.data[slash] != '/'; slash++) {
        char upper = (char)(word.data[slash] & ~0x20);
        if (upper < 'A' || upper > 'Z')
            return ENDING_NONE;
        is_http = is_http && slash < sizeof http - 1 && upper == http[slash];
        is_upper = is_upper && upper == word.data[slash];
    }
    start = slash + 1;
    is_http = is_http && slash == sizeof http - 1;
    if (is_http && start < word.length && word.data[start] == 'V')
        start++;
    if (slash == 0 || start >= word.length)
        return ENDING_NONE;
    for (size_t i = start; i < word.length; i++) {
        if (!word_is_digit(word.data[i]) && word.data[i] != '.')
            return ENDING_NONE;
    }
    if (is_http)
        return ENDING_HTTP;
    return is_upper ? ENDING_FOREIGN : ENDING_NONE;
}

/* Look at the last word of 'text'; '*space_out' is the place of the space before it. */
static enum ending find_ending(struct httally_slice text, size_t *space_out)
{
    size_t start = text.length;
    while (start > 0 && text.data[start - 1] != ' ' && text.length - start < PROTOCOL_LENGTH_MAX)
        start--;
    if (start == 0 || text.data[start - 1] != ' ')
        return ENDING_NONE;
    *space_out = start - 1;
    return ending_of(httally_slice_of(text.data + start, text.length - start));
}

/* Without a protocol, what looks like a target makes two words a request. */
static bool looks_like_target(struct httally_slice target)
{
    if (target.length == 0)
        return false;
    if (target.data[0] == '/' || target.data[0] == '*')
        return true;
    for (size_t i = 0; i + 3 <= target.length; i++) {
        if (memcmp(target.data + i, "://", 3) == 0)
            return true;
    }
    return false;
}

static struct httally_slice without_trailing_spaces(struct httally_slice text)
{
    while (text.length && text.data[text.length - 1] == ' ')
        text.length--;
    return text;
}

static struct httally_slice without_spaces(struct httally_slice text)
{
    while (text.length && text.data[0] == ' ')
        text = httally_slice_of(text.data + 1, text.length - 1);
    return without_trailing_spaces(text);
}

/* Nothing, `-`, or, where the server writes method, target and protocol one by one, `- - -`. */
static bool says_nothing(struct httally_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != (i % 2 ? ' ' : '-'))
            return false;
    }
    return true;
}

static enum httally_method number_of_method(struct httally_slice method)
{
    static const char *const names[HTTALLY_METHOD_COUNT] = {[HTTALLY_METHOD_GET] = "GET",
                                                            [HTTALLY_METHOD_HEAD] = "HEAD",
                                                            [HTTALLY_METHOD_POST] = "POST"};
    for (int i = HTTALLY_METHOD_OTHER + 1; i < HTTALLY_METHOD_COUNT; i++) {
        if (httally_slice_equals_string(method, names[i]))
            return (enum httally_method)i;
    }
    return HTTALLY_METHOD_OTHER;
}

void request_line_number(struct httally_record *record)
{
    record->method_number = (uint8_t)number_of_method(record->method);
    record->http_version = record->protocol.length == 8
                               ? (uint8_t)request_line_http_version(record->protocol.data)
                               : 0;
}

void request_line_split(struct httally_slice request, struct httally_record *record)
{
    const struct httally_slice none = {NULL, 0};
    record->request = request;
    record->method = record->target = record->path = record->protocol = none;
    record->method_number = record->http_version = 0;

    struct httally_slice text = without_trailing_spaces(request);
    if (says_nothing(text)) {
        record->request_kind = HTTALLY_REQUEST_NONE;
        return;
    }
    record->request_kind = HTTALLY_REQUEST_NOT_HTTP;
    const char *space = memchr(text.data, ' ', text.length);
    if (!space)
        return;
    struct httally_slice method = {text.data, (size_t)(space - text.data)};
    size_t target_end = text.length;
    enum ending ending = find_ending(text, &target_end);
    if (!is_method(method) || ending == ENDING_FOREIGN)
        return;
    if (ending == ENDING_NONE)
        target_end = text.length;
    /* "GET HTTP/1.1" has one space for both: its target is empty. */
    size_t target_at = method.length + 1 < target_end ? method.length + 1 : target_end;
    struct httally_slice target =
        without_spaces(httally_slice_of(text.data + target_at, target_end - target_at));
    if (ending == ENDING_NONE && !looks_like_target(target) && !is_usual_method(method))
        return;

    record->request_kind = ending == ENDING_HTTP ? HTTALLY_REQUEST_HTTP : HTTALLY_REQUEST_HTTP09;
    record->method = method;
    record->target = target;
    record->path = request_line_path(target);
    if (ending == ENDING_HTTP)
        record->protocol =
            httally_slice_of(text.data + target_end + 1, text.length - target_end - 1);
    request_line_number(record);
}
