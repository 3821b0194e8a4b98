/* SPDX-License-Identifier: MIT */
/* request_line.h - the parts of a request line as logged, however odd it is. */
#ifndef REQUEST_LINE_H
#define REQUEST_LINE_H

#include "httally/record.h"

/*
 * Fill request, request_kind, method, target, path and protocol of 'record' from 'request'.
 * Never fails: what is no HTTP request is marked so.
 */
void request_line_split(struct httally_slice request, struct httally_record *record);

/* The target up to its '?'. */
struct httally_slice request_line_path(struct httally_slice target);

#endif
