/* SPDX-License-Identifier: MIT */
/*
 * options_fuzz.c - command lines from hostile bytes.
 *
 * The first byte chooses the command, the rest are arguments that end in NULs.  Whatever is
 * understood must point into them; each is also read as a size and as a number.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

enum { ARGUMENTS_MAX = 64 };

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* A copy of its own for each argument, so that a sanitizer sees a read behind its end. */
static size_t split(const uint8_t *bytes, size_t size, char *arguments_out[ARGUMENTS_MAX])
{
    size_t count = 0;
    while (size > 0 && count < ARGUMENTS_MAX) {
        const uint8_t *nul = memchr(bytes, '\0', size);
        size_t length = nul ? (size_t)(nul - bytes) : size;
        char *argument = malloc(length + 1);
        require(argument != NULL);
        memcpy(argument, bytes, length);
        argument[length] = '\0';
        arguments_out[count++] = argument;
        bytes += length + (nul != NULL);
        size -= length + (nul != NULL);
    }
    return count;
}

static bool is_part_of(const char *text, char *const *arguments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text >= arguments[i] && text <= arguments[i] + strlen(arguments[i]))
            return true;
    }
    return false;
}

static void check_options(const struct options *options, char *const *arguments, size_t count)
{
    require(options->operand_count <= count);
    for (size_t i = 0; i < options->operand_count; i++)
        require(is_part_of(options->operands[i], arguments, count));
    for (size_t i = 0; i < options->value_count; i++) {
        const struct option_value *value = &options->values[i];
        require(!value->value || is_part_of(value->value, arguments, count));
        require(options_has(options, value->id));
    }
}

static void read_numbers(const char *text)
{
    struct httally_error error;
    size_t number = 0;
    if (options_parse_size("memory", text, &number, &error) == HTTALLY_OK)
        require(number > 0);
    else
        require(error.result == HTTALLY_ERROR_ARGUMENT);
    if (options_parse_number("top", text, 1, 1000, &number, &error) == HTTALLY_OK)
        require(number >= 1 && number <= 1000);
    else
        require(error.result == HTTALLY_ERROR_ARGUMENT);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *arguments[ARGUMENTS_MAX];
    struct options options;
    struct httally_error error = {.result = HTTALLY_OK};
    if (size == 0)
        return 0;
    unsigned command = 1u << (bytes[0] % 4);
    size_t count = split(bytes + 1, size - 1, arguments);
    enum httally_result result =
        options_parse(command, (const char *const *)arguments, count, &options, &error);
    if (result == HTTALLY_OK)
        check_options(&options, arguments, count);
    else
        require(result == HTTALLY_ERROR_ARGUMENT && *error.message && !options.values);
    options_finish(&options);
    for (size_t i = 0; i < count; i++) {
        read_numbers(arguments[i]);
        free(arguments[i]);
    }
    return 0;
}
