/* SPDX-License-Identifier: MIT */
/* check_perfdata.c - performance data by the Monitoring Plugins' guidelines. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "httally/tally.h"

static bool is_duration(const struct fail_if *condition)
{
    return fail_if_is_of_durations(condition) || condition->subject == FAIL_IF_SILENCE;
}

/* Up to six digits behind the point, never as "1e-05". */
static void print_number(double number)
{
    char text[64];
    snprintf(text, sizeof text, "%.6f", number);
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == '0')
        length--;
    if (length > 0 && text[length - 1] == '.')
        length--;
    printf("%.*s", (int)length, text);
}

static void print_bound(const struct fail_if *condition, const struct fail_if_bound *bound,
                        bool is_upper)
{
    double unit = bound->unit_us ? (double)bound->unit_us / 1e6 : 1;
    double number = (double)bound->millionths / 1e6 * unit;
    /* A range holds its own ends: of whole numbers, ">= 10" is "> 9". */
    if (bound->is_inclusive && !is_duration(condition) && !condition->is_share)
        number += is_upper ? -1 : 1;
    print_number(number);
}

/* The range outside of which the condition holds; with "@", inside. */
static void print_range(const struct fail_if *condition)
{
    const struct fail_if_bound *low = &condition->below, *high = &condition->above;
    /* There is no number below 0. */
    if (!condition->is_inside && high->is_set && high->is_inclusive && high->millionths == 0) {
        printf("@0:");
        return;
    }
    if (condition->is_inside)
        putchar('@');
    if (low->is_set) {
        print_bound(condition, low, false);
        putchar(':');
    }
    if (high->is_set)
        print_bound(condition, high, true);
}

static bool is_same(const struct fail_if *a, const struct fail_if *b)
{
    return a->subject == b->subject && a->is_share == b->is_share &&
           a->name.length == b->name.length &&
           memcmp(a->name.data, b->name.data, a->name.length) == 0;
}

static const struct fail_if *find_same(const struct fail_if_list *list,
                                       const struct fail_if *condition, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same(&list->list[i], condition))
            return &list->list[i];
    }
    return NULL;
}

static void print_value(const struct fail_if *condition, const struct fail_if_facts *facts)
{
    struct fail_if_measure measure = fail_if_measure(condition, facts);
    if (measure.unknown || measure.whole == 0 || measure.part == UINT64_MAX) {
        putchar('U');
        return;
    }
    double number = (double)measure.part / (double)measure.whole;
    if (condition->is_share)
        number *= 100;
    else if (is_duration(condition))
        number /= 1e6;
    print_number(number);
    fputs(condition->is_share ? "%" : is_duration(condition) ? "s" : "", stdout);
}

static void print_one(const struct check *check, const struct fail_if *condition)
{
    const struct fail_if *warning = find_same(&check->warnings, condition, check->warnings.count);
    const struct fail_if *critical =
        find_same(&check->criticals, condition, check->criticals.count);
    printf(" '%.*s'=", (int)condition->name.length, condition->name.data);
    print_value(condition, &check->facts);
    putchar(';');
    if (warning)
        print_range(warning);
    putchar(';');
    if (critical)
        print_range(critical);
    fputs(condition->is_share ? ";0;100" : ";0", stdout);
}

static bool is_of_requests(const struct fail_if_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->list[i].subject == FAIL_IF_REQUESTS)
            return true;
    }
    return false;
}

void check_print_perfdata(const struct check *check)
{
    const struct fail_if_list *warnings = &check->warnings, *criticals = &check->criticals;
    putchar('|');
    for (size_t i = 0; i < warnings->count; i++) {
        if (!find_same(warnings, &warnings->list[i], i))
            print_one(check, &warnings->list[i]);
    }
    for (size_t i = 0; i < criticals->count; i++) {
        if (!find_same(criticals, &criticals->list[i], i) &&
            !find_same(warnings, &criticals->list[i], warnings->count))
            print_one(check, &criticals->list[i]);
    }
    if (!is_of_requests(warnings) && !is_of_requests(criticals))
        printf(" 'requests'=%llu;;;0",
               (unsigned long long)httally_tally_total(check->facts.report->tally).requests);
}
