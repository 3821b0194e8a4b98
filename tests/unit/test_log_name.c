/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/compiler.h"
#include "history/log_name.h"

static void knows_what_rotation_makes_of_a_name(void **state)
{
    (void)state;
    static const char *const rotated[] = {
        "/var/log/nginx/access.log.1",
        "/var/log/nginx/access.log.10.gz",
        "/var/log/nginx/access.log-20261122",
        "/var/log/nginx/access.log-20261122.gz",
        "/var/log/nginx/access.log-2026-11-22.xz",
        "/var/log/nginx/access.log.2026-11-22",
        "/var/log/nginx/access.log-20261122-1763769600",
        "/var/log/nginx/access-20261122.log",
        "/var/log/nginx/access-2026-11-22.log.zst",
        "/var/log/nginx/access.20261122.log.bz2",
        "/var/log/nginx/access.log.gz",
        "/var/log/nginx/old/access.log.3.gz",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rotated); i++) {
        assert_true(log_name_is_rotated(rotated[i]));
        assert_true(log_names_are_related(rotated[i], "/var/log/nginx/access.log"));
        assert_true(log_names_are_related("/var/log/nginx/access.log", rotated[i]));
    }
}

static void tells_other_logs_apart(void **state)
{
    (void)state;
    static const char *const others[] = {
        "/var/log/nginx/access2.log",     "/var/log/nginx/access-2.log", "/var/log/nginx/error.log",
        "/var/log/nginx/access.log.save", "/var/log/apache/access.log",  "access.log",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_false(log_name_is_rotated(others[i]));
        assert_false(log_names_are_related(others[i], "/var/log/nginx/access.log"));
    }
}

static void a_number_in_a_name_is_no_rotation(void **state)
{
    (void)state;
    assert_false(log_name_is_rotated("site-1.log"));
    assert_false(log_names_are_related("site-1.log", "site-2.log"));
    assert_false(log_name_is_rotated("access.log"));
    assert_false(log_name_is_rotated("access"));
    assert_false(log_name_is_rotated(".log"));
    assert_false(log_name_is_rotated("20261122"));
    assert_true(log_names_are_related("access_log", "access_log.1"));
    assert_true(log_names_are_related("access_log", "access_log-20261122"));
}

static void makes_names_absolute(void **state)
{
    (void)state;
    char name[LOG_NAME_SIZE], other[LOG_NAME_SIZE];
    assert_string_equal(log_name_absolute("/var/log/a", name), "/var/log/a");
    const char *absolute = log_name_absolute("a.log", name);
    assert_int_equal(absolute[0], '/');
    assert_string_equal(absolute + strlen(absolute) - 6, "/a.log");
    assert_string_equal(log_name_absolute("././a.log", other), absolute);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_what_rotation_makes_of_a_name),
        cmocka_unit_test(tells_other_logs_apart),
        cmocka_unit_test(a_number_in_a_name_is_no_rotation),
        cmocka_unit_test(makes_names_absolute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
