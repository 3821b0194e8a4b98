/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include "httally/status.h"
#include "status/status_names.h"

static void reads_every_three_digit_token_and_writes_it_back(void **state)
{
    (void)state;
    for (unsigned number = 0; number <= 999; number++) {
        char logged[4], token[4];
        httally_status status = HTTALLY_STATUS_COUNT;
        snprintf(logged, sizeof logged, "%03u", number);
        assert_true(httally_status_parse(httally_slice_of_string(logged), &status));
        assert_int_equal(status, number);
        assert_int_equal(httally_status_code(status), number);
        httally_status_token(status, token);
        assert_string_equal(token, logged);
    }
}

static void keeps_the_tokens_for_no_status_apart(void **state)
{
    (void)state;
    static const struct {
        const char *token;
        httally_status status;
        int code;
    } cases[] = {
        {"000", 0, 0},
        {"009", 9, 9},
        {"-", HTTALLY_STATUS_DASH, 0},
        {"0", HTTALLY_STATUS_ZERO, 0},
        {"-1", HTTALLY_STATUS_MINUS_ONE, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char token[4];
        httally_status status = HTTALLY_STATUS_COUNT;
        assert_true(httally_status_parse(httally_slice_of_string(cases[i].token), &status));
        assert_int_equal(status, cases[i].status);
        assert_int_equal(httally_status_code(status), cases[i].code);
        httally_status_token(status, token);
        assert_string_equal(token, cases[i].token);
        assert_int_equal(httally_status_class(status), HTTALLY_CLASS_OTHER);
    }
}

static void refuses_what_is_no_status_token(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",    "1",   "20",      "2000", "20x",  " 20",
                                        "+20", "-2",  "--",      "00",   "0000", "-01",
                                        "4 4", "2.0", "\"200\"", "9/9",  "9:9",  "\xD9\xA2"};
    httally_status status = 77;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(httally_status_parse(httally_slice_of_string(wrong[i]), &status));
    assert_false(httally_status_parse(SLICE("20\0"), &status));
    assert_false(httally_status_parse(httally_slice_of(NULL, 0), &status));
    assert_int_equal(status, 77);
}

static void classes_are_first_digits_from_100_to_599(void **state)
{
    (void)state;
    for (httally_status status = 0; status < HTTALLY_STATUS_COUNT; status++) {
        enum httally_class expected = HTTALLY_CLASS_OTHER;
        if (status >= 100 && status <= 599)
            expected = (enum httally_class)(status / 100 - 1);
        assert_int_equal(httally_status_class(status), expected);
    }
    assert_int_equal(class_of_code(1016), HTTALLY_CLASS_OTHER);
    assert_string_equal(httally_class_name(HTTALLY_CLASS_1XX), "1xx");
    assert_string_equal(httally_class_name(HTTALLY_CLASS_5XX), "5xx");
    assert_string_equal(httally_class_name(HTTALLY_CLASS_OTHER), "other");
}

static void every_value_has_a_name_that_leads_back(void **state)
{
    (void)state;
    for (enum httally_outcome value = 0; value < HTTALLY_OUTCOME_COUNT; value++) {
        enum httally_outcome found = HTTALLY_OUTCOME_COUNT;
        const char *name = httally_outcome_name(value);
        assert_true(httally_outcome_of_name(httally_slice_of_string(name), &found));
        assert_int_equal(found, value);
    }
    for (enum httally_standing value = 0; value < HTTALLY_STANDING_COUNT; value++) {
        enum httally_standing found = HTTALLY_STANDING_COUNT;
        const char *name = httally_standing_name(value);
        assert_true(standing_of_name(httally_slice_of_string(name), &found));
        assert_int_equal(found, value);
    }
    for (enum httally_fault value = 0; value < HTTALLY_FAULT_COUNT; value++) {
        enum httally_fault found = HTTALLY_FAULT_COUNT;
        assert_true(fault_of_name(httally_slice_of_string(httally_fault_name(value)), &found));
        assert_int_equal(found, value);
    }
    for (enum httally_retry value = 0; value < HTTALLY_RETRY_COUNT; value++) {
        enum httally_retry found = HTTALLY_RETRY_COUNT;
        assert_true(retry_of_name(httally_slice_of_string(httally_retry_name(value)), &found));
        assert_int_equal(found, value);
    }
    for (enum httally_confidence value = 0; value < HTTALLY_CONFIDENCE_COUNT; value++) {
        enum httally_confidence found = HTTALLY_CONFIDENCE_COUNT;
        const char *name = httally_confidence_name(value);
        assert_true(confidence_of_name(httally_slice_of_string(name), &found));
        assert_int_equal(found, value);
    }
}

static void unknown_names_find_nothing(void **state)
{
    (void)state;
    enum httally_outcome outcome = HTTALLY_OUTCOME_TLS;
    assert_false(httally_outcome_of_name(SLICE("sucess"), &outcome));
    assert_false(httally_outcome_of_name(SLICE(""), &outcome));
    assert_false(httally_outcome_of_name(SLICE("tls\0"), &outcome));
    assert_false(httally_outcome_of_name(SLICE("success "), &outcome));
    assert_int_equal(outcome, HTTALLY_OUTCOME_TLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_three_digit_token_and_writes_it_back),
        cmocka_unit_test(keeps_the_tokens_for_no_status_apart),
        cmocka_unit_test(refuses_what_is_no_status_token),
        cmocka_unit_test(classes_are_first_digits_from_100_to_599),
        cmocka_unit_test(every_value_has_a_name_that_leads_back),
        cmocka_unit_test(unknown_names_find_nothing),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
