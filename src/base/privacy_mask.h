/* SPDX-License-Identifier: MIT */
/*
 * privacy_mask.h - what clients wrote, without what names a person: addresses become networks, the
 * query behind a '?' and the name before the '@' of an e-mail address become a '*'.
 */
#ifndef PRIVACY_MASK_H
#define PRIVACY_MASK_H

#include <stddef.h>

/* Mask a field of a record where it stands; returns the new length, which is never more. */
size_t privacy_mask_text(char *text, size_t length);

/* The same for a whole line, whose user becomes a '*' too: what stands before a time in brackets,
 * and the values of members of JSON and LTSV that are named like a user or a query. */
size_t privacy_mask_line(char *line, size_t length);

#endif
