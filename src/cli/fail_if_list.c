/* SPDX-License-Identifier: MIT */
/* fail_if_list.c - the conditions of a command line. */
#include <stdlib.h>

#include "command.h"
#include "fail_if.h"

enum httally_result fail_if_of_options(const struct options *options, enum option_id option,
                                       struct fail_if_list *list_out, struct httally_error *error)
{
    *list_out = (struct fail_if_list){0};
    size_t count = 0;
    for (size_t i = 0; i < options->value_count; i++)
        count += options->values[i].id == option;
    if (count == 0)
        return HTTALLY_OK;
    list_out->list = calloc(count, sizeof *list_out->list);
    enum httally_result result =
        list_out->list ? HTTALLY_OK
                       : httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    for (size_t i = 0; result == HTTALLY_OK && i < options->value_count; i++) {
        if (options->values[i].id == option)
            result = fail_if_parse(options_name(option), options->values[i].value,
                                   &list_out->list[list_out->count++], error);
    }
    if (result != HTTALLY_OK)
        fail_if_list_finish(list_out);
    return result;
}

bool fail_if_list_judge(const struct fail_if_list *list, const struct fail_if_facts *facts,
                        bool is_quiet)
{
    bool any_holds = false;
    for (size_t i = 0; i < list->count; i++) {
        char actual[FAIL_IF_TEXT_SIZE];
        enum fail_if_verdict verdict = fail_if_judge(&list->list[i], facts, actual);
        any_holds |= verdict == FAIL_IF_HOLDS;
        if (verdict != FAIL_IF_CLEAR && !is_quiet)
            message_print("--fail-if '%s' %s: %s", list->list[i].text,
                          verdict == FAIL_IF_HOLDS ? "holds" : "cannot be told", actual);
    }
    return any_holds;
}

void fail_if_list_finish(struct fail_if_list *list)
{
    free(list->list);
    *list = (struct fail_if_list){0};
}
