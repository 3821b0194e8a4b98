/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "random.h"
#include "tally/series.h"

enum { ROOMY_BYTES = 64 << 20, EVENTS_MAX = 20000 };

static const int64_t some_time = 1700000000;

/* Requests of a status at a time, or in the interval that begins then. */
struct event {
    int64_t time;
    httally_status status;
    uint64_t requests;
};

static int compare_events(const void *a, const void *b)
{
    const struct event *left = a, *right = b;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    return (left->status > right->status) - (left->status < right->status);
}

/* Sort and add up equal ones; returns how many are left. */
static size_t combine(struct event *events, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(events, count, sizeof *events, compare_events);
    for (size_t i = 0; i < count; i++) {
        if (kept && compare_events(&events[kept - 1], &events[i]) == 0)
            events[kept - 1].requests += events[i].requests;
        else
            events[kept++] = events[i];
    }
    return kept;
}

static void list_series(const struct series *series, struct event *events, size_t *count_out)
{
    size_t count = 0;
    for (size_t i = 0; i < series->span_count; i++) {
        for (int status = 0; status < HTTALLY_STATUS_COUNT; status++) {
            const uint64_t *row = series_row(series, series->spans[i], (httally_status)status);
            for (int at = 0; row && at < SERIES_INTERVALS_PER_SPAN; at++) {
                if (!row[at])
                    continue;
                assert_true(count < EVENTS_MAX);
                events[count++] =
                    (struct event){series->spans[i]->start + at * series->interval_sec,
                                   (httally_status)status, row[at]};
            }
        }
    }
    *count_out = combine(events, count);
}

static int64_t floor_time(int64_t time, int64_t step)
{
    int64_t quotient = time / step;
    return (time % step < 0 ? quotient - 1 : quotient) * step;
}

/* The series holds exactly these events, whatever its interval is. */
static void assert_holds(const struct series *series, const struct event *events, size_t count)
{
    static struct event actual[EVENTS_MAX], expected[EVENTS_MAX];
    size_t actual_count, expected_count;
    list_series(series, actual, &actual_count);
    for (size_t i = 0; i < count; i++) {
        expected[i] = events[i];
        expected[i].time = floor_time(events[i].time, series->interval_sec);
    }
    expected_count = combine(expected, count);
    assert_true(series->outside == 0);
    assert_int_equal(actual_count, expected_count);
    for (size_t i = 0; i < actual_count; i++) {
        assert_true(actual[i].time == expected[i].time);
        assert_int_equal(actual[i].status, expected[i].status);
        assert_true(actual[i].requests == expected[i].requests);
    }
}

static void add_events(struct series *series, const struct event *events, size_t count)
{
    for (size_t i = 0; i < count; i++)
        series_add(series, events[i].time, events[i].status, events[i].requests);
}

static uint64_t sum_of(const struct series *series)
{
    uint64_t sum = series->outside;
    for (size_t i = 0; i < series->span_count; i++) {
        for (size_t row = 0; row < series->spans[i]->row_count; row++) {
            for (int at = 0; series->spans[i]->rows[row] && at < SERIES_INTERVALS_PER_SPAN; at++)
                sum += series->spans[i]->rows[row][at];
        }
    }
    return sum;
}

/* Times within 'seconds' of some time. */
static void draw_events(struct random *random, struct event *events, size_t count, int64_t seconds,
                        uint64_t status_count)
{
    for (size_t i = 0; i < count; i++)
        events[i] = (struct event){
            some_time + (int64_t)random_between(random, 0, (uint64_t)seconds - 1),
            (httally_status)(random_between(random, 1, status_count) * 17 % HTTALLY_STATUS_COUNT),
            random_between(random, 1, 3),
        };
}

static void counts_by_status_and_minute(void **state)
{
    (void)state;
    static const struct event events[] = {
        {some_time, 200, 1},
        {some_time + 1, 200, 2},
        {some_time + 60, 200, 4},
        {some_time, 404, 8},
        {some_time - 86400, 0, 16},
        {some_time, HTTALLY_STATUS_DASH, 3},
        {some_time + 3600, 999, 1},
        {-1, 500, 1},
        {0, 500, 1},
        {59, 500, 1},
        {60, 500, 1},
        {-3600, 500, 1},
    };
    struct series series;
    series_init(&series, ROOMY_BYTES);
    add_events(&series, events, ARRAY_LENGTH(events));
    assert_true(series.interval_sec == 60);
    assert_holds(&series, events, ARRAY_LENGTH(events));
    series_finish(&series);
}

static void a_row_is_there_for_what_occurred_only(void **state)
{
    (void)state;
    struct series series;
    series_init(&series, ROOMY_BYTES);
    series_add(&series, some_time, 200, 1);
    series_add(&series, some_time + 7200, 404, 1);
    const struct series_span *spans[2];
    assert_int_equal(series.span_count, 2);
    series_sorted_spans(&series, spans);
    assert_non_null(series_row(&series, spans[0], 200));
    assert_null(series_row(&series, spans[0], 404));
    assert_null(series_row(&series, spans[0], 500));
    assert_null(series_row(&series, spans[1], 200));
    assert_non_null(series_row(&series, spans[1], 404));
    series_finish(&series);
}

static void spans_are_sorted_by_time(void **state)
{
    (void)state;
    struct series series;
    series_init(&series, ROOMY_BYTES);
    for (int64_t i = 0; i < 1000; i++)
        series_add(&series, i * 7919 % 1000 * 3600 - 500 * 3600, 200, 1);
    const struct series_span *spans[1000];
    assert_int_equal(series.span_count, 1000);
    series_sorted_spans(&series, spans);
    for (size_t i = 1; i < 1000; i++)
        assert_true(spans[i]->start == spans[i - 1]->start + 3600);
    series_finish(&series);
}

static void coarsening_loses_nothing(void **state)
{
    (void)state;
    static const int64_t stretches_sec[] = {3600, 86400, 30 * 86400, 400 * 86400, 4000 * 86400};
    static const size_t limits[] = {4000, 20000, 100000, 500000};
    static struct event events[5000];
    struct random random = {5};
    bool has_coarsened = false;
    for (size_t i = 0; i < ARRAY_LENGTH(stretches_sec); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(limits); k++) {
            struct series series;
            series_init(&series, limits[k]);
            draw_events(&random, events, ARRAY_LENGTH(events), stretches_sec[i], 3);
            add_events(&series, events, ARRAY_LENGTH(events));
            if (series.outside == 0)
                assert_holds(&series, events, ARRAY_LENGTH(events));
            assert_true(series.outside == 0 || series.interval_sec == 86400);
            has_coarsened |= series.interval_sec > 60;
            series_finish(&series);
        }
    }
    assert_true(has_coarsened);
}

static size_t bytes_of(const struct series *series)
{
    size_t bytes =
        series->span_capacity * sizeof *series->spans + series->slot_count * sizeof *series->slots;
    for (size_t i = 0; i < series->span_count; i++) {
        const struct series_span *span = series->spans[i];
        bytes += sizeof *span + span->row_count * sizeof *span->rows;
        for (size_t row = 0; row < span->row_count; row++)
            bytes += span->rows[row] ? SERIES_INTERVALS_PER_SPAN * sizeof **span->rows : 0;
    }
    return bytes;
}

/* Every status once makes the rows of later spans as long as they get. */
static void memory_stays_within_the_limit(void **state)
{
    (void)state;
    enum { LIMIT_BYTES = 1 << 20 };
    struct series series;
    series_init(&series, LIMIT_BYTES);
    for (int64_t i = 0; i < 100000; i++) {
        httally_status status = (httally_status)(i < 1000 ? i : 999);
        series_add(&series, some_time + (i < 1000 ? 0 : i * 3600), status, 1);
        if (i % 64 == 0)
            assert_true(bytes_of(&series) <= LIMIT_BYTES);
    }
    assert_true(bytes_of(&series) > LIMIT_BYTES / 3);
    assert_true(sum_of(&series) == 100000);
    series_finish(&series);
}

static void what_fits_nowhere_is_counted_outside(void **state)
{
    (void)state;
    struct series series;
    series_init(&series, 3000);
    uint64_t sum = 0;
    for (int64_t i = 0; i < 1003; i++) {
        series_add(&series, some_time + i * 61 * 86400, (httally_status)i, 2);
        sum += 2;
        assert_true(sum_of(&series) == sum);
    }
    assert_true(series.outside > 0);
    struct series empty;
    series_init(&empty, 0);
    series_merge(&empty, &series);
    assert_true(empty.outside == sum);
    series_finish(&empty);
    series_finish(&series);
}

static void takes_absurd_times(void **state)
{
    (void)state;
    static const int64_t far = INT64_C(1) << 62;
    static const struct event events[] = {
        {-far, 200, 1}, {-far + 1, 200, 1},     {far, 200, 1},          {far - 1, 404, 1},
        {0, 200, 1},    {-62135596800, 200, 1}, {253402300799, 200, 1},
    };
    static const size_t limits[] = {ROOMY_BYTES, 3000};
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        struct series series;
        series_init(&series, limits[i]);
        add_events(&series, events, ARRAY_LENGTH(events));
        assert_true(sum_of(&series) == ARRAY_LENGTH(events));
        if (series.outside == 0)
            assert_holds(&series, events, ARRAY_LENGTH(events));
        series_finish(&series);
    }
}

static void counters_stop_at_the_largest_number(void **state)
{
    (void)state;
    struct series series;
    series_init(&series, ROOMY_BYTES);
    series_add(&series, some_time, 200, UINT64_MAX - 1);
    series_add(&series, some_time, 200, 5);
    assert_true(sum_of(&series) == UINT64_MAX);
    series_finish(&series);
}

static void merging_takes_the_coarser_interval(void **state)
{
    (void)state;
    static struct event events[3000];
    struct random random = {6};
    draw_events(&random, events, ARRAY_LENGTH(events), 20 * 86400, 2);
    for (int round = 0; round < 2; round++) {
        struct series fine, coarse;
        series_init(&fine, ROOMY_BYTES);
        series_init(&coarse, 30000);
        add_events(&fine, events, 1000);
        add_events(&coarse, events + 1000, 2000);
        assert_true(fine.interval_sec == 60 && coarse.interval_sec > 60);
        struct series *into = round ? &fine : &coarse;
        int64_t interval_sec = coarse.interval_sec;
        series_merge(into, round ? &coarse : &fine);
        assert_true(into->interval_sec >= interval_sec);
        assert_holds(into, events, ARRAY_LENGTH(events));
        series_finish(&fine);
        series_finish(&coarse);
    }
}

static void shuffle(struct random *random, struct event *events, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t other = (size_t)random_between(random, 0, i);
        struct event kept = events[i];
        events[i] = events[other];
        events[other] = kept;
    }
}

/* Tally the events in parts and merge those; returns the interval. */
static int64_t split_interval(struct random *random, const struct event *events, size_t count,
                              size_t limit_bytes)
{
    enum { PARTS = 4 };
    struct series parts[PARTS];
    for (size_t i = 0; i < PARTS; i++)
        series_init(&parts[i], limit_bytes);
    for (size_t i = 0; i < count; i++)
        add_events(&parts[random_between(random, 0, PARTS - 1)], &events[i], 1);
    size_t into = (size_t)random_between(random, 0, PARTS - 1);
    for (size_t i = 1; i < PARTS; i++)
        series_merge(&parts[into], &parts[(into + i) % PARTS]);
    assert_holds(&parts[into], events, count);
    int64_t interval_sec = parts[into].interval_sec;
    for (size_t i = 0; i < PARTS; i++)
        series_finish(&parts[i]);
    return interval_sec;
}

/* One status in most hours, and a hundred that occur once: which comes first makes a difference to
 * the memory that a series takes, but not to its interval. */
static void the_interval_depends_on_what_was_counted_only(void **state)
{
    (void)state;
    static struct event events[600];
    struct random random = {7};
    for (size_t limit_bytes = 70000; limit_bytes < 1500000; limit_bytes += 9973) {
        for (size_t i = 0; i < ARRAY_LENGTH(events); i++)
            events[i] = (struct event){some_time + (int64_t)i * 3600,
                                       i < 100 ? (httally_status)(300 + i) : 200, 1};
        struct series series;
        series_init(&series, limit_bytes);
        add_events(&series, events, ARRAY_LENGTH(events));
        assert_holds(&series, events, ARRAY_LENGTH(events));
        shuffle(&random, events, ARRAY_LENGTH(events));
        assert_true(split_interval(&random, events, ARRAY_LENGTH(events), limit_bytes) ==
                    series.interval_sec);
        series_finish(&series);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_by_status_and_minute),
        cmocka_unit_test(a_row_is_there_for_what_occurred_only),
        cmocka_unit_test(spans_are_sorted_by_time),
        cmocka_unit_test(coarsening_loses_nothing),
        cmocka_unit_test(memory_stays_within_the_limit),
        cmocka_unit_test(what_fits_nowhere_is_counted_outside),
        cmocka_unit_test(takes_absurd_times),
        cmocka_unit_test(counters_stop_at_the_largest_number),
        cmocka_unit_test(merging_takes_the_coarser_interval),
        cmocka_unit_test(the_interval_depends_on_what_was_counted_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
