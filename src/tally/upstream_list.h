/* SPDX-License-Identifier: MIT */
/*
 * upstream_list.h - lists as nginx writes them of the servers it asked for one request:
 * "192.0.2.1:80, 192.0.2.2:80 : 192.0.2.3:80".  A comma stands before the next server of a group
 * that was tried, a colon between spaces before the first of another group, after an internal
 * redirect (nginx docs, ngx_http_upstream_module, $upstream_addr).
 */
#ifndef UPSTREAM_LIST_H
#define UPSTREAM_LIST_H

#include <stdbool.h>

#include "httally/slice.h"

/* Take the next element, which may be empty; '*rest' is the list to begin with, and becomes what is
 * left.  False when nothing is.  'is_retry_out': a comma stood before it.  What stands before a
 * separator that opens the list is no element. */
bool upstream_list_next(struct httally_slice *rest, struct httally_slice *element_out,
                        bool *is_retry_out);

/* The last element: the server that was asked last, or what it answered.  NULL data when it is
 * empty or `-`: behind a last separator, nobody was asked. */
struct httally_slice upstream_list_last(struct httally_slice list);

#endif
