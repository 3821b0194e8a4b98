/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row *find_long(unsigned command, const char *name, size_t length)
{
    size_t count;
    const struct option_row *table = options_table(&count);
    for (size_t i = 0; i < count; i++) {
        if ((table[i].commands & command) && strlen(table[i].long_name) == length &&
            memcmp(table[i].long_name, name, length) == 0)
            return &table[i];
    }
    return NULL;
}

static const struct option_row *find_short(unsigned command, char name)
{
    size_t count;
    const struct option_row *table = options_table(&count);
    for (size_t i = 0; i < count; i++) {
        if ((table[i].commands & command) && name && table[i].short_name == name)
            return &table[i];
    }
    return NULL;
}

static void add_value(struct options *options, const struct option_row *row, const char *value)
{
    options->values[options->value_count++] = (struct option_value){row->id, value};
}

/* The arguments under way. */
struct walk {
    unsigned command;
    const char *const *arguments;
    size_t count;
    size_t at;
};

static enum httally_result take_argument(struct walk *walk, const struct option_row *row,
                                         const char **value_out, struct httally_error *error)
{
    if (walk->at >= walk->count)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--%s needs an argument: %s",
                                 row->long_name, row->argument);
    *value_out = walk->arguments[walk->at++];
    return HTTALLY_OK;
}

/* "--name", "--name=value" or "--name value"; 'text' is behind the dashes. */
static enum httally_result parse_long(struct walk *walk, const char *text, struct options *options,
                                      struct httally_error *error)
{
    size_t length = strcspn(text, "=");
    const char *value = text[length] ? text + length + 1 : NULL;
    const struct option_row *row = find_long(walk->command, text, length);
    if (!row)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown option '--%.60s'",
                                 text);
    if (!row->argument && value)
        return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "--%s takes no argument",
                                 row->long_name);
    if (row->argument && !value) {
        enum httally_result result = take_argument(walk, row, &value, error);
        if (result != HTTALLY_OK)
            return result;
    }
    add_value(options, row, value);
    return HTTALLY_OK;
}

/* "-q", "-s5xx" or "-s 5xx"; flags may stand together: "-qs5xx". */
static enum httally_result parse_short(struct walk *walk, const char *text, struct options *options,
                                       struct httally_error *error)
{
    for (const char *at = text; *at; at++) {
        const struct option_row *row = find_short(walk->command, *at);
        if (!row)
            return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0, "unknown option '-%c'", *at);
        if (!row->argument) {
            add_value(options, row, NULL);
            continue;
        }
        const char *value = at + 1;
        if (!*value) {
            enum httally_result result = take_argument(walk, row, &value, error);
            if (result != HTTALLY_OK)
                return result;
        }
        add_value(options, row, value);
        break;
    }
    return HTTALLY_OK;
}

/* Values and operands never outnumber the characters of the arguments: flags stand together. */
static bool reserve(struct options *options, const char *const *arguments, size_t count)
{
    size_t values = count + 1;
    for (size_t i = 0; i < count; i++)
        values += strlen(arguments[i]);
    options->values = calloc(values, sizeof *options->values);
    options->operands = calloc(count + 1, sizeof *options->operands);
    return options->values && options->operands;
}

enum httally_result options_parse(unsigned command, const char *const *arguments, size_t count,
                                  struct options *options_out, struct httally_error *error)
{
    struct walk walk = {command, arguments, count, 0};
    enum httally_result result = HTTALLY_OK;
    *options_out = (struct options){0};
    if (!reserve(options_out, arguments, count))
        result = httally_error_set(error, HTTALLY_ERROR_MEMORY, 0, "out of memory");
    bool has_ended = false;
    while (result == HTTALLY_OK && walk.at < count) {
        const char *argument = arguments[walk.at++];
        /* No option is a digit, and "-1" is a status that some servers log. */
        bool is_number = argument[0] == '-' && argument[1] >= '0' && argument[1] <= '9';
        if (has_ended || argument[0] != '-' || !argument[1] || is_number)
            options_out->operands[options_out->operand_count++] = argument;
        else if (strcmp(argument, "--") == 0)
            has_ended = true;
        else if (argument[1] == '-')
            result = parse_long(&walk, argument + 2, options_out, error);
        else
            result = parse_short(&walk, argument + 1, options_out, error);
    }
    if (result != HTTALLY_OK)
        options_finish(options_out);
    return result;
}

void options_finish(struct options *options)
{
    free(options->values);
    free(options->operands);
    *options = (struct options){0};
}

const char *options_name(enum option_id id)
{
    size_t count;
    const struct option_row *table = options_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (table[i].id == id)
            return table[i].long_name;
    }
    return "";
}

const char *options_value(const struct options *options, enum option_id id)
{
    for (size_t i = options->value_count; i > 0; i--) {
        if (options->values[i - 1].id == id)
            return options->values[i - 1].value;
    }
    return NULL;
}

bool options_has(const struct options *options, enum option_id id)
{
    for (size_t i = 0; i < options->value_count; i++) {
        if (options->values[i].id == id)
            return true;
    }
    return false;
}

/* Read digits; false when there are none or they do not fit.  '*rest_out' is what follows. */
static bool parse_digits(const char *text, size_t *number_out, const char **rest_out)
{
    size_t number = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        size_t digit = (size_t)(*at - '0');
        if (number > (SIZE_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *number_out = number;
    *rest_out = at;
    return at > text;
}

enum httally_result options_parse_size(const char *long_name, const char *text, size_t *bytes_out,
                                       struct httally_error *error)
{
    static const char units[] = "KMGT";
    size_t number;
    const char *rest;
    if (parse_digits(text, &number, &rest)) {
        size_t shift = 0;
        const char *unit = *rest ? strchr(units, *rest >= 'a' ? *rest - ('a' - 'A') : *rest) : NULL;
        if (unit) {
            shift = (size_t)(unit - units + 1) * 10;
            rest++;
        }
        if (strcmp(rest, "iB") == 0 || strcmp(rest, "B") == 0)
            rest += strlen(rest);
        if (!*rest && number > 0 && number <= SIZE_MAX >> shift) {
            *bytes_out = number << shift;
            return HTTALLY_OK;
        }
    }
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "--%s '%.60s' is no size; write 64M or 1G", long_name, text);
}

enum httally_result options_parse_number(const char *long_name, const char *text, size_t least,
                                         size_t most, size_t *number_out,
                                         struct httally_error *error)
{
    const char *rest;
    if (parse_digits(text, number_out, &rest) && !*rest && *number_out >= least &&
        *number_out <= most)
        return HTTALLY_OK;
    return httally_error_set(error, HTTALLY_ERROR_ARGUMENT, 0,
                             "--%s '%.60s' is no number from %zu to %zu", long_name, text, least,
                             most);
}
