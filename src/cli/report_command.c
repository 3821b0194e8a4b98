/* SPDX-License-Identifier: MIT */
/* report_command.c - the command `report`: the whole report. */
#include "command.h"
#include "reporting.h"

int report_command(const struct options *options)
{
    return reporting_run(options, &report_output);
}
