/* SPDX-License-Identifier: MIT */
#include "format/config_formats.h"

#include <stdlib.h>

#include "base/memory.h"

struct httally_slice config_text(const struct config_formats *formats, struct config_text text)
{
    return text.length ? httally_slice_of(formats->bytes.data + text.offset, text.length)
                       : httally_slice_of("", 0);
}

struct config_text config_formats_keep(struct config_formats *formats, struct httally_slice text)
{
    struct config_text kept = {formats->bytes.length, text.length};
    buffer_append_slice(&formats->bytes, text);
    return kept;
}

/* Make room for one entry more. */
static enum httally_result grow(void **array, size_t count, size_t *capacity, size_t size,
                                struct httally_error *error)
{
    if (memory_grow(array, count, capacity, 8, CONFIG_FORMAT_MAX, size))
        return HTTALLY_OK;
    if (count < CONFIG_FORMAT_MAX)
        return memory_error(error);
    return httally_error_set(error, HTTALLY_ERROR_DATA, 0, "more than %d formats of logs",
                             CONFIG_FORMAT_MAX);
}

enum httally_result config_formats_add(struct config_formats *formats,
                                       const struct config_format *format,
                                       struct httally_error *error)
{
    void *array = formats->formats;
    enum httally_result result = buffer_status(&formats->bytes, error);
    if (result == HTTALLY_OK)
        result =
            grow(&array, formats->format_count, &formats->format_capacity, sizeof *format, error);
    formats->formats = array;
    if (result == HTTALLY_OK)
        formats->formats[formats->format_count++] = *format;
    return result;
}

enum httally_result config_formats_use(struct config_formats *formats, struct httally_slice text,
                                       bool is_inline, uint64_t line, struct httally_error *error)
{
    for (size_t i = 0; i < formats->use_count; i++) {
        if (formats->uses[i].is_inline == is_inline &&
            httally_slice_equal(config_text(formats, formats->uses[i].text), text))
            return HTTALLY_OK;
    }
    struct config_use use = {
        .text = config_formats_keep(formats, text), .is_inline = is_inline, .line = line};
    void *array = formats->uses;
    enum httally_result result = buffer_status(&formats->bytes, error);
    if (result == HTTALLY_OK)
        result = grow(&array, formats->use_count, &formats->use_capacity, sizeof use, error);
    formats->uses = array;
    if (result == HTTALLY_OK)
        formats->uses[formats->use_count++] = use;
    return result;
}

const struct config_format *config_formats_find(const struct config_formats *formats,
                                                struct httally_slice name)
{
    for (size_t i = formats->format_count; i-- > 0;) {
        if (httally_slice_equal(config_text(formats, formats->formats[i].name), name))
            return &formats->formats[i];
    }
    return NULL;
}

const struct config_format *config_formats_find_rival(const struct config_formats *formats,
                                                      const struct config_format *last)
{
    for (const struct config_format *format = formats->formats; format < last; format++) {
        bool is_same_text = format->escape == last->escape &&
                            httally_slice_equal(config_text(formats, format->text),
                                                config_text(formats, last->text));
        if (!is_same_text && httally_slice_equal(config_text(formats, format->name),
                                                 config_text(formats, last->name)))
            return format;
    }
    return NULL;
}

enum httally_result config_error(struct httally_error *error, uint64_t line, const char *message)
{
    enum httally_result result = httally_error_set(error, HTTALLY_ERROR_DATA, 0, "%s", message);
    if (error)
        error->line = line;
    return result;
}

void config_formats_finish(struct config_formats *formats)
{
    buffer_finish(&formats->bytes);
    free(formats->formats);
    free(formats->uses);
    *formats = (struct config_formats){.formats = NULL};
}
