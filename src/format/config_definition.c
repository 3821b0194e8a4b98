/* SPDX-License-Identifier: MIT */
#include "format/config_definition.h"

#include <stdio.h>

#include "base/compiler.h"
#include "format/httpd_config.h"
#include "format/nginx_config.h"

/* How the two servers call what we look for. */
struct dialect {
    const char *definition_word;
    const char *log_word;
};

static const struct dialect dialects[] = {
    [CONFIG_NGINX] = {"log_format", "access_log"},
    [CONFIG_HTTPD] = {"LogFormat", "CustomLog"},
};

enum { LISTED_NAMES_MAX = 140, SHOWN_NAME_MAX = 60 };

/* A format of the file, or one that needs no definition. */
struct choice {
    struct httally_slice text;
    enum config_escape escape;
    const char *built_in;
};

static int shown_length(struct httally_slice name)
{
    return (int)(name.length < SHOWN_NAME_MAX ? name.length : SHOWN_NAME_MAX);
}

/* Add a name to a list in words; what does not fit is left out, and dots say so. */
static void list_name(char names[LISTED_NAMES_MAX], struct httally_slice name)
{
    enum { DOTS_BYTES = 5 };
    size_t used = strlen(names);
    size_t needed = (used ? 2 : 0) + (size_t)shown_length(name);
    if (used >= 3 && strcmp(names + used - 3, "...") == 0)
        return;
    if (used + needed + DOTS_BYTES >= LISTED_NAMES_MAX)
        snprintf(names + used, LISTED_NAMES_MAX - used, "%s...", used ? ", " : "");
    else
        snprintf(names + used, LISTED_NAMES_MAX - used, "%s%.*s", used ? ", " : "",
                 shown_length(name), name.data);
}

static void list_definitions(const struct config_formats *formats, char names[LISTED_NAMES_MAX])
{
    names[0] = '\0';
    for (size_t i = 0; i < formats->format_count; i++) {
        const struct config_format *format = &formats->formats[i];
        struct httally_slice name = config_text(formats, format->name);
        if (name.length && config_formats_find(formats, name) == format)
            list_name(names, name);
    }
}

static void list_uses(const struct config_formats *formats, char names[LISTED_NAMES_MAX])
{
    const struct httally_slice in_line = httally_slice_of_string("(a format without a name)");
    names[0] = '\0';
    for (size_t i = 0; i < formats->use_count; i++) {
        struct httally_slice name = config_text(formats, formats->uses[i].text);
        list_name(names, formats->uses[i].is_inline || name.length == 0 ? in_line : name);
    }
}

/* nginx knows `combined` itself, and httpd what TransferLog writes.  Of httpd the usual two names
 * are taken for granted: sites are configured in other files than their formats. */
static const char *built_in_of(enum config_server server, struct httally_slice name)
{
    if (httally_slice_equals_string(name, "combined"))
        return "combined";
    if (server == CONFIG_HTTPD && (name.length == 0 || httally_slice_equals_string(name, "common")))
        return "common";
    return NULL;
}

/* nginx refuses a second definition of a name; httpd takes the last one. */
static enum httally_result refuse_rival(const struct config_formats *formats,
                                        const struct config_format *format,
                                        struct httally_error *error)
{
    const struct config_format *rival = config_formats_find_rival(formats, format);
    if (!rival)
        return HTTALLY_OK;
    struct httally_slice name = config_text(formats, format->name);
    char message[160];
    snprintf(message, sizeof message, "log_format '%.*s' has another text than on line %llu",
             shown_length(name), name.data, (unsigned long long)rival->line);
    return config_error(error, format->line, message);
}

/* '*is_found_out' is false, without an error, when nothing has the name. */
static enum httally_result choose_by_name(const struct config_formats *formats,
                                          enum config_server server, struct httally_slice name,
                                          struct choice *choice, bool *is_found_out,
                                          struct httally_error *error)
{
    const struct config_format *format = config_formats_find(formats, name);
    *choice = (struct choice){.built_in = format ? NULL : built_in_of(server, name)};
    *is_found_out = format || choice->built_in;
    if (!format)
        return HTTALLY_OK;
    choice->text = config_text(formats, format->text);
    choice->escape = format->escape;
    return server == CONFIG_NGINX ? refuse_rival(formats, format, error) : HTTALLY_OK;
}

static enum httally_result choose_named(const struct config_formats *formats,
                                        enum config_server server, const char *name,
                                        struct choice *choice, struct httally_error *error)
{
    char names[LISTED_NAMES_MAX];
    bool is_found;
    enum httally_result result =
        choose_by_name(formats, server, httally_slice_of_string(name), choice, &is_found, error);
    if (result != HTTALLY_OK || is_found)
        return result;
    list_definitions(formats, names);
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "no %s is called '%.60s'%s%s",
                             dialects[server].definition_word, name, *names ? "; there are: " : "",
                             names);
}

/* One use: a name, or a format that stands where it is used. */
static enum httally_result choose_used(const struct config_formats *formats,
                                       enum config_server server, const struct config_use *use,
                                       struct choice *choice, struct httally_error *error)
{
    struct httally_slice text = config_text(formats, use->text);
    bool is_found = true;
    if (use->is_inline) {
        *choice = (struct choice){.text = text};
        return HTTALLY_OK;
    }
    enum httally_result result = choose_by_name(formats, server, text, choice, &is_found, error);
    if (result != HTTALLY_OK || is_found)
        return result;
    char message[200];
    snprintf(message, sizeof message, "%s uses '%.*s', which no %s of this file defines",
             dialects[server].log_word, shown_length(text), text.data,
             dialects[server].definition_word);
    return config_error(error, use->line, message);
}

static bool is_same_choice(const struct choice *a, const struct choice *b)
{
    if (a->built_in || b->built_in)
        return a->built_in && b->built_in && strcmp(a->built_in, b->built_in) == 0;
    return a->escape == b->escape && httally_slice_equal(a->text, b->text);
}

static enum httally_result refuse_several(const char *what, const char *names,
                                          struct httally_error *error)
{
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "several formats %s: %s; say which by FILE:NAME", what, names);
}

static enum httally_result choose_by_uses(const struct config_formats *formats,
                                          enum config_server server, struct choice *choice,
                                          struct httally_error *error)
{
    char names[LISTED_NAMES_MAX];
    for (size_t i = 0; i < formats->use_count; i++) {
        struct choice other;
        enum httally_result result =
            choose_used(formats, server, &formats->uses[i], i ? &other : choice, error);
        if (result == HTTALLY_OK && (i == 0 || is_same_choice(choice, &other)))
            continue;
        if (formats->use_count == 1 || result == HTTALLY_ERROR_MEMORY)
            return result;
        list_uses(formats, names);
        return refuse_several("are in use", names, error);
    }
    return HTTALLY_OK;
}

/* No log is set up here: the only definition must be meant. */
static enum httally_result choose_only(const struct config_formats *formats,
                                       enum config_server server, struct choice *choice,
                                       struct httally_error *error)
{
    char names[LISTED_NAMES_MAX];
    bool is_found;
    for (size_t i = 1; i < formats->format_count; i++) {
        if (httally_slice_equal(config_text(formats, formats->formats[i].name),
                                config_text(formats, formats->formats[0].name)))
            continue;
        list_definitions(formats, names);
        return refuse_several("are defined", names, error);
    }
    return choose_by_name(formats, server, config_text(formats, formats->formats[0].name), choice,
                          &is_found, error);
}

static enum httally_result choose(const struct config_formats *formats, enum config_server server,
                                  const char *name, struct choice *choice,
                                  struct httally_error *error)
{
    if (formats->format_count == 0 && formats->use_count == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "neither a log_format (nginx) nor a LogFormat (Apache httpd) is "
                                 "in this file; included files are not read");
    if (name)
        return choose_named(formats, server, name, choice, error);
    if (formats->use_count)
        return choose_by_uses(formats, server, choice, error);
    return choose_only(formats, server, choice, error);
}

static struct httally_slice skip_byte_order_mark(struct httally_slice text)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t length = sizeof mark - 1;
    if (text.length < length || memcmp(text.data, mark, length) != 0)
        return text;
    return httally_slice_of(text.data + length, text.length - length);
}

enum httally_result config_definition_find(struct httally_slice text, const char *name,
                                           struct config_definition *definition_out,
                                           struct httally_error *error)
{
    struct config_formats formats = {.formats = NULL};
    struct choice choice = {.built_in = NULL};
    text = text.data ? skip_byte_order_mark(text) : httally_slice_of("", 0);
    enum config_server server = httpd_config_is_likely(text) ? CONFIG_HTTPD : CONFIG_NGINX;
    *definition_out = (struct config_definition){.server = server};
    enum httally_result result = server == CONFIG_HTTPD ? httpd_config_read(text, &formats, error)
                                                        : nginx_config_read(text, &formats, error);
    if (result == HTTALLY_OK)
        result = choose(&formats, server, name, &choice, error);
    if (result == HTTALLY_OK) {
        buffer_append_slice(&definition_out->text, choice.text);
        result = buffer_status(&definition_out->text, error);
        definition_out->escape = choice.escape;
        definition_out->built_in = choice.built_in;
    }
    config_formats_finish(&formats);
    return result;
}

void config_definition_finish(struct config_definition *definition)
{
    buffer_finish(&definition->text);
}
