/* SPDX-License-Identifier: MIT */
#include "format/request_line.h"

#include <stdbool.h>

#include "base/word.h"

enum { METHOD_LENGTH_MAX = 32, PROTOCOL_LENGTH_MAX = 16 };

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
    if (word.length == 0 || word.length > METHOD_LENGTH_MAX)
        return false;
    for (size_t i = 0; i < word.length; i++) {
        unsigned char letter = (unsigned char)word.data[i] | 0x20;
        bool is_letter = letter >= 'a' && letter <= 'z';
        if (!is_letter && word.data[i] != '-' && word.data[i] != '_')
            return false;
    }
    return true;
}

static bool is_upper_case(struct httally_slice word)
{
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] >= 'a' && word.data[i] <= 'z')
            return false;
    }
    return true;
}

/* Where " HTTP/x.y" at the end of 'text' begins (its space), or text.length. */
static size_t find_protocol(struct httally_slice text)
{
    static const char head[] = "HTTP/";
    size_t start = text.length;
    while (start > 0 && text.data[start - 1] != ' ' && text.length - start < PROTOCOL_LENGTH_MAX)
        start--;
    size_t length = text.length - start;
    if (start == 0 || text.data[start - 1] != ' ' || length < sizeof head ||
        memcmp(text.data + start, head, sizeof head - 1) != 0)
        return text.length;
    for (size_t i = start + sizeof head - 1; i < text.length; i++) {
        if (!word_is_digit(text.data[i]) && text.data[i] != '.')
            return text.length;
    }
    return start - 1;
}

/* Without a protocol, only what looks like a target makes two words a request. */
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

void request_line_split(struct httally_slice request, struct httally_record *record)
{
    const struct httally_slice none = {NULL, 0};
    record->request = request;
    record->method = record->target = record->path = record->protocol = none;

    struct httally_slice text = without_trailing_spaces(request);
    if (text.length == 0 || (text.length == 1 && text.data[0] == '-')) {
        record->request_kind = HTTALLY_REQUEST_NONE;
        return;
    }
    record->request_kind = HTTALLY_REQUEST_NOT_HTTP;
    const char *space = memchr(text.data, ' ', text.length);
    if (!space)
        return;
    struct httally_slice method = {text.data, (size_t)(space - text.data)};
    if (!is_method(method))
        return;
    size_t protocol_at = find_protocol(text);
    bool has_protocol = protocol_at < text.length;
    /* "GET HTTP/1.1" has one space for both: its target is empty. */
    size_t target_at = method.length + 1 < protocol_at ? method.length + 1 : protocol_at;
    struct httally_slice target = {text.data + target_at, protocol_at - target_at};
    if (!has_protocol && !looks_like_target(target) && !is_upper_case(method))
        return;

    record->request_kind = has_protocol ? HTTALLY_REQUEST_HTTP : HTTALLY_REQUEST_HTTP09;
    record->method = method;
    record->target = target;
    record->path = request_line_path(target);
    if (has_protocol)
        record->protocol =
            httally_slice_of(text.data + protocol_at + 1, text.length - protocol_at - 1);
}
