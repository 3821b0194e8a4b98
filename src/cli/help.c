/* SPDX-License-Identifier: MIT */
#include "help.h"

#include <string.h>

#include "config.h"

static void print_options(FILE *out, unsigned command)
{
    size_t count;
    const struct option_row *table = options_table(&count);
    const char *group = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct option_row *row = &table[i];
        char names[64];
        if (!(row->commands & command))
            continue;
        if (!group || strcmp(group, row->group) != 0)
            fprintf(out, "\n%s:\n", row->group);
        group = row->group;
        snprintf(names, sizeof names, "%c%c%s --%s%s%s", row->short_name ? '-' : ' ',
                 row->short_name ? row->short_name : ' ', row->short_name ? "," : " ",
                 row->long_name, row->argument ? " " : "", row->argument ? row->argument : "");
        fprintf(out, "  %-22s %s\n", names, row->help);
    }
}

void help_print(FILE *out)
{
    size_t count;
    const struct command *commands = commands_table(&count);
    fprintf(out, "usage: httally [OPTIONS] [FILE...]\n"
                 "       httally COMMAND [OPTIONS] ...\n\n"
                 "Reads access logs of web servers (plain, gzip, zstd, xz, bzip2; - is standard\n"
                 "input) and reports what their status codes say.\n\nCommands:\n");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-22s %s%s\n", commands[i].name, commands[i].about,
                i == 0 ? " (default)" : "");
    fprintf(out, "  %-22s %s\n", "help COMMAND", "options and examples of a command");
    print_options(out, commands[0].flag);
    fprintf(out, "\nExamples:\n%s", commands[0].examples);
    fprintf(out, "\nExit status: 0 done; 1 nothing done; 2 done, but an input was damaged,\n"
                 "unreadable or in no known format; 4 done, and a --fail-if holds; 75 another run\n"
                 "holds the history.\n");
}

void help_print_command(FILE *out, const struct command *command)
{
    fprintf(out, "usage: httally %s [OPTIONS]%s%s\n\n%s\n", command->name,
            command->usage[0] ? " " : "", command->usage, command->about);
    print_options(out, command->flag);
    fprintf(out, "\nExamples:\n%s", command->examples);
}

void help_print_version(FILE *out)
{
    fprintf(out, "httally %s\n", HTTALLY_VERSION);
    fprintf(out, "gzip by %s; zstd %s, xz %s, bzip2 %s\n", HAVE_ISAL ? "ISA-L" : "zlib",
            HAVE_ZSTD ? "yes" : "no", HAVE_LZMA ? "yes" : "no", HAVE_BZIP2 ? "yes" : "no");
}
