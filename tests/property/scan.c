/* SPDX-License-Identifier: MIT */
#include "scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/structurals.h"
#include "unit.h"

static const char *wanted(void)
{
    return getenv("HTTALLY_SCAN");
}

bool scan_choose(void)
{
    if (structurals_force(wanted()))
        return true;
    printf("1..0 # SKIP no %s on this processor\n", wanted());
    return false;
}

void scans_as_chosen(void **state)
{
    (void)state;
    const char *chosen = structurals_best()->name;
    print_message("# scans with %s\n", chosen);
    if (wanted())
        assert_string_equal(chosen, wanted());
}
