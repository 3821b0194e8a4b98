/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/codes.h"
#include "cli/explain.h"
#include "cli/plain_text.h"

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

/* What `explain` prints; the caller frees it. */
static char *explain(const char *vendors, const char *code, bool as_json, unsigned width)
{
    char *text = NULL;
    size_t length = 0;
    struct httally_profile *profile = NULL;
    struct httally_error error = {0};
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_int_equal(httally_profile_create(catalogue, vendors, &profile, &error), HTTALLY_OK);
    struct explain_query query = {&code, 1, as_json, width};
    if (explain_print(out, catalogue, profile, &query, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    httally_profile_destroy(profile);
    assert_int_equal(fclose(out), 0);
    assert_non_null(text);
    return text;
}

static char *list_codes(struct codes_query query)
{
    char *text = NULL;
    size_t length = 0;
    struct httally_error error = {0};
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    if (codes_print(out, catalogue, &query, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    assert_int_equal(fclose(out), 0);
    assert_non_null(text);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text ? text : "");
}

static void assert_begins_with(const char *text, const char *beginning)
{
    if (strncmp(text, beginning, strlen(beginning)) != 0)
        fail_msg("does not begin with '%s':\n%s", beginning, text);
}

static void explains_a_likely_reading_and_names_the_others(void **state)
{
    (void)state;
    char *text = explain("", "499", false, 0);
    assert_begins_with(text, "499  Client Closed Request\n"
                             "nginx - not a registered code\n"
                             "Likely, not certain: --vendor NAME says whose log it is.\n\n");
    assert_contains(text, "\n  Whose trouble  The client's.\n");
    assert_contains(text, "\n  Check first    ");
    assert_contains(text, "\nOther readings\n  esri ");
    free(text);
}

static void explains_as_the_named_vendor_means_it(void **state)
{
    (void)state;
    static const struct {
        const char *vendors, *code, *beginning;
    } cases[] = {
        {"gorouter", "526",
         "526  Invalid SSL Certificate\nCloud Foundry gorouter - not a registered code\n\n"},
        {"", "404.13", "404.13  Content Length Too Large\nIIS sub-status - a sub-code\n\n"},
        {"", "1016", "1016  Origin DNS Error\nCloudflare error pages - not an HTTP status\n\n"},
        {"", "404", "404  Not Found\nIANA registry - a standard code\n\n"},
        {"", "-", "-  No Status\nApache httpd - not an HTTP status\nLikely"},
        {"", "0", "0  No Response\nEnvoy - not an HTTP status\nLikely"},
        {"", "000", "000  No Status\nnginx - not an HTTP status\nLikely"},
        {"nginx", "9", "009  No Status Line\nnginx - not an HTTP status\n\n"},
        {"nginx", "-1",
         "-1  No Status\nHAProxy - not an HTTP status\n"
         "Likely, not certain: no vendor you named has this code.\n"},
        {"", "555", "555  Unassigned\nNobody in the catalogue lists this code.\n\nServer error"},
        {"", "998", "998  Not a status\nNobody in the catalogue lists this code.\n\nNo valid"},
        {"", "404.99", "404.99  Not listed\n"},
        {"", "5XX", "5xx\nServer error"},
        {"", "other", "other\nNo valid status"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = explain(cases[i].vendors, cases[i].code, false, 80);
        assert_begins_with(text, cases[i].beginning);
        free(text);
    }
}

static void wraps_every_code_and_class_at_the_width(void **state)
{
    (void)state;
    for (unsigned code = 0; code <= 1105; code++) {
        char code_text[8];
        snprintf(code_text, sizeof code_text, "%03u", code);
        if (code > 1099)
            snprintf(code_text, sizeof code_text, "%uxx", code - 1100);
        if (code == 1100)
            snprintf(code_text, sizeof code_text, "other");
        char *text = explain("", code_text, false, 60);
        for (char *line = text; *line;) {
            size_t length = strcspn(line, "\n");
            assert_int_equal(line[length], '\n');
            line[length] = '\0';
            const char *last_space = strrchr(line, ' ');
            /* Paths of source files cannot be split. */
            if (length > 60 && (!last_space || strlen(last_space) < 30))
                fail_msg("%s: '%s' is too long", code_text, line);
            line += length + 1;
        }
        free(text);
    }
}

static void refuses_what_is_no_code(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",     "abc",   "6xx",  "x5x",  "0404", "12345",
                                        "404.", "404.x", "--1",  "-2",   "404 ", "1016.1",
                                        ".13",  "4xxx",  "0000", "+404", "40.1", "404.12345"};
    struct httally_profile *profile = NULL;
    assert_int_equal(httally_profile_create(catalogue, "", &profile, NULL), HTTALLY_OK);
    FILE *out = tmpfile();
    assert_non_null(out);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct httally_error error = {0};
        /* A good code before the bad one is not explained either. */
        const char *const codes[] = {"404", wrong[i]};
        struct explain_query query = {codes, 2, false, 80};
        if (explain_print(out, catalogue, profile, &query, &error) != HTTALLY_ERROR_ARGUMENT)
            fail_msg("'%s' was explained", wrong[i]);
        assert_contains(error.message, "is neither a status code");
        assert_contains(error.message, wrong[i]);
    }
    assert_int_equal(ftell(out), 0);
    fclose(out);
    httally_profile_destroy(profile);
}

static void no_byte_of_a_users_list_drives_the_terminal(void **state)
{
    (void)state;
    static const char hostile[] = "code\tvendor\tname\tmeaning\n"
                                  "499\tevil\t\x1B[2J\x07\"\\\x7F\tA \xC2\x9B"
                                  "1m \xE2\x80\xAE"
                                  "gnp.exe \xFF\xC0\x80 caf\xC3\xA9\r\r\n";
    assert_int_equal(httally_catalogue_load(catalogue, httally_slice_of_string(hostile), NULL),
                     HTTALLY_OK);
    char *texts[] = {explain("evil", "499", false, 80),
                     explain("", "499", true, 80),
                     explain("", "4xx", false, 80),
                     list_codes((struct codes_query){.vendors = "evil"}),
                     list_codes((struct codes_query){.vendors = "evil", .format = CODES_JSON}),
                     list_codes((struct codes_query){.vendors = "evil", .format = CODES_TSV})};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (const unsigned char *byte = (const unsigned char *)texts[i]; *byte; byte++) {
            assert_true(*byte >= 0x20 || *byte == '\n' || (*byte == '\t' && i == 5));
            assert_true(*byte != 0x7F && *byte != 0xFF && *byte != 0xC0);
        }
        assert_null(strstr(texts[i], "\xE2\x80\xAE"));
        assert_null(strstr(texts[i], "\xC2\x9B"));
    }
    assert_contains(texts[0], "499  \\x1b[2J\\x07\"\\\\x7f\n");
    assert_contains(texts[0], "\\u{202e}gnp.exe \\xff\\xc0\\x80 caf\xC3\xA9\\x0d\n");
    assert_contains(texts[1], "\"name\": \"\\u001b[2J\\u0007\\\"\\\\\\u007f\"");
    assert_contains(texts[1], "\\u202egnp.exe \\\\xff\\\\xc0\\\\x80 caf\xC3\xA9\\u000d\"");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

static void lists_by_vendor_and_class(void **state)
{
    (void)state;
    char *text = list_codes((struct codes_query){.vendors = "nginx, haproxy", .classes = "other"});
    assert_string_equal(text, "CODE  VENDOR   NAME            OUTCOME\n"
                              "-1    haproxy  No Status       client_closed\n"
                              "0     nginx    No Status       unknown\n"
                              "009   nginx    No Status Line  upstream\n");
    free(text);
    struct httally_error error = {0};
    struct codes_query query = {.classes = "4xx,6xx"};
    assert_int_equal(codes_print(stdout, catalogue, &query, &error), HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(error.message, "unknown class '6xx' (1xx to 5xx, or other)");
    query = (struct codes_query){.vendors = "ngnix"};
    assert_int_equal(codes_print(stdout, catalogue, &query, &error), HTTALLY_ERROR_ARGUMENT);
    assert_string_equal(error.message, "unknown vendor 'ngnix', did you mean 'nginx'?");
}

static void what_codes_writes_as_tsv_can_be_loaded_again(void **state)
{
    (void)state;
    struct codes_query query = {.format = CODES_TSV};
    char *first = list_codes(query);
    assert_int_equal(httally_catalogue_load(catalogue, httally_slice_of_string(first), NULL),
                     HTTALLY_OK);
    char *second = list_codes(query);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void cells_are_cut_and_filled(void **state)
{
    (void)state;
    char text[64] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    plain_text_put_cell(out, "caf\xC3\xA9", 6);
    fputc('|', out);
    plain_text_put_cell(out, "caf\xC3\xA9 au lait", 7);
    fputc('|', out);
    plain_text_put_cell(out, "ab\x01 and more", 8);
    fputc('|', out);
    fclose(out);
    assert_string_equal(text, "caf\xC3\xA9  |caf\xC3\xA9...|ab...   |");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_catalogue, destroy_catalogue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(explains_a_likely_reading_and_names_the_others),
        TEST(explains_as_the_named_vendor_means_it),
        TEST(wraps_every_code_and_class_at_the_width),
        TEST(refuses_what_is_no_code),
        TEST(no_byte_of_a_users_list_drives_the_terminal),
        TEST(lists_by_vendor_and_class),
        TEST(what_codes_writes_as_tsv_can_be_loaded_again),
        cmocka_unit_test(cells_are_cut_and_filled),
    };
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
