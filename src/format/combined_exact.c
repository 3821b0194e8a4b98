/* SPDX-License-Identifier: MIT */
#include "format/combined.h"

#include "base/word.h"
#include "format/absolute_url.h"
#include "format/request_line.h"

/* `[` time `] ` before the quote that opens the request. */
enum { TIME_BEFORE_QUOTE = 29, SIZE_DIGITS_MAX = 18 };

/*
 * Where servers escape nothing, every later quote might be the one that closes the request.  More
 * tries than this only a crafted line needs, which would make reading quadratic.
 */
enum { CLOSING_QUOTE_TRIES = 8 };

/* How a quoted field is closed: by the first quote that is not escaped, or, where the server
 * escapes nothing, by the first one with a space or the line's end behind it. */
enum quote_rule { RULE_ESCAPED, RULE_UNESCAPED };

static bool is_escaped(const char *start, const char *quote)
{
    const char *first = quote;
    while (first > start && first[-1] == '\\')
        first--;
    return (quote - first) % 2 == 1;
}

/* The quote that closes the field whose text begins at 'start', or NULL. */
static const char *find_closing_quote(const char *start, const char *end, enum quote_rule rule)
{
    for (const char *at = start; at < end; at++) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at)
            return NULL;
        if (rule == RULE_ESCAPED ? !is_escaped(start, at) : at + 1 == end || at[1] == ' ')
            return at;
    }
    return NULL;
}

void combined_split_request(struct httally_slice request, struct httally_record *record)
{
    struct httally_slice host;
    request_line_split(request, record);
    if (record->target.length == 0 || record->target.data[0] == '/')
        return;
    record->path = request_line_path(absolute_url_target(record->target, &host));
    if (!record->host.data)
        record->host = host;
}

/* Does `[time] ` stand before 'quote', with a head before it? */
static bool opens_request(const char *line, const char *quote)
{
    if (quote - line < TIME_BEFORE_QUOTE + 1)
        return false;
    const char *bracket = quote - TIME_BEFORE_QUOTE;
    return bracket[-1] == ' ' && bracket[0] == '[' && quote[-2] == ']' && quote[-1] == ' ' &&
           clf_time_has_shape(bracket + 1);
}

static const char *find_request(struct httally_slice line)
{
    const char *end = line.data + line.length;
    for (const char *at = line.data; at < end; at++) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at || opens_request(line.data, at))
            return at;
    }
    return NULL;
}

/* Read ` status size` at 'at' and return what follows, or NULL. */
static const char *parse_status_and_size(const char *at, const char *end,
                                         struct httally_record *record)
{
    if (at == end || *at++ != ' ')
        return NULL;
    const char *space = memchr(at, ' ', (size_t)(end - at));
    if (!space ||
        !httally_status_parse(httally_slice_of(at, (size_t)(space - at)), &record->status))
        return NULL;
    at = space + 1;
    record->bytes = 0;
    const char *digits = at;
    while (at < end && word_is_digit(*at) && at - digits < SIZE_DIGITS_MAX)
        record->bytes = record->bytes * 10 + (uint64_t)(*at++ - '0');
    if (at == digits && at < end && *at == '-')
        at++;
    return at > digits && (at == end || *at == ' ') ? at : NULL;
}

/*
 * Step over one field of the tail, which begins at 'at', to the space or end behind it; NULL sets
 * 'reason_out'.  A quoted part may have a label: urt="0.004", for:"192.0.2.1".
 */
static const char *skip_field(const char *at, const char *end, enum quote_rule rule,
                              enum httally_unparsed_reason *reason_out)
{
    const char *start = at;
    while (at < end && *at != ' ' && *at != '"')
        at++;
    if (at == end || *at == ' ')
        return at;
    if (at > start && at[-1] != '=' && at[-1] != ':') {
        *reason_out = HTTALLY_UNPARSED_STRAY_QUOTE;
        return NULL;
    }
    const char *close = find_closing_quote(at + 1, end, rule);
    if (!close) {
        *reason_out = HTTALLY_UNPARSED_OPEN_FIELD;
        return NULL;
    }
    if (close + 1 < end && close[1] != ' ') {
        *reason_out = HTTALLY_UNPARSED_STRAY_QUOTE;
        return NULL;
    }
    return close + 1;
}

/*
 * The line has parsed, so one of the rules steps over every field; the strict one goes first, as
 * it did then.
 */
const char *combined_skip_field(const char *at, const char *end)
{
    enum httally_unparsed_reason ignored;
    const char *stop = skip_field(at, end, RULE_ESCAPED, &ignored);
    if (!stop)
        stop = skip_field(at, end, RULE_UNESCAPED, &ignored);
    return stop ? stop : end;
}

/* A referer is a URL or nothing; an agent never looks like that. */
static bool looks_like_referer(struct httally_slice text)
{
    static const char *const heads[] = {"http://", "https://", "/", "android-app://"};
    if (text.length <= 1)
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        size_t length = strlen(heads[i]);
        if (text.length >= length && memcmp(text.data, heads[i], length) == 0)
            return true;
    }
    return false;
}

/*
 * Read the fields behind the size.  The first two quoted ones that stand side by side are referer
 * and agent.  Where no two do, the first that looks like a referer and the first that does not.
 */
static bool parse_tail(const char *at, const char *end, enum quote_rule rule,
                       struct httally_record *record, enum httally_unparsed_reason *reason_out)
{
    record->tail = httally_slice_of(at, (size_t)(end - at));
    record->referer = record->agent = httally_slice_of(NULL, 0);
    const struct httally_slice none = {NULL, 0};
    struct httally_slice previous = none, referer = none, agent = none;
    while (at < end) {
        const char *field = at + 1;
        at = skip_field(field, end, rule, reason_out);
        if (!at)
            return false;
        if (record->agent.data)
            continue;
        struct httally_slice text = none;
        if (field < end && *field == '"')
            text = httally_slice_of(field + 1, (size_t)(at - field) - 2);
        if (text.data && previous.data) {
            record->referer = previous;
            record->agent = text;
        } else if (text.data) {
            struct httally_slice *lone = looks_like_referer(text) ? &referer : &agent;
            if (!lone->data)
                *lone = text;
        }
        previous = text;
    }
    if (!record->agent.data) {
        record->referer = referer;
        record->agent = agent;
    }
    return true;
}

/* Read everything behind the opening quote of the request, closed at 'close'. */
static bool parse_from_close(const char *request, const char *close, const char *end,
                             enum quote_rule rule, struct httally_record *record,
                             enum httally_unparsed_reason *reason_out)
{
    *reason_out = HTTALLY_UNPARSED_NO_STATUS;
    const char *tail = parse_status_and_size(close + 1, end, record);
    if (!tail || !parse_tail(tail, end, rule, record, reason_out))
        return false;
    *reason_out = HTTALLY_UNPARSED_NONE;
    combined_split_request(httally_slice_of(request, (size_t)(close - request)), record);
    return true;
}

static bool parse_from_request(const char *request, const char *end, struct httally_record *record,
                               enum httally_unparsed_reason *reason_out)
{
    const char *close = find_closing_quote(request, end, RULE_ESCAPED);
    *reason_out = HTTALLY_UNPARSED_OPEN_REQUEST;
    if (close && parse_from_close(request, close, end, RULE_ESCAPED, record, reason_out))
        return true;

    /* The reason that stands is the strict rule's: it is the one to look at first. */
    enum httally_unparsed_reason ignored;
    int tries = 0;
    for (const char *at = request; at < end && tries < CLOSING_QUOTE_TRIES; at++) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at)
            return false;
        if (!parse_status_and_size(at + 1, end, record))
            continue;
        tries++;
        if (parse_from_close(request, at, end, RULE_UNESCAPED, record, &ignored)) {
            *reason_out = HTTALLY_UNPARSED_NONE;
            return true;
        }
    }
    return false;
}

bool combined_parse_exact(struct httally_slice line, struct httally_record *record,
                          enum httally_unparsed_reason *reason_out)
{
    *record = (struct httally_record){.line = line};
    const char *quote = find_request(line);
    if (!quote) {
        bool has_quote = line.length && memchr(line.data, '"', line.length);
        *reason_out = has_quote ? HTTALLY_UNPARSED_NO_TIME : HTTALLY_UNPARSED_NO_QUOTE;
        return false;
    }
    struct clf_time time;
    if (!clf_time_parse(quote - TIME_BEFORE_QUOTE + 1, &time)) {
        *reason_out = HTTALLY_UNPARSED_BAD_TIME;
        return false;
    }
    record->time = time.seconds;
    record->utc_offset_sec = time.utc_offset_sec;
    const char *bracket = quote - TIME_BEFORE_QUOTE;
    struct httally_slice head = {line.data, (size_t)(bracket - 1 - line.data)};
    if (!combined_split_head(head, record)) {
        *reason_out = HTTALLY_UNPARSED_SHORT_HEAD;
        return false;
    }
    return parse_from_request(quote + 1, line.data + line.length, record, reason_out);
}
