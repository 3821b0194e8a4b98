/* SPDX-License-Identifier: MIT */
#include "input/stream_mark.h"

#include <string.h>
#include <zlib.h>

static void keep_tail(struct stream_mark *mark, const char *bytes, size_t length)
{
    if (length > STREAM_TAIL_BYTES) {
        bytes += length - STREAM_TAIL_BYTES;
        length = STREAM_TAIL_BYTES;
    }
    size_t kept = STREAM_TAIL_BYTES - length;
    if (kept > mark->tail_length)
        kept = mark->tail_length;
    memmove(mark->tail, mark->tail + mark->tail_length - kept, kept);
    memcpy(mark->tail + kept, bytes, length);
    mark->tail_length = kept + length;
}

void stream_mark_advance(struct stream_mark *mark, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    mark->offset_bytes += length;
    mark->crc32 = (uint32_t)crc32_z(mark->crc32, (const unsigned char *)bytes, length);
    keep_tail(mark, bytes, length);
}
