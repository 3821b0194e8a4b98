/* SPDX-License-Identifier: MIT */
#include "format/w3c_format.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/field.h"
#include "format/w3c_columns.h"

struct w3c_format {
    struct httally_format base;
    /* Where the log does not say. */
    enum w3c_duration_unit duration_unit;
};

struct w3c_value {
    /* Without its quotes; NULL where the line has no such column. */
    struct httally_slice text;
    bool is_quoted;
    bool has_doubled_quotes;
};

/* A line being read. */
struct w3c_line {
    struct httally_format_state *state;
    struct w3c_columns *columns;
    struct w3c_layout layout;
    char separator;
    struct w3c_value values[W3C_PART_COUNT];
};

/* Parts that are a field as they stand. */
static const struct {
    enum w3c_part part;
    struct field_spec spec;
} plain_fields[] = {
    {W3C_PART_CLIENT, {.field = FIELD_CLIENT}},
    {W3C_PART_USER, {.field = FIELD_USER}},
    {W3C_PART_HOST, {.field = FIELD_HOST}},
    {W3C_PART_METHOD, {.field = FIELD_METHOD}},
    {W3C_PART_PROTOCOL, {.field = FIELD_PROTOCOL}},
    {W3C_PART_BYTES, {.field = FIELD_BYTES}},
    {W3C_PART_REFERER, {.field = FIELD_REFERER}},
    {W3C_PART_UPSTREAM, {.field = FIELD_UPSTREAM}},
    {W3C_PART_UPSTREAM_STATUS, {.field = FIELD_UPSTREAM_STATUS}},
    {W3C_PART_CACHE, {.field = FIELD_CACHE}},
    {W3C_PART_TLS, {.field = FIELD_TLS}},
    {W3C_PART_REQUEST_ID, {.field = FIELD_REQUEST_ID}},
    {W3C_PART_FORWARDED_FOR, {.field = FIELD_FORWARDED_FOR}},
};

static bool is_absent(struct httally_slice text)
{
    return text.length == 0 || (text.length == 1 && text.data[0] == '-');
}

/*
 * Read a value in quotes that begins at 'at'.  Returns its end, or NULL when it is not closed
 * before a separator: quotes are bytes of the value then, as some software does not escape them.
 * Each try ends at the next run of an odd number of quotes, so that all tries of a line together
 * look at each byte once.
 */
static const char *read_quoted(const char *at, const char *end, char separator,
                               struct w3c_value *value)
{
    const char *quote = at;
    *value = (struct w3c_value){.is_quoted = true};
    while ((quote = memchr(quote + 1, '"', (size_t)(end - quote - 1)))) {
        const char *next = quote + 1;
        if (next == end || *next == separator) {
            value->text = httally_slice_of(at + 1, (size_t)(quote - at - 1));
            return next;
        }
        if (*next != '"')
            return NULL;
        value->has_doubled_quotes = true;
        quote = next;
    }
    return NULL;
}

/* Read the value that begins at 'at'; returns the separator behind it, or 'end'. */
static const char *read_value(const char *at, const char *end, char separator,
                              struct w3c_value *value)
{
    const char *stop = at < end && *at == '"' ? read_quoted(at, end, separator, value) : NULL;
    if (stop)
        return stop;
    stop = at < end ? memchr(at, separator, (size_t)(end - at)) : NULL;
    if (!stop)
        stop = end;
    *value = (struct w3c_value){.text = httally_slice_of(at, (size_t)(stop - at))};
    return stop;
}

/* A TAB or a space, whichever is first outside of a value in quotes. */
static char separator_of(struct httally_slice line)
{
    struct w3c_value value;
    const char *at = line.data, *end = line.data + line.length;
    if (*at == '"') {
        const char *stop = read_quoted(at, end, '\t', &value);
        if (stop && stop < end)
            return '\t';
        return ' ';
    }
    while (at < end && *at != ' ' && *at != '\t')
        at++;
    return at < end ? *at : ' ';
}

/* Keep the values of the first 'layout->count' columns; returns how many the line has. */
static size_t split_line(struct w3c_line *line, struct httally_slice text)
{
    const char *at = text.data, *end = text.data + text.length;
    struct w3c_value ignored;
    size_t count = 0;
    for (;; at++, count++) {
        enum w3c_part part = count < line->layout.count ? line->layout.parts[count] : W3C_PART_NONE;
        struct w3c_value *value = part == W3C_PART_NONE ? &ignored : &line->values[part];
        at = read_value(at, end, line->separator, value);
        if (at == end)
            return count + 1;
        /* A separator at the end of a line separates nothing. */
        if (at + 1 == end)
            return count + 1;
    }
}

/* Make "" one quote.  Where the memory is used up, the text stays as logged. */
static void undo_doubled_quotes(struct w3c_line *line, struct w3c_value *value)
{
    char *room = format_state_room(line->state, value->text.length);
    if (!room)
        return;
    size_t length = 0;
    for (size_t i = 0; i < value->text.length; i++) {
        room[length++] = value->text.data[i];
        if (value->text.data[i] == '"')
            i++;
    }
    value->text = httally_slice_of(room, length);
}

static int hexadecimal_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    char letter = (char)(digit | 0x20);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* The byte that %XX stands for, or -1. */
static int percent_value(struct httally_slice text, size_t at)
{
    if (text.data[at] != '%' || text.length - at < 3)
        return -1;
    int high = hexadecimal_value(text.data[at + 1]), low = hexadecimal_value(text.data[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static struct httally_slice undo_percent(struct httally_slice text, char *room)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        int value = percent_value(text, i);
        room[length++] = value < 0 ? text.data[i] : (char)value;
        if (value >= 0)
            i += 2;
    }
    return httally_slice_of(room, length);
}

/* "compatible;+bingbot/2.0;++http://..." was "compatible; bingbot/2.0; +http://...". */
static struct httally_slice undo_plus(struct httally_slice text, char *room)
{
    char before = ' ';
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        room[i] = byte == '+' && before != '+' && before != '(' ? ' ' : byte;
        before = byte;
    }
    return httally_slice_of(room, text.length);
}

static struct httally_slice agent_of(struct w3c_line *line)
{
    const struct w3c_value *agent = &line->values[W3C_PART_AGENT];
    bool has_percent = line->layout.is_cloudfront;
    bool has_plus = !has_percent && line->separator == ' ' && !agent->is_quoted;
    struct httally_slice text = agent->text;
    if ((!has_plus && !has_percent) || text.length == 0 ||
        !memchr(text.data, has_plus ? '+' : '%', text.length))
        return text;
    char *room = format_state_room(line->state, text.length);
    if (!room)
        return text;
    return has_plus ? undo_plus(text, room) : undo_percent(text, room);
}

static struct httally_slice target_of(struct w3c_line *line)
{
    struct httally_slice stem = line->values[W3C_PART_STEM].text;
    struct httally_slice query = line->values[W3C_PART_QUERY].text;
    if (!stem.data)
        return line->values[W3C_PART_URI].text;
    char *room =
        is_absent(query) ? NULL : format_state_room(line->state, stem.length + 1 + query.length);
    if (!room)
        return stem;
    memcpy(room, stem.data, stem.length);
    room[stem.length] = '?';
    memcpy(room + stem.length + 1, query.data, query.length);
    return httally_slice_of(room, stem.length + 1 + query.length);
}

/* Incapsula's cs-uri is "shop.example/page": cut the host off, unless there is a better one. */
static void cut_host(struct w3c_line *line, struct httally_slice *target)
{
    const char *slash = target->length ? memchr(target->data, '/', target->length) : NULL;
    size_t length = slash ? (size_t)(slash - target->data) : 0;
    if (line->values[W3C_PART_STEM].text.data || length == 0 || target->data[length - 1] == ':')
        return;
    struct httally_slice *host = &line->values[W3C_PART_HOST].text;
    if (is_absent(*host))
        *host = httally_slice_of(target->data, length);
    *target = httally_slice_of(slash, target->length - length);
}

/* False when there are a date and a time that cannot be; without a date there is no time. */
static bool set_time(struct w3c_line *line, struct record_builder *builder)
{
    struct httally_slice date = line->values[W3C_PART_DATE].text;
    struct httally_slice clock = line->values[W3C_PART_CLOCK].text;
    int64_t midnight;
    int seconds;
    if (!clock.data)
        return true;
    if (!w3c_clock_read(clock, &seconds))
        return false;
    if (date.data) {
        if (!w3c_date_read(date, &midnight))
            return false;
    } else {
        if (!line->columns || !line->columns->has_day)
            return true;
        midnight = w3c_columns_day(line->columns, seconds);
    }
    builder->time.is_whole = true;
    builder->time.seconds = midnight + seconds;
    builder->time.utc_offset_sec = 0;
    return true;
}

static bool set_field(struct record_builder *builder, enum field field, enum time_unit unit,
                      struct httally_slice text, enum httally_unparsed_reason *reason_out)
{
    const struct field_spec spec = {.field = field, .unit = unit};
    return !text.data || record_builder_set(builder, &spec, text, reason_out);
}

static bool set_plain_fields(const struct w3c_line *line, struct record_builder *builder,
                             enum httally_unparsed_reason *reason_out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(plain_fields); i++) {
        struct httally_slice text = line->values[plain_fields[i].part].text;
        if (text.data && !record_builder_set(builder, &plain_fields[i].spec, text, reason_out))
            return false;
    }
    return true;
}

static bool build_record(struct w3c_line *line, struct record_builder *builder,
                         enum httally_unparsed_reason *reason_out)
{
    for (size_t i = 0; i < W3C_PART_COUNT; i++) {
        if (line->values[i].has_doubled_quotes)
            undo_doubled_quotes(line, &line->values[i]);
    }
    if (!set_time(line, builder)) {
        *reason_out = HTTALLY_UNPARSED_BAD_TIME;
        return false;
    }
    struct httally_slice target = target_of(line);
    cut_host(line, &target);
    /* Incapsula writes "" where there was no answer. */
    struct httally_slice status = line->values[W3C_PART_STATUS].text;
    if (status.data && status.length == 0)
        status = httally_slice_of_string("-");
    enum time_unit unit =
        line->layout.duration_unit == W3C_DURATION_MILLISECONDS ? UNIT_MILLISECONDS : UNIT_SECONDS;
    struct httally_slice duration = line->values[W3C_PART_DURATION].text;
    if (line->layout.duration_unit == W3C_DURATION_UNKNOWN)
        duration = httally_slice_of(NULL, 0);
    return set_plain_fields(line, builder, reason_out) &&
           set_field(builder, FIELD_TARGET, 0, target, reason_out) &&
           set_field(builder, FIELD_STATUS, 0, status, reason_out) &&
           set_field(builder, FIELD_AGENT, 0, agent_of(line), reason_out) &&
           set_field(builder, FIELD_DURATION, unit, duration, reason_out) &&
           record_builder_finish(builder, reason_out);
}

static bool split_by_fields(struct w3c_line *line, struct httally_slice text,
                            enum httally_unparsed_reason *reason_out)
{
    line->layout = w3c_columns_layout(line->columns);
    size_t count = split_line(line, text);
    if (count == line->layout.count || (line->layout.is_cloudfront && count > line->layout.count))
        return true;
    *reason_out = HTTALLY_UNPARSED_COLUMN_COUNT;
    return false;
}

/* Without #Fields a line must look like one of those that software writes unless told otherwise. */
static bool split_by_habit(struct w3c_line *line, struct httally_slice text,
                           enum httally_unparsed_reason *reason_out)
{
    int64_t midnight;
    line->layout = w3c_layout_without_fields(split_line(line, text), line->separator == '\t');
    if (line->layout.count > 0) {
        split_line(line, text);
        if (w3c_date_read(line->values[W3C_PART_DATE].text, &midnight))
            return true;
    }
    *reason_out = HTTALLY_UNPARSED_NO_COLUMNS;
    return false;
}

static bool parse(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice text, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out)
{
    const struct w3c_format *w3c = (const struct w3c_format *)format;
    struct w3c_line line = {.state = state, .columns = state->columns};
    struct record_builder builder;
    bool has_fields = line.columns && line.columns->count;
    line.separator = separator_of(text);
    if (has_fields ? !split_by_fields(&line, text, reason_out)
                   : !split_by_habit(&line, text, reason_out))
        return false;
    if (line.layout.duration_unit == W3C_DURATION_UNKNOWN)
        line.layout.duration_unit = w3c->duration_unit;
    record_builder_begin(&builder, record, text);
    return build_record(&line, &builder, reason_out);
}

/* Without memory for it nothing is learned, and the lines that need it are counted as unparsed. */
static void learn(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line)
{
    (void)format;
    if (!state->columns)
        state->columns = memory_allocate(1, sizeof(struct w3c_columns));
    if (state->columns)
        w3c_columns_learn(state->columns, line);
}

static void destroy(struct httally_format *format)
{
    free(format);
}

enum httally_result w3c_format_create(const char *name, struct httally_format **format_out,
                                      struct httally_error *error)
{
    static const struct format_methods methods = {
        .parse = parse, .learn = learn, .destroy = destroy};
    static const struct {
        const char *name, *vendors;
        enum w3c_duration_unit duration_unit;
    } kinds[] = {
        {"w3c", NULL, W3C_DURATION_UNKNOWN},
        {"iis", "iis,microsoft", W3C_DURATION_MILLISECONDS},
        {"cloudfront", "cloudfront", W3C_DURATION_SECONDS},
    };
    *format_out = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (strcmp(name, kinds[i].name) != 0)
            continue;
        struct w3c_format *format = memory_allocate(1, sizeof *format);
        if (!format)
            return memory_error(error);
        format->base.methods = &methods;
        format->base.name = kinds[i].name;
        format->base.vendors = kinds[i].vendors;
        format->base.is_sequential = true;
        format->duration_unit = kinds[i].duration_unit;
        *format_out = &format->base;
        return HTTALLY_OK;
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown W3C format '%.60s'", name);
}
