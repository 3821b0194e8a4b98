/* SPDX-License-Identifier: MIT */
/*
 * options.h - the one table of options: it feeds the parser and every help text.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "httally/error.h"

enum option_id {
    OPTION_NONE = 0,
    OPTION_FORMAT,
    OPTION_FORMAT_FROM,
    OPTION_VENDOR,
    OPTION_CODES,
    OPTION_MEMORY,
    OPTION_JOBS,
    OPTION_BRIEF,
    OPTION_NO_PROGRESS,
    OPTION_STATUS,
    OPTION_OUTCOME,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_PERIOD,
    OPTION_PATH,
    OPTION_AGENT,
    OPTION_REFERER,
    OPTION_CLIENT,
    OPTION_HOST,
    OPTION_METHOD,
    OPTION_CLASS,
    OPTION_COMPARE,
    OPTION_COMPARE_PERIOD,
    OPTION_GROUP,
    OPTION_ANONYMIZE,
    OPTION_SERIES,
    OPTION_ONLINE,
    OPTION_SENSITIVITY,
    OPTION_MIN_ERRORS,
    OPTION_BASELINE,
    OPTION_ERROR_CODES,
    OPTION_FAIL_IF,
    OPTION_LAST,
    OPTION_LOOK_BACK,
    OPTION_WARNING,
    OPTION_CRITICAL,
    OPTION_MIN_REQUESTS,
    OPTION_NOW,
    OPTION_HISTORY,
    OPTION_LOCK_TIMEOUT,
    OPTION_KEEP,
    OPTION_FORGET,
    OPTION_VERIFY,
    OPTION_OUTPUT,
    OPTION_AS,
    OPTION_TABLE,
    OPTION_TOP,
    OPTION_WIDTH,
    OPTION_COLOR,
    OPTION_QUIET,
    OPTION_HELP,
    OPTION_VERSION,
};

/* Commands that an option belongs to. */
enum command_flag {
    COMMAND_REPORT = 1 << 0,
    COMMAND_EXPLAIN = 1 << 1,
    COMMAND_CODES = 1 << 2,
    COMMAND_INSPECT = 1 << 3,
    COMMAND_FORMATS = 1 << 4,
    COMMAND_SPIKES = 1 << 5,
    COMMAND_UPDATE = 1 << 6,
    COMMAND_HISTORY = 1 << 7,
    COMMAND_CHECK = 1 << 8,
    COMMAND_ALL = COMMAND_REPORT | COMMAND_EXPLAIN | COMMAND_CODES | COMMAND_INSPECT |
                  COMMAND_FORMATS | COMMAND_SPIKES | COMMAND_UPDATE | COMMAND_HISTORY |
                  COMMAND_CHECK,
};

struct option_row {
    enum option_id id;
    /* 0 for none. */
    char short_name;
    const char *long_name;
    /* What the argument is called in help texts; NULL for none. */
    const char *argument;
    /* Of enum command_flag. */
    unsigned commands;
    /* Options of a group stand together in help texts. */
    const char *group;
    const char *help;
};

/* All options, in the order of help texts. */
const struct option_row *options_table(size_t *count_out);

struct option_value {
    enum option_id id;
    /* NULL for an option without an argument. */
    const char *value;
};

/* What the command line said; strings belong to argv.  Zeroed is empty. */
struct options {
    /* Options in their order; one may come several times. */
    struct option_value *values;
    size_t value_count;
    /* Everything else, in its order. */
    const char **operands;
    size_t operand_count;
};

/*
 * Read arguments[0..count), which are those of a command.  Options and operands may mix; all behind
 * "--" are operands, and so are "-" and numbers such as "-1".  HTTALLY_ERROR_ARGUMENT names what
 * makes no sense.
 */
enum httally_result options_parse(unsigned command, const char *const *arguments, size_t count,
                                  struct options *options_out,
                                  struct httally_error *error) HTTALLY_MUST_CHECK;

void options_finish(struct options *options);

/* The long name of an option. */
const char *options_name(enum option_id id);

/* The value given last, or NULL. */
const char *options_value(const struct options *options, enum option_id id);

bool options_has(const struct options *options, enum option_id id);

/* Read "256M", "1G", "65536": binary multiples; HTTALLY_ERROR_ARGUMENT names the option. */
enum httally_result options_parse_size(const char *long_name, const char *text, size_t *bytes_out,
                                       struct httally_error *error) HTTALLY_MUST_CHECK;

/* Read a decimal number from 'least' to 'most'. */
enum httally_result options_parse_number(const char *long_name, const char *text, size_t least,
                                         size_t most, size_t *number_out,
                                         struct httally_error *error) HTTALLY_MUST_CHECK;

#endif
