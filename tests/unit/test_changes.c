/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "log_report.h"
#include "report/changes.h"

#include <stdlib.h>

static struct log_report before, now;
static struct httally_previous *previous;
static struct changes changes;

static int destroy(void **state)
{
    (void)state;
    changes_finish(&changes);
    httally_previous_destroy(previous);
    previous = NULL;
    log_report_destroy(&before);
    log_report_destroy(&now);
    return 0;
}

/* What was before, as its JSON report with so many rows tells it. */
static void read_before(size_t row_count)
{
    char *text;
    size_t length;
    struct httally_error error;
    log_report_finish_log(&before);
    before.report.top_count = row_count;
    assert_int_equal(httally_report_render(&before.report, "json", &text, &length, &error),
                     HTTALLY_OK);
    if (httally_previous_read(httally_slice_of(text, length), &previous, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    free(text);
}

static void compare(void)
{
    log_report_finish_log(&now);
    assert_int_equal(changes_find(now.report.tally, previous, 10, &changes, NULL), HTTALLY_OK);
}

static const struct change *find(enum change_subject subject, const char *name)
{
    for (size_t i = 0; i < changes.count; i++) {
        if (changes.list[i].subject == subject &&
            httally_slice_equal(changes.list[i].name, httally_slice_of_string(name)))
            return &changes.list[i];
    }
    return NULL;
}

static void assert_change(enum change_subject subject, const char *name, enum change_kind kind,
                          uint64_t count_before, uint64_t count_now)
{
    const struct change *change = find(subject, name);
    if (!change)
        fail_msg("nothing is told of %s", name);
    assert_string_equal(change_kind_name(change->kind), change_kind_name(kind));
    assert_int_equal(change->before, count_before);
    assert_int_equal(change->now, count_now);
}

static void tells_what_rose_fell_came_and_went(void **state)
{
    (void)state;
    log_report_add(&before, 1000, 0, 200, "192.0.2.1", "/");
    log_report_add(&before, 100, 0, 404, "192.0.2.1", "/old");
    log_report_add(&before, 20, 0, 502, "192.0.2.1", "/api");
    log_report_add(&before, 50, 0, 301, "192.0.2.1", "/gone");
    read_before(10);
    log_report_add(&now, 1000, 0, 200, "192.0.2.1", "/");
    log_report_add(&now, 20, 0, 404, "192.0.2.1", "/old");
    log_report_add(&now, 200, 0, 502, "192.0.2.1", "/api");
    log_report_add(&now, 40, 0, 503, "192.0.2.1", "/new");
    compare();
    assert_change(CHANGE_STATUS, "502", CHANGE_ROSE, 20, 200);
    assert_change(CHANGE_STATUS, "404", CHANGE_FELL, 100, 20);
    assert_change(CHANGE_STATUS, "503", CHANGE_NEW, 0, 40);
    assert_change(CHANGE_STATUS, "301", CHANGE_GONE, 50, 0);
    assert_change(CHANGE_PATH, "/new", CHANGE_NEW, 0, 40);
    assert_change(CHANGE_PATH, "/gone", CHANGE_GONE, 50, 0);
    assert_change(CHANGE_PATH_ERRORS, "/api", CHANGE_ROSE, 20, 200);
    assert_null(find(CHANGE_STATUS, "200"));
    assert_null(find(CHANGE_PATH, "/"));
    /* The largest of a subject first. */
    assert_slice_equal(changes.list[0].name, SLICE("502"));
}

static void more_of_everything_is_no_change(void **state)
{
    (void)state;
    log_report_add(&before, 100, 0, 200, "192.0.2.1", "/");
    log_report_add(&before, 30, 0, 500, "192.0.2.1", "/a");
    read_before(10);
    log_report_add(&now, 1000, 0, 200, "192.0.2.1", "/");
    log_report_add(&now, 310, 0, 500, "192.0.2.1", "/a");
    compare();
    assert_int_equal(changes.count, 0);
}

static void chance_is_no_change(void **state)
{
    (void)state;
    log_report_add(&before, 1000, 0, 200, "192.0.2.1", "/");
    log_report_add(&before, 6, 0, 500, "192.0.2.1", "/a");
    read_before(10);
    log_report_add(&now, 1000, 0, 200, "192.0.2.1", "/");
    log_report_add(&now, 14, 0, 500, "192.0.2.1", "/a");
    compare();
    assert_int_equal(changes.count, 0);
}

static void what_was_not_listed_had_at_most_as_much_as_the_last_row(void **state)
{
    (void)state;
    log_report_add(&before, 500, 0, 200, "192.0.2.1", "/first");
    log_report_add(&before, 90, 0, 200, "192.0.2.1", "/second");
    log_report_add(&before, 80, 0, 200, "192.0.2.1", "/third");
    read_before(2);
    log_report_add(&now, 500, 0, 200, "192.0.2.1", "/first");
    log_report_add(&now, 92, 0, 200, "192.0.2.1", "/third");
    log_report_add(&now, 400, 0, 200, "192.0.2.1", "/fourth");
    compare();
    assert_null(find(CHANGE_PATH, "/third"));
    assert_change(CHANGE_PATH, "/second", CHANGE_GONE, 90, 0);
    assert_change(CHANGE_PATH, "/fourth", CHANGE_ROSE, 90, 400);
    assert_true(find(CHANGE_PATH, "/fourth")->is_before_bound);
}

static void a_tally_is_known_whole(void **state)
{
    (void)state;
    log_report_add(&before, 500, 0, 200, "192.0.2.1", "/first");
    log_report_add(&before, 80, 0, 200, "192.0.2.1", "/odd\xff\xc2\x9b");
    log_report_finish_log(&before);
    assert_int_equal(httally_previous_of_tally(before.report.tally, &previous, NULL), HTTALLY_OK);
    assert_string_equal(previous->first, "2026-03-12T14:00:00+01:00");
    log_report_add(&now, 500, 0, 200, "192.0.2.1", "/first");
    log_report_add(&now, 50, 0, 200, "192.0.2.1", "/fourth");
    compare();
    assert_change(CHANGE_PATH, "/fourth", CHANGE_NEW, 0, 50);
    assert_change(CHANGE_PATH, "/odd\\xff\xc2\x9b", CHANGE_GONE, 80, 0);
}

static void odd_paths_are_the_same_through_json(void **state)
{
    (void)state;
    static const char *const paths[] = {"/\xff", "/\xc2\x9b", "/\x01", "/\\x41",
                                        "/\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
        log_report_add(&before, 50, 0, 200, "192.0.2.1", paths[i]);
        log_report_add(&now, 50, 0, 200, "192.0.2.1", paths[i]);
    }
    read_before(10);
    compare();
    assert_int_equal(changes.count, 0);
}

static void a_brief_report_says_nothing_of_paths(void **state)
{
    (void)state;
    static const char text[] =
        "{\"schema\":\"httally.report/1\",\"requests\":100,\"status\":[{\"token\":\"200\","
        "\"requests\":100}],\"top\":{\"paths\":[]},\"unique_clients\":null}";
    assert_int_equal(httally_previous_read(httally_slice_of_string(text), &previous, NULL),
                     HTTALLY_OK);
    log_report_add(&now, 100, 0, 404, "192.0.2.1", "/new");
    compare();
    assert_change(CHANGE_STATUS, "404", CHANGE_NEW, 0, 100);
    assert_null(find(CHANGE_PATH, "/new"));
}

static void what_is_no_report_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "not JSON: '[' or '{' expected near end of file"},
        {"[1]", "not a JSON report of httally: its \"schema\" is not httally.report/1"},
        {"{\"schema\":\"httally.report/2\"}",
         "not a JSON report of httally: its \"schema\" is not httally.report/1"},
        {"{\"schema\":\"httally.report/1\"}",
         "not a JSON report of httally: it has no \"status\" or no \"requests\""},
        {"{\"schema\":\"httally.report/1\",\"requests\":-1,\"status\":[]}",
         "not a JSON report of httally: it has no \"status\" or no \"requests\""},
        {"{\"schema\":\"httally.report/1\",\"requests\":1,\"status\":[{\"token\":\"2000\","
         "\"requests\":1}]}",
         "not a JSON report of httally: a row of \"status\" makes no sense"},
        {"{\"schema\":\"httally.report/1\",\"requests\":1,\"status\":[],\"top\":{}}",
         "not a JSON report of httally: it has no \"top\" paths"},
        {"{\"schema\":\"httally.report/1\",\"requests\":1,\"status\":[],\"top\":{\"paths\":[1]}}",
         "not a JSON report of httally: a row of \"top\" makes no sense"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct httally_error error;
        assert_int_equal(
            httally_previous_read(httally_slice_of_string(cases[i].text), &previous, &error),
            HTTALLY_ERROR_DATA);
        assert_string_equal(error.message, cases[i].message);
        assert_null(previous);
    }
}

#define TEST(name) cmocka_unit_test_teardown(name, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tells_what_rose_fell_came_and_went),
        TEST(more_of_everything_is_no_change),
        TEST(chance_is_no_change),
        TEST(what_was_not_listed_had_at_most_as_much_as_the_last_row),
        TEST(a_tally_is_known_whole),
        TEST(odd_paths_are_the_same_through_json),
        TEST(a_brief_report_says_nothing_of_paths),
        TEST(what_is_no_report_is_refused),
    };
    return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
