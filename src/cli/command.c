/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "httally/text.h"
#include "whole_file.h"

/* Messages quote names and bytes of files: all goes through the escape. */
static void print_line(const char *text)
{
    char escaped[2048];
    httally_escape_bytes(HTTALLY_ESCAPE_TEXT, httally_slice_of_string(text), escaped,
                         sizeof escaped);
    fprintf(stderr, "httally: %s\n", escaped);
}

void message_print(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_line(text);
}

void message_error(const struct httally_error *error)
{
    char place[32] = "";
    if (error->line)
        snprintf(place, sizeof place, "line %llu: ", (unsigned long long)error->line);
    message_print("%s%s%s%s", error->source, error->source[0] ? ": " : "", place, error->message);
}

int fail_with(const struct httally_error *error)
{
    message_error(error);
    return error->result == HTTALLY_ERROR_BUSY ? EXIT_CODE_BUSY : EXIT_CODE_FAILED;
}

static enum httally_result load_codes(struct httally_catalogue *catalogue, const char *path,
                                      struct httally_error *error)
{
    char *bytes;
    size_t length;
    enum httally_result result = whole_file_read(path, &bytes, &length, error);
    if (result == HTTALLY_OK)
        result = httally_catalogue_load(catalogue, httally_slice_of(bytes, length), error);
    if (result != HTTALLY_OK)
        httally_error_set_source(error, path);
    free(bytes);
    return result;
}

enum httally_result vocabulary_init(struct vocabulary *vocabulary, const struct options *options,
                                    struct httally_error *error)
{
    *vocabulary = (struct vocabulary){0};
    enum httally_result result = httally_catalogue_create(&vocabulary->catalogue, error);
    for (size_t i = 0; result == HTTALLY_OK && i < options->value_count; i++) {
        if (options->values[i].id == OPTION_CODES)
            result = load_codes(vocabulary->catalogue, options->values[i].value, error);
    }
    if (result == HTTALLY_OK)
        result =
            httally_profile_create(vocabulary->catalogue, options_value(options, OPTION_VENDOR),
                                   &vocabulary->profile, error);
    if (result != HTTALLY_OK)
        vocabulary_finish(vocabulary);
    return result;
}

void vocabulary_finish(struct vocabulary *vocabulary)
{
    httally_profile_destroy(vocabulary->profile);
    httally_catalogue_destroy(vocabulary->catalogue);
    *vocabulary = (struct vocabulary){0};
}

enum httally_result choose_width(const struct options *options, unsigned *width_out,
                                 struct httally_error *error)
{
    const char *text = options_value(options, OPTION_WIDTH);
    struct winsize size;
    *width_out = 80;
    if (text) {
        size_t width;
        enum httally_result result = options_parse_number("width", text, 60, 1000, &width, error);
        *width_out = (unsigned)width;
        return result;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        *width_out = size.ws_col;
    return HTTALLY_OK;
}

int finish_stdout(int exit_code)
{
    errno = 0;
    bool has_failed = fflush(stdout) != 0 || ferror(stdout);
    if (!has_failed)
        return exit_code;
    if (errno == EPIPE)
        return exit_code;
    message_print("cannot write standard output: %s", strerror(errno ? errno : EIO));
    return EXIT_CODE_FAILED;
}
