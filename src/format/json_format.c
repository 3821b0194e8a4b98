/* SPDX-License-Identifier: MIT */
#include "format/json_format.h"

#include <stdlib.h>

#include "base/memory.h"
#include "format/json_scan.h"
#include "format/key_mapping.h"
#include "format/key_rows.h"

struct json_format {
    struct httally_format format;
    const struct json_flavour *flavour;
    struct key_tree keys;
    /* Usual keys, and nobody said that these lines are requests: a status alone makes none. */
    bool must_show_request;
    /* Its definition, NUL-terminated. */
    char *name;
};

static const struct json_format *json_format_of(const struct httally_format *format)
{
    return (const struct json_format *)(const void *)format;
}

/*
 * What stands behind `time TAB level TAB logger TAB message TAB`, if that is there; the time is
 * taken, since the object has none then.
 */
static struct httally_slice skip_console_head(struct httally_slice line,
                                              struct keyed_values *values)
{
    enum { COLUMN_COUNT = 4 };
    struct httally_slice rest = line, time = {NULL, 0};
    for (int i = 0; i < COLUMN_COUNT; i++) {
        const char *tab = rest.length ? memchr(rest.data, '\t', rest.length) : NULL;
        if (!tab)
            return line;
        size_t length = (size_t)(tab - rest.data);
        if (i == 0)
            time = httally_slice_of(rest.data, length);
        rest = httally_slice_of(tab + 1, rest.length - length - 1);
    }
    if (rest.length == 0 || rest.data[0] != '{' || time.length == 0)
        return line;
    struct key_use use = {.field = FIELD_TIME, .unit = UNIT_IN_TEXT};
    keyed_values_take_use(values, &use, time, false);
    return rest;
}

/* Programs of all kinds log a status and a time; servers have a key for these, if only for a `-`.
 */
enum {
    WHO_OR_WHAT = 1 << FIELD_CLIENT | 1 << FIELD_REQUEST | 1 << FIELD_METHOD | 1 << FIELD_TARGET
};

static bool parse(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out)
{
    const struct json_format *json = json_format_of(format);
    const uint32_t required = json->flavour->required_fields;
    struct keyed_values values;
    keyed_values_init(&values, &json->keys);
    values.order = &state->key_order;
    struct httally_slice object = line;
    if (line.length && line.data[0] != '{' && json->flavour->has_console_head)
        object = skip_console_head(line, &values);
    if (!json_scan(object, &values, reason_out))
        return false;
    if ((values.present & required) != required) {
        *reason_out = HTTALLY_UNPARSED_BAD_STATUS;
        return false;
    }
    if (!keyed_values_finish(&values, state, line, record, reason_out))
        return false;
    if (!json->must_show_request || (values.present & WHO_OR_WHAT))
        return true;
    *reason_out = HTTALLY_UNPARSED_NO_REQUEST;
    return false;
}

static void destroy(struct httally_format *format)
{
    struct json_format *json = (struct json_format *)(void *)format;
    key_tree_finish(&json->keys);
    free(json->name);
    free(json);
}

static const struct format_methods methods = {.parse = parse, .destroy = destroy};

static char lower_of(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool equals_caseless(const char *text, size_t length, const char *name)
{
    for (size_t i = 0; i < length; i++) {
        if (lower_of(text[i]) != name[i] || !name[i])
            return false;
    }
    return !name[length];
}

const char *json_format_name(size_t index)
{
    const struct json_flavour *flavours;
    return index < json_flavours(&flavours) ? flavours[index].name : NULL;
}

/* The flavour of a definition; 'mapping_out' is what stands behind the colon, or NULL. */
static const struct json_flavour *find_flavour(const char *definition, const char **mapping_out)
{
    const struct json_flavour *flavours;
    size_t count = json_flavours(&flavours), length = strcspn(definition, ":");
    *mapping_out = definition[length] ? definition + length + 1 : NULL;
    for (size_t i = 0; i < count; i++) {
        if (equals_caseless(definition, length, flavours[i].name))
            return *mapping_out && !flavours[i].has_synonyms ? NULL : &flavours[i];
    }
    return NULL;
}

static enum httally_result fill_keys(struct json_format *json, const char *mapping,
                                     struct httally_error *error)
{
    const struct json_flavour *flavour = json->flavour;
    enum httally_result result = key_tree_init(&json->keys, error);
    if (result == HTTALLY_OK && mapping)
        result = key_mapping_add(&json->keys, mapping, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; i < flavour->row_count; i++)
        key_tree_add(&json->keys, httally_slice_of_string(flavour->rows[i].path),
                     flavour->rows[i].field, flavour->rows[i].unit);
    if (flavour->has_synonyms)
        key_rows_add_synonyms(&json->keys);
    return key_tree_status(&json->keys, error);
}

enum httally_result json_format_create(const char *definition, struct httally_format **format_out,
                                       struct httally_error *error)
{
    const char *mapping;
    const struct json_flavour *flavour = find_flavour(definition, &mapping);
    *format_out = NULL;
    if (!flavour)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown JSON format '%.100s'",
                                 definition);
    struct json_format *json = memory_allocate(1, sizeof *json);
    if (!json)
        return memory_error(error);
    json->format = (struct httally_format){.methods = &methods, .vendors = flavour->vendors};
    json->flavour = flavour;
    json->must_show_request = flavour->has_synonyms && !mapping;
    size_t name_size = strlen(definition) + 1;
    json->name = memory_allocate(name_size, 1);
    enum httally_result result = json->name ? HTTALLY_OK : memory_error(error);
    if (result == HTTALLY_OK)
        result = fill_keys(json, mapping, error);
    if (result != HTTALLY_OK) {
        destroy(&json->format);
        return result;
    }
    memcpy(json->name, definition, name_size);
    json->format.name = mapping ? json->name : flavour->name;
    *format_out = &json->format;
    return HTTALLY_OK;
}
