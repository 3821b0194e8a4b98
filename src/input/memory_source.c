/* SPDX-License-Identifier: MIT */
#include "input/source_kind.h"

struct memory_source {
    struct httally_source source;
    struct httally_slice rest;
};

static enum httally_result memory_read(struct httally_source *source, void *buffer, size_t capacity,
                                       size_t *length_out, struct httally_error *error)
{
    (void)error;
    struct memory_source *memory = (struct memory_source *)source;
    if (memory->rest.length == 0)
        return HTTALLY_END;
    size_t length = memory->rest.length < capacity ? memory->rest.length : capacity;
    memcpy(buffer, memory->rest.data, length);
    memory->rest = httally_slice_of(memory->rest.data + length, memory->rest.length - length);
    source->stored_bytes += length;
    *length_out = length;
    return HTTALLY_OK;
}

static const struct source_kind memory_kind = {.read = memory_read};

enum httally_result memory_source_create(struct httally_slice bytes, const char *name,
                                         struct httally_source **source_out,
                                         struct httally_error *error)
{
    enum httally_result result =
        source_create(&memory_kind, sizeof(struct memory_source), name, source_out, error);
    if (result == HTTALLY_OK)
        ((struct memory_source *)*source_out)->rest = bytes;
    return result;
}
