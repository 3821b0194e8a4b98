/* SPDX-License-Identifier: MIT */
#include "log_report.h"
#include "report/model.h"

/* 12 March 2026, 14:00 at an hour east of Greenwich. */
enum { TWO_O_CLOCK = 1773320400 };

static struct log_report log_report;
static struct model model;

static int destroy(void **state)
{
    (void)state;
    model_finish(&model);
    log_report_destroy(&log_report);
    return 0;
}

static void add(unsigned count, unsigned minute, int status, const char *client, const char *path)
{
    log_report_add(&log_report, count, minute, status, client, path);
}

static void make_model(void)
{
    log_report_finish_log(&log_report);
    assert_int_equal(model_init(&model, &log_report.report, NULL), HTTALLY_OK);
}

static void assert_detail(size_t index, int status, unsigned first_minute, unsigned last_minute)
{
    assert_true(index < model.detail_count);
    const struct model_detail *detail = &model.details[index];
    assert_int_equal(detail->status->status, status);
    assert_int_equal((detail->window_start - TWO_O_CLOCK) / 60, first_minute);
    assert_int_equal((detail->window_end - TWO_O_CLOCK) / 60, last_minute + 1);
}

static void finds_the_shortest_stretch_with_four_fifths(void **state)
{
    (void)state;
    add(1, 0, 502, "192.0.2.1", "/");
    add(3, 20, 502, "192.0.2.1", "/");
    add(3, 21, 502, "192.0.2.1", "/");
    add(2, 22, 502, "192.0.2.1", "/");
    add(1, 59, 502, "192.0.2.1", "/");
    make_model();
    assert_int_equal(model.detail_count, 1);
    assert_detail(0, 502, 20, 22);
    assert_true(model.details[0].window_share == 0.8);
}

static void of_equal_stretches_the_first_counts(void **state)
{
    (void)state;
    add(4, 10, 404, "192.0.2.1", "/");
    add(4, 50, 404, "192.0.2.1", "/");
    make_model();
    assert_detail(0, 404, 10, 50);
}

static void few_requests_need_all_of_them(void **state)
{
    (void)state;
    add(1, 10, 404, "192.0.2.1", "/");
    add(1, 20, 404, "192.0.2.1", "/");
    add(1, 30, 404, "192.0.2.1", "/");
    add(1, 40, 404, "192.0.2.1", "/");
    make_model();
    assert_detail(0, 404, 10, 40);
    assert_true(model.details[0].window_share == 1.0);
}

static void says_what_errors_share_and_how_usual_it_is(void **state)
{
    (void)state;
    add(6, 1, 500, "192.0.2.1", "/pay");
    add(2, 1, 500, "192.0.2.2", "/");
    add(2, 2, 200, "192.0.2.1", "/pay");
    add(30, 3, 200, "192.0.2.3", "/");
    make_model();
    const struct model_detail *detail = &model.details[0];
    assert_slice_equal(detail->common[LEDGER_PATH].value, SLICE("/pay"));
    assert_true(detail->common[LEDGER_PATH].share == 0.75);
    assert_true(detail->common[LEDGER_PATH].usual_share == 0.2);
    assert_slice_equal(detail->common[LEDGER_CLIENT].value, SLICE("192.0.2.1"));
    assert_slice_equal(detail->common[LEDGER_AGENT].value, SLICE("curl/8.5.0"));
    assert_slice_equal(detail->common[LEDGER_METHOD].value, SLICE("GET"));
    assert_null(detail->common[LEDGER_HOST].value.data);
    assert_false(detail->is_sampled);
}

static void what_is_common_to_one_code_is_not_mixed_with_another(void **state)
{
    (void)state;
    add(3, 1, 500, "192.0.2.1", "/a");
    add(2, 1, 502, "192.0.2.2", "/b");
    add(4, 1, 404, "192.0.2.3", "/c");
    make_model();
    assert_int_equal(model.detail_count, 3);
    assert_slice_equal(model.details[0].common[LEDGER_PATH].value, SLICE("/a"));
    assert_slice_equal(model.details[1].common[LEDGER_PATH].value, SLICE("/b"));
    assert_slice_equal(model.details[2].common[LEDGER_PATH].value, SLICE("/c"));
    assert_true(model.details[1].common[LEDGER_PATH].share == 1.0);
}

static void server_errors_come_first_and_each_class_by_count(void **state)
{
    (void)state;
    static const int client_errors[] = {400, 401, 403, 404, 405, 410, 418};
    for (size_t i = 0; i < ARRAY_LENGTH(client_errors); i++)
        add((unsigned)i + 2, 1, client_errors[i], "192.0.2.1", "/");
    add(1, 1, 503, "192.0.2.1", "/");
    add(1, 1, 500, "192.0.2.1", "/");
    add(100, 1, 200, "192.0.2.1", "/");
    make_model();
    static const int expected[] = {500, 503, 418, 410, 405, 404, 403, 401};
    assert_int_equal(model.detail_count, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++)
        assert_int_equal(model.details[i].status->status, expected[i]);
}

static void without_errors_there_is_nothing_to_say(void **state)
{
    (void)state;
    add(3, 1, 200, "192.0.2.1", "/");
    make_model();
    assert_int_equal(model.detail_count, 0);
}

static void errors_without_a_believable_time_have_no_window(void **state)
{
    (void)state;
    buffer_append_string(&log_report.log, "192.0.2.1 - - [12/Mar/1990:14:00:00 +0100] "
                                          "\"GET / HTTP/1.1\" 500 1 \"-\" \"-\"\n");
    make_model();
    assert_int_equal(model.detail_count, 1);
    assert_int_equal(model.details[0].window_start, 0);
    assert_int_equal(model.details[0].window_end, 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_the_shortest_stretch_with_four_fifths),
        TEST(of_equal_stretches_the_first_counts),
        TEST(few_requests_need_all_of_them),
        TEST(says_what_errors_share_and_how_usual_it_is),
        TEST(what_is_common_to_one_code_is_not_mixed_with_another),
        TEST(server_errors_come_first_and_each_class_by_count),
        TEST(without_errors_there_is_nothing_to_say),
        TEST(errors_without_a_believable_time_have_no_window),
    };
    return cmocka_run_group_tests_name("detail", tests, NULL, NULL);
}
