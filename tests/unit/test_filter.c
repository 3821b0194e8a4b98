/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "httally/filter.h"

enum { NOON = 1773316800 /* 2026-03-12T12:00:00Z */ };

static struct httally_filter *new_filter(void)
{
    struct httally_filter *filter = NULL;
    assert_int_equal(httally_filter_create(&filter, NULL), HTTALLY_OK);
    return filter;
}

static struct httally_record sample_record(void)
{
    return (struct httally_record){
        .client = SLICE("203.0.113.20"),
        .host = SLICE("shop.example:443"),
        .method = SLICE("POST"),
        .path = SLICE("/api/v1/checkout"),
        .referer = SLICE("https://shop.example/cart"),
        .agent = SLICE("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X)"),
        .time = NOON,
        .utc_offset_sec = 3600,
        .status = 503,
    };
}

/* The statuses that 'terms' keep out of some that matter. */
static void assert_statuses(const char *terms, const httally_status *kept, size_t kept_count)
{
    static const httally_status probed[] = {
        0,
        9,
        100,
        199,
        200,
        302,
        399,
        400,
        403,
        404,
        405,
        499,
        500,
        501,
        502,
        503,
        504,
        599,
        600,
        699,
        999,
        HTTALLY_STATUS_DASH,
        HTTALLY_STATUS_ZERO,
        HTTALLY_STATUS_MINUS_ONE,
    };
    struct httally_filter *filter = new_filter();
    struct httally_error error;
    if (httally_filter_add_status(filter, terms, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    for (size_t i = 0; i < sizeof probed / sizeof *probed; i++) {
        struct httally_record record = {.status = probed[i]};
        bool is_kept = false;
        for (size_t k = 0; k < kept_count; k++)
            is_kept = is_kept || kept[k] == probed[i];
        if (httally_filter_matches(filter, &record) != is_kept)
            fail_msg("'%s' and status %d", terms, probed[i]);
    }
    httally_filter_destroy(filter);
}

#define ASSERT_STATUSES(terms, ...)                                                                \
    assert_statuses(terms, (const httally_status[]){__VA_ARGS__},                                  \
                    sizeof(const httally_status[]){__VA_ARGS__} / sizeof(httally_status))

static void keeps_the_statuses_that_terms_name(void **state)
{
    (void)state;
    ASSERT_STATUSES("404", 404);
    ASSERT_STATUSES("500-502", 500, 501, 502);
    ASSERT_STATUSES("500-500", 500);
    ASSERT_STATUSES("5xx", 500, 501, 502, 503, 504, 599);
    ASSERT_STATUSES(" 5XX ,\t404 ", 404, 500, 501, 502, 503, 504, 599);
    ASSERT_STATUSES("50x", 500, 501, 502, 503, 504);
    ASSERT_STATUSES("6xx", 600, 699);
    ASSERT_STATUSES("999", 999);
    ASSERT_STATUSES("009", 9);
    ASSERT_STATUSES("other", 0, 9, 600, 699, 999, HTTALLY_STATUS_DASH, HTTALLY_STATUS_ZERO,
                    HTTALLY_STATUS_MINUS_ONE);
    ASSERT_STATUSES("-", HTTALLY_STATUS_DASH);
    ASSERT_STATUSES("0", HTTALLY_STATUS_ZERO);
    ASSERT_STATUSES("000", 0);
    ASSERT_STATUSES("-1", HTTALLY_STATUS_MINUS_ONE);
}

static void leaves_out_negated_statuses(void **state)
{
    (void)state;
    ASSERT_STATUSES("4xx,!404", 400, 403, 405, 499);
    ASSERT_STATUSES("!404,4xx", 400, 403, 405, 499);
    ASSERT_STATUSES("5xx,!503,404,!500-502", 404, 504, 599);
    ASSERT_STATUSES("!4xx,!5xx,!other", 100, 199, 200, 302, 399);
    ASSERT_STATUSES("! 1xx , !2xx,!3xx,!other,!-,!5xx", 400, 403, 404, 405, 499);
}

static void keeps_all_but_a_lonely_negated_status(void **state)
{
    (void)state;
    struct httally_filter *filter = new_filter();
    assert_int_equal(httally_filter_add_status(filter, "!404", NULL), HTTALLY_OK);
    for (int status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        struct httally_record record = {.status = (httally_status)status};
        assert_int_equal(httally_filter_matches(filter, &record), status != 404);
    }
    httally_filter_destroy(filter);
}

static void adds_up_terms_of_several_calls(void **state)
{
    (void)state;
    struct httally_filter *filter = new_filter();
    assert_int_equal(httally_filter_add_status(filter, "!404", NULL), HTTALLY_OK);
    assert_int_equal(httally_filter_add_status(filter, "4xx", NULL), HTTALLY_OK);
    assert_int_equal(httally_filter_add_status(filter, "500", NULL), HTTALLY_OK);
    assert_true(httally_filter_matches(filter, &(struct httally_record){.status = 403}));
    assert_true(httally_filter_matches(filter, &(struct httally_record){.status = 500}));
    assert_false(httally_filter_matches(filter, &(struct httally_record){.status = 404}));
    assert_false(httally_filter_matches(filter, &(struct httally_record){.status = 200}));
    httally_filter_destroy(filter);
}

#define EXPECTED_STATUS                                                                            \
    "expected a code (404), a range (500-502), a class (5xx), 'other' or one of the tokens '-', "  \
    "'0' and '-1'"

static void says_which_status_makes_no_sense(void **state)
{
    (void)state;
    static const struct {
        const char *terms;
        const char *message;
    } cases[] = {
        {"5xx,,404", "bad status list '5xx,,404': term 2 is empty"},
        {"404,", "bad status list '404,': term 2 is empty"},
        {"", "bad status list '': term 1 is empty"},
        {"404,!", "bad status list '404,!': term 2 is empty"},
        {"404,502-500", "bad status '502-500': the range ends before it begins"},
        {"1000", "bad status '1000': the highest code is 999"},
        {"500-1000", "bad status '500-1000': the highest code is 999"},
        {"99999999999999999999", "bad status '99999999999999999999': the highest code is 999"},
        {"42", "bad status '42': a code has three digits"},
        {"5-599", "bad status '5-599': a code has three digits"},
        {"!50", "bad status '50': a code has three digits"},
        {"5yy", "bad status '5yy': " EXPECTED_STATUS},
        {"xxx", "bad status 'xxx': " EXPECTED_STATUS},
        {"5x5", "bad status '5x5': " EXPECTED_STATUS},
        {"404-", "bad status '404-': " EXPECTED_STATUS},
        {"-404", "bad status '-404': " EXPECTED_STATUS},
        {"4xx-5xx", "bad status '4xx-5xx': " EXPECTED_STATUS},
        {"404 500", "bad status '404 500': " EXPECTED_STATUS},
        {"!!404", "bad status '!404': " EXPECTED_STATUS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_filter *filter = new_filter();
        struct httally_error error;
        assert_int_equal(httally_filter_add_status(filter, cases[i].terms, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_string_equal(error.message, cases[i].message);
        /* As it was: without conditions. */
        assert_true(httally_filter_is_empty(filter));
        assert_true(httally_filter_matches(filter, &(struct httally_record){.status = 200}));
        httally_filter_destroy(filter);
    }
}

static void keeps_the_outcomes_that_terms_name(void **state)
{
    (void)state;
    struct httally_catalogue *catalogue;
    struct httally_profile *profile;
    struct httally_error error;
    assert_int_equal(httally_catalogue_create(&catalogue, NULL), HTTALLY_OK);
    assert_int_equal(httally_profile_create(catalogue, "nginx", &profile, NULL), HTTALLY_OK);
    static const struct {
        const char *terms;
        httally_status status;
        bool is_match;
    } cases[] = {
        {"throttled", 429, true},
        {"throttled", 404, false},
        {"client_closed,upstream", 499, true},
        {"client_closed,upstream", 502, true},
        {"client_closed,upstream", 500, false},
        {"!success", 404, true},
        {"!success", 200, false},
        {"client_error,!client_error", 404, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_filter *filter = new_filter();
        assert_int_equal(httally_filter_add_outcome(filter, cases[i].terms, profile, NULL),
                         HTTALLY_OK);
        struct httally_record record = {.status = cases[i].status};
        if (httally_filter_matches(filter, &record) != cases[i].is_match)
            fail_msg("'%s' and status %d", cases[i].terms, cases[i].status);
        /* Another kind: both must be met. */
        assert_int_equal(httally_filter_add_status(filter, "!4xx", NULL), HTTALLY_OK);
        assert_int_equal(httally_filter_matches(filter, &record),
                         cases[i].is_match && cases[i].status / 100 != 4);
        httally_filter_destroy(filter);
    }
    struct httally_filter *filter = new_filter();
    assert_int_equal(httally_filter_add_outcome(filter, "slow", profile, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_memory_equal(error.message, "bad outcome 'slow': expected one of informational, ", 51);
    assert_non_null(strstr(error.message, "upstream, unknown"));
    assert_int_equal(httally_filter_add_outcome(filter, "tls,,", profile, &error),
                     HTTALLY_ERROR_ARGUMENT);
    httally_filter_destroy(filter);
    httally_profile_destroy(profile);
    httally_catalogue_destroy(catalogue);
}

struct field_case {
    const char *term;
    const char *field;
    bool is_match;
};

static void assert_fields(enum httally_filter_field field, const struct field_case *cases,
                          size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        struct httally_filter *filter = new_filter();
        struct httally_error error;
        struct httally_record record = {0};
        struct httally_slice *slices[HTTALLY_FILTER_FIELD_COUNT] = {
            [HTTALLY_FILTER_PATH] = &record.path,       [HTTALLY_FILTER_AGENT] = &record.agent,
            [HTTALLY_FILTER_REFERER] = &record.referer, [HTTALLY_FILTER_HOST] = &record.host,
            [HTTALLY_FILTER_METHOD] = &record.method,
        };
        *slices[field] = httally_slice_of_string(cases[i].field);
        if (httally_filter_add_field(filter, field, cases[i].term, &error) != HTTALLY_OK)
            fail_msg("%s", error.message);
        if (httally_filter_matches(filter, &record) != cases[i].is_match)
            fail_msg("'%s' and '%s'", cases[i].term, cases[i].field ? cases[i].field : "(none)");
        httally_filter_destroy(filter);
    }
}

static void compares_hosts_with_and_without_ports(void **state)
{
    (void)state;
    static const struct field_case cases[] = {
        {"shop.example", "shop.example", true},
        {"shop.example", "shop.example:443", true},
        {"SHOP.example", "shop.EXAMPLE:8443", true},
        {"shop.example:443", "shop.example:443", true},
        {"shop.example:443", "shop.example:80", false},
        {"shop.example:443", "shop.example", false},
        {"shop.example", "www.shop.example", false},
        {"shop.example", "shop.example.org", false},
        {"shop.example,api.example", "api.example:80", true},
        {"!api.example", "api.example:80", false},
        {"!api.example", "shop.example", true},
        {"*.example.com", "example.com", true},
        {"*.example.com", "a.b.example.com:80", true},
        {"*.example.com", "badexample.com", false},
        {"*.example.com:443", "a.example.com:443", true},
        {"*.example.com:443", "a.example.com:80", false},
        {"*.example.com,!www.example.com", "www.example.com", false},
        {"[2001:db8::1]", "[2001:db8::1]:443", true},
        {"[2001:db8::1]:443", "[2001:db8::1]:80", false},
        {"2001:db8::1", "2001:db8::1", true},
        {"-", "-", true},
        {"shop.example", NULL, false},
        {"!shop.example", NULL, true},
        {"shop.example", "", false},
        {"shop.example", ":443", false},
        {"shop.example", "shop.example:", false},
        {"shop.example", "shop.example:4430000", false},
    };
    assert_fields(HTTALLY_FILTER_HOST, cases, sizeof cases / sizeof *cases);
}

static void compares_methods_in_any_case(void **state)
{
    (void)state;
    static const struct field_case cases[] = {
        {"get,HEAD", "GET", true}, {"get,HEAD", "head", true}, {"get,HEAD", "POST", false},
        {"!POST", "GET", true},    {"!POST", "POST", false},   {"GET", NULL, false},
        {"GET", "GETX", false},    {"GET", "GE", false},       {"M-SEARCH", "m-search", true},
    };
    assert_fields(HTTALLY_FILTER_METHOD, cases, sizeof cases / sizeof *cases);
}

static void searches_fields_for_expressions(void **state)
{
    (void)state;
    static const struct field_case cases[] = {
        {"^/api/", "/api/v1", true},
        {"^/api/", "/shop", false},
        {"!^/api/", "/api/v1", false},
        {"!^/api/", "/shop", true},
        {"\\!important", "/!important", true},
        {"!\\!important", "/!important", false},
        {"!!important", "/!important", false},
        {"a{1,2}$", "/aa", true},
        {"(?i)GoogleBot", "googlebot/2.1", true},
        {"GoogleBot", "googlebot/2.1", false},
        {".", NULL, false},
        {"!.", NULL, true},
        {"^$", "", true},
    };
    for (int field = HTTALLY_FILTER_PATH; field <= HTTALLY_FILTER_REFERER; field++)
        assert_fields((enum httally_filter_field)field, cases, sizeof cases / sizeof *cases);
}

static void says_which_field_term_makes_no_sense(void **state)
{
    (void)state;
    static const struct {
        enum httally_filter_field field;
        const char *term;
        const char *message;
    } cases[] = {
        {HTTALLY_FILTER_PATH, "(",
         "bad regular expression '(': missing closing parenthesis at offset 1"},
        {HTTALLY_FILTER_AGENT, "!(",
         "bad regular expression '(': missing closing parenthesis at offset 1"},
        {HTTALLY_FILTER_PATH, "",
         "bad regular expression '': it is empty, so it would hold for every record"},
        {HTTALLY_FILTER_REFERER, "!",
         "bad regular expression '!': it is empty, so it would hold for every record"},
        {HTTALLY_FILTER_METHOD, "GET,,POST", "bad method list 'GET,,POST': term 2 is empty"},
        {HTTALLY_FILTER_HOST, "a,", "bad host list 'a,': term 2 is empty"},
        {HTTALLY_FILTER_HOST, "www.*.com",
         "bad host 'www.*.com': '*' can only be the first label, as in '*.example.com'"},
        {HTTALLY_FILTER_HOST, "*",
         "bad host '*': '*' can only be the first label, as in '*.example.com'"},
        {HTTALLY_FILTER_HOST, "*.", "bad host '*.': there is no name"},
        {HTTALLY_FILTER_HOST, "https://shop.example/",
         "bad host 'https://shop.example/': expected a host such as 'www.example.com', with or "
         "without a port"},
        {HTTALLY_FILTER_HOST, "shop.example:99999",
         "bad host 'shop.example:99999': the port is a number from 0 to 65535"},
        {HTTALLY_FILTER_HOST, "[::1]:x",
         "bad host '[::1]:x': the port is a number from 0 to 65535"},
        {HTTALLY_FILTER_HOST, ":443", "bad host ':443': the port is a number from 0 to 65535"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_filter *filter = new_filter();
        struct httally_error error;
        assert_int_equal(httally_filter_add_field(filter, cases[i].field, cases[i].term, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_string_equal(error.message, cases[i].message);
        assert_true(httally_filter_is_empty(filter));
        httally_filter_destroy(filter);
    }
}

static void refuses_a_name_that_no_host_has(void **state)
{
    (void)state;
    char name[300];
    memset(name, 'a', sizeof name);
    struct httally_filter *filter = new_filter();
    name[256] = '\0';
    assert_int_equal(httally_filter_add_field(filter, HTTALLY_FILTER_HOST, name, NULL),
                     HTTALLY_ERROR_ARGUMENT);
    name[255] = '\0';
    assert_int_equal(httally_filter_add_field(filter, HTTALLY_FILTER_HOST, name, NULL), HTTALLY_OK);
    struct httally_record record = {.host = httally_slice_of(name, 255)};
    assert_true(httally_filter_matches(filter, &record));
    httally_filter_destroy(filter);
}

static void counts_searches_that_were_given_up(void **state)
{
    (void)state;
    static char text[5000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    struct httally_record record = sample_record();
    record.agent = httally_slice_of(text, sizeof text);
    static const struct {
        const char *term;
        bool is_match;
    } cases[] = {
        /* Nobody knows, so the term does not hold: wanted is not met, unwanted is. */
        {"^(\\w+\\s?)*$", false},
        {"!^(\\w+\\s?)*$", true},
        {"(*NO_JIT)^(\\w+\\s?)*$", false},
        {"!(*NO_JIT)^(\\w+\\s?)*$", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct httally_filter *filter = new_filter();
        assert_int_equal(
            httally_filter_add_field(filter, HTTALLY_FILTER_AGENT, cases[i].term, NULL),
            HTTALLY_OK);
        assert_int_equal(httally_filter_limit_hits(filter), 0);
        for (int line = 0; line < 3; line++)
            assert_int_equal(httally_filter_matches(filter, &record), cases[i].is_match);
        assert_int_equal(httally_filter_limit_hits(filter), 3);
        httally_filter_destroy(filter);
    }
}

static void asks_expressions_last(void **state)
{
    (void)state;
    static char text[5000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    struct httally_record record = sample_record();
    record.path = httally_slice_of(text, sizeof text);
    struct httally_filter *filter = new_filter();
    assert_int_equal(httally_filter_add_field(filter, HTTALLY_FILTER_PATH, "(a+)+$", NULL),
                     HTTALLY_OK);
    assert_int_equal(httally_filter_add_client(filter, "198.51.100.0/24", NULL), HTTALLY_OK);
    assert_false(httally_filter_matches(filter, &record));
    assert_int_equal(httally_filter_limit_hits(filter), 0);
    httally_filter_destroy(filter);
}

/* A filter with conditions of every kind, met by sample_record(). */
static struct httally_filter *full_filter(void)
{
    struct httally_filter *filter = new_filter();
    struct httally_period period;
    assert_int_equal(httally_period_parse("2026-03-12 13", NOON, &period, NULL), HTTALLY_OK);
    assert_int_equal(httally_filter_add_period(filter, &period, NULL), HTTALLY_OK);
    assert_int_equal(httally_filter_add_status(filter, "5xx", NULL), HTTALLY_OK);
    assert_int_equal(httally_filter_add_client(filter, "203.0.113.0/24", NULL), HTTALLY_OK);
    static const struct {
        enum httally_filter_field field;
        const char *term;
    } terms[] = {
        {HTTALLY_FILTER_PATH, "^/api/"},         {HTTALLY_FILTER_PATH, "!health"},
        {HTTALLY_FILTER_AGENT, "iPad"},          {HTTALLY_FILTER_REFERER, "/cart$"},
        {HTTALLY_FILTER_HOST, "*.shop.example"}, {HTTALLY_FILTER_METHOD, "POST,PUT"},
    };
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        assert_int_equal(httally_filter_add_field(filter, terms[i].field, terms[i].term, NULL),
                         HTTALLY_OK);
    return filter;
}

static void assert_needs_every_kind(struct httally_filter *filter)
{
    const struct httally_record good = sample_record();
    assert_true(httally_filter_matches(filter, &good));
    struct httally_record wrong[8];
    for (size_t i = 0; i < 8; i++)
        wrong[i] = good;
    wrong[0].status = 499;
    wrong[1].time = NOON + 3600;
    wrong[2].client = SLICE("203.0.114.20");
    wrong[3].path = SLICE("/api/health");
    wrong[4].agent = SLICE("curl/8.5.0");
    wrong[5].referer = SLICE("-");
    wrong[6].host = SLICE("api.example:443");
    wrong[7].method = SLICE("GET");
    for (size_t i = 0; i < 8; i++) {
        if (httally_filter_matches(filter, &wrong[i]))
            fail_msg("condition %zu was not asked", i);
    }
    assert_true(httally_filter_matches(filter, &good));
}

static void needs_every_kind_of_condition(void **state)
{
    (void)state;
    struct httally_filter *filter = full_filter();
    assert_false(httally_filter_is_empty(filter));
    assert_needs_every_kind(filter);
    httally_filter_destroy(filter);
}

static void clones_match_the_same_without_the_original(void **state)
{
    (void)state;
    struct httally_filter *filter = full_filter(), *clone = NULL, *second = NULL;
    assert_int_equal(httally_filter_clone(filter, &clone, NULL), HTTALLY_OK);
    httally_filter_destroy(filter);
    assert_false(httally_filter_is_empty(clone));
    assert_needs_every_kind(clone);
    assert_int_equal(httally_filter_clone(clone, &second, NULL), HTTALLY_OK);
    /* A clone is a filter of its own. */
    assert_int_equal(httally_filter_add_status(clone, "!503", NULL), HTTALLY_OK);
    struct httally_record record = sample_record();
    assert_false(httally_filter_matches(clone, &record));
    assert_needs_every_kind(second);
    httally_filter_destroy(clone);
    httally_filter_destroy(second);
}

static void matches_everything_when_empty(void **state)
{
    (void)state;
    struct httally_filter *filter = new_filter(), *clone;
    assert_true(httally_filter_is_empty(filter));
    struct httally_record nothing = {0}, record = sample_record();
    assert_true(httally_filter_matches(filter, &nothing));
    assert_true(httally_filter_matches(filter, &record));
    assert_int_equal(httally_filter_clone(filter, &clone, NULL), HTTALLY_OK);
    assert_true(httally_filter_is_empty(clone));
    httally_filter_destroy(clone);
    httally_filter_destroy(filter);
    httally_filter_destroy(NULL);
}

/* In a log over the end of daylight saving time, the same hour comes twice. */
static void follows_a_clock_that_changes_within_the_log(void **state)
{
    (void)state;
    struct httally_filter *filter = new_filter();
    struct httally_period period;
    assert_int_equal(
        httally_period_parse("2026-10-25 02:00..2026-10-25 03:00", NOON, &period, NULL),
        HTTALLY_OK);
    assert_int_equal(httally_filter_add_period(filter, &period, NULL), HTTALLY_OK);
    /* 2026-10-25T01:00:00Z: clocks in Berlin go from 03:00 +0200 back to 02:00 +0100. */
    const int64_t change = 1792890000;
    static const struct {
        int64_t after_change;
        int32_t utc_offset_sec;
        bool is_match;
    } lines[] = {
        {-3601, 7200, false},
        {-3600, 7200, true},
        {-1, 7200, true},
        {0, 3600, true},
        {3599, 3600, true},
        {3600, 3600, false},
        /* A line of another worker that was late, and a host in UTC. */
        {-1, 7200, true},
        {0, 0, false},
        {3600, 0, true},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct httally_record record = {.time = change + lines[i].after_change,
                                        .utc_offset_sec = lines[i].utc_offset_sec};
        if (httally_filter_matches(filter, &record) != lines[i].is_match)
            fail_msg("line %zu", i);
    }
    httally_filter_destroy(filter);
}

static void narrows_with_every_period(void **state)
{
    (void)state;
    struct httally_filter *filter = new_filter();
    static const char *const texts[] = {"2026-03-12", "2026-03-12 10:00..", "..2026-03-12 14:00"};
    for (size_t i = 0; i < 3; i++) {
        struct httally_period period;
        assert_int_equal(httally_period_parse(texts[i], NOON, &period, NULL), HTTALLY_OK);
        assert_int_equal(httally_filter_add_period(filter, &period, NULL), HTTALLY_OK);
    }
    assert_false(httally_filter_is_empty(filter));
    struct httally_record record = {.time = NOON};
    assert_true(httally_filter_matches(filter, &record));
    record.time = NOON - 3 * 3600;
    assert_false(httally_filter_matches(filter, &record));
    record.time = NOON + 2 * 3600;
    assert_false(httally_filter_matches(filter, &record));
    httally_filter_destroy(filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_statuses_that_terms_name),
        cmocka_unit_test(leaves_out_negated_statuses),
        cmocka_unit_test(keeps_all_but_a_lonely_negated_status),
        cmocka_unit_test(adds_up_terms_of_several_calls),
        cmocka_unit_test(says_which_status_makes_no_sense),
        cmocka_unit_test(keeps_the_outcomes_that_terms_name),
        cmocka_unit_test(compares_hosts_with_and_without_ports),
        cmocka_unit_test(compares_methods_in_any_case),
        cmocka_unit_test(searches_fields_for_expressions),
        cmocka_unit_test(says_which_field_term_makes_no_sense),
        cmocka_unit_test(refuses_a_name_that_no_host_has),
        cmocka_unit_test(counts_searches_that_were_given_up),
        cmocka_unit_test(asks_expressions_last),
        cmocka_unit_test(needs_every_kind_of_condition),
        cmocka_unit_test(clones_match_the_same_without_the_original),
        cmocka_unit_test(matches_everything_when_empty),
        cmocka_unit_test(follows_a_clock_that_changes_within_the_log),
        cmocka_unit_test(narrows_with_every_period),
    };
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
