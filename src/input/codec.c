/* SPDX-License-Identifier: MIT */
#include "input/codec.h"

#include <string.h>

#include "base/compiler.h"
#include "config.h"

#if HAVE_ISAL
#define GZIP_CODECS                                                                                \
    {                                                                                              \
        &codec_gzip_isal, &codec_gzip_zlib                                                         \
    }
#else
#define GZIP_CODECS                                                                                \
    {                                                                                              \
        &codec_gzip_zlib                                                                           \
    }
#endif
#if HAVE_ZSTD
#define ZSTD_CODECS                                                                                \
    {                                                                                              \
        &codec_zstd                                                                                \
    }
#else
#define ZSTD_CODECS                                                                                \
    {                                                                                              \
        NULL                                                                                       \
    }
#endif
#if HAVE_LZMA
#define XZ_CODECS                                                                                  \
    {                                                                                              \
        &codec_xz                                                                                  \
    }
#else
#define XZ_CODECS                                                                                  \
    {                                                                                              \
        NULL                                                                                       \
    }
#endif
#if HAVE_BZIP2
#define BZIP2_CODECS                                                                               \
    {                                                                                              \
        &codec_bzip2                                                                               \
    }
#else
#define BZIP2_CODECS                                                                               \
    {                                                                                              \
        NULL                                                                                       \
    }
#endif

static bool begins_with(const uint8_t *bytes, size_t length, const char *signature,
                        size_t signature_length)
{
    return length >= signature_length && memcmp(bytes, signature, signature_length) == 0;
}

static bool is_gzip(const uint8_t *bytes, size_t length)
{
    return begins_with(bytes, length, "\x1f\x8b", 2);
}

/* A frame of data, or a skippable one, which has 16 signatures. */
static bool is_zstd(const uint8_t *bytes, size_t length)
{
    return begins_with(bytes, length, "\x28\xb5\x2f\xfd", 4) ||
           (length >= 4 && (bytes[0] & 0xf0) == 0x50 && memcmp(bytes + 1, "\x2a\x4d\x18", 3) == 0);
}

static bool is_xz(const uint8_t *bytes, size_t length)
{
    return begins_with(bytes, length, "\xfd\x37zXZ\0", 6);
}

/*
 * "BZh" and a digit could begin a line of text, so the mark of the first block, or of the end of an
 * empty stream, is looked at too, as far as a truncated stream has it.
 */
static bool is_bzip2(const uint8_t *bytes, size_t length)
{
    if (!begins_with(bytes, length, "BZh", 3) || length < 4 || bytes[3] < '1' || bytes[3] > '9')
        return false;
    size_t mark_length = length < 10 ? length - 4 : 6;
    return memcmp(bytes + 4, "\x31\x41\x59\x26\x53\x59", mark_length) == 0 ||
           memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", mark_length) == 0;
}

static const struct compression compressions[] = {
    {"gzip", "member", is_gzip, GZIP_CODECS},
    {"zstd", "frame", is_zstd, ZSTD_CODECS},
    {"xz", "stream", is_xz, XZ_CODECS},
    {"bzip2", "stream", is_bzip2, BZIP2_CODECS},
};

const struct compression *compression_recognize(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < ARRAY_LENGTH(compressions); i++) {
        if (compressions[i].is_member(bytes, length))
            return &compressions[i];
    }
    return NULL;
}

const struct compression *compression_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(compressions); i++) {
        if (strcmp(compressions[i].name, name) == 0)
            return &compressions[i];
    }
    return NULL;
}

const struct codec *compression_codec(const struct compression *compression, const char *backend)
{
    for (const struct codec *const *codec = compression->codecs; *codec; codec++) {
        if (strcmp((*codec)->backend, backend) == 0)
            return *codec;
    }
    return NULL;
}
