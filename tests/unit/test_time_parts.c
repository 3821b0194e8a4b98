/* SPDX-License-Identifier: MIT */
#include "format/time_parts.h"

#include "base/compiler.h"
#include "format/decimal.h"
#include "format/field.h"
#include "unit.h"

/* 12 March 2026, 14:03:07 as a clock at Greenwich shows it. */
#define AT_GREENWICH 1773324187

struct time_case {
    enum time_style style;
    int unit;
    const char *pattern;
    const char *text;
    int64_t seconds;
    int32_t offset;
};

static void assert_times(const struct time_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct time_case *one = &cases[i];
        struct time_parts parts = {0};
        int64_t seconds;
        int32_t offset;
        if (!time_parts_read(&parts, one->style, one->unit, one->pattern,
                             httally_slice_of_string(one->text)) ||
            !time_parts_finish(&parts, &seconds, &offset))
            fail_msg("'%s' is no time", one->text);
        if (seconds != one->seconds || offset != one->offset)
            fail_msg("'%s' is %lld%+d", one->text, (long long)seconds, offset);
    }
}

static void reads_whole_times(void **state)
{
    (void)state;
    static const struct time_case cases[] = {
        {TIME_STYLE_CLF, 0, NULL, "12/Mar/2026:14:03:07 +0000", AT_GREENWICH, 0},
        {TIME_STYLE_CLF, 0, NULL, "[12/Mar/2026:14:03:07 -0330]", AT_GREENWICH + 12600, -12600},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07+01:00", AT_GREENWICH - 3600, 3600},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07.123456789Z", AT_GREENWICH, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12t14:03:07,5z", AT_GREENWICH, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12 14:03:07", AT_GREENWICH, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12 14:03:07.1 -0500", AT_GREENWICH + 18000, -18000},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07-05", AT_GREENWICH + 18000, -18000},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:02:60Z", AT_GREENWICH - 7, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "1773324187", AT_GREENWICH, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "1773324187.999", AT_GREENWICH, 0},
        {TIME_STYLE_EPOCH, UNIT_MILLISECONDS, NULL, "1773324187999", AT_GREENWICH, 0},
        {TIME_STYLE_EPOCH, UNIT_NANOSECONDS, NULL, "1773324187999999999", AT_GREENWICH, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "1.773324187e+09", AT_GREENWICH, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "0", 0, 0},
        {TIME_STYLE_ANY, 0, NULL, "1773324187", AT_GREENWICH, 0},
        {TIME_STYLE_ANY, 0, NULL, "1773324187.25", AT_GREENWICH, 0},
        {TIME_STYLE_ANY, 0, NULL, "1773324187123", AT_GREENWICH, 0},
        {TIME_STYLE_ANY, 0, NULL, "1773324187123456", AT_GREENWICH, 0},
        {TIME_STYLE_ANY, 0, NULL, "1773324187123456789", AT_GREENWICH, 0},
        {TIME_STYLE_ANY, 0, NULL, "2026-03-12T14:03:07Z", AT_GREENWICH, 0},
        {TIME_STYLE_ANY, 0, NULL, "12/Mar/2026:14:03:07 +0000", AT_GREENWICH, 0},
    };
    assert_times(cases, ARRAY_LENGTH(cases));
}

static void reads_patterns(void **state)
{
    (void)state;
    static const struct time_case cases[] = {
        {TIME_STYLE_PATTERN, 0, "%d/%b/%Y:%H:%M:%S %z", "12/mar/2026:14:03:07 +0100",
         AT_GREENWICH - 3600, 3600},
        {TIME_STYLE_PATTERN, 0, "%d/%b/%Y:%H:%M:%S.%f", "12/Mar/2026:14:03:07.655", AT_GREENWICH,
         0},
        {TIME_STYLE_PATTERN, 0, "%a %b %d %H:%M:%S %Y", "Thu Mar 12 14:03:07 2026", AT_GREENWICH,
         0},
        {TIME_STYLE_PATTERN, 0, "%c", "THURSDAY March 12 14:03:07 2026", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "%b %e %T %Y", "Mar  5 14:03:07 2026", AT_GREENWICH - 604800, 0},
        {TIME_STYLE_PATTERN, 0, "%F %T", "2026-03-12 14:03:07", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "%F %T", "2026-03-12 14:03:07.250", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "%F%t%R", "2026-03-12\t14:03", AT_GREENWICH - 7, 0},
        {TIME_STYLE_PATTERN, 0, "%D %r", "03/12/26 02:03:07 PM", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "%D %I:%M %p", "03/12/26 12:00 am", AT_GREENWICH - 50587, 0},
        {TIME_STYLE_PATTERN, 0, "%y%m%d%H%M%S", "700101000000", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%Y %j %k:%M:%S", "2026 71 14:03:07", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "%s", "1773324187", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "100%% %F %T %Z", "100% 2026-03-12 14:03:07 UTC", AT_GREENWICH, 0},
        {TIME_STYLE_PATTERN, 0, "%F %T%z", "2026-03-12 14:03:07Z", AT_GREENWICH, 0},
    };
    assert_times(cases, ARRAY_LENGTH(cases));
}

/* Apache httpd: [%{%Y-%m-%d}t %{%H:%M:%S}t.%{msec_frac}t %{%z}t]. */
static void adds_parts_up(void **state)
{
    (void)state;
    struct time_parts parts = {0};
    int64_t seconds;
    int32_t offset;
    assert_true(time_parts_read(&parts, TIME_STYLE_PATTERN, 0, "%z", SLICE("-0130")));
    assert_true(time_parts_read(&parts, TIME_STYLE_PATTERN, 0, "%H:%M:%S", SLICE("14:03:07")));
    assert_false(time_parts_finish(&parts, &seconds, &offset));
    assert_true(time_parts_read(&parts, TIME_STYLE_PATTERN, 0, "%Y-%m-%d", SLICE("2026-03-12")));
    assert_true(time_parts_finish(&parts, &seconds, &offset));
    assert_int_equal(seconds, AT_GREENWICH + 5400);
    assert_int_equal(offset, -5400);
}

/* With what the lines before have left: the same minute, another zone, days that do not exist. */
static void remembers_the_minute(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_time;
        int64_t seconds;
    } cases[] = {
        {"0000-00-00T00:00:00Z", false, 0},
        {"2026-03-12T14:03:07Z", true, AT_GREENWICH},
        {"2026-03-12T14:03:08.125+01:00", true, AT_GREENWICH + 1 - 3600},
        {"2026-03-12T14:03:60Z", true, AT_GREENWICH + 53},
        {"2026-03-12T14:03:61Z", false, 0},
        {"2026-03-12T14:03:0xZ", false, 0},
        {"2026-03-12T14:04:07Z", true, AT_GREENWICH + 60},
        {"2026-02-30T14:04:07Z", false, 0},
        {"2026-02-30T14:04:08Z", false, 0},
        {"2026-03-12 14:04:07", true, AT_GREENWICH + 60},
    };
    struct time_memory memory = {.minute_sec = 0};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct time_parts parts = {.memory = &memory};
        int64_t seconds = 0;
        int32_t offset;
        bool is_time = time_parts_read(&parts, TIME_STYLE_ISO, 0, NULL,
                                       httally_slice_of_string(cases[i].text)) &&
                       time_parts_finish(&parts, &seconds, &offset);
        if (is_time != cases[i].is_time || (is_time && seconds != cases[i].seconds))
            fail_msg("%s: %d, %lld", cases[i].text, is_time, (long long)seconds);
    }
}

static void refuses_what_is_no_time(void **state)
{
    (void)state;
    static const struct time_case cases[] = {
        {TIME_STYLE_CLF, 0, NULL, "", 0, 0},
        {TIME_STYLE_CLF, 0, NULL, "-", 0, 0},
        {TIME_STYLE_CLF, 0, NULL, "31/Feb/2026:14:03:07 +0000", 0, 0},
        {TIME_STYLE_CLF, 0, NULL, "[12/Mar/2026:14:03:07 +0000", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07 o'clock", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07+1", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07+01:", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-02-29T14:03:07Z", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T24:03:07Z", 0, 0},
        {TIME_STYLE_ISO, 0, NULL, "2026-03-12T14:03:07.Z", 0, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "", 0, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "-1", 0, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "12x", 0, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "1773324187999", 0, 0},
        {TIME_STYLE_EPOCH, UNIT_SECONDS, NULL, "99999999999999999999999999", 0, 0},
        {TIME_STYLE_ANY, 0, NULL, "-", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%F %T", "2026-03-12 14:03", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%F %T", "2026-03-12 14:03:07 x", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%d/%b/%Y %T", "12/Mrz/2026 14:03:07", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%H:%M:%S", "14:03:07", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%Y %d %T", "2026 12 14:03:07", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%Y %j %T", "2026 366 14:03:07", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%F %I:%M %p", "2026-03-12 14:03 PM", 0, 0},
        {TIME_STYLE_PATTERN, 0, "%F %T%", "2026-03-12 14:03:07", 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct time_case *one = &cases[i];
        struct time_parts parts = {0};
        int64_t seconds;
        int32_t offset;
        if (time_parts_read(&parts, one->style, one->unit, one->pattern,
                            httally_slice_of_string(one->text)) &&
            time_parts_finish(&parts, &seconds, &offset))
            fail_msg("'%s' is taken for %lld%+d", one->text, (long long)seconds, offset);
    }
}

static void knows_its_patterns(void **state)
{
    (void)state;
    assert_true(time_pattern_is_known(""));
    assert_true(time_pattern_is_known("%d/%b/%Y:%H:%M:%S %z%%"));
    assert_false(time_pattern_is_known("%Q"));
    assert_false(time_pattern_is_known("%Ey"));
    assert_false(time_pattern_is_known("%F %"));
}

static void reads_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int exponent;
        size_t length;
        uint64_t value;
    } cases[] = {
        {"12", 0, 2, 12},
        {"+3", 0, 2, 3},
        {"0.004", 6, 5, 4000},
        {".5", 3, 2, 500},
        {"5.", 0, 2, 5},
        {"000000000000000000000.007", 6, 25, 7000},
        {"2.689e-06", 9, 9, 2689},
        {"1e3", 0, 3, 1000},
        {"1e", 0, 1, 1},
        {"1e+", 0, 1, 1},
        {"12ms", 3, 2, 12000},
        {"0.0000009", 6, 9, 0},
        {"1234567890123456789012", 0, 22, UINT64_MAX},
        {"99999999999999999", 6, 17, UINT64_MAX},
        {"1e999999999999", 0, 14, UINT64_MAX},
        {"1e-999999999999", 0, 15, 0},
        {"0e999", 6, 5, 0},
        {"", 0, 0, 0},
        {"-1", 0, 0, 0},
        {".", 0, 0, 0},
        {"+", 0, 0, 0},
        {"e5", 0, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        uint64_t value = 0;
        size_t length =
            decimal_read(httally_slice_of_string(cases[i].text), cases[i].exponent, &value);
        if (length != cases[i].length || value != cases[i].value)
            fail_msg("'%s': %zu bytes are %llu", cases[i].text, length, (unsigned long long)value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole_times),       cmocka_unit_test(reads_patterns),
        cmocka_unit_test(remembers_the_minute),    cmocka_unit_test(adds_parts_up),
        cmocka_unit_test(refuses_what_is_no_time), cmocka_unit_test(knows_its_patterns),
        cmocka_unit_test(reads_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
