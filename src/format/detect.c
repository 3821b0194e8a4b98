/* SPDX-License-Identifier: MIT */
#include "format/detect.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/memory.h"
#include "format/named.h"

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
    /* A text that some line must hold; NULL for none. */
    const char *mark;
};

struct detector {
    struct candidate *candidates;
    size_t count;
    /* Index of the combined family. */
    size_t combined;
};

/* Rows that read the same lines as another one and differ by what the log says of itself; a NULL
 * mark leaves the row out. */
static const struct {
    const char *name;
    const char *mark;
} marks[] = {
    {"common", NULL},
    {"vcombined", NULL},
    {"vcommon", NULL},
    {"iis", "sc-win32-status"},
    {"cloudfront", "x-edge-location"},
    {"squid-combined", " TCP_"},
};

static bool find_mark(const char *name, const char **mark_out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        if (strcmp(marks[i].name, name) == 0) {
            *mark_out = marks[i].mark;
            return true;
        }
    }
    return false;
}

static enum httally_result add_candidate(struct detector *detector,
                                         const struct named_format *named,
                                         struct httally_error *error)
{
    const char *mark = NULL;
    if (find_mark(named->shown.name, &mark) && !mark)
        return HTTALLY_OK;
    struct candidate *candidate = &detector->candidates[detector->count];
    enum httally_result result = named_format_create(named, &candidate->format, error);
    if (result != HTTALLY_OK)
        return result;
    candidate->rank = named->rank;
    if (named->rank < VENDOR_RANK)
        candidate->format->vendors = NULL;
    candidate->mark = mark;
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

static bool has_mark(const struct candidate *candidate, const struct httally_slice *lines,
                     size_t count)
{
    for (size_t i = 0; candidate->mark && i < count; i++) {
        if (holds(lines[i], candidate->mark))
            return true;
    }
    return candidate->mark == NULL;
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
        score->reads[i] = kind == HTTALLY_LINE_REQUEST;
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
        if (!has_mark(candidate, lines, count))
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

bool detection_is_certain(const struct detection *detection)
{
    return detection->lines < JUDGED_LINES ||
           detection->read_lines * 100 >= detection->lines * CERTAIN_PERCENT;
}
