/* SPDX-License-Identifier: MIT */
#include "httally/source.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "input/source_kind.h"

enum httally_result source_create(const struct source_kind *kind, size_t size_bytes,
                                  const char *name, struct httally_source **source_out,
                                  struct httally_error *error)
{
    *source_out = NULL;
    struct httally_source *source = memory_allocate(1, size_bytes);
    char *name_copy = strdup(name);
    if (!source || !name_copy) {
        free(name_copy);
        free(source);
        memory_error(error);
        httally_error_set_source(error, name);
        return HTTALLY_ERROR_MEMORY;
    }
    source->kind = kind;
    source->name = name_copy;
    source->compression = "none";
    *source_out = source;
    return HTTALLY_OK;
}

/* Ask the kind, and keep its last words. */
static enum httally_result read_from_kind(struct httally_source *source, void *buffer,
                                          size_t capacity, size_t *length_out)
{
    *length_out = 0;
    if (source->ending == HTTALLY_OK) {
        source->ending =
            source->kind->read(source, buffer, capacity, length_out, &source->ending_error);
        if (source->ending > HTTALLY_END)
            httally_error_set_source(&source->ending_error, source->name);
    }
    return source->ending;
}

/* Read enough to recognise a compression; what comes in smaller pieces is waited for. */
static void peek(struct httally_source *source)
{
    size_t length;
    while (source->peeked_length < sizeof source->peeked &&
           read_from_kind(source, source->peeked + source->peeked_length,
                          sizeof source->peeked - source->peeked_length, &length) == HTTALLY_OK)
        source->peeked_length += length;
}

static size_t take_peeked(struct httally_source *source, void *buffer, size_t capacity)
{
    size_t length = source->peeked_length < capacity ? source->peeked_length : capacity;
    memcpy(buffer, source->peeked + source->peeked_start, length);
    source->peeked_start += length;
    source->peeked_length -= length;
    return length;
}

enum httally_result source_decode(struct httally_source *raw, struct httally_source **source_out,
                                  struct httally_error *error)
{
    enum httally_result result;
    peek(raw);
    const struct compression *compression = compression_recognize(raw->peeked, raw->peeked_length);
    if (raw->peeked_length == 0 && raw->ending > HTTALLY_END) {
        result = raw->ending;
        if (error)
            *error = raw->ending_error;
    } else if (!compression) {
        *source_out = raw;
        return HTTALLY_OK;
    } else if (!compression->codecs[0]) {
        result = httally_error_set(error, HTTALLY_ERROR_UNSUPPORTED, 0,
                                   "%s support was not built in", compression->name);
        httally_error_set_source(error, raw->name);
    } else {
        result = decoder_create(raw, compression, compression->codecs[0], source_out, error);
        if (result == HTTALLY_OK)
            return HTTALLY_OK;
    }
    httally_source_close(raw);
    *source_out = NULL;
    return result;
}

enum httally_result httally_source_open_file(const char *path, struct httally_source **source_out,
                                             struct httally_error *error)
{
    struct httally_source *raw;
    *source_out = NULL;
    enum httally_result result = file_source_create(path, &raw, error);
    return result == HTTALLY_OK ? source_decode(raw, source_out, error) : result;
}

enum httally_result httally_source_open_descriptor(int descriptor, const char *name,
                                                   struct httally_source **source_out,
                                                   struct httally_error *error)
{
    struct httally_source *raw;
    *source_out = NULL;
    enum httally_result result = descriptor_source_create(descriptor, name, &raw, error);
    return result == HTTALLY_OK ? source_decode(raw, source_out, error) : result;
}

enum httally_result httally_source_open_memory(struct httally_slice bytes, const char *name,
                                               struct httally_source **source_out,
                                               struct httally_error *error)
{
    struct httally_source *raw;
    *source_out = NULL;
    enum httally_result result = memory_source_create(bytes, name, &raw, error);
    return result == HTTALLY_OK ? source_decode(raw, source_out, error) : result;
}

enum httally_result httally_source_read(struct httally_source *source, void *buffer,
                                        size_t capacity, size_t *length_out,
                                        struct httally_error *error)
{
    assert(capacity > 0);
    if (source->peeked_length > 0) {
        *length_out = take_peeked(source, buffer, capacity);
        return HTTALLY_OK;
    }
    enum httally_result result = read_from_kind(source, buffer, capacity, length_out);
    if (result > HTTALLY_END && error)
        *error = source->ending_error;
    return result;
}

const char *httally_source_name(const struct httally_source *source)
{
    return source->name;
}

const char *httally_source_compression(const struct httally_source *source)
{
    return source->compression;
}

uint64_t httally_source_stored_bytes(const struct httally_source *source)
{
    return source->stored_bytes;
}

void httally_source_close(struct httally_source *source)
{
    if (!source)
        return;
    if (source->kind->finish)
        source->kind->finish(source);
    free(source->name);
    free(source);
}
