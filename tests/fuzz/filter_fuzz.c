/* SPDX-License-Identifier: MIT */
/*
 * filter_fuzz.c - terms of every kind, periods and times, from hostile bytes.
 *
 * The first byte says what the text up to the first NUL is; the bytes behind that NUL are every
 * field of a record.  Whatever is understood must match the same in a clone.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "httally/filter.h"

enum { NOW = 1772325000, PATTERN_MAX_BYTES = 200 };

enum text_kind {
    TEXT_FIELD_FIRST = 0,
    TEXT_FIELD_LAST = HTTALLY_FILTER_FIELD_COUNT - 1,
    TEXT_STATUS,
    TEXT_OUTCOME,
    TEXT_CLIENT,
    TEXT_PERIOD,
    TEXT_INSTANT,
    TEXT_KIND_COUNT
};

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static const struct httally_profile *shared_profile(void)
{
    static struct httally_catalogue *catalogue;
    static struct httally_profile *profile;
    if (!profile) {
        require(httally_catalogue_create(&catalogue, NULL) == HTTALLY_OK);
        require(httally_profile_create(catalogue, NULL, &profile, NULL) == HTTALLY_OK);
    }
    return profile;
}

static enum httally_result add_period(struct httally_filter *filter, const char *text,
                                      struct httally_error *error)
{
    struct httally_period period;
    enum httally_result result = httally_period_parse(text, NOW, &period, error);
    return result == HTTALLY_OK ? httally_filter_add_period(filter, &period, error) : result;
}

static enum httally_result read_instant(const char *text, struct httally_error *error)
{
    struct httally_instant instant;
    enum httally_result result = httally_instant_parse(text, NOW, &instant, error);
    if (result == HTTALLY_OK)
        (void)httally_instant_resolve(&instant, NOW, INT32_MAX);
    return result;
}

static enum httally_result add_text(struct httally_filter *filter, enum text_kind kind,
                                    const char *text, struct httally_error *error)
{
    switch (kind) {
    case TEXT_STATUS:
        return httally_filter_add_status(filter, text, error);
    case TEXT_OUTCOME:
        return httally_filter_add_outcome(filter, text, shared_profile(), error);
    case TEXT_CLIENT:
        return httally_filter_add_client(filter, text, error);
    case TEXT_PERIOD:
        return add_period(filter, text, error);
    case TEXT_INSTANT:
        return read_instant(text, error);
    default:
        return httally_filter_add_field(filter, (enum httally_filter_field)kind, text, error);
    }
}

static struct httally_record record_of(struct httally_slice field)
{
    struct httally_record record = {
        .client = field,
        .host = field,
        .method = field,
        .path = field,
        .referer = field,
        .agent = field,
    };
    for (size_t i = 0; i < field.length; i++)
        record.time = record.time * 31 % ((int64_t)1 << 40) + (unsigned char)field.data[i];
    record.status = (httally_status)(record.time % HTTALLY_STATUS_COUNT);
    record.utc_offset_sec = (int32_t)(record.time % 57 - 28) * 1800;
    return record;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 2)
        return 0;
    enum text_kind kind = (enum text_kind)(bytes[0] % TEXT_KIND_COUNT);
    const uint8_t *nul = memchr(bytes + 1, '\0', size - 1);
    size_t length = nul ? (size_t)(nul - bytes) - 1 : size - 1;
    if ((int)kind <= HTTALLY_FILTER_REFERER && length > PATTERN_MAX_BYTES)
        return 0;
    char *text = malloc(length + 1);
    struct httally_filter *filter = NULL, *clone = NULL;
    require(text && httally_filter_create(&filter, NULL) == HTTALLY_OK);
    memcpy(text, bytes + 1, length);
    text[length] = '\0';

    struct httally_error error;
    enum httally_result result = add_text(filter, kind, text, &error);
    if (result == HTTALLY_OK) {
        size_t used = length + 1 + (nul != NULL);
        struct httally_record record =
            record_of(httally_slice_of((const char *)bytes + used, size - used));
        bool is_match = httally_filter_matches(filter, &record);
        require(httally_filter_clone(filter, &clone, &error) == HTTALLY_OK);
        require(httally_filter_matches(clone, &record) == is_match);
    } else {
        require(result == HTTALLY_ERROR_ARGUMENT && error.result == result && *error.message);
        require(httally_filter_is_empty(filter));
    }
    httally_filter_destroy(clone);
    httally_filter_destroy(filter);
    free(text);
    return 0;
}
