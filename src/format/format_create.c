/* SPDX-License-Identifier: MIT */
/* format_create.c - from what the user writes to a format. */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/compiler.h"
#include "base/word.h"
#include "format/definition_json.h"
#include "format/json_format.h"
#include "format/ltsv_format.h"
#include "format/named.h"
#include "format/regex_format.h"

static bool is_letter(char byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* "$name" or "${name}"? */
static bool has_variable(const char *text)
{
    for (; *text; text++) {
        if (*text == '$' && (is_letter(text[1]) || text[1] == '_' || text[1] == '{'))
            return true;
    }
    return false;
}

static bool has_directive(const char *text)
{
    for (; *text; text++) {
        if (*text == '%' && text[1] && (is_letter(text[1]) || strchr("{<>!^~%0123456789", text[1])))
            return true;
    }
    return false;
}

/* What Apache httpd's directives have and GoAccess' specifiers have not. */
static bool is_of_apache(const char *directive)
{
    static const char *const own[] = {"%>", "%<", "%{", "%!", "%l", "%a",   "%O",   "%I",
                                      "%B", "%X", "%V", "%p", "%f", "%^FB", "%^ti", "%^to"};
    for (size_t i = 0; i < ARRAY_LENGTH(own); i++) {
        if (strncmp(directive, own[i], strlen(own[i])) == 0)
            return true;
    }
    return word_is_digit(directive[1]);
}

static bool is_of_goaccess(const char *directive)
{
    return strchr("^dx~", directive[1]) != NULL;
}

static enum dialect dialect_of(const char *text)
{
    bool has_goaccess = strstr(text, "~h{") != NULL;
    if (strncmp(text, "log-format ", 11) == 0 || strstr(text, "\ndate-format ") ||
        strstr(text, "\ntime-format ") || strstr(text, "\ndatetime-format "))
        return DIALECT_GOACCESS;
    if (has_variable(text) && !has_directive(text))
        return DIALECT_NGINX;
    for (; *text; text++) {
        if (*text != '%' || text[1] == '\0')
            continue;
        if (is_of_apache(text))
            return DIALECT_APACHE;
        has_goaccess |= is_of_goaccess(text);
        text += text[1] == '%';
    }
    return has_goaccess ? DIALECT_GOACCESS : DIALECT_APACHE;
}

/* A log_format of nginx that writes JSON. */
static enum httally_result create_of_keys(const char *text, struct httally_format **format_out,
                                          struct httally_error *error)
{
    struct buffer mapping = {.data = NULL};
    enum httally_result result =
        definition_json_mapping(httally_slice_of_string(text), &mapping, error);
    if (result == HTTALLY_OK)
        result = json_format_create(mapping.data, format_out, error);
    if (result == HTTALLY_OK)
        (*format_out)->vendors = "nginx";
    buffer_finish(&mapping);
    return result;
}

/* The line that begins with 'word' and a space, cut out of 'text' and ended; NULL when there is
 * none. */
static char *take_line(char *text, const char *word)
{
    size_t length = strlen(word);
    for (char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, word, length) != 0 || line[length] != ' ')
            continue;
        return line + length + strspn(line + length, " ");
    }
    return NULL;
}

/* As in goaccess.conf: the definition alone, or lines that name what they are. */
static enum httally_result create_of_goaccess(struct steps_definition *definition,
                                              struct httally_format **format_out,
                                              struct httally_error *error)
{
    struct buffer copy = {.data = NULL};
    buffer_append_string(&copy, definition->texts[0]);
    buffer_append_char(&copy, '\0');
    enum httally_result result = buffer_status(&copy, error);
    if (result == HTTALLY_OK) {
        char *log = take_line(copy.data, "log-format");
        definition->date = take_line(copy.data, "date-format");
        definition->time = take_line(copy.data, "time-format");
        if (!definition->time)
            definition->time = take_line(copy.data, "datetime-format");
        definition->texts[0] = log ? log : copy.data;
        for (char *at = copy.data; (at = strchr(at, '\n')) != NULL; at++)
            *at = '\0';
        result = steps_format_create(definition, format_out, error);
    }
    buffer_finish(&copy);
    return result;
}

static enum httally_result create_of_text(const char *name, const char *text, enum dialect dialect,
                                          struct httally_format **format_out,
                                          struct httally_error *error)
{
    struct steps_definition definition = {.name = name, .dialect = dialect, .texts = {text}};
    if (dialect == DIALECT_NGINX && definition_is_json(httally_slice_of_string(text)))
        return create_of_keys(text, format_out, error);
    if (dialect == DIALECT_NGINX)
        definition.vendors = "nginx";
    if (dialect == DIALECT_GOACCESS)
        return create_of_goaccess(&definition, format_out, error);
    return steps_format_create(&definition, format_out, error);
}

/* What stands behind "prefix:", or NULL. */
static const char *behind(const char *definition, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(definition, prefix, length) == 0 && definition[length] == ':'
               ? definition + length + 1
               : NULL;
}

enum httally_result httally_format_create(const char *definition,
                                          struct httally_format **format_out,
                                          struct httally_error *error)
{
    static const struct {
        const char *prefix;
        enum dialect dialect;
    } dialects[] = {
        {"nginx", DIALECT_NGINX}, {"apache", DIALECT_APACHE}, {"goaccess", DIALECT_GOACCESS}};
    *format_out = NULL;
    /* Without a log to tell it by, the family that is told line by line. */
    if (strcmp(definition, "auto") == 0)
        definition = "combined";
    const struct named_format *named = named_format_find(definition);
    if (named)
        return named_format_create(named, format_out, error);
    for (size_t i = 0; i < ARRAY_LENGTH(dialects); i++) {
        const char *text = behind(definition, dialects[i].prefix);
        if (text)
            return create_of_text(definition, text, dialects[i].dialect, format_out, error);
    }
    const char *pattern = behind(definition, "regex");
    if (pattern)
        return regex_format_create(pattern, format_out, error);
    if (behind(definition, "json"))
        return json_format_create(definition, format_out, error);
    if (behind(definition, "ltsv"))
        return ltsv_format_create(definition, format_out, error);
    if (!strchr(definition, '%') && !strchr(definition, '$'))
        return named_format_unknown(definition, error);
    return create_of_text(definition, definition, dialect_of(definition), format_out, error);
}
