/* SPDX-License-Identifier: MIT */
/*
 * Walks the built-in table: what a row says must agree with itself, and with an independent list
 * of expectations (catalogue_expectations.tsv, found through HTTALLY_UNIT_DATA).
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "httally/status.h"
#include "status/status_names.h"

static struct httally_catalogue *catalogue;

static int make_catalogue(void **state)
{
    (void)state;
    return httally_catalogue_create(&catalogue, NULL) == HTTALLY_OK ? 0 : -1;
}

static int destroy_catalogue(void **state)
{
    (void)state;
    httally_catalogue_destroy(catalogue);
    catalogue = NULL;
    return 0;
}

static void assert_entry(bool condition, const struct httally_status_entry *entry, const char *rule)
{
    if (!condition)
        fail_msg("%d (sub-code %d) of %s: %s", entry->code, entry->subcode, entry->vendor, rule);
}

static void every_entry_is_found_under_its_own_code(void **state)
{
    (void)state;
    size_t count;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        const struct httally_status_entry *entry = &entries[i];
        assert_entry(
            httally_catalogue_find(catalogue, entry->code, entry->subcode, entry->vendor) == entry,
            entry, "is not found");
        assert_entry(entry->code >= -1 && entry->code <= 9999, entry, "is out of range");
        assert_entry(
            httally_catalogue_find_vendor(catalogue, httally_slice_of_string(entry->vendor)), entry,
            "has an unknown vendor");
    }
}

static bool is_printable_ascii(const char *text)
{
    for (; *text; text++) {
        if (*text < 0x20 || *text > 0x7E)
            return false;
    }
    return true;
}

static void every_entry_says_something(void **state)
{
    (void)state;
    size_t count;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        const struct httally_status_entry *entry = &entries[i];
        const char *const texts[] = {entry->name, entry->meaning, entry->check, entry->source};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            assert_entry(*texts[j] && is_printable_ascii(texts[j]), entry, "has an odd text");
        assert_entry(strcmp(entry->name, "-") != 0, entry, "has no name");
        assert_entry(strcmp(entry->meaning, "-") != 0, entry, "has no meaning");
        assert_entry(strcmp(entry->source, "-") != 0, entry, "has no source");
    }
}

/* The faults that an outcome can go with. */
static bool do_agree(enum httally_outcome outcome, enum httally_fault fault)
{
    switch (outcome) {
    case HTTALLY_OUTCOME_INFORMATIONAL:
    case HTTALLY_OUTCOME_SUCCESS:
    case HTTALLY_OUTCOME_REDIRECT:
        return fault == HTTALLY_FAULT_NONE;
    case HTTALLY_OUTCOME_CLIENT_CLOSED:
        return fault == HTTALLY_FAULT_CLIENT;
    case HTTALLY_OUTCOME_CLIENT_ERROR:
    case HTTALLY_OUTCOME_THROTTLED:
    case HTTALLY_OUTCOME_REFUSED:
    case HTTALLY_OUTCOME_TLS:
    case HTTALLY_OUTCOME_SERVER_ERROR:
        return fault != HTTALLY_FAULT_NONE;
    case HTTALLY_OUTCOME_UPSTREAM:
        return fault == HTTALLY_FAULT_UPSTREAM || fault == HTTALLY_FAULT_NETWORK ||
               fault == HTTALLY_FAULT_OPERATOR;
    default:
        return true;
    }
}

static void outcomes_faults_and_advice_agree(void **state)
{
    (void)state;
    size_t count;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        const struct httally_status_entry *entry = &entries[i];
        if (entry->standing == HTTALLY_STANDING_NOTE)
            continue;
        assert_entry(do_agree(entry->outcome, entry->fault), entry, "outcome and fault disagree");
        assert_entry(entry->fault == HTTALLY_FAULT_NONE || strcmp(entry->check, "-") != 0, entry,
                     "somebody is at fault, but nothing is there to check");
        assert_entry(entry->outcome != HTTALLY_OUTCOME_INFORMATIONAL ||
                         class_of_code(entry->code) == HTTALLY_CLASS_1XX,
                     entry, "only 1xx is informational");
    }
}

static void the_registry_has_standard_codes_only(void **state)
{
    (void)state;
    size_t count, registered = 0;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        const struct httally_status_entry *entry = &entries[i];
        if (strcmp(entry->vendor, "iana") != 0)
            continue;
        registered++;
        assert_entry(class_of_code(entry->code) != HTTALLY_CLASS_OTHER, entry, "is out of range");
        assert_entry(entry->standing != HTTALLY_STANDING_UNOFFICIAL &&
                         entry->standing != HTTALLY_STANDING_NOTE,
                     entry, "is registered, so it is no unofficial code or note");
    }
    assert_true(registered >= 60);
}

static void vendors_are_in_the_order_of_their_ranks(void **state)
{
    (void)state;
    size_t count;
    const struct httally_vendor *vendors = httally_catalogue_vendors(catalogue, &count);
    assert_true(count > 0);
    assert_string_equal(vendors[0].id, "iana");
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(
            httally_catalogue_find_vendor(catalogue, httally_slice_of_string(vendors[i].id)),
            &vendors[i]);
        assert_true(vendors[i].rank >= 0 && (i == 0 || vendors[i - 1].rank < vendors[i].rank));
        assert_true(*vendors[i].title && *vendors[i].about);
    }
}

enum { EXPECTATION_COLUMNS = 5 };

static void assert_expectation(char *const fields[EXPECTATION_COLUMNS])
{
    char *rest;
    int code = (int)strtol(fields[0], &rest, 10);
    int subcode = *rest == '.' ? (int)strtol(rest + 1, NULL, 10) : -1;
    const struct httally_status_entry *entry =
        httally_catalogue_find(catalogue, code, subcode, fields[1]);
    if (!entry)
        fail_msg("%s of %s is not in the catalogue", fields[0], fields[1]);
    const char *outcome = httally_outcome_name(entry->outcome);
    const char *fault = httally_fault_name(entry->fault);
    if (strcmp(entry->name, fields[2]) || strcmp(outcome, fields[3]) || strcmp(fault, fields[4]))
        fail_msg("%s of %s: '%s', %s, %s; expected '%s', %s, %s", fields[0], fields[1], entry->name,
                 outcome, fault, fields[2], fields[3], fields[4]);
}

static void meets_every_expectation(void **state)
{
    (void)state;
    const char *folder = getenv("HTTALLY_UNIT_DATA");
    char path[4096], line[4096];
    unsigned checked = 0;
    if (!folder)
        skip();
    snprintf(path, sizeof path, "%s/catalogue_expectations.tsv", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (unsigned number = 1; fgets(line, sizeof line, file); number++) {
        char *fields[EXPECTATION_COLUMNS] = {line};
        line[strcspn(line, "\n")] = '\0';
        if (number == 1 || line[0] == '\0' || line[0] == '#')
            continue;
        for (int i = 1; i < EXPECTATION_COLUMNS; i++) {
            char *tab = strchr(fields[i - 1], '\t');
            if (!tab)
                fail_msg("line %u has not %d columns", number, EXPECTATION_COLUMNS);
            *tab = '\0';
            fields[i] = tab + 1;
        }
        assert_expectation(fields);
        checked++;
    }
    fclose(file);
    assert_true(checked >= 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_catalogue, destroy_catalogue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_entry_is_found_under_its_own_code), TEST(every_entry_says_something),
        TEST(outcomes_faults_and_advice_agree),        TEST(the_registry_has_standard_codes_only),
        TEST(vendors_are_in_the_order_of_their_ranks), TEST(meets_every_expectation),
    };
    return cmocka_run_group_tests_name("catalogue_data", tests, NULL, NULL);
}
