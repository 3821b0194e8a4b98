/* SPDX-License-Identifier: MIT */
/*
 * oom.c - the n-th allocation fails, for every n.
 *
 *     oom LOG
 *
 * Each scenario is run with its first allocation failing, then with its second, and so on until
 * none is left to fail.  Each run has to end in an error or in the right result, and to give all
 * memory back.  Reports in TAP.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "failing_allocator.h"
#include "scenarios.h"

/* A scenario that needs more allocations than this does not end, or should be smaller. */
enum { ALLOCATIONS_MAX = 20000 };

static const char *const mode_names[FAILING_MODE_COUNT] = {
    [FAILING_ONE] = "one allocation fails",
    [FAILING_ALL_FROM] = "all allocations from one on fail",
};

static unsigned long subtest_count;
static unsigned long failure_count;

struct trial {
    enum failing_mode mode;
    unsigned long nth;
    bool is_hit;
    bool is_good;
};

static void complain(const struct trial *trial, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("#   allocation %lu: ", trial->nth);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

static bool is_error_told(const struct trial *trial, enum httally_result result,
                          const struct httally_error *error)
{
    if (!trial->is_hit)
        complain(trial, "result %d (%s) although nothing failed", result, error->message);
    else if (error->result != result || !error->message[0])
        complain(trial, "result %d, but the error holds %d '%s'", result, error->result,
                 error->message);
    else
        return true;
    return false;
}

static void run_trial(const struct scenario *scenario, struct trial *trial)
{
    struct httally_error error = {0};
    const char *wrong = NULL;
    long before = failing_allocator_live_count();
    failing_allocator_arm(trial->mode, trial->nth);
    enum httally_result result = scenario->run(&wrong, &error);
    trial->is_hit = failing_allocator_disarm();
    long kept = failing_allocator_live_count() - before;
    trial->is_good = result == HTTALLY_OK || is_error_told(trial, result, &error);
    if (wrong) {
        complain(trial, "%s", wrong);
        trial->is_good = false;
    }
    if (kept != 0) {
        complain(trial, "%ld blocks are not given back", kept);
        trial->is_good = false;
    }
}

static void run_scenario(const struct scenario *scenario, enum failing_mode mode)
{
    struct trial trial = {.mode = mode, .is_hit = true};
    bool is_good = true;
    /* A crash is that of the scenario named last. */
    printf("# %s: %s\n", scenario->name, mode_names[mode]);
    fflush(stdout);
    while (trial.is_hit && trial.nth < ALLOCATIONS_MAX) {
        trial.nth++;
        run_trial(scenario, &trial);
        is_good = is_good && trial.is_good;
    }
    if (trial.is_hit) {
        complain(&trial, "still failing");
        is_good = false;
    }
    if (!is_good)
        failure_count++;
    printf("%s %lu - %s: %s (%lu trials)\n", is_good ? "ok" : "not ok", ++subtest_count,
           scenario->name, mode_names[mode], trial.nth);
    fflush(stdout);
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 2) {
        fputs("usage: oom LOG\n", stderr);
        return 1;
    }
    scenarios_prepare(arguments[1]);
    for (const struct scenario *scenario = scenarios; scenario->name; scenario++)
        for (int mode = 0; mode < FAILING_MODE_COUNT; mode++)
            run_scenario(scenario, (enum failing_mode)mode);
    printf("1..%lu\n", subtest_count);
    return failure_count > 0;
}
