/* SPDX-License-Identifier: MIT */
#include "format/detect.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "base/word.h"
#include "format/named.h"
#include "format/w3c_columns.h"

/* Formats that read nearly as many lines as the best one may be preferred to it, in hundredths. */
enum { NEARLY_PERCENT = 90 };

/* Of a sample with a smaller share of readable lines, in hundredths, nothing is said, unless it has
 * too few lines to be judged. */
enum { CERTAIN_PERCENT = 10, JUDGED_LINES = 10 };

/* Lines of formats of lower rank may be another server's, too: they do not tell whose codes they
 * are, unless the user says so. */
enum { VENDOR_RANK = 30 };

/* Formats of lower rank read what others read, too: they are no alternative worth a word. */
enum { RUNNER_UP_RANK = 2 };

/* Of the lines that the best format does not read, another one is believed to be right only when
 * it reads a fair share of the sample, in hundredths: a lone line may be broken so that it looks
 * like one of another format. */
enum { SIBLING_PERCENT = 3, SIBLING_LINES = 2 };

struct candidate {
    struct httally_format *format;
    int rank;
    const struct habit *habit;
};

struct detector {
    struct candidate *candidates;
    size_t count;
    /* Index of the combined family. */
    size_t combined;
};

static bool is_host_byte(char byte)
{
    char lower = (char)(byte | 0x20);
    return (lower >= 'a' && lower <= 'z') || word_is_digit(byte) || byte == '-' || byte == '_' ||
           byte == '.' || byte == ':';
}

/* A name with a dot and a letter; of `client host user` only, since a virtual host in front of the
 * client has moved the user behind another word. */
static bool has_host_behind_client(const struct httally_record *record)
{
    struct httally_slice host = record->host;
    size_t dots = 0, letters = 0;
    for (size_t i = 0; i < host.length; i++) {
        if (!is_host_byte(host.data[i]))
            return false;
        dots += host.data[i] == '.';
        letters += (host.data[i] | 0x20) > 'f' && (host.data[i] | 0x20) <= 'z';
    }
    return dots > 0 && letters > 0 && record->user.length > 0 &&
           !memchr(record->user.data, ' ', record->user.length);
}

/* `-` or addresses with commas between, as far as their bytes tell.  One that says "unknown" is
 * among them now and then. */
static bool has_addresses(const struct httally_record *record)
{
    struct httally_slice list = record->details.forwarded_for;
    size_t points = 0;
    if (httally_slice_equals_string(list, "-"))
        return true;
    for (size_t i = 0; i < list.length; i++) {
        char byte = list.data[i], lower = (char)(byte | 0x20);
        if (!word_is_digit(byte) && (lower < 'a' || lower > 'f') && !strchr(".:,[]% ", byte))
            return httally_slice_equals_string(list, "unknown");
        points += byte == '.' || byte == ':';
    }
    return points >= 2;
}

/* Rows that read what others read too, and differ by what the log, or a line of it, says. */
struct habit {
    const char *name;
    /* What some line must hold; NULL for nothing. */
    const char *mark;
    /* It is as good as the mark that no line has #Fields and some begins with a date and this. */
    char separator;
    /* Of each line; NULL for all that it reads. */
    bool (*is_likely)(const struct httally_record *record);
    /* Another row stands for it. */
    bool is_left_out;
};

static const struct habit habits[] = {
    {.name = "common", .is_left_out = true},
    {.name = "vcombined", .is_left_out = true},
    {.name = "vcommon", .is_left_out = true},
    {.name = "nginx", .is_left_out = true},
    {.name = "apache", .is_left_out = true},
    {.name = "iis", .mark = "sc-win32-status", .separator = ' '},
    {.name = "cloudfront", .mark = "x-edge-location", .separator = '\t'},
    {.name = "squid-combined", .mark = " TCP_"},
    {.name = "lighttpd", .is_likely = has_host_behind_client},
    {.name = "nginx-main", .is_likely = has_addresses},
};

static const struct habit *find_habit(const char *name)
{
    static const struct habit none = {.name = ""};
    for (size_t i = 0; i < ARRAY_LENGTH(habits); i++) {
        if (strcmp(habits[i].name, name) == 0)
            return &habits[i];
    }
    return &none;
}

static enum httally_result add_candidate(struct detector *detector,
                                         const struct named_format *named,
                                         struct httally_error *error)
{
    const struct habit *habit = find_habit(named->shown.name);
    if (habit->is_left_out)
        return HTTALLY_OK;
    struct candidate *candidate = &detector->candidates[detector->count];
    enum httally_result result = named_format_create(named, &candidate->format, error);
    if (result != HTTALLY_OK)
        return result;
    candidate->rank = named->rank;
    if (named->rank < VENDOR_RANK)
        candidate->format->vendors = NULL;
    candidate->habit = habit;
    if (strcmp(named->shown.name, "combined") == 0)
        detector->combined = detector->count;
    detector->count++;
    return HTTALLY_OK;
}

enum httally_result detector_create(struct detector **detector_out, struct httally_error *error)
{
    const struct named_format *named;
    size_t count = named_formats(&named);
    struct detector *detector = memory_allocate(1, sizeof *detector);
    *detector_out = NULL;
    if (!detector)
        return memory_error(error);
    detector->candidates = memory_allocate(count, sizeof *detector->candidates);
    enum httally_result result = detector->candidates ? HTTALLY_OK : memory_error(error);
    for (size_t i = 0; i < count && result == HTTALLY_OK; i++)
        result = add_candidate(detector, &named[i], error);
    if (result != HTTALLY_OK) {
        detector_destroy(detector);
        return result;
    }
    *detector_out = detector;
    return HTTALLY_OK;
}

void detector_destroy(struct detector *detector)
{
    if (!detector)
        return;
    for (size_t i = 0; i < detector->count; i++)
        httally_format_destroy(detector->candidates[i].format);
    free(detector->candidates);
    free(detector);
}

/* What one candidate reads of the sample. */
struct score {
    bool reads[DETECTION_LINES_MAX];
    size_t lines;
    /* The same without the lines that chosen formats read. */
    size_t new_lines;
};

static bool holds(struct httally_slice line, const char *mark)
{
    size_t length = strlen(mark);
    for (size_t i = 0; i + length <= line.length; i++) {
        if (memcmp(line.data + i, mark, length) == 0)
            return true;
    }
    return false;
}

/* `2026-03-12` and the separator. */
static bool begins_with_date(struct httally_slice line, char separator)
{
    static const char shape[] = "9999-99-99";
    if (line.length < sizeof shape || line.data[sizeof shape - 1] != separator)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        if (shape[i] == '9' ? !word_is_digit(line.data[i]) : line.data[i] != shape[i])
            return false;
    }
    return true;
}

/* Does the sample say that it may be in the candidate's format? */
static bool is_in_question(const struct candidate *candidate, const struct httally_slice *lines,
                           size_t count)
{
    const struct habit *habit = candidate->habit;
    bool has_columns = false, has_date = false;
    for (size_t i = 0; habit->mark && i < count; i++) {
        if (holds(lines[i], habit->mark))
            return true;
        has_columns |= w3c_names_columns(lines[i]);
        has_date |= habit->separator && begins_with_date(lines[i], habit->separator);
    }
    return !habit->mark || (has_date && !has_columns);
}

/* What a format reads may be unlikely all the same. */
static bool is_believed(const struct candidate *candidate, const struct httally_record *record)
{
    return format_is_request(record) &&
           (!candidate->habit->is_likely || candidate->habit->is_likely(record));
}

/* The lines that are neither blank nor directives nor too long. */
static size_t score_candidate(const struct candidate *candidate, struct httally_format_state *state,
                              const struct httally_slice *lines, size_t count, struct score *score)
{
    struct httally_record record;
    enum httally_unparsed_reason reason;
    size_t candidates_lines = 0;
    httally_format_state_reset(state);
    for (size_t i = 0; i < count; i++) {
        enum httally_line_kind kind =
            httally_format_parse(candidate->format, state, lines[i], &record, &reason);
        candidates_lines += kind == HTTALLY_LINE_REQUEST || kind == HTTALLY_LINE_UNPARSED;
        score->reads[i] = kind == HTTALLY_LINE_REQUEST && is_believed(candidate, &record);
        score->lines += score->reads[i];
    }
    score->new_lines = score->lines;
    return candidates_lines;
}

/* Of the candidates that read nearly as many new lines as any does, the one that says most. */
static size_t choose(const struct detector *detector, const struct score *scores)
{
    size_t most = 0, best = detector->count;
    for (size_t i = 0; i < detector->count; i++)
        most = scores[i].new_lines > most ? scores[i].new_lines : most;
    for (size_t i = 0; most && i < detector->count; i++) {
        const struct candidate *candidate = &detector->candidates[i];
        if (scores[i].new_lines * 100 < most * NEARLY_PERCENT)
            continue;
        if (best == detector->count || candidate->rank > detector->candidates[best].rank)
            best = i;
    }
    return best;
}

/* Strike out what a chosen format reads. */
static void strike_out(const struct detector *detector, struct score *scores,
                       const struct score *chosen, size_t count)
{
    struct score read = *chosen;
    for (size_t k = 0; k < detector->count; k++) {
        for (size_t i = 0; i < count; i++) {
            if (read.reads[i] && scores[k].reads[i]) {
                scores[k].reads[i] = false;
                scores[k].new_lines--;
            }
        }
    }
}

static void add_format(struct detection *detection, const struct detector *detector,
                       const struct score *scores, size_t index)
{
    detection->formats[detection->format_count++] =
        (struct detected_format){detector->candidates[index].format, scores[index].lines};
}

static bool has_format(const struct detection *detection, const struct httally_format *format)
{
    for (size_t i = 0; i < detection->format_count; i++) {
        if (detection->formats[i].format == format)
            return true;
    }
    return false;
}

/* May the candidate read lines that formats chosen before do not?  Formats that add to the combined
 * family would find their additions in its broken lines. */
static bool is_sibling(const struct detection *detection, const struct candidate *candidate,
                       const struct score *score)
{
    if (detection->format_count == 0 ||
        (detection->formats[0].format->is_combined && format_is_family(candidate->format)))
        return true;
    return score->new_lines >= SIBLING_LINES &&
           score->new_lines * 100 >= detection->lines * SIBLING_PERCENT &&
           candidate->rank >= RUNNER_UP_RANK &&
           (!candidate->format->is_combined || format_is_family(candidate->format));
}

static void choose_formats(struct detection *detection, const struct detector *detector,
                           struct score *scores, size_t count)
{
    size_t best;
    while (detection->format_count < PARSER_FORMATS_MAX &&
           (best = choose(detector, scores)) < detector->count) {
        if (is_sibling(detection, &detector->candidates[best], &scores[best])) {
            add_format(detection, detector, scores, best);
            detection->read_lines += scores[best].new_lines;
            strike_out(detector, scores, &scores[best], count);
        } else {
            scores[best].new_lines = 0;
            memset(scores[best].reads, 0, sizeof scores[best].reads);
        }
    }
    /* Lines of the family's other members may follow those of one. */
    const struct httally_format *combined = detector->candidates[detector->combined].format;
    bool is_of_family = detection->format_count == 0 || detection->formats[0].format->is_combined;
    if (is_of_family && detection->format_count < PARSER_FORMATS_MAX &&
        !has_format(detection, combined))
        add_format(detection, detector, scores, detector->combined);
}

static void find_runner_up(struct detection *detection, const struct detector *detector,
                           const struct score *scores)
{
    for (size_t i = 0; i < detector->count; i++) {
        const struct httally_format *format = detector->candidates[i].format;
        if (detector->candidates[i].rank >= RUNNER_UP_RANK &&
            format != detection->formats[0].format && scores[i].lines > detection->runner_up.lines)
            detection->runner_up = (struct detected_format){format, scores[i].lines};
    }
}

enum httally_result detector_run(const struct detector *detector, const struct httally_slice *lines,
                                 size_t count, struct detection *detection_out,
                                 struct httally_error *error)
{
    struct httally_format_state *state = NULL;
    struct score *scores = memory_allocate(detector->count, sizeof *scores);
    *detection_out = (struct detection){0};
    enum httally_result result =
        scores ? httally_format_state_create(&state, error) : memory_error(error);
    if (count > DETECTION_LINES_MAX)
        count = DETECTION_LINES_MAX;
    for (size_t i = 0; i < detector->count && result == HTTALLY_OK; i++) {
        const struct candidate *candidate = &detector->candidates[i];
        if (!is_in_question(candidate, lines, count))
            continue;
        size_t seen = score_candidate(candidate, state, lines, count, &scores[i]);
        if (seen > detection_out->lines)
            detection_out->lines = seen;
    }
    if (result == HTTALLY_OK) {
        choose_formats(detection_out, detector, scores, count);
        find_runner_up(detection_out, detector, scores);
    }
    httally_format_state_destroy(state);
    free(scores);
    return result;
}

const struct httally_format *detector_format_of_columns(const struct detector *detector,
                                                        struct httally_slice line)
{
    const struct candidate *best = NULL;
    for (size_t i = 0; i < detector->count; i++) {
        const struct candidate *candidate = &detector->candidates[i];
        if (candidate->format->is_sequential && is_in_question(candidate, &line, 1) &&
            (!best || candidate->rank > best->rank))
            best = candidate;
    }
    /* The row "w3c" asks for no mark. */
    return best->format;
}

bool detector_may_have_columns(struct httally_slice line)
{
    return begins_with_date(line, ' ') || begins_with_date(line, '\t');
}

bool detection_is_certain(const struct detection *detection)
{
    return detection->lines < JUDGED_LINES ||
           detection->read_lines * 100 >= detection->lines * CERTAIN_PERCENT;
}
