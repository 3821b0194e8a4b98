/* SPDX-License-Identifier: MIT */
/*
 * config_definition.h - the definition of a log's format, found in a server's configuration.
 *
 * Which server's it is shows in its directives: log_format and access_log are nginx's, LogFormat
 * and CustomLog those of Apache httpd.
 */
#ifndef CONFIG_DEFINITION_H
#define CONFIG_DEFINITION_H

#include "format/config_formats.h"

enum config_server {
    CONFIG_NGINX = 0,
    CONFIG_HTTPD,
};

struct config_definition {
    enum config_server server;
    enum config_escape escape;
    /* What the log has between and in the fields, quotes and escapes of the file undone. */
    struct buffer text;
    /* A name of httally_format_create() for a format that every server knows without a definition,
     * else NULL. */
    const char *built_in;
};

/*
 * Find the definition called 'name'; for NULL, the one that all logs of the file use, or, where no
 * log is set up, the only one.  HTTALLY_ERROR_ARGUMENT, naming the definitions, when there is none
 * or more than one; HTTALLY_ERROR_DATA, with the line, when the file is broken.
 * End it with config_definition_finish(), failing or not.
 */
enum httally_result config_definition_find(struct httally_slice text, const char *name,
                                           struct config_definition *definition_out,
                                           struct httally_error *error) HTTALLY_MUST_CHECK;

void config_definition_finish(struct config_definition *definition);

#endif
