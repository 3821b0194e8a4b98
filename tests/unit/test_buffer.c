/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/buffer.h"

static void grows_with_what_is_appended(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    for (int i = 0; i < 1000; i++)
        buffer_append_format(&buffer, "%d,", i);
    buffer_append_char(&buffer, '\0');
    buffer_append_slice(&buffer, SLICE("x\0y"));
    buffer_append_repeated(&buffer, "ab", 2);
    assert_int_equal(buffer_status(&buffer, NULL), HTTALLY_OK);
    assert_int_equal(buffer.length, 10 * 2 + 90 * 3 + 900 * 4 + 1 + 3 + 4);
    assert_memory_equal(buffer.data, "0,1,2,", 6);
    assert_memory_equal(buffer.data + buffer.length - 8, "\0x\0yabab", 8);
    buffer_finish(&buffer);
}

static void keeps_a_failure_until_it_is_reset(void **state)
{
    (void)state;
    struct buffer buffer = {0};
    buffer_append_string(&buffer, "kept");
    buffer_append(&buffer, "never read", BUFFER_CEILING_BYTES);
    buffer_append_string(&buffer, "ignored");
    struct httally_error error;
    assert_int_equal(buffer_status(&buffer, &error), HTTALLY_ERROR_MEMORY);
    assert_string_equal(error.message, "out of memory");
    assert_slice_equal(buffer_slice(&buffer), SLICE("kept"));
    buffer_reset(&buffer);
    assert_int_equal(buffer_status(&buffer, NULL), HTTALLY_OK);
    buffer_finish(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_with_what_is_appended),
        cmocka_unit_test(keeps_a_failure_until_it_is_reset),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
