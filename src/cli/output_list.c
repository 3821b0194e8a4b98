/* SPDX-License-Identifier: MIT */
/* output_list.c - which outputs the options ask for, and as what: --as, --output and --table. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outputs.h"

enum { LIST_SIZE = 256 };

/* Append 'name' to a list such as "text, json". */
static void add_to_list(char list[LIST_SIZE], const char *prefix, const char *name)
{
    size_t length = strlen(list);
    snprintf(list + length, LIST_SIZE - length, "%s%s%s", length ? ", " : "", prefix, name);
}

static enum httally_result check_renderer(const struct output_kind *kind, const char *name,
                                          struct httally_error *error)
{
    const char *const *names = kind->renderers();
    char list[LIST_SIZE] = "";
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], name) == 0)
            return HTTALLY_OK;
        add_to_list(list, "", names[i]);
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--as '%.60s': write one of %s",
                             name, list);
}

static enum httally_result check_extension(const struct output_kind *kind,
                                           const struct output *output, struct httally_error *error)
{
    const char *const *names = kind->renderers();
    char list[LIST_SIZE] = "";
    if (output->renderer)
        return HTTALLY_OK;
    if (strcmp(output->path, "-") == 0)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                 "--output '-': for standard output write --as NAME");
    for (size_t i = 0; names[i]; i++)
        add_to_list(list, "", kind->extension(names[i]));
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "--output '%.100s': end the name in one of %s", output->path, list);
}

static enum httally_result check_table(const char *name, struct httally_error *error)
{
    char list[LIST_SIZE] = "";
    const char *known;
    for (size_t i = 0; (known = httally_report_table(i)); i++) {
        if (strcmp(known, name) == 0)
            return HTTALLY_OK;
        add_to_list(list, "", known);
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--table '%.60s': write one of %s",
                             name, list);
}

/* The table named last before an output; one named behind all outputs is for those without. */
static void choose_tables(const struct options *options, struct outputs *outputs)
{
    const char *before = NULL, *first = NULL;
    size_t at = 0;
    for (size_t i = 0; i < options->value_count; i++) {
        const struct option_value *value = &options->values[i];
        if (value->id == OPTION_TABLE)
            before = value->value;
        if (value->id == OPTION_TABLE && !first)
            first = value->value;
        if (value->id == OPTION_OUTPUT)
            outputs->list[at++].table = before;
    }
    for (size_t i = 0; i < outputs->count; i++) {
        if (!outputs->list[i].table)
            outputs->list[i].table = outputs->list[i].path ? first : before;
    }
}

enum httally_result outputs_list(struct outputs *outputs, const struct options *options,
                                 struct httally_error *error)
{
    outputs->list = calloc(options->value_count + 1, sizeof *outputs->list);
    if (!outputs->list)
        return httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    const char *as = options_value(options, OPTION_AS);
    bool has_csv = as && strcmp(as, "csv") == 0;
    enum httally_result result = as ? check_renderer(outputs->kind, as, error) : HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < options->value_count; i++) {
        const struct option_value *value = &options->values[i];
        if (value->id == OPTION_TABLE)
            result = check_table(value->value, error);
        if (value->id != OPTION_OUTPUT)
            continue;
        struct output *output = &outputs->list[outputs->count++];
        *output = (struct output){.path = value->value,
                                  .renderer = outputs->kind->renderer_of_name(value->value)};
        result = check_extension(outputs->kind, output, error);
        has_csv = has_csv || (output->renderer && strcmp(output->renderer, "csv") == 0);
    }
    if (outputs->count == 0 || as)
        outputs->list[outputs->count++] = (struct output){.renderer = as ? as : "text"};
    choose_tables(options, outputs);
    if (result == HTTALLY_OK && options_has(options, OPTION_TABLE) && !has_csv)
        result = httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                                   "--table is of CSV: add --as csv or -o FILE.csv");
    return result;
}
