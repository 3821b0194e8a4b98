/* SPDX-License-Identifier: MIT */
/* nginx_config.h - log_format and access_log of a configuration file of nginx. */
#ifndef NGINX_CONFIG_H
#define NGINX_CONFIG_H

#include "format/config_formats.h"

/*
 * Collect what 'text' says; blocks and other directives are stepped over, included files are not
 * read.  HTTALLY_ERROR_DATA, with the line, for a string or a log_format without an end.
 */
enum httally_result nginx_config_read(struct httally_slice text, struct config_formats *formats,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
