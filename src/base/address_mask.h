/* SPDX-License-Identifier: MIT */
/*
 * address_mask.h - clients without what tells one person from another: IPv4 to its /24, IPv6 to its
 * /64, host names to their last two labels.
 */
#ifndef ADDRESS_MASK_H
#define ADDRESS_MASK_H

#include <stddef.h>

#include "httally/slice.h"

/* Longer host names are cut at their end. */
enum { ADDRESS_MASK_SIZE = 256 };

/* "192.0.2.0/24", "2001:db8:1:2::/64", "*.example.net"; `-` and the empty client stay.  Writes no
 * NUL; returns the length, below ADDRESS_MASK_SIZE. */
size_t address_mask_client(struct httally_slice client, char masked_out[ADDRESS_MASK_SIZE]);

/* Mask every address that stands in a text, where it stands: "192.0.2.123" becomes "192.0.2.0".
 * What is behind the name of a product ("Chrome/145.0.0.0") is a version.  Returns the new length,
 * which is never more. */
size_t address_mask_text(char *text, size_t length);

/* The same for a line of a log, which may begin with a host name. */
size_t address_mask_line(char *line, size_t length);

#endif
