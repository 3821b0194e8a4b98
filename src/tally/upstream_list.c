/* SPDX-License-Identifier: MIT */
#include "tally/upstream_list.h"

#include <string.h>

#include "base/compiler.h"

/* Is a separator at 'at'?  ", " or "," or " : ". */
static size_t separator_length(const char *at, const char *end)
{
    if (*at == ',')
        return at + 1 < end && at[1] == ' ' ? 2 : 1;
    return end - at >= 3 && memcmp(at, " : ", 3) == 0 ? 3 : 0;
}

bool upstream_list_next(struct httally_slice *rest, struct httally_slice *element_out,
                        bool *is_retry_out)
{
    *is_retry_out = false;
    if (!rest->length)
        return false;
    const char *end = rest->data + rest->length, *start = rest->data;
    size_t separator = separator_length(start, end);
    *is_retry_out = separator && *start == ',';
    start += separator;
    const char *stop = start;
    while (stop < end && ((*stop != ',' && *stop != ' ') || !separator_length(stop, end)))
        stop++;
    *element_out = httally_slice_of(start, (size_t)(stop - start));
    *rest = httally_slice_of(stop, (size_t)(end - stop));
    return true;
}

static bool may_have_separators(struct httally_slice list)
{
    for (size_t i = 0; i < list.length; i++) {
        if (list.data[i] == ',' || list.data[i] == ' ')
            return true;
    }
    return false;
}

struct httally_slice upstream_list_last(struct httally_slice list)
{
    struct httally_slice last = list;
    bool is_retry;
    if (UNLIKELY(may_have_separators(list))) {
        last = httally_slice_of(NULL, 0);
        while (upstream_list_next(&list, &last, &is_retry))
            continue;
    }
    if (last.length == 0 || httally_slice_equals_string(last, "-"))
        return httally_slice_of(NULL, 0);
    return last;
}
