/* SPDX-License-Identifier: MIT */
#include "analysis/sampling.h"

#include <string.h>

#include "input/piece_source.h"

/* Of a block, so many lines are taken one after the other. */
enum { LINES_AT_START = 40 };

/* Of a file, lines at its start and at so many places behind it, the last of them at its end. */
enum { LINES_OF_START = 100, PLACES = 4, LINES_OF_PLACE = 25, PLACE_BYTES = 32 << 10 };

/* Enough for all lines of nearly all logs; of those with lines of many KiB there are fewer. */
enum { SAMPLE_BYTES_MAX = 2 << 20 };

/* Of an input in no known format, lines to show. */
enum { REFUSED_LINES = 5, REFUSED_LINE_BYTES_MAX = 1000 };

static const uint64_t large_file_bytes = (uint64_t)1 << 20;

void line_sample_finish(struct line_sample *sample)
{
    buffer_finish(&sample->text);
    *sample = (struct line_sample){0};
}

static void add_line(struct line_sample *sample, struct httally_slice line)
{
    if (sample->count == DETECTION_LINES_MAX ||
        line.length > SAMPLE_BYTES_MAX - sample->text.length)
        return;
    buffer_append_slice(&sample->text, line);
    sample->ends[sample->count++] = sample->text.length;
}

static size_t count_lines(struct httally_slice block)
{
    size_t lines = 0;
    for (size_t i = 0; i < block.length; i++)
        lines += block.data[i] == '\n';
    return lines;
}

void line_sample_add(struct line_sample *sample, struct httally_slice block, size_t wanted)
{
    size_t lines = count_lines(block), number = 0;
    size_t at_start = wanted < LINES_AT_START ? wanted : LINES_AT_START;
    size_t stride = 1;
    if (lines > wanted && wanted > at_start)
        stride = (lines - at_start) / (wanted - at_start);
    const char *at = block.data, *end = block.data + block.length, *newline;
    for (; at < end && (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1) {
        bool is_wanted = number < at_start || (number - at_start) % stride == stride / 2;
        if (is_wanted && (number < at_start || wanted > at_start))
            add_line(sample, httally_slice_of(at, (size_t)(newline - at)));
        number++;
    }
}

/* Take lines of the piece [start, end) of a file. */
static enum httally_result add_place(struct line_sample *sample,
                                     const struct httally_source *source, uint64_t start,
                                     uint64_t end, size_t wanted, struct line_buffer *buffer,
                                     struct httally_error *error)
{
    struct httally_source *piece = NULL;
    struct line_reader *reader = NULL;
    struct line_block block;
    enum httally_result result = piece_source_open(source, start ? start - 1 : 0, &piece, error);
    if (result == HTTALLY_OK)
        result = line_reader_create_piece(piece, start, end, &reader, error);
    if (result == HTTALLY_OK) {
        result = line_reader_next_full(reader, buffer, &block, error);
        if (result == HTTALLY_OK && block.kind == LINE_BLOCK_LINES)
            line_sample_add(sample, httally_slice_of(block.data, block.length), wanted);
    }
    line_reader_destroy(reader);
    httally_source_close(piece);
    return result == HTTALLY_ERROR_MEMORY ? result : HTTALLY_OK;
}

enum httally_result line_sample_add_file(struct line_sample *sample,
                                         const struct httally_source *source, uint64_t size_bytes,
                                         struct line_buffer *buffer, struct httally_error *error)
{
    bool is_large = size_bytes >= large_file_bytes;
    enum httally_result result =
        add_place(sample, source, 0, UINT64_MAX, is_large ? LINES_OF_START : DETECTION_LINES_MAX,
                  buffer, error);
    for (uint64_t i = 1; result == HTTALLY_OK && is_large && i <= PLACES; i++) {
        uint64_t start = (size_bytes - PLACE_BYTES) / PLACES * i;
        result =
            add_place(sample, source, start, start + PLACE_BYTES, LINES_OF_PLACE, buffer, error);
    }
    return result;
}

bool line_sample_may_have_columns(const struct line_sample *sample)
{
    size_t start = 0;
    for (size_t i = 0; i < sample->count; start = sample->ends[i++]) {
        if (detector_may_have_columns(
                httally_slice_of(sample->text.data + start, sample->ends[i] - start)))
            return true;
    }
    return false;
}

static enum httally_result refuse(const struct detection *detection, struct httally_error *error)
{
    const struct detected_format *best = &detection->formats[0];
    const struct detected_format *second = &detection->runner_up;
    if (best->lines == 0)
        return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                 "no known format reads any of %zu lines; describe theirs with "
                                 "--format, see 'httally formats'",
                                 detection->lines);
    if (!second->format)
        return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                                 "the format is not clear: of %zu lines looked at, %s reads %zu "
                                 "and nothing else any; name it with --format",
                                 detection->lines, httally_format_name(best->format), best->lines);
    return httally_error_set(error, HTTALLY_ERROR_DATA, 0,
                             "the format is not clear: of %zu lines looked at, %s reads %zu and "
                             "%s %zu; name it with --format",
                             detection->lines, httally_format_name(best->format), best->lines,
                             httally_format_name(second->format), second->lines);
}

/* Keep some lines to show, from all over the sample.  Without memory there are none. */
static void keep_lines(struct input *input, const struct httally_slice *lines, size_t count)
{
    size_t step = count > REFUSED_LINES ? count / REFUSED_LINES : 1;
    for (size_t i = 0; i < count && i < step * REFUSED_LINES; i += step) {
        struct httally_slice line = lines[i];
        if (line.length > REFUSED_LINE_BYTES_MAX)
            line.length = REFUSED_LINE_BYTES_MAX;
        buffer_append_slice(&input->refused_lines, line);
        buffer_append_char(&input->refused_lines, '\n');
    }
    if (buffer_status(&input->refused_lines, NULL) != HTTALLY_OK)
        buffer_finish(&input->refused_lines);
}

enum httally_result line_sample_detect(const struct line_sample *sample,
                                       const struct detector *detector, struct input *input,
                                       struct httally_error *error)
{
    struct httally_slice lines[DETECTION_LINES_MAX];
    size_t start = 0;
    enum httally_result result = buffer_status(&sample->text, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; i < sample->count; i++) {
        lines[i] = httally_slice_of(sample->text.data + start, sample->ends[i] - start);
        start = sample->ends[i];
    }
    result = detector_run(detector, lines, sample->count, &input->detection, error);
    if (result != HTTALLY_OK)
        return result;
    for (size_t i = 0; i < input->detection.format_count; i++)
        input->formats[i] = input->detection.formats[i].format;
    input->format_count = input->detection.format_count;
    if (detection_is_certain(&input->detection))
        return HTTALLY_OK;
    keep_lines(input, lines, sample->count);
    return refuse(&input->detection, error);
}
