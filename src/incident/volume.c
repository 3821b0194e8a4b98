/* SPDX-License-Identifier: MIT */
#include "incident/volume.h"

#include <math.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "base/number.h"
#include "incident/negative_binomial.h"
#include "incident/recurrence.h"

enum {
    SHORT_MINUTES = 5,
    RECENT_MINUTES = 180,
    LAG_MINUTES = 10,
    LATELY_MINUTES = 30,
    SLOT_DAYS = 14,
    SLOT_MINUTES = 15,
    LOOK_BACK_MAX = 30,
    SURGE_MINUTES_MAX = 6 * MINUTES_PER_HOUR,
    SILENCE_EXPECTED_MINUTES = MINUTES_PER_DAY,
    COLD_MINUTES = MINUTES_PER_HOUR,
    TOLERANCE_MINUTES = 3,
    CHANGES_MAX = 1 << 20,
};

static const double surge_ratio = 3;
/* Of each minute of it: five minutes with one wild one are no surge. */
static const double surge_ratio_of_minute = 2;
static const double surge_ratio_of_end = 1.5;
static const double surge_excess_min = 100;
/* Requests come in clusters, and their rate wanders. */
static const double request_clusters = 4;
static const double request_drift = 0.1;
static const double surge_evidence = 6;
static const double silence_expected = 20;

/* What was usual */

static double lines_between(const struct volume_scan *scan, size_t from, size_t until)
{
    return counts_between(scan->lines.error_sum, from, until);
}

/* Of a minute: the median of the last hours' five minutes, up to 'until'; those without lines tell
 * nothing: a surge is not what follows an outage. */
static double median_lately(const struct volume_scan *scan, size_t until)
{
    uint64_t values[RECENT_MINUTES / SHORT_MINUTES];
    size_t count = 0;
    for (size_t end = until;
         end >= SHORT_MINUTES && count < ARRAY_LENGTH(values) && until - end < MINUTES_PER_DAY;
         end -= SHORT_MINUTES) {
        if (timeline_is_seen(scan->timeline, end - 1))
            values[count++] = (uint64_t)lines_between(scan, end - SHORT_MINUTES, end);
    }
    return count ? (double)number_select(values, count, count / 2) / SHORT_MINUTES : 0;
}

static double mean_lately(const struct volume_scan *scan, size_t until)
{
    size_t from = until > LATELY_MINUTES ? until - LATELY_MINUTES : 0;
    return lines_between(scan, from, until) / fmax(1, (double)(until - from));
}

/* What is asked of the same local time of earlier days. */
enum slot_question {
    /* The middle of what the days had. */
    SLOT_MIDDLE,
    /* What most days had at least, and that before and after: nights begin at once. */
    SLOT_LEAST,
};

static double lines_about(const struct volume_scan *scan, size_t minute,
                          enum slot_question question)
{
    double before = lines_between(scan, minute - SLOT_MINUTES, minute);
    double after = lines_between(scan, minute, minute + SLOT_MINUTES);
    return question == SLOT_LEAST ? 2 * fmin(before, after) : before + after;
}

/* Of a minute; below 0 when no earlier day is known. */
static double usual_of_slot(const struct volume_scan *scan, size_t minute,
                            enum slot_question question)
{
    uint64_t values[SLOT_DAYS];
    size_t count = 0;
    for (size_t day = 1; day <= SLOT_DAYS; day++) {
        int64_t there = timeline_before(scan->timeline, minute, day * MINUTES_PER_DAY);
        if (there < SLOT_MINUTES)
            break;
        if (there + SLOT_MINUTES <= (int64_t)minute)
            values[count++] = (uint64_t)lines_about(scan, (size_t)there, question);
    }
    if (count == 0)
        return -1;
    size_t place = question == SLOT_LEAST ? count / 3 : count / 2;
    return (double)number_select(values, count, place) / (2 * SLOT_MINUTES);
}

static bool is_known(const struct volume_scan *scan, size_t minute)
{
    return counts_between(scan->timeline->seen_sum,
                          minute > MINUTES_PER_DAY ? minute - MINUTES_PER_DAY : 0,
                          minute) >= COLD_MINUTES;
}

static bool add_change(struct volume_scan *scan, const struct volume_change *change)
{
    void *changes = scan->changes;
    if (!memory_grow(&changes, scan->count, &scan->capacity, 16, CHANGES_MAX,
                     sizeof *scan->changes))
        return false;
    scan->changes = changes;
    scan->changes[scan->count++] = *change;
    return true;
}

/* Surges */

/* The higher of what it was lately and what it is at that time of the day. */
static double usual_before_surge(const struct volume_scan *scan, size_t minute)
{
    size_t until = minute + 1 - LAG_MINUTES;
    double usual = fmax(median_lately(scan, until), mean_lately(scan, until));
    return fmax(usual, usual_of_slot(scan, minute, SLOT_MIDDLE));
}

/* Would this minute be the fifth of a surge?  The mean of before is looked at first: it is cheap,
 * and the usual is no less. */
static bool is_surge(const struct volume_scan *scan, size_t minute, struct volume_change *change)
{
    if (minute < LAG_MINUTES + SHORT_MINUTES || !is_known(scan, minute))
        return false;
    size_t from = minute + 1 - SHORT_MINUTES;
    double lines = lines_between(scan, from, minute + 1);
    if (lines < surge_ratio * SHORT_MINUTES * mean_lately(scan, minute + 1 - LAG_MINUTES))
        return false;
    double usual = usual_before_surge(scan, minute);
    double expected = fmax(usual * SHORT_MINUTES, 1e-3);
    if (lines < surge_ratio * expected || lines - expected < surge_excess_min)
        return false;
    for (size_t at = from; at <= minute; at++) {
        if (lines_between(scan, at, at + 1) < surge_ratio_of_minute * usual)
            return false;
    }
    change->expected = usual;
    change->evidence = negative_binomial_evidence(
        lines, expected, request_clusters * expected + request_drift * expected * expected);
    return change->evidence >= surge_evidence;
}

static size_t start_of_surge(const struct volume_scan *scan, size_t minute, double usual)
{
    size_t start = minute;
    while (start > 0 && minute - start < LOOK_BACK_MAX &&
           lines_between(scan, start - 1, start) >= surge_ratio_of_minute * usual)
        start--;
    return start;
}

/* Follow a surge to its end: the minute behind its last one. */
static size_t end_of_surge(const struct volume_scan *scan, struct volume_change *change)
{
    size_t count = scan->timeline->minute_count;
    size_t last = change->fired, calm = 0;
    for (size_t at = change->fired; at < count && calm < SHORT_MINUTES; at++) {
        bool is_above = lines_between(scan, at, at + 1) >= surge_ratio_of_end * change->expected;
        if (at - change->fired > SURGE_MINUTES_MAX)
            break;
        last = is_above ? at : last;
        calm = is_above ? 0 : calm + 1;
    }
    change->is_open = calm < SHORT_MINUTES && last + SHORT_MINUTES >= count;
    return last + 1;
}

/* Silences */

/* Other days, was there a time without lines of half that length about then? */
static bool was_silent(const struct volume_scan *scan, int64_t from, int64_t until, size_t length)
{
    size_t run = 0;
    for (int64_t at = from < 0 ? 0 : from; at < until; at++) {
        run = timeline_is_seen(scan->timeline, (size_t)at) ? 0 : run + 1;
        if (run * 2 >= length)
            return true;
    }
    return false;
}

static struct rhythm_hits habit_of_silence(const struct volume_scan *scan, size_t start, size_t end)
{
    struct rhythm_hits found = {.period_sec = 86400};
    size_t length = end - start < MINUTES_PER_DAY / 2 ? end - start : MINUTES_PER_DAY / 2;
    for (size_t day = 1; day <= SLOT_DAYS; day++) {
        int64_t there = timeline_before(scan->timeline, start, day * MINUTES_PER_DAY);
        if (there < TOLERANCE_MINUTES)
            break;
        found.of++;
        found.seen += was_silent(scan, there - TOLERANCE_MINUTES,
                                 there + (int64_t)length + TOLERANCE_MINUTES, length);
    }
    return found;
}

/* The lower of what it was before and what it is at that time of most days. */
static void judge_silence(const struct volume_scan *scan, struct volume_change *change)
{
    double lately = fmin(median_lately(scan, change->start), mean_lately(scan, change->start));
    size_t end = change->end;
    if (end - change->start > SILENCE_EXPECTED_MINUTES)
        end = change->start + SILENCE_EXPECTED_MINUTES;
    for (size_t at = change->start; at < end; at++) {
        double slot = usual_of_slot(scan, at, SLOT_LEAST);
        bool was_below = change->expected < silence_expected;
        change->expected += slot < 0 ? lately : fmin(lately, slot);
        if (was_below && change->expected >= silence_expected)
            change->fired = at;
    }
    change->evidence = change->expected / request_clusters / log(10);
}

/* The minute behind a time without lines that begins with 'minute'. */
static size_t end_of_silence(const struct volume_scan *scan, size_t minute)
{
    while (minute < scan->timeline->minute_count && !timeline_is_seen(scan->timeline, minute))
        minute++;
    return minute;
}

/* False when memory is out. */
static bool keep_surge(struct volume_scan *scan, size_t minute, struct volume_change *change)
{
    change->fired = minute;
    change->start = start_of_surge(scan, minute, change->expected);
    change->end = end_of_surge(scan, change);
    change->expected *= (double)(change->end - change->start);
    change->habit = recurrence_of(scan->timeline, &scan->lines, minute, SHORT_MINUTES);
    return add_change(scan, change);
}

static bool keep_silence(struct volume_scan *scan, size_t minute, size_t end)
{
    struct volume_change change = {.is_silence = true, .start = minute, .end = end};
    if (mean_lately(scan, minute) * (double)(end - minute) < silence_expected)
        return true;
    judge_silence(scan, &change);
    if (change.expected < silence_expected)
        return true;
    change.habit = habit_of_silence(scan, minute, end);
    if (!recurrence_is_often(&change.habit))
        change.habit = (struct rhythm_hits){0};
    return add_change(scan, &change);
}

bool volume_run(struct volume_scan *scan)
{
    size_t minute = 0;
    while (minute < scan->timeline->minute_count) {
        struct volume_change change = {0};
        size_t end = end_of_silence(scan, minute);
        if (end > minute) {
            /* Where the log ends nothing was silent. */
            if (end < scan->timeline->minute_count && is_known(scan, minute) &&
                !keep_silence(scan, minute, end))
                return false;
            minute = end;
        } else if (is_surge(scan, minute, &change)) {
            if (!keep_surge(scan, minute, &change))
                return false;
            minute = scan->changes[scan->count - 1].end;
        } else {
            minute++;
        }
    }
    return true;
}
