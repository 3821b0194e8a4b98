/* SPDX-License-Identifier: MIT */
/*
 * config_formats.h - the formats that a server's configuration file defines, and those that its
 * logs use.
 */
#ifndef CONFIG_FORMATS_H
#define CONFIG_FORMATS_H

#include "base/buffer.h"

/* More is no configuration. */
enum { CONFIG_FORMAT_MAX = 1024 };

/* How the server writes bytes that would end a field: nginx's escape=. */
enum config_escape {
    CONFIG_ESCAPE_DEFAULT = 0,
    CONFIG_ESCAPE_JSON,
    CONFIG_ESCAPE_NONE,
};

/* Texts are places in 'bytes': it moves while it grows. */
struct config_text {
    size_t offset;
    size_t length;
};

struct config_format {
    struct config_text name;
    struct config_text text;
    enum config_escape escape;
    uint64_t line;
};

/* One distinct format that a log uses: by name, or written where it is used. */
struct config_use {
    struct config_text text;
    bool is_inline;
    uint64_t line;
};

/* Zeroed to begin with. */
struct config_formats {
    struct buffer bytes;
    struct config_format *formats;
    size_t format_count, format_capacity;
    struct config_use *uses;
    size_t use_count, use_capacity;
};

struct httally_slice config_text(const struct config_formats *formats, struct config_text text);

/* Keep a text; its end may be added to as long as nothing else is kept. */
struct config_text config_formats_keep(struct config_formats *formats, struct httally_slice text);

enum httally_result config_formats_add(struct config_formats *formats,
                                       const struct config_format *format,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Nothing happens when the same use is known. */
enum httally_result config_formats_use(struct config_formats *formats, struct httally_slice text,
                                       bool is_inline, uint64_t line,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* The last definition of a name, or NULL. */
const struct config_format *config_formats_find(const struct config_formats *formats,
                                                struct httally_slice name);

/* A definition of the same name and another text that stands before the last one, or NULL. */
const struct config_format *config_formats_find_rival(const struct config_formats *formats,
                                                      const struct config_format *last);

/* Fail with a message about a line of the file. */
enum httally_result config_error(struct httally_error *error, uint64_t line, const char *message);

void config_formats_finish(struct config_formats *formats);

#endif
