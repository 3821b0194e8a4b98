/* SPDX-License-Identifier: MIT */
/* help.h - help texts, made from the tables of commands and options. */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "command.h"

/* The program: its commands, and the options of the default one. */
void help_print(FILE *out);

void help_print_command(FILE *out, const struct command *command);

/* Name, version, and which libraries are built in. */
void help_print_version(FILE *out);

#endif
