/* SPDX-License-Identifier: MIT */
/* definition_goaccess.c - the specifiers of GoAccess' log-format. */
#include "base/compiler.h"
#include "format/definition.h"

struct specifier {
    char letter;
    enum field field;
    enum time_unit unit;
};

static const struct specifier specifiers[] = {
    {'h', FIELD_CLIENT, UNIT_SECONDS},        {'r', FIELD_REQUEST, UNIT_SECONDS},
    {'m', FIELD_METHOD, UNIT_SECONDS},        {'U', FIELD_TARGET, UNIT_SECONDS},
    {'q', FIELD_NONE, UNIT_SECONDS},          {'H', FIELD_PROTOCOL, UNIT_SECONDS},
    {'s', FIELD_STATUS, UNIT_SECONDS},        {'b', FIELD_BYTES, UNIT_SECONDS},
    {'R', FIELD_REFERER, UNIT_SECONDS},       {'u', FIELD_AGENT, UNIT_SECONDS},
    {'D', FIELD_DURATION, UNIT_MICROSECONDS}, {'T', FIELD_DURATION, UNIT_SECONDS},
    {'L', FIELD_DURATION, UNIT_MILLISECONDS}, {'n', FIELD_DURATION, UNIT_NANOSECONDS},
    {'v', FIELD_HOST, UNIT_SECONDS},          {'e', FIELD_USER, UNIT_SECONDS},
    {'C', FIELD_CACHE, UNIT_SECONDS},         {'K', FIELD_TLS, UNIT_SECONDS},
    {'k', FIELD_NONE, UNIT_SECONDS},          {'M', FIELD_NONE, UNIT_SECONDS},
    {'^', FIELD_NONE, UNIT_SECONDS},
};

/* A time as a number of units since 1970 has a pattern of one letter. */
static bool find_epoch(const char *pattern, struct piece *piece)
{
    static const struct {
        const char *pattern;
        enum time_unit unit;
    } epochs[] = {{"%s", UNIT_SECONDS}, {"%*", UNIT_MILLISECONDS}, {"%f", UNIT_MICROSECONDS}};
    for (size_t i = 0; i < ARRAY_LENGTH(epochs); i++) {
        if (strcmp(pattern, epochs[i].pattern) != 0)
            continue;
        piece->spec.style = TIME_STYLE_EPOCH;
        piece->spec.unit = epochs[i].unit;
        return true;
    }
    return false;
}

static void add_time(struct definition *definition, const char *pattern, size_t place)
{
    struct piece piece = {.spec = {.field = FIELD_TIME, .style = TIME_STYLE_PATTERN}};
    if (!pattern)
        piece.spec.style = TIME_STYLE_ANY;
    else if (find_epoch(pattern, &piece))
        pattern = NULL;
    definition_add_field(definition, &piece, pattern, pattern ? strlen(pattern) : 0, place);
}

/* "[%d:%t %^]" with the usual date and time steps over the zone, which CLF times have. */
static size_t add_clf_time(struct definition *definition, const char *text, size_t place)
{
    static const char form[] = "%d:%t %^]";
    const struct piece piece = {.spec = {.field = FIELD_TIME, .style = TIME_STYLE_CLF}};
    if (strncmp(text, form, sizeof form - 1) != 0)
        return 0;
    definition_add_field(definition, &piece, NULL, 0, place);
    return sizeof form - 2;
}

/* ~h{, } is a list of addresses in the client's place; the braces hold what stands between them. */
static size_t add_client_list(struct definition *definition, const char *text, size_t place)
{
    const struct piece piece = {.spec.field = FIELD_CLIENT, .is_list = true};
    const char *close = text[1] == 'h' && text[2] == '{' ? strchr(text, '}') : NULL;
    if (!close)
        return 0;
    definition_add_field(definition, &piece, NULL, 0, place);
    return (size_t)(close - text) + 1;
}

static bool add_specifier(struct definition *definition, char letter, size_t place)
{
    for (size_t i = 0; i < ARRAY_LENGTH(specifiers); i++) {
        if (specifiers[i].letter != letter)
            continue;
        const struct piece piece = {
            .spec = {.field = specifiers[i].field, .unit = specifiers[i].unit}};
        definition_add_field(definition, &piece, NULL, 0, place);
        return true;
    }
    return false;
}

/* The specifier at 'text'; returns its length, or 0 when it is none. */
static size_t read_specifier(struct definition *definition, const char *text, const char *date,
                             const char *time, size_t place)
{
    size_t length = date || time ? 0 : add_clf_time(definition, text, place);
    if (length > 0)
        return length;
    switch (text[1]) {
    case '%':
        definition_add_literal(definition, "%", 1, place);
        return 2;
    case '~':
        definition_add_spaces(definition, place);
        return 2;
    case 'd':
        add_time(definition, date ? date : "%d/%b/%Y", place);
        return 2;
    case 't':
        add_time(definition, time ? time : "%H:%M:%S", place);
        return 2;
    case 'x':
        add_time(definition, time, place);
        return 2;
    default:
        return add_specifier(definition, text[1], place) ? 2 : 0;
    }
}

enum httally_result definition_read_goaccess(struct definition *definition, const char *text,
                                             const char *date, const char *time,
                                             struct httally_error *error)
{
    definition->ignores_rest = true;
    for (size_t at = 0; text[at];) {
        char byte = text[at];
        size_t length = 0;
        if (byte == '~')
            length = add_client_list(definition, text + at, at);
        if (byte == '%') {
            length = read_specifier(definition, text + at, date, time, at);
            if (length == 0)
                return definition_error(error, text, at, "GoAccess has no such specifier");
        }
        if (length == 0) {
            length = definition_escape(text + at, &byte) ? 2 : 1;
            definition_add_literal(definition, &byte, 1, at);
        }
        at += length;
    }
    return HTTALLY_OK;
}
