/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/civil_time.h"
#include "format/clf_time.h"
#include "random.h"

static void reads_date_time_and_zone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t utc_offset_sec;
    } cases[] = {
        {"10/Oct/2000:13:55:36 -0700", 971211336, -25200},
        {"01/Jan/1970:00:00:00 +0000", 0, 0},
        {"31/Dec/1969:23:59:59 +0000", -1, 0},
        {"01/Jan/1970:00:00:00 +0100", -3600, 3600},
        {"19/Jan/2038:03:14:08 +0000", 2147483648, 0},
        {"29/Feb/2024:12:00:00 +0330", 1709195400, 12600},
        {"29/Feb/2000:00:00:00 -0000", 951782400, 0},
        {"01/Jan/0000:00:00:00 +0000", -62167219200, 0},
        {"31/Dec/9999:23:59:59 +0000", 253402300799, 0},
        {"12/Mar/2026:14:03:07 +1559", 1773266647, 57540},
        {"12/mar/2026:14:03:07 +0000", 1773324187, 0},
        {"12/MAR/2026:14:03:07 +0000", 1773324187, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct clf_time time;
        if (!clf_time_parse(cases[i].text, &time))
            fail_msg("'%s' is refused", cases[i].text);
        assert_int_equal(time.seconds, cases[i].seconds);
        assert_int_equal(time.utc_offset_sec, cases[i].utc_offset_sec);
    }
}

static void takes_a_day_padded_with_a_space(void **state)
{
    (void)state;
    struct clf_time padded, usual;
    assert_true(clf_time_parse(" 2/Mar/2026:14:03:07 +0100", &padded));
    assert_true(clf_time_parse("02/Mar/2026:14:03:07 +0100", &usual));
    assert_int_equal(padded.seconds, usual.seconds);
    assert_false(clf_time_parse(" 0/Mar/2026:14:03:07 +0100", &padded));
    assert_false(clf_time_parse("2 /Mar/2026:14:03:07 +0100", &padded));
    assert_false(clf_time_parse("  /Mar/2026:14:03:07 +0100", &padded));
}

static void counts_a_leap_second_as_the_next_minute(void **state)
{
    (void)state;
    struct clf_time leap, next;
    assert_true(clf_time_parse("31/Dec/2016:23:59:60 +0000", &leap));
    assert_true(clf_time_parse("01/Jan/2017:00:00:00 +0000", &next));
    assert_int_equal(leap.seconds, next.seconds);
}

static void refuses_times_that_do_not_exist(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "31/Apr/2026:14:03:07 +0100", "29/Feb/2023:14:03:07 +0100", "29/Feb/1900:14:03:07 +0100",
        "00/Mar/2026:14:03:07 +0100", "32/Mar/2026:14:03:07 +0100", "12/Mai/2026:14:03:07 +0100",
        "12/Mar/2026:24:00:00 +0100", "12/Mar/2026:14:60:00 +0100", "12/Mar/2026:14:03:61 +0100",
        "12/Mar/2026:14:03:07 +1600", "12/Mar/2026:14:03:07 +0060",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct clf_time time;
        assert_true(clf_time_has_shape(texts[i]));
        if (clf_time_parse(texts[i], &time))
            fail_msg("'%s' is taken", texts[i]);
    }
}

/* Every byte of a good time replaced by every other one: the shape says which are alike. */
static void refuses_a_wrong_byte_anywhere(void **state)
{
    (void)state;
    static const char good[] = "12/Mar/2026:14:03:07 +0100";
    static const char shape[] = "pd/aaa/dddd:dd:dd:dd sdddd";
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int i = 0; i < CLF_TIME_LENGTH; i++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[sizeof good];
            memcpy(text, good, sizeof good);
            text[i] = (char)byte;
            bool is_digit = byte >= '0' && byte <= '9';
            bool is_right = shape[i] == 'd'   ? is_digit
                            : shape[i] == 'p' ? is_digit || byte == ' '
                            : shape[i] == 'a' ? byte && strchr(letters, byte)
                            : shape[i] == 's' ? byte == '+' || byte == '-'
                                              : byte == shape[i];
            if (clf_time_has_shape(text) != is_right)
                fail_msg("byte %d at %d should be %s", byte, i, is_right ? "right" : "wrong");
        }
    }
}

static void reads_back_what_civil_time_writes(void **state)
{
    (void)state;
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct random random = {7};
    for (int i = 0; i < 20000; i++) {
        int64_t seconds = (int64_t)random_between(&random, 0, 253402300799);
        int offset_min = (int)random_between(&random, 0, 2 * 959) - 959;
        struct civil_time civil = civil_of_seconds(seconds);
        char text[64];
        snprintf(text, sizeof text, "%02d/%.3s/%04d:%02d:%02d:%02d %c%02d%02d", civil.day,
                 months + 3 * (civil.month - 1), civil.year, civil.hour, civil.minute, civil.second,
                 offset_min < 0 ? '-' : '+', abs(offset_min) / 60, abs(offset_min) % 60);
        struct clf_time time;
        assert_true(clf_time_parse(text, &time));
        assert_int_equal(time.utc_offset_sec, offset_min * 60);
        assert_int_equal(time.seconds, seconds - offset_min * 60);
    }
}

/* One byte changes between successive times, so that the memory is right, stale or misled. */
static void remembering_changes_no_answer(void **state)
{
    (void)state;
    static const char bytes[] = "0123456789 /:+-JanFebMarxyz";
    struct clf_time_memory memory;
    clf_time_memory_init(&memory);
    struct random random = {11};
    char text[] = "12/Mar/2026:14:03:07 +0100";
    for (int i = 0; i < 200000; i++) {
        if (i % 8 == 0)
            memcpy(text, "12/Mar/2026:14:03:07 +0100", sizeof text);
        /* Mostly in the seconds, as in a log. */
        size_t place = random_between(&random, 0, 1) ? random_between(&random, 18, 19)
                                                     : random_between(&random, 0, 25);
        text[place] = bytes[random_between(&random, 0, sizeof bytes - 2)];
        struct clf_time plain = {0, 0}, remembered = {0, 0};
        bool is_time = clf_time_parse(text, &plain);
        if (clf_time_parse_remembering(&memory, text, &remembered) != is_time ||
            plain.seconds != remembered.seconds ||
            plain.utc_offset_sec != remembered.utc_offset_sec)
            fail_msg("'%s' is read in two ways", text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_date_time_and_zone),
        cmocka_unit_test(takes_a_day_padded_with_a_space),
        cmocka_unit_test(counts_a_leap_second_as_the_next_minute),
        cmocka_unit_test(refuses_times_that_do_not_exist),
        cmocka_unit_test(refuses_a_wrong_byte_anywhere),
        cmocka_unit_test(reads_back_what_civil_time_writes),
        cmocka_unit_test(remembering_changes_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
