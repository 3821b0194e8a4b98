/* SPDX-License-Identifier: MIT */
/* format_from_config.c - from a server's configuration to a format: what is found is compiled. */
#include "base/buffer.h"
#include "format/config_definition.h"
#include "httally/format.h"

/*
 * What the user would write after -F.  There the backslashes of a text that was copied out of a
 * configuration are undone; ours have been, so that one that is left is a byte of the log.
 */
static void write_definition(const struct config_definition *definition, struct buffer *text)
{
    static const char *const dialects[] = {[CONFIG_NGINX] = "nginx:", [CONFIG_HTTPD] = "apache:"};
    buffer_append_string(text, dialects[definition->server]);
    for (size_t i = 0; i < definition->text.length; i++) {
        char byte = definition->text.data[i];
        buffer_append_string(text, byte == '\\' ? "\\" : "");
        buffer_append_char(text, byte);
    }
    buffer_append_char(text, '\0');
}

static enum httally_result compile(const struct config_definition *definition,
                                   struct httally_format **format_out, struct httally_error *error)
{
    struct buffer text = {.data = NULL};
    if (definition->built_in)
        return httally_format_create(definition->built_in, format_out, error);
    write_definition(definition, &text);
    enum httally_result result = buffer_status(&text, error);
    if (result == HTTALLY_OK && memchr(text.data, '\0', text.length - 1))
        result = httally_error_set(error, HTTALLY_ERROR_DATA, 0, "the definition holds a NUL byte");
    if (result == HTTALLY_OK)
        result = httally_format_create(text.data, format_out, error);
    buffer_finish(&text);
    return result;
}

enum httally_result httally_format_from_config(struct httally_slice text, const char *name_or_null,
                                               struct httally_format **format_out,
                                               struct httally_error *error)
{
    struct config_definition definition;
    *format_out = NULL;
    enum httally_result result = config_definition_find(text, name_or_null, &definition, error);
    if (result == HTTALLY_OK)
        result = compile(&definition, format_out, error);
    config_definition_finish(&definition);
    return result;
}
