/* SPDX-License-Identifier: MIT */
/*
 * path_mask.h - paths without what differs from one thing to the next: "/users/123/photo.jpg" is
 * "/users/:id/photo.jpg".
 */
#ifndef PATH_MASK_H
#define PATH_MASK_H

#include <stddef.h>

#include "httally/slice.h"

/* Longer paths are cut there. */
enum { PATH_MASK_BYTES = 512 };

/*
 * Write 'path' with its parts between '/', '-', '_', '.' and the like masked; returns the bytes
 * written, at most PATH_MASK_BYTES:
 *
 *     :id     a number; so are five digits or more behind letters ("tt0111161" is "tt:id")
 *     :date   2026-03-12, 20260312, 2026-03, and /2026/03/12 and /2026/03 as segments
 *     :uuid   8-4-4-4-12 hexadecimal digits
 *     :hash   eight hexadecimal digits or more, letters and digits among them; sixteen letters and
 *             digits or more that change from one to the other too often for words
 *
 * Versions ("v1", "3.6.0") and extensions stay, and so does every other byte as it is.
 */
size_t path_mask(struct httally_slice path, char masked_out[PATH_MASK_BYTES]);

#endif
