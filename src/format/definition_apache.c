/* SPDX-License-Identifier: MIT */
/* definition_apache.c - the directives of Apache httpd's LogFormat, and of those that copied it. */
#include "base/compiler.h"
#include "base/word.h"
#include "format/definition.h"

/* %400,501>{Referer}i taken apart. */
struct directive {
    const char *letter;
    size_t length;
    struct httally_slice argument;
    bool is_final;
};

/* What a letter says, or a letter with an argument. */
struct meaning {
    char letter;
    /* NULL: without any, or whatever it is. */
    const char *argument;
    struct piece piece;
};

#define MEANS(which)                                                                               \
    {                                                                                              \
        .kind = PIECE_FIELD, .spec.field = which                                                   \
    }
#define MEANS_WEAKLY(which)                                                                        \
    {                                                                                              \
        .kind = PIECE_FIELD, .spec.field = which, .is_weak = true                                  \
    }
#define MEANS_DURATION(which, of_unit)                                                             \
    {                                                                                              \
        .kind = PIECE_FIELD, .spec.field = which, .spec.unit = of_unit                             \
    }

static const struct meaning meanings[] = {
    {'h', NULL, MEANS(FIELD_CLIENT)},
    {'a', "c", MEANS_WEAKLY(FIELD_CLIENT)},
    {'a', NULL, MEANS(FIELD_CLIENT)},
    {'u', NULL, MEANS(FIELD_USER)},
    {'r', NULL, MEANS(FIELD_REQUEST)},
    {'m', NULL, MEANS(FIELD_METHOD)},
    {'U', NULL, MEANS(FIELD_TARGET)},
    {'H', NULL, MEANS(FIELD_PROTOCOL)},
    {'s', NULL, MEANS_WEAKLY(FIELD_STATUS)},
    {'b', NULL, MEANS(FIELD_BYTES)},
    {'B', NULL, MEANS(FIELD_BYTES)},
    {'O', NULL, MEANS_WEAKLY(FIELD_BYTES)},
    {'v', NULL, MEANS(FIELD_HOST)},
    {'V', NULL, MEANS_WEAKLY(FIELD_HOST)},
    {'D', NULL, MEANS_DURATION(FIELD_DURATION, UNIT_MICROSECONDS)},
    {'T', "ms", MEANS_DURATION(FIELD_DURATION, UNIT_MILLISECONDS)},
    {'T', "us", MEANS_DURATION(FIELD_DURATION, UNIT_MICROSECONDS)},
    {'T', NULL, MEANS_DURATION(FIELD_DURATION, UNIT_SECONDS)},
    {'L', NULL, MEANS_WEAKLY(FIELD_REQUEST_ID)},
    {'i', "Referer", MEANS(FIELD_REFERER)},
    {'i', "User-Agent", MEANS(FIELD_AGENT)},
    {'i', "Host", MEANS_WEAKLY(FIELD_HOST)},
    {'i',
     "X-Forwarded-For",
     {.kind = PIECE_FIELD, .spec.field = FIELD_FORWARDED_FOR, .is_list = true}},
    {'i', "X-Real-IP", MEANS_WEAKLY(FIELD_CLIENT)},
    {'i', "CF-Connecting-IP", MEANS_WEAKLY(FIELD_CLIENT)},
    {'i', "True-Client-IP", MEANS_WEAKLY(FIELD_CLIENT)},
    {'i', "X-Request-ID", MEANS_WEAKLY(FIELD_REQUEST_ID)},
    {'e', "UNIQUE_ID", MEANS(FIELD_REQUEST_ID)},
    {'e', "SSL_PROTOCOL", MEANS(FIELD_TLS)},
    {'x', "SSL_PROTOCOL", MEANS(FIELD_TLS)},
    {'c', "version", MEANS(FIELD_TLS)},
    {'o', "X-Cache", MEANS_WEAKLY(FIELD_CACHE)},
    {'x', "Varnish:hitmiss", MEANS(FIELD_CACHE)},
    {'x', "Varnish:handling", MEANS_WEAKLY(FIELD_CACHE)},
    {'x', "Varnish:time_firstbyte", MEANS_DURATION(FIELD_UPSTREAM_DURATION, UNIT_SECONDS)},
};

/* Names of headers are in any case. */
static bool equals_in_any_case(struct httally_slice text, const char *name)
{
    if (text.length != strlen(name))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char a = text.data[i], b = name[i];
        bool is_letter = (a | 0x20) >= 'a' && (a | 0x20) <= 'z';
        if (a != b && (!is_letter || (a | 0x20) != (b | 0x20)))
            return false;
    }
    return true;
}

/* An unknown letter, or a header that says nothing to us, is text. */
static struct piece find_meaning(const struct directive *directive)
{
    for (size_t i = 0; i < ARRAY_LENGTH(meanings); i++) {
        const struct meaning *meaning = &meanings[i];
        if (meaning->letter != *directive->letter ||
            (meaning->argument && !equals_in_any_case(directive->argument, meaning->argument)))
            continue;
        struct piece piece = meaning->piece;
        if (piece.spec.field == FIELD_STATUS)
            piece.is_weak = !directive->is_final;
        return piece;
    }
    return (struct piece){.kind = PIECE_FIELD};
}

/* Take the directive at 'text', behind its '%'; false when it is none. */
static bool read_directive(const char *text, struct directive *directive)
{
    const char *at = text;
    *directive = (struct directive){0};
    while (word_is_digit(*at) || *at == ',' || *at == '!' || *at == '<' || *at == '>' ||
           *at == '{') {
        directive->is_final |= *at == '>';
        if (*at == '{') {
            const char *close = strchr(at, '}');
            if (!close)
                return false;
            directive->argument = httally_slice_of(at + 1, (size_t)(close - at) - 1);
            at = close;
        }
        at++;
    }
    /* Three letters begin with a hat: %^FB, %{name}^ti. */
    if (*at == '^' && at[1] && at[2])
        at++;
    directive->letter = at;
    at += at > text && at[-1] == '^' ? 2 : 1;
    directive->length = (size_t)(at - text);
    char lower = (char)(*directive->letter | 0x20);
    return lower >= 'a' && lower <= 'z';
}

static struct httally_slice without_prefix(struct httally_slice text, const char *prefix)
{
    size_t length = strlen(prefix);
    if (text.length >= length && memcmp(text.data, prefix, length) == 0)
        return httally_slice_of(text.data + length, text.length - length);
    return text;
}

/* %{...}t with one of the words that are no strftime() pattern; false when it is none of them. */
static bool find_time_word(struct httally_slice word, struct piece *piece)
{
    static const struct {
        const char *word;
        enum field field;
        enum time_unit unit;
    } words[] = {
        {"sec", FIELD_TIME, UNIT_SECONDS},       {"msec", FIELD_TIME, UNIT_MILLISECONDS},
        {"usec", FIELD_TIME, UNIT_MICROSECONDS}, {"msec_frac", FIELD_NONE, UNIT_SECONDS},
        {"usec_frac", FIELD_NONE, UNIT_SECONDS},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (!httally_slice_equals_string(word, words[i].word))
            continue;
        *piece = (struct piece){
            .spec = {.field = words[i].field, .unit = words[i].unit, .style = TIME_STYLE_EPOCH}};
        return true;
    }
    return false;
}

/* %t has brackets of its own, %{...}t has not. */
static void add_time(struct definition *definition, struct httally_slice argument, size_t place)
{
    struct piece piece = {.spec = {.field = FIELD_TIME, .style = TIME_STYLE_CLF}};
    argument = without_prefix(without_prefix(argument, "begin:"), "end:");
    if (argument.length == 0) {
        definition_add_literal(definition, "[", 1, place);
        definition_add_field(definition, &piece, NULL, 0, place);
        definition_add_literal(definition, "]", 1, place);
    } else if (httally_slice_equals_string(argument, "%d/%b/%Y:%H:%M:%S %z") ||
               httally_slice_equals_string(argument, "%d/%b/%Y:%T %z"))
        definition_add_field(definition, &piece, NULL, 0, place);
    else if (find_time_word(argument, &piece))
        definition_add_field(definition, &piece, NULL, 0, place);
    else {
        piece.spec.style = TIME_STYLE_PATTERN;
        definition_add_field(definition, &piece, argument.data, argument.length, place);
    }
}

enum httally_result definition_read_apache(struct definition *definition, const char *text,
                                           struct httally_error *error)
{
    for (size_t at = 0; text[at];) {
        struct directive directive;
        char byte = text[at];
        if (byte != '%' || text[at + 1] == '%') {
            bool is_pair = byte == '%' || definition_escape(text + at, &byte);
            definition_add_literal(definition, &byte, 1, at);
            at += is_pair ? 2 : 1;
            continue;
        }
        if (!read_directive(text + at + 1, &directive))
            return definition_error(error, text, at, "no directive has such a form");
        struct piece piece = find_meaning(&directive);
        if (*directive.letter == 't' && directive.letter[-1] != '^')
            add_time(definition, directive.argument, at);
        else
            definition_add_field(definition, &piece, NULL, 0, at);
        at += directive.length + 1;
    }
    return HTTALLY_OK;
}
