/* SPDX-License-Identifier: MIT */
#include "base/privacy_mask.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/address_mask.h"
#include "base/word.h"

/* A text that is rewritten where it stands: 'out' never overtakes 'at'. */
struct rewriting {
    char *text;
    size_t length;
    size_t at;
    size_t out;
    bool is_quoted;
};

static bool is_letter(char byte)
{
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'z';
}

static bool is_label(char byte)
{
    return is_letter(byte) || word_is_digit(byte) || byte == '-';
}

/* A byte of what stands before the '@', perhaps escaped. */
static bool is_local(char byte)
{
    return is_label(byte) || byte == '.' || byte == '_' || byte == '+' || byte == '%' ||
           (unsigned char)byte >= 0x80;
}

/* Does a domain begin at 'at'?  "lodash@4.17.21" has none. */
static bool is_domain(const struct rewriting *text, size_t at)
{
    size_t last_dot = at, end = at;
    for (; end < text->length && (is_label(text->text[end]) || text->text[end] == '.'); end++) {
        if (text->text[end] == '.' && end + 1 < text->length && is_letter(text->text[end + 1]))
            last_dot = end;
    }
    return end > at && is_label(text->text[at]) && last_dot > at;
}

/* "@" and "%40" take the name before them away. */
static size_t at_sign_length(const struct rewriting *text)
{
    const char *at = text->text + text->at;
    if (*at == '@')
        return 1;
    return text->length - text->at >= 3 && memcmp(at, "%40", 3) == 0 ? 3 : 0;
}

static void hide_name(struct rewriting *text)
{
    size_t start = text->out;
    while (start > 0 && is_local(text->text[start - 1]))
        start--;
    if (start == text->out)
        return;
    text->text[start] = '*';
    text->out = start + 1;
}

static bool ends_query(const struct rewriting *text, size_t at)
{
    char byte = text->text[at];
    if (byte == '"' || byte == '\t')
        return true;
    if (byte != ' ')
        return false;
    /* Within quotes a query may have spaces, up to the protocol. */
    return !text->is_quoted || (text->length - at > 6 && memcmp(text->text + at, " HTTP/", 6) == 0);
}

static void hide_query(struct rewriting *text)
{
    size_t start = text->at;
    while (text->at < text->length && !ends_query(text, text->at))
        text->at += text->text[text->at] == '\\' && text->length - text->at > 1 ? 2 : 1;
    if (text->at > start)
        text->text[text->out++] = '*';
}

static size_t hide_names_and_queries(char *bytes, size_t length)
{
    struct rewriting text = {.text = bytes, .length = length};
    while (text.at < length) {
        size_t sign = at_sign_length(&text);
        if (sign && is_domain(&text, text.at + sign))
            hide_name(&text);
        char byte = bytes[text.at++];
        bool is_escape = byte == '\\' && text.at < length;
        bytes[text.out++] = byte;
        if (is_escape)
            bytes[text.out++] = bytes[text.at++];
        else if (byte == '"')
            text.is_quoted = !text.is_quoted;
        else if (byte == '?')
            hide_query(&text);
    }
    return text.out;
}

/* Put a '*' in place of the bytes from 'start' to 'end', unless they say that there is nothing. */
static size_t hide_part(char *line, size_t length, size_t start, size_t end)
{
    if (end <= start || (end - start == 1 && line[start] == '-'))
        return length;
    line[start] = '*';
    memmove(line + start + 1, line + end, length - end);
    return length - (end - start - 1);
}

static bool has_word(const char *name, size_t length, const char *word)
{
    size_t word_length = strlen(word);
    for (size_t i = 0; i + word_length <= length; i++) {
        if (strncasecmp(name + i, word, word_length) == 0)
            return true;
    }
    return false;
}

/* Is it the name of a member that holds a user or a query? */
static bool is_private_name(const char *name, size_t length)
{
    return (has_word(name, length, "user") && !has_word(name, length, "agent")) ||
           has_word(name, length, "query") || (length == 4 && memcmp(name, "args", 4) == 0);
}

/* "192.0.2.1 - alice [": what is behind the ident; of three words the last two. */
static size_t hide_user_before_time(char *line, size_t length)
{
    const char *bracket = memchr(line, '[', length);
    const char *quote = memchr(line, '"', length);
    if (!bracket || bracket - line < 2 || bracket[-1] != ' ' || (quote && quote < bracket))
        return length;
    size_t end = (size_t)(bracket - line) - 1, words = 1, second = 0, third = 0;
    for (size_t i = 0; i < end; i++) {
        if (i + 3 <= end && memcmp(line + i, " - ", 3) == 0)
            return hide_part(line, length, i + 3, end);
        if (line[i] != ' ')
            continue;
        words++;
        if (words == 2)
            second = i + 1;
        if (words == 3)
            third = i + 1;
    }
    if (words != 3)
        return length;
    length = hide_part(line, length, third, end);
    return hide_part(line, length, second, third - 1);
}

/* Where the text that a quote at 'at' begins ends: at its closing quote. */
static size_t closing_quote(const char *line, size_t length, size_t at)
{
    for (at++; at < length && line[at] != '"'; at++)
        at += line[at] == '\\';
    return at < length ? at : length;
}

static size_t hide_json_members(char *line, size_t length)
{
    for (size_t at = 0; at < length; at++) {
        if (line[at] != '"')
            continue;
        size_t name = at + 1, name_end = closing_quote(line, length, at), value = name_end + 1;
        while (value < length && (line[value] == ':' || line[value] == ' '))
            value++;
        at = name_end;
        if (value >= length || value == name_end + 1 || line[value] != '"')
            continue;
        if (is_private_name(line + name, name_end - name))
            length = hide_part(line, length, value + 1, closing_quote(line, length, value));
    }
    return length;
}

static size_t hide_ltsv_fields(char *line, size_t length)
{
    for (size_t at = 0; at < length; at++) {
        const char *tab = memchr(line + at, '\t', length - at);
        size_t end = tab ? (size_t)(tab - line) : length;
        const char *colon = memchr(line + at, ':', end - at);
        size_t before = length;
        if (colon && is_private_name(line + at, (size_t)(colon - line) - at))
            length = hide_part(line, length, (size_t)(colon - line) + 1, end);
        at = end - (before - length);
    }
    return length;
}

size_t privacy_mask_text(char *text, size_t length)
{
    return address_mask_text(text, hide_names_and_queries(text, length));
}

size_t privacy_mask_line(char *line, size_t length)
{
    if (length > 0 && memchr(line, '{', length))
        length = hide_json_members(line, length);
    else if (length > 0 && memchr(line, '\t', length))
        length = hide_ltsv_fields(line, length);
    else if (length > 0)
        length = hide_user_before_time(line, length);
    return address_mask_line(line, hide_names_and_queries(line, length));
}
