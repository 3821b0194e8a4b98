/* SPDX-License-Identifier: MIT */
#include "format/ltsv_format.h"

#include <stdlib.h>

#include "base/memory.h"
#include "format/key_mapping.h"
#include "format/key_rows.h"
#include "format/keyed_values.h"

struct ltsv_format {
    struct httally_format format;
    struct key_tree labels;
    /* Its definition, NUL-terminated. */
    char *name;
};

/* [0-9A-Za-z_.-]+ */
static bool is_label(struct httally_slice label)
{
    for (size_t i = 0; i < label.length; i++) {
        unsigned char byte = (unsigned char)label.data[i], letter = byte | 0x20;
        if (!word_is_digit((char)byte) && (letter < 'a' || letter > 'z') && byte != '_' &&
            byte != '.' && byte != '-')
            return false;
    }
    return label.length > 0;
}

/* One `label:value`; an empty field is none. */
static bool take_field(struct keyed_values *values, const char *start, const char *stop)
{
    size_t length = (size_t)(stop - start);
    if (length == 0)
        return true;
    const char *colon = memchr(start, ':', length);
    if (!colon || !is_label(httally_slice_of(start, (size_t)(colon - start))))
        return false;
    const struct key_node *node =
        key_tree_find(values->tree, KEY_PLACE_ROOT, start, (size_t)(colon - start));
    if (node && node->first_use)
        keyed_values_take(values, node, httally_slice_of(colon + 1, (size_t)(stop - colon - 1)),
                          false);
    return true;
}

static bool parse(const struct httally_format *format, struct httally_format_state *state,
                  struct httally_slice line, struct httally_record *record,
                  enum httally_unparsed_reason *reason_out)
{
    const struct ltsv_format *ltsv = (const struct ltsv_format *)(const void *)format;
    const char *at = line.data, *end = line.data + line.length;
    struct keyed_values values;
    keyed_values_init(&values, &ltsv->labels);
    while (at < end) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *stop = tab ? tab : end;
        if (!take_field(&values, at, stop)) {
            *reason_out = HTTALLY_UNPARSED_OTHER_TEXT;
            return false;
        }
        at = tab ? tab + 1 : end;
    }
    return keyed_values_finish(&values, state, line, record, reason_out);
}

static void destroy(struct httally_format *format)
{
    struct ltsv_format *ltsv = (struct ltsv_format *)(void *)format;
    key_tree_finish(&ltsv->labels);
    free(ltsv->name);
    free(ltsv);
}

static const struct format_methods methods = {.parse = parse, .destroy = destroy};

/* Is it "ltsv" or "ltsv:..."?  'mapping_out' is what stands behind the colon, or NULL. */
static bool is_ltsv(const char *definition, const char **mapping_out)
{
    static const char name[] = "ltsv";
    size_t length = sizeof name - 1;
    for (size_t i = 0; i < length; i++) {
        if ((definition[i] | 0x20) != name[i])
            return false;
    }
    *mapping_out = definition[length] == ':' ? definition + length + 1 : NULL;
    return !definition[length] || *mapping_out;
}

static enum httally_result fill_labels(struct key_tree *labels, const char *mapping,
                                       struct httally_error *error)
{
    enum httally_result result = key_tree_init(labels, error);
    if (result == HTTALLY_OK && mapping)
        result = key_mapping_add(labels, mapping, error);
    if (result != HTTALLY_OK)
        return result;
    key_rows_add_labels(labels);
    return key_tree_status(labels, error);
}

enum httally_result ltsv_format_create(const char *definition, struct httally_format **format_out,
                                       struct httally_error *error)
{
    const char *mapping;
    *format_out = NULL;
    if (!is_ltsv(definition, &mapping))
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown LTSV format '%.100s'",
                                 definition);
    struct ltsv_format *ltsv = memory_allocate(1, sizeof *ltsv);
    if (!ltsv)
        return memory_error(error);
    ltsv->format.methods = &methods;
    size_t name_size = strlen(definition) + 1;
    ltsv->name = memory_allocate(name_size, 1);
    enum httally_result result = ltsv->name ? HTTALLY_OK : memory_error(error);
    if (result == HTTALLY_OK)
        result = fill_labels(&ltsv->labels, mapping, error);
    if (result != HTTALLY_OK) {
        destroy(&ltsv->format);
        return result;
    }
    memcpy(ltsv->name, definition, name_size);
    ltsv->format.name = mapping ? ltsv->name : "ltsv";
    *format_out = &ltsv->format;
    return HTTALLY_OK;
}
