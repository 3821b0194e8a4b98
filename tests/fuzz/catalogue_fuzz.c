/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a user's list of status codes: either refused with the catalogue as it was, or
 * loaded into one that is in order, finds every entry and reads every status.
 */
#include <stdlib.h>
#include <string.h>

#include "httally/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_entries(const struct httally_catalogue *catalogue)
{
    size_t count;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        const struct httally_status_entry *entry = &entries[i];
        require(httally_catalogue_find(catalogue, entry->code, entry->subcode, entry->vendor) ==
                entry);
        require(httally_catalogue_find_vendor(catalogue, httally_slice_of_string(entry->vendor)));
        require(strlen(entry->name) > 0 && entry->meaning && entry->check && entry->source);
        if (i > 0 && entries[i - 1].code == entry->code)
            require(entries[i - 1].subcode <= entry->subcode);
        else if (i > 0)
            require(entries[i - 1].code < entry->code);
    }
}

static void check_readings(const struct httally_catalogue *catalogue)
{
    size_t count;
    const struct httally_vendor *vendors = httally_catalogue_vendors(catalogue, &count);
    struct httally_profile *profile = NULL;
    /* The likeliest vendor is the one that the list brought, if it brought any. */
    require(httally_profile_create(catalogue, vendors[0].id, &profile, NULL) == HTTALLY_OK);
    for (httally_status status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        const struct httally_reading *reading = httally_profile_read(profile, status);
        require(!reading->entry || reading->entry->standing != HTTALLY_STANDING_NOTE);
        require(reading->also_count <= HTTALLY_READING_ALSO_MAX);
    }
    httally_profile_destroy(profile);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct httally_catalogue *catalogue = NULL;
    struct httally_error error = {0};
    size_t before, after;
    require(httally_catalogue_create(&catalogue, &error) == HTTALLY_OK);
    httally_catalogue_entries(catalogue, &before);
    enum httally_result result =
        httally_catalogue_load(catalogue, httally_slice_of((const char *)data, size), &error);
    httally_catalogue_entries(catalogue, &after);
    if (result == HTTALLY_OK) {
        require(after >= before);
        check_entries(catalogue);
        check_readings(catalogue);
    } else {
        require(result == HTTALLY_ERROR_DATA && error.message[0] && after == before);
    }
    httally_catalogue_destroy(catalogue);
    return 0;
}
