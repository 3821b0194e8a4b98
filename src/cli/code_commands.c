/* SPDX-License-Identifier: MIT */
/* code_commands.c - the commands `explain` and `codes`: from options to what they print. */
#include <stdio.h>
#include <string.h>

#include "codes.h"
#include "command.h"
#include "explain.h"

static int fail(const struct httally_error *error)
{
    message_error(error);
    return EXIT_CODE_FAILED;
}

static enum httally_result explain_all(const struct options *options,
                                       const struct vocabulary *vocabulary, bool as_json,
                                       unsigned width, struct httally_error *error)
{
    enum httally_result result = HTTALLY_OK;
    for (size_t i = 0; result == HTTALLY_OK && i < options->operand_count; i++) {
        if (i > 0 && !as_json)
            putchar('\n');
        result = explain_print(stdout, vocabulary->catalogue, vocabulary->profile,
                               options->operands[i], as_json, width, error);
    }
    return result;
}

int explain_command(const struct options *options)
{
    struct vocabulary vocabulary;
    struct httally_error error;
    unsigned width;
    const char *as = options_value(options, OPTION_AS);
    bool as_json = as && strcmp(as, "json") == 0;
    if (as && !as_json && strcmp(as, "text") != 0) {
        message_print("--as '%s': write text or json", as);
        return EXIT_CODE_FAILED;
    }
    if (options->operand_count == 0) {
        message_print("which code? try 'httally explain 499'");
        return EXIT_CODE_FAILED;
    }
    if (choose_width(options, &width, &error) != HTTALLY_OK ||
        vocabulary_init(&vocabulary, options, &error) != HTTALLY_OK)
        return fail(&error);
    int exit_code = EXIT_CODE_DONE;
    if (explain_all(options, &vocabulary, as_json, width, &error) != HTTALLY_OK)
        exit_code = fail(&error);
    vocabulary_finish(&vocabulary);
    return finish_stdout(exit_code);
}

static bool choose_format(const char *as, enum codes_format *format_out)
{
    *format_out = CODES_TEXT;
    if (!as || strcmp(as, "text") == 0)
        return true;
    *format_out = CODES_JSON;
    if (strcmp(as, "json") == 0)
        return true;
    *format_out = CODES_TSV;
    return strcmp(as, "tsv") == 0;
}

int codes_command(const struct options *options)
{
    struct vocabulary vocabulary;
    struct httally_error error;
    struct codes_query query = {
        .vendors = options_value(options, OPTION_VENDOR),
        .classes = options_value(options, OPTION_CLASS),
    };
    if (options->operand_count > 0) {
        message_print("codes takes no operand; 'httally explain %s' tells one code",
                      options->operands[0]);
        return EXIT_CODE_FAILED;
    }
    if (!choose_format(options_value(options, OPTION_AS), &query.format)) {
        message_print("--as '%s': write text, json or tsv", options_value(options, OPTION_AS));
        return EXIT_CODE_FAILED;
    }
    if (choose_width(options, &query.width, &error) != HTTALLY_OK ||
        vocabulary_init(&vocabulary, options, &error) != HTTALLY_OK)
        return fail(&error);
    int exit_code = EXIT_CODE_DONE;
    if (codes_print(stdout, vocabulary.catalogue, &query, &error) != HTTALLY_OK)
        exit_code = fail(&error);
    vocabulary_finish(&vocabulary);
    return finish_stdout(exit_code);
}
