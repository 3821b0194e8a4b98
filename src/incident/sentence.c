/* SPDX-License-Identifier: MIT */
#include "incident/sentence.h"

#include <stdio.h>

#include "base/civil_time.h"
#include "base/escape.h"
#include "base/number.h"
#include "base/number_text.h"

enum { VALUE_COLUMNS = 80, CODES_NAMED = 3 };

/* Codes are listed until so many errors are told; below that a code is no news. */
static const double told_enough = 0.9, worth_telling = 0.05;

static void append_count(struct buffer *out, double count)
{
    char text[NUMBER_TEXT_SIZE];
    number_text_count(count > 0 ? (uint64_t)(count + 0.5) : 0, text);
    buffer_append_string(out, text);
}

/* "1 more failure", "4,211 more failures". */
static void append_counted(struct buffer *out, double count, const char *one, const char *many)
{
    append_count(out, count);
    buffer_append_format(out, " %s", count >= 0.5 && count < 1.5 ? one : many);
}

/* "18 %", "4 %", "0.03 %": two digits; rounding makes neither nothing nor all of a part. */
static void append_percent(struct buffer *out, double share)
{
    double percent = share * 100;
    if (share > 0 && percent < 0.01)
        buffer_append_string(out, "under 0.01 %");
    else if (share < 1 && percent >= 99.5)
        buffer_append_string(out, "over 99 %");
    else if (percent >= 9.95 || percent <= 0)
        buffer_append_format(out, "%.0f %%", percent);
    else
        buffer_append_format(out, "%.2g %%", percent);
}

/* "all", "93 %". */
static void append_part(struct buffer *out, double share)
{
    if (share >= 1)
        buffer_append_string(out, "all");
    else
        append_percent(out, share);
}

static void append_value(struct buffer *out, struct httally_slice value)
{
    if (value.length)
        escape_append_cell(out, value, VALUE_COLUMNS);
    else
        buffer_append_string(out, "(empty)");
}

/* Time */

static void append_time(struct buffer *out, int64_t time, int32_t utc_offset_sec, bool has_date)
{
    char iso[CIVIL_ISO_SIZE];
    civil_format_iso(time, utc_offset_sec, iso);
    iso[10] = ' ';
    buffer_append(out, has_date ? iso : iso + 11, has_date ? 16 : 5);
}

static bool is_same_day(const struct httally_incident *incident)
{
    int64_t offset = incident->utc_offset_sec, day = 86400;
    return number_floor_to(incident->start_sec + offset, day) ==
           number_floor_to(incident->end_sec + offset, day);
}

static void append_period(struct buffer *out, const struct httally_incident *incident)
{
    append_time(out, incident->start_sec, incident->utc_offset_sec, true);
    buffer_append_string(out, is_same_day(incident) ? "-" : " to ");
    append_time(out, incident->end_sec, incident->utc_offset_sec, !is_same_day(incident));
    if (incident->is_open)
        buffer_append_string(out, ", still going on when the log ends");
    buffer_append_string(out, ": ");
}

static double minutes_of(const struct httally_incident *incident)
{
    return (double)(incident->end_sec - incident->start_sec) / 60;
}

/* Extent */

static void append_subject(struct buffer *out, const struct httally_incident *incident,
                           bool has_own_errors)
{
    const char *errors = has_own_errors ? "errors" : "5xx";
    switch (incident->kind) {
    case HTTALLY_INCIDENT_CODE:
        buffer_append_string(out, "status ");
        append_value(out, incident->name);
        break;
    case HTTALLY_INCIDENT_PATH:
        buffer_append_format(out, "%s on ", errors);
        append_value(out, incident->name);
        break;
    case HTTALLY_INCIDENT_UPSTREAM:
        buffer_append_format(out, "%s behind upstream ", errors);
        append_value(out, incident->name);
        break;
    case HTTALLY_INCIDENT_CLIENT_CLOSED:
        buffer_append_string(out, "requests given up by clients (499)");
        break;
    case HTTALLY_INCIDENT_THROTTLED:
        buffer_append_string(out, "requests refused for being too many (429)");
        break;
    case HTTALLY_INCIDENT_TLS:
        buffer_append_string(out, "failures of TLS");
        break;
    default:
        buffer_append_string(out, errors);
    }
}

static bool is_of_failures(enum httally_incident_kind kind)
{
    return kind != HTTALLY_INCIDENT_CLIENT_CLOSED && kind != HTTALLY_INCIDENT_THROTTLED;
}

static void append_rise(struct buffer *out, const struct httally_incident *incident,
                        bool has_own_errors)
{
    double more = (double)incident->errors - incident->expected_errors;
    bool is_failure = is_of_failures(incident->kind);
    append_subject(out, incident, has_own_errors);
    buffer_append_string(out, " rose from ");
    append_percent(out, incident->baseline_rate);
    buffer_append_string(out, " to ");
    append_percent(out, incident->error_rate);
    buffer_append_string(out, ": ");
    append_counted(out, more, is_failure ? "more failure" : "more",
                   is_failure ? "more failures" : "more");
    buffer_append_string(out, " than usual");
}

static void append_surge(struct buffer *out, const struct httally_incident *incident)
{
    double minutes = minutes_of(incident), requests = (double)incident->requests;
    buffer_append_string(out, "requests rose from ");
    append_count(out, incident->expected_errors / minutes);
    buffer_append_string(out, " to ");
    append_count(out, requests / minutes);
    buffer_append_string(out, " a minute: ");
    append_count(out, requests - incident->expected_errors);
    buffer_append_string(out, " more than usual");
}

static void append_silence(struct buffer *out, const struct httally_incident *incident)
{
    buffer_append_string(out, "no requests for ");
    append_counted(out, minutes_of(incident), "minute", "minutes");
    buffer_append_string(out, " where about ");
    append_count(out, incident->expected_errors);
    buffer_append_string(out, incident->expected_errors < 1.5 ? " was" : " were");
    buffer_append_string(out, " to be expected");
}

/* Codes */

/* "97 % are 502", "all are 502", "61 % are 502, 37 % 504". */
static void append_codes(struct buffer *out, const struct httally_incident *incident)
{
    double told = 0, errors = (double)incident->errors;
    if (incident->kind == HTTALLY_INCIDENT_CODE || !is_of_failures(incident->kind))
        return;
    for (size_t i = 0; i < incident->code_count && i < CODES_NAMED && told < told_enough; i++) {
        double share = errors > 0 ? (double)incident->codes[i].errors / errors : 0;
        char token[4];
        if (share < worth_telling)
            return;
        httally_status_token(incident->codes[i].status, token);
        buffer_append_string(out, i ? ", " : "; ");
        append_part(out, share);
        buffer_append_format(out, i ? " %s" : " are %s", token);
        told += share;
    }
}

/* Causes */

/* What stands before and behind the value, of a first cause and of one within it; '%' is where the
 * share goes. */
struct phrase {
    const char *first;
    const char *first_end;
    const char *second;
    const char *second_end;
};

static const struct phrase phrases[HTTALLY_CAUSE_DIMENSION_COUNT] = {
    [HTTALLY_CAUSE_PATH] = {"% hit ", "", "% on ", ""},
    [HTTALLY_CAUSE_PATH_PREFIX] = {"% hit paths below ", "", "% on paths below ", ""},
    [HTTALLY_CAUSE_UPSTREAM] = {"% came from upstream ", "", "% behind upstream ", ""},
    [HTTALLY_CAUSE_CLIENT] = {"one client, ", ", made % of them", "% by one client, ", ""},
    [HTTALLY_CAUSE_NETWORK] = {"one network, ", ", made % of them", "% from one network, ", ""},
    [HTTALLY_CAUSE_AGENT] = {"% were made by ", "", "% by ", ""},
    [HTTALLY_CAUSE_HOST] = {"% were on host ", "", "% on host ", ""},
    [HTTALLY_CAUSE_METHOD] = {"% were ", " requests", "% by ", " requests"},
    [HTTALLY_CAUSE_CODE] = {"% are ", "", "% with ", ""},
};

static void append_pattern(struct buffer *out, const char *pattern, double share)
{
    for (; *pattern; pattern++) {
        if (*pattern == '%')
            append_part(out, share);
        else
            buffer_append_char(out, *pattern);
    }
}

static void append_cause(struct buffer *out, const struct httally_cause *cause, bool is_second)
{
    const struct phrase *phrase = &phrases[cause->dimension];
    append_pattern(out, is_second ? phrase->second : phrase->first, cause->share);
    append_value(out, cause->value);
    append_pattern(out, is_second ? phrase->second_end : phrase->first_end, cause->share);
}

static void append_usual_share(struct buffer *out, const struct httally_cause *cause,
                               const char *of_what)
{
    if (cause->usual_error_share < 0)
        return;
    buffer_append_string(out, " (usually ");
    if (cause->usual_error_share > 0) {
        append_part(out, cause->usual_error_share);
        buffer_append_format(out, " of %s)", of_what);
    } else {
        buffer_append_string(out, "none)");
    }
}

/* "spread over all paths, clients and upstreams": of those that the log has. */
static void append_spread(struct buffer *out, const struct cause_finding *finding)
{
    static const struct {
        enum httally_cause_dimension dimension;
        const char *name;
    } names[] = {
        {HTTALLY_CAUSE_PATH, "paths"},
        {HTTALLY_CAUSE_CLIENT, "clients"},
        {HTTALLY_CAUSE_UPSTREAM, "upstreams"},
    };
    const char *known[ARRAY_LENGTH(names)];
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (finding->has_dimension[names[i].dimension])
            known[count++] = names[i].name;
    }
    for (size_t i = 0; i < count; i++) {
        buffer_append_string(out, i == 0 ? "; spread over all " : i + 1 < count ? ", " : " and ");
        buffer_append_string(out, known[i]);
    }
}

static void append_causes(struct buffer *out, const struct httally_incident *incident,
                          const struct cause_finding *finding)
{
    if (!finding->has_errors)
        return;
    if (!finding->is_concentrated) {
        append_spread(out, finding);
        return;
    }
    const char *of_what = incident->kind == HTTALLY_INCIDENT_SURGE ? "requests" : "errors";
    /* "5xx on /a rose ...; all hit /a" says it twice. */
    if (!finding->is_of_stream) {
        buffer_append_string(out, "; ");
        append_cause(out, &finding->causes[0], false);
        append_usual_share(out, &finding->causes[0],
                           is_of_failures(incident->kind) ? of_what : "them");
    }
    if (finding->has_second) {
        buffer_append_string(out, finding->is_of_stream ? "; " : ", ");
        append_cause(out, &finding->second, !finding->is_of_stream);
    }
}

void sentence_append(struct buffer *out, const struct httally_incident *incident,
                     const struct cause_finding *finding, bool has_own_errors)
{
    append_period(out, incident);
    if (incident->kind == HTTALLY_INCIDENT_SURGE) {
        append_surge(out, incident);
    } else if (incident->kind == HTTALLY_INCIDENT_SILENCE) {
        append_silence(out, incident);
    } else {
        append_rise(out, incident, has_own_errors);
        append_codes(out, incident);
    }
    append_causes(out, incident, finding);
    buffer_append_char(out, '.');
    if (incident->severity == HTTALLY_INCIDENT_PAGE)
        buffer_append_string(out,
                             " Serious: many clients, and more than 14 times the failures that "
                             "99.9 % of success allows.");
}

void sentence_append_habit(struct buffer *out, const struct httally_habit *habit,
                           int32_t utc_offset_sec)
{
    bool is_daily = habit->period_sec != 3600;
    char iso[CIVIL_ISO_SIZE];
    civil_format_iso(habit->last_sec, utc_offset_sec, iso);
    buffer_append_format(
        out, "happens every %s about %.*s (%u of %u %s)", is_daily ? "day" : "hour",
        is_daily ? 5 : 3, is_daily ? iso + 11 : iso + 13, habit->seen, habit->of,
        habit->of == 1 ? (is_daily ? "day" : "hour") : (is_daily ? "days" : "hours"));
}
