/* SPDX-License-Identifier: MIT */
#include "input/span_source.h"

#include "input/source_kind.h"

struct span_source {
    struct httally_source source;
    struct httally_source *upstream;
    struct stream_mark mark;
    uint64_t start;
    uint64_t end;
};

static enum httally_result read_upstream(struct span_source *self, void *buffer, size_t capacity,
                                         size_t *length_out, struct httally_error *error)
{
    uint64_t left = self->end - self->mark.offset_bytes;
    *length_out = 0;
    if (left == 0)
        return HTTALLY_END;
    enum httally_result result = httally_source_read(
        self->upstream, buffer, left < capacity ? (size_t)left : capacity, length_out, error);
    stream_mark_advance(&self->mark, buffer, *length_out);
    self->source.stored_bytes = httally_source_stored_bytes(self->upstream);
    return result;
}

static enum httally_result skip(struct span_source *self, struct httally_error *error)
{
    char skipped[16384];
    size_t length;
    enum httally_result result = HTTALLY_OK;
    while (result == HTTALLY_OK && self->mark.offset_bytes < self->start) {
        uint64_t left = self->start - self->mark.offset_bytes;
        size_t wanted = left < sizeof skipped ? (size_t)left : sizeof skipped;
        result = read_upstream(self, skipped, wanted, &length, error);
    }
    return result;
}

static enum httally_result span_read(struct httally_source *source, void *buffer, size_t capacity,
                                     size_t *length_out, struct httally_error *error)
{
    struct span_source *self = (struct span_source *)source;
    *length_out = 0;
    enum httally_result result = skip(self, error);
    return result == HTTALLY_OK ? read_upstream(self, buffer, capacity, length_out, error) : result;
}

static void span_finish(struct httally_source *source)
{
    httally_source_close(((struct span_source *)source)->upstream);
}

static const struct source_kind span_kind = {.read = span_read, .finish = span_finish};

enum httally_result span_source_create(struct httally_source *upstream,
                                       const struct stream_mark *mark, uint64_t start, uint64_t end,
                                       struct httally_source **source_out,
                                       struct httally_error *error)
{
    enum httally_result result = source_create(&span_kind, sizeof(struct span_source),
                                               httally_source_name(upstream), source_out, error);
    if (result != HTTALLY_OK)
        return result;
    struct span_source *self = (struct span_source *)*source_out;
    self->source.compression = httally_source_compression(upstream);
    self->upstream = upstream;
    self->mark = *mark;
    self->start = start;
    self->end = end;
    return HTTALLY_OK;
}

const struct stream_mark *span_source_mark(const struct httally_source *source)
{
    return &((const struct span_source *)source)->mark;
}
