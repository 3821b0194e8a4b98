/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter/pattern.h"

static struct pattern_scratch *scratch;

static int create_scratch(void **state)
{
    (void)state;
    return pattern_scratch_create(&scratch, NULL) == HTTALLY_OK ? 0 : -1;
}

static int destroy_scratch(void **state)
{
    (void)state;
    pattern_scratch_destroy(scratch);
    return 0;
}

static struct pattern *compile(const char *text)
{
    struct pattern *pattern;
    struct httally_error error;
    if (pattern_create(httally_slice_of_string(text), &pattern, &error) != HTTALLY_OK)
        fail_msg("%s", error.message);
    return pattern;
}

static enum pattern_verdict search(const char *text, struct httally_slice subject)
{
    struct pattern *pattern = compile(text);
    enum pattern_verdict verdict = pattern_search(pattern, scratch, subject);
    pattern_destroy(pattern);
    return verdict;
}

static void finds_bytes_whatever_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        struct httally_slice subject;
        enum pattern_verdict verdict;
    } cases[] = {
        {"^/api/", {"/api/v1", 7}, PATTERN_FOUND},
        {"^/api/", {"/x/api/v1", 9}, PATTERN_ABSENT},
        {"API", {"/api", 4}, PATTERN_ABSENT},
        {"(?i)API", {"/api", 4}, PATTERN_FOUND},
        {"a{2,3},b", {"aa,b", 4}, PATTERN_FOUND},
        {"^$", {"", 0}, PATTERN_FOUND},
        {"^$", {NULL, 0}, PATTERN_ABSENT},
        {".*", {NULL, 0}, PATTERN_ABSENT},
        /* UTF-8 in the pattern is bytes like any other; half a character is no error. */
        {"caf\xc3\xa9", {"/caf\xc3\xa9", 6}, PATTERN_FOUND},
        {"caf\xc3\xa9", {"/caf\xc3", 5}, PATTERN_ABSENT},
        {"^.{3}$", {"\xff\xfe\x80", 3}, PATTERN_FOUND},
        {"^a.b$", {"a\0b", 3}, PATTERN_FOUND},
        {"\\x00", {"a\0b", 3}, PATTERN_FOUND},
        {"^a.b$", {"a\nb", 3}, PATTERN_FOUND},
        {"^ab$", {"ab\n", 3}, PATTERN_ABSENT},
        {"\\!x", {"!x", 2}, PATTERN_FOUND},
        /* A quotation mark logged with its escape. */
        {"\\\\x22", {"/?q=\\x22", 8}, PATTERN_FOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (search(cases[i].pattern, cases[i].subject) != cases[i].verdict)
            fail_msg("case %zu: '%s'", i, cases[i].pattern);
    }
}

static void says_where_an_expression_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        const char *message;
    } cases[] = {
        {"(", "bad regular expression '(': missing closing parenthesis at offset 1"},
        {"[a-", "bad regular expression '[a-': missing terminating ] for character class at "
                "offset 3"},
        {"a**+*", "bad regular expression 'a**+*': quantifier does not follow a repeatable item at "
                  "offset 2"},
        {"\\", "bad regular expression '\\': \\ at end of pattern at offset 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pattern *pattern;
        struct httally_error error;
        assert_int_equal(
            pattern_create(httally_slice_of_string(cases[i].pattern), &pattern, &error),
            HTTALLY_ERROR_ARGUMENT);
        assert_null(pattern);
        assert_string_equal(error.message, cases[i].message);
    }
}

static void refuses_utf_mode_from_inside_the_pattern(void **state)
{
    (void)state;
    struct pattern *pattern;
    assert_int_equal(pattern_create(SLICE("(*UTF)x"), &pattern, NULL), HTTALLY_ERROR_ARGUMENT);
}

static void cuts_a_long_expression_in_the_message_not_the_reason(void **state)
{
    (void)state;
    char text[5000];
    memset(text, '(', sizeof text);
    struct pattern *pattern;
    struct httally_error error;
    assert_int_equal(pattern_create(httally_slice_of(text, sizeof text), &pattern, &error),
                     HTTALLY_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "(((...': "));
    assert_non_null(strstr(error.message, "at offset "));
}

/* Texts that make these patterns try every way to cut them up. */
static const char *const evil_patterns[] = {
    "^(\\w+\\s?)*$",
    "(a+)+$",
    "^(a|aa)+$",
    "(?:a|a)*$",
};

static void gives_up_evil_expressions_compiled_or_not(void **state)
{
    (void)state;
    static const size_t lengths[] = {40, 4000, 60000};
    static char text[60000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (size_t i = 0; i < sizeof evil_patterns / sizeof *evil_patterns; i++) {
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            struct httally_slice subject =
                httally_slice_of(text + sizeof text - lengths[k], lengths[k]);
            char interpreted[64] = "(*NO_JIT)";
            strcat(interpreted, evil_patterns[i]);
            if (search(evil_patterns[i], subject) != PATTERN_UNDECIDED ||
                search(interpreted, subject) != PATTERN_UNDECIDED)
                fail_msg("'%s' on %zu bytes was decided", evil_patterns[i], lengths[k]);
        }
    }
}

static void decides_long_harmless_texts(void **state)
{
    (void)state;
    static char path[65000];
    for (size_t i = 0; i < sizeof path; i++)
        path[i] = i % 10 ? 'a' : '/';
    struct httally_slice subject = httally_slice_of(path, sizeof path);
    static const char *const found[] = {
        "^/.*a$",     "(*NO_JIT)^/.*a$",     "^(?:/[a-z]+)*$", "(*NO_JIT)^(?:/[a-z]+)*$",
        "/a{9}/.*/a", "(*NO_JIT)/a{9}/.*/a",
    };
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        if (search(found[i], subject) != PATTERN_FOUND)
            fail_msg("'%s' was not found", found[i]);
    }
    assert_int_equal(search("\\.php$", subject), PATTERN_ABSENT);
    assert_int_equal(search("(*NO_JIT)\\.php$", subject), PATTERN_ABSENT);
}

static void searches_with_a_copy_of_a_destroyed_pattern(void **state)
{
    (void)state;
    struct pattern *pattern = compile("b+"), *copy;
    bool was_jit = pattern_is_jit(pattern);
    assert_int_equal(pattern_copy(pattern, &copy, NULL), HTTALLY_OK);
    pattern_destroy(pattern);
    assert_int_equal(pattern_is_jit(copy), was_jit);
    assert_int_equal(pattern_search(copy, scratch, SLICE("abbc")), PATTERN_FOUND);
    pattern_destroy(copy);
}

static void makes_no_machine_code_when_asked_not_to(void **state)
{
    (void)state;
    struct pattern *pattern = compile("(*NO_JIT)b+");
    assert_false(pattern_is_jit(pattern));
    pattern_destroy(pattern);
}

/* Runs in a process that may not have executable memory of its own making; its exit code is 0 for
 * success, 77 where the system has no such switch. */
static int search_without_executable_memory(void)
{
    enum { SET_MDWE = 65, REFUSE_EXEC_GAIN = 1 };
    struct pattern_scratch *own;
    struct pattern *pattern;
    if (prctl(SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0) != 0)
        return 77;
    if (pattern_scratch_create(&own, NULL) != HTTALLY_OK ||
        pattern_create(SLICE("^(\\w+\\s?)*$"), &pattern, NULL) != HTTALLY_OK)
        return 1;
    bool is_right = !pattern_is_jit(pattern) &&
                    pattern_search(pattern, own, SLICE("good text")) == PATTERN_FOUND &&
                    pattern_search(pattern, own, SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")) ==
                        PATTERN_UNDECIDED;
    pattern_destroy(pattern);
    pattern_scratch_destroy(own);
    return is_right ? 0 : 2;
}

static void works_where_machine_code_is_denied(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(search_without_executable_memory());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void ends_what_never_began(void **state)
{
    (void)state;
    pattern_destroy(NULL);
    pattern_scratch_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First: PCRE2 keeps executable memory of earlier patterns, and the child inherits it. */
        cmocka_unit_test(works_where_machine_code_is_denied),
        cmocka_unit_test(finds_bytes_whatever_they_are),
        cmocka_unit_test(says_where_an_expression_is_wrong),
        cmocka_unit_test(refuses_utf_mode_from_inside_the_pattern),
        cmocka_unit_test(cuts_a_long_expression_in_the_message_not_the_reason),
        cmocka_unit_test(gives_up_evil_expressions_compiled_or_not),
        cmocka_unit_test(decides_long_harmless_texts),
        cmocka_unit_test(searches_with_a_copy_of_a_destroyed_pattern),
        cmocka_unit_test(makes_no_machine_code_when_asked_not_to),
        cmocka_unit_test(ends_what_never_began),
    };
    return cmocka_run_group_tests_name("pattern", tests, create_scratch, destroy_scratch);
}
