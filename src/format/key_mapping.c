/* SPDX-License-Identifier: MIT */
#include "format/key_mapping.h"

#include "base/buffer.h"

/* No format has more fields than a few dozen; longer is a mistake. */
enum { MAPPING_BYTES_MAX = 4096 };

static const struct {
    const char *name;
    enum time_unit unit;
} units[] = {
    {"s", UNIT_SECONDS},
    {"ms", UNIT_MILLISECONDS},
    {"us", UNIT_MICROSECONDS},
    {"ns", UNIT_NANOSECONDS},
};

/* Fields of which a mapping can speak; a port behind the client's address is seen anyway. */
static bool has_name(enum field field)
{
    return field != FIELD_NONE && field != FIELD_CLIENT_AND_PORT;
}

static enum field find_field(struct httally_slice name)
{
    for (enum field field = FIELD_NONE; field < FIELD_COUNT; field++) {
        if (has_name(field) && httally_slice_equals_string(name, field_name(field)))
            return field;
    }
    return FIELD_NONE;
}

static enum httally_result refuse_field(struct httally_slice name, struct httally_error *error)
{
    struct buffer names = {0};
    for (enum field field = FIELD_NONE; field < FIELD_COUNT; field++) {
        if (has_name(field)) {
            buffer_append_string(&names, names.length ? ", " : "");
            buffer_append_string(&names, field_name(field));
        }
    }
    enum httally_result result = buffer_status(&names, error);
    if (result == HTTALLY_OK)
        result =
            httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown field '%.*s'; known: %.*s",
                              (int)name.length, name.data, (int)names.length, names.data);
    buffer_finish(&names);
    return result;
}

static struct httally_slice cut_before(struct httally_slice text, char separator,
                                       struct httally_slice *rest_out)
{
    const char *found = memchr(text.data, separator, text.length);
    size_t length = found ? (size_t)(found - text.data) : text.length;
    *rest_out =
        found ? httally_slice_of(found + 1, text.length - length - 1) : httally_slice_of(NULL, 0);
    return httally_slice_of(text.data, length);
}

/* Cut a unit off the end of a path; colons before it belong to the path (":authority"). */
static unsigned cut_unit(struct httally_slice *path)
{
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        size_t length = strlen(units[i].name);
        if (path->length <= length + 1)
            continue;
        const char *colon = path->data + path->length - length - 1;
        if (*colon == ':' && memcmp(colon + 1, units[i].name, length) == 0) {
            path->length -= length + 1;
            return units[i].unit;
        }
    }
    return UNIT_IN_TEXT;
}

static enum httally_result add_term(struct key_tree *tree, struct httally_slice term,
                                    struct httally_error *error)
{
    struct httally_slice path, name = cut_before(term, '=', &path);
    int shown = (int)(term.length < 100 ? term.length : 100);
    if (!path.data || path.length == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "'%.*s' is no 'field=key', such as status=resp.code", shown,
                                 term.data);
    enum field field = find_field(name);
    if (field == FIELD_NONE)
        return refuse_field(httally_slice_of(name.data, name.length < 40 ? name.length : 40),
                            error);
    bool is_duration = field == FIELD_DURATION || field == FIELD_UPSTREAM_DURATION;
    unsigned unit = is_duration || field == FIELD_TIME ? cut_unit(&path) : UNIT_IN_TEXT;
    if (is_duration && unit == UNIT_IN_TEXT)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "'%.*s' does not say its unit: add :s, :ms, :us or :ns", shown,
                                 term.data);
    key_tree_add(tree, path, field, unit);
    return key_tree_status(tree, error);
}

enum httally_result key_mapping_add(struct key_tree *tree, const char *mapping,
                                    struct httally_error *error)
{
    struct httally_slice rest = httally_slice_of_string(mapping);
    enum httally_result result = HTTALLY_OK;
    if (rest.length > MAPPING_BYTES_MAX)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "a mapping of keys may have %d bytes, not %zu", MAPPING_BYTES_MAX,
                                 rest.length);
    do {
        struct httally_slice term = cut_before(rest, ',', &rest);
        result = add_term(tree, term, error);
    } while (result == HTTALLY_OK && rest.data);
    return result;
}
