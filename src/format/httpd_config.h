/* SPDX-License-Identifier: MIT */
/* httpd_config.h - LogFormat and CustomLog of a configuration file of Apache httpd. */
#ifndef HTTPD_CONFIG_H
#define HTTPD_CONFIG_H

#include "format/config_formats.h"

/* Does a line begin with one of the directives that we read?  No file of nginx has one. */
bool httpd_config_is_likely(struct httally_slice text);

/*
 * Collect what 'text' says, sections or not; included files are not read.  The format without a
 * nickname, which TransferLog uses, has an empty name.  HTTALLY_ERROR_DATA, with the line, for an
 * argument without its closing quote.
 *
 * Texts are as the log has them: `\"` is a quote, `\t` a TAB.
 */
enum httally_result httpd_config_read(struct httally_slice text, struct config_formats *formats,
                                      struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
