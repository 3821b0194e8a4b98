/* SPDX-License-Identifier: MIT */
#include "rewrite_options.h"

#include <stdlib.h>
#include <string.h>

enum httally_result rewriter_of_options(const struct options *options,
                                        struct httally_rewriter **rewriter_out,
                                        struct httally_error *error)
{
    *rewriter_out = NULL;
    if (!options_has(options, OPTION_GROUP) && !options_has(options, OPTION_ANONYMIZE))
        return HTTALLY_OK;
    const char **groups = calloc(options->value_count, sizeof *groups);
    if (!groups)
        return httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    struct httally_rewrite_options rewrite = {
        .groups = groups, .masks_clients = options_has(options, OPTION_ANONYMIZE)};
    for (size_t i = 0; i < options->value_count; i++) {
        if (options->values[i].id != OPTION_GROUP)
            continue;
        if (strcmp(options->values[i].value, "auto") == 0)
            rewrite.groups_automatically = true;
        else
            groups[rewrite.group_count++] = options->values[i].value;
    }
    enum httally_result result = httally_rewriter_create(&rewrite, rewriter_out, error);
    free(groups);
    return result;
}
