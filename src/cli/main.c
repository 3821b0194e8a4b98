/* SPDX-License-Identifier: MIT */
/* main.c - find the command and run it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "command.h"
#include "help.h"

static const struct command commands[] = {
    {
        .name = "report",
        .flag = COMMAND_REPORT,
        .run = report_command,
        .usage = "[FILE...]",
        .about = "what the status codes of access logs say",
        .examples = "  httally access.log\n"
                    "  httally access.log.2.gz access.log.1 access.log\n"
                    "  zcat old.gz | httally --status 5xx --period yesterday\n"
                    "  httally --vendor nginx --as json access.log | jq .outcomes\n"
                    "  httally -o /srv/reports/%F.json access.log\n",
    },
    {
        .name = "explain",
        .flag = COMMAND_EXPLAIN,
        .run = explain_command,
        .usage = "CODE...",
        .about = "what a code means, whose trouble it is, what to check",
        .examples = "  httally explain 499\n"
                    "  httally explain 526 --vendor gorouter\n",
    },
    {
        .name = "codes",
        .flag = COMMAND_CODES,
        .run = codes_command,
        .usage = "",
        .about = "list the codes known, of all vendors or some",
        .examples = "  httally codes --vendor cloudflare\n"
                    "  httally codes --class 5xx --as json\n",
    },
    {
        .name = "formats",
        .flag = COMMAND_FORMATS,
        .run = formats_command,
        .usage = "[NAME...]",
        .about = "the log formats known, and how to describe others",
        .examples = "  httally formats\n"
                    "  httally formats haproxy-http\n",
    },
    {
        .name = "inspect",
        .flag = COMMAND_INSPECT,
        .run = inspect_command,
        .usage = "[FILE...]",
        .about = "how the lines of a log are read, and which are not",
        .examples = "  httally inspect access.log\n",
    },
    {
        .name = "spikes",
        .flag = COMMAND_SPIKES,
        .run = spikes_command,
        .usage = "[FILE...]",
        .about = "when errors rose beyond chance and habit, and where",
        .examples = "  httally spikes access.log access.log.1\n"
                    "  httally spikes --path ^/api/ --sensitivity high access.log\n"
                    "  httally spikes --quiet --fail-if page access.log || echo trouble\n"
                    "  httally spikes --series www.csv.gz --online --as csv\n",
    },
    {
        .name = "check",
        .flag = COMMAND_CHECK,
        .is_plugin = true,
        .run = check_command,
        .usage = "FILE...",
        .about = "a monitoring plugin: one line, and the exit status",
        .examples = "  httally check -w '5xx>1%' -c '5xx>5%' /var/log/nginx/access.log\n"
                    "  httally check --last 15m -w spike -c page -c 'silence>5min' access.log\n"
                    "  httally check --min-requests 100 -w 'p95>1s' -c 'p95>3s' access.log\n",
    },
    {
        .name = "update",
        .flag = COMMAND_UPDATE,
        .run = update_command,
        .usage = "--history DB FILE...",
        .about = "count what is new in logs into a history, from cron",
        .examples = "  httally update --history www.history /var/log/nginx/access.log\n"
                    "  httally report --history www.history --period yesterday\n",
    },
    {
        .name = "history",
        .flag = COMMAND_HISTORY,
        .run = history_command,
        .usage = "DB",
        .about = "what is in a history, and how far logs were read",
        .examples = "  httally history www.history\n"
                    "  httally history www.history --verify\n",
    },
};

const struct command *commands_table(size_t *count_out)
{
    *count_out = sizeof commands / sizeof *commands;
    return commands;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static int help_command(const char *name)
{
    const struct command *command = name ? find_command(name) : &commands[0];
    if (!command) {
        message_print("unknown command '%s'; 'httally --help' lists them", name);
        return EXIT_CODE_FAILED;
    }
    if (name)
        help_print_command(stdout, command);
    else
        help_print(stdout);
    return finish_stdout(EXIT_CODE_DONE);
}

static int run_command(const struct command *command, bool is_default, const char *const *arguments,
                       size_t count)
{
    struct options options;
    struct httally_error error;
    if (options_parse(command->flag, arguments, count, &options, &error) != HTTALLY_OK) {
        if (command->is_plugin)
            return check_fail(&error);
        message_error(&error);
        fprintf(stderr, "Try 'httally %s%s--help'.\n", is_default ? "" : command->name,
                is_default ? "" : " ");
        return EXIT_CODE_FAILED;
    }
    int exit_code;
    if (options_has(&options, OPTION_HELP)) {
        exit_code = help_command(is_default ? NULL : command->name);
    } else if (options_has(&options, OPTION_VERSION)) {
        help_print_version(stdout);
        exit_code = finish_stdout(EXIT_CODE_DONE);
    } else {
        exit_code = command->run(&options);
    }
    bool is_told = options_has(&options, OPTION_HELP) || options_has(&options, OPTION_VERSION);
    options_finish(&options);
    return command->is_plugin && is_told ? CHECK_UNKNOWN : exit_code;
}

int main(int argc, char **argv)
{
    /* A closed pipe is seen where it is written to. */
    signal(SIGPIPE, SIG_IGN);
    /* A limit on the size of files is an error of the write that meets it. */
    signal(SIGXFSZ, SIG_IGN);
    const char *const *arguments = (const char *const *)argv + 1;
    size_t count = argc > 0 ? (size_t)argc - 1 : 0;
    if (count > 0 && strcmp(arguments[0], "help") == 0)
        return help_command(count > 1 ? arguments[1] : NULL);
    const struct command *command = count > 0 ? find_command(arguments[0]) : NULL;
    if (command)
        return run_command(command, false, arguments + 1, count - 1);
    return run_command(&commands[0], true, arguments, count);
}
