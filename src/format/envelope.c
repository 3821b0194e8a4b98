/* SPDX-License-Identifier: MIT */
#include "format/envelope.h"

#include "base/civil_time.h"
#include "base/word.h"
#include "format/json_scan.h"
#include "format/json_text.h"

/* What is left of a line; a step that finds what it looks for goes behind it. */
struct cursor {
    const char *at;
    const char *end;
};

static size_t left(const struct cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

static bool step_text(struct cursor *cursor, const char *text)
{
    size_t length = strlen(text);
    if (left(cursor) < length || memcmp(cursor->at, text, length) != 0)
        return false;
    cursor->at += length;
    return true;
}

/* Between 'least' and 'most' digits. */
static bool step_digits(struct cursor *cursor, size_t least, size_t most)
{
    size_t count = 0;
    while (count < left(cursor) && count <= most && word_is_digit(cursor->at[count]))
        count++;
    if (count < least || count > most)
        return false;
    cursor->at += count;
    return true;
}

/* A word of printable ASCII and the space behind it. */
static bool step_word(struct cursor *cursor)
{
    enum { WORD_BYTES_MAX = 255 };
    const char *at = cursor->at;
    while (at < cursor->end && at - cursor->at <= WORD_BYTES_MAX && *at > ' ' && *at < 0x7F)
        at++;
    if (at == cursor->at || at == cursor->end || *at != ' ')
        return false;
    cursor->at = at + 1;
    return true;
}

/* 14:03:07, with or without decimals. */
static bool step_clock(struct cursor *cursor)
{
    if (!step_digits(cursor, 2, 2) || !step_text(cursor, ":") || !step_digits(cursor, 2, 2) ||
        !step_text(cursor, ":") || !step_digits(cursor, 2, 2))
        return false;
    return !step_text(cursor, ".") || step_digits(cursor, 1, 9);
}

/* Z, +01:00 or +0100. */
static bool step_zone(struct cursor *cursor)
{
    if (step_text(cursor, "Z"))
        return true;
    if (!step_text(cursor, "+") && !step_text(cursor, "-"))
        return false;
    if (!step_digits(cursor, 2, 2))
        return false;
    (void)step_text(cursor, ":");
    return step_digits(cursor, 2, 2);
}

static bool step_iso_time(struct cursor *cursor)
{
    return step_digits(cursor, 4, 4) && step_text(cursor, "-") && step_digits(cursor, 2, 2) &&
           step_text(cursor, "-") && step_digits(cursor, 2, 2) && step_text(cursor, "T") &&
           step_clock(cursor) && step_zone(cursor);
}

/* `Feb  6 12:14:14`, the day with a space or a zero before it. */
static bool step_bsd_time(struct cursor *cursor)
{
    if (left(cursor) < 4 || !civil_month_of_name(cursor->at) || cursor->at[3] != ' ')
        return false;
    cursor->at += 4;
    size_t digits = step_text(cursor, " ") ? 1 : 2;
    return step_digits(cursor, digits, digits) && step_text(cursor, " ") && step_clock(cursor);
}

/* <134> */
static bool step_priority(struct cursor *cursor)
{
    return step_text(cursor, "<") && step_digits(cursor, 1, 3) && step_text(cursor, ">");
}

static bool is_tag_byte(char byte)
{
    unsigned char letter = (unsigned char)byte | 0x20;
    return (letter >= 'a' && letter <= 'z') || word_is_digit(byte) || byte == '_' || byte == '.' ||
           byte == '/' || byte == '-' || byte == '@';
}

/* `haproxy[123]: ` or `nginx: `; an address with a port is none: it has no space behind its colon.
 */
static bool step_tag(struct cursor *cursor)
{
    enum { TAG_BYTES_MAX = 128 };
    struct cursor tag = *cursor;
    while (tag.at < tag.end && tag.at - cursor->at <= TAG_BYTES_MAX && is_tag_byte(*tag.at))
        tag.at++;
    if (tag.at == cursor->at || word_is_digit(*cursor->at))
        return false;
    if (step_text(&tag, "[") && (!step_digits(&tag, 1, 20) || !step_text(&tag, "]")))
        return false;
    if (!step_text(&tag, ": "))
        return false;
    *cursor = tag;
    return true;
}

/* As docker-compose and foreman put together the lines of several programs: the program's name,
 * spaces up to the longest, and a bar.  Foreman has a clock before it, docker-compose may have a
 * time behind it. */
static bool step_name_and_bar(struct cursor *cursor)
{
    enum { NAME_BYTES_MAX = 128, STAMP_BYTES = sizeof "2026-03-12T14:03:07.123456789Z" - 1 };
    struct cursor clock = *cursor;
    if (step_clock(&clock) && step_text(&clock, " "))
        *cursor = clock;
    const char *start = cursor->at;
    bool has_letter = false;
    for (; cursor->at < cursor->end && is_tag_byte(*cursor->at); cursor->at++) {
        if (*cursor->at == '/' || *cursor->at == '@')
            return false;
        has_letter |= (*cursor->at | 0x20) >= 'a' && (*cursor->at | 0x20) <= 'z';
    }
    if (!has_letter || cursor->at - start > NAME_BYTES_MAX || !step_text(cursor, " "))
        return false;
    while (step_text(cursor, " "))
        continue;
    if (!step_text(cursor, "| "))
        return left(cursor) == 1 && step_text(cursor, "|");
    struct cursor stamp = *cursor;
    if (step_iso_time(&stamp) && stamp.at - cursor->at == STAMP_BYTES && step_text(&stamp, " "))
        *cursor = stamp;
    return true;
}

static bool step_cri(struct cursor *cursor)
{
    if (!step_iso_time(cursor) ||
        (!step_text(cursor, " stdout F") && !step_text(cursor, " stderr F")))
        return false;
    /* More tags may follow behind colons. */
    return step_text(cursor, " ") || (step_text(cursor, ":") && step_word(cursor));
}

static bool step_syslog(struct cursor *cursor)
{
    bool has_time = cursor->at < cursor->end && word_is_digit(*cursor->at) ? step_iso_time(cursor)
                                                                           : step_bsd_time(cursor);
    if (!has_time || !step_text(cursor, " "))
        return false;
    return step_tag(cursor) || (step_word(cursor) && step_tag(cursor));
}

/* `-`, or elements such as `[id name="value"]` in a row; `\]` and `\"` end nothing. */
static bool step_structured_data(struct cursor *cursor)
{
    if (step_text(cursor, "-"))
        return true;
    if (left(cursor) == 0 || *cursor->at != '[')
        return false;
    bool is_quoted = false;
    while (cursor->at < cursor->end) {
        char byte = *cursor->at++;
        if (byte == '\\' && is_quoted && cursor->at < cursor->end)
            cursor->at++;
        else if (byte == '"')
            is_quoted = !is_quoted;
        else if (byte == ']' && !is_quoted && (cursor->at == cursor->end || *cursor->at != '['))
            return true;
    }
    return false;
}

/* Behind the number: `1 time host app pid msgid data `. */
static bool step_syslog_5424(struct cursor *cursor)
{
    if (!step_text(cursor, "1 ") || !(step_text(cursor, "-") || step_iso_time(cursor)) ||
        !step_text(cursor, " "))
        return false;
    for (int i = 0; i < 4; i++) {
        if (!step_word(cursor))
            return false;
    }
    if (!step_structured_data(cursor) || !step_text(cursor, " "))
        return false;
    (void)step_text(cursor, "\xEF\xBB\xBF");
    return true;
}

/* Does the text of a JSON string end in an escaped newline? */
static bool ends_in_newline(struct httally_slice text)
{
    size_t backslashes = 0;
    if (text.length < 2 || text.data[text.length - 1] != 'n')
        return false;
    while (backslashes + 1 < text.length && text.data[text.length - 2 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 1;
}

/* The text of Docker's json-file, with its escapes. */
static bool find_docker_text(struct cursor cursor, struct httally_slice *text_out)
{
    bool has_escapes;
    if (!step_text(&cursor, "{\"log\":\"") || cursor.end[-1] != '}')
        return false;
    struct httally_slice rest = {cursor.at, left(&cursor)};
    const char *stop = json_scan_string(rest, cursor.at, &has_escapes);
    if (!stop)
        return false;
    struct httally_slice text = {cursor.at, (size_t)(stop - cursor.at)};
    if (!ends_in_newline(text))
        return false;
    *text_out = httally_slice_of(text.data, text.length - 2);
    cursor.at = stop + 1;
    return step_text(&cursor, ",\"stream\":\"stdout\"") ||
           step_text(&cursor, ",\"stream\":\"stderr\"");
}

struct envelope_reader {
    enum envelope_kind kind;
    bool (*step)(struct cursor *cursor);
};

/* Find the envelope and what is in it; Docker's text keeps its escapes. */
static enum envelope_kind open_envelope(struct httally_slice line, struct httally_slice *inner_out)
{
    static const struct envelope_reader numbered[] = {
        {ENVELOPE_SYSLOG_5424, step_syslog_5424},
        {ENVELOPE_SYSLOG, step_syslog},
    };
    static const struct envelope_reader plain[] = {
        {ENVELOPE_CRI, step_cri},
        {ENVELOPE_SYSLOG, step_syslog},
        {ENVELOPE_NAME, step_name_and_bar},
    };
    struct cursor start = {line.data, line.data + line.length};
    if (line.length == 0)
        return ENVELOPE_NONE;
    char first = line.data[0];
    if (first == '{')
        return find_docker_text(start, inner_out) ? ENVELOPE_DOCKER : ENVELOPE_NONE;
    bool is_numbered = first == '<' && step_priority(&start);
    const struct envelope_reader *readers = is_numbered ? numbered : plain;
    size_t count = is_numbered ? ARRAY_LENGTH(numbered) : ARRAY_LENGTH(plain);
    for (size_t i = 0; i < count; i++) {
        struct cursor cursor = start;
        if (readers[i].step(&cursor)) {
            *inner_out = httally_slice_of(cursor.at, left(&cursor));
            return readers[i].kind;
        }
    }
    return ENVELOPE_NONE;
}

enum envelope_kind envelope_of(struct httally_slice line)
{
    struct httally_slice inner;
    return open_envelope(line, &inner);
}

/* Docker's text without its escapes; as it is when there is no room. */
static struct httally_slice unescape(struct httally_slice text, struct httally_format_state *state)
{
    char *room = format_state_room(state, text.length);
    if (!room)
        return text;
    struct httally_slice plain = {room, json_text_unescape(text, room)};
    while (plain.length && plain.data[plain.length - 1] == '\r')
        plain.length--;
    return plain;
}

struct httally_slice envelope_strip(struct httally_slice line, bool may_be_named,
                                    struct httally_format_state *state)
{
    enum { NESTED_MAX = 2 };
    for (int i = 0; i < NESTED_MAX; i++) {
        struct httally_slice inner;
        enum envelope_kind kind = open_envelope(line, &inner);
        if (kind == ENVELOPE_NONE || (kind == ENVELOPE_NAME && !may_be_named))
            return line;
        line = kind == ENVELOPE_DOCKER ? unescape(inner, state) : inner;
    }
    return line;
}
