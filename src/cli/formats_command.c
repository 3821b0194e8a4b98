/* SPDX-License-Identifier: MIT */
/* formats_command.c - the command `formats`: what logs can be read, and how to describe others. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "httally/format.h"

enum { NAME_COLUMNS = 20 };

static const char definitions[] =
    "\nOther formats, in the words of their servers:\n"
    "  --format-from nginx.conf:NAME                 a log_format, out of its file\n"
    "  --format-from apache2.conf:NAME               a LogFormat\n"
    "  --format '$remote_addr \"$request\" $status'    nginx's variables\n"
    "  --format '%h %t \"%r\" %>s %b %D'               Apache httpd's directives\n"
    "  --format 'goaccess:%h [%x] \"%r\" %s %b'        GoAccess' specifiers\n"
    "  --format 'json:status=code,duration=took:ms'  JSON lines, and the keys in them\n"
    "  --format 'ltsv:status=code,time=at'           the same with labels\n"
    "  --format 'regex:^(?<client>\\S+) (?<status>\\d+)'  named groups, PCRE2\n"
    "\n'httally formats NAME' shows more of one; 'httally inspect FILE' how a log is read.\n";

static void print_list(void)
{
    const struct httally_named_format *format;
    for (size_t i = 0; (format = httally_format_description(i)); i++)
        printf("%-*s  %s\n", NAME_COLUMNS, format->name, format->description);
    fputs(definitions, stdout);
}

static bool is_word(const char *list, const char *word, size_t length)
{
    for (const char *at = list; *at; at += strcspn(at, " ")) {
        at += strspn(at, " ");
        if (strcspn(at, " ") == length && strncasecmp(at, word, length) == 0)
            return true;
    }
    return false;
}

static const struct httally_named_format *find(const char *name)
{
    const struct httally_named_format *format;
    for (size_t i = 0; (format = httally_format_description(i)); i++) {
        if (is_word(format->name, name, strlen(name)) ||
            is_word(format->aliases, name, strlen(name)))
            return format;
    }
    return NULL;
}

static int print_one(const char *name)
{
    const struct httally_named_format *format = find(name);
    if (!format) {
        message_print("no format is called '%s'; 'httally formats' lists them", name);
        return EXIT_CODE_FAILED;
    }
    printf("%s: %s\n", format->name, format->description);
    if (format->aliases[0])
        printf("  also called  %s\n", format->aliases);
    if (format->vendors)
        printf("  codes        as %s means them\n", format->vendors);
    printf("  a line       %s\n", format->example);
    return EXIT_CODE_DONE;
}

int formats_command(const struct options *options)
{
    int exit_code = EXIT_CODE_DONE;
    if (options->operand_count == 0)
        print_list();
    for (size_t i = 0; i < options->operand_count; i++) {
        if (print_one(options->operands[i]) != EXIT_CODE_DONE)
            exit_code = EXIT_CODE_FAILED;
    }
    return finish_stdout(exit_code);
}
