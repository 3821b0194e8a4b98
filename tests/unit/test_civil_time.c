/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/civil_time.h"

static void knows_dates_that_others_worked_out(void **state)
{
    (void)state;
    assert_int_equal(civil_days(1970, 1, 1), 0);
    assert_int_equal(civil_days(2000, 2, 29), 11016);
    assert_int_equal(civil_days(1600, 3, 1), -135080);
    struct civil_time moon = {1969, 7, 20, 20, 17, 40};
    assert_int_equal(civil_to_seconds(&moon), -14182940);
    struct civil_time epoch_billion = civil_of_seconds(1000000000);
    assert_int_equal(epoch_billion.year, 2001);
    assert_int_equal(epoch_billion.month, 9);
    assert_int_equal(epoch_billion.day, 9);
    assert_int_equal(epoch_billion.minute, 46);
}

static void comes_back_from_every_day_of_ten_thousand_years(void **state)
{
    (void)state;
    int64_t day = civil_days(0, 1, 1);
    for (int year = 0; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int date = 1; date <= civil_days_in_month(year, month); date++, day++) {
                assert_int_equal(civil_days(year, month, date), day);
                struct civil_time civil = civil_of_seconds(day * 86400 + 86399);
                assert_true(civil.year == year && civil.month == month && civil.day == date);
                assert_int_equal(civil.hour * 10000 + civil.minute * 100 + civil.second, 235959);
            }
        }
    }
}

static void refuses_dates_that_do_not_exist(void **state)
{
    (void)state;
    static const struct civil_time wrong[] = {
        {2023, 2, 29, 0, 0, 0}, {1900, 2, 29, 0, 0, 0}, {2024, 4, 31, 0, 0, 0},
        {2024, 0, 1, 0, 0, 0},  {2024, 13, 1, 0, 0, 0}, {2024, 1, 0, 0, 0, 0},
        {2024, 1, 1, 24, 0, 0}, {2024, 1, 1, 0, 60, 0}, {2024, 1, 1, 0, 0, 61},
        {10000, 1, 1, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(civil_is_valid(&wrong[i]));
    assert_true(civil_is_valid(&(struct civil_time){2000, 2, 29, 23, 59, 60}));
}

static void knows_weekdays_and_months(void **state)
{
    (void)state;
    assert_int_equal(civil_weekday(civil_days(2026, 11, 23)), 0);
    assert_int_equal(civil_weekday(civil_days(1969, 12, 31)), 2);
    assert_int_equal(civil_month_of_name("Oct"), 10);
    assert_int_equal(civil_month_of_name("DEC"), 12);
    assert_int_equal(civil_month_of_name("Okt"), 0);
}

static void formats_with_the_offset_of_the_log(void **state)
{
    (void)state;
    char text[CIVIL_ISO_SIZE];
    civil_format_iso(0, 0, text);
    assert_string_equal(text, "1970-01-01T00:00:00+00:00");
    civil_format_iso(971186136, -7 * 3600, text);
    assert_string_equal(text, "2000-10-10T06:55:36-07:00");
    civil_format_iso(971186136, 5 * 3600 + 1800, text);
    assert_string_equal(text, "2000-10-10T19:25:36+05:30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_dates_that_others_worked_out),
        cmocka_unit_test(comes_back_from_every_day_of_ten_thousand_years),
        cmocka_unit_test(refuses_dates_that_do_not_exist),
        cmocka_unit_test(knows_weekdays_and_months),
        cmocka_unit_test(formats_with_the_offset_of_the_log),
    };
    return cmocka_run_group_tests_name("civil_time", tests, NULL, NULL);
}
