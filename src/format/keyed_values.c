/* SPDX-License-Identifier: MIT */
#include "format/keyed_values.h"

#include "format/json_text.h"
#include "format/value_look.h"

/* Added to the rank of a value that says nothing: any other goes before it. */
enum { RANK_SAYS_NOTHING = 1 << 16 };

static bool has(const struct keyed_values *values, enum field field)
{
    return values->present >> field & 1;
}

/* Empty or `-`. */
static bool says_nothing(struct httally_slice text)
{
    return text.length == 0 || (text.length == 1 && text.data[0] == '-');
}

static bool is_duration(enum field field)
{
    return field == FIELD_DURATION || field == FIELD_UPSTREAM_DURATION;
}

/* May the text be what its key says?  Names such as "status", "time" and "duration" are common:
 * "ok" is no status, and a number without its unit no duration. */
static bool is_plausible(enum field field, unsigned unit, struct httally_slice text,
                         struct field_spec *time_look)
{
    uint64_t duration_us;
    if (field == FIELD_STATUS)
        return word_is_digit(text.data[0]) || text.data[0] == '-';
    if (unit != UNIT_IN_TEXT)
        return true;
    if (field == FIELD_TIME)
        return value_look_of_time(text, time_look);
    return !is_duration(field) || value_look_of_duration(text, &duration_us);
}

void keyed_values_take_use(struct keyed_values *values, const struct key_use *use,
                           struct httally_slice text, bool has_escapes)
{
    enum field field = use->field, slot = field == FIELD_CLIENT_AND_PORT ? FIELD_CLIENT : field;
    uint32_t rank = use->rank;
    struct field_spec time_look;
    bool has_look = false;
    if (says_nothing(text))
        rank += RANK_SAYS_NOTHING;
    else if (!is_plausible(field, use->unit, text, &time_look))
        return;
    else
        has_look = field == FIELD_TIME && use->unit == UNIT_IN_TEXT && !has_escapes;
    if (has(values, slot) && values->values[slot].rank <= rank)
        return;
    values->present |= UINT32_C(1) << slot;
    values->values[slot] =
        (struct keyed_value){text, rank, use->field, use->unit, has_escapes, has_look};
    if (has_look)
        values->time_look = time_look;
}

void keyed_values_take(struct keyed_values *values, const struct key_node *node,
                       struct httally_slice text, bool has_escapes)
{
    const struct key_use *uses = values->tree->uses;
    for (unsigned number = node->first_use; number; number = uses[number].next)
        keyed_values_take_use(values, &uses[number], text, has_escapes);
}

/* Nothing is lost when there is no room: the escapes stay then. */
static void unescape(struct keyed_value *value, struct httally_format_state *state)
{
    char *room = value->has_escapes ? format_state_room(state, value->text.length) : NULL;
    if (!room)
        return;
    value->text = httally_slice_of(room, json_text_unescape(value->text, room));
    value->has_escapes = false;
}

/* A text with its unit becomes a plain number of microseconds, in the state's memory. */
static bool read_unit(struct keyed_value *value, struct httally_format_state *state)
{
    enum { DIGITS_MAX = 20 };
    uint64_t duration_us;
    if (!value_look_of_duration(value->text, &duration_us))
        return value->unit != UNIT_IN_TEXT;
    char *room = format_state_room(state, DIGITS_MAX);
    if (!room)
        return false;
    char *at = room + DIGITS_MAX;
    do {
        *--at = (char)('0' + duration_us % 10);
        duration_us /= 10;
    } while (duration_us);
    value->text = httally_slice_of(at, (size_t)(room + DIGITS_MAX - at));
    value->unit = UNIT_MICROSECONDS;
    return true;
}

/* Is a port behind the first address?  In IPv6 only brackets tell; "unix:" has none. */
static bool has_port(struct httally_slice addresses)
{
    const char *comma = memchr(addresses.data, ',', addresses.length);
    const char *end = comma ? comma : addresses.data + addresses.length;
    const char *colon = memchr(addresses.data, ':', (size_t)(end - addresses.data));
    if (!colon || addresses.data[0] == '[')
        return colon != NULL;
    const char *at = colon + 1;
    while (at < end && word_is_digit(*at))
        at++;
    return at == end && at > colon + 1;
}

/* Caddy logs the number of the version on the wire (RFC 8446 section 4.1.2). */
static void name_tls_version(struct keyed_value *value, struct httally_format_state *state)
{
    static const char name[] = "TLSv1.";
    const struct httally_slice number = value->text;
    if (number.length != 3 || memcmp(number.data, "77", 2) != 0 || number.data[2] < '0' ||
        number.data[2] > '2')
        return;
    char *room = format_state_room(state, sizeof name);
    if (!room)
        return;
    memcpy(room, name, sizeof name - 1);
    room[sizeof name - 1] = (char)(number.data[2] + 1);
    value->text = httally_slice_of(room, sizeof name);
}

/*
 * Either the request line or its parts.  People call a target "request", too: next to a method, a
 * word alone is one.
 */
static void choose_request(struct keyed_values *values)
{
    const uint32_t parts =
        UINT32_C(1) << FIELD_METHOD | UINT32_C(1) << FIELD_TARGET | UINT32_C(1) << FIELD_PROTOCOL;
    struct keyed_value *request = &values->values[FIELD_REQUEST];
    if (!has(values, FIELD_REQUEST))
        return;
    bool has_method = has(values, FIELD_METHOD) && !says_nothing(values->values[FIELD_METHOD].text);
    bool is_line = request->text.length && memchr(request->text.data, ' ', request->text.length);
    if (is_line || !has_method) {
        values->present &= ~parts;
        return;
    }
    values->present &= ~(UINT32_C(1) << FIELD_REQUEST);
    if (!says_nothing(request->text) &&
        (!has(values, FIELD_TARGET) || says_nothing(values->values[FIELD_TARGET].text))) {
        values->values[FIELD_TARGET] = *request;
        values->values[FIELD_TARGET].field = FIELD_TARGET;
        values->present |= UINT32_C(1) << FIELD_TARGET;
    }
}

/* Traefik and Cloudflare write zeros where no server behind was asked. */
static void drop_unasked_upstream(struct keyed_values *values)
{
    const struct keyed_value *status = &values->values[FIELD_UPSTREAM_STATUS];
    const struct keyed_value *duration = &values->values[FIELD_UPSTREAM_DURATION];
    if (!has(values, FIELD_UPSTREAM_STATUS) || !httally_slice_equals_string(status->text, "0"))
        return;
    values->present &= ~(UINT32_C(1) << FIELD_UPSTREAM_STATUS);
    if (has(values, FIELD_UPSTREAM_DURATION) && httally_slice_equals_string(duration->text, "0"))
        values->present &= ~(UINT32_C(1) << FIELD_UPSTREAM_DURATION);
}

/* How to read the value; false when it is to be left out. */
static bool specify(const struct keyed_values *values, struct keyed_value *value,
                    struct httally_format_state *state, struct field_spec *spec)
{
    *spec = (struct field_spec){.field = value->field, .unit = value->unit};
    bool is_text = true;
    switch (spec->field) {
    case FIELD_CLIENT:
        if (value->text.length > 0 && has_port(value->text))
            spec->field = FIELD_CLIENT_AND_PORT;
        break;
    case FIELD_TLS:
        name_tls_version(value, state);
        break;
    case FIELD_DURATION:
    case FIELD_UPSTREAM_DURATION:
        if (says_nothing(value->text) || !read_unit(value, state))
            return false;
        spec->unit = value->unit;
        break;
    case FIELD_TIME:
        spec->style = TIME_STYLE_EPOCH;
        if (value->has_look)
            *spec = values->time_look;
        else if (value->unit == UNIT_IN_TEXT && !value_look_of_time(value->text, spec))
            return false;
        is_text = false;
        break;
    case FIELD_STATUS:
    case FIELD_BYTES:
        is_text = false;
        break;
    default:
        break;
    }
    return is_text || !says_nothing(value->text);
}

/* A size or a duration that is no number costs only itself: names are common. */
static bool is_needed(enum field field)
{
    return field == FIELD_STATUS || field == FIELD_TIME;
}

bool keyed_values_finish(struct keyed_values *values, struct httally_format_state *state,
                         struct httally_slice line, struct httally_record *record,
                         enum httally_unparsed_reason *reason_out)
{
    struct record_builder builder;
    record_builder_begin(&builder, record, line);
    builder.time.memory = &state->parts_memory;
    choose_request(values);
    drop_unasked_upstream(values);
    /* Lowest field first; bit 0 is no field's. */
    for (uint32_t left = values->present & ~UINT32_C(1); left; left &= left - 1) {
        enum field field = (enum field)__builtin_ctz(left);
        struct keyed_value *value = &values->values[field];
        struct field_spec spec;
        unescape(value, state);
        if (specify(values, value, state, &spec) &&
            !record_builder_set(&builder, &spec, value->text, reason_out) && is_needed(field))
            return false;
    }
    *reason_out = HTTALLY_UNPARSED_NONE;
    return record_builder_finish(&builder, reason_out);
}
