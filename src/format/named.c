/* SPDX-License-Identifier: MIT */
#include "format/named.h"

#include "base/buffer.h"
#include "base/compiler.h"

enum { NEAR_NAMES_MAX = 5, SHARED_START = 3 };

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool equals_in_any_case(const char *a, const char *b, size_t b_length)
{
    size_t i = 0;
    while (i < b_length && a[i] && lower(a[i]) == lower(b[i]))
        i++;
    return i == b_length && a[i] == '\0';
}

/* Is 'name' one of the words? */
static bool is_among(const char *name, const char *words)
{
    while (*words) {
        size_t length = strcspn(words, " ");
        if (equals_in_any_case(name, words, length))
            return true;
        words += length + (words[length] == ' ');
    }
    return false;
}

const struct named_format *named_format_find(const char *name)
{
    const struct named_format *formats;
    size_t count = named_formats(&formats);
    for (size_t i = 0; i < count; i++) {
        const struct httally_named_format *shown = &formats[i].shown;
        if (is_among(name, shown->name) || is_among(name, shown->aliases))
            return &formats[i];
    }
    return NULL;
}

enum httally_result named_format_create(const struct named_format *named,
                                        struct httally_format **format_out,
                                        struct httally_error *error)
{
    if (named->create)
        return named->create(named->shown.name, format_out, error);
    struct steps_definition definition = named->definition;
    definition.name = named->shown.name;
    definition.vendors = named->shown.vendors;
    return steps_format_create(&definition, format_out, error);
}

/* Does one begin as the other does, or is one within the other? */
static bool is_near(const char *name, const char *other)
{
    size_t length = strlen(name), shared = 0;
    while (name[shared] && lower(name[shared]) == lower(other[shared]))
        shared++;
    if (shared >= SHARED_START || (shared == length && shared > 0))
        return true;
    for (const char *at = other; length >= SHARED_START && strlen(at) >= length; at++) {
        if (equals_in_any_case(name, at, length))
            return true;
    }
    return false;
}

enum httally_result named_format_unknown(const char *name, struct httally_error *error)
{
    const struct named_format *formats;
    size_t count = named_formats(&formats), near_count = 0;
    struct buffer names = {.data = NULL};
    for (size_t i = 0; i < count && near_count < NEAR_NAMES_MAX; i++) {
        if (!is_near(name, formats[i].shown.name))
            continue;
        buffer_append_string(&names, near_count++ > 0 ? ", " : "; is it ");
        buffer_append_string(&names, formats[i].shown.name);
    }
    buffer_append_string(&names, near_count > 0 ? "?" : "; 'httally formats' lists them");
    buffer_append_char(&names, '\0');
    enum httally_result result = buffer_status(&names, error);
    if (result == HTTALLY_OK)
        result = httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                   "no format is called '%.80s'%s", name, names.data);
    buffer_finish(&names);
    return result;
}

size_t httally_format_count(void)
{
    const struct named_format *formats;
    return named_formats(&formats);
}

const struct httally_named_format *httally_format_description(size_t index)
{
    const struct named_format *formats;
    return index < named_formats(&formats) ? &formats[index].shown : NULL;
}
