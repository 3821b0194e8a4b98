/* SPDX-License-Identifier: MIT */
#include "status_flags.h"

#include "httally/filter.h"

enum httally_result status_flags_of_terms(const char *terms, bool flags_out[HTTALLY_STATUS_COUNT],
                                          struct httally_error *error)
{
    struct httally_filter *filter;
    enum httally_result result = httally_filter_create(&filter, error);
    if (result == HTTALLY_OK)
        result = httally_filter_add_status(filter, terms, error);
    for (int i = 0; result == HTTALLY_OK && i < HTTALLY_STATUS_COUNT; i++) {
        struct httally_record record = {.status = (httally_status)i};
        flags_out[i] = httally_filter_matches(filter, &record);
    }
    httally_filter_destroy(filter);
    return result;
}
