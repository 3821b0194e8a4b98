/* SPDX-License-Identifier: MIT */
/* check_output.c - judge what was asked, and say it as monitoring plugins do. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "httally/text.h"

enum { TOP_ROWS = 5, SAMPLE_BYTES_MAX = 240 };

static const char *const state_names[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

void check_escape(const char *text, char *escaped_out, size_t capacity)
{
    httally_escape_bytes(HTTALLY_ESCAPE_MARKDOWN, httally_slice_of_string(text), escaped_out,
                         capacity);
}

static void print_slice(struct httally_slice text)
{
    char escaped[4 * SAMPLE_BYTES_MAX + HTTALLY_ESCAPE_SIZE];
    if (text.length > SAMPLE_BYTES_MAX)
        text.length = SAMPLE_BYTES_MAX;
    httally_escape_bytes(HTTALLY_ESCAPE_MARKDOWN, text, escaped, sizeof escaped);
    fputs(escaped, stdout);
}

/* The verdict on one condition; one of too few requests is clear. */
static enum fail_if_verdict judge(const struct check *check, const struct fail_if *condition,
                                  char actual_out[FAIL_IF_TEXT_SIZE])
{
    bool needs_requests = fail_if_is_of_durations(condition) ||
                          (condition->is_share && condition->subject != FAIL_IF_UNPARSED);
    uint64_t requests = httally_tally_total(check->facts.report->tally).requests;
    enum fail_if_verdict verdict = fail_if_judge(condition, &check->facts, actual_out);
    return needs_requests && requests < check->min_requests ? FAIL_IF_CLEAR : verdict;
}

static bool has_verdict(const struct check *check, const struct fail_if_list *list,
                        enum fail_if_verdict verdict)
{
    char actual[FAIL_IF_TEXT_SIZE];
    for (size_t i = 0; i < list->count; i++) {
        if (judge(check, &list->list[i], actual) == verdict)
            return true;
    }
    return false;
}

static enum check_state state_of(const struct check *check)
{
    if (has_verdict(check, &check->criticals, FAIL_IF_HOLDS))
        return CHECK_CRITICAL;
    if (has_verdict(check, &check->warnings, FAIL_IF_HOLDS))
        return CHECK_WARNING;
    if (check->trouble[0] || has_verdict(check, &check->criticals, FAIL_IF_UNKNOWN) ||
        has_verdict(check, &check->warnings, FAIL_IF_UNKNOWN))
        return CHECK_UNKNOWN;
    return CHECK_OK;
}

/* Those of one verdict, with what they rest on. */
static void print_conditions(const struct check *check, const struct fail_if_list *list,
                             enum fail_if_verdict verdict, const char **separator)
{
    for (size_t i = 0; i < list->count; i++) {
        char actual[FAIL_IF_TEXT_SIZE], name[FAIL_IF_TEXT_SIZE];
        if (judge(check, &list->list[i], actual) != verdict)
            continue;
        check_escape(list->list[i].text, name, sizeof name);
        printf("%s%s: %s", *separator, name, actual);
        *separator = "; ";
    }
}

static void print_paths(const struct httally_tally *tally)
{
    struct httally_row rows[TOP_ROWS];
    size_t count = httally_tally_top(tally, HTTALLY_DIMENSION_PATH, HTTALLY_ORDER_SERVER_ERRORS,
                                     rows, TOP_ROWS);
    for (size_t i = 0; i < count; i++) {
        printf("%llu of %llu requests failed (5xx): ",
               (unsigned long long)rows[i].class_requests[HTTALLY_CLASS_5XX],
               (unsigned long long)rows[i].requests);
        print_slice(rows[i].key);
        putchar('\n');
    }
}

static void print_incidents(const struct httally_incidents *incidents)
{
    for (size_t i = 0; incidents && i < incidents->count; i++) {
        const struct httally_incident *incident = &incidents->list[i];
        if (incident->text) {
            print_slice(httally_slice_of_string(incident->text));
            putchar('\n');
        }
        for (size_t k = 0; k < incident->sample_count && k < 1; k++) {
            print_slice(incident->samples[k]);
            putchar('\n');
        }
    }
}

enum check_state check_say(const struct check *check)
{
    const struct httally_report *report = check->facts.report;
    enum check_state state = state_of(check);
    const char *separator = "";
    printf("HTTALLY %s - ", state_names[state]);
    print_conditions(check, &check->criticals, FAIL_IF_HOLDS, &separator);
    print_conditions(check, &check->warnings, FAIL_IF_HOLDS, &separator);
    print_conditions(check, &check->criticals, FAIL_IF_UNKNOWN, &separator);
    print_conditions(check, &check->warnings, FAIL_IF_UNKNOWN, &separator);
    if (check->trouble[0]) {
        printf("%s%s", separator, check->trouble);
        separator = "; ";
    }
    printf("%s%llu requests in the last %s ", separator,
           (unsigned long long)httally_tally_total(report->tally).requests, check->last_text);
    check_print_perfdata(check);
    putchar('\n');
    print_paths(report->tally);
    print_incidents(report->incidents);
    return state;
}
