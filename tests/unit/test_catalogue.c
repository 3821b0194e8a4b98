/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "httally/status.h"
#include "status/catalogue.h"

static int make_catalogue(void **state)
{
    struct httally_catalogue *catalogue = NULL;
    if (httally_catalogue_create(&catalogue, NULL) != HTTALLY_OK)
        return -1;
    *state = catalogue;
    return 0;
}

static int destroy_catalogue(void **state)
{
    httally_catalogue_destroy(*state);
    return 0;
}

static size_t entry_count(const struct httally_catalogue *catalogue)
{
    size_t count;
    httally_catalogue_entries(catalogue, &count);
    return count;
}

static size_t vendor_count(const struct httally_catalogue *catalogue)
{
    size_t count;
    httally_catalogue_vendors(catalogue, &count);
    return count;
}

static void assert_loads(struct httally_catalogue *catalogue, struct httally_slice text)
{
    struct httally_error error = {0};
    if (httally_catalogue_load(catalogue, text, &error) != HTTALLY_OK)
        fail_msg("line %d: %s", (int)error.line, error.message);
}

/* Entries in order, each findable, all vendors known: what must hold whatever was loaded. */
static void assert_is_sound(const struct httally_catalogue *catalogue)
{
    size_t count;
    const struct httally_status_entry *entries = httally_catalogue_entries(catalogue, &count);
    for (size_t i = 0; i < count; i++) {
        const struct httally_vendor *vendor =
            httally_catalogue_find_vendor(catalogue, httally_slice_of_string(entries[i].vendor));
        assert_non_null(vendor);
        assert_ptr_equal(httally_catalogue_find(catalogue, entries[i].code, entries[i].subcode,
                                                entries[i].vendor),
                         &entries[i]);
        if (i == 0)
            continue;
        const struct httally_status_entry *before = &entries[i - 1];
        const struct httally_vendor *vendor_before =
            httally_catalogue_find_vendor(catalogue, httally_slice_of_string(before->vendor));
        if (before->code != entries[i].code)
            assert_true(before->code < entries[i].code);
        else if (before->subcode != entries[i].subcode)
            assert_true(before->subcode < entries[i].subcode);
        else
            assert_true(vendor_before->rank < vendor->rank);
    }
}

static void starts_with_the_built_in_entries(void **state)
{
    assert_is_sound(*state);
    const struct httally_status_entry *entry = httally_catalogue_find(*state, 499, -1, "nginx");
    assert_non_null(entry);
    assert_int_equal(entry->outcome, HTTALLY_OUTCOME_CLIENT_CLOSED);
    assert_null(httally_catalogue_find(*state, 499, 0, "nginx"));
    assert_null(httally_catalogue_find(*state, 499, -1, "iana"));
    assert_null(httally_catalogue_find(*state, 10000, -1, "nginx"));
    assert_null(httally_catalogue_find(*state, -2, -1, "nginx"));
    assert_null(httally_catalogue_find_vendor(*state, SLICE("ngin")));
    assert_null(httally_catalogue_find_vendor(*state, SLICE("nginxx")));
    assert_null(httally_catalogue_find_vendor(*state, SLICE("")));
}

static void gives_defaults_to_columns_left_out(void **state)
{
    assert_loads(*state, SLICE("name\tcode\tvendor\n"
                               "Out of Paper\t475\tprinter\n"
                               "Jam\t575\tprinter\n"
                               "Page\t275\tprinter\n"
                               "Tray\t404.99\tprinter\n"
                               "Off\t0001\tprinter\n"));
    assert_is_sound(*state);
    const struct httally_status_entry *paper = httally_catalogue_find(*state, 475, -1, "printer");
    assert_non_null(paper);
    assert_string_equal(paper->name, "Out of Paper");
    assert_string_equal(paper->meaning, "-");
    assert_string_equal(paper->check, "-");
    assert_string_equal(paper->source, "-");
    assert_int_equal(paper->standing, HTTALLY_STANDING_UNOFFICIAL);
    assert_int_equal(paper->outcome, HTTALLY_OUTCOME_CLIENT_ERROR);
    assert_int_equal(paper->fault, HTTALLY_FAULT_CLIENT);
    assert_int_equal(paper->retry, HTTALLY_RETRY_MAYBE);
    assert_int_equal(httally_catalogue_find(*state, 575, -1, "printer")->outcome,
                     HTTALLY_OUTCOME_SERVER_ERROR);
    assert_int_equal(httally_catalogue_find(*state, 275, -1, "printer")->retry, HTTALLY_RETRY_NO);
    assert_int_equal(httally_catalogue_find(*state, 404, 99, "printer")->outcome,
                     HTTALLY_OUTCOME_CLIENT_ERROR);
    assert_int_equal(httally_catalogue_find(*state, 1, -1, "printer")->outcome,
                     HTTALLY_OUTCOME_UNKNOWN);
}

static void reads_all_columns_in_any_order(void **state)
{
    assert_loads(*state, SLICE("confidence\tsource\tcheck\tmeaning\tretry\tfault\toutcome\tstanding"
                               "\tname\tvendor\tcode\n"
                               "hearsay\tsaid Joe\tAsk Joe\tWhatever\tyes\tnetwork\ttls\treserved"
                               "\tJoe's\tjoe\t-1\n"));
    const struct httally_status_entry *entry = httally_catalogue_find(*state, -1, -1, "joe");
    assert_non_null(entry);
    assert_string_equal(entry->name, "Joe's");
    assert_string_equal(entry->meaning, "Whatever");
    assert_string_equal(entry->check, "Ask Joe");
    assert_string_equal(entry->source, "said Joe");
    assert_int_equal(entry->standing, HTTALLY_STANDING_RESERVED);
    assert_int_equal(entry->outcome, HTTALLY_OUTCOME_TLS);
    assert_int_equal(entry->fault, HTTALLY_FAULT_NETWORK);
    assert_int_equal(entry->retry, HTTALLY_RETRY_YES);
    assert_int_equal(entry->confidence, HTTALLY_CONFIDENCE_HEARSAY);
}

static void takes_crlf_marks_comments_and_blank_lines(void **state)
{
    assert_loads(*state, SLICE("\xEF\xBB\xBF# ours\r\n\r\n"
                               "code\tvendor\tname\toutcome\r\n"
                               " \t \r\n"
                               "# 470 is for later\r\n"
                               "-\tours\tNothing\t\r\n"
                               "471\tours\tEndless\ttls"));
    assert_non_null(httally_catalogue_find(*state, 0, -1, "ours"));
    const struct httally_status_entry *entry = httally_catalogue_find(*state, 471, -1, "ours");
    assert_non_null(entry);
    assert_string_equal(entry->name, "Endless");
    assert_int_equal(entry->outcome, HTTALLY_OUTCOME_TLS);
}

static void replaces_an_entry_of_the_same_code_and_vendor(void **state)
{
    size_t before = entry_count(*state);
    size_t vendors_before = vendor_count(*state);
    assert_loads(*state, SLICE("code\tvendor\tname\n499\tnginx\tHung Up\n"));
    assert_int_equal(entry_count(*state), before);
    assert_int_equal(vendor_count(*state), vendors_before);
    assert_string_equal(httally_catalogue_find(*state, 499, -1, "nginx")->name, "Hung Up");
    assert_loads(*state, SLICE("code\tvendor\tname\n499\tnginx\tGone Again\n"));
    assert_string_equal(httally_catalogue_find(*state, 499, -1, "nginx")->name, "Gone Again");
    assert_is_sound(*state);
}

static void prefers_new_vendors_in_the_order_of_the_file(void **state)
{
    size_t before = vendor_count(*state), count;
    assert_loads(*state, SLICE("code\tvendor\tname\n"
                               "499\tzebra\tZ\n499\tnginx\tN\n499\taardvark\tA\n498\tzebra\tZ\n"));
    const struct httally_vendor *vendors = httally_catalogue_vendors(*state, &count);
    assert_int_equal(count, before + 2);
    assert_string_equal(vendors[0].id, "zebra");
    assert_string_equal(vendors[1].id, "aardvark");
    assert_true(vendors[1].rank < 0);
    /* Who comes later knows better. */
    assert_loads(*state, SLICE("code\tvendor\tname\n499\tmouse\tM\n"));
    vendors = httally_catalogue_vendors(*state, &count);
    assert_string_equal(vendors[0].id, "mouse");
    assert_string_equal(vendors[1].id, "zebra");
    assert_is_sound(*state);

    const struct httally_status_entry *entries = catalogue_range(*state, 499, -1, &count);
    assert_true(count > 4);
    assert_string_equal(entries[0].vendor, "mouse");
    assert_string_equal(entries[1].vendor, "zebra");
    assert_string_equal(entries[2].vendor, "aardvark");
}

static void keeps_no_pointer_into_the_callers_text(void **state)
{
    char *text = strdup("code\tvendor\tname\n480\tshort-lived\tStill Here\n");
    assert_non_null(text);
    assert_loads(*state, httally_slice_of_string(text));
    memset(text, '!', strlen(text));
    free(text);
    assert_string_equal(httally_catalogue_find(*state, 480, -1, "short-lived")->name, "Still Here");
}

struct bad_text {
    const char *text;
    uint64_t line;
    const char *message;
};

#define HEADER "code\tvendor\tname\toutcome\tfault\n"

static const struct bad_text bad_texts[] = {
    {"", 0, "no header line that names the columns code, vendor and name"},
    {"# nothing\n\n", 0, "no header line that names the columns code, vendor and name"},
    {"499\tnginx\tGone\n", 1,
     "unknown column '499' (the first line names the columns: code, vendor, name ...)"},
    {"\n#\ncode\tname\n", 3, "column 'vendor' is missing"},
    {"code\tvendor\tname\tcode\n", 1, "column 'code' stands twice"},
    {HEADER "# fine\n\n\n404\tx\tX\tclient_error\tclient\n\n404.1\tx\tX\tsucess\tclient\n", 7,
     "unknown outcome 'sucess'"},
    {HEADER "404\tx\tX\ttls\tNone\n", 2, "unknown fault 'None'"},
    {HEADER "404\tx\tX\ttls\n", 2, "4 columns where the header has 5"},
    {HEADER "404\tx\tX\ttls\tnone\tmore\n", 2, "6 columns where the header has 5"},
    {HEADER "\tx\tX\ttls\tnone\n", 2, "code is empty"},
    {HEADER "404\t\tX\ttls\tnone\n", 2, "vendor is empty"},
    {HEADER "404\tx\t\ttls\tnone\n", 2, "name is empty"},
    {HEADER "4o4\tx\tX\ttls\tnone\n", 2, "'4o4' is not a status code"},
    {HEADER "-2\tx\tX\ttls\tnone\n", 2, "'-2' is not a status code"},
    {HEADER "10000\tx\tX\ttls\tnone\n", 2, "'10000' is not a status code"},
    {HEADER "404.\tx\tX\ttls\tnone\n", 2, "'404.' is not a status code"},
    {HEADER "1016.1\tx\tX\ttls\tnone\n", 2, "'1016.1' is not a status code"},
    {HEADER "404.1.1\tx\tX\ttls\tnone\n", 2, "'404.1.1' is not a status code"},
    {HEADER "4 4\tx\tX\ttls\tnone\n", 2, "'4 4' is not a status code"},
    {HEADER "404\tx,y\tX\ttls\tnone\n", 2,
     "'x,y' is not a vendor name (letters, digits, '-', '_' and '.', at most 64)"},
    {HEADER "404\t-x\tX\ttls\tnone\n", 2,
     "'-x' is not a vendor name (letters, digits, '-', '_' and '.', at most 64)"},
    {HEADER "404\tx\tX\ttls\tnone\n499\tx\tX\ttls\tnone\n404\tx\tY\ttls\tnone\n", 4,
     "404 of vendor 'x' stands in line 2 already"},
    {HEADER "404.7\tnginx\tX\ttls\tnone\n404.07\tnginx\tX\ttls\tnone\n", 3,
     "404.7 of vendor 'nginx' stands in line 2 already"},
};

static void assert_refuses(struct httally_catalogue *catalogue, struct httally_slice text,
                           uint64_t line, const char *message)
{
    struct httally_error error = {.line = 999};
    size_t entries_before, vendors_before;
    const struct httally_status_entry *entries =
        httally_catalogue_entries(catalogue, &entries_before);
    const struct httally_vendor *vendors = httally_catalogue_vendors(catalogue, &vendors_before);
    assert_int_equal(httally_catalogue_load(catalogue, text, NULL), HTTALLY_ERROR_DATA);
    assert_int_equal(httally_catalogue_load(catalogue, text, &error), HTTALLY_ERROR_DATA);
    assert_int_equal(error.result, HTTALLY_ERROR_DATA);
    assert_string_equal(error.message, message);
    assert_int_equal(error.line, line);
    /* All or nothing: the very same arrays are still there. */
    size_t count;
    assert_ptr_equal(httally_catalogue_entries(catalogue, &count), entries);
    assert_int_equal(count, entries_before);
    assert_ptr_equal(httally_catalogue_vendors(catalogue, &count), vendors);
    assert_int_equal(count, vendors_before);
}

static void refuses_bad_texts_with_line_and_reason(void **state)
{
    for (size_t i = 0; i < sizeof bad_texts / sizeof *bad_texts; i++)
        assert_refuses(*state, httally_slice_of_string(bad_texts[i].text), bad_texts[i].line,
                       bad_texts[i].message);
    assert_refuses(*state, SLICE("code\tvendor\tname\n404\tx\tX\0Y\n"), 2,
                   "a NUL byte: this is not a text file");
    assert_is_sound(*state);
}

static void refuses_more_bytes_than_any_list_has(void **state)
{
    static const char header[] = "code\tvendor\tname\n404\tx\tX\n#";
    size_t length = CATALOGUE_TEXT_MAX_BYTES + 1;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, ' ', length);
    memcpy(text, header, strlen(header));
    assert_refuses(*state, httally_slice_of(text, length), 0,
                   "a list of status codes may have 4194304 bytes, this has 4194305");
    assert_loads(*state, httally_slice_of(text, length - 1));
    free(text);
}

/* A list of 'count' entries of as many vendors, as short as can be. */
static char *make_long_list(unsigned count)
{
    enum { ROW_BYTES = 32 };
    size_t capacity = (size_t)ROW_BYTES * (count + 1), length;
    char *text = malloc(capacity);
    assert_non_null(text);
    length = (size_t)snprintf(text, capacity, "code\tvendor\tname\n");
    for (unsigned i = 0; i < count; i++)
        length += (size_t)snprintf(text + length, capacity - length, "%u\tv%u\tX\n", i % 7, i);
    return text;
}

static void holds_many_entries_but_not_any_number(void **state)
{
    char *text = make_long_list(CATALOGUE_ENTRY_MAX + 1);
    assert_refuses(*state, httally_slice_of_string(text), CATALOGUE_ENTRY_MAX + 2,
                   "more than 65536 entries");
    free(text);
    text = make_long_list(CATALOGUE_ENTRY_MAX);
    assert_refuses(*state, httally_slice_of_string(text), 0,
                   "more than 65536 entries with those built in");
    free(text);
    text = make_long_list(60000);
    assert_loads(*state, httally_slice_of_string(text));
    free(text);
    const struct httally_vendor *vendor = httally_catalogue_find_vendor(*state, SLICE("v59999"));
    assert_non_null(vendor);
    assert_int_equal(vendor->rank, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_catalogue, destroy_catalogue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(starts_with_the_built_in_entries),
        TEST(gives_defaults_to_columns_left_out),
        TEST(reads_all_columns_in_any_order),
        TEST(takes_crlf_marks_comments_and_blank_lines),
        TEST(replaces_an_entry_of_the_same_code_and_vendor),
        TEST(prefers_new_vendors_in_the_order_of_the_file),
        TEST(keeps_no_pointer_into_the_callers_text),
        TEST(refuses_bad_texts_with_line_and_reason),
        TEST(refuses_more_bytes_than_any_list_has),
        TEST(holds_many_entries_but_not_any_number),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
