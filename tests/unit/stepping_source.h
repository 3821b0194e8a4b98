/* SPDX-License-Identifier: MIT */
/* stepping_source.h - a source that gives its bytes in small pieces, and may fail at their end. */
#ifndef STEPPING_SOURCE_H
#define STEPPING_SOURCE_H

#include "unit.h"

#include "input/source_kind.h"
#include "random.h"

struct stepping_source {
    struct httally_source source;
    struct httally_slice rest;
    /* A piece has up to so many bytes, at random if 'random.state' is not 0. */
    size_t step_bytes;
    struct random random;
    /* What comes behind the bytes: HTTALLY_END, or an error. */
    enum httally_result ending;
};

static inline enum httally_result stepping_read(struct httally_source *source, void *buffer,
                                                size_t capacity, size_t *length_out,
                                                struct httally_error *error)
{
    struct stepping_source *stepping = (struct stepping_source *)source;
    size_t length = stepping->step_bytes;
    if (stepping->random.state)
        length = random_between(&stepping->random, 1, stepping->step_bytes);
    if (length > stepping->rest.length)
        length = stepping->rest.length;
    if (length > capacity)
        length = capacity;
    if (length == 0)
        return stepping->ending == HTTALLY_END
                   ? HTTALLY_END
                   : httally_error_set(error, stepping->ending, 0, "the test said so");
    memcpy(buffer, stepping->rest.data, length);
    stepping->rest = httally_slice_of(stepping->rest.data + length, stepping->rest.length - length);
    source->stored_bytes += length;
    *length_out = length;
    return HTTALLY_OK;
}

/* Fails the test when memory is out. */
static inline struct stepping_source *stepping_source_open(struct httally_slice bytes,
                                                           size_t step_bytes)
{
    static const struct source_kind kind = {.read = stepping_read};
    struct httally_source *source;
    assert_int_equal(source_create(&kind, sizeof(struct stepping_source), "steps", &source, NULL),
                     HTTALLY_OK);
    struct stepping_source *stepping = (struct stepping_source *)source;
    stepping->rest = bytes;
    stepping->step_bytes = step_bytes;
    stepping->ending = HTTALLY_END;
    return stepping;
}

#endif
