/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "httally/status.h"

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

static struct httally_profile *profile_of(const char *vendors)
{
    struct httally_profile *profile = NULL;
    struct httally_error error = {0};
    if (httally_profile_create(catalogue, vendors, &profile, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    return profile;
}

static httally_status status_of(const char *token)
{
    httally_status status = HTTALLY_STATUS_COUNT;
    assert_true(httally_status_parse(httally_slice_of_string(token), &status));
    return status;
}

struct expected_reading {
    const char *vendors;
    const char *token;
    const char *vendor;
    enum httally_outcome outcome;
    bool is_certain;
};

static void assert_reads(const struct expected_reading *expected)
{
    struct httally_profile *profile = profile_of(expected->vendors);
    const struct httally_reading *reading =
        httally_profile_read(profile, status_of(expected->token));
    if (strcmp(reading->vendor, expected->vendor) != 0 || reading->outcome != expected->outcome ||
        reading->is_certain != expected->is_certain)
        fail_msg("%s of '%s' is %s, %s, %s", expected->token, expected->vendors, reading->vendor,
                 httally_outcome_name(reading->outcome),
                 reading->is_certain ? "certain" : "likely");
    httally_profile_destroy(profile);
}

static void reads_one_number_as_its_vendor_means_it(void **state)
{
    (void)state;
    static const struct expected_reading cases[] = {
        {"", "200", "iana", HTTALLY_OUTCOME_SUCCESS, true},
        {"", "304", "iana", HTTALLY_OUTCOME_SUCCESS, true},
        {"", "429", "iana", HTTALLY_OUTCOME_THROTTLED, true},
        {"", "502", "iana", HTTALLY_OUTCOME_UPSTREAM, true},
        {"", "499", "nginx", HTTALLY_OUTCOME_CLIENT_CLOSED, false},
        {"nginx", "499", "nginx", HTTALLY_OUTCOME_CLIENT_CLOSED, true},
        {"esri", "499", "esri", HTTALLY_OUTCOME_CLIENT_ERROR, true},
        {"cloudflare,nginx", "499", "cloudflare", HTTALLY_OUTCOME_CLIENT_CLOSED, true},
        {"", "496", "nginx", HTTALLY_OUTCOME_TLS, false},
        {"nginx", "496", "nginx", HTTALLY_OUTCOME_TLS, true},
        {"gorouter", "496", "gorouter", HTTALLY_OUTCOME_TLS, true},
        {"", "525", "cloudflare", HTTALLY_OUTCOME_TLS, false},
        {"gorouter", "525", "gorouter", HTTALLY_OUTCOME_TLS, true},
        {"nginx,cloudflare", "525", "cloudflare", HTTALLY_OUTCOME_TLS, true},
        {"", "460", "aws-elb", HTTALLY_OUTCOME_CLIENT_CLOSED, false},
        {"tus", "460", "tus", HTTALLY_OUTCOME_CLIENT_ERROR, true},
        {"", "444", "nginx", HTTALLY_OUTCOME_REFUSED, false},
        {"nginx", "444", "nginx", HTTALLY_OUTCOME_REFUSED, true},
        {"", "561", "aws-elb", HTTALLY_OUTCOME_UPSTREAM, false},
        {"iana", "404", "iana", HTTALLY_OUTCOME_CLIENT_ERROR, true},
        /* Named, but without the code: what it likely is all the same. */
        {"nginx", "561", "aws-elb", HTTALLY_OUTCOME_UPSTREAM, false},
        {"nginx", "-1", "haproxy", HTTALLY_OUTCOME_CLIENT_CLOSED, false},
        /* A named vendor's standard code that it has no entry for. */
        {"haproxy", "206", "iana", HTTALLY_OUTCOME_SUCCESS, true},
        /* Nobody lists these. */
        {"", "199", "", HTTALLY_OUTCOME_INFORMATIONAL, true},
        {"nginx", "299", "", HTTALLY_OUTCOME_SUCCESS, true},
        {"", "399", "", HTTALLY_OUTCOME_REDIRECT, true},
        {"", "489", "", HTTALLY_OUTCOME_CLIENT_ERROR, true},
        {"", "555", "", HTTALLY_OUTCOME_SERVER_ERROR, true},
        {"", "099", "", HTTALLY_OUTCOME_UNKNOWN, true},
        {"", "998", "", HTTALLY_OUTCOME_UNKNOWN, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(&cases[i]);
}

static void the_token_tells_who_wrote_no_status(void **state)
{
    (void)state;
    static const struct expected_reading cases[] = {
        {"", "000", "nginx", HTTALLY_OUTCOME_UNKNOWN, false},
        {"", "-", "apache", HTTALLY_OUTCOME_UNKNOWN, false},
        {"", "0", "envoy", HTTALLY_OUTCOME_CLIENT_CLOSED, false},
        {"", "-1", "haproxy", HTTALLY_OUTCOME_CLIENT_CLOSED, false},
        {"", "009", "nginx", HTTALLY_OUTCOME_UPSTREAM, false},
        {"azure-frontdoor", "0", "azure-frontdoor", HTTALLY_OUTCOME_UPSTREAM, true},
        {"azure-appgw", "0", "azure-appgw", HTTALLY_OUTCOME_CLIENT_CLOSED, true},
        {"cloudfront", "000", "cloudfront", HTTALLY_OUTCOME_CLIENT_CLOSED, true},
        {"gorouter", "-", "gorouter", HTTALLY_OUTCOME_UNKNOWN, true},
        {"haproxy", "-1", "haproxy", HTTALLY_OUTCOME_CLIENT_CLOSED, true},
        {"laravel", "-", "apache", HTTALLY_OUTCOME_UNKNOWN, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(&cases[i]);
}

static void lists_the_other_vendors_of_a_likely_reading(void **state)
{
    (void)state;
    struct httally_profile *profile = profile_of(NULL);
    const struct httally_reading *reading = httally_profile_read(profile, 496);
    assert_string_equal(reading->vendor, "nginx");
    bool has_gorouter = false;
    for (size_t i = 0; i < reading->also_count; i++) {
        assert_string_not_equal(reading->also[i]->vendor, "nginx");
        has_gorouter = has_gorouter || strcmp(reading->also[i]->vendor, "gorouter") == 0;
    }
    assert_true(has_gorouter);
    assert_int_equal(httally_profile_read(profile, 499)->also_count, HTTALLY_READING_ALSO_MAX);
    httally_profile_destroy(profile);
}

/* What every reading of every profile has to keep. */
static void assert_reading_is_sound(const struct httally_reading *reading, httally_status status)
{
    assert_non_null(reading->name);
    assert_non_null(reading->vendor);
    assert_true((unsigned)reading->outcome < HTTALLY_OUTCOME_COUNT);
    assert_true(reading->also_count <= HTTALLY_READING_ALSO_MAX);
    if (reading->is_certain)
        assert_int_equal(reading->also_count, 0);
    for (size_t i = 0; i < reading->also_count; i++) {
        assert_ptr_not_equal(reading->also[i], reading->entry);
        assert_int_equal(reading->also[i]->code, httally_status_code(status));
        assert_int_not_equal(reading->also[i]->standing, HTTALLY_STANDING_NOTE);
    }
    if (!reading->entry) {
        assert_string_equal(reading->vendor, "");
        return;
    }
    assert_int_equal(reading->entry->code, httally_status_code(status));
    assert_int_equal(reading->entry->subcode, -1);
    assert_int_not_equal(reading->entry->standing, HTTALLY_STANDING_NOTE);
    assert_ptr_equal(reading->name, reading->entry->name);
    assert_ptr_equal(reading->vendor, reading->entry->vendor);
    assert_int_equal(reading->outcome, reading->entry->outcome);
}

static void every_vendor_reads_every_status(void **state)
{
    (void)state;
    size_t count;
    const struct httally_vendor *vendors = httally_catalogue_vendors(catalogue, &count);
    for (size_t i = 0; i <= count; i++) {
        const char *vendor = i < count ? vendors[i].id : "";
        struct httally_profile *profile = profile_of(vendor);
        for (httally_status status = 0; status < HTTALLY_STATUS_COUNT; status++) {
            const struct httally_reading *reading = httally_profile_read(profile, status);
            assert_reading_is_sound(reading, status);
            const struct httally_status_entry *own =
                httally_catalogue_find(catalogue, httally_status_code(status), -1, vendor);
            if (own && own->standing != HTTALLY_STANDING_NOTE)
                assert_ptr_equal(reading->entry, own);
        }
        httally_profile_destroy(profile);
    }
}

static void names_what_nobody_lists(void **state)
{
    (void)state;
    /* Every entry of the code's own vendors becomes a note, and a note is no meaning. */
    struct httally_error error = {0};
    assert_int_equal(httally_catalogue_load(catalogue,
                                            SLICE("code\tvendor\tname\tstanding\n"
                                                  "-1\thaproxy\tRemark\tnote\n"),
                                            &error),
                     HTTALLY_OK);
    struct httally_profile *profile = profile_of("haproxy");
    const struct httally_reading *reading = httally_profile_read(profile, HTTALLY_STATUS_MINUS_ONE);
    assert_null(reading->entry);
    assert_string_equal(reading->name, "No status");
    assert_string_equal(httally_profile_read(profile, 555)->name, "Unassigned");
    assert_string_equal(httally_profile_read(profile, 99)->name, "Not a status");
    assert_string_equal(httally_profile_read(profile, 998)->name, "Not a status");
    httally_profile_destroy(profile);
}

static void a_users_vendor_is_the_likeliest(void **state)
{
    (void)state;
    struct httally_error error = {0};
    assert_int_equal(httally_catalogue_load(catalogue,
                                            SLICE("code\tvendor\tname\toutcome\n"
                                                  "499\tours\tOurs\tthrottled\n"
                                                  "404\tours\tNot Ours\tthrottled\n"
                                                  "0\tours\tNothing\tsuccess\n"),
                                            &error),
                     HTTALLY_OK);
    static const struct expected_reading cases[] = {
        {"", "499", "ours", HTTALLY_OUTCOME_THROTTLED, false},
        {"", "404", "iana", HTTALLY_OUTCOME_CLIENT_ERROR, true},
        {"ours", "404", "ours", HTTALLY_OUTCOME_THROTTLED, true},
        {"", "0", "ours", HTTALLY_OUTCOME_SUCCESS, false},
        {"", "000", "ours", HTTALLY_OUTCOME_SUCCESS, false},
        {"nginx", "499", "nginx", HTTALLY_OUTCOME_CLIENT_CLOSED, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(&cases[i]);
}

static void keeps_the_named_order(void **state)
{
    (void)state;
    struct httally_profile *profile = profile_of("gorouter, nginx ,gorouter,iana");
    assert_int_equal(httally_profile_vendor_count(profile), 3);
    assert_string_equal(httally_profile_vendor(profile, 0), "gorouter");
    assert_string_equal(httally_profile_vendor(profile, 1), "nginx");
    assert_string_equal(httally_profile_vendor(profile, 2), "iana");
    httally_profile_destroy(profile);
    profile = profile_of(NULL);
    assert_int_equal(httally_profile_vendor_count(profile), 0);
    httally_profile_destroy(profile);
    httally_profile_destroy(NULL);
}

static void refuses_vendors_that_it_does_not_know(void **state)
{
    (void)state;
    static const struct {
        const char *vendors;
        const char *message;
    } cases[] = {
        {"ngnix", "unknown vendor 'ngnix', did you mean 'nginx'?"},
        {"nginx,aws", "unknown vendor 'aws', did you mean 'aws-elb'?"},
        {"something else", "unknown vendor 'something else'"},
        {"nginx,", "an empty name in the list of vendors"},
        {" ", "an empty name in the list of vendors"},
        {",nginx", "an empty name in the list of vendors"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_profile *profile = NULL;
        struct httally_error error = {0};
        assert_int_equal(httally_profile_create(catalogue, cases[i].vendors, &profile, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_null(profile);
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(httally_profile_create(catalogue, cases[i].vendors, &profile, NULL),
                         HTTALLY_ERROR_ARGUMENT);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_catalogue, destroy_catalogue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_one_number_as_its_vendor_means_it),
        TEST(the_token_tells_who_wrote_no_status),
        TEST(lists_the_other_vendors_of_a_likely_reading),
        TEST(every_vendor_reads_every_status),
        TEST(names_what_nobody_lists),
        TEST(a_users_vendor_is_the_likeliest),
        TEST(keeps_the_named_order),
        TEST(refuses_vendors_that_it_does_not_know),
    };
    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
