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

int explain_command(const struct options *options)
{
    struct vocabulary vocabulary;
    struct httally_error error;
    const char *as = options_value(options, OPTION_AS);
    struct explain_query query = {
        .codes = options->operands,
        .code_count = options->operand_count,
        .as_json = as && strcmp(as, "json") == 0,
    };
    if (as && !query.as_json && strcmp(as, "text") != 0) {
        message_print("--as '%s': write text or json", as);
        return EXIT_CODE_FAILED;
    }
    if (options->operand_count == 0) {
        message_print("which code? try 'httally explain 499'");
        return EXIT_CODE_FAILED;
    }
    if (choose_width(options, &query.width, &error) != HTTALLY_OK ||
        vocabulary_init(&vocabulary, options, &error) != HTTALLY_OK)
        return fail(&error);
    int exit_code = EXIT_CODE_DONE;
    if (explain_print(stdout, vocabulary.catalogue, vocabulary.profile, &query, &error) !=
        HTTALLY_OK)
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
