/* SPDX-License-Identifier: MIT */
/* command.h - what the commands share: exit codes, messages, the catalogue and the profile. */
#ifndef COMMAND_H
#define COMMAND_H

#include "httally/status.h"
#include "options.h"

/* docs: README, "Exit status". */
enum exit_code {
    EXIT_CODE_DONE = 0,
    /* Nothing done: wrong usage, nothing readable, cannot write. */
    EXIT_CODE_FAILED = 1,
    /* Done, but some input was unreadable or damaged. */
    EXIT_CODE_DAMAGED = 2,
    /* Done, and a condition of --fail-if holds: a finding, damaged input or not. */
    EXIT_CODE_CONDITION = 4,
    /* Another run holds the history. */
    EXIT_CODE_BUSY = 75,
};

struct command {
    const char *name;
    unsigned flag;
    /* A monitoring plugin: all that it says goes to standard output, and what is no check, help
     * among it, is "unknown". */
    bool is_plugin;
    int (*run)(const struct options *options);
    /* What stands behind the name in "usage:". */
    const char *usage;
    /* One line. */
    const char *about;
    /* Lines under "Examples:". */
    const char *examples;
};

int report_command(const struct options *options);
int explain_command(const struct options *options);
int codes_command(const struct options *options);
int formats_command(const struct options *options);
int inspect_command(const struct options *options);
int spikes_command(const struct options *options);
int update_command(const struct options *options);
int history_command(const struct options *options);
int check_command(const struct options *options);

/* What a monitoring plugin says when it cannot tell; returns its exit code for that. */
int check_fail(const struct httally_error *error);

/* All commands; the first one is the default. */
const struct command *commands_table(size_t *count_out);

/* "httally: source: line 7: message" on standard error, escaped. */
void message_error(const struct httally_error *error);

/* The same, and the exit code that goes with it. */
int fail_with(const struct httally_error *error);

/* The same from words. */
void message_print(const char *format, ...) HTTALLY_PRINTF(1, 2);

/* Catalogue and profile as the options say (--codes, --vendor). */
struct vocabulary {
    struct httally_catalogue *catalogue;
    struct httally_profile *profile;
};

/* On failure everything made so far is gone. */
enum httally_result vocabulary_init(struct vocabulary *vocabulary, const struct options *options,
                                    struct httally_error *error) HTTALLY_MUST_CHECK;
void vocabulary_finish(struct vocabulary *vocabulary);

/* Columns for text: --width, else those of the terminal on standard output, else 80. */
enum httally_result choose_width(const struct options *options, unsigned *width_out,
                                 struct httally_error *error) HTTALLY_MUST_CHECK;

/* Flush standard output.  A reader that went away is fine; anything else is said, and
 * EXIT_CODE_FAILED returned. */
int finish_stdout(int exit_code);

#endif
