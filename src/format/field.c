/* SPDX-License-Identifier: MIT */
#include "format/field.h"

#include "base/number.h"
#include "base/word.h"
#include "format/absolute_url.h"
#include "format/decimal.h"
#include "format/request_line.h"

enum { SIZE_DIGITS_MAX = 18 };

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_NONE] = "(skipped)",
    [FIELD_CLIENT] = "client",
    [FIELD_CLIENT_AND_PORT] = "client",
    [FIELD_USER] = "user",
    [FIELD_HOST] = "host",
    [FIELD_REQUEST] = "request",
    [FIELD_METHOD] = "method",
    [FIELD_TARGET] = "target",
    [FIELD_PROTOCOL] = "protocol",
    [FIELD_STATUS] = "status",
    [FIELD_BYTES] = "bytes",
    [FIELD_REFERER] = "referer",
    [FIELD_AGENT] = "agent",
    [FIELD_DURATION] = "duration",
    [FIELD_UPSTREAM_DURATION] = "upstream_duration",
    [FIELD_UPSTREAM] = "upstream",
    [FIELD_UPSTREAM_STATUS] = "upstream_status",
    [FIELD_CACHE] = "cache",
    [FIELD_TLS] = "tls",
    [FIELD_REQUEST_ID] = "request_id",
    [FIELD_FORWARDED_FOR] = "forwarded_for",
    [FIELD_TIME] = "time",
};

const char *field_name(enum field field)
{
    return field < FIELD_COUNT ? field_names[field] : "";
}

void record_builder_begin(struct record_builder *builder, struct httally_record *record,
                          struct httally_slice line)
{
    *builder = (struct record_builder){.record = record};
    /* Details are begun where there are some. */
    memset(record, 0, offsetof(struct httally_record, details));
    record->has_details = false;
    record->line = line;
}

struct httally_details *record_details(struct httally_record *record)
{
    if (!record->has_details) {
        record->has_details = true;
        record->details = (struct httally_details){
            .duration_us = HTTALLY_DURATION_NONE,
            .upstream_duration_us = HTTALLY_DURATION_NONE,
        };
    }
    return &record->details;
}

/* Of several addresses, as X-Forwarded-For has them in the client's place, the first. */
static struct httally_slice first_address(struct httally_slice text)
{
    const char *comma = text.length ? memchr(text.data, ',', text.length) : NULL;
    return comma ? httally_slice_of(text.data, (size_t)(comma - text.data)) : text;
}

static struct httally_slice without_port(struct httally_slice text)
{
    size_t colon = text.length;
    while (colon > 0 && word_is_digit(text.data[colon - 1]))
        colon--;
    if (colon > 0 && text.data[colon - 1] == ':')
        text.length = colon - 1;
    if (text.length >= 2 && text.data[0] == '[' && text.data[text.length - 1] == ']')
        text = httally_slice_of(text.data + 1, text.length - 2);
    return text;
}

/* "", `-` and everything negative: the server has no number to tell. */
static bool says_no_number(struct httally_slice text)
{
    return text.length == 0 || text.data[0] == '-';
}

static bool set_bytes(struct httally_record *record, struct httally_slice text)
{
    uint64_t bytes = 0;
    size_t start = text.length > 0 && text.data[0] == '+';
    record->bytes = 0;
    if (says_no_number(text))
        return text.length < 2 || httally_slice_equals_string(text, "-1");
    for (size_t i = start; i < text.length; i++) {
        if (!word_is_digit(text.data[i]) || i - start >= SIZE_DIGITS_MAX)
            return false;
        bytes = bytes * 10 + (uint64_t)(text.data[i] - '0');
    }
    record->bytes = bytes;
    return text.length > start;
}

/* Some write a unit behind the number, which is the one that holds then. */
static bool unit_of(struct httally_slice suffix, enum time_unit *unit)
{
    static const struct {
        const char *name;
        enum time_unit unit;
    } units[] = {
        {"s", UNIT_SECONDS},       {"ms", UNIT_MILLISECONDS},
        {"us", UNIT_MICROSECONDS}, {"\xc2\xb5s", UNIT_MICROSECONDS},
        {"ns", UNIT_NANOSECONDS},
    };
    if (suffix.length == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        if (httally_slice_equals_string(suffix, units[i].name)) {
            *unit = units[i].unit;
            return true;
        }
    }
    return false;
}

/* Add a duration to what there is of it. */
static bool add_duration(uint64_t *duration_us, enum time_unit unit, struct httally_slice text)
{
    uint64_t value;
    if (says_no_number(text))
        return true;
    size_t length = decimal_read(text, 6 - 3 * (int)unit, &value);
    if (length == 0)
        return false;
    if (UNLIKELY(length < text.length)) {
        if (!unit_of(httally_slice_of(text.data + length, text.length - length), &unit))
            return false;
        (void)decimal_read(text, 6 - 3 * (int)unit, &value);
    }
    if (*duration_us != HTTALLY_DURATION_NONE)
        value = number_add_saturating(*duration_us, value);
    *duration_us = value < HTTALLY_DURATION_NONE ? value : HTTALLY_DURATION_NONE - 1;
    return true;
}

/* The bytes of ", " or " : " at 'at', or 0. */
static size_t separator_length(struct httally_slice text, size_t at)
{
    static const char *const separators[] = {", ", " : ", ","};
    for (size_t i = 0; i < ARRAY_LENGTH(separators); i++) {
        size_t length = strlen(separators[i]);
        if (text.length - at >= length && memcmp(text.data + at, separators[i], length) == 0)
            return length;
    }
    return 0;
}

/* "0.004, 0.012 : -": of one server behind after another. */
static bool add_durations(uint64_t *duration_us, enum time_unit unit, struct httally_slice text)
{
    size_t at = 0;
    for (;;) {
        size_t start = at;
        while (at < text.length && text.data[at] != ',' && text.data[at] != ' ')
            at++;
        if (!add_duration(duration_us, unit, httally_slice_of(text.data + start, at - start)))
            return false;
        if (at == text.length)
            return true;
        size_t separator = separator_length(text, at);
        if (separator == 0)
            return false;
        at += separator;
    }
}

/* What only some formats have; false when a duration is none. */
static bool set_detail(struct httally_details *details, const struct field_spec *spec,
                       struct httally_slice text)
{
    switch (spec->field) {
    case FIELD_DURATION:
        return add_duration(&details->duration_us, spec->unit, text);
    case FIELD_UPSTREAM_DURATION:
        return add_durations(&details->upstream_duration_us, spec->unit, text);
    case FIELD_UPSTREAM:
        details->upstream = text;
        return true;
    case FIELD_UPSTREAM_STATUS:
        details->upstream_status = text;
        return true;
    case FIELD_CACHE:
        details->cache = text;
        return true;
    case FIELD_TLS:
        details->tls = text;
        return true;
    case FIELD_REQUEST_ID:
        details->request_id = text;
        return true;
    default:
        details->forwarded_for = text;
        return true;
    }
}

/* Two quotes that nothing stands between are how Apache httpd writes an empty name. */
static struct httally_slice user_of(struct httally_slice text)
{
    return httally_slice_equals_string(text, "\"\"") ? httally_slice_of(text.data + 1, 0) : text;
}

static bool give_reason(bool is_right, enum httally_unparsed_reason reason,
                        enum httally_unparsed_reason *reason_out)
{
    if (!is_right)
        *reason_out = reason;
    return is_right;
}

size_t field_text_offset(enum field field)
{
    switch (field) {
    case FIELD_HOST:
        return offsetof(struct httally_record, host);
    case FIELD_METHOD:
        return offsetof(struct httally_record, method);
    case FIELD_TARGET:
        return offsetof(struct httally_record, target);
    case FIELD_PROTOCOL:
        return offsetof(struct httally_record, protocol);
    case FIELD_REFERER:
        return offsetof(struct httally_record, referer);
    case FIELD_AGENT:
        return offsetof(struct httally_record, agent);
    default:
        return 0;
    }
}

bool record_builder_set(struct record_builder *builder, const struct field_spec *spec,
                        struct httally_slice text, enum httally_unparsed_reason *reason_out)
{
    struct httally_record *record = builder->record;
    switch (spec->field) {
    case FIELD_NONE:
        return true;
    case FIELD_CLIENT:
        record->client = first_address(text);
        return true;
    case FIELD_CLIENT_AND_PORT:
        record->client = without_port(first_address(text));
        return true;
    case FIELD_USER:
        record->user = user_of(text);
        return true;
    case FIELD_HOST:
        record->host = text;
        return true;
    case FIELD_REQUEST:
        builder->has_request = true;
        record->request = text;
        return true;
    case FIELD_METHOD:
        record->method = text;
        return true;
    case FIELD_TARGET:
        record->target = text;
        return true;
    case FIELD_PROTOCOL:
        record->protocol = text;
        return true;
    case FIELD_STATUS:
        builder->has_status = httally_status_parse(text, &record->status);
        return give_reason(builder->has_status, HTTALLY_UNPARSED_BAD_STATUS, reason_out);
    case FIELD_BYTES:
        return give_reason(set_bytes(record, text), HTTALLY_UNPARSED_BAD_NUMBER, reason_out);
    case FIELD_REFERER:
        record->referer = text;
        return true;
    case FIELD_AGENT:
        record->agent = text;
        return true;
    case FIELD_TIME:
        return give_reason(
            time_parts_read(&builder->time, spec->style, (int)spec->unit, spec->pattern, text),
            HTTALLY_UNPARSED_BAD_TIME, reason_out);
    default:
        return give_reason(set_detail(record_details(record), spec, text),
                           HTTALLY_UNPARSED_BAD_NUMBER, reason_out);
    }
}

static bool says_nothing(struct httally_slice text)
{
    return text.length == 0 || (text.length == 1 && text.data[0] == '-');
}

/* "- http://192.0.2.1:80- -" is what load balancers of AWS log when no request line came, and
 * "NONE error:invalid-request" what Squid does. */
static bool is_made_up(struct httally_slice method, struct httally_slice target)
{
    static const char error[] = "error:";
    return says_nothing(method) ||
           (httally_slice_equals_string(method, "NONE") && target.length >= sizeof error - 1 &&
            memcmp(target.data, error, sizeof error - 1) == 0);
}

static void forget_parts(struct httally_record *record, enum httally_request_kind kind)
{
    const struct httally_slice none = {NULL, 0};
    record->request_kind = kind;
    record->method = record->target = record->path = record->protocol = none;
}

/* Of a target such as http://192.0.2.1:80/a?b the path is /a. */
static void cut_target(struct record_builder *builder)
{
    struct httally_record *record = builder->record;
    struct httally_slice target = record->target;
    if (target.length > 0 && target.data[0] != '/')
        target = absolute_url_target(target, &builder->url_host);
    record->path = request_line_path(target);
}

static bool is_word(struct httally_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        char lower = (char)(text.data[i] | 0x20);
        if ((lower < 'a' || lower > 'z') && text.data[i] != '-' && text.data[i] != '_')
            return false;
    }
    return text.length > 0;
}

/* A request that was logged in parts, of which the format may have only some. */
static void join_parts(struct record_builder *builder)
{
    struct httally_record *record = builder->record;
    const struct httally_slice none = {NULL, 0};
    bool has_method = record->method.data != NULL;
    if (says_nothing(record->target) || (has_method && is_made_up(record->method, record->target)))
        forget_parts(record, HTTALLY_REQUEST_NONE);
    else if (has_method && !is_word(record->method))
        forget_parts(record, HTTALLY_REQUEST_NOT_HTTP);
    else {
        bool is_http09 = record->protocol.data && says_nothing(record->protocol);
        record->request_kind = is_http09 ? HTTALLY_REQUEST_HTTP09 : HTTALLY_REQUEST_HTTP;
        if (is_http09)
            record->protocol = none;
        cut_target(builder);
    }
    request_line_number(record);
}

static void split_request(struct record_builder *builder)
{
    struct httally_record *record = builder->record;
    struct httally_slice text = record->request;
    if (text.length > 2 && text.data[0] == '-' && text.data[1] == ' ') {
        struct httally_slice host, target = {text.data + 2, text.length - 2};
        bool is_absolute = absolute_url_target(target, &host).data != target.data;
        request_line_split(text, record);
        if (is_absolute)
            forget_parts(record, HTTALLY_REQUEST_NONE);
        request_line_number(record);
        return;
    }
    if (UNLIKELY(!request_line_split_usual(text, record)))
        request_line_split(text, record);
    if (record->target.length > 0 && record->target.data[0] != '/')
        cut_target(builder);
}

bool record_builder_finish(struct record_builder *builder, enum httally_unparsed_reason *reason_out)
{
    struct httally_record *record = builder->record;
    const struct time_parts *time = &builder->time;
    record->time = HTTALLY_TIME_NONE;
    if (!builder->has_status)
        return give_reason(false, HTTALLY_UNPARSED_BAD_STATUS, reason_out);
    if ((time->is_whole || time->present) &&
        !time_parts_finish(time, &record->time, &record->utc_offset_sec))
        return give_reason(false, HTTALLY_UNPARSED_BAD_TIME, reason_out);
    if (builder->has_request)
        split_request(builder);
    else
        join_parts(builder);
    if (!record->host.data)
        record->host = builder->url_host;
    return true;
}
