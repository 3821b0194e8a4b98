/* SPDX-License-Identifier: MIT */
#include "base/compiler.h"
#include "httally/rewrite.h"
#include "random.h"
#include "unit.h"

#include <stdio.h>

static struct httally_rewriter *rewriter;

static int destroy(void **state)
{
    (void)state;
    httally_rewriter_destroy(rewriter);
    rewriter = NULL;
    return 0;
}

static void create(const char *first, const char *second, bool is_automatic, bool masks_clients)
{
    const char *const groups[] = {first, second};
    const struct httally_rewrite_options options = {
        .groups = groups,
        .group_count = (first != NULL) + (second != NULL),
        .groups_automatically = is_automatic,
        .masks_clients = masks_clients,
    };
    struct httally_error error;
    if (httally_rewriter_create(&options, &rewriter, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
}

static struct httally_slice rewritten(struct httally_rewriter *by, struct httally_slice path)
{
    struct httally_record record = {.path = path};
    assert_int_equal(httally_rewriter_apply(by, &record, 1, NULL), HTTALLY_OK);
    return record.path;
}

static void assert_rewritten(const char *path, const char *expected)
{
    /* The second time it is remembered. */
    for (int i = 0; i < 2; i++)
        assert_slice_equal(rewritten(rewriter, httally_slice_of_string(path)),
                           httally_slice_of_string(expected));
}

static void groups_paths_by_rules_in_their_order(void **state)
{
    (void)state;
    create("/users/\\d+=/users/:id", "/orders/(\\w+)-\\d+=/orders/$1", false, false);
    assert_rewritten("/users/17/orders/ab-1", "/users/:id/orders/ab");
    assert_rewritten("/users/1/users/2", "/users/:id/users/:id");
    assert_rewritten("/users/x", "/users/x");
    assert_rewritten("", "");
    assert_rewritten("/", "/");
}

static void the_last_equals_sign_separates(void **state)
{
    (void)state;
    create("/a=b(?=c)=/x", "/q$=", false, false);
    assert_rewritten("/a=bc", "/xc");
    assert_rewritten("/z/q", "/z");
}

static void groups_automatically_behind_the_rules(void **state)
{
    (void)state;
    create("^/de/=/", NULL, true, false);
    assert_rewritten("/de/items/4711", "/items/:id");
    assert_rewritten("/en/items/4711", "/en/items/:id");
}

static void leaves_what_does_not_exist(void **state)
{
    (void)state;
    create(".*=/everything", NULL, true, true);
    struct httally_record record = {.client = {NULL, 0}, .path = {NULL, 0}};
    assert_int_equal(httally_rewriter_apply(rewriter, &record, 1, NULL), HTTALLY_OK);
    assert_null(record.path.data);
    assert_null(record.client.data);
}

static void masks_clients_of_a_whole_batch(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    static char clients[COUNT][32];
    struct httally_record records[COUNT] = {0};
    create(NULL, NULL, true, true);
    for (int i = 0; i < COUNT; i++) {
        snprintf(clients[i], sizeof clients[i], "198.51.%d.%d", i % 100, i % 7);
        records[i].client = httally_slice_of_string(clients[i]);
        records[i].path = httally_slice_of_string(clients[i]);
    }
    assert_int_equal(httally_rewriter_apply(rewriter, records, COUNT, NULL), HTTALLY_OK);
    for (int i = 0; i < COUNT; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "198.51.%d.0/24", i % 100);
        assert_slice_equal(records[i].client, httally_slice_of_string(expected));
    }
}

static void a_rule_that_gives_up_leaves_the_path_and_is_counted(void **state)
{
    (void)state;
    static char path[3000];
    create("(a+)+$=x", "b=bbbbbbbbbbbbbbbbbbbbbbbb", false, false);
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 2] = '!';
    assert_slice_equal(rewritten(rewriter, httally_slice_of_string(path)),
                       httally_slice_of_string(path));
    assert_int_equal(httally_rewriter_limit_hits(rewriter), 1);
    /* It would grow beyond all bounds. */
    memset(path, 'b', sizeof path - 1);
    assert_slice_equal(rewritten(rewriter, httally_slice_of_string(path)),
                       httally_slice_of_string(path));
    assert_int_equal(httally_rewriter_limit_hits(rewriter), 2);
}

static void bad_rules_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *message;
    } cases[] = {
        {"abc", "bad group 'abc': write REGEX=REPLACEMENT, or auto"},
        {"=x", "bad group '=x': write REGEX=REPLACEMENT, or auto"},
        {"(=x", "bad regular expression '(': missing closing parenthesis at offset 1"},
        {"(a)=$2",
         "bad group '(a)=$2': the replacement names a group that the expression has not got"},
        {"(?<n>a)=${m}",
         "bad group '(?<n>a)=${m}': the replacement names a group that the expression has not got"},
        {"a=$", "bad group 'a=$': the replacement names a group that the expression has not got"},
        {"(a)=${1",
         "bad group '(a)=${1': the replacement names a group that the expression has not got"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct httally_rewrite_options options = {.groups = &cases[i].rule, .group_count = 1};
        struct httally_error error;
        assert_int_equal(httally_rewriter_create(&options, &rewriter, &error),
                         HTTALLY_ERROR_ARGUMENT);
        assert_string_equal(error.message, cases[i].message);
        assert_null(rewriter);
    }
}

static void replacements_may_name_groups(void **state)
{
    (void)state;
    create("(?<n>a)(b)?=<${n}$2$$$1>", NULL, false, false);
    assert_rewritten("ab-a", "<ab$a>-<a$a>");
}

/* With and without memory of what came before, and in a clone. */
static void remembers_only_what_is_true(void **state)
{
    (void)state;
    struct httally_rewriter *clone;
    struct random random = {9};
    create("/(x+)=/<$1>", NULL, true, false);
    assert_int_equal(httally_rewriter_clone(rewriter, &clone, NULL), HTTALLY_OK);
    for (int i = 0; i < 20000; i++) {
        char path[200], first[256];
        size_t length = random_between(&random, 0, i % 10 ? 12 : sizeof path);
        for (size_t k = 0; k < length; k++)
            path[k] = "/x1\xff"[random_between(&random, 0, 3)];
        struct httally_slice text = httally_slice_of(path, length);
        struct httally_slice by_first = rewritten(rewriter, text);
        assert_true(by_first.length <= sizeof first);
        memcpy(first, by_first.data, by_first.length);
        /* A new one remembers nothing. */
        if (i % 500 == 0) {
            httally_rewriter_destroy(clone);
            assert_int_equal(httally_rewriter_clone(rewriter, &clone, NULL), HTTALLY_OK);
        }
        assert_slice_equal(rewritten(clone, text), httally_slice_of(first, by_first.length));
    }
    httally_rewriter_destroy(clone);
}

#define TEST(name) cmocka_unit_test_teardown(name, destroy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(groups_paths_by_rules_in_their_order),
        TEST(the_last_equals_sign_separates),
        TEST(groups_automatically_behind_the_rules),
        TEST(leaves_what_does_not_exist),
        TEST(masks_clients_of_a_whole_batch),
        TEST(a_rule_that_gives_up_leaves_the_path_and_is_counted),
        TEST(bad_rules_are_refused),
        TEST(replacements_may_name_groups),
        TEST(remembers_only_what_is_true),
    };
    return cmocka_run_group_tests_name("rewrite", tests, NULL, NULL);
}
