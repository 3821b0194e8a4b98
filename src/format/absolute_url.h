/* SPDX-License-Identifier: MIT */
/* absolute_url.h - targets as proxies log them: http://192.0.2.1:80/a?b. */
#ifndef ABSOLUTE_URL_H
#define ABSOLUTE_URL_H

#include "httally/slice.h"

/*
 * What follows the host of an absolute URL, "/" when nothing does, and its host with its port,
 * without a user's name, in 'host_out'.  Any other target is returned as it is, and 'host_out' does
 * not exist.
 */
struct httally_slice absolute_url_target(struct httally_slice target,
                                         struct httally_slice *host_out);

#endif
